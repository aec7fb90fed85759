"""What is said when reminders ring, on time or late."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

from os1.apps.reminders import spoken
from os1.apps.reminders.reminder import Reminder, turned
from os1.apps.reminders.strings import say

LATE = timedelta(seconds=90)
"""From here on a ringing is late and apologises."""


def key(due: list[Reminder]) -> str:
    """The same for the same occurrences, so that one that is raised again is known."""
    names = [reminder.occurrence for reminder in due]
    return names[0] if len(names) == 1 else hashlib.sha256("\n".join(names).encode()).hexdigest()[:32]


def sentence(due: list[Reminder], now: datetime, since: datetime) -> str:
    """What to say of reminders that are due together; the OS runs since `since`."""
    late = now.astimezone(UTC) - due[0].instant > LATE
    off = "off" if due[0].instant < since.astimezone(UTC) else "late"
    if len(due) > 1:
        count = spoken.number(len(due))
        if late:
            things = spoken.listed([f"{_thing(one)}, {_when(one.at, now)}" for one in due])
            return say(f"ring.{off}_many", count=count, things=things[:1].upper() + things[1:])
        things = spoken.listed([_thing(one) for one in due])
        return say("ring.many", clock=spoken.clock(now, part=False), count=count.capitalize(), things=things)
    return _late(due[0], now, off) if late else _on_time(due[0])


def _on_time(one: Reminder) -> str:
    clock = spoken.clock(one.at, part=False)
    if one.kind == "timer":
        length = spoken.length(one.seconds)
        name = "timer_one" if length.startswith("one ") and " and " not in length else "timer"
        return say(f"ring.{name}", length=length, label=f": {turned(one.text)}" if one.text else "")
    if one.kind == "wake":
        return say("ring.wake_morning" if 4 <= one.at.hour < 12 else "ring.wake", clock=clock)
    if one.kind == "alarm":
        return say("ring.alarm", clock=clock)
    return say(f"ring.{'noun' if one.noun else 'verb'}", clock=clock, what=one.what)


def _late(one: Reminder, now: datetime, off: str) -> str:
    form = "noun" if one.noun or one.kind in ("timer", "alarm") else "verb"
    when = _when(one.at, now)
    what = "wake up" if one.kind == "wake" else one.what
    return say(f"ring.{off}_{form}", when=when, When=when[:1].upper() + when[1:], what=what)


def _thing(one: Reminder) -> str:
    return "wake up" if one.kind == "wake" else one.what


def _when(at: datetime, now: datetime) -> str:
    """At five; yesterday at five; on Monday the second of March at five."""
    at = at.astimezone(now.tzinfo)
    told = spoken.clock(at, part=False)
    return f"at {told}" if at.date() == now.date() else f"{spoken.day(at, now)} at {told}"
