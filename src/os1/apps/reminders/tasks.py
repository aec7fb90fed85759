"""Where the task ends and the time begins: "call my mother tomorrow at half past five".

The task is cut out of what was said verbatim. The time may stand before it, after it, or on both sides.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from os1.apps.reminders.numerals import Word, joined, words
from os1.apps.reminders.phrases import readings
from os1.apps.reminders.pieces import After, Clock, Open, Part, Piece, Shift
from os1.apps.reminders.said import Said

Args = Mapping[str, Any]
_NO_TASK = {"why", "what", "who", "whom", "how", "where", "when", "which", "whether", "if", "again", "never"}
_LONGEST_CLOCK = 7
"""Words of a time of day ("twenty five to six in the evening")."""
_LEADS = {"to", "about", "that", "of"}
_LOOSE = {"to", "for", "from", "till", "until", "about", "around", "of", "than"}
_BARE_PARTS = {"morning", "afternoon", "evening", "night", "nighttime"}
_LONGEST = 12
"""Plain words that a spoken time has at most."""
_OWN = re.compile(r"(?:remind me|(?:don't|do not) let me forget|(?:tell|nudge) me(?= (?:to|in|at) )) ")
_WAKE = re.compile(r"(?:wake me(?: up)?|get me up) ")
_SET = r"(?:(?:set|add|make|create|start|put|give me|schedule|i need|i want|i'd like)(?: me)? )?"
_RING = re.compile(rf"{_SET}(?:an? |my |the |another )?alarm (?:(?:for|at|to) )?")
_NOTE = re.compile(rf"{_SET}(?:an? |another )?reminder (?:for )?")


def task(said: Said) -> Args | None:
    """The text and the time of a reminder or an alarm, where the words plainly ask for one."""
    if m := _WAKE.match(said.plain):
        return _alarm(said, len(m.group().split()), "wake up")
    if m := _RING.match(said.plain):
        return _alarm(said, len(m.group().split()), "alarm")
    if m := _OWN.match(said.plain) or _NOTE.match(said.plain):
        return _reminder(said, "", len(m.group().split()))
    return _time_first(said)


def is_time(plain: str) -> bool:
    return any(not any(isinstance(piece, Open) for piece in row) for row in readings(plain))


def tells_clock(phrase: str) -> bool:
    """Whether a time in the person's words has a time of day, or a length that makes one ("in an hour")."""
    rows = readings(joined(words(phrase)))
    return any(isinstance(piece, Clock | After | Shift) for row in rows for piece in row)


def clock_times(text: str) -> list[str]:
    """The person's own words for every time of day after "at" or "by" ("half past seven in the evening")."""
    found, every, start = [], words(text), 0
    while start < len(every):
        ends = range(min(len(every), start + 1 + _LONGEST_CLOCK), start + 1, -1)
        told = every[start].plain in ("at", "by")
        end = next((end for end in ends if told and _is_clock(every[start + 1 : end])), None)
        if end is not None:
            found.append(text[every[start + 1].start : every[end - 1].end])
        start = end or start + 1
    return found


def _is_clock(some: list[Word]) -> bool:
    kinds = [{type(piece) for piece in row} for row in readings(f"at {joined(some)}")]
    return any(Clock in row and row <= {Clock, Part} for row in kinds)


def _is_sure_time(some: list[Word]) -> bool:
    """Whether words at the end of a sentence are surely a time, and not the end of what is to be done."""
    if not some or some[0].plain in _LOOSE | _BARE_PARTS:
        return False
    return any(_is_sure(row) for row in readings(joined(some)))


def _is_sure(row: tuple[Piece, ...]) -> bool:
    """No bare numbers ("buy six"), save hour and minute beside a day; no words that name no time."""
    if any(isinstance(piece, Open) and piece.why in ("when", "past", "no_such_time") for piece in row):
        return False
    bare = [piece for piece in row if isinstance(piece, Clock) and piece.bare]
    return not bare or (len(row) > 1 and all(piece.minute for piece in bare))


def _alarm(said: Said, start: int, text: str) -> Args | None:
    """Wake me at six: nothing but a time may follow."""
    return (
        {"text": text, "when": said.cut(start, len(said.words))}
        if is_time(joined(said.words[start:]))
        else None
    )


def _reminder(said: Said, before: str, start: int) -> Args | None:
    """The task and the time after "remind me"; `before` is the time that was said before it."""
    size = len(said.words)
    if start >= size or said.words[start].plain in _NO_TASK:
        return None
    first = start + _leading_time(said, start)
    when = " ".join(part for part in (before, said.cut(start, first)) if part)
    if first < size and said.words[first].plain in _LEADS:
        lead = said.words[first].plain
        first += 1
    else:
        lead = ""
    last = _closing_time(said, first, when)
    if last < size:
        when = f"{when} {said.cut(last, size)}".strip()
    if (first >= last and not when) or (lead != "to" and not when):
        return None
    if first < last and said.words[first].plain in _NO_TASK:
        return None
    text = said.cut(first, last)
    if text and lead in ("about", "of"):
        text = f"about {text}"
    return {"text": text, "when": when} if when else {"text": text}


def _leading_time(said: Said, start: int) -> int:
    """How many words from `start` are a time that "to" or "about" follows, or that is all there is."""
    rest = said.words[start:]
    for count in range(min(len(rest), _LONGEST), 0, -1):
        follows = count == len(rest) or rest[count].plain in _LEADS
        if follows and is_time(joined(rest[:count])) and rest[0].plain not in ("to", "about"):
            return count
    return 0


def _closing_time(said: Said, start: int, when: str) -> int:
    """Where the time that closes the sentence begins; it must read well together with the time before it."""
    size = len(said.words)
    for at in range(max(start + 1, size - _LONGEST), size):
        if said.words[at - 1].plain in _LOOSE and at > start:
            continue
        if _is_sure_time(said.words[at:]):
            both = joined([*words(when), *said.words[at:]])
            if not when or is_time(both):
                return at
    return size


def _time_first(said: Said) -> Args | None:
    """Every Monday at nine remind me to put the bins out; in ten minutes wake me."""
    for at in range(1, min(len(said.words), _LONGEST + 1)):
        rest = joined(said.words[at:]) + " "
        m = _OWN.match(rest) or _WAKE.match(rest)
        if m and is_time(joined(said.words[:at])):
            when = said.cut(0, at)
            if _WAKE.match(rest):
                return {"text": "wake up", "when": when} if rest == m.group() else None
            return _reminder(said, when, at + len(m.group().split()))
    return None
