"""The memory of one OS: what rooms ask of it, each answered by the module that knows how."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import apsw

from os1.clock import Clock
from os1.config import Settings
from os1.errors import Busy, EngineDown, StoreBroken
from os1.memory import times
from os1.memory.backup import Backup, seal_for, write_backup
from os1.memory.choosing import DOCUMENT, Wish, alike, choose
from os1.memory.episodes import Episode
from os1.memory.exporting import export
from os1.memory.facts import Fact
from os1.memory.forgetting import Forgetter, Forgetting, Listener, Tally, purge_copy
from os1.memory.grasping import grasp, ungrasped
from os1.memory.importing import import_lines
from os1.memory.keys import erase_key, key_files
from os1.memory.known import Known
from os1.memory.log import Log
from os1.memory.namesakes import Namesake, namesakes
from os1.memory.people import Person
from os1.memory.promises import Promise, State
from os1.memory.recall import Asked, Recall
from os1.memory.repair import mend, mendable
from os1.memory.shelf import StoreShelf
from os1.memory.store import Store, nobody_inside, open_store, remove_store, store_files
from os1.models.engines import Embedder
from os1.types import Done, Heard, Keeper, Recalled, Reply, Shelf

Keepers = Callable[[], Mapping[str, Keeper]]
"""Gives, where something is to be forgotten, what each owner of a shelf knows about its documents."""

_AT_ONCE, _ALL_AT_ONCE = 8, 256
"""Lines whose meaning is computed in one go: beside a talk, where a question must not wait long, and without."""
_LOOK, _REST = 2.0, 60.0
"""Seconds between two looks for new lines, and after the embedder failed."""


class Memory:
    """What is kept, and how it is found. Made by `open_memory`."""

    def __init__(self, store: Store, clock: Clock, keepers: Keepers = dict) -> None:
        self.repaired: str | None = None
        """What was damaged when the store was opened, and what became of it, in a sentence or two."""
        self._store = store
        self._clock = clock
        self._keepers = keepers
        self._forgetter = Forgetter(store, clock, keepers)
        self._log = Log(store, lambda: self._forgetter.gone)
        self._recall = Recall(clock)
        self._forgetter.listen(self._drop)
        self.known = Known(store, clock)
        """What the readers of the log keep there, and what sums it up."""
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

    async def recent(self, n: int, *, imported: bool = False, before: str | None = None) -> list[Recalled]:
        """The last `n` utterances (before the one with id `before`, where given), oldest first.

        `speaker` is "person" or "os1", or any with `imported` lines.
        """
        return await self._log.recent(n, imported=imported, before=before)

    async def during(self, since: datetime, until: datetime) -> list[Recalled]:
        """Everything said from `since` until before `until`, imported lines included, oldest first."""
        return await self._log.during(since, until)

    async def lines(self, ids: Sequence[str]) -> list[Recalled]:
        """The utterances with these ids, in this order; those that are gone are left out."""
        return await self._log.lines(ids)

    async def last_cited(self) -> list[str]:
        """The ids that the last reply leaned on."""
        return await self._log.last_cited()

    async def said_by(self, name: str, most: int) -> list[Recalled]:
        """The latest `most` lines of the speakers whose names are in `name`, newest first."""
        return await self._store.read(lambda connection: self._recall.said_by(connection, name, most))

    async def recall(self, query: str, k: int = 8, exclude: frozenset[str] = frozenset()) -> list[Recalled]:
        """The memories that fit `query`, best first, without those in `exclude`."""
        (asked,) = await self._understand([query])

        def find(connection: apsw.Connection) -> list[Recalled]:
            return self._recall.search(connection, asked, k, exclude)

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

    async def namesakes(self, name: str) -> list[Namesake]:
        """The people called `name`, where the talk tells of several; else none."""
        return await self._store.read(lambda connection: namesakes(connection, name))

    async def episodes(self, since: datetime | None = None) -> list[Episode]:
        """The conversations that ended after `since`, each summed up, the oldest first."""
        return await self.known.episodes(since)

    async def promises(self, state: State | None = None) -> list[Promise]:
        """What the OS said it would do, the oldest first; only those in `state` where given."""
        return await self.known.promises(state)

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
        return StoreShelf(self._store, owner, self._forgetter.left)

    async def import_lines(self, path: Path) -> dict[str, int]:
        """Keep the JSON lines of `path` (see `os1.memory.importing`); counts "imported" and "known"."""
        return await import_lines(self._store, path, self._clock.now().tzinfo)

    async def would_forget(
        self,
        ids: Sequence[str] = (),
        *,
        person: str | Sequence[str] = (),
        mark: str = "",
        topic: str = "",
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> list[Recalled]:
        """What `forget` should be given for a wish, in order of time; nothing is changed.

        These `ids`, and what fits all of the rest: a person (one name, or all of their names: what they said and
        what names them; `mark` tells which of several `namesakes`), a topic, a time (`until` excluded). `why` is
        {"asked": 1} for what fits, {"repeats": 1} for the OS's own words that go with it. Lines that may mean the
        topic and do not say it come after those, most alike first, with {"alike": 1} beside. Documents that hold
        the words, such as a reminder, come last; their ids begin with "shelf:" and their speaker is their owner.
        """
        names = (person,) if isinstance(person, str) else tuple(person)
        wish = Wish(tuple(ids), tuple(name for name in names if name), topic, since, until, mark)
        (asked,) = await self._understand([topic]) if topic and not wish.names else (None,)

        def find(connection: apsw.Connection) -> list[Recalled]:
            found = choose(connection, wish, self._keepers())
            if asked is None or asked.vector is None:
                return found
            lines = sum(not one.id.startswith(DOCUMENT) for one in found)
            more = alike(connection, wish, self._recall.alike(connection, asked), found)
            return [*found[:lines], *more, *found[lines:]]

        return await self._store.read(find)

    async def forget(self, ids: Sequence[str], *, undo: float = 0.0, asked: str | None = None) -> Forgetting:
        """Forget these utterances and documents truly, all or none; unknown ids are passed over.

        What repeats them goes with them: the OS's answers to them, its words that cite them, the acts they asked
        for, and all that was derived from them. For `undo` seconds `unforget` can bring them back; they are found
        nowhere meanwhile, not even after a crash. `asked` is the utterance that asked for this: what the OS has
        said on it so far goes now, itself and its act when nothing can be brought back any more.

        Raises:
            SettingsError: with `undo`, they are too many to be brought back; nothing was forgotten.
            Busy: they are forgotten, but another process is reading, and traces stay in the file until the next
                `forget` or start.
        """
        return await self._forgetter.forget(ids, undo, asked)

    async def unforget(self, forgetting: str) -> int:
        """Bring back what `forget` gave this id for; gives how many there were, 0 when it is too late."""
        return await self._forgetter.unforget(forgetting)

    async def purge(self) -> None:
        """Let go for good of what was forgotten and can no longer be brought back.

        Raises:
            Busy: another process reads, and traces stay in the file; call it again.
        """
        await self._forgetter.purge()

    async def purge_for_ever(self) -> None:
        """Purge each forgetting as its time is over; ends only by cancellation."""
        await self._forgetter.run()

    def on_forgotten(self, listener: Listener) -> None:
        """Call `listener` whenever something was forgotten or came back: whoever has documents of a shelf at hand
        reads them again. What it writes before it has done so is kept without what was forgotten."""
        self._forgetter.listen(listener)

    def on_count(self, tally: Tally) -> None:
        """Call `tally` with how many lines and documents were forgotten, or came back where it is below zero."""
        self._forgetter.count(tally)

    async def _drop(self) -> None:
        await self.known.let_go()
        await self._store.read(lambda connection: self._recall.forget())

    async def export(self, folder: Path) -> None:
        """Write everything into `folder` in open formats."""
        await export(self._store, folder)

    async def backup(self, file: Path, passphrase: str | None = None) -> Backup:
        """Write all of it into `file`, which `restore` can put back, and read that file back to be sure of it.

        Under the home's key, or under one made from `passphrase`. The person may go on talking meanwhile.

        Raises:
            DiskFull, StoreError: it cannot be written there; nothing is left of it.
        """
        seal, key = await asyncio.to_thread(seal_for, self._store.key, passphrase)

        def purge(copy: apsw.Connection) -> None:
            purge_copy(copy, self._keepers())

        return await self._store.read(lambda connection: write_backup(connection, key, seal, file, purge))

    async def whole(self) -> bool:
        """Whether every page and index of the store is as it should be; reads all of it. Where one is not, the
        next start mends it."""
        return await self._store.check()

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
           (SELECT coalesce(sum(utterances), 0) FROM (
               SELECT utterances FROM forgetting UNION ALL SELECT utterances FROM held)),
           (SELECT time FROM utterance ORDER BY at LIMIT 1), (SELECT time FROM utterance ORDER BY at DESC LIMIT 1)
"""


@asynccontextmanager
async def open_memory(
    path: Path, key: bytes, clock: Clock, keepers: Keepers = dict, *, purge: bool = True
) -> AsyncIterator[Memory]:
    """The memory in the encrypted store at `path`, made where there is none; `key` is `load_key`'s.

    A damaged store is mended first (see `os1.memory.repair`), and `repaired` says what came of it. What was
    forgotten and can no longer be taken back is let go of first, unless `purge` is false.

    Raises:
        WrongKey, StoreBroken, DiskFull, StoreError: see `os1.errors`.
    """
    async with AsyncExitStack() as stack:
        try:
            memory = await _opened(stack, path, key, clock, keepers)
            if purge:
                with suppress(Busy):  # another process reads; the next start will do it
                    await memory.purge()
        except StoreBroken:
            await stack.aclose()
            if not mendable(path):
                raise
            repaired = await asyncio.to_thread(mend, path, key)
            memory = await _opened(stack, path, key, clock, keepers)
            memory.repaired = repaired.sentence
        yield memory


async def _opened(stack: AsyncExitStack, path: Path, key: bytes, clock: Clock, keepers: Keepers) -> Memory:
    return Memory(await stack.enter_async_context(open_store(path, key)), clock, keepers)


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
