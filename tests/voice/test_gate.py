"""Turns that are likely over: thought about behind a gate, begun by it, or gone without a trace."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from stage import Stage, named

from os1.testing.phrases import HummingMouth, PhraseEars
from os1.types import Clause, Heard, HeldSink, ReplySink
from os1.voice.script import Line, recordings


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    """Ends on a full stop that do not sound final: likely at once, certain only after more than a second."""
    return Stage(tmp_path, open_ends=["home.", "go", "Lisbon."])


def test_a_likely_end_is_thought_about_while_the_silence_lasts(stage: Stage) -> None:
    stage.thinking = 0.0
    began: list[float] = []

    async def respond(heard: Heard, sink: ReplySink) -> None:
        began.append(stage.clock.monotonic())
        assert isinstance(sink, HeldSink) and sink.held
        await stage.clock.sleep(0.5)
        sink.rehearse(Clause("I see."))
        await sink.opened()
        await sink.play(Clause("I see."))
        await sink.drained()

    report = stage.play(recordings([stage.file("I went home.")]), respond=respond)
    (spoken,), (end,), (first,) = (named(report, name) for name in ("speech_end", "turn_end", "first_audio"))
    assert began == [pytest.approx(spoken["t"] + 0.2, abs=0.05)], (
        "the silence that ends speech; heard meanwhile"
    )
    assert end["t"] - spoken["t"] == pytest.approx(1.2, abs=0.05)
    assert first["t"] - end["t"] <= 0.05, "the first clause had been thought of and rendered"
    assert report.replies == ("I see.",)


def test_going_on_leaves_no_trace_of_the_likely_turn(stage: Stage) -> None:
    report = stage.play(recordings([stage.file("I went home.", 0.9, "then I slept")]))
    assert stage.begun == ["I went home.", "I went home. then I slept"]
    assert stage.log == [
        ("heard", "I went home. then I slept"),
        ("said", "You said: I went home. then I slept"),
    ]
    for name in ("turn_end", "transcript", "first_token", "first_audio", "audio_end", "reply_text"):
        assert len(named(report, name)) == 1, name
    assert not named(report, "interrupted")


def test_nothing_sounds_before_the_gate_opens_even_if_the_answer_does_not_wait_for_it(stage: Stage) -> None:
    async def hasty(heard: Heard, sink: ReplySink) -> None:
        await sink.play(Clause("I see."))
        await sink.drained()

    report = stage.play(recordings([stage.file("I went home.")]), respond=hasty)
    assert named(report, "first_token")[0]["t"] >= named(report, "turn_end")[0]["t"]


def test_what_was_rehearsed_for_other_words_is_not_said(stage: Stage) -> None:
    stage.mouth = HummingMouth(stage.clock)

    async def respond(heard: Heard, sink: ReplySink) -> None:
        assert isinstance(sink, HeldSink)
        sink.rehearse(Clause("Wrong."))
        await sink.opened()
        await sink.play(Clause("Right."))
        await sink.drained()

    report = stage.play(recordings([stage.file("I went home.")]), respond=respond)
    assert report.replies == ("Right.",) and stage.mouth.said == ["Wrong.", "Right."]


def test_a_rehearsal_is_rendered_once(stage: Stage) -> None:
    stage.mouth = HummingMouth(stage.clock, delay=2.0)

    async def respond(heard: Heard, sink: ReplySink) -> None:
        assert isinstance(sink, HeldSink)
        sink.rehearse(Clause("Right."))
        await sink.opened()
        await sink.play(Clause("Right."))
        await sink.drained()

    report = stage.play(recordings([stage.file("I went home.")]), respond=respond)
    assert report.replies == ("Right.",) and stage.mouth.said == ["Right."]


def test_an_answer_that_fails_behind_the_gate_is_apologised_for_once_the_turn_is_one(stage: Stage) -> None:
    async def fails(heard: Heard, sink: ReplySink) -> None:
        raise RuntimeError("a bug")

    report = stage.play(recordings([stage.file("I went home.", 0.9, "then I slept")]), respond=fails)
    assert report.replies == ("", "I'm sorry, I lost my thread. Could you say that again?")


def test_a_likely_turn_at_the_very_end_of_the_line_still_becomes_one(stage: Stage) -> None:
    """The person hangs up while it is not certain that they have finished: the words are not lost."""
    from os1.voice.conversation import Conversation

    async def leave(conversation: Conversation) -> None:
        while not stage.begun:
            await stage.clock.sleep(0.02)
        conversation.hang_up()

    lines = [Line(stage.file("I went home.", 6.0), at=0.0)]
    report = stage.play(lines, beside=leave)
    assert stage.log[0] == ("heard", "I went home.") and report.replies == ("",)


def test_a_rehearsal_that_is_not_wanted_ends_quietly(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    stage.mouth = HummingMouth(stage.clock, delay=3.0)

    async def respond(heard: Heard, sink: ReplySink) -> None:
        assert isinstance(sink, HeldSink)
        sink.rehearse(Clause(f"About {heard.text}"))
        await sink.opened()

    with caplog.at_level(logging.DEBUG):
        stage.play(recordings([stage.file("I went home.", 0.9, "then I slept")]), respond=respond)
    assert stage.mouth.said == ["About I went home.", "About I went home. then I slept"]
    assert stage.mouth.done == []
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


def test_a_cough_after_a_likely_end_changes_nothing(stage: Stage) -> None:
    report = stage.play(recordings([stage.file("I went home.", 0.6, stage.book.noise(0.3))]))
    assert [text for kind, text in stage.log if kind == "heard"] == ["I went home."]
    assert len(report.replies) == 1


def test_the_transcript_of_an_earlier_segment_never_opens_the_gate_of_a_later_one(stage: Stage) -> None:
    """The first segment sounded final to the ears long after the person went on."""
    stage.ears = PhraseEars(stage.book, stage.clock, delay=lambda number: 5.0 if number == 0 else 0.1)
    stage.play(recordings([stage.file("I went home.", 0.5, "and I go", 0.5, "to bed now", 6.0)]))
    assert [text for kind, text in stage.log if kind == "heard"] == ["I went home. and I go to bed now"]


def test_a_slow_transcript_of_the_last_segment_is_waited_for_behind_the_gate_too(stage: Stage) -> None:
    stage.ears = PhraseEars(stage.book, stage.clock, delay=lambda number: 0.1 if number <= 1 else 4.0)
    report = stage.play(recordings([stage.file("I went home.", 0.9, "from Lisbon.")]))
    assert stage.begun == ["I went home.", "I went home. from Lisbon."]
    assert [text for kind, text in stage.log if kind == "heard"] == ["I went home. from Lisbon."]
    assert len(named(report, "turn_end")) == 1


def test_the_brain_may_read_ahead_as_soon_as_the_person_speaks(stage: Stage) -> None:
    from dataclasses import replace

    warmed: list[float] = []

    class Reading:
        async def warm(self) -> None:
            warmed.append(stage.clock.monotonic())
            await stage.clock.sleep(60.0)

        def usual(self) -> list[Clause]:
            return []

    parts = stage.parts
    stage.parts = lambda respond=None: replace(parts(respond), ahead=Reading())  # type: ignore[method-assign]
    report = stage.play(recordings([stage.file(0.5, "tell me"), stage.file("I went home.")]))
    starts = [event["t"] for event in named(report, "speech_start")]
    assert warmed == [pytest.approx(start + 0.1, abs=0.05) for start in starts]
    assert len(report.replies) == 2, "reading gives way to the turn"
