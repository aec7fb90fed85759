"""Remembering in the talk: reads a question about the past, answers it from memory, and knows what was last told.

The last answer is kept for a following "when did I tell you that?" or "no, it was March"; only ids, never words.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from os1.mind.identity import Identity
from os1.mind.remembering import answers
from os1.mind.remembering.finding import names
from os1.mind.remembering.past import Memory, Past, Told
from os1.mind.remembering.questions import Question, read
from os1.mind.words import Words
from os1.types import Heard

_FRESH = timedelta(minutes=10)
"""How long "that" and "her" may mean what was told last."""


class Remembrance:
    """Answers from `memory` in `words`."""

    def __init__(self, memory: Memory, words: Words) -> None:
        self._memory = memory
        self._words = words
        self._last = Told("")
        self._when: datetime | None = None

    def asks(self, heard: Heard, own: Identity) -> bool:
        """Whether `heard` asks in so many words for what was told."""
        question = read(heard.text, heard.time, own.name)
        return question is not None and question.plainly

    def last(self, now: datetime) -> Told:
        """What was told last, without its words, as long as it may be meant by "that"."""
        fresh = self._when is not None and now - self._when <= _FRESH
        return replace(self._last, say="") if fresh else Told("")

    async def told(self, heard: Heard, own: Identity) -> Told | None:
        """The answer where `heard` asks in so many words for what was told."""
        question = read(heard.text, heard.time, own.name)
        return await self._answer(question, heard, own) if question and question.plainly else None

    async def life(self, heard: Heard, own: Identity) -> Told | None:
        """The answer where `heard` asks about the person's life and a memory fits well; None for other talk."""
        past = self._past(heard, own)
        question = read(heard.text, heard.time, own.name, frozenset(await names(past)))
        return await self._answer(question, heard, own) if question and not question.plainly else None

    def forget(self) -> None:
        """Let go of what was told last."""
        self._last, self._when = Told(""), None

    async def _answer(self, question: Question, heard: Heard, own: Identity) -> Told | None:
        found = await answers.answer(question, self._past(heard, own))
        if found:
            self._last, self._when = replace(found, say=""), heard.time
        return found

    def _past(self, heard: Heard, own: Identity) -> Past:
        return Past(self._memory, own, heard.time, self._words, frozenset({heard.id}), self.last(heard.time))
