"""What the talk is about: the reminder last touched, the list last spoken, the question last asked.

Kept in memory only; it goes stale within minutes, and nothing depends on it after a restart.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

_FRESH = timedelta(minutes=5)
_RANG = timedelta(minutes=30)


@dataclass(slots=True)
class Focus:
    """`wanted` is the text of a reminder (or the label of a timer, with `timer`) that still lacks its time."""

    last: str = ""
    spoken: tuple[str, ...] = ()
    wanted: str = ""
    timer: bool = False
    _times: dict[str, datetime] = field(default_factory=dict)

    def touch(self, id: str, now: datetime) -> None:
        self.last, self.wanted, self.timer = id, "", False
        self._times["touched"] = now

    def listed(self, ids: tuple[str, ...], now: datetime) -> None:
        self.spoken = ids
        self._times["listed"] = now

    def rang(self, now: datetime) -> None:
        self._times["rang"] = now

    def want(self, text: str, now: datetime, *, timer: bool = False) -> None:
        self.wanted, self.timer = text, timer
        self._times["asked"] = now

    def is_fresh(self, what: str, now: datetime) -> bool:
        """Whether something was "touched", "listed", "asked" or "rang" a moment ago."""
        then = self._times.get(what)
        return then is not None and timedelta() <= now - then <= (_RANG if what == "rang" else _FRESH)
