"""Segments, transcripts and turns: what comes late, what is cancelled, what is kept."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from stage import Stage, named

from os1.testing.phrases import PhraseEars
from os1.voice.listening import WINDOW, Microphone, Segmenter
from os1.voice.script import Line, recordings
from os1.voice.turns import LONGEST_SILENCE


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path, open_ends=["go", "because"])


def test_a_pause_in_mid_sentence_makes_one_turn(stage: Stage) -> None:
    report = stage.play(recordings([stage.file("I want you to go", 0.8, "home right now")]))
    assert report.heard == ("I want you to go home right now",)
    assert len(named(report, "speech_start")) == 2


def test_a_slow_transcript_of_the_last_segment_is_waited_for(stage: Stage) -> None:
    stage.ears = PhraseEars(stage.book, stage.clock, delay=lambda number: 0.1 if number == 0 else 4.0)
    report = stage.play(recordings([stage.file("I want you to go", 0.8, "home right now")]))
    assert stage.log[0] == ("heard", "I want you to go home right now")
    assert len(named(report, "turn_end")) == 1 and not named(report, "interrupted")


def test_a_late_transcript_of_an_earlier_segment_opens_no_turn_of_its_own(stage: Stage) -> None:
    stage.ears = PhraseEars(stage.book, stage.clock, delay=lambda number: 6.0 if number == 0 else 0.1)
    report = stage.play(recordings([stage.file("I want you to go", 0.8, "home right now", 6.0)]))
    assert stage.log == [
        ("heard", "I want you to go home right now"),
        ("said", "You said: I want you to go home right now"),
    ]
    assert not named(report, "interrupted")


def test_slow_ears_answer_each_question_once_and_in_order(stage: Stage) -> None:
    stage.ears = PhraseEars(stage.book, stage.clock, delay=lambda number: 3.0 - number)
    report = stage.play(
        recordings([stage.file(text) for text in ("who are you?", "what is it?", "is it late?")])
    )
    assert [text for kind, text in stage.log if kind == "heard"] == [
        "who are you?",
        "what is it?",
        "is it late?",
    ]
    assert len(report.replies) == 3 and not named(report, "interrupted")


def test_the_silence_cap_ends_a_turn_that_sounds_unfinished(stage: Stage) -> None:
    report = stage.play(recordings([stage.file("I want you to go", 5.0)]))
    (end,), (turn,) = named(report, "speech_end"), named(report, "turn_end")
    assert turn["t"] - end["t"] == pytest.approx(LONGEST_SILENCE, abs=0.1)


def test_half_a_second_before_the_first_voice_reaches_the_ears(stage: Stage) -> None:
    stage.ears = PhraseEars(stage.book, stage.clock)
    stage.play(recordings([stage.file(2.0, "who are you?")]))
    sound = stage.ears.requests[0]
    quiet = int(np.flatnonzero(np.abs(sound) > 0.05)[0])
    assert quiet / 16_000 == pytest.approx(0.5, abs=0.04)


def test_speech_without_a_pause_is_heard_in_passages_that_ears_can_take(stage: Stage) -> None:
    words = [f"word{number}" for number in range(100)]
    stage.ears = PhraseEars(stage.book, stage.clock)
    report = stage.play(recordings([stage.file(" ".join(words))]))
    assert max(len(sound) for sound in stage.ears.requests) <= 30 * 16_000
    heard = report.heard[0].split()
    assert len(report.heard) == 1 and set(words) == set(heard) and len(heard) <= len(words) + 2


def test_someone_who_goes_on_while_the_os_thinks_is_heard_out(stage: Stage) -> None:
    stage.thinking = 3.0
    lines = [Line(stage.file("who are you?"), at=0.0), Line(stage.file("I mean your name"), at=2.5)]
    report = stage.play(lines)
    assert [kind for kind, _ in stage.log] == ["heard", "cut", "heard", "said"]
    assert stage.log[1] == ("cut", "") and stage.log[2] == ("heard", "I mean your name")
    assert len(named(report, "interrupted")) == 1


def test_the_microphone_keeps_the_last_seconds_by_position() -> None:
    microphone = Microphone(seconds=1.0)
    for start in range(0, 100_000, 320):
        microphone.add(np.arange(start, start + 320, dtype=np.float32))
    assert microphone.position == 100_160
    assert list(microphone.between(95_000, 95_003)) == [95_000, 95_001, 95_002]
    assert len(microphone.between(0, 10)) == 0 and len(microphone.between(100_150, 200_000)) == 10
    assert len(microphone.between(100_160 - 16_000, 100_160)) == 16_000


def test_a_segment_needs_three_windows_of_voice_and_six_without() -> None:
    chances = iter([0.9, 0.9, 0.1, 0.9, 0.9, 0.9, 0.1, 0.1, 0.4, *[0.1] * 6])
    segmenter = Segmenter(lambda window: next(chances))
    changes = [segmenter.feed(np.zeros(WINDOW, np.float32)) for _ in range(15)]
    assert [number for number, change in enumerate(changes) if change == "start"] == [5]
    assert segmenter.begin == 3 * WINDOW
    assert changes[-1] == "stop" and segmenter.end == 9 * WINDOW
