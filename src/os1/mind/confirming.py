"""The one question that makes a fact on health, money or law certain: asked once, when it would matter."""

from __future__ import annotations

from dataclasses import dataclass

from os1.memory.facts import Fact
from os1.memory.known import Known
from os1.mind.telling import told
from os1.mind.words import Words


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask, as a spoken sentence, and the fact that a yes confirms."""

    fact: Fact
    say: str


async def pending(known: Known, words: Words, about: str | None = None) -> Question | None:
    """The question to ask next, of what concerns `about` alone where given; None where there is none.

    It is pending until `os1.memory.known.Known.asked_about` notes that it was asked; a yes is for `confirm`.
    """
    waiting = await known.unconfirmed()
    if about is not None:
        concerned = {fact.id for fact in await known.facts(about)}
        waiting = [fact for fact in waiting if fact.id in concerned]
    if not waiting:
        return None
    return Question(waiting[0], words.say("noticing.confirm", fact=told(waiting[0])))
