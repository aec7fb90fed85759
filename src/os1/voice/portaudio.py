"""The sound card as PortAudio knows it: the system's own microphone and loudspeaker, opened when a talk begins."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from os1.errors import SoundError
from os1.models.engines import Samples
from os1.voice.local import STEPS

_LATENCY = 0.04
"""Seconds that PortAudio is asked to keep ahead: less makes holes on a busy machine."""
_PAGE = "or talk through the page that `os1` prints"


def open_card() -> PortAudioCard:
    """The system's default microphone and loudspeaker.

    Raises:
        SoundError: the library, the microphone or the loudspeaker is missing.
    """
    try:
        import sounddevice
    except OSError as error:
        raise SoundError(
            f"The PortAudio library is not here; install it (`apt install libportaudio2`), {_PAGE}."
        ) from error
    return PortAudioCard(sounddevice)


class PortAudioCard:
    """The system's default microphone and loudspeaker, each at its own rate (a `SoundCard`)."""

    def __init__(self, portaudio: Any) -> None:
        """Find them; `portaudio` is the module `sounddevice`.

        Raises:
            SoundError: there is no microphone or no loudspeaker.
        """
        self._portaudio = portaudio
        self._microphone = self._find("input", "microphone")
        self._speaker = self._find("output", "loudspeaker")
        self._streams: list[Any] = []
        self._stopping = False

    @property
    def names(self) -> tuple[str, str]:
        """What the system calls the microphone and the loudspeaker."""
        return str(self._microphone["name"]), str(self._speaker["name"])

    @property
    def microphone_rate(self) -> int:
        return int(self._microphone["default_samplerate"])

    @property
    def speaker_rate(self) -> int:
        return int(self._speaker["default_samplerate"])

    def start(
        self,
        record: Callable[[Samples, bool], None],
        play: Callable[[int, bool], Samples],
        gone: Callable[[], None],
    ) -> None:
        def heard(sound: Any, frames: int, time: object, status: Any) -> None:
            record(np.asarray(sound.mean(axis=1), np.float32), bool(status.input_overflow))

        def spoken(sound: Any, frames: int, time: object, status: Any) -> None:
            sound[:] = play(frames, bool(status.output_underflow))[:, None]

        def finished() -> None:
            if not self._stopping:
                gone()

        # Two streams, not one of both ways: a headset's microphone and a screen's loudspeaker share no clock.
        for kind, device, rate, callback in (
            (self._portaudio.InputStream, self._microphone, self.microphone_rate, heard),
            (self._portaudio.OutputStream, self._speaker, self.speaker_rate, spoken),
        ):
            way = "input" if callback is heard else "output"
            try:
                stream = kind(
                    device=device["index"],
                    samplerate=rate,
                    blocksize=rate // STEPS,
                    # Many cards have no mono; of more than two channels the first two do.
                    channels=min(2, device[f"max_{way}_channels"]),
                    dtype="float32",
                    latency=_LATENCY,
                    callback=callback,
                    finished_callback=finished,
                )
                self._streams.append(stream)
                stream.start()
            except self._portaudio.PortAudioError as error:
                raise SoundError(
                    f"The sound card {device['name']} cannot be opened ({_why(error)}); see whether another "
                    f"program holds it, {_PAGE}."
                ) from error

    def stop(self) -> None:
        self._stopping = True
        for stream in self._streams:
            stream.close(ignore_errors=True)
        self._streams.clear()

    def _find(self, kind: str, what: str) -> dict[str, Any]:
        try:
            device: dict[str, Any] = self._portaudio.query_devices(kind=kind)
        except (self._portaudio.PortAudioError, ValueError) as error:
            raise SoundError(f"There is no {what} here; plug one in, {_PAGE}.") from error
        return device


def _why(error: Exception) -> str:
    """PortAudio's own words, without the number and the host's message that follow them."""
    return str(error.args[0]).split(" [")[0] if error.args else type(error).__name__
