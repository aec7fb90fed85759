"""Wall clocks and the instants they show: zones, days that lack an hour or have one twice, and repeats.

Python compares and subtracts two times of one zone by their walls; instants are compared in UTC.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from itertools import islice
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_MOST = 1000
"""Occurrences looked at for one that lies ahead; more than a clock change can ever hide."""


def instant(wall: datetime, zone: tzinfo, after: datetime | None = None) -> datetime:
    """When a wall clock in `zone` shows `wall` (without a zone).

    An hour that a spring day lacks is read as the clock shows after the jump. An hour that an autumn day has
    twice is the first one, or the second where only that is later than `after`.
    """
    first = _real(wall.replace(tzinfo=zone, fold=0), zone)
    if after is not None and first.astimezone(UTC) <= after.astimezone(UTC):
        return _real(wall.replace(tzinfo=zone, fold=1), zone)
    return first


def later(now: datetime, seconds: float) -> datetime:
    """`seconds` of real time after `now`, in the same zone."""
    return (now.astimezone(UTC) + timedelta(seconds=seconds)).astimezone(now.tzinfo)


def next_time(rule: str, start: datetime, now: datetime, *, steady: bool) -> datetime | None:
    """The first occurrence after `now` of an RFC 5545 rule that began at `start`, in the zone of `start`.

    A `steady` rule counts real hours and minutes; any other shows the same time on the wall every time.
    """
    from dateutil.rrule import rrulestr

    zone = start.tzinfo or UTC
    if steady:
        found = rrulestr(rule, dtstart=start.astimezone(UTC)).after(now.astimezone(UTC))
        return found.astimezone(zone) if found else None
    walls = rrulestr(rule, dtstart=start.replace(tzinfo=None))
    wall = now.astimezone(zone).replace(tzinfo=None) - timedelta(hours=3)
    ahead = (instant(wall, zone, now) for wall in islice(walls.xafter(wall), _MOST))
    return next((when for when in ahead if when.astimezone(UTC) > now.astimezone(UTC)), None)


def zone_name(zone: tzinfo | None, when: datetime) -> str:
    """The name by which `zone_named` finds the zone again: "Europe/Paris", or an offset such as "+02:00"."""
    if isinstance(zone, ZoneInfo) and zone.key:
        return zone.key
    return when.strftime("%:z") if zone is None else _offset(zone.utcoffset(when) or timedelta())


def zone_named(name: str) -> tzinfo:
    """The zone of that name; UTC where this machine does not know it."""
    if name[:1] in "+-":
        hours, minutes = int(name[1:3]), int(name[4:6])
        offset = timedelta(hours=hours, minutes=minutes)
        return timezone(-offset if name[0] == "-" else offset)
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def _real(when: datetime, zone: tzinfo) -> datetime:
    return when.astimezone(UTC).astimezone(zone)


def _offset(offset: timedelta) -> str:
    minutes = abs(int(offset.total_seconds())) // 60
    return f"{'-' if offset < timedelta() else '+'}{minutes // 60:02}:{minutes % 60:02}"
