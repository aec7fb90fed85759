"""How a mood sounds: a little faster or slower, brighter or softer, louder, with longer or shorter pauses.

All of it is small and grows evenly with the distance from the resting mood, so that the voice stays one person's.
What it comes to is rounded, for the mouth keeps phrases by voice and speed. It knows two numbers, no feelings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from os1.types import Mood

_REST = Mood()
"""The mood in which the voice is as the person chose it."""

_SPEED_BY_AROUSAL, _SPEED_BY_VALENCE = 0.10, 0.03
_LOUDNESS_BY_AROUSAL, _LOUDNESS_BY_VALENCE = 2.5, 0.8
"""Decibels."""
_PAUSE_BY_AROUSAL, _PAUSE_BY_VALENCE = -0.20, -0.08
"""Seconds after a sentence."""
_BRIGHT_BY_VALENCE, _BRIGHT_BY_AROUSAL = 0.20, 0.15
"""The share of the companion voice; below zero it is the softer companion's."""
_MOST_SHARE = 0.25
_MOST_PAUSE = 0.25

_COMPANIONS: Mapping[str, tuple[str, str]] = {
    "af": ("af_bella", "af_nicole"),
    "am": ("am_puck", "am_michael"),
    "bf": ("bf_emma", "bf_lily"),
    "bm": ("bm_fable", "bm_lewis"),
}
"""For each accent and sex, the brighter and the softer voice that a mood mixes in."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a clause is spoken: `gain` multiplies its sound, `pause` are seconds of silence after its sentence."""

    voice: str
    speed: float
    gain: float
    pause: float


def manner(mood: Mood, base: tuple[str, float], voices: Sequence[str]) -> Manner:
    """How to speak in `mood` with the voice and speed of `base`; `voices` are those the mouth has."""
    glad, lively = mood.valence - _REST.valence, mood.arousal - _REST.arousal
    voice, speed = base
    faster = 1 + _SPEED_BY_AROUSAL * lively + _SPEED_BY_VALENCE * glad
    louder = _LOUDNESS_BY_AROUSAL * lively + _LOUDNESS_BY_VALENCE * glad
    pause = _PAUSE_BY_AROUSAL * lively + _PAUSE_BY_VALENCE * glad
    bright = _BRIGHT_BY_VALENCE * glad + _BRIGHT_BY_AROUSAL * lively
    return Manner(
        voice=_mixed(voice, bright, voices),
        speed=round(max(0.5, min(2.0, speed * faster)), 2),
        gain=round(10 ** (louder / 20), 3),
        pause=round(max(0.0, min(_MOST_PAUSE, pause)), 2),
    )


def _mixed(voice: str, bright: float, voices: Sequence[str]) -> str:
    """`voice` with some of its companion; a blend of the person's, or a voice without one, stays as it is."""
    name = voice or (voices[0] if voices else "")
    share = int(min(_MOST_SHARE, abs(bright)) * 20) / 20
    bright_one, soft_one = _COMPANIONS.get(name[:2], ("", ""))
    other = bright_one if bright > 0 else soft_one
    if not share or other not in voices or other == name or name not in voices:
        return voice
    return f"{name}:{1 - share:.2f}+{other}:{share:.2f}"
