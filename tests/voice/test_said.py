"""Not hearing itself: transcripts of the loudspeaker are dropped, what a person says is not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from stage import Stage, named

from os1.testing.phrases import PhraseMouth
from os1.types import Clause
from os1.voice.said import Part, Said, is_echo
from os1.voice.script import Line
from os1.voice.words import words_in

REPLY = "the old lighthouse on the island was built by four brothers who never came back"


@pytest.mark.parametrize(
    ("heard", "echo"),
    [
        (REPLY, True),
        ("lighthouse on the island was built", True),
        ("light house on the island was build by four brothers", True),
        ("brothers who never", True),
        ("the light has on the island", True),
        ("island", True),
        ("no", False),
        ("which island was that", False),
        ("the lighthouse on the island is where I was born", False),
        ("was built by four brothers no tell me something else", False),
        ("stop", False),
        ("", False),
    ],
)
def test_what_is_an_echo_of_the_reply(heard: str, echo: bool) -> None:
    assert is_echo(words_in(heard), words_in(REPLY)) is echo


def test_a_wish_for_silence_is_an_echo_only_of_itself() -> None:
    assert not is_echo(["wait"], words_in("you had to wait for it"))
    assert is_echo(["wait", "for", "it"], words_in("wait for it"))


def said_at(began: float, position: int | None = None) -> Said:
    sound = np.full(80_000, 0.5, np.float32)
    part = Part.of(Clause(REPLY), REPLY, sound, 16_000)
    part.began, part.position = began, len(sound) if position is None else position
    said = Said()
    said.began(part)
    return said


def test_only_words_that_sounded_meanwhile_are_an_echo() -> None:
    said = said_at(10.0)
    assert said.echoes("who never came back", 13.9, 15.1)
    assert not said.echoes("who never came back", 15.5, 16.5), "said again later, it is an answer"
    assert not said.echoes("who never came back", 10.0, 11.0), "said before, it cannot be an echo"


def test_words_that_were_cut_off_were_never_heard() -> None:
    assert not said_at(10.0, position=16_000).echoes("who never came back", 13.9, 15.1)


def in_a_room(folder: Path, delay: float) -> tuple[Stage, Line]:
    """A mouth whose words the ears understand, in a room where they hear it `delay` seconds later."""
    stage = Stage(folder)
    stage.mouth = PhraseMouth(stage.book, stage.clock)
    stage.answers["tell me"] = [REPLY]
    return stage, Line(None, delay=delay, gain_db=0.0, echo=True)


@pytest.mark.parametrize("delay", [0.05, 0.15, 0.3])
def test_a_reply_that_the_microphone_hears_is_not_interrupted_by_itself(tmp_path: Path, delay: float) -> None:
    stage, echo = in_a_room(tmp_path, delay)
    report = stage.play([Line(stage.file("tell me"), at=0.0), echo])
    assert len(named(report, "speech_start")) > 1, "the echo was listened to"
    assert stage.log == [("heard", "tell me"), ("said", REPLY)]
    assert stage.begun == ["tell me"] and not named(report, "interrupted")


def test_a_person_is_heard_over_an_echo(tmp_path: Path) -> None:
    """These ears cannot tell two voices apart, so one recording holds the echo and then the person."""
    stage, _ = in_a_room(tmp_path, 0.1)
    words = " ".join(REPLY.split()[:6])
    both = Line(stage.file(f"{words} no tell me more"), after="reply_start", delay=0.1)
    report = stage.play([Line(stage.file("tell me"), at=0.0), both])
    (interrupted,) = named(report, "interrupted")
    began = named(report, "speech_start")[1]["t"]
    assert interrupted["t"] - began > len(stage.book.say(words)) / 16_000, "not before the person"
    assert REPLY.startswith(interrupted["played"])


def test_repeating_the_last_words_after_the_reply_is_an_answer(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    stage.answers["tell me"] = [REPLY]
    report = stage.play(
        [
            Line(stage.file("tell me"), at=0.0),
            Line(stage.file("who never came back"), after="reply_end", delay=1.0),
        ]
    )
    assert report.heard == ("tell me", "who never came back")
