"""The sink of one turn: order, account and quiet interruption."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

import numpy as np
import pytest
from stage import START

from os1.events import Bus
from os1.testing.flow import FlowingClock
from os1.testing.phrases import HummingMouth
from os1.types import Clause
from os1.voice.chunking import first_breath
from os1.voice.pace import Pace
from os1.voice.said import Part, Said
from os1.voice.speaking import Speech, Stage


def ignore(name: str, at: float | None, data: Mapping[str, Any]) -> None:
    """Watch nothing."""


def flow(test: Callable[[FlowingClock], Coroutine[Any, Any, None]]) -> None:
    clock = FlowingClock(START)

    async def work() -> None:
        await clock.run(test(clock))

    asyncio.run(work())


def speech_of(mouth: HummingMouth) -> Speech:
    return Speech(Stage(mouth, ("hum", 1.0), Bus(), ignore, lambda: 0.0, Said(), Pace()))


def test_interrupted_synthesis_ends_quietly_and_leaves_nothing_running(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def test(clock: FlowingClock) -> None:
        mouth = HummingMouth(clock, delay=5.0)
        speech = speech_of(mouth)
        before = asyncio.all_tasks()
        await speech.play(Clause("a long story"))
        await clock.sleep(1.0)
        assert mouth.said == ["a long story"]
        await speech.close()
        assert asyncio.all_tasks() == before
        await clock.sleep(10.0)
        assert mouth.done == [] and speech.take(480, 0.0) is None and speech.played() == ""

    with caplog.at_level(logging.DEBUG):
        flow(test)
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


def test_only_two_seconds_are_synthesised_ahead() -> None:
    async def test(clock: FlowingClock) -> None:
        mouth = HummingMouth(clock, delay=0.1)
        speech = speech_of(mouth)
        for text in ("a" * 10, "b" * 20, "c" * 20):
            await speech.play(Clause(text))
        await clock.sleep(2.0)
        assert mouth.said == ["a" * 10, "b" * 20], "0.8 s are not enough, 2.4 s are"
        speech.take(int(0.5 * mouth.rate), 0.0)
        await clock.sleep(2.0)
        assert mouth.said == ["a" * 10, "b" * 20, "c" * 20]
        await speech.close()

    flow(test)


def test_play_waits_while_too_much_is_queued_and_is_released_by_a_cut() -> None:
    async def test(clock: FlowingClock) -> None:
        speech = speech_of(HummingMouth(clock))

        async def chatter() -> int:
            for _ in range(40):
                await speech.play(Clause("blah"))
            return 40

        talking = asyncio.ensure_future(chatter())
        await clock.sleep(5.0)
        assert not talking.done()
        speech.cut()
        assert await talking == 40
        with pytest.raises(asyncio.CancelledError):
            await speech.drained()
        await speech.close()

    flow(test)


def test_a_mouth_that_breaks_without_words_fails_the_turn_instead_of_hanging_it() -> None:
    class Broken(HummingMouth):
        async def speak(self, text: str, *, voice: str = "", speed: float = 1.0) -> Any:
            raise RuntimeError("a bug")

    async def test(clock: FlowingClock) -> None:
        speech = speech_of(Broken(clock))
        await speech.play(Clause("hello"))
        with pytest.raises(RuntimeError, match="a bug"):
            await speech.drained()
        await speech.close()

    flow(test)


def test_played_words_follow_the_samples() -> None:
    sound = np.concatenate([np.zeros(1000), np.full(10_000, 0.5), np.zeros(1000)]).astype(np.float32)
    part = Part.of(Clause("ab cd ef gh"), "ab cd ef gh", sound, 24_000)
    assert part.played() == ""
    for position, words in (
        (2400, ""),
        (3500, "ab"),
        (5500, "ab cd"),
        (10_400, "ab cd ef"),
        (10_500, "ab cd ef gh"),
    ):
        part.position = position
        assert part.played() == words, position


def chatter(mouth: HummingMouth, clock: FlowingClock, texts: list[str]) -> tuple[str, list[float]]:
    """What a sound card hears of `texts` (a letter for each 20 ms, a dot for silence), and the gaps in it."""
    gaps: list[float] = []

    def watch(name: str, at: float | None, data: Mapping[str, Any]) -> None:
        if name == "gap":
            gaps.append(data["seconds"])

    began = clock.monotonic()
    stage = Stage(mouth, ("hum", 1.0), Bus(), watch, lambda: clock.monotonic() - began, Said(), Pace())
    heard = []

    async def test(clock: FlowingClock) -> None:
        speech = Speech(stage)
        for text in texts:
            await speech.play(Clause(text))
        drained = asyncio.ensure_future(speech.drained())
        while not drained.done():
            sound = speech.take(480, clock.monotonic() - began)
            heard.append("." if sound is None else "x")
            await clock.sleep(0.02)
        await speech.close()

    asyncio.run(_flow(clock, test))
    return "".join(heard), gaps


async def _flow(clock: FlowingClock, test: Callable[[FlowingClock], Coroutine[Any, Any, None]]) -> None:
    await clock.run(test(clock))


class SlowMouth(HummingMouth):
    """Works 0.7 seconds for each second of speech."""

    async def speak(self, text: str, *, voice: str = "", speed: float = 1.0) -> Any:
        self._delay = 0.7 * 0.08 * len(text)
        return await super().speak(text, voice=voice, speed=speed)


def test_clauses_follow_each_other_without_a_gap() -> None:
    clock = FlowingClock(START)
    heard, gaps = chatter(HummingMouth(clock), clock, ["well,", "there it is", "and here am I", "at last"])
    assert "." not in heard.strip(".") and gaps == []


def test_a_slow_mouth_gets_shorter_clauses_so_that_the_sound_does_not_run_out() -> None:
    clock = FlowingClock(START)
    texts = ["there was once a lighthouse here,"] * 2 + ["one two three four five six seven, " * 5]
    mouth = SlowMouth(clock)
    _, gaps = chatter(mouth, clock, texts)
    assert len(mouth.said) > 3 and " ".join(mouth.said).split() == " ".join(texts).split()
    assert sum(gaps) < 0.1


def test_a_gap_is_told_with_its_length() -> None:
    clock = FlowingClock(START)
    _, gaps = chatter(HummingMouth(clock, delay=1.0), clock, ["well", "yes"])
    assert gaps == [pytest.approx(1.0 - 0.32, abs=0.03)]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("I see.", "I see."),
        ("That sounds like a long day.", "That sounds like a long day."),
        (
            "I have been thinking of it, and I would rather stay at home with you.",
            "I have been thinking of it,",
        ),
        ("Tomorrow morning, after the rain, we go out.", "Tomorrow morning,"),
        ("It was built by four brothers who never came back to the island.", "It was built by four brothers"),
        ("Supercalifragilisticexpialidocious is a very long word.", None),
    ],
)
def test_a_long_beginning_ends_at_the_first_breath(text: str, first: str | None) -> None:
    pieces = first_breath(text)
    assert pieces[0] == (first or text) and " ".join(pieces) == text


def test_nothing_has_no_first_breath() -> None:
    assert first_breath("  ") == []


def test_the_pace_is_learned_and_says_how_much_fits() -> None:
    pace = Pace()
    before = pace.letters(1.0)
    for _ in range(20):
        pace.took(0.8, 1.0, 14)
    assert pace.letters(1.0) < before
    assert pace.letters(4.0) == pytest.approx(4.0 / 0.8 * 14, abs=2)
    assert pace.letters(0.1) == 40 and pace.letters(0.0) == 400, "nothing sounds: all of it"
    pace.took(0.0, 1.0, 14)
    pace.took(1.0, 0.0, 14)
    assert pace.letters(4.0) == pytest.approx(4.0 / 0.8 * 14, abs=2)


def test_a_clause_of_silence_is_played_when_it_is_over() -> None:
    part = Part.of(Clause("..."), "...", np.zeros(100, np.float32), 24_000)
    part.position = 100
    assert part.played() == "..."


def test_what_was_played_tells_what_it_leans_on() -> None:
    async def test(clock: FlowingClock) -> None:
        speech = speech_of(HummingMouth(clock, delay=0.01))
        await speech.play(Clause("one two", cites=("m1", "m2")))
        await speech.play(Clause("three four", cites=("m2", "m3")))
        await clock.sleep(0.5)
        assert speech.cites() == []
        speech.take(12_000, 0.0)
        await clock.sleep(0.5)
        assert speech.cites() == ["m1", "m2"]
        speech.take(48_000, 1.0)
        assert speech.cites() == ["m1", "m2", "m3"]
        await speech.close()

    flow(test)
