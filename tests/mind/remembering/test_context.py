"""What a strong brain is shown of the past, which notes a clause leans on, and which claims have grounds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from os1.memory import Fact
from os1.mind.dialogue import prefix
from os1.mind.identity import Identity
from os1.mind.remembering.context import about, leaning, notes
from os1.mind.remembering.grounds import grounded
from os1.testing.brain import FakeBrain
from os1.testing.living import MORNING, Life, live
from os1.types import Recalled

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 3, 16, 9, 30, tzinfo=UTC)
TOLD = ["eleven days ago, they said: Anna moved to Lisbon.", "yesterday, they said: I don't like fish."]


def memory(id: str, text: str, days: int, speaker: str = "person") -> Recalled:
    return Recalled(id, speaker, NOW - timedelta(days=days), text, 1.0)


def test_notes_tell_when_and_by_whom_and_fit_the_budget() -> None:
    found = [
        memory("a", "Anna moved to Lisbon.", 11),
        memory("b", "Where does Anna live?", 3),
        memory("c", "I baked a cake.", 1),
        memory("d", "I'd like that.", 2, "os1"),
        memory("e", "I sold the boat.", 4, "Tom"),
        memory("f", "word " * 200, 5),
    ]
    shown = notes(found, [], Identity(), NOW, 700)
    assert [one.text for one in shown[-3:]] == [
        "four days ago, Tom said: I sold the boat.",
        "two days ago, you said: I'd like that.",
        "yesterday, they said: I baked a cake.",
    ]
    assert "b" not in [id for one in shown for id in one.sources]
    assert all(len(one.text) < 400 for one in shown)
    assert sum(len(one.text) for one in notes(found, [], Identity(), NOW, 150)) <= 150


def test_a_memory_that_came_by_another_says_so() -> None:
    linked = replace(
        memory("a", "Paul has a boat.", 1),
        because="it names Paul, as do your words about the friend who lent you the book",
    )
    (shown,) = notes([linked], [], Identity(), NOW, 700)
    assert shown.text == (
        "yesterday, they said (found because it names Paul, as do their words about the friend who lent them the "
        "book): Paul has a boat."
    )
    assert notes([linked], [], Identity(), NOW, 100) == []


def test_facts_say_how_sure_they_are() -> None:
    facts = [
        Fact("1", "Anna", "lives_in", "Lisbon", sources=("a",), learned=NOW - timedelta(days=11)),
        Fact("2", "Anna", "lives_in", "Rome", certainty="hearsay", sources=("b",), learned=NOW),
        Fact("3", "Anna", "lives_in", "Oslo", until="2020", sources=("c",), learned=NOW),
        Fact("4", "Tom", "likes", "boats", sources=("d",), learned=NOW),
    ]
    chosen = about(facts, "How is Anna?")
    assert {fact.id for fact in chosen} == {"1", "2"}
    shown = notes([], chosen, Identity(), NOW, 1000)
    assert "somebody said" in shown[0].text
    assert "Anna lives in Lisbon" in shown[1].text
    assert "eleven days ago" in shown[1].text


def test_a_clause_leans_on_what_it_takes_from_a_note() -> None:
    shown = notes(
        [memory("a", "Anna moved to Lisbon for a job.", 11), memory("b", "I baked a cake.", 1)],
        [], Identity(), NOW, 900,
    )  # fmt: skip
    assert leaning("How does Anna like Lisbon?", shown, "I miss my sister.") == ("a",)
    assert leaning("How does Anna like it there?", shown, "I talked to Anna.") == ()
    assert leaning("That is lovely.", shown, "I talked to her.") == ()


@pytest.mark.parametrize(
    "text",
    [
        "You told me Anna moved to Lisbon.",
        "Eleven days ago you told me that Anna moved to Lisbon. How is she?",
        "You said you don't like fish.",
        "Didn't you tell me that?",
        "Lisbon is far. How is Anna?",
        "You've told me.",
    ],
)
def test_a_claim_with_grounds_may_be_made(text: str) -> None:
    assert grounded(text, TOLD)


@pytest.mark.parametrize(
    "text",
    [
        "You told me Anna moved to Porto.",
        "You told me Tom moved to Lisbon.",
        "You said you like fish.",
        "You mentioned that your mother was ill.",
        "Last time we talked about your garden.",
        "I remember when you bought the boat.",
        "You told me in March that Anna moved to Lisbon.",
    ],
)
def test_a_claim_without_grounds_is_seen(text: str) -> None:
    assert not grounded(text, TOLD)


def test_where_nothing_was_told_nothing_may_be_claimed() -> None:
    assert not grounded("You told me.", [])
    assert grounded("Tell me more.", [])


async def before(life: Life) -> None:
    await life.say("Anna moved to Lisbon for a job at the aquarium.")
    for line in ("I baked a cake.", "I cleaned the bath.", "I read a bit."):
        await life.say(line)


async def after(home: Path, brain: FakeBrain, text: str) -> tuple[str, list[str]]:
    """What `brain` says to `text` eleven days later, and what is cited."""
    async with live(home) as life:
        await before(life)
    async with live(home, brain, MORNING + timedelta(days=11)) as life:
        clauses, _ = await life.turn(text)
        ids = [id for clause in clauses for id in clause.cites]
        # What it said back when it was told comes up too.
        texts = [one.text for one in await life.memory.lines(ids) if one.speaker == "person"]
    return " ".join(clause.text for clause in clauses), texts


async def test_a_strong_brain_is_shown_dated_notes_beside_the_last_words(tmp_path: Path) -> None:
    brain = FakeBrain(("How does Anna like the aquarium?",), strength="strong")
    said, cited = await after(tmp_path, brain, "I was thinking of Anna today.")
    assert said == "How does Anna like the aquarium?"
    assert cited == []
    *_, last = brain.asked[-1].messages
    assert "eleven days ago" in last.content
    assert "aquarium" in last.content
    assert last.content.endswith("I was thinking of Anna today.")
    assert "aquarium" not in brain.asked[-1].messages[0].content


async def test_the_clause_that_leans_on_a_memory_cites_it(tmp_path: Path) -> None:
    brain = FakeBrain(("Good. How is her job in Lisbon?",), strength="strong")
    _, cited = await after(tmp_path, brain, "I called Anna today.")
    assert cited == ["Anna moved to Lisbon for a job at the aquarium."]


async def test_a_strong_brain_may_not_invent_a_past(tmp_path: Path) -> None:
    brain = FakeBrain(("You told me Anna hates Lisbon.", "How is Anna?"), strength="strong")
    said, cited = await after(tmp_path, brain, "I called Anna today.")
    assert said == "How is Anna?"
    assert cited == []


async def test_a_bundled_brain_is_shown_a_little_of_the_past_just_before_the_last_words(
    tmp_path: Path,
) -> None:
    brain = FakeBrain(("How is Anna?",))
    await after(tmp_path, brain, "I called Anna today.")
    *before_them, aside, last = brain.asked[-1].messages
    assert last.content == "I called Anna today."
    assert aside.role == "system"
    assert "aquarium" in aside.content
    assert len(aside.content) < 500
    assert all("aquarium" not in message.content for message in before_them)


@pytest.mark.parametrize("strength", ["bundled", "strong"])
async def test_the_beginning_of_the_prompt_stays_the_same_whatever_is_recalled(
    tmp_path: Path, strength: str
) -> None:
    brain = FakeBrain(("How is Anna?", "And the cake?"), strength=strength)  # type: ignore[arg-type]  # parametrised
    async with live(tmp_path, brain) as life:
        await before(life)
        await life.mind.warm()
        asked_before = len(brain.asked)
        await life.say("I called Anna today about the aquarium.")
        await life.say("I ate the cake I baked.")
        head = tuple(prefix(life.mind.identity, strength))
    assert brain.warmed[0][: len(head)] == head
    assert brain.asked[asked_before].messages[: len(brain.warmed[0])] == brain.warmed[0]
    assert all(asked.messages[: len(head)] == head for asked in brain.asked)
