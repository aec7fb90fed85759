"""The tools of this app: what each one does, says, and how it is taken back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from os1.apps.reminders import spoken
from os1.apps.reminders.focus import Focus
from os1.apps.reminders.lengths import read_length
from os1.apps.reminders.reminder import Kind, Reminder, document, from_document, names_a_thing, turned
from os1.apps.reminders.store import Store
from os1.apps.reminders.strings import say
from os1.apps.reminders.tasks import clock_times, tells_clock
from os1.apps.reminders.walls import later
from os1.apps.reminders.when import Moment, Unclear, named_day, read
from os1.apps.reminders.which import NotFound, find
from os1.clock import Clock
from os1.types import Call, Heard, Outcome, Prepared, new_id

_SPOKEN = 5
"""Things that a list names; more than that nobody remembers by ear."""
_SNOOZE = "ten minutes"
_KINDS: dict[str, Kind] = {"wake up": "wake", "wake me": "wake", "wake me up": "wake", "alarm": "alarm"}


class Acts:
    """What the tools run. Every change holds the store's lock; every answer says the time in full."""

    def __init__(self, store: Store, focus: Focus, clock: Clock) -> None:
        self._store = store
        self._focus = focus
        self._clock = clock

    async def whole(self, args: Mapping[str, Any], heard: Heard) -> Prepared:
        """The time of day beside the day, where it was said elsewhere ("Tablets at eight. Remind me daily")."""
        when, clocks = str(args.get("when", "")), clock_times(heard.text)
        if not when.strip() or tells_clock(when) or len(clocks) != 1:
            return Prepared(args)
        return Prepared({**args, "when": f"{when} at {clocks[0]}"})

    async def add(self, text: str, when: str = "") -> Outcome:
        now = await self._now()
        about = text.strip().lower().startswith("about ")
        words = text.strip().rstrip(".?!").removeprefix("to ").removeprefix("about ").strip()
        if not words:
            return Outcome(say("add.ask_what"), ok=False)
        kind = _KINDS.get(words.lower(), "reminder")
        if not when.strip():
            self._focus.want(text, now)
            what = {"wake": "", "alarm": ""}.get(kind, f" {_to(words, about)}")
            return Outcome(say("add.ask_when", what=what), ok=False)
        moment = read(when, now, wake=kind != "reminder")
        if isinstance(moment, Unclear):
            self._focus.want(text, now)
            return Outcome(say(f"unclear.{moment.why}"), ok=False)
        noun = about or names_a_thing(words)
        made = Reminder(
            new_id(now), words, kind, noun, moment.at, moment.at, now, rule=moment.rule, steady=moment.steady
        )
        return await self._made(made, _added(made, now), now)

    async def timer(self, duration: str = "", label: str = "") -> Outcome:
        now = await self._now()
        if not duration.strip():
            self._focus.want(label, now, timer=True)
            return Outcome(say("timer.ask_length"), ok=False)
        span = read_length(duration)
        if span is None or span.months:
            self._focus.want(label, now, timer=True)
            return Outcome(say("timer.no_length"), ok=False)
        seconds = span.seconds + span.days * 86400
        moment = read(f"in {round(seconds)} seconds", now)
        if isinstance(moment, Unclear):
            return Outcome(say(f"unclear.{moment.why}"), ok=False)
        made = Reminder(
            new_id(now),
            label.strip(),
            "timer",
            True,
            moment.at,
            moment.at,
            now,
            steady=True,
            seconds=seconds,
        )
        return await self._made(made, _timed(made, now), now)

    async def list(self, day: str = "", kind: str = "") -> Outcome:
        now = await self._now()
        date = named_day(day, now) if day else None
        if day and date is None:
            return Outcome(say("unclear.no_such_day"), ok=False)
        found = [
            one
            for one in self._store.waiting()
            if (date is None or one.at.astimezone(now.tzinfo).date() == date)
            and (kind != "timers" or one.kind == "timer")
        ]
        self._focus.listed(tuple(one.id for one in found), now)
        data = {"ids": [one.id for one in found]}
        if not found:
            told = spoken.day(datetime.combine(date, now.timetz()), now).rstrip(",") if date else ""
            return Outcome(say("list.none_day", day=told) if date else say("list.none"), data=data)
        named = [_briefly(one, now) for one in found[:_SPOKEN]]
        things = spoken.listed(named)
        if len(found) > _SPOKEN:
            rest = spoken.number(len(found) - _SPOKEN)
            things = say("list.more", things=", ".join(named), count=rest)
        things = things[:1].upper() + things[1:]
        key = "list.one" if len(found) == 1 else "list.many"
        return Outcome(say(key, count=spoken.number(len(found)), things=things), data=data)

    async def cancel(self, which: str) -> Outcome:
        now = await self._now()
        async with self._store.lock:
            try:
                found = find(which, self._store.waiting(), self._focus, now)
            except NotFound as miss:
                return self._missed(miss, now)
            for one in found:
                await self._store.drop(one.id)
            told = say("cancel.many", count=spoken.number(len(found)))
            if len(found) == 1:
                told = say("cancel.one", what=found[0].what, when=_when(found[0], now))
            return Outcome(told, data={"ids": [one.id for one in found]}, undo=_restore(found))

    async def move(self, which: str, when: str) -> Outcome:
        now = await self._now()
        async with self._store.lock:
            try:
                found = find(which, self._store.waiting(), self._focus, now)
            except NotFound as miss:
                return self._missed(miss, now)
            if len(found) > 1:
                return self._missed(NotFound("unclear", found), now)
            moved = _moved(found[0], when, now)
            if isinstance(moved, Unclear):
                key = moved.why if "." in moved.why else f"unclear.{moved.why}"
                return Outcome(say(key), ok=False)
            told = say("move.done", when=_when(moved, now), what=moved.what)
            if moved.kind == "timer":
                told = say("move.timer", length=spoken.length(moved.seconds), when=_until(moved, now))
            await self._keep(moved, now)
            return Outcome(told, data=_facts(moved), undo=_restore(found))

    async def snooze(self, duration: str = _SNOOZE) -> Outcome:
        now = await self._now()
        rang = self._store.rang_last()
        if rang is None or now.astimezone(UTC) - rang.instant > timedelta(hours=2):
            return Outcome(say("snooze.nothing"), ok=False)
        span = read_length(duration)
        if span is None or span.months:
            return Outcome(say("timer.no_length"), ok=False)
        at = later(now, span.seconds + span.days * 86400)
        again = replace(rang, id=new_id(now), at=at, start=at, made=now, steady=True, state="waiting")
        told = say("snooze.done", when=_when(again, now), what=again.what)
        return await self._made(again, told, now)

    async def restore(self, saved: str) -> Outcome:
        """Put reminders back as they were; those with only an id did not exist, and are removed."""
        now = await self._now()
        async with self._store.lock:
            back: list[Reminder] = []
            removed: list[Reminder] = []
            for plain in json.loads(saved):
                if set(plain) == {"id"}:
                    removed += [one for one in [self._store.get(plain["id"])] if one]
                    await self._store.drop(plain["id"])
                else:
                    back.append(from_document(plain))
                    await self._keep(back[-1], now)
        if removed or not back:
            return Outcome(
                say("undo.removed", what=spoken.listed([one.what for one in removed] or ["nothing"]))
            )
        if len(back) > 1:
            return Outcome(say("undo.many", count=spoken.number(len(back))))
        return Outcome(say("undo.back", what=back[0].what, when=_when(back[0], now)))

    async def _now(self) -> datetime:
        now = self._clock.now()
        await self._store.open(now)
        return now

    async def _made(self, made: Reminder, told: str, now: datetime) -> Outcome:
        async with self._store.lock:
            await self._keep(made, now)
        return Outcome(
            told, data=_facts(made), undo=Call("reminder.restore", {"saved": json.dumps([{"id": made.id}])})
        )

    async def _keep(self, reminder: Reminder, now: datetime) -> None:
        await self._store.put(reminder)
        self._focus.touch(reminder.id, now)

    def _missed(self, miss: NotFound, now: datetime) -> Outcome:
        if not miss.choices:
            return Outcome(say(f"which.{miss}"), ok=False)
        few = miss.choices[:_SPOKEN]
        self._focus.listed(tuple(one.id for one in few), now)
        things = spoken.listed([_briefly(one, now) for one in few])
        return Outcome(say("which.unclear", things=things.replace(", and ", ", or ")), ok=False)


