"""Reading the log: where it stops it goes on, what it reads twice it knows once, a brain is held to the words."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from os1.memory import Memory, open_memory
from os1.mind import noticer
from os1.mind.noticer import Noticer
from os1.models.engines import Message, Sampling
from os1.testing.brain import FakeBrain
from os1.testing.clock import VirtualClock
from os1.types import Done, Heard, Reply

NOW = datetime(2026, 3, 4, 19, 0, tzinfo=UTC)
KEY = bytes(32)


@asynccontextmanager
async def kept(folder: Path, *texts: str) -> AsyncIterator[tuple[Memory, VirtualClock]]:
    """A memory in which `texts` were said, a minute apart, and a clock an hour later."""
    clock = VirtualClock(NOW + timedelta(hours=1))
    async with open_memory(folder / "os1.db", KEY, clock) as memory:
        for number, text in enumerate(texts):
            await memory.heard(Heard(f"h{number}", text, NOW + timedelta(minutes=number)))
        yield memory, clock


def run(folder: Path, story: Callable[[Memory, VirtualClock], Awaitable[None]], *texts: str) -> None:
    async def check() -> None:
        async with kept(folder, *texts) as (memory, clock):
            await story(memory, clock)

    asyncio.run(check())


async def values(memory: Memory) -> set[tuple[str, str]]:
    return {(fact.relation, fact.value) for fact in await memory.facts()}


def found(*facts: dict[str, Any]) -> Callable[[Sequence[Message], Sampling], str]:
    """A brain that finds `facts`, with what they leave out filled in, and sums up with nothing."""

    def answer(messages: Sequence[Message], sampling: Sampling) -> str:
        if sampling.schema is None:
            return ""
        usual = {"subject": "person", "negated": False, "over": False, "certainty": "certain"}
        return json.dumps({"facts": [usual | one for one in facts]})

    return answer


def test_reading_goes_on_where_it_was_and_says_everything_once(tmp_path: Path) -> None:
    async def story(memory: Memory, clock: VirtualClock) -> None:
        assert await Noticer(memory, None, clock).catch_up(most=1) == 1
        assert await values(memory) == {("lives_in", "Leeds")}
        again = Noticer(memory, None, clock)
        assert await again.catch_up() == 2
        assert await again.catch_up() == 0
        assert await values(memory) == {("lives_in", "Leeds"), ("likes", "jazz"), ("works_as", "nurse")}

    run(tmp_path, story, "I live in Leeds.", "I like jazz.", "I'm a nurse.")


def test_a_better_reader_reads_everything_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(memory: Memory, clock: VirtualClock) -> None:
        await Noticer(memory, None, clock).catch_up()
        (before,) = await memory.facts()
        monkeypatch.setattr(noticer, "CLAUSES", "clauses/next")
        assert await Noticer(memory, None, clock).catch_up() == 1
        assert await memory.facts() == [before]

    run(tmp_path, story, "I live in Leeds.")


def test_what_was_confirmed_or_corrected_outlives_another_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(memory: Memory, clock: VirtualClock) -> None:
        await Noticer(memory, None, clock).catch_up()
        allergy, lives = sorted(await memory.facts(), key=lambda fact: fact.relation)
        await memory.confirm(allergy.id)
        await memory.correct(lives.id, "York", by="h2")
        monkeypatch.setattr(noticer, "CLAUSES", "clauses/next")
        await Noticer(memory, None, clock).catch_up()
        assert await values(memory) == {("allergic_to", "nuts"), ("lives_in", "York")}
        assert (await memory.facts())[0].certainty == "certain"

    run(tmp_path, story, "I'm allergic to nuts.", "I live in Leeds.", "That's not right.")


def test_a_correction_in_the_talk_reaches_back(tmp_path: Path) -> None:
    async def story(memory: Memory, clock: VirtualClock) -> None:
        await Noticer(memory, None, clock).catch_up()
        assert await values(memory) == {("birthday", "March"), ("sister", "Anna")}
        (was,) = [fact for fact in await memory.facts(past=True) if fact.until]
        assert (was.value, was.certainty) == ("14 May", "unsure")

    run(tmp_path, story, "My sister Anna's birthday is on May 14th.", "No, that's wrong, it was March.")


def test_promises_are_read_from_replies(tmp_path: Path) -> None:
    async def story(memory: Memory, clock: VirtualClock) -> None:
        await memory.did(Done("d0", "reminders.add", {}, "h0", NOW, True, "Done."))
        said = (
            "Of course. I'll remind you tomorrow. I'll remember that, too. I'll sing if you like. I'm here."
        )
        await memory.said(Reply("r0", "h0", said, NOW, done=("d0",)))
        await memory.said(Reply("r1", "h0", "I'll look on Friday. Shall I?", NOW))
        await Noticer(memory, None, clock).catch_up()
        promises = await memory.promises()
        assert [(one.text, one.state, one.due) for one in promises] == [
            ("I'll remind you tomorrow.", "kept", "2026-03-05"),
            ("I'll remember that, too.", "kept", None),
            ("I'll look on Friday.", "open", "2026-03-06"),
        ]
        await clock.set(NOW + timedelta(days=5))
        assert [one.state for one in await memory.promises()] == ["kept", "kept", "broken"]

    run(tmp_path, story, "Remind me.")


def test_a_talk_that_ended_is_summed_up_in_its_own_words(tmp_path: Path) -> None:
    async def story(memory: Memory, clock: VirtualClock) -> None:
        reader = Noticer(memory, None, clock)
        while await reader.step():
            pass
        (episode,) = await memory.episodes()
        assert episode.summary == (
            "You talked about Hannah and harbour. You said: I miss Hannah and the rowing at the harbour."
        )
        assert episode.mood == "sad"
        assert "h1" in episode.sources
        assert not await reader.step()

    run(
        tmp_path,
        story,
        "Hello.",
        "I miss Hannah and the rowing at the harbour.",
        "I'm so sad.",
        "What about Hannah?",
    )


def test_a_talk_still_going_on_is_not_summed_up(tmp_path: Path) -> None:
    async def story(memory: Memory, clock: VirtualClock) -> None:
        await memory.heard(Heard("late", "The harbour is quiet.", clock.now()))
        reader = Noticer(memory, None, clock)
        while await reader.step():
            pass
        assert [one.sources[0] for one in await memory.episodes()] == ["h0"]
        await clock.set(clock.now() + timedelta(hours=1))
        assert await reader.step()
        assert [one.sources[0] for one in await memory.episodes()] == ["h0", "late"]

    run(tmp_path, story, "The rowing was lovely.")


def test_a_bundled_brain_is_never_asked(tmp_path: Path) -> None:
    brain = FakeBrain(found({"relation": "owns", "value": "boat", "quote": "I sail a boat."}))

    async def story(memory: Memory, clock: VirtualClock) -> None:
        reader = Noticer(memory, brain, clock)
        while await reader.step():
            pass
        assert await memory.facts() == []

    run(tmp_path, story, "I sail a boat.")
    assert brain.asked == []


async def by_brain(memory: Memory, clock: VirtualClock, *facts: dict[str, Any]) -> list[str]:
    """What a strong brain that finds `facts` leaves known, in short."""
    reader = Noticer(memory, FakeBrain(found(*facts), strength="strong"), clock)
    while await reader.step():
        pass
    return [
        f"{fact.subject} {fact.relation} {'not ' if fact.negated else ''}{fact.value} {fact.certainty}"
        for fact in await memory.facts(past=True)
    ]


def test_a_strong_brain_finds_more_and_the_clauses_stay(tmp_path: Path) -> None:
    text = "I live in Leeds and I sail a little wooden boat. My aunt Ruth built it."

    async def story(memory: Memory, clock: VirtualClock) -> None:
        sails = {"relation": "sails", "value": "wooden boat", "quote": "I sail a little wooden boat"}
        again = {"relation": "lives_in", "value": "Leeds", "quote": "I live in Leeds"}
        ruth = {"subject": "my aunt", "relation": "built", "value": "it", "quote": "My aunt Ruth built it."}
        told = await by_brain(memory, clock, sails, again, ruth)
        assert told[:3] == [
            "person aunt Ruth certain",
            "person lives_in Leeds certain",
            "person sails wooden boat certain",
        ]

    run(tmp_path, story, text)


LIES: list[tuple[str, dict[str, Any]]] = [
    ("I sail a boat.", {"value": "yacht", "quote": "I sail a boat."}),  # not said
    ("I sail a boat.", {"value": "boat", "quote": "I own a boat."}),  # no such sentence
    ("I never sail a boat.", {"value": "boat", "quote": "I never sail a boat."}),  # turned round
    ("I sail a boat.", {"value": "boat", "quote": "I sail a boat.", "negated": True}),
    ("I sail a boat.", {"value": "boat", "quote": "I sail a boat.", "over": True}),
    ("Do I sail a boat?", {"value": "boat", "quote": "Do I sail a boat?"}),
    ("If I sail a boat I get wet.", {"value": "boat", "quote": "If I sail a boat I get wet."}),
    ("I sail a boat. Just kidding.", {"value": "boat", "quote": "I sail a boat."}),
    ("I sail a boat.", {"value": "boat", "quote": "I sail a boat.", "subject": "Ruth"}),  # nobody named so
    ("I sail a boat.", {"value": "", "quote": "I sail a boat."}),
    ("I sail a boat.", {"value": "boat", "quote": "I sail a boat.", "certainty": "sworn"}),
]


@pytest.mark.parametrize(("text", "lie"), LIES)
def test_what_the_words_do_not_bear_out_is_dropped(tmp_path: Path, text: str, lie: dict[str, Any]) -> None:
    async def story(memory: Memory, clock: VirtualClock) -> None:
        assert await by_brain(memory, clock, {"relation": "sails", **lie}) == []

    run(tmp_path, story, text)


@pytest.mark.parametrize(
    ("text", "fact", "known"),
    [
        ("Tom says I snore.", {"relation": "does", "value": "snore"}, "person does snore hearsay"),
        ("I'm planning to sail a boat.", {"relation": "sails", "value": "boat"}, "person sails boat planned"),
        ("Maybe I sail a boat.", {"relation": "sails", "value": "boat"}, "person sails boat unsure"),
        ("I owe Tom a tenner.", {"relation": "owes", "value": "tenner"}, "person owes tenner told"),
        (
            "I don't sail a boat.",
            {"relation": "sails", "value": "boat", "negated": True},
            "person sails not boat certain",
        ),
        (
            "I used to sail a boat.",
            {"relation": "sails", "value": "boat", "over": True},
            "person sails boat certain",
        ),
    ],
)
def test_a_brain_is_never_surer_than_the_words(
    tmp_path: Path, text: str, fact: dict[str, Any], known: str
) -> None:
    async def story(memory: Memory, clock: VirtualClock) -> None:
        assert known in await by_brain(memory, clock, {"quote": text, **fact})

    run(tmp_path, story, text)


def test_a_brain_that_babbles_or_dies_costs_nothing(tmp_path: Path) -> None:
    async def story(memory: Memory, clock: VirtualClock) -> None:
        dying = FakeBrain(["word " * 30], strength="strong", die_after=2)
        assert not await Noticer(memory, dying, clock).step()
        assert await memory.facts() == []
        assert await Noticer(memory, FakeBrain(["no JSON"], strength="strong"), clock).step()
        assert await values(memory) == {("lives_in", "Leeds")}

    run(tmp_path, story, "I live in Leeds.")


@pytest.mark.parametrize(
    ("summary", "taken"),
    [
        ("You missed rowing at the harbour with Hannah.", True),
        ("You missed rowing with Oliver.", False),
        ("You rowed 12 miles.", False),
        ("", False),
    ],
)
def test_a_summary_by_a_brain_names_nobody_who_was_not_named(
    tmp_path: Path, summary: str, taken: bool
) -> None:
    def answer(messages: Sequence[Message], sampling: Sampling) -> str:
        return summary if sampling.schema is None else '{"facts": []}'

    async def story(memory: Memory, clock: VirtualClock) -> None:
        reader = Noticer(memory, FakeBrain(answer, strength="strong"), clock)
        while await reader.step():
            pass
        (episode,) = await memory.episodes()
        assert (episode.summary == summary) is taken

    run(tmp_path, story, "I miss rowing with Hannah at the harbour.")
