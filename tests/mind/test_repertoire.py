"""The repertoire: its file is in order, and a reply fits what was said, is fresh and asks no more than is good."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from os1.mind.repertoire import Repertoire, asked, lines, midst, situations
from os1.mind.words import variants
from os1.testing.brain import FakeBrain
from os1.testing.judge import FakeJudge
from os1.testing.living import live

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Knowing(FakeJudge):
    """A judge to which all lines of a situation are one, and all others like nothing. `also` are further lines."""

    def __init__(self, **also: str) -> None:
        super().__init__()
        self.also = {text: key for key, text in also.items()}

    async def rows(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self._ask(*texts)
        rows = np.zeros((len(texts), len(situations())), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for place, one in enumerate(situations()):
                row[place] = text in one.says or self.also.get(text) == one.key
        return rows


@pytest.fixture(scope="module")
def rows() -> NDArray[np.float32]:
    counts = [len(one.says) for one in situations()]
    return np.repeat(np.eye(len(counts), dtype=np.float32), counts, axis=0)


@pytest.fixture
def repertoire(rows: NDArray[np.float32]) -> Repertoire:
    return Repertoire(midst(rows))


def test_the_file_is_in_order() -> None:
    keys = [one.key for one in situations()]
    assert len(keys) == len(set(keys)) > 600
    said = [say.lower() for say in lines()]
    assert len(said) == len(set(said))
    for one in situations():
        assert len(one.says) >= 8 and len(one.replies) >= 4, one.key
        assert one.after in ("", "what", "how", "feel", "yesno", "why", "who", "more"), one.key
        assert any("{who}" not in reply for reply in one.replies), one.key


def _down() -> Knowing:
    judge = Knowing()
    judge.down = True
    return judge


_BANNED = re.compile(
    r"\b(?:must be (?:so )?(?:hard|difficult)|i'm here for you|it sounds like|i hear you|thank you for sharing"
    r"|as an ai|how can i help|see you (?:soon|later|then))\b|[*#_\[\]<>\u2014]|\d|https?:",
    re.IGNORECASE,
)


def test_replies_are_spoken_and_none_of_a_machines_phrases() -> None:
    for one in situations():
        for reply in one.replies:
            assert not _BANNED.search(reply), (one.key, reply)
            assert reply[0].isupper() or reply.startswith("{who}"), (one.key, reply)
            assert reply[-1] in ".?!\u2026", (one.key, reply)
            assert set(re.findall(r"\{\w*\}", reply)) <= {"{who}"}, (one.key, reply)


async def test_a_line_is_answered_from_its_situation(repertoire: Repertoire) -> None:
    judge = Knowing()
    for one in situations()[::40]:
        if not one.after:
            found = [await repertoire.reply(judge, say, []) for say in one.says]
            assert sum(reply in one.replies for reply in found) >= len(found) / 2, one.key


async def test_nothing_like_it_is_left_to_others(repertoire: Repertoire) -> None:
    assert await repertoire.reply(Knowing(), "qwertz zxcvb asdfgh", []) is None
    assert await repertoire.reply(_down(), situations()[0].says[0], []) is None


async def test_no_reply_comes_twice_and_then_there_is_none(repertoire: Repertoire) -> None:
    judge, one = Knowing(), next(one for one in situations() if not one.after)
    given: list[str] = []
    while reply := await repertoire.reply(judge, one.says[0], given[-1:]):
        assert reply not in given
        repertoire.give(reply)
        given.append(reply)
    assert len(given) == sum("{who}" not in reply for reply in one.replies)


async def test_after_a_question_it_rather_tells(repertoire: Repertoire) -> None:
    judge = Knowing()
    one = next(
        one for one in situations() if not one.after and {reply[-1] for reply in one.replies} >= {"?", "."}
    )
    told = await repertoire.reply(judge, one.says[0], ["And then?"])
    asks = await repertoire.reply(judge, one.says[0], ["I see."])
    assert told and not told.endswith("?")
    assert asks and asks.endswith("?")


async def test_no_situation_of_another_tone_answers(repertoire: Repertoire) -> None:
    glad = next(one for one in situations() if one.tone == "glad" and not one.after)
    judge = Knowing()
    assert await repertoire.reply(judge, glad.says[0], [], tone="glad") in glad.replies
    assert await repertoire.reply(judge, glad.says[0], [], tone="") in glad.replies
    assert await repertoire.reply(judge, glad.says[0], [], tone="sad") is None


async def test_answers_are_only_met_after_a_question(repertoire: Repertoire) -> None:
    judge = Knowing()
    one = next(one for one in situations() if one.after == "yesno")
    unasked = await repertoire.reply(judge, one.says[0], ["I see."])
    assert unasked is None or unasked not in one.replies
    assert await repertoire.reply(judge, one.says[0], ["Did it go well?"]) in one.replies


@pytest.mark.parametrize(
    ("said", "who"),
    [
        ("Leo did it again.", "Leo"),
        ("My mother did it again.", "your mother"),
        ("Leo and Anna did it again.", ""),
        ("It happened again.", ""),
    ],
)
async def test_whoever_was_named_alone_is_named(repertoire: Repertoire, said: str, who: str) -> None:
    one = next(
        one for one in situations() if any("{who}" in reply for reply in one.replies) and not one.after
    )
    judge = Knowing(**{one.key: said})
    replies = []
    while reply := await repertoire.reply(judge, said, []):
        repertoire.give(reply)
        replies.append(reply)
    wanted = [reply.replace("{who}", who) for reply in one.replies if who or "{who}" not in reply]
    assert sorted(replies) == sorted(wanted)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("I see. How did it feel?", "feel"),
        ("How was it?", "how"),
        ("Why not?", "why"),
        ("And who was there?", "who"),
        ("What happened?", "what"),
        ("Did it work?", "yesno"),
        ("It worked.", ""),
        ("", ""),
    ],
)
def test_the_kind_of_question(said: str, kind: str) -> None:
    assert asked(said) == kind


async def test_the_mind_speaks_from_it_and_else_listens(tmp_path: Path, repertoire: Repertoire) -> None:
    one = next(one for one in situations() if one.key.startswith("garden.") and not one.after)
    brain = FakeBrain(("Which quinces did she like best?",))
    async with live(tmp_path, brain, judge=Knowing()) as life:
        assert (
            await life.say("I zested eleven quinces for our neighbour.") == "Which quinces did she like best?"
        )
        life.mind.use(repertoire)
        assert await life.say(one.says[0]) in one.replies
        said = await life.say("I zested twelve quinces for our neighbour.")
    assert said in variants("tone.past.ask")
    assert len(brain.asked) == 1, "to listen is better than what a small brain makes up"


async def test_what_it_can_meet_is_noted_without_a_word(tmp_path: Path, repertoire: Repertoire) -> None:
    one = next(one for one in situations() if one.key.startswith("garden.") and not one.after)
    told, met = "My brother Leo lives in Lisbon.", "My sister Ines lives in Porto."
    async with live(tmp_path, None, judge=Knowing(**{one.key: met})) as life:
        life.mind.use(repertoire)
        assert "Leo" in await life.say(told)
        assert await life.say(met) in one.replies
        assert "Ines" in await life.say("What do you remember about my sister?")


async def test_a_brain_that_will_not_be_asked_reads_nothing_ahead(
    tmp_path: Path, repertoire: Repertoire
) -> None:
    for strength, reads in (("bundled", 0), ("strong", 1)):
        brain = FakeBrain(strength=strength)  # type: ignore[arg-type]  # the values are the literals
        home = tmp_path / strength
        home.mkdir()
        async with live(home, brain, judge=Knowing()) as life:
            life.mind.use(repertoire)
            await life.mind.warm()
        assert len(brain.warmed) == reads


async def test_a_strong_brain_needs_none(tmp_path: Path, repertoire: Repertoire) -> None:
    one = next(one for one in situations() if one.key.startswith("garden.") and not one.after)
    brain = FakeBrain(("Which quinces did she like best?",), strength="strong")
    async with live(tmp_path, brain, judge=Knowing()) as life:
        life.mind.use(repertoire)
        assert await life.say(one.says[0]) == "Which quinces did she like best?"


async def test_the_judge_brings_care_where_no_rule_does(tmp_path: Path) -> None:
    text = "I have found somebody to take the dog, so that is settled."
    async with live(tmp_path, FakeBrain(), judge=FakeJudge(worries={text: "crisis"})) as life:
        said = await life.say(text)
    assert "safe" in said or "danger" in said