def _to(words: str, about: bool) -> str:
    return f"about {turned(words)}" if about or names_a_thing(words) else f"to {turned(words)}"


def _added(made: Reminder, now: datetime) -> str:
    """The absolute time and the person's words back: Tomorrow, Friday, at half past five: call your mother."""
    if made.rule:
        rule = spoken.repeat(made.rule, made.at)
        first = _when(made, now) if made.steady else spoken.day(made.at, now).rstrip(",")
        return say("add.repeat", rule=rule, what=made.what, when=first)
    key = {"wake": "add.wake", "alarm": "add.alarm"}.get(made.kind, "add.done")
    return say(key, when=_when(made, now), what=made.what)


def _timed(made: Reminder, now: datetime) -> str:
    label = f" for {turned(made.text)}" if made.text else ""
    length = spoken.length(made.seconds)
    if made.seconds < 120:
        return say("timer.short", length=length, label=label)
    return say("timer.done", length=length, label=label, when=_until(made, now))


def _when(one: Reminder, now: datetime) -> str:
    """The absolute time; how far away it is goes before it where that is less than an hour."""
    near = one.steady and timedelta() < one.instant - now.astimezone(UTC) < timedelta(hours=1)
    return f"{spoken.soon(one.at, now)}, at {_clock(one, now)}" if near else spoken.moment(one.at, now)


