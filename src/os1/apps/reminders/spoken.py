"""Times, lengths and repeats as people say them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from os1.apps.reminders.numerals import NUMBERS, ORDINALS
from os1.apps.reminders.phrases import DAYS, MONTHS

_WORDS = {n: word for word, n in NUMBERS.items() if word != "fourty"}
_PLACES = {n: word for word, n in ORDINALS.items()}
_RULE_DAYS = dict(zip(("MO", "TU", "WE", "TH", "FR", "SA", "SU"), DAYS, strict=True))
_UNITS = {"MINUTELY": "minute", "HOURLY": "hour", "DAILY": "day", "WEEKLY": "week", "MONTHLY": "month"}


def number(n: int) -> str:
    """0 to 99 in words; larger ones in digits, which the mouth knows how to read."""
    if n in _WORDS:
        return _WORDS[n]
    return f"{_WORDS[n // 10 * 10]}-{_WORDS[n % 10]}" if 0 < n < 100 else str(n)


def place(n: int) -> str:
    """1 to 31 as a place: first, twenty-second."""
    return _PLACES[n] if n in _PLACES else f"{_WORDS[n // 10 * 10]}-{_PLACES[n % 10]}"


def counted(n: int, thing: str) -> str:
    """One minute, two minutes."""
    return f"{number(n)} {thing}" if n == 1 else f"{number(n)} {thing}s"


def listed(things: list[str]) -> str:
    """The oven, the bins, and the cat."""
    return things[0] if len(things) == 1 else f"{', '.join(things[:-1])}, and {things[-1]}"


def clock(at: datetime, *, part: bool = True) -> str:
    """Half past five in the afternoon; without `part`, half past five."""
    if at.minute == 0 and at.hour in (0, 12):
        return "midnight" if at.hour == 0 else "noon"
    hour, minute = at.hour, at.minute
    if minute in (0, 15, 30) or minute in range(5, 31, 5):
        told = {0: "", 15: "quarter past ", 30: "half past "}.get(minute, f"{number(minute)} past ")
    elif minute % 5 == 0:
        told = "quarter to " if minute == 45 else f"{number(60 - minute)} to "
        hour += 1
    else:
        told = f"{number((hour - 1) % 12 + 1)} {'oh ' if minute < 10 else ''}{number(minute)}"
        return f"{told} {_part(at.hour)}" if part else told
    told += number((hour - 1) % 12 + 1)
    return f"{told} {_part(at.hour)}" if part else told


def moment(at: datetime, now: datetime, *, part: bool = True) -> str:
    """Tomorrow, Friday, at half past five in the afternoon. `part` False leaves out what follows the hour."""
    at = at.astimezone(now.tzinfo)
    if at.hour == at.minute == 0:
        eve = day(at - timedelta(days=1), now)
        return "tonight at midnight" if eve == "today" else f"{eve} at midnight, as the day ends"
    if at.date() == now.date() and at.hour >= 20:
        return f"tonight at {clock(at, part=False)}"
    return f"{day(at, now)} at {clock(at, part=part)}"


def day(at: datetime, now: datetime) -> str:
    """Today; tomorrow, Friday,; on Monday; on Friday the fourth of December."""
    ahead = (at.date() - now.date()).days
    name = DAYS[at.weekday()].capitalize()
    if ahead in (0, -1):
        return "today" if ahead == 0 else "yesterday"
    if ahead == 1:
        return f"tomorrow, {name},"
    if 1 < ahead < 7:
        return f"on {name}"
    date = f"on {name} the {place(at.day)} of {MONTHS[at.month - 1].capitalize()}"
    return date if at.year == now.year or 0 < ahead < 60 else f"{date}, {year(at.year)},"


def year(n: int) -> str:
    """2027 is twenty twenty-seven, 2007 two thousand and seven."""
    century, rest = divmod(n, 100)
    if rest == 0:
        return f"{number(century)} hundred" if century % 10 else f"{number(century // 10)} thousand"
    if rest < 10 and century % 10 == 0:
        return f"{number(century // 10)} thousand and {number(rest)}"
    return f"{number(century)} {'oh ' if rest < 10 else ''}{number(rest)}"


def length(seconds: float) -> str:
    """An hour and a half is "one hour and thirty minutes"; at most the two largest units."""
    left = max(1, round(seconds))
    told: list[str] = []
    for unit, size in (("week", 604800), ("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1)):
        count, left = divmod(left, size)
        if count and len(told) < 2:
            told.append(counted(count, unit))
    return " and ".join(told)


def soon(at: datetime, now: datetime) -> str:
    """In nine minutes: how far away a timer or a reminder within the hour is, seconds only under two minutes."""
    seconds = (at.astimezone(UTC) - now.astimezone(UTC)) / timedelta(seconds=1)
    return f"in {length(seconds if seconds < 120 else round(seconds / 60) * 60)}"


def repeat(rule: str, at: datetime) -> str:
    """Every Monday and Thursday at nine in the morning; `at` is any occurrence."""
    parts = dict(part.split("=") for part in rule.split(";"))
    count, unit = int(parts.get("INTERVAL", "1")), _UNITS.get(parts["FREQ"], "year")
    every = {1: f"every {unit}", 2: f"every other {unit}"}.get(count, f"every {counted(count, unit)}")
    if parts["FREQ"] in ("MINUTELY", "HOURLY"):
        return f"every {counted(count, unit)}" if count > 1 else every
    return f"{_on(every, parts, at)} at {clock(at)}"


def _on(every: str, parts: dict[str, str], at: datetime) -> str:
    days = parts.get("BYDAY", "")
    month = MONTHS[at.month - 1].capitalize()
    if parts["FREQ"] == "WEEKLY":
        if days == "MO,TU,WE,TH,FR":
            return every.replace("week", "weekday") if every == "every week" else f"{every} on weekdays"
        names = listed([_RULE_DAYS[name].capitalize() for name in days.split(",")]).replace(", and", " and")
        return f"every {names}" if every == "every week" else f"{every} on {names}"
    if days:
        which = "last" if days.startswith("-") else place(int(days[:2]))
        return f"{every} on the {which} {_RULE_DAYS[days[2:]].capitalize()}"
    if parts["FREQ"] == "MONTHLY":
        return f"{every} on the {'last day' if parts['BYMONTHDAY'] == '-1' else place(at.day)}"
    return f"{every} on the {place(at.day)} of {month}" if parts["FREQ"] == "YEARLY" else every


def _part(hour: int) -> str:
    if 5 <= hour < 12 or 0 < hour < 5:
        return "in the morning"
    if hour in range(12, 18):
        return "in the afternoon"
    return "in the evening" if hour in range(18, 22) else "at night"
