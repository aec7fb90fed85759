"""What was just told, said back: a fact in a few words, or the question that makes a grave one certain.

A yes or no in the next turn answers that question; it is put once, whatever comes of it.
"""

from __future__ import annotations

from os1.mind.confirming import pending
from os1.mind.remembering.past import Memory, Told
from os1.mind.telling import told
from os1.mind.understand import yes_or_no
from os1.mind.words import Words
from os1.types import Heard


class Noted:
    """Says back what `memory` learned from an utterance that was just read."""

    def __init__(self, memory: Memory, words: Words) -> None:
        self._memory = memory
        self._words = words
        self._asked = ""
        self._age = 0

    def turn(self) -> None:
        """Count a turn: a yes answers only the question of the turn before."""
        self._age += 1

    async def said_back(self, heard: Heard, *, quietly: bool = False) -> Told | None:
        """What to say of the facts that `heard` brought; None where it brought none that are plain, and where they
        are to be kept `quietly`, unless one of them wants a question."""
        learned = [fact for fact in await self._memory.facts() if heard.id in fact.sources]
        if not learned:  # as for most of what is said
            return None
        question = await pending(self._memory.known, self._words)
        if question and heard.id in question.fact.sources:
            await self._memory.known.asked_about(question.fact.id)
            self._asked, self._age = question.fact.id, 0
            return Told(question.say, (heard.id,), (question.fact.id,))
        new = [fact for fact in learned if fact.sources == (heard.id,)]
        if (
            quietly
            or not new
            or any(fact.certainty != "certain" or fact.negated or fact.until for fact in new)
        ):
            return None
        said = told(new[0])
        say = self._words.say("remember.noted", fact=said[:1].upper() + said[1:])
        return Told(say, (heard.id,), (new[0].id,))

    async def confirmed(self, heard: Heard) -> Told | None:
        """What a yes or no to the question of the turn before leads to; None where `heard` is neither."""
        answer = yes_or_no(heard.text) if self._asked and self._age <= 1 else None
        if answer is None:
            return None
        asked, self._asked = self._asked, ""
        if not answer:
            await self._memory.known.correct(asked, None, by=heard.id)
            return Told(self._words.say("remember.not_so"))
        fact = await self._memory.known.confirm(asked)
        return Told(self._words.say("remember.sure"), fact.sources[:1], (asked,))
