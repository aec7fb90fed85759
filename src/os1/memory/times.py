"""The times that a question for memories speaks of: spans ("last spring"), and events by which it tells a time.

A span only ever makes lines from it count more; it hides nothing. An anchor is a time told by an event ("before
the wedding"): it becomes a span once somebody knows when the event was. What an expression means is for
`os1.memory.moments`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from os1.memory.moments import expression, read

_ALONE = expression(
    "iso", "dated", "dated_after", "month_of_year", "season_of_year", "which_month", "which_season",
    "which_weekday", "which_weekend", "year", "ago", "past", "which_unit", "before_last", "around", "near",
    "night", "today", "lately",
)  # fmt: skip
_AFTER_A_WORD = expression("month", "season", "weekday")
"""What may mean anything else unless a word goes before it: "may", "the fall"."""
_WORD = r"(?:in|on|since|until|during|over|of|early|late|mid|at) "
_TIME = re.compile(rf"\b(?:(?:{_WORD})?{_ALONE}|{_WORD}{_AFTER_A_WORD})\b", re.IGNORECASE)
_BEFORE = re.compile(_WORD, re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` to `end`, the end not included."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Anchor:
    """A time told by what happened: `event` in the words of the question, and a span around its moment."""

    event: str
    before: timedelta
    after: timedelta

    def span(self, moment: datetime) -> Span:
        """The span, now that the event is known to have been spoken of at `moment`."""
        return Span(moment - self.before, moment + self.after)


def spans(text: str, now: datetime) -> list[Span]:
    """The spans that `text` speaks of."""
    found = []
    for match in _TIME.finditer(text):
        words = match.group()
        if moment := read(words, now) or read(_BEFORE.sub("", words, count=1), now):
            found.append(Span(moment.start, moment.end))
    return found


def anchors(text: str) -> list[Anchor]:
    """The events by which `text` tells a time."""
    return list(_anchors(text))


def _anchors(text: str) -> Iterator[Anchor]:
    for match in _ANCHOR.finditer(text):
        word, event = " ".join(match["word"].lower().split()), match["event"].strip(" ?.!,")
        before, after = next(span for begin, span in _AROUND if word.startswith(begin))
        yield Anchor(event, timedelta(days=before), timedelta(days=after))


_ANCHOR = re.compile(
    r"\b(?P<word>(?i:the (?:day|week|night|morning) (?:before|after)|before|after|around|during|since))\s+"
    r"(?P<event>(?:(?i:the|my|our|his|her|their|your|we|i|he|she|they|you)|[A-Z]\w+(?:'s)?)\b[^,;?.!]+)"
)
_AROUND: tuple[tuple[str, tuple[float, float]], ...] = (
    ("the week before", (10, 0)),
    ("the week after", (0, 10)),
    ("the day before", (2, 0)),
    ("the night before", (2, 0)),
    ("the morning before", (2, 0)),
    ("the", (0, 2)),
    ("before", (90, 0)),
    ("after", (0, 90)),
    ("since", (0, 3650)),
    ("", (7, 7)),
)
"""Days before and after the moment at which an event was spoken of."""
