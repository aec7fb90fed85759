"""The memory of one OS: what rooms ask of it, each answered by the module that knows how."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import apsw

from os1.clock import Clock
from os1.config import Settings
from os1.errors import Busy
from os1.memory.episodes import Episode
from os1.memory.exporting import export
from os1.memory.facts import Fact
from os1.memory.forgetting import finish, forget
from os1.memory.importing import import_lines
from os1.memory.keys import erase_key, key_files
from os1.memory.known import Known
from os1.memory.log import Log
from os1.memory.people import Person
from os1.memory.promises import Promise, State
from os1.memory.recall import Recall
from os1.memory.shelf import StoreShelf
from os1.memory.store import Store, nobody_inside, open_store, remove_store, store_files
from os1.types import Done, Heard, Recalled, Reply, Shelf


class Memory:
    """What is kept, and how it is found. Made by `open_memory`."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._log = Log(store)
        self._recall = Recall(clock)
        self.known = Known(store, clock)
        """What the readers of the log keep there, and what sums it up."""

    async def heard(self, heard: Heard) -> None:
        """Keep what the person said; on disk when this returns. Idempotent on the id, like `said` and `did`.

        Raises:
            DiskFull: it could not be kept.
        """
        await self._log.heard(heard)

    async def said(self, reply: Reply) -> None:
        """Keep what the OS said, as it was played."""
        await self._log.said(reply)

    async def did(self, done: Done) -> None:
        """Keep what the OS did."""
        await self._log.did(done)

    async def recent(self, n: int, *, imported: bool = False) -> list[Recalled]:
        """The last `n` utterances, oldest first; speaker is "person" or "os1", or any with `imported` lines."""
        return await self._log.recent(n, imported=imported)

    async def during(self, since: datetime, until: datetime) -> list[Recalled]:
        """Everything said from `since` until before `until`, imported lines included, oldest first."""
        return await self._log.during(since, until)

    async def lines(self, ids: Sequence[str]) -> list[Recalled]:
        """The utterances with these ids, in this order; those that are gone are left out."""
        return await self._log.lines(ids)

    async def last_cited(self) -> list[str]:
        """The ids that the last reply leaned on."""
        return await self._log.last_cited()

    async def recall(self, query: str, k: int = 8, exclude: frozenset[str] = frozenset()) -> list[Recalled]:
        """The memories that fit `query`, best first, without those in `exclude`."""

        def find(connection: apsw.Connection) -> list[Recalled]:
            return self._recall.search(connection, query, k, exclude)

        return await self._store.read(find)

    async def search(self, queries: Iterable[str], k: int) -> list[list[Recalled]]:
        """What `recall` finds for each of `queries`; other work of the store goes in between."""
        return [await self.recall(query, k) for query in queries]

    async def facts(self, about: str | None = None, *, past: bool = False) -> list[Fact]:
        """What is known, of `about` ("Anna", "my sister", "me") where given; with `past` also what is over."""
        return await self.known.facts(about, past=past)

    async def learn(self, facts: Sequence[Fact]) -> int:
        """Keep `facts`, which rest on their sources; idempotent. Gives how many statements were new."""
        return await self.known.learn(facts)

    async def correct(
        self, fact_id: str, value: str | None = None, *, by: str, since: str | None = None
    ) -> Fact | None:
        """Close the fact as wrong, with `value` in its place where given, since utterance `by` says so.

        Raises:
            SettingsError: there is no such fact or utterance.
        """
        return await self.known.correct(fact_id, value, by=by, since=since)

    async def take_back(self, by: str) -> bool:
        """Undo what utterance `by` corrected; False where that was nothing."""
        return await self.known.take_back(by)

    async def confirm(self, fact_id: str) -> Fact:
        """Make the fact certain, since the person said that it is right."""
        return await self.known.confirm(fact_id)

    async def people(self) -> list[Person]:
        """Everyone the person has spoken of."""
        return await self.known.people()

    async def person(self, name: str) -> Person | None:
        """Whoever is meant by `name` ("Anna", "my sister"), or None."""
        return await self.known.person(name)

    async def episodes(self, since: datetime | None = None) -> list[Episode]:
        """The conversations that ended after `since`, each summed up, the oldest first."""
        return await self.known.episodes(since)

    async def promises(self, state: State | None = None) -> list[Promise]:
        """What the OS said it would do, the oldest first; only those in `state` where given."""
        return await self.known.promises(state)

    def shelf(self, owner: str) -> Shelf:
        """The documents of `owner`."""
        return StoreShelf(self._store, owner)

    async def import_lines(self, path: Path) -> dict[str, int]:
        """Keep the JSON lines of `path` (see `os1.memory.importing`); counts "imported" and "known"."""
        return await import_lines(self._store, path, self._clock.now().tzinfo)

    async def forget(self, ids: Sequence[str]) -> int:
        """Forget these utterances truly (see `os1.memory.forgetting`); gives how many there were."""
        try:
            return await forget(self._store, ids, self._clock)
        finally:
            await self._store.read(lambda connection: self._recall.forget())

    async def export(self, folder: Path) -> None:
        """Write everything into `folder` in open formats."""
        await export(self._store, folder)

    async def stats(self) -> dict[str, Any]:
        """Counts of what is kept, the bytes on disk, and the first and last utterance's times (ISO, or None)."""

        def count(connection: apsw.Connection) -> dict[str, Any]:
            names = ("utterances", "imported", "acts", "documents", "forgotten", "first", "last")
            return dict(zip(names, connection.execute(_STATS).fetchall()[0], strict=True))

        counts = await self._store.read(count)
        return {**counts, "bytes": await asyncio.to_thread(self._store.size)}


_STATS = """
    SELECT (SELECT count(*) FROM utterance), (SELECT count(*) FROM utterance WHERE imported = 1),
           (SELECT count(*) FROM act), (SELECT count(*) FROM shelf),
           (SELECT coalesce(sum(utterances), 0) FROM forgetting),
           (SELECT time FROM utterance ORDER BY at LIMIT 1), (SELECT time FROM utterance ORDER BY at DESC LIMIT 1)
"""


@asynccontextmanager
async def open_memory(path: Path, key: bytes, clock: Clock) -> AsyncIterator[Memory]:
    """The memory in the encrypted store at `path`, made where there is none; `key` is `load_key`'s.

    Raises:
        WrongKey, StoreBroken, DiskFull, StoreError: see `os1.errors`.
    """
    async with open_store(path, key) as store:
        with suppress(Busy):  # another process reads; the next start will do it
            await finish(store)
        yield Memory(store, clock)


def anything_kept(settings: Settings) -> bool:
    """Whether there is anything to erase: a store, what is left of one, or its key."""
    return any(path.exists() for path in (*store_files(settings.store), *key_files(settings.home)))


async def erase(settings: Settings) -> None:
    """Destroy the key, then the store and all beside it, for ever; nothing happens where there is no home.

    Raises:
        Busy: an OS1 still has the store open.
        StoreError: the key's keyring cannot be reached; nothing is erased.
    """

    def destroy() -> None:
        if settings.home.is_dir():
            with nobody_inside(settings.store):
                erase_key(settings)
                remove_store(settings.store)

    await asyncio.to_thread(destroy)
