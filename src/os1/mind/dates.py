"""Dates and lengths of time in what people tell, with the words taken out of the sentence around them.

A date is an ISO text as exact as the words were: "2019", "2024-05", "2024-05-14". What cannot be placed is found
too, so that it can be told from the rest of a sentence, but has no date.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from os1.memory.moments import DAY, MONTH, MONTHS, YEAR, expression, nth, number_of, read
from os1.mind.spoken import ONES, TENS

_TENS = [word for word in TENS if word]
_NUMBER = rf"(?:\d+|(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(ONES[1:10])}))?|{'|'.join(reversed(ONES))})"
NUMBER = rf"(?:(?:a|one) hundred(?: and {_NUMBER})?|{_NUMBER})"
"""A number in digits or words, up to two hundred."""
_DATE = (
    rf"(?:(?:the )?(?P<day>{DAY})(?: of)? (?P<month>{MONTH})(?:,? (?P<year>{YEAR}))?"
    rf"|(?P<month2>{MONTH}) (?:the )?(?P<day2>{DAY})(?!\d)(?:,? (?P<year2>{YEAR}))?"
    rf"|(?P<month3>{MONTH})(?: of)?(?: (?P<year3>{YEAR}))?|(?P<year4>{YEAR}))"
)
_POINT = expression(
    "dated", "dated_after", "month_of_year", "which_month", "month", "which_season", "year", "ago", "which_unit",
    "which_weekday", "weekday", "near",
)  # fmt: skip
_WHEN = re.compile(
    rf"(?:,? ?\b(?:(?P<kind>since|ever since|until|till|up to|from(?= (?:19|20)\d\d\b(?! (?:to|until|till)\b))) "
    rf"(?:about |around |early |late )?|"
    rf"(?:back )?(?:in|on|by|from) (?:early |late |about |around )?|(?=last|next|this|yesterday"
    rf"|today|tomorrow|{NUMBER}\b|a\b|an\b|some\b|many\b))"
    rf"(?P<point>{_POINT})\b)|,? ?\bfor (?:about |almost |nearly |over |more than |the (?:last|past) "
    rf")?(?P<length>{NUMBER}|an?) (?P<lengthunit>year|month|week)s?\b(?: now)?"
    r"|,? ?\bfor (?P<long>ages|years|decades|too long|so long|a long time|quite a while|donkey's years|ever)\b"
    r"(?: now)?"
    r"|,? ?\b(?P<ever>(?:ever )?since (?:(?:the )?(?:lockdown|covid|pandemic|war)|school|university|uni"
    r"|college|childhood"
    rf"|(?:I|he|she) (?:was (?:an? (?:child|kid|boy|girl|teenager|baby)|{NUMBER}|little|small|young|born)"
    r"|could walk)|(?:the|my|his|her|our) (?!weekend|morning|start)[a-z-]+)"
    rf"|all (?:my|his|her) life)\b",
    re.IGNORECASE,
)
_WHOLE = re.compile(rf"(?:on |in )?{_DATE}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class When:
    """A time in a sentence. `kind` is "since" (from then to now), "until", or "at"; `iso` is None where the words
    name no date ("a few years ago")."""

    kind: Literal["since", "until", "at"]
    iso: str | None


def find(text: str, now: datetime, *, ahead: bool = False) -> tuple[When | None, str]:
    """The first time in `text`, which was said at `now`, and `text` without it.

    A month or weekday without a year is the last one, or with `ahead` the next one.
    """
    match = next((one for one in _WHEN.finditer(text) if one.group().strip(" ,")), None)
    if match is None:
        return None, text
    rest = " ".join((text[: match.start()] + " " + text[match.end() :]).split()).replace(" ,", ",")
    if match["length"]:
        since = read(f"{value_of(match['length'])} {match['lengthunit']}s ago", now)
        return When("since", since.iso if since else None), rest
    if match["long"] or match["ever"]:
        return When("since", None), rest
    kind = (match["kind"] or "").lower()
    point = read(match["point"], now, "ahead" if ahead else "past")
    iso = point.iso if point else None
    return When("since" if "since" in kind or kind == "from" else "until" if kind else "at", iso), rest


def said(text: str) -> str | None:
    """`text`, which is nothing but a day, a month or a year, in one form ("14 March 1985"), or None."""
    match = _WHOLE.fullmatch(text.strip(" .,!"))
    if match is None:
        return None
    day, month, year = _parts(match)
    return " ".join(
        part for part in (str(day) if day else "", (month or "").capitalize(), year or "") if part
    )


def worded(iso: str) -> str:
    """An ISO date, possibly partial, in the form that `said` gives."""
    year, *more = iso.split("-")
    month = MONTHS[int(more[0]) - 1].capitalize() if more else ""
    day = str(int(more[1])) if len(more) > 1 else ""
    return " ".join(part for part in (day, month, year) if part)


def value_of(words: str) -> int | None:
    """The number that `words` say ("thirty-four", "34", "a"), or None."""
    hundred, _, words = words.lower().strip().rpartition("hundred")
    words = words.strip().removeprefix("and ")
    total = 100 if hundred.strip() in ("a", "one") else 0
    number = number_of(words) if words else 0
    return None if number is None or not (words or hundred) else total + number


def _parts(match: re.Match[str]) -> tuple[int | None, str | None, str | None]:
    day = match["day"] or match["day2"]
    month = match["month"] or match["month2"] or match["month3"]
    year = match["year"] or match["year2"] or match["year3"] or match["year4"]
    return (nth(day) if day else None), _whole_name(month), year


def _whole_name(month: str | None) -> str | None:
    return next((one for one in MONTHS if month and one.startswith(month.lower().strip(".")[:3])), None)
