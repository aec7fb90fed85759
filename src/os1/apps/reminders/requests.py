"""What people say to this app, read without a brain: which tool their words plainly ask for, and with what.

Near misses ("remind me why I married him") ask for nothing. A reminder's words are cut out verbatim.
"""

from __future__ import annotations

import re
from datetime import datetime

from os1.apps.reminders.focus import Focus
from os1.apps.reminders.lengths import LENGTH, read_length
from os1.apps.reminders.numerals import joined
from os1.apps.reminders.phrases import readings
from os1.apps.reminders.said import Said
from os1.apps.reminders.tasks import Args, is_time, task
from os1.apps.reminders.when import named_day

_SET = r"(?:(?:set|start|begin|make|put on|put|give me|i need|i want|i'd like)(?: me)? )?"
_TIMER_FOR = re.compile(
    rf"{_SET}(?:an? |another |the |my )?(?:(?P<label>[a-z]+(?: [a-z]+)?) )?timer"
    rf"(?: (?:for|to|of))?(?: (?P<length>{LENGTH}))?(?: for (?:the |my )?(?P<about>[^\d]+))?"
)
_TIMER_ON = re.compile(
    rf"{_SET}(?:an? )?timer (?:for|on) (?:the |my )?(?P<about>.+?) (?:for|of|to) (?P<length>{LENGTH})"
)
_VERBS = {"cancel", "stop", "move", "change", "delete", "remove", "is", "was", "what", "how"}
_NO_LABEL = _VERBS | {"the", "a", "an", "my", "no", "of", "new", "this", "that", "any"}
_LONG_TIMER = re.compile(rf"{_SET}(?:an? |another )?(?P<length>{LENGTH})(?: (?P<label>[a-z]+))? timer")
_DAY = r"(?: (?:for|on))?(?: (?P<day>.+))?"
_WHAT = [
    rf"what (?:have i got|do i have|have we got)(?: on| planned| coming up| waiting| to do| left)?{_DAY}",
    rf"(?:what's|what is) (?:on|coming up|up next|next|waiting|planned){_DAY}",
    rf"(?:what's|what is) (?:on )?my (?:list|plate|schedule|agenda){_DAY}",
    rf"(?:list|read|read me|read out|tell me|show|show me|what are|what're) (?:all )?(?:of )?(?:my|the) "
    rf"(?:reminders|alarms|(?P<timers>timers)){_DAY}",
    rf"(?:do i have|have i got|are there)(?: any| anything)(?: reminders| alarms| (?P<timers>timers))?"
    rf"(?: on| set)?{_DAY}",
    rf"any (?:reminders|alarms|(?P<timers>timers)){_DAY}",
    rf"what (?:are you (?:going to )?remind(?:ing)?|will you remind) me (?:about|of|to do){_DAY}",
    r"how (?:long|much time) (?:is |do i have |have i got )?(?:left )?(?:on|until) "
    r"(?:the|my) (?P<timers>.*timer.*)",
    r"how (?:long|much time) (?:is )?left(?: on (?:the|my) (?P<timers>.*timer.*))?",
    r"what (?P<timers>timers) (?:are running|have i got|do i have)",
]
_LISTS = [re.compile(pattern) for pattern in _WHAT]
_CANCEL = re.compile(
    r"(?:cancel|delete|remove|drop|scrap|clear|turn off|switch off|get rid of|forget) (?P<which>.+)"
)
_NAMED = re.compile(
    r"(?:all )?(?:of )?(?:(?:the|my|that|this) )?.*\b(?:reminders?|timers?|alarms?)\b.*|"
    r"(?:the )?(?:\d+(?:st|nd|rd|th)|second|last|next) 1|number \d+"
)
_IT = re.compile(
    r"(?:everything|all|it|that|this|that 1|this 1|all of them|them all|both of them|the 1 about .+|the .+ 1)"
)
_TOWARDS = {"to", "until", "till", "for", "back", "by", "on", "at", "a", "an"}
_MOVE = re.compile(r"(?:move|change|push|shift|switch|postpone|reschedule|put|delay|bring|make) ")
_MEANT = re.compile(r"(?:make (?:it|that)|i meant|i mean|it's|let's say|rather) (?P<when>.+)")
_MORE = re.compile(
    r"(?:give me |just |i need )?(?:another )?(?P<count>\d+|an?|half an?)(?: more)? "
    r"(?P<unit>minutes?|hours?|mins?)(?: more)?"
)
_AGAIN = re.compile(
    rf"(?:snooze|snooze (?:it|that)|remind me again|again|wake me again)(?: (?:for|in) (?P<length>{LENGTH}))?"
)