def _until(one: Reminder, now: datetime) -> str:
    today = one.at.astimezone(now.tzinfo).date() == now.date()
    return _clock(one, now) if today else spoken.moment(one.at, now)


def _clock(one: Reminder, now: datetime) -> str:
    return spoken.clock(one.at.astimezone(now.tzinfo))


def _briefly(one: Reminder, now: datetime) -> str:
    """As in a list: "the oven in nine minutes", "call your mother tomorrow at half past five"."""
    if one.rule and not one.steady:
        return f"{one.what} {spoken.repeat(one.rule, one.at)}"
    if one.steady and one.instant - now.astimezone(UTC) < timedelta(hours=1):
        return f"{one.what} {spoken.soon(one.at, now)}"
    ahead = (one.at.astimezone(now.tzinfo).date() - now.date()).days
    if ahead == 1:
        return f"{one.what} tomorrow at {spoken.clock(one.at.astimezone(now.tzinfo), part=False)}"
    return f"{one.what} {spoken.moment(one.at, now, part=False)}"


def _moved(old: Reminder, when: str, now: datetime) -> Reminder | Unclear:
    """The reminder at its new time: what `when` leaves open stays as it was."""
    if old.kind == "timer":
        return _retimed(old, when, now)
    moment = read(when, now, wake=old.kind != "reminder", base=old.at)
    if isinstance(moment, Unclear):
        return moment
    if not old.rule or moment.rule:
        return replace(old, at=moment.at, start=moment.at, rule=moment.rule, steady=moment.steady)
    if moment.steady or moment.at.date() != old.at.astimezone(now.tzinfo).date():
        return Unclear("move.repeats")
    return replace(old, at=moment.at, start=moment.at)


def _retimed(old: Reminder, when: str, now: datetime) -> Reminder | Unclear:
    """ "Make it six" of a timer is six minutes in all; "ten minutes later" moves its end."""
    bare = when.removeprefix("to ").strip()
    span = read_length(bare) or read_length(f"{bare} minutes")
    if span and not span.months:
        seconds = span.seconds + span.days * 86400
        at = later(old.made, seconds)
        if at.astimezone(UTC) <= now.astimezone(UTC):
            return Unclear("past")
        return replace(old, at=at, start=at, seconds=seconds)
    moment = read(when, now, base=old.at)
    if isinstance(moment, Moment) and not moment.rule:
        seconds = (moment.at.astimezone(UTC) - old.made.astimezone(UTC)) / timedelta(seconds=1)
        return replace(old, at=moment.at, start=moment.at, seconds=seconds)
    return moment if isinstance(moment, Unclear) else Unclear("when")


def _restore(olds: list[Reminder]) -> Call:
    return Call("reminder.restore", {"saved": json.dumps([document(old) for old in olds])})


def _facts(one: Reminder) -> dict[str, str]:
    return {"id": one.id, "text": one.text, "at": one.at.isoformat(), "rule": one.rule}
