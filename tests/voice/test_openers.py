"""Openers: only when the words are late, seldom, and never twice the same."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from stage import START, Stage, named

from os1.testing.flow import FlowingClock
from os1.testing.phrases import HummingMouth
from os1.types import Clause, Mood
from os1.voice.chunking import first_breath
from os1.voice.openers import LATE, Openers, usual
from os1.voice.script import Line, recordings
from os1.voice.talk import TalkReport

TEXTS = ("Mm.", "Well...")


def talk(folder: Path, thinking: float, turns: int) -> tuple[Stage, TalkReport]:
    stage = Stage(folder, thinking=thinking)
    stage.mouth = HummingMouth(stage.clock)
    plain = stage.parts
    stage.parts = lambda respond=None: replace(plain(respond), openers=TEXTS)  # type: ignore[method-assign]
    lines = [Line(stage.file("hello"), at=0.0)]
    lines += [Line(stage.file("hello"), after="reply_end", delay=1.0)] * (turns - 1)
    return stage, stage.play(lines)


def openers_of(report: TalkReport) -> list[float]:
    return [event["t"] for event in named(report, "first_audio") if event["kind"] == "opener"]


def test_a_late_reply_begins_with_an_opener_at_most_every_second_time(tmp_path: Path) -> None:
    _, report = talk(tmp_path, thinking=1.5, turns=8)
    spoken = [text.split(" You")[0] if " You" in text else "" for text in report.replies]
    assert spoken == ["Mm.", "", "Well...", ""] * 2, "rendered while the first question was asked"


def test_the_opener_comes_when_the_words_are_late_and_they_follow(tmp_path: Path) -> None:
    _, report = talk(tmp_path, thinking=1.5, turns=2)
    (end, _), (opener, content, _) = named(report, "turn_end"), named(report, "first_audio")
    assert (opener["kind"], content["kind"]) == ("opener", "content")
    assert opener["t"] - end["t"] == pytest.approx(LATE, abs=0.05)
    assert content["t"] - end["t"] == pytest.approx(1.6, abs=0.05)
    assert report.replies[0] == "Mm. You said: hello", "what was played was said"
    assert not named(report, "gap"), "the wait after an opener is no gap"


def test_a_reply_in_time_has_none(tmp_path: Path) -> None:
    stage, report = talk(tmp_path, thinking=0.1, turns=4)
    assert openers_of(report) == [] and report.replies == ("You said: hello",) * 4
    assert [text for text in stage.mouth.said if text in TEXTS] == list(TEXTS), "rendered once"


def test_without_openers_nobody_waits_for_them(tmp_path: Path) -> None:
    stage = Stage(tmp_path, thinking=2.0)
    report = stage.play(recordings([stage.file("hello"), stage.file("hello")]))
    assert openers_of(report) == [] and report.replies == ("You said: hello",) * 2


def test_what_is_often_said_is_in_the_mouth_before_it_is_wanted(tmp_path: Path) -> None:
    often = Clause("Tell me more, about that dog of yours and his friends, if you like.", Mood(0.9, 0.9))

    class Often:
        async def warm(self) -> None:
            pass

        def usual(self) -> list[Clause]:
            return [often]

    stage = Stage(tmp_path)
    stage.mouth = HummingMouth(stage.clock)
    plain = stage.parts
    stage.parts = lambda respond=None: replace(plain(respond), openers=TEXTS, ahead=Often())  # type: ignore[method-assign]
    stage.play(recordings([stage.file("hello"), stage.file("hello")]))
    assert first_breath(often.text)[0] in stage.mouth.said and often.text not in stage.mouth.said


def test_another_voice_needs_its_own_openers() -> None:
    clock, voices = FlowingClock(START), [("hum", 1.0)]

    async def work() -> None:
        openers = Openers(TEXTS, HummingMouth(clock, deaths=[3]), lambda: voices[-1])
        assert openers.late() is None, "nothing is rendered"
        await openers.render()
        first = openers.late()
        assert first is not None and first[0] == "Mm."
        voices.append(("hum", 1.2))
        assert [openers.late() for _ in range(4)] == [None] * 4
        await openers.render()
        assert openers.late() is None, "the mouth died on the second of them"
        await openers.render()
        again = openers.late()
        assert again is not None and again[0] == "Well..." and len(again[1]) > 0

    asyncio.run(_flow(clock, work()))


async def _flow(clock: FlowingClock, work: object) -> None:
    await clock.run(work)  # type: ignore[arg-type]  # a coroutine


def test_the_usual_ones_promise_nothing() -> None:
    assert len(usual()) >= 4 and all(len(text.split()) <= 3 for text in usual())
    assert len(set(usual())) == len(usual())
