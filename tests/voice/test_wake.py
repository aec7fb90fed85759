"""Sleeping until called by name: what wakes, what does not, and what becomes of the rest."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from stage import START, Stage

from os1.errors import EngineDown
from os1.events import Bus
from os1.testing.card import FakeCard
from os1.testing.flow import FlowingClock
from os1.testing.phrases import PhraseEars
from os1.types import Clause, Heard, ReplySink
from os1.voice.calling import Spellings
from os1.voice.local import run_local
from os1.voice.script import Line
from os1.voice.talk import run_talk
from os1.voice.wake import Wake


class Sink:
    """A reply that nobody hears."""

    async def play(self, clause: Clause) -> None:
        raise AssertionError("only the house answers")

    async def drained(self) -> None:
        raise AssertionError("only the house answers")

    def played(self) -> str:
        return ""


@dataclass
class Bedroom:
    """A house that remembers what it was told, and its `Wake` with two minutes of patience."""

    name: str = "Vera"
    after: float | None = 120.0
    learned: list[str] = field(default_factory=list)
    deaf: bool = False
    clock: FlowingClock = field(default_factory=lambda: FlowingClock(START))
    bus: Bus = field(default_factory=Bus)
    told: list[str] = field(default_factory=list)
    states: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)

    async def respond(self, heard: Heard, sink: ReplySink) -> None:
        self.told.append(heard.text)

    async def learn(self, name: str) -> Spellings:
        self.learned.append(name)
        await self.clock.sleep(3.0)
        if self.deaf:
            raise EngineDown("The ears stopped; they are being restarted.")
        return {("maliki",)}

    async def say(self, wake: Wake, text: str, *, by: Any = "voice", took: float = 0.0) -> None:
        """Say `text`, which took so many seconds."""
        heard = Heard("id", text, self.clock.now() - timedelta(seconds=took), by)
        await asyncio.gather(wake.respond(heard, Sink()), return_exceptions=True)

    def live(self, story: Callable[[Wake], Coroutine[Any, Any, None]]) -> None:
        async def work() -> None:
            wake = Wake(
                self.respond,
                self.bus,
                self.clock,
                name=lambda: self.name,
                after=self.after,
                learn=self.learn,
            )
            running = [asyncio.ensure_future(wake.run()), asyncio.ensure_future(self._watch())]
            await self.clock.sleep(0.1)
            await story(wake)
            for task in running:
                task.cancel()

        asyncio.run(self._flow(work))

    async def _flow(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        await self.clock.run(work())

    async def _watch(self) -> None:
        async with self.bus.subscribe() as events:
            async for event in events:
                if event.name == "state":
                    self.states.append(event.data["state"])
                else:
                    self.seen.append(event.name)


def test_awake_everything_is_answered_and_each_word_keeps_it_awake() -> None:
    bedroom = Bedroom()

    async def story(wake: Wake) -> None:
        for _ in range(4):
            await bedroom.clock.sleep(100)
            await bedroom.say(wake, "and then?")

    bedroom.live(story)
    assert bedroom.told == ["and then?"] * 4 and bedroom.states == []


def test_after_two_quiet_minutes_only_its_name_wakes_it_and_then_no_name_is_needed() -> None:
    bedroom = Bedroom()

    async def story(wake: Wake) -> None:
        slept: list[bool] = []
        for text in ("pass me the salt", "Hey Vera, what time is it?"):
            await bedroom.clock.sleep(121 - 121 * len(slept))
            slept.append(wake.asleep)
            await bedroom.say(wake, text)
        assert slept == [True, True] and not wake.asleep
        await bedroom.say(wake, "and tomorrow?")
        await bedroom.clock.sleep(119)
        await bedroom.say(wake, "thank you")
        await bedroom.clock.sleep(121)
        await bedroom.say(wake, "pass me the salt")

    bedroom.live(story)
    assert bedroom.told == ["Hey Vera, what time is it?", "and tomorrow?", "thank you"]
    assert bedroom.states == ["asleep", "asleep"]


def test_what_was_begun_before_it_fell_asleep_is_answered() -> None:
    bedroom = Bedroom()

    async def story(wake: Wake) -> None:
        wake.bus.publish("state", state="hearing")
        await bedroom.clock.sleep(125)
        assert not wake.asleep, "it does not fall asleep while somebody speaks"
        await bedroom.say(wake, "it is a long story", took=20)

    bedroom.live(story)
    assert bedroom.told == ["it is a long story"]


def test_people_who_talk_to_each_other_do_not_keep_it_awake() -> None:
    bedroom = Bedroom()

    async def story(wake: Wake) -> None:
        await bedroom.clock.sleep(125)
        for _ in range(5):
            wake.bus.publish("state", state="hearing")
            await bedroom.say(wake, "pass me the salt", took=2)
            await bedroom.clock.sleep(30)

    bedroom.live(story)
    assert bedroom.told == []


def test_the_os_that_spoke_of_its_own_accord_may_be_answered_without_a_name() -> None:
    bedroom = Bedroom()

    async def story(wake: Wake) -> None:
        await bedroom.clock.sleep(500)
        wake.bus.publish("state", state="speaking")
        await bedroom.clock.sleep(10)
        wake.bus.publish("state", state="listening")
        await bedroom.clock.sleep(60)
        await bedroom.say(wake, "thank you")

    bedroom.live(story)
    assert bedroom.told == ["thank you"]
    assert bedroom.states == ["asleep", "speaking", "listening"]


def test_typed_words_are_always_meant_for_it() -> None:
    bedroom = Bedroom()

    async def story(wake: Wake) -> None:
        await bedroom.clock.sleep(500)
        await bedroom.say(wake, "what time is it?", by="typing")

    bedroom.live(story)
    assert bedroom.told == ["what time is it?"]


@pytest.mark.parametrize(("name", "after"), [("", 120.0), ("Vera", None)])
def test_without_a_name_or_the_wish_it_never_sleeps(name: str, after: float | None) -> None:
    bedroom = Bedroom(name=name, after=after)

    async def story(wake: Wake) -> None:
        await bedroom.clock.sleep(5000)
        await bedroom.say(wake, "pass me the salt")

    bedroom.live(story)
    assert bedroom.told == ["pass me the salt"] and bedroom.states == []


def test_a_name_chosen_later_lets_it_sleep_later() -> None:
    bedroom = Bedroom(name="")

    async def story(wake: Wake) -> None:
        await bedroom.clock.sleep(500)
        bedroom.name = "Vera"
        await bedroom.clock.sleep(5)
        assert wake.asleep

    bedroom.live(story)


def test_a_sleeper_shows_neither_words_nor_states_of_what_it_overhears() -> None:
    bedroom = Bedroom()

    async def story(wake: Wake) -> None:
        wake.bus.publish("partial", text="what is")
        await bedroom.clock.sleep(500)
        wake.bus.publish("state", state="hearing")
        wake.bus.publish("partial", text="pass me")
        wake.bus.publish("clause", text="Good morning.")
        await bedroom.clock.sleep(0.1)

    bedroom.live(story)
    assert bedroom.seen == ["partial", "clause"]
    assert bedroom.states == ["asleep"]


def test_it_learns_how_its_ears_write_its_name_once_a_name() -> None:
    bedroom = Bedroom(name="Malachy")

    async def story(wake: Wake) -> None:
        for name in ("Malachy", "Malachy", "Vera"):
            bedroom.name = name
            await bedroom.clock.sleep(130)
            await bedroom.say(wake, "Maliki, what time is it?")
            await bedroom.say(wake, f"{name}, good night.")

    bedroom.live(story)
    assert bedroom.learned == ["Malachy", "Vera"]
    assert bedroom.told == ["Maliki, what time is it?", "Malachy, good night."] * 2 + [
        "Maliki, what time is it?",
        "Vera, good night.",
    ]


def test_where_it_cannot_learn_its_name_is_heard_as_it_is_spelled() -> None:
    bedroom = Bedroom(name="Malachy", deaf=True)

    async def story(wake: Wake) -> None:
        await bedroom.clock.sleep(130)
        await bedroom.say(wake, "Maliki, what time is it?")
        await bedroom.say(wake, "Malachy, good night.")
        await bedroom.clock.sleep(130)

    bedroom.live(story)
    assert bedroom.told == ["Malachy, good night."]
    assert bedroom.states == ["asleep", "asleep"]


def test_called_while_it_learns_it_sleeps_again_in_time() -> None:
    bedroom = Bedroom()

    async def story(wake: Wake) -> None:
        await bedroom.clock.sleep(121)
        await bedroom.say(wake, "Vera, good night.")
        await bedroom.clock.sleep(125)

    bedroom.live(story)
    assert bedroom.states == ["asleep", "asleep"]


def test_an_answer_that_takes_long_is_not_slept_through() -> None:
    bedroom = Bedroom()

    async def slow(heard: Heard, sink: ReplySink) -> None:
        bedroom.told.append(heard.text)
        await bedroom.clock.sleep(300)

    async def story(wake: Wake) -> None:
        answering = asyncio.ensure_future(bedroom.say(wake, "tell me everything"))
        await bedroom.clock.sleep(200)
        await bedroom.say(wake, "go on")
        await answering

    bedroom.respond = slow  # type: ignore[method-assign]  # a house that takes its time
    bedroom.live(story)
    assert bedroom.told == ["tell me everything", "go on"]


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


def sleeper(stage: Stage) -> Wake:
    return Wake(stage.respond, stage.bus, stage.clock, name=lambda: "Vera", after=5.0)


async def asleep_for(stage: Stage, wake: Wake, talk: Coroutine[Any, Any, Any]) -> Any:
    running = asyncio.ensure_future(wake.run())
    try:
        return await talk
    finally:
        running.cancel()


def test_a_scripted_talk_sleeps_wakes_and_leaves_no_trace_of_what_was_not_for_it(stage: Stage) -> None:
    stage.ears = PhraseEars(stage.book, stage.clock)
    lines = [
        Line(stage.file("what time is it?"), at=0.0),
        Line(stage.file("pass me the salt"), at=20.0),
        Line(stage.file("Vera, who are you?"), at=26.0),
        Line(stage.file("is it late?"), after="reply_end", delay=2.0),
    ]

    async def work() -> Any:
        wake = sleeper(stage)
        parts = replace(stage.parts(wake.respond), bus=wake.bus)
        talk = run_talk(parts, lines, stage.out, stage.trace)
        return await stage.clock.run(asleep_for(stage, wake, talk))

    report = asyncio.run(work())
    heard = ["what time is it?", "Vera, who are you?", "is it late?"]
    assert [text for kind, text in stage.log if kind == "heard"] == heard
    assert list(report.heard) == heard
    assert "salt" not in stage.trace.read_text()
    assert [text for text in report.replies if text] == [f"You said: {text}" for text in heard]


def test_asleep_at_the_sound_card_silence_and_clicks_cost_the_ears_nothing(stage: Stage) -> None:
    stage.ears = PhraseEars(stage.book, stage.clock)
    quiet = stage.book.silence(10.0)
    sound = np.concatenate([quiet, stage.book.noise(0.03), quiet, stage.book.say("Vera, hello"), quiet])

    async def work() -> None:
        wake = sleeper(stage)
        parts = replace(stage.parts(wake.respond), bus=wake.bus)
        talk = run_local(parts, FakeCard(stage.clock, sound))
        running = asyncio.ensure_future(asleep_for(stage, wake, talk))
        await stage.clock.sleep(19.0)
        assert wake.asleep and stage.ears.requests == [], "nothing was listened into"
        await stage.clock.sleep(6.0)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    asyncio.run(stage_run(stage, work))
    assert [text for kind, text in stage.log if kind == "heard"] == ["Vera, hello"]


async def stage_run(stage: Stage, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    await stage.clock.run(work())
