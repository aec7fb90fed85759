"""What the person can have done with memories by voice: forgetting, with a look before and a way back; correcting.

What the words ask for is read by the mind; what is forgotten is decided by memory. Here they meet permits. The ids
of what was shown wait at hand, under a name that says nothing, so that no record of the act holds them.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from os1.memory import Memory
from os1.memory.namesakes import Namesake, marked, one_of
from os1.mind import Mind
from os1.mind.remembering.apart import which
from os1.mind.remembering.correcting import righted
from os1.mind.remembering.gist import gist
from os1.mind.remembering.knowing import sentence
from os1.mind.remembering.questions import is_told
from os1.mind.remembering.requests import Wish, wish
from os1.mind.remembering.telling import quoted
from os1.mind.remembering.times import stretch, when_said
from os1.mind.spoken import number, plain
from os1.mind.words import Words
from os1.types import Arg, Call, Effect, Heard, Outcome, Prepared, Recalled, Tool

UNDO_WITHIN = 60.0
"""Seconds in which what was forgotten can be brought back."""
_SHOWN = 3
"""Memories that are all quoted before they are forgotten; of more, the first and the last."""
_AT_HAND = 4
_PATIENCE = timedelta(minutes=1)
"""How long an answer to "which one do you mean?" is waited for."""
_LAST = 12


class Memories:
    """The tools of memory, over `memory` and what `mind` has just told."""

    def __init__(self, memory: Memory, mind: Mind) -> None:
        self._memory = memory
        self._mind = mind
        self._words = Words()
        self._shown: dict[str, tuple[tuple[str, ...], str]] = {}
        self._rest: tuple[str, ...] = ()
        self._which: tuple[dict[str, Any], Sequence[Namesake], datetime] | None = None

    @property
    def tools(self) -> Sequence[Tool]:
        said = Arg("the person's words for what to forget: a person, a thing", required=False)
        when = Arg('the time it was said: "yesterday", "last week"', required=False)
        choices = ("last", "everything", "rest")
        which = Arg(
            "last for what was said last, rest for what else was shown", required=False, choices=choices
        )
        return [
            Tool(
                "memory.forget",
                "Forget something that the person said before, for good.",
                Effect.SEND,
                self.forget,
                {"about": said, "time": when, "which": which},
                self._asked_to_forget,
                prepare=self.look,
            ),
            Tool(
                "memory.correct",
                "Set right what was just told from memory.",
                Effect.NOTE,
                self.correct,
                {"value": Arg("the right value, in the person's words", required=False)},
                self._asked_to_correct,
                prepare=self.find_wrong,
            ),
            Tool(
                "memory.bring_back",
                "Bring back what was forgotten a moment ago.",
                Effect.NOTE,
                self.bring_back,
                {"forgetting": Arg("which")},
                hidden=True,
            ),
            Tool(
                "memory.let_stand",
                "Take a correction back.",
                Effect.NOTE,
                self.let_stand,
                {"by": Arg("the utterance that corrected"), "memory": Arg("what it corrected")},
                hidden=True,
            ),
        ]

    async def look(self, args: Mapping[str, Any], heard: Heard) -> Prepared | Outcome:
        """Find what would be forgotten, and show it."""
        if args.get("which") == "everything":
            return Outcome(self._words.say("forget.everything"), ok=False)
        about = str(args.get("about", ""))
        if people := await self._unclear(about):
            self._which = (dict(args), people, heard.time)
            return Outcome(which(people, self._words), ok=False)
        meant = [one for one in await self._meant(args, heard) if one.id != heard.id]
        found = [one for one in meant if "alike" not in one.why]
        more = [one for one in meant if "alike" in one.why]
        asked, lead = [one for one in found if "asked" in one.why], ""
        if asked:
            lead = self._mention(more, about)
            self._rest = tuple(one.id for one in more)
        elif more:
            nearest = [one.id for one in more if "repeats" not in one.why][:_SHOWN]
            found = await self._memory.would_forget(nearest)
            asked = [one for one in found if "asked" in one.why]
            lead = self._words.say("forget.meant_only")
        else:
            key = "no_rest" if args.get("which") == "rest" else "nothing_about" if about else "nothing"
            return Outcome(self._words.say(f"forget.{key}", what=about), ok=False)
        name = secrets.token_hex(8)
        self._shown[name] = (tuple(one.id for one in found), heard.id)
        for old in list(self._shown)[:-_AT_HAND]:
            del self._shown[old]
        cites = tuple(one.id for one in asked)
        # What was asked and answered about it goes too, but only what was told is worth showing.
        shown = [one for one in asked if one.speaker != "os1" and is_told(one.text)] or asked
        return Prepared({"shown": name}, f"{lead} {self._show(shown, about, heard.time)}".strip(), cites)

    async def forget(self, shown: str) -> Outcome:
        """Forget what was shown as `shown`."""
        if shown not in self._shown:
            return Outcome(self._words.say("forget.expired"), ok=False)
        ids, asked = self._shown.pop(shown)
        forgetting = await self._memory.forget(ids, undo=UNDO_WITHIN, asked=asked)
        undo = Call("memory.bring_back", {"forgetting": forgetting.id}) if forgetting.id else None
        return Outcome(self._words.say("forget.done"), undo=undo)

    async def bring_back(self, forgetting: str) -> Outcome:
        """Bring back what was forgotten."""
        if not await self._memory.unforget(forgetting):
            return Outcome(self._words.say("forget.too_late"), ok=False)
        return Outcome(self._words.say("forget.back"))

    async def find_wrong(self, args: Mapping[str, Any], heard: Heard) -> Prepared | Outcome:
        """Find what was just told and is wrong."""
        last = self._mind.past.just_told(heard.time)
        if not last.cites:
            return Outcome(self._words.say("remember.what"), ok=False)
        if not args.get("value"):
            self._mind.past.doubt()
            return Outcome(self._words.say("correct.what"), data={"cites": [last.cites[0]]})
        told = [fact for fact in await self._memory.facts(past=True) if fact.id in last.facts]
        fact = righted(heard.text, told)
        if fact is None and len(last.cites) > 1:
            return Outcome(self._words.say("remember.what"), ok=False)
        memory = (
            next((one for one in fact.sources if one in last.cites), last.cites[0]) if fact else last.cites[0]
        )
        named = fact.id if fact else ""
        return Prepared({"value": args["value"], "by": heard.id, "memory": memory, "fact": named})

    async def correct(self, value: str, by: str, memory: str, fact: str) -> Outcome:
        """Put `value` in place of the fact, or beside the memory where no fact was told."""
        await self._mind.past.set_right(memory, by)
        new = await self._memory.correct(fact, value, by=by) if fact else None
        told = sentence(new) if new else ""
        key = "correct.fact" if told else "correct.done"
        return Outcome(
            self._words.say(key, fact=told, value=value),
            data={"cites": [by, memory]},
            undo=Call("memory.let_stand", {"by": by, "memory": memory}),
        )

    async def let_stand(self, by: str, memory: str) -> Outcome:
        """Take a correction back."""
        await self._mind.past.let_stand(memory)
        await self._memory.take_back(by)
        return Outcome(self._words.say("correct.back"))

    async def _meant(self, args: Mapping[str, Any], heard: Heard) -> list[Recalled]:
        """What the person wants forgotten, and the OS's own words that repeat it."""
        when = stretch(plain(str(args["time"])), heard.time)[0] if args.get("time") else None
        since, until = (when.since, when.until) if when else (None, None)
        if args.get("which") == "rest":
            rest, self._rest = self._rest, ()
            return await self._memory.would_forget(rest)
        if about := str(args.get("about", "")):
            person = await self._memory.person(marked(about))
            name = person.name if person else marked(about)
            if one := one_of(await self._memory.namesakes(name), about, name):
                return await self._memory.would_forget(person=name, mark=one.mark, since=since, until=until)
            if person or about[:1].isupper():
                names = (person.name, *person.aliases) if person else (about,)
                return await self._memory.would_forget(person=names, since=since, until=until)
            return await self._memory.would_forget(topic=about, since=since, until=until)
        if when:
            return await self._memory.would_forget(since=since, until=until)
        ids = self._mind.past.just_told(heard.time).cites or await self._before(heard)
        return await self._memory.would_forget(ids)

    async def _unclear(self, about: str) -> list[Namesake]:
        """Those who may be meant by `about`, where several are called so and it does not say which."""
        person = await self._memory.person(about) if about else None
        name = person.name if person else marked(about)
        people = await self._memory.namesakes(name)
        return [] if one_of(people, about, name) else people

    async def _before(self, heard: Heard) -> tuple[str, ...]:
        """The last thing that the person said before `heard` and that was no wish to forget itself."""
        for one in reversed(await self._memory.recent(_LAST)):
            if one.speaker == "person" and one.id != heard.id and wish(one.text, one.time) is None:
                return (one.id,)
        return ()

    def _mention(self, more: Sequence[Recalled], about: str) -> str:
        """How many lines may mean what is asked for without saying it, with an example; empty where none does."""
        lines = [one for one in more if "repeats" not in one.why]
        if not lines:
            return ""
        said = quoted(lines[0].text, gist(about))
        key = "forget.alike_one" if len(lines) == 1 else "forget.alike_many"
        return self._words.say(key, count=number(len(lines)), said=said)

    def _show(self, found: Sequence[Recalled], about: str, now: datetime) -> str:
        """What would be forgotten, shown and asked about."""
        wanted = gist(about)
        slots = [{"when": when_said(one.time, now), "said": quoted(one.text, wanted)} for one in found]
        count = number(min(len(found), 999_999))
        if len(found) == 1:
            return self._words.say("forget.one", **slots[0])
        middle = slots[1:-1] if len(found) <= _SHOWN else []
        keys = ["first", *("then" for _ in middle), "last"]
        told = zip(keys, [slots[0], *middle, slots[-1]], strict=True)
        said = " ".join(self._words.say(f"forget.{key}", **one) for key, one in told)
        return self._words.say(
            "forget.few" if len(found) <= _SHOWN else "forget.many", count=count, said=said
        )

    def _asked_to_forget(self, text: str, when: datetime) -> Mapping[str, Any] | None:
        if found := wish(text, when):
            self._which = None
            return _args(found)
        if self._which is None or when - self._which[2] > _PATIENCE:
            return None
        args, people, _ = self._which
        one = one_of(people, text, people[0].name)
        return {**args, "about": f"{one.name} {one.mark}"} if one else None

    def _asked_to_correct(self, text: str, when: datetime) -> Mapping[str, Any] | None:
        value = self._mind.past.corrected(text)
        return None if value is None else {"value": value} if value else {}


def _args(found: Wish) -> dict[str, Any]:
    args = {"about": found.about, "time": found.when.said if found.when else ""}
    if found.kind in ("last", "everything", "rest"):
        args["which"] = found.kind
    return {name: value for name, value in args.items() if value}
