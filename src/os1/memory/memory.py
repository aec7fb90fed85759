"""The memory of one OS: what rooms ask of it, each answered by the module that knows how."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import apsw

from os1.clock import Clock
from os1.config import Settings
from os1.errors import Busy
from os1.memory.exporting import export
from os1.memory.forgetting import finish, forget
from os1.memory.importing import import_lines
from os1.memory.keys import erase_key, key_files
from os1.memory.log import Log
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

    async def recall(self, query: str, k: int = 8, exclude: frozenset[str] = frozenset()) -> list[Recalled]:
        """The memories that fit `query`, best first, without those in `exclude`."""

        def find(connection: apsw.Connection) -> list[Recalled]:
            return self._recall.search(connection, query, k, exclude)

        return await self._store.read(find)

    async def search(self, queries: Iterable[str], k: int) -> list[list[Recalled]]:
        """What `recall` finds for each of `queries`; other work of the store goes in between."""
        return [await self.recall(query, k) for query in queries]

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
