"""How something was said, as plain numbers from the sound of one utterance. Cheap: a few milliseconds."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from os1.models.engines import EARS_RATE, Samples
from os1.types import Prosody
from os1.voice.words import syllables

_FRAME, _HOP = 640, 320
"""40 ms frames every 20 ms."""
_LOWEST, _HIGHEST = 65, 400
"""Pitches of speaking voices, in hertz."""
_VOICED = 0.55
"""Height of the autocorrelation's peak, relative to lag 0, from which a frame counts as voiced."""
_NEARLY = 0.9
_FEWEST_VOICED = 10
_OCTAVE_GUARD = 1.7
_MOST_SECONDS = 20


def measure(sound: Samples, text: str) -> Prosody | None:
    """The prosody of `sound` (16 kHz), in which `text` was said; None where too little of it is voiced to tell."""
    sound = sound[: _MOST_SECONDS * EARS_RATE]
    if len(sound) < _FRAME + _HOP * _FEWEST_VOICED:
        return None
    frames = np.lib.stride_tricks.sliding_window_view(sound, _FRAME)[::_HOP]
    loudness = np.sqrt(np.mean(frames**2, axis=1))
    loud = loudness > max(1e-4, 0.1 * float(np.percentile(loudness, 95)))
    pitches = _pitches(frames[loud])
    if len(pitches) < _FEWEST_VOICED:
        return None
    middle = np.median(pitches)
    # Some frames are read an octave off; nobody's voice moves that far within one utterance's middle.
    steady = pitches[(pitches > middle / _OCTAVE_GUARD) & (pitches < middle * _OCTAVE_GUARD)]
    low, middle, high = np.percentile(steady, [10, 50, 90])
    quiet = int(np.count_nonzero(~loud))
    spoken = max(0.1, (len(loud) - quiet) * _HOP / EARS_RATE)
    return Prosody(
        pitch=round(float(middle), 1),
        pitch_range=round(float(high - low), 1),
        energy=round(float(20 * np.log10(np.sqrt(np.mean(loudness[loud] ** 2)) + 1e-9)), 1),
        rate=round(syllables(text) / spoken, 2),
        pauses=round(quiet * _HOP / EARS_RATE, 2),
    )


def _pitches(frames: NDArray[np.float32]) -> NDArray[np.float64]:
    """The pitch of each voiced frame, by the highest peak of its autocorrelation."""
    if not len(frames):
        return np.zeros(0)
    window = np.hanning(_FRAME)
    size = 2 * 1024
    spectrum = np.fft.rfft((frames - frames.mean(axis=1, keepdims=True)) * window, size)
    correlation = np.fft.irfft(np.abs(spectrum) ** 2, size)[:, :_FRAME]
    # The window's own autocorrelation is divided out, or long lags (low voices) would look weaker than they are.
    shape = np.fft.irfft(np.abs(np.fft.rfft(window, size)) ** 2, size)[:_FRAME]
    shortest, longest = EARS_RATE // _HIGHEST, EARS_RATE // _LOWEST
    lags = correlation[:, shortest:longest] / shape[shortest:longest]
    strength = lags.max(axis=1) / np.maximum(correlation[:, 0] / shape[0], 1e-12)
    # Two periods fit as well as one: the first peak that is nearly the highest is the period.
    peaks = lags >= _NEARLY * lags.max(axis=1, keepdims=True)
    peaks[:, 1:-1] &= (lags[:, 1:-1] >= lags[:, :-2]) & (lags[:, 1:-1] >= lags[:, 2:])
    pitches = np.asarray(EARS_RATE / (shortest + peaks.argmax(axis=1)), np.float64)
    return np.asarray(pitches[strength > _VOICED])
