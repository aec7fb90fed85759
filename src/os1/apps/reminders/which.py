"""Which reminder is meant: "the second one", "the timer", "the one about mum", "it", "the five o'clock one"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from os1.apps.reminders.focus import Focus
from os1.apps.reminders.numerals import joined, words
from os1.apps.reminders.phrases import readings
from os1.apps.reminders.pieces import Clock, Date, Offset, Piece, Weekday
from os1.apps.reminders.reminder import Reminder

_THIS = {"", "it", "that", "this", "that 1", "this 1", "that reminder", "that timer", "that alarm", "the 1"}
_ALL = re.compile(
    r"(?:all|everything|all of (?:them|it)|both(?: of them)?|them all|all (?:of )?(?:my|the) .*|all .*)"
)
_PLACE = re.compile(
    r"(?:the )?(?:number )?(\d+|\d+(?:st|nd|rd|th)|second|last|next|final)(?: (?:1|of them))?"
)
_KINDS = {"timer": {"timer"}, "alarm": {"wake", "alarm"}, "reminder": {"reminder"}}
_FILLER = """
the a an my your me one ones 1 reminder reminders timer timers alarm alarms about for to of that says saying with
called on at and please thing
"""
_EMPTY = set(_FILLER.split())
_SAME = {
    "mum": "mother",
    "mom": "mother",
    "mam": "mother",
    "mommy": "mother",
    "mummy": "mother",
    "dad": "father",
}


class NotFound(Exception):
    """No reminder, or more than one: the text is a key under "which"; `choices` are those it may be."""

    def __init__(self, why: str, choices: Sequence[Reminder] = ()) -> None:
        super().__init__(why)
        self.choices = list(choices)


def find(said: str, waiting: Sequence[Reminder], focus: Focus, now: datetime) -> list[Reminder]:
    """The reminders that `said` means, at least one, of those `waiting` (in the order they will ring).

    Raises:
        NotFound: none is meant, or it is not clear which one.
    """
    if not waiting:
        raise NotFound("none_at_all")
    plain = joined(words(said))
    if _ALL.fullmatch(plain):
        return list(_of_kind(plain, waiting))
    if plain in _THIS:
        return [_last(waiting, focus, now)]
    bare = " ".join(word for word in plain.split() if word.removesuffix("s") not in _KINDS)
    among = _of_kind(plain, waiting)
    if place := _PLACE.fullmatch(bare):
        return [_placed(place.group(1), among, focus)]
    found = _about(plain, among) if _content(plain) else list(among)
    found = found or _timed(bare, among, now)
    if not found:
        raise NotFound("not_found")
    if len(found) > 1:
        raise NotFound("unclear", found)
    return found


def _of_kind(plain: str, waiting: Sequence[Reminder]) -> Sequence[Reminder]:
    """Those of the kind that is named; "reminder" is anything where there is no plain reminder."""
    named = [word.removesuffix("s") for word in plain.split() if word.removesuffix("s") in _KINDS]
    if not named:
        return waiting
    found = [reminder for reminder in waiting if reminder.kind in _KINDS[named[0]]]
    if not found and named[0] != "reminder":
        raise NotFound("not_found")
    return found or waiting


def _last(waiting: Sequence[Reminder], focus: Focus, now: datetime) -> Reminder:
    """The one that was last spoken of, or the only one."""
    if focus.is_fresh("touched", now):
        for reminder in waiting:
            if reminder.id == focus.last:
                return reminder
    if len(waiting) > 1:
        raise NotFound("unclear", waiting)
    return waiting[0]


def _placed(word: str, among: Sequence[Reminder], focus: Focus) -> Reminder:
    """By its place in the list last spoken, else in the order of ringing."""
    if word == "next":
        return among[0]
    by_id: dict[str, Reminder] = {reminder.id: reminder for reminder in among}
    spoken = focus.spoken if any(id in by_id for id in focus.spoken) else tuple(by_id)
    order = [by_id.get(id) for id in spoken]
    digits = re.sub(r"\D", "", word)
    place = 2 if word == "second" else int(digits) if digits else len(order)
    if not 1 <= place <= len(order):
        raise NotFound("not_found")
    found = order[place - 1]
    if found is None:
        raise NotFound("gone")
    return found


def _content(plain: str) -> set[str]:
    """The words that say what it is about, without endings and with one word for each parent."""
    return {_stem(word) for word in plain.split()} - _EMPTY


def _stem(word: str) -> str:
    word = word.removesuffix("'s")
    word = word.removesuffix("s") if len(word) > 3 else word
    return _SAME.get(word, word)


def _about(plain: str, among: Sequence[Reminder]) -> list[Reminder]:
    wanted = _content(plain)
    return [reminder for reminder in among if wanted <= _content(joined(words(reminder.text)))]


def _timed(plain: str, among: Sequence[Reminder], now: datetime) -> list[Reminder]:
    """Those at the hour or on the day that is named."""
    cut = re.sub(r"^(?:the |my )+", "", re.sub(r" (?:1|one)$", "", plain))
    for row in readings(cut):
        if all(isinstance(piece, Clock | Offset | Weekday | Date) for piece in row):
            return [one for one in among if all(_shows(piece, one.at, now) for piece in row)]
    return []


def _shows(piece: Piece, at: datetime, now: datetime) -> bool:
    at = at.astimezone(now.tzinfo)
    if isinstance(piece, Clock):
        hours = {"am": [piece.hour % 12], "pm": [piece.hour % 12 + 12], "24": [piece.hour]}
        return at.minute == piece.minute and at.hour in hours.get(
            piece.half, [piece.hour % 12, piece.hour % 12 + 12]
        )
    if isinstance(piece, Offset):
        return (at.date() - now.date()).days == piece.days
    if isinstance(piece, Weekday):
        return at.weekday() == piece.day
    return isinstance(piece, Date) and at.day == piece.day and piece.month in (0, at.month)
