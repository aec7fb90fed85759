"""What a page shows of the memory, and what the person may change there by hand, all of it plain JSON.

A click of the person asks for these acts as their voice does elsewhere: what is to be forgotten is shown first,
and can come back for a minute. It draws nothing; `os1.server` and `os1.web` do.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from os1.clock import Clock
from os1.errors import SettingsError
from os1.events import Bus
from os1.home.by_hand import correct_saying
from os1.memory import Memory
from os1.memory.facts import Fact
from os1.types import Recalled

UNDO = 60.0
"""Seconds in which what was forgotten can be brought back."""


class Shown:
    """The memory of one OS as a page meets it."""

    def __init__(self, memory: Memory, clock: Clock, bus: Bus) -> None:
        self._memory = memory
        self._clock = clock
        self._bus = bus

    async def lines(self, query: str, before: str, n: int) -> list[dict[str, Any]]:
        """The `n` lines that fit `query` best, or where it is empty the latest, oldest first: those before the
        line whose id is `before`, where given."""
        if query.strip():
            found = await self._memory.recall(query, n)
        else:
            found = await self._memory.recent(n, imported=True, before=before or None)
        return [_line(one) for one in found]

    async def facts(self, query: str) -> list[dict[str, Any]]:
        """What is known and holds now, of whom or what `query` names where it is not empty."""
        wanted = query.strip().casefold()
        return [
            _fact(fact)
            for fact in await self._memory.facts()
            if wanted in f"{fact.subject} {fact.relation} {fact.value}".casefold()
        ]

    async def would_forget(self, ids: Sequence[str]) -> list[dict[str, Any]]:
        """All that goes when these lines go."""
        return [_line(one) for one in await self._memory.would_forget(ids)]

    async def forget(self, ids: Sequence[str]) -> dict[str, Any]:
        """Forget these lines and what repeats them; for so many "seconds", "id" brings them back.

        Raises:
            SettingsError: there are none of them any more, or too many.
        """
        forgetting = await self._memory.forget(ids, undo=UNDO)
        if forgetting.id is None:
            raise SettingsError("Those words are gone already; look again at what is there.")
        return {"id": forgetting.id, "lines": forgetting.lines, "seconds": UNDO}

    async def unforget(self, forgetting: str) -> int:
        """Bring back what was forgotten; gives how many lines.

        Raises:
            SettingsError: it is too late.
        """
        count = await self._memory.unforget(forgetting)
        if not count:
            raise SettingsError("It is too late to bring that back; it is gone for good.")
        return count

    async def correct(self, fact: str, value: str, device: str) -> dict[str, Any] | None:
        """Let the fact have `value`, or be wrong where `value` is empty, since the person wrote so on `device`.

        What they wrote is kept in the log first, and is what the new fact rests on. Gives the new fact.

        Raises:
            SettingsError: there is no such fact any more.
        """
        known = next((one for one in await self._memory.facts() if one.id == fact), None)
        if known is None:
            raise SettingsError("That is not known any more; look again at what is there.")
        said = _sentence(known, f"{value}, not {known.value}" if value else f"{known.value}? No")
        correction = (fact, value or None)
        heard, corrected = await correct_saying(self._memory, self._clock, said, device, correction)
        self._bus.publish("heard", id=heard.id, text=heard.text, by=heard.by, device=device)
        return _fact(corrected) if corrected else None


def _sentence(fact: Fact, value: str) -> str:
    """The fact with `value`, in words plain enough for a log: "Anna: lives in Porto"."""
    who = {"person": "I", "os1": "you"}.get(fact.subject, fact.subject)
    no = "not " if fact.negated else ""
    return f"{who}: {no}{fact.relation.replace('_', ' ')} {value}."


def _line(one: Recalled) -> dict[str, Any]:
    return {
        "id": one.id,
        "speaker": one.speaker,
        "time": one.time.isoformat(),
        "text": one.text,
        "why": dict(one.why),
    }


def _fact(fact: Fact) -> dict[str, Any]:
    return {
        "id": fact.id,
        "subject": fact.subject,
        "relation": fact.relation,
        "value": fact.value,
        "since": fact.since,
        "certainty": fact.certainty,
        "negated": fact.negated,
        "sources": list(fact.sources),
        "learned": fact.learned.isoformat(),
    }
