"""Remembering in the talk: reads a question about the past, answers it from memory, and knows what was last told.

The last answer is kept for a following "when did I tell you that?" or "no, it was March"; only ids, never words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from os1.clock import Clock
from os1.memory.namesakes import Namesake, one_of
from os1.mind.identity import Identity
from os1.mind.noticer import Noticer
from os1.mind.remembering import answers
from os1.mind.remembering.apart import apart, which
from os1.mind.remembering.context import Note, about, notes
from os1.mind.remembering.finding import names
from os1.mind.remembering.gist import Gist
from os1.mind.remembering.noted import Noted
from os1.mind.remembering.past import Memory, Past, Told
from os1.mind.remembering.questions import Question, read
from os1.mind.remembering.requests import correction
from os1.mind.remembering.telling import quoted
from os1.mind.remembering.times import named_day, when_said
from os1.mind.words import Words
from os1.types import Heard, Recalled

CORRECTIONS = "mind.corrections"
"""The shelf that tells which utterance sets right which, by their ids."""
_NOTHING = Gist({})
_READ_UP = 60
"""Lines that are read before a question is answered, some two milliseconds each."""
_LETTERS = {"bundled": 300, "strong": 2000}
"""Letters of notes that a brain is shown, read anew at every turn: some five hundred tokens for a strong one, and
for a small one what it reads in a fifth of a second."""
_FRESH = timedelta(minutes=10)
"""How long "that" and "her" may mean what was told last."""


class Remembrance:
    """Answers from `memory` in `words`."""

    def __init__(self, memory: Memory, words: Words, clock: Clock) -> None:
        self._noticer = Noticer(memory, None, clock)
        self._memory = memory
        self._words = words
        self._corrections = memory.shelf(CORRECTIONS)
        self._noted = Noted(memory, words)
        self._last = Told("")
        self._when: datetime | None = None
        self._age = 0
        self._doubted = False
        self._which: tuple[Question, Sequence[Namesake]] | None = None

    def asks(self, heard: Heard, own: Identity) -> bool:
        """Whether `heard` asks in so many words for what was told."""
        question = read(heard.text, heard.time, own.name)
        return question is not None and question.plainly

    def last(self, now: datetime) -> Told:
        """What was told last, without its words, as long as it may be meant by "that"."""
        fresh = self._when is not None and now - self._when <= _FRESH
        return replace(self._last, say="") if fresh else Told("")

    def just_told(self, now: datetime) -> Told:
        """What was told in the turn before, without its words."""
        return self.last(now) if self._age <= 1 else Told("")

    async def told(self, heard: Heard, own: Identity) -> Told | None:
        """The answer where `heard` asks in so many words for what was told, or says that it is right."""
        if confirmed := await self._noted.confirmed(heard):
            return confirmed
        question = read(heard.text, heard.time, own.name)
        if question is None and self._which and self._age <= 1:
            asked, people = self._which
            one = one_of(people, heard.text, people[0].name)
            if one and people[0].name in asked.about:
                about = asked.about.replace(people[0].name, f"{one.name} {one.mark}", 1)
                return await self._answer(replace(asked, about=about), heard, own)
        return await self._answer(question, heard, own) if question and question.plainly else None

    async def life(self, heard: Heard, own: Identity) -> Told | None:
        """The answer where `heard` asks about the person's life and a memory fits well; None for other talk."""
        question = read(heard.text, heard.time, own.name)
        if question is None or question.plainly:
            return None
        known = frozenset(await names(self._past(heard, own)))
        question = read(heard.text, heard.time, own.name, known) or question
        return await self._answer(question, heard, own)

    async def noted(self, heard: Heard, *, quietly: bool = False) -> Told | None:
        """What was learned from `heard`, said back, or the question that makes it certain; None for other talk.

        `quietly` leaves only the question.
        """
        if await self._noticer.catch_up(_READ_UP) == _READ_UP:
            return None
        found = await self._noted.said_back(heard, quietly=quietly)
        if found:
            self._last, self._when, self._age = replace(found, say=""), heard.time, 0
        return found

    async def notes(
        self, recalled: Sequence[Recalled], heard: Heard, own: Identity, strength: str
    ) -> list[Note]:
        """What a brain of `strength` is shown of the past for `heard`, out of what was recalled and is known."""
        known = about(await self._memory.facts(None), heard.text)
        if strength != "strong":  # how it was found would take the room of another note
            recalled = [replace(one, because="") for one in recalled]
        return notes(recalled, known, own, heard.time, _LETTERS[strength])

    def corrected(self, text: str) -> str | None:
        """The right value, where `text` sets right what was told in the turn before.

        Empty where it only doubts it; None for other talk. After a doubt the next words are taken for the value.
        """
        return correction(text, expected=self._doubted) if self._last.cites and self._age <= 1 else None

    def doubt(self) -> None:
        """Take the next words for the right value of what was told last."""
        self._doubted, self._age = True, 0

    async def set_right(self, memory: str, by: str) -> None:
        """Keep that utterance `by` sets right what the utterance `memory` says."""
        await self._corrections.put(memory, {"by": by})

    async def let_stand(self, memory: str) -> None:
        """Take `set_right` back."""
        await self._corrections.delete(memory)

    def turn(self) -> None:
        """Count a turn: what was told before the last one can no longer be meant by a bare no."""
        self._age += 1
        self._noted.turn()
        self._doubted = self._doubted and self._age <= 1

    def forget(self) -> None:
        """Let go of what was told last."""
        self._last, self._when = Told(""), None

    async def _answer(self, question: Question, heard: Heard, own: Identity) -> Told | None:
        # What was said a moment ago may have changed what is known.
        read_up = await self._noticer.catch_up(_READ_UP) < _READ_UP
        past = replace(self._past(heard, own), read_up=read_up)
        question, past, people = await apart(question, past)
        found = await answers.answer(question, past)
        if found is None:
            return None
        if people:
            found = Told(which(people, self._words))
        self._which = (question, people) if people else None
        if found.cites:
            found = await self._with_corrections(found, past)
        self._last, self._when, self._age = replace(found, say=""), heard.time, 0
        return found

    async def _with_corrections(self, found: Told, past: Past) -> Told:
        """`found`, or where what it leans on was set right, the words that did so and those that they replace."""
        for old in await past.memory.lines(found.cites):
            kept = await self._corrections.get(old.id)
            new = await past.memory.lines([kept["by"]]) if kept else []
            if new:
                line = new[0]
                day = named_day(line.text, line.time)
                slots = {"when": when_said(line.time, past.now), "said": quoted(line.text, _NOTHING)}
                if found.facts:  # the answer holds; only the words it quotes were set right
                    say = f"{found.say} {self._words.say('remember.set_right', **slots)}"
                    return replace(found, say=say, cites=tuple(dict.fromkeys((*found.cites, line.id))))
                parts = [
                    answers.on_day(day, past) if day else "",
                    self._words.say("remember.set_right", **slots),
                    self._words.say("remember.before", said=quoted(old.text, _NOTHING)),
                ]
                return replace(found, say=" ".join(part for part in parts if part), cites=(line.id, old.id))
        return found

    def _past(self, heard: Heard, own: Identity) -> Past:
        return Past(self._memory, own, heard.time, self._words, frozenset({heard.id}), self.last(heard.time))
