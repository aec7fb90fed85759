"""One reminder, alarm or timer, as it is kept, and its words turned towards the person."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any, Literal

from os1.apps.reminders.walls import instant, next_time, zone_name, zone_named

Kind = Literal["reminder", "wake", "alarm", "timer"]
_NOUN = re.compile(
    r"(?:the|a|an|my|your|our|his|her|their|that|this|these|some)\b|\S+['’]s\b|\S+s['’] ", re.IGNORECASE
)
_TURNED = {
    "my": "your",
    "mine": "yours",
    "me": "you",
    "myself": "yourself",
    "i": "you",
    "i'm": "you're",
    "i've": "you've",
    "i'll": "you'll",
    "i'd": "you'd",
    "your": "my",
    "yours": "mine",
    "you": "me",
    "yourself": "myself",
}
_BE = {"i am": "you are", "i was": "you were", "am i": "are you", "you are": "I am", "you're": "I'm"}
_PERSON = re.compile(
    rf"\b(?:{'|'.join(_BE)}|{'|'.join(sorted(_TURNED, key=len, reverse=True))})\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Reminder:
    """What rings at `at` (with a zone). `text` is the person's words, verbatim; `noun` says that they name a
    thing ("the oven") rather than an act ("call my mother").

    A `steady` one rings at an instant; any other when a wall clock in the zone of `at` shows that time, whatever
    becomes of daylight saving. A repeating one has a `rule` (RFC 5545) that began at `start`. `seconds` is a
    timer's length. `state` is "rung" once it has rung for the last time; it is kept a while to be put off.
    """

    id: str
    text: str
    kind: Kind
    noun: bool
    at: datetime
    start: datetime
    made: datetime
    rule: str = ""
    steady: bool = False
    seconds: float = 0.0
    state: Literal["waiting", "rung"] = "waiting"

    @property
    def instant(self) -> datetime:
        """`at` in UTC, to compare and subtract."""
        return self.at.astimezone(UTC)

    @property
    def occurrence(self) -> str:
        """A key for this ringing of this reminder, the same after every restart."""
        return f"{self.id}@{self.instant:%Y%m%dT%H%M%S}"

    @property
    def what(self) -> str:
        """The words turned towards the person: "call my mother" is "call your mother"."""
        if self.kind == "timer":
            return f"the timer for {turned(self.text)}" if self.text else "the timer"
        if self.kind in ("wake", "alarm"):
            return "your alarm" if self.kind == "alarm" else "waking you up"
        return turned(self.text)

    def rung(self, now: datetime) -> Reminder:
        """What is left of it after it rang: its next time, or nothing more to do."""
        following = None
        if self.rule:
            after = max(now.astimezone(UTC), self.instant)
            following = next_time(self.rule, self.start, after, steady=self.steady)
        return replace(self, at=following) if following else replace(self, state="rung")


def names_a_thing(text: str) -> bool:
    """Whether the words name a thing to be reminded of, not something to do."""
    return bool(_NOUN.match(text))


def turned(text: str) -> str:
    """The person's words said to the person: my mother becomes your mother."""

    def turn(match: re.Match[str]) -> str:
        low = match.group().lower()
        return _BE.get(low) or _TURNED[low]

    return _PERSON.sub(turn, text.replace("’", "'"))


def document(reminder: Reminder) -> dict[str, Any]:
    """Plain JSON: wall times and the zone by name, so that rules of daylight saving may change in between."""
    zone = zone_name(reminder.at.tzinfo, reminder.at)
    plain = asdict(reminder) | {"zone": zone, "fold": reminder.at.fold}
    for name in ("at", "start", "made"):
        when: datetime = plain[name]
        wall = when.astimezone(UTC if reminder.steady or name == "made" else reminder.at.tzinfo)
        plain[name] = wall.replace(tzinfo=None).isoformat()
    return plain


def from_document(plain: Mapping[str, Any]) -> Reminder:
    """The reminder that `document` made plain."""
    fields = dict(plain)
    zone = zone_named(fields.pop("zone"))
    fold = fields.pop("fold")
    for name in ("at", "start", "made"):
        wall = datetime.fromisoformat(fields[name])
        if fields["steady"] or name == "made":
            fields[name] = wall.replace(tzinfo=UTC).astimezone(zone)
        elif fold and name == "at":
            fields[name] = wall.replace(tzinfo=zone, fold=1)
        else:
            fields[name] = instant(wall, zone)
    return Reminder(**fields)
