"""Speech over a reply: what stops it, when, and what does not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from stage import Stage, named

from os1.testing.phrases import PhraseEars
from os1.voice.interrupting import Partly, takes_floor
from os1.voice.script import Line

LONG = "one two three four five six seven eight nine ten eleven twelve thirteen"


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    stage = Stage(tmp_path)
    stage.answers["tell me"] = [LONG]
    return stage


def so_far(text: str, spoken: float, before: str = "", confidence: float = 0.5) -> Partly:
    return Partly(text, confidence, 0, 0, spoken, speaks=True, before=before)


def in_all(text: str, spoken: float, confidence: float = 0.7) -> Partly:
    return Partly(text, confidence, 0, 0, spoken, speaks=False)


@pytest.mark.parametrize(
    ("said", "stops"),
    [
        (so_far("Can you hurt", 0.6, confidence=0.3), False),
        (so_far("Can you say", 0.6, "can", confidence=0.3), True),
        (so_far("stop", 0.3), True),
        (so_far("Shut up!", 0.3), True),
        (so_far("Wait, I", 0.3), True),
        (so_far("Okay, but who", 0.3), True),
        (so_far("okay but", 0.6, confidence=0.3), True),
        (so_far("What about", 0.32), True),
        (so_far("lighthouses are", 0.32), False),
        (so_far("lighthouses are", 0.7), False),
        (so_far("lighthouses are", 0.5, before="Lighthouses."), False),
        (so_far("lighthouses are", 0.75, before="Lighthouses."), True),
        (so_far("you", 0.4, before="you"), False),
        (so_far("You don't", 0.3), True),
        (so_far("on me", 0.7, before="I'm happy"), False),
        (so_far("mm-hm", 1.6, before="mm-hm"), False),
        (so_far("okay okay", 0.9, before="okay"), False),
        (in_all("No.", 0.3, confidence=0.4), True),
        (in_all("I'm heavy.", 0.6, confidence=0.45), False),
        (in_all("I'm heavy.", 1.2, confidence=0.45), True),
        (in_all("Can't you hear me?", 1.2, confidence=0.4), False),
        (in_all("Louder.", 0.5, confidence=0.8), True),
        (in_all("Yeah, right.", 0.9), False),
        (in_all("Really?", 0.4), False),
        (in_all("ha ha ha", 1.5), False),
        (in_all("", 2.0), False),
    ],
)
def test_what_takes_the_floor(said: Partly, stops: bool) -> None:
    assert takes_floor(said) is stops


@pytest.mark.parametrize("words", ["stop", "no that is wrong", "wait a minute", "what about Anna"])
def test_an_interruption_stops_the_reply_within_half_a_second(stage: Stage, words: str) -> None:
    lines = [
        Line(stage.file("tell me"), at=0.0),
        Line(stage.file(words), after="reply_start", delay=1.5),
    ]
    report = stage.play(lines)
    (interrupted,) = named(report, "interrupted")
    assert interrupted["t"] - named(report, "speech_start")[1]["t"] <= 0.55
    assert LONG.startswith(interrupted["played"]) and stage.log[1] == ("cut", interrupted["played"])


def test_a_murmur_adds_to_what_was_said_while_nothing_sounds_yet(stage: Stage) -> None:
    """These ears are never quite sure, and half a second is short: over the reply it would be a murmur."""
    stage.ears = PhraseEars(stage.book, stage.clock, confidence=0.5)
    stage.thinking = 3.0
    lines = [Line(stage.file("tell me"), at=0.0), Line(stage.file("London"), at=2.0)]
    report = stage.play(lines)
    assert report.heard == ("tell me", "London") and named(report, "interrupted")


def test_a_murmur_over_the_reply_lets_it_go_on(stage: Stage) -> None:
    stage.ears = PhraseEars(stage.book, stage.clock, confidence=0.5)
    lines = [Line(stage.file("tell me"), at=0.0), Line(stage.file("heavy"), after="reply_start", delay=1.0)]
    report = stage.play(lines)
    assert report.heard == ("tell me",) and not named(report, "interrupted")


@pytest.mark.parametrize("sound", ["mm-hm", "yeah right", "really?", "okay"])
def test_after_a_listeners_sound_the_reply_is_at_full_loudness_again(stage: Stage, sound: str) -> None:
    lines = [
        Line(stage.file("tell me"), at=0.0),
        Line(stage.file(sound), after="reply_start", delay=1.0),
    ]
    report = stage.play(lines)
    wave, rate = soundfile.read(stage.out, dtype="float32")
    begin, end = named(report, "first_audio")[0]["t"], named(report, "audio_end")[0]["t"]
    reply = wave[int(begin * rate) + 100 : int(end * rate) - 100]
    heard = named(report, "speech_start")[1]["t"] - begin
    assert reply[: int(heard * rate)].min() > 0.24, "loud before"
    assert reply.min() == pytest.approx(0.075, abs=0.01), (
        "quieter while it is not clear what the person wants"
    )
    assert reply[-rate:].min() > 0.24, "loud at the end"
    assert np.abs(np.diff(reply)).max() < 0.01, "without a jump"
    assert not named(report, "interrupted") and stage.log[-1] == ("said", LONG)
