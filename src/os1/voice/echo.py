"""Takes the OS's own voice out of the microphone: WebRTC's echo canceller, fed with what was played.

For sound cards whose loudspeaker the microphone hears; browsers cancel echo themselves. It knows no words.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np

from os1.models.engines import EARS_RATE, Samples

_FRAME = EARS_RATE // 100
"""Samples that the canceller takes at once: 10 ms."""
_LONGEST_LAG = EARS_RATE // 2
"""What was played and not yet asked for is kept so long: a card that takes sound ahead plays it later."""


class Canceller(Protocol):
    """Knows what was played, and cleans what was heard."""

    def played(self, sound: Samples | None, count: int, rate: int) -> None:
        """The loudspeaker got `sound`, or `count` samples of silence, at `rate`."""

    def clean(self, sound: Samples) -> Samples:
        """`sound` of the microphone (16 kHz) without what the loudspeaker put into it, as long as it was."""


class EchoCanceller:
    """WebRTC's third echo canceller (AEC3), by the package pywebrtc-audio. It finds the delay by itself."""

    def __init__(self) -> None:
        import soxr
        from pywebrtc_audio import AudioProcessor

        self._processor = AudioProcessor(sample_rate=EARS_RATE, echo_cancellation=True)
        self._resampler = soxr.ResampleStream
        self._stream: soxr.ResampleStream | None = None
        self._far = np.zeros(0, np.float32)
        self._near = np.zeros(0, np.float32)
        self._clean = np.zeros(_FRAME, np.float32)
        """Cleaned and not yet given out; a frame of silence to begin with, so that there is always enough."""

    def played(self, sound: Samples | None, count: int, rate: int) -> None:
        if self._stream is None:
            self._stream = self._resampler(rate, EARS_RATE, 1, dtype="float32", quality="LQ")
        heard = self._stream.resample_chunk(np.zeros(count, np.float32) if sound is None else sound)
        self._far = np.concatenate([self._far, heard])[-_LONGEST_LAG:]

    def clean(self, sound: Samples) -> Samples:
        self._near = np.concatenate([self._near, sound])
        usable = len(self._near) // _FRAME * _FRAME
        near, self._near = self._near[:usable], self._near[usable:]
        far, self._far = self._far[:usable], self._far[usable:]
        far = np.concatenate([far, np.zeros(usable - len(far), np.float32)])
        if usable:
            self._clean = np.concatenate([self._clean, self._processor.process(near, far)])
        given, self._clean = self._clean[: len(sound)], self._clean[len(sound) :]
        return given
