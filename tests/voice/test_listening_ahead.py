"""What is heard before the silence is long enough: partials, lulls, and who goes on after all."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from stage import Stage, named

from os1.models.engines import EARS_RATE, Samples, Transcript
from os1.testing.phrases import PhraseEars, loudness
from os1.voice.listening import WINDOW, Segmenter
from os1.voice.script import recordings


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    stage = Stage(tmp_path, open_ends=["go", "and"])
    stage.ears = PhraseEars(stage.book, stage.clock)
    return stage


def test_words_are_told_of_while_the_person_speaks(stage: Stage) -> None:
    report = stage.play(recordings([stage.file("I never told you about my brother")]))
    partials = named(report, "partial")
    (end,) = named(report, "speech_end")
    counts = [event["words"] for event in partials]
    assert counts == sorted(set(counts)) and counts[-1] == 7 and len(counts) >= 3
    assert partials[-2]["t"] < end["t"] < partials[-1]["t"]
    assert "told" not in str(partials), "words are traced once they are kept"


def test_at_the_end_of_speech_nothing_is_left_to_hear(stage: Stage) -> None:
    report = stage.play(recordings([stage.file("what time is it?")]))
    (end,), (turn,) = named(report, "speech_end"), named(report, "turn_end")
    assert turn["t"] - end["t"] == pytest.approx(0.2, abs=0.03), "as soon as the silence has lasted"
    assert len(stage.ears.requests) == 2, "one partial, and all of it once"


def test_slow_ears_are_not_asked_all_the_time(stage: Stage) -> None:
    stage.ears = PhraseEars(stage.book, stage.clock, delay=lambda number: 1.0)
    sound = stage.file("I never told you about my brother and my sister who went away")
    stage.play(recordings([sound]))
    seconds = 0.1 * 13 + 0.05 * len(
        "I never told you about my brother and my sister who went away".replace(" ", "")
    )
    assert len(stage.ears.requests) <= 2 + seconds / 1.25


class Unsure(PhraseEars):
    """First impressions are never sure; counts what was heard thoroughly."""

    thorough = 0

    async def transcribe(self, sound: Samples, *, quick: bool = False) -> Transcript:
        heard = await super().transcribe(sound, quick=quick)
        self.thorough += not quick
        return Transcript(heard.text, heard.confidence, sure=not quick)


def test_a_doubtful_guess_is_heard_again_once_the_person_has_finished(stage: Stage) -> None:
    ears = stage.ears = Unsure(stage.book, stage.clock)
    report = stage.play(recordings([stage.file("what time is it?")]))
    assert report.heard == ("what time is it?",) and ears.thorough == 1


def test_who_goes_on_within_the_silence_makes_the_guess_void(stage: Stage) -> None:
    report = stage.play(recordings([stage.file("we could", 0.13, "wait for him")]))
    assert report.heard == ("we could wait for him",)
    assert len(named(report, "speech_start")) == 1, "too short a pause to end a segment"
    assert len(named(report, "turn_end")) == 1 and not named(report, "interrupted")


class Lingering:
    """A sense that takes the room's ring after a voice for the voice."""

    def __init__(self, windows: int) -> None:
        self._windows, self._left = windows, 0

    def __call__(self, window: Samples) -> float:
        self._left = self._windows if loudness(window) else max(0, self._left - 1)
        return float(self._left > 0)


def test_a_voice_that_trails_off_is_heard_as_soon_as_it_has_gone(stage: Stage) -> None:
    stage.sense = Lingering(10)
    report = stage.play(recordings([stage.file("what time is it?")]))
    (end,), (turn,) = named(report, "speech_end"), named(report, "turn_end")
    assert turn["t"] - end["t"] == pytest.approx(0.2, abs=0.03), "nothing is left to hear at the end"
    assert report.heard == ("what time is it?",) and len(stage.ears.requests) == 3


def loud(levels: list[float]) -> list[str | None]:
    """What a segmenter tells of windows of these strengths, all of which Silero takes for a voice."""
    segmenter = Segmenter(lambda window: 0.9)
    return [segmenter.feed(np.full(WINDOW, level, np.float32)) for level in levels]


def test_a_voice_that_falls_low_is_a_lull_before_silero_says_so() -> None:
    changes = loud([0.2] * 6 + [0.01] * 4 + [0.2] * 2 + [0.01] * 2 + [0.2])
    assert [(at, change) for at, change in enumerate(changes) if change] == [
        (2, "start"),
        (8, "lull"),
        (10, "resumed"),
    ]


def test_one_loud_word_does_not_make_all_that_follows_a_lull() -> None:
    changes = loud([0.9] * 4 + [0.05] * 60)
    assert [change for change in changes if change] == ["start", "lull", "resumed"]
    assert changes.index("resumed") - changes.index("lull") < EARS_RATE / WINDOW * 2
