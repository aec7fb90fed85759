"""Speech over a reply: what stops it, when, and what does not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from stage import Stage, named

from os1.voice.interrupting import takes_floor
from os1.voice.script import Line

LONG = "one two three four five six seven eight nine ten eleven twelve thirteen"


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    stage = Stage(tmp_path)
    stage.answers["tell me"] = [LONG]
    return stage


@pytest.mark.parametrize(
    ("text", "spoken", "speaks", "stops"),
    [
        ("stop", 0.3, True, True),
        ("Shut up!", 0.3, True, True),
        ("Wait, I", 0.3, True, True),
        ("be quiet please", 0.3, True, True),
        ("no", 0.32, True, False),
        ("no", 0.45, True, True),
        ("no", 0.2, False, True),
        ("not that", 0.32, True, True),
        ("mm-hm", 0.6, True, False),
        ("Yeah, right.", 0.9, False, False),
        ("Really?", 0.4, False, False),
        ("okay but", 0.32, True, False),
        ("okay but why", 0.32, True, True),
        ("ha ha ha", 1.5, False, False),
        ("", 2.0, False, False),
    ],
)
def test_what_takes_the_floor(text: str, spoken: float, speaks: bool, stops: bool) -> None:
    assert takes_floor(text, spoken, speaks) is stops


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
