"""A small inner state, moved only by recorded causes, that fades back to its resting point.

First floor: two numbers and the last causes. Everything it feels can be explained from them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from os1.mind.listening import sort
from os1.mind.patterns import pattern
from os1.mind.spoken import plain
from os1.mind.words import variants
from os1.types import Heard, Mood

_REST = Mood(valence=0.15, arousal=0.3)
_HALF_LIFE = timedelta(hours=2)
_KEPT = 10
_MOVES: Mapping[str, tuple[float, float]] = {
    "thanked": (0.15, 0.05),
    "praised": (0.25, 0.1),
    "hurt": (-0.35, 0.2),
    "laughed": (0.2, 0.2),
    "sad_news": (-0.25, 0.05),
    "good_news": (0.25, 0.2),
}
"""How far each kind of cause moves valence and arousal."""


@dataclass(frozen=True, slots=True)
class Cause:
    """What moved the mood: a kind that `strings.toml` can put in words, the utterance, when, and how far."""

    kind: str
    source: str
    time: datetime
    valence: float
    arousal: float


@dataclass(frozen=True, slots=True)
class Feelings:
    """The mood as it was at `since`, and the last causes, oldest first."""

    since: datetime
    valence: float = _REST.valence
    arousal: float = _REST.arousal
    causes: tuple[Cause, ...] = ()

    def mood(self, now: datetime) -> Mood:
        """How it feels at `now`: the recorded state, faded towards rest by half every two hours."""
        left = 0.5 ** (max(timedelta(), now - self.since) / _HALF_LIFE)
        return Mood(
            round(_REST.valence + (self.valence - _REST.valence) * left, 3),
            round(_REST.arousal + (self.arousal - _REST.arousal) * left, 3),
        )

    def moved(self, cause: Cause) -> Feelings:
        """The feelings after `cause`."""
        mood = self.mood(cause.time)
        return replace(
            self,
            since=cause.time,
            valence=max(-1.0, min(1.0, mood.valence + cause.valence)),
            arousal=max(0.0, min(1.0, mood.arousal + cause.arousal)),
            causes=(*self.causes, cause)[-_KEPT:],
        )

    def to_document(self) -> dict[str, Any]:
        causes = [
            [one.kind, one.source, one.time.isoformat(), one.valence, one.arousal] for one in self.causes
        ]
        return {
            "since": self.since.isoformat(),
            "valence": self.valence,
            "arousal": self.arousal,
            "causes": causes,
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Feelings:
        causes = tuple(
            Cause(kind, source, datetime.fromisoformat(time), valence, arousal)
            for kind, source, time, valence, arousal in document["causes"]
        )
        return cls(
            datetime.fromisoformat(document["since"]), document["valence"], document["arousal"], causes
        )


def cause_in(heard: Heard) -> Cause | None:
    """What in `heard` moves the mood, or None."""
    words = plain(heard.text)
    for kind, (valence, arousal) in _MOVES.items():
        if pattern("feeling", kind).search(words):
            return Cause(kind, heard.id, heard.time, valence, arousal)
    if sort(heard.text) == "heavy":
        return Cause("sad_news", heard.id, heard.time, *_MOVES["sad_news"])
    return None


def named(mood: Mood) -> str:
    """The mood in one word, a key under `mood.word` in the strings."""
    if mood.valence < -0.1:
        return "hurt" if mood.arousal > 0.4 else "low"
    if mood.valence > 0.35:
        return "delighted" if mood.arousal > 0.5 else "glad"
    return "lively" if mood.arousal > 0.5 else "calm"


def word(mood: Mood) -> str:
    """The mood in a few plain words."""
    return variants(f"mood.word.{named(mood)}")[0]


def coloured(mood: Mood) -> str:
    """The mood in a few plain words, or nothing where it colours nothing."""
    return "" if named(mood) == "calm" else word(mood)
