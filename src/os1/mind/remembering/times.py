"""Times as people say them in talk about the past: the stretch that a question means, the day that a memory names.

Everything is relative to a moment that is given. What cannot be read is left alone; nothing is guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from os1.memory.moments import expression, read
from os1.mind.spoken import MONTHS, ago, day, ordinal, plain, span

_STRETCH = expression(
    "dated", "dated_after", "ago", "past", "which_unit", "before_last", "which_weekend", "weekend",
    "which_weekday", "weekday",
    "around", "near", "night", "today", "just_now", "lately", "month_of_year", "which_month", "month",
    "season_of_year", "which_season", "season", "year",
)  # fmt: skip
_AT_THE_END = re.compile(rf"(?P<rest>.*?) ?\b(?:back )?(?:on |in |during |from )?(?<!of )(?P<t>{_STRETCH})")
_AT_THE_BEGINNING = re.compile(rf"(?:on |in |during )?(?P<t>{_STRETCH})\b ?(?P<rest>.*)")
_DAY = re.compile(
    "|".join(
        rf"\b(?:on )?(?P<{kind}>{expression(kind)})\b"
        for kind in (
            "around",
            "in_a_while",
            "ago",
            "which_weekday",
            "weekday",
            "near",
            "dated",
            "dated_after",
        )
    )
    + r"|\b(?P<night>last night|tonight|this (?:morning|afternoon|evening))\b"
)
_PAST = re.compile(r"\b(was|were|went|had|did|got|came|saw|met|last|ended|happened|\w{3,}ed)\b")


@dataclass(frozen=True, slots=True)
class Stretch:
    """From `since` to `until` (not included), and how it was said ("last week")."""

    since: datetime
    until: datetime
    said: str

    def holds(self, when: datetime) -> bool:
        return self.since <= when < self.until


def stretch(words: str, now: datetime) -> tuple[Stretch | None, str]:
    """The stretch of the past that plain `words` name at their end or beginning, and the rest of them."""
    for place in (_AT_THE_END, _AT_THE_BEGINNING):
        if (match := place.fullmatch(words)) and (found := read(match["t"], now)):
            return Stretch(found.start, found.end, match["t"]), match["rest"]
    return None, words


def named_day(text: str, said: datetime) -> date | None:
    """The first day that `text`, said at `said`, names: "yesterday", "on Saturday", "the third of March"."""
    words = plain(text)
    for match in _DAY.finditer(words):
        if (day := _named(match, words, said)) is not None:
            return day
    return None


def _named(match: re.Match[str], words: str, said: datetime) -> date | None:
    """The day that `match` in `words` names; of a weekday the next one, of a date the nearest, unless the words
    are about the past."""
    if match["night"]:
        return said.date() - timedelta(days=match["night"] == "last night")
    if match["ago"] and not re.search(r"\b(?:day|week|night)s? ago", match["ago"]):
        return None
    dated = match["dated"] or match["dated_after"]
    past = _PAST.search(words[: match.start() if dated else match.end()])
    found = read(match.group().removeprefix("on "), said, "past" if past else "near" if dated else "ahead")
    return found.named if found and not found.vague else None


def when_said(then: datetime, now: datetime) -> str:
    """When `then` was, for the ear: "yesterday", "eleven days ago", "seven weeks ago, on the first of March"."""
    days = (now.date() - then.astimezone(now.tzinfo).date()).days
    if days == 0 and now - then >= timedelta(minutes=45):
        return "earlier today" if then.hour >= 5 else "last night"
    return ago(then, now) if days < 21 else f"{ago(then, now)}, on {_short(then.date(), now.date())}"


def day_said(when: date, now: datetime) -> str:
    """A day that is spoken of, seen from `now`: "today", "yesterday", "nine days ago, on Saturday, the ..."."""
    away = (when - now.date()).days
    if away in (-1, 0, 1):
        return ("yesterday", "today", "tomorrow")[away + 1]
    told = day(datetime.combine(when, time())) if abs(away) < 330 else _short(when, now.date())
    length = span(timedelta(days=abs(away)))
    return f"{length} ago, on {told}" if away < 0 else f"in {length}, on {told}"


def _short(when: date, now: date) -> str:
    year = f", {when.year}" if when.year != now.year else ""
    return f"the {ordinal(when.day)} of {MONTHS[when.month - 1]}{year}"
