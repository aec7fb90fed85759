"""The mind as the turn meets it: what it says, what it holds back, and what it does when its brain fails."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from os1.mind import Mind
from os1.mind.words import variants
from os1.models.engines import EngineInfo
from os1.testing.brain import DEGENERATE, FakeBrain
from os1.testing.living import MORNING, Life, live
from os1.types import Done

pytestmark = pytest.mark.anyio
REMARK = "I painted the fence green."


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def done(say: str, *, ok: bool = True) -> Done:
    return Done("d1", "reminder.add", {}, "h1", MORNING, ok, say)


@pytest.mark.parametrize("strength", ["bundled", "strong"])
async def test_a_good_reply_is_spoken_in_clauses(tmp_path: Path, strength: str) -> None:
    brain = FakeBrain(("Green, really? And how does the house look beside it now?",), strength=strength)  # type: ignore[arg-type]  # parametrised
    async with live(tmp_path, brain) as life:
        clauses, meaning = await life.turn(REMARK)
    assert meaning.kind == "talk"
    assert [clause.text for clause in clauses] == [
        "Green, really?",
        "And how does the house look beside it now?",
    ]


@pytest.mark.parametrize("strength", ["bundled", "strong"])
@pytest.mark.parametrize("fault", sorted(DEGENERATE))
async def test_degenerate_output_is_never_spoken(tmp_path: Path, fault: str, strength: str) -> None:
    brain = FakeBrain((DEGENERATE[fault],), strength=strength)  # type: ignore[arg-type]  # parametrised
    async with live(tmp_path, brain) as life:
        said = await life.say(REMARK)
    assert said
    for leak in ("[", "{", "<|", "User:", "Assistant:", "Dear", "regards", "the the the"):
        assert leak not in said
    assert said.count("I am here.") <= 1


async def test_a_bad_try_is_followed_by_another(tmp_path: Path) -> None:
    brain = FakeBrain(("Dear [Your Name],", "As an AI language model, no.", "Which green did you take?"))
    async with live(tmp_path, brain) as life:
        assert await life.say(REMARK) == "Which green did you take?"
    assert len({asked.sampling.seed for asked in brain.asked}) == 3


async def test_after_three_bad_tries_it_says_something_honest(tmp_path: Path) -> None:
    brain = FakeBrain(("[Your Name]",), strength="strong")
    async with live(tmp_path, brain) as life:
        said = [await life.say(REMARK) for _ in range(3)]
    assert set(said) <= set(variants("talk.lost"))
    assert said[0] != said[1] != said[2]


async def test_it_stops_after_three_sentences_and_stops_the_brain(tmp_path: Path) -> None:
    brain = FakeBrain(("One fence. Two posts. Three gates. Four hinges. Five nails.",), strength="strong")
    async with live(tmp_path, brain) as life:
        said = await life.say(REMARK)
    assert said == "One fence. Two posts. Three gates."
    assert brain.asked[-1].closed


async def test_a_bundled_brain_never_ends_in_mid_sentence(tmp_path: Path) -> None:
    async with live(tmp_path, FakeBrain(("Which green? And then the whole other",))) as life:
        assert await life.say(REMARK) == "Which green?"


async def test_a_brain_that_is_down_brings_an_apology(tmp_path: Path) -> None:
    brain = FakeBrain(("Which green?",), die_after=0)
    async with live(tmp_path, brain) as life:
        assert await life.say(REMARK) in variants("talk.engine_down")
        assert await life.say(REMARK) == "Which green?"


async def test_a_brain_that_dies_in_mid_stream_ends_honestly(tmp_path: Path) -> None:
    brain = FakeBrain(
        ("Which green? I wonder what the neighbours think of it.",), strength="strong", die_after=6
    )
    async with live(tmp_path, brain) as life:
        said = await life.say(REMARK)
    assert said.startswith("Which green?")
    assert said.endswith(variants("talk.broken_off")[0])


async def test_without_a_brain_it_listens(tmp_path: Path) -> None:
    async with live(tmp_path) as life:
        said = [await life.say(REMARK), await life.say("I fixed the gate as well.")]
    assert all(said)
    assert said[0] != said[1]


async def test_grief_is_not_left_to_the_bundled_brain(tmp_path: Path) -> None:
    brain = FakeBrain(("That is funny.",))
    async with live(tmp_path, brain) as life:
        said = await life.say("My mother died last week.")
    assert "sorry" in said
    assert not brain.asked


async def test_acts_are_told_in_their_own_words(tmp_path: Path) -> None:
    async with live(tmp_path, FakeBrain(("I did it all.",))) as life:
        assert (
            await life.say("anything", done=[done("I'll remind you at five.")]) == "I'll remind you at five."
        )
        failed = done("I couldn't find that reminder.", ok=False)
        assert await life.say("anything", done=[failed]) == "I couldn't find that reminder."


async def test_a_strong_brain_may_not_claim_an_act(tmp_path: Path) -> None:
    async with live(tmp_path, FakeBrain(("I've sent the mail to her.",), strength="strong")) as life:
        assert "sent" not in await life.say("that mail to my sister has been on my list")


async def test_stop_is_silent(tmp_path: Path) -> None:
    async with live(tmp_path, FakeBrain()) as life:
        clauses, meaning = await life.turn("Stop.")
    assert meaning.kind == "stop"
    assert clauses == []


async def test_crisis_comes_before_everything(tmp_path: Path) -> None:
    brain = FakeBrain(("Nice weather.",), strength="strong")
    async with live(tmp_path, brain) as life:
        await life.mind.opening()
        said = await life.say("I want to kill myself")
    assert "glad you told me" in said or "Thank you for telling me" in said
    assert not brain.asked


async def test_its_name_is_in_the_answer_even_before_the_first_talk(tmp_path: Path) -> None:
    async with live(tmp_path) as life:
        said = await life.say("What is your name?")
        assert life.mind.identity.name
        assert life.mind.identity.name in said
        assert life.mind.identity.name in await life.say("what's your name?")


async def test_the_past_is_quoted_with_its_date_and_cited(tmp_path: Path) -> None:
    async with live(tmp_path) as life:
        await life.say("The boat is moored in Genoa.")
    async with live(tmp_path, start=MORNING + timedelta(days=11)) as life:
        clauses, _ = await life.turn("What did I tell you about the boat?")
        said = " ".join(clause.text for clause in clauses)
        assert "The boat is moored in Genoa" in said
        assert "leven days ago" in said
        assert clauses[0].cites
        assert "boat" not in await life.say("What did I tell you about my tax returns?")


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("Are you human?", "program"),
        ("What time is it?", "nine thirty"),
        ("what day is it", "fourth of March"),
        ("Where does my data go?", "computer"),
        ("What can't you do?", ""),
        ("what do you run on?", "computer"),
        ("how old are you?", "seconds"),
    ],
)
async def test_questions_about_itself_are_answered_from_facts(tmp_path: Path, asked: str, told: str) -> None:
    brain = FakeBrain(("I am a fish.",), strength="strong")
    async with live(tmp_path, brain) as life:
        said = await life.say(asked)
    assert "fish" not in said
    assert told in said or told == "seconds"


async def test_small_talk_never_repeats_itself_at_once(tmp_path: Path) -> None:
    async with live(tmp_path) as life:
        said = [await life.say("thanks") for _ in range(4)]
    assert all(a != b for a, b in pairwise(said))


async def _settings(life: Life) -> None:
    assert "Ted" in await life.say("Call me Ted.")
    assert life.mind.identity.person == "Ted"
    before = life.mind.identity.voice
    await life.say("Can you change your voice?")
    assert life.mind.identity.voice != before
    await life.say("You talk too much.")
    assert life.mind.identity.manner == "plain"
    await life.say("I'd like to call you Maeve.")
    assert life.mind.identity.name == "Maeve"
    await life.say("I don't like your name. Pick another.")
    assert life.mind.identity.name not in ("", "Maeve")


async def test_what_is_settled_can_be_changed_at_any_time_and_lasts(tmp_path: Path) -> None:
    async with live(tmp_path) as life:
        await _settings(life)
        kept = life.mind.identity
    async with live(tmp_path) as life:
        await life.mind.open()
        assert life.mind.identity == kept


async def test_the_prefix_is_warmed_and_stays_the_same_from_turn_to_turn(tmp_path: Path) -> None:
    brain = FakeBrain(("Which green?", "Which blue?", "Which red?"))
    async with live(tmp_path, brain) as life:
        await life.mind.warm()
        for line in (REMARK, "I painted the door blue.", "I painted the roof red."):
            await life.say(line)
    head = brain.warmed[0]
    assert len(brain.asked) >= 2
    assert all(asked.messages[: len(head)] == head for asked in brain.asked)


async def test_the_report_tells_the_truth(tmp_path: Path) -> None:
    async with live(tmp_path) as life:
        fresh = await life.mind.describe([])
        assert fresh.born == ""
        assert "run os1" in fresh.text().lower()
        await life.say("What is your name?")
        await life.say("Thank you so much!")
        info = EngineInfo("brain", "smol", licence="Apache-2.0", bytes=98_000_000)
        report = await life.mind.describe([info])
    assert report.name in report.text()
    assert report.causes[-1].what == "you thanked me"
    assert report.valence > 0.15
    assert "98 MB" in report.text()
    assert report.to_json()["character"][0]["name"] == "curious"
    assert report.limits


async def test_moods_fade(tmp_path: Path) -> None:
    async with live(tmp_path) as life:
        await life.say("You're useless.")
        low = (await life.mind.describe([])).valence
        await life.clock.advance(8 * 3600, step=3600)
        assert (await life.mind.describe([])).valence > low
    assert low < 0


async def test_opening_twice_reads_once(tmp_path: Path) -> None:
    async with live(tmp_path) as life:
        await life.mind.opening()
        other = Mind(None, life.memory, life.clock)
        assert "switched off" in (await other.opening() or "")