class Requests:
    """The `match` of every tool of this app; `focus` tells what has just been talked about."""

    def __init__(self, focus: Focus) -> None:
        self._focus = focus

    def add(self, text: str, now: datetime) -> Args | None:
        said = Said(text)
        asked = self._focus.wanted and not self._focus.timer and self._focus.is_fresh("asked", now)
        if asked and is_time(said.plain):
            return {"text": self._focus.wanted, "when": said.cut(0, len(said.words))}
        return task(said)

    def timer(self, text: str, now: datetime) -> Args | None:
        said = Said(text)
        if self._focus.timer and self._focus.is_fresh("asked", now) and read_length(said.plain):
            return _filled(duration=said.cut(0, len(said.words)), label=self._focus.wanted)
        m = (
            _LONG_TIMER.fullmatch(said.plain)
            or _TIMER_ON.fullmatch(said.plain)
            or _TIMER_FOR.fullmatch(said.plain)
        )
        if not m:
            return None
        groups = m.groupdict()
        label = said.own(m, "label") if groups.get("label") else ""
        if set(label.lower().split()) & _NO_LABEL:
            return None
        if groups.get("about"):
            label = said.own(m, "about")
        if not m["length"] and not re.match(r"(?:set|start|begin|make|put|give|i need|i want)\b", said.plain):
            return None
        return _filled(duration=said.own(m, "length"), label=label)

    def list(self, text: str, now: datetime) -> Args | None:
        said = Said(text)
        for pattern in _LISTS:
            if m := pattern.fullmatch(said.plain):
                groups = m.groupdict()
                day = re.sub(r"^(?:for|on) (?=today|tomorrow)", "", groups.get("day") or "")
                if not day or named_day(day, now):
                    return _filled(day=day, kind="timers" if groups.get("timers") else "")
        return None

    def cancel(self, text: str, now: datetime) -> Args | None:
        said = Said(text)
        m = _CANCEL.fullmatch(said.plain)
        if m is None:
            return None
        forgets = said.plain.startswith("forget ")
        if _NAMED.fullmatch(m["which"]) and not forgets:
            return {"which": said.own(m, "which")}
        if self._spoken_of(now) and (_IT if not forgets else _NAMED).fullmatch(m["which"]):
            return {"which": said.own(m, "which")}
        return None

    def move(self, text: str, now: datetime) -> Args | None:
        said = Said(text)
        fresh = self._focus.is_fresh("touched", now)
        if fresh and (m := _MEANT.fullmatch(said.plain)) and is_time(m["when"]):
            return {"which": "it", "when": said.own(m, "when")}
        if m := _MOVE.match(said.plain):
            return self._moved(said, len(m.group().split()), now)
        corrects = re.match(r"\W*(?:no|sorry|wait|actually)\b", text, re.IGNORECASE)
        if fresh and corrects and len(said.words) > 0 and is_time(said.plain):
            return {"which": "it", "when": said.cut(0, len(said.words))}
        return None

    def snooze(self, text: str, now: datetime) -> Args | None:
        said = Said(text)
        rang = self._focus.is_fresh("rang", now)
        if (m := _AGAIN.fullmatch(said.plain)) and (rang or said.plain.startswith("snooze")):
            return _filled(duration=said.own(m, "length"))
        more = {"more", "another"} & set(said.plain.split())
        if rang and more and (m := _MORE.fullmatch(said.plain)):
            return {"duration": f"{said.own(m, 'count')} {m['unit']}"}
        return None

    def _moved(self, said: Said, start: int, now: datetime) -> Args | None:
        """Move WHICH to WHEN, at the first place where both can be read."""
        for at in range(start + 1, len(said.words)):
            word, before = said.words[at].plain, said.words[at - 1].plain
            if not (word in _TOWARDS or word.isdigit() or before in ("it", "that")):
                continue
            which = joined(said.words[start:at])
            known = _NAMED.fullmatch(which) or (_IT.fullmatch(which) and self._spoken_of(now))
            first = at + (said.words[at].plain in ("to", "until", "till"))
            plain = joined(said.words[first:])
            if known and (readings(plain) or read_length(plain)):
                return {"which": said.cut(start, at), "when": said.cut(first, len(said.words))}
        return None

    def _spoken_of(self, now: datetime) -> bool:
        return self._focus.is_fresh("touched", now) or self._focus.is_fresh("listed", now)


def _filled(**args: str) -> Args:
    return {name: value for name, value in args.items() if value}
