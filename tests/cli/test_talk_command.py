"""`os1 talk` and `os1 doctor` on a machine without sound: one sentence, and another way to talk."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from os1 import config
from os1.testing.command import os1, sentence

_BARE = {"OS1_MODELS": os.devnull}


@pytest.fixture
def no_library(tmp_path: Path) -> dict[str, str]:
    """An environment in which `sounddevice` finds no PortAudio."""
    folder = tmp_path / "packages"
    folder.mkdir()
    (folder / "sounddevice.py").write_text("raise OSError('PortAudio library not found')\n")
    paths = [str(folder), *config.child_environment().get("PYTHONPATH", "").split(os.pathsep)]
    return _BARE | {"PYTHONPATH": os.pathsep.join(path for path in paths if path)}


def test_without_portaudio_a_talk_says_how_to_get_it_and_where_else_to_talk(
    tmp_path: Path, no_library: dict[str, str]
) -> None:
    done = os1("talk", home=tmp_path / "home", **no_library)
    said = sentence(done)
    assert done.returncode == 5
    assert "apt install libportaudio2" in said and "page" in said
    assert not (tmp_path / "home").exists(), "nothing was started for it"


def test_the_doctor_tells_about_the_sound_card_and_calls_its_lack_no_fault(
    tmp_path: Path, no_library: dict[str, str]
) -> None:
    findings = json.loads(os1("doctor", "--json", home=tmp_path / "home", **no_library).stdout)
    (found,) = [one for one in findings if "os1 talk" in one["what"]]
    assert found["ok"] and "libportaudio2" in found["advice"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--in", "a.wav", "--script", "b.jsonl", "--out", "c.wav"), "either"),
        (("--script", "b.jsonl"), "--out"),
        (("--in", "a.wav"), "--out"),
    ],
)
def test_options_that_do_not_go_together_are_told(tmp_path: Path, words: tuple[str, ...], says: str) -> None:
    done = os1("talk", *words, home=tmp_path / "home", **_BARE)
    assert done.returncode == 2 and says in sentence(done)


@pytest.mark.parametrize(("line", "says"), [('wake = "maybe"', "wake"), ("wake_after = -5", "wake_after")])
def test_wrong_settings_for_sleep_are_named(tmp_path: Path, line: str, says: str) -> None:
    (tmp_path / "settings.toml").write_text(line)
    done = os1("self", home=tmp_path)
    assert done.returncode == 2 and says in sentence(done)


def test_the_command_line_and_the_environment_can_wish_for_sleep(tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OS1_WAKE", "yes")
        patch.setenv("OS1_WAKE_AFTER", "30")
        found = config.load(tmp_path)
        assert (found.wake, found.wake_after) == (True, 30)
        assert config.load(tmp_path, wake=False).wake is False
    assert (config.load(tmp_path).wake, config.load(tmp_path).wake_after) == (False, 120)
