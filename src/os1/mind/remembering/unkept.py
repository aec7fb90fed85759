"""What the person wants kept nowhere: their words are durable until they are answered, and forgotten then.

Which utterances those are is on disk before the answer begins, so that a crash in between forgets them at the next
start. It forgets nothing itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from os1.mind.remembering.requests import off_the_record
from os1.types import Heard, Shelf

SHELF = "mind.unkept"
_NEXT = "next"
_WAITS = timedelta(minutes=10)
"""How long "don't remember what I say next" waits for what is said next."""


class Shelves(Protocol):
    """Where shelves come from."""

    def shelf(self, owner: str) -> Shelf: ...


class OffTheRecord:
    """Tells which utterances are to be forgotten, and remembers it by their ids until that is done."""

    def __init__(self, shelves: Shelves) -> None:
        self._shelf = shelves.shelf(SHELF)
        self.taken = ""
        """The id of the last utterance that was taken."""

    async def take(self, heard: Heard) -> bool:
        """Whether `heard` is to be forgotten once it is answered; kept as such when this returns."""
        rest = off_the_record(heard.text)
        announced = await self._shelf.get(_NEXT)
        if rest == "":
            await self._shelf.put(_NEXT, {"at": heard.time.isoformat()})
            return False
        if announced:
            await self._shelf.delete(_NEXT)
        fresh = announced and heard.time - datetime.fromisoformat(announced["at"]) <= _WAITS
        if rest is None and not fresh:
            return False
        await self._shelf.put(heard.id, {"at": heard.time.isoformat()})
        self.taken = heard.id
        return True

    async def waiting(self) -> Sequence[str]:
        """The ids of those that are still to be forgotten."""
        return [key for key, _ in await self._shelf.items() if key != _NEXT]

    async def done(self, heard: str) -> None:
        """Take note that the utterance with this id is forgotten."""
        await self._shelf.delete(heard)
