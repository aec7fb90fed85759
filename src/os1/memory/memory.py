"""The memory of one OS: what rooms ask of it, each answered by the module that knows how."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import apsw

from os1.clock import Clock
from os1.config import Settings
from os1.errors import Busy, EngineDown
from os1.memory import times
from os1.memory.exporting import export
from os1.memory.forgetting import finish, forget
from os1.memory.grasping import grasp, ungrasped
from os1.memory.importing import import_lines
from os1.memory.keys import erase_key, key_files
from os1.memory.log import Log
from os1.memory.recall import Asked, Recall
from os1.memory.shelf import StoreShelf
from os1.memory.store import Store, nobody_inside, open_store, remove_store, store_files
from os1.models.engines import Embedder
from os1.types import Done, Heard, Recalled, Reply, Shelf

_AT_ONCE, _ALL_AT_ONCE = 8, 256
"""Lines whose meaning is computed in one go: beside a talk, where a question must not wait long, and without."""
_LOOK, _REST = 2.0, 60.0
"""Seconds between two looks for new lines, and after the embedder failed."""


class Memory:
    """What is kept, and how it is found. Made by `open_memory`."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._log = Log(store)
        self._recall = Recall(clock)
        self._embedder: Embedder | None = None
        self._patience: float | None = None
        self._late: set[asyncio.Future[Any]] = set()
        self._words_only = ""

    def use(self, embedder: Embedder | None, patience: float | None = None) -> None:
        """Find memories by meaning too; a query waits at most `patience` seconds (None: any time) for its own."""
        self._embedder, self._patience = embedder, patience

    @property
    def words_only(self) -> str:
        """Why the last query was answered by words alone, though there is an embedder; else empty."""
        return self._words_only

    async def grasp(self) -> None:
        """Compute the meaning of every line that wants it; nothing happens without an embedder.

        Raises:
            EngineDown: the embedder died; what it computed stays.
        """
        if self._embedder is not None:
            while await grasp(self._store, self._embedder, _ALL_AT_ONCE):
                pass

    async def keep_grasping(self, free: Callable[[], Awaitable[None]]) -> None:
        """Compute the meanings of new lines for ever, a few at a time, whenever `free` returns."""
        while self._embedder is not None:
            await free()
            try:
                done = await grasp(self._store, self._embedder, _AT_ONCE)
            except EngineDown:
                await self._clock.sleep(_REST)
            else:
                await self._clock.sleep(0 if done else _LOOK)

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
        (asked,) = await self._understand([query])

        def find(connection: apsw.Connection) -> list[Recalled]:
            return self._recall.search(connection, asked, k, exclude)

        return await self._store.read(find)

    async def search(self, queries: Iterable[str], k: int) -> list[list[Recalled]]:
        """What `recall` finds for each of `queries`; other work of the store goes in between."""
        return [await self.recall(query, k) for query in queries]

    async def _understand(self, queries: Sequence[str]) -> list[Asked]:
        """The queries with their meanings, and those of the events by which they tell a time."""
        anchors = [times.anchors(query) for query in queries]
        texts = list(queries) + [anchor.event for some in anchors for anchor in some]
        vectors = iter(await self._embed(texts) or [None] * len(texts))
        asked = [Asked(query, next(vectors)) for query in queries]
        return [
            Asked(one.text, one.vector, [(anchor, Asked(anchor.event, next(vectors))) for anchor in some])
            for one, some in zip(asked, anchors, strict=True)
        ]

    async def _embed(self, texts: Sequence[str]) -> Sequence[Any] | None:
        """A vector a text; None where there is no embedder, or it is down or late, and words must do."""
        self._words_only = ""
        if self._embedder is None:
            return None
        # Not cancelled when it is late: a cancelled request would end an embedder that is just starting.
        task = asyncio.ensure_future(self._embedder.embed(texts))
        await asyncio.wait({task}, timeout=self._patience)
        if not task.done():
            self._late.add(task)
            task.add_done_callback(self._arrived)
            self._words_only = "The embedder is not ready yet"
            return None
        try:
            return list(task.result())
        except EngineDown as error:
            self._words_only = str(error)
            return None

    def _arrived(self, task: asyncio.Future[Any]) -> None:
        self._late.discard(task)
        if not task.cancelled():
            task.exception()  # looked at, so that nobody complains that it was not

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
        counts["without_meaning"] = await ungrasped(self._store)
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
