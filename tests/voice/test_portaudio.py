"""PortAudio as its Python package behaves, and what a person is told where it is missing or refuses."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from os1.errors import SoundError
from os1.models.engines import Samples
from os1.voice.portaudio import PortAudioCard, open_card


class PortAudioError(Exception):
    """As `sounddevice` raises it: the message first, the host's own after it."""


class Stream:
    def __init__(self, portaudio: PortAudio, **options: Any) -> None:
        self.options = options
        self.refused = portaudio.refuses
        self.open = False
        portaudio.streams.append(self)

    def start(self) -> None:
        if self.refused:
            raise PortAudioError(f"{self.refused} [PaErrorCode -9985]", -9985)
        self.open = True

    def close(self, ignore_errors: bool) -> None:
        assert ignore_errors
        self.open = False
        self.options["finished_callback"]()  # PortAudio tells the end of a stream, whoever wanted it


class PortAudio:
    """The part of `sounddevice` that is used. Without `devices` there is no sound card."""

    PortAudioError = PortAudioError

    def __init__(self, *devices: str, refuses: str = "") -> None:
        self.devices = devices
        self.refuses = refuses
        self.streams: list[Stream] = []

    def query_devices(self, kind: str) -> dict[str, Any]:
        if kind not in self.devices:
            raise PortAudioError("Error querying device -1")
        rate = {"input": 44_100.0, "output": 48_000.0}[kind]
        return {
            "name": f"an {kind}",
            "index": len(kind),
            "default_samplerate": rate,
            "max_input_channels": 6,
            "max_output_channels": 1,
        }

    def InputStream(self, **options: Any) -> Stream:
        return Stream(self, **options)

    OutputStream = InputStream


class Ends:
    """What the other side of the card was told."""

    def __init__(self) -> None:
        self.heard: list[tuple[Samples, bool]] = []
        self.gone = 0
        self.holes = 0

    def record(self, sound: Samples, lost: bool) -> None:
        self.heard.append((sound, lost))

    def play(self, count: int, lost: bool) -> Samples:
        self.holes += lost
        return np.linspace(0, 1, count, dtype=np.float32)

    def leave(self) -> None:
        self.gone += 1


@pytest.fixture
def ends() -> Ends:
    return Ends()


def started(ends: Ends) -> tuple[PortAudioCard, PortAudio]:
    portaudio = PortAudio("input", "output")
    card = PortAudioCard(portaudio)
    card.start(ends.record, ends.play, ends.leave)
    return card, portaudio


def test_both_ways_run_in_steps_of_20_ms_at_the_rates_of_the_devices(ends: Ends) -> None:
    card, portaudio = started(ends)
    assert (card.microphone_rate, card.speaker_rate) == (44_100, 48_000)
    assert card.names == ("an input", "an output")
    sizes = [(stream.options["samplerate"], stream.options["blocksize"]) for stream in portaudio.streams]
    assert sizes == [(44_100, 882), (48_000, 960)]
    assert [stream.options["channels"] for stream in portaudio.streams] == [2, 1]
    assert [stream.options["device"] for stream in portaudio.streams] == [len("input"), len("output")]


def test_the_microphones_channels_become_one_and_lost_sound_is_told(ends: Ends) -> None:
    _, portaudio = started(ends)
    callback = portaudio.streams[0].options["callback"]
    stereo = np.stack([np.full(882, 0.2), np.full(882, 0.4)], axis=1).astype(np.float32)
    callback(stereo, 882, None, SimpleNamespace(input_overflow=False))
    callback(stereo, 882, None, SimpleNamespace(input_overflow=True))
    sound, lost = ends.heard[0]
    assert sound.shape == (882,) and sound[0] == pytest.approx(0.3) and not lost
    assert ends.heard[1][1]


def test_the_reply_goes_to_every_channel_of_the_loudspeaker(ends: Ends) -> None:
    _, portaudio = started(ends)
    out = np.full((960, 2), 9.0, np.float32)
    portaudio.streams[1].options["callback"](out, 960, None, SimpleNamespace(output_underflow=True))
    assert ends.holes == 1
    np.testing.assert_array_equal(out[:, 0], ends.play(960, False))
    np.testing.assert_array_equal(out[:, 0], out[:, 1])


def test_a_stream_that_ends_by_itself_has_gone_and_one_that_was_stopped_has_not(ends: Ends) -> None:
    card, portaudio = started(ends)
    portaudio.streams[0].options["finished_callback"]()
    assert ends.gone == 1
    card.stop()
    assert ends.gone == 1
    assert not any(stream.open for stream in portaudio.streams)


@pytest.mark.parametrize(("here", "missing"), [(("output",), "microphone"), (("input",), "loudspeaker")])
def test_what_is_not_plugged_in_is_named(here: tuple[str, ...], missing: str) -> None:
    with pytest.raises(SoundError, match=f"no {missing} here; plug one in") as caught:
        PortAudioCard(PortAudio(*here))
    assert "page" in str(caught.value)


def test_a_card_that_somebody_else_holds_is_named_with_portaudios_own_reason(ends: Ends) -> None:
    card = PortAudioCard(PortAudio("input", "output", refuses="Device unavailable"))
    with pytest.raises(SoundError, match=r"an input cannot be opened \(Device unavailable\)"):
        card.start(ends.record, ends.play, ends.leave)
    card.stop()


@pytest.fixture
def without_library(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Importing `sounddevice` fails as it does where the system has no PortAudio."""

    class Nowhere:
        @staticmethod
        def find_spec(name: str, path: object, target: object = None) -> None:
            if name == "sounddevice":
                raise OSError("PortAudio library not found")

    def hide() -> None:
        monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
        monkeypatch.setattr(sys, "meta_path", [Nowhere, *sys.meta_path])

    return hide


def test_a_missing_library_is_one_sentence_with_two_ways_out(without_library: Callable[[], None]) -> None:
    without_library()
    with pytest.raises(SoundError, match="apt install libportaudio2") as caught:
        open_card()
    assert "page" in str(caught.value)
