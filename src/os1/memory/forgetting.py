"""Forgetting that is true: the words, what repeats them, what was derived from them, and the acts they asked for.

What is forgotten is gone from every table, index and shelf at once, in one transaction. Where it may be taken back
for a while, the store holds a changeset that puts the rows back; when the time is over that goes too, and then the
whole file is written anew, since pages keep stale copies of rows that once moved. A process that dies in between
leaves that to the next one that opens the store. Only that something was forgotten stays, when, and how much.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import apsw

from os1.clock import Clock
from os1.errors import Busy, OS1Error, SettingsError
from os1.memory.choosing import DOCUMENT, acts_of, answers
from os1.memory.rows import storable
from os1.memory.store import Store
from os1.types import Keeper

T = TypeVar("T")

HELD_AT_MOST = 100_000
"""Lines that can be forgotten with a way back: the changeset of more would not fit well into one row."""
_RETRY = 5.0
_HOLDS = "SELECT value FROM json_each(?)"
_OUR_OWN = ("held", "forgetting")
"""Tables that tell of forgetting itself, which taking it back must not touch."""

Listener = Callable[[], Awaitable[None]]
Tally = Callable[[int], None]
"""Is given how many lines and documents went, or came back where it is below zero."""


@dataclass(frozen=True, slots=True)
class Forgetting:
    """One act of forgetting: how many `lines` and documents went, and its `id` while it can be taken back until
    `until`; both are None once it cannot."""

    lines: int
    id: str | None = None
    until: datetime | None = None


class Forgetter:
    """Forgets in one store. `keepers` gives what each owner of a shelf knows about its documents."""

    def __init__(self, store: Store, clock: Clock, keepers: Callable[[], Mapping[str, Keeper]]) -> None:
        self._store = store
        self._clock = clock
        self._keepers = keepers
        self._listeners: list[Listener] = []
        self._tallies: list[Tally] = []
        self._news = asyncio.Event()
        self._tasks: set[asyncio.Future[Any]] = set()
        self._held: dict[str, set[str]] = {}
        self.gone: frozenset[str] = frozenset()
        """Ids of utterances, acts and documents that this process has forgotten: a part of the house that still
        has them at hand must not write them back. Only the store's thread changes it."""

    def listen(self, listener: Listener) -> None:
        """Call `listener` whenever something was forgotten or came back, so that it reads its shelf again."""
        self._listeners.append(listener)

    def count(self, tally: Tally) -> None:
        """Call `tally` with what went or came back, after the listeners were told."""
        self._tallies.append(tally)

    async def forget(self, ids: Sequence[str], undo: float, asked: str | None) -> Forgetting:
        """See `Memory.forget`. What was begun is finished even if the caller is cancelled meanwhile."""
        return await self._finished(self._forget(ids, undo, asked))

    async def unforget(self, forgetting: str) -> int:
        """See `Memory.unforget`."""
        return await self._finished(self._unforget(forgetting))

    async def _finished(self, work: Coroutine[Any, Any, T]) -> T:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return await asyncio.shield(task)

    def _ended(self, task: asyncio.Future[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()  # looked at, so that nobody complains where the caller has gone

    async def _forget(self, ids: Sequence[str], undo: float, asked: str | None) -> Forgetting:
        now = self._clock.now()
        until = now + timedelta(seconds=undo) if undo > 0 else None
        wanted = {storable(id) for id in ids}
        name = secrets.token_hex(8)
        keepers = self._keepers()

        def remove(connection: apsw.Connection) -> int:
            if until is None:
                count, went = _remove(connection, wanted | ({asked} if asked else set()), keepers)
                _note(connection, _ms(now), count)
            else:
                count, went = _hold(connection, wanted, asked, keepers, (name, _ms(now), _ms(until)))
            self._held[name] = went - self.gone
            self.gone |= went
            return count

        try:
            count = await self._store.write(remove)
        except OS1Error:
            await self._store.read(lambda connection: self._forgive(name))
            raise
        if count:
            await self._tell(count)
        if until is None:
            self._held.pop(name)
            await finish(self._store)
            return Forgetting(count)
        return Forgetting(count, name, until) if count else Forgetting(0)

    async def _unforget(self, forgetting: str) -> int:
        now = _ms(self._clock.now())

        def put_back(connection: apsw.Connection) -> int:
            rows: list[Any] = connection.execute(
                "SELECT utterances, changes FROM held WHERE id = ? AND until > ?", (forgetting, now)
            ).fetchall()
            if not rows:
                return 0
            count, changes = rows[0]
            connection.execute("DELETE FROM held WHERE id = ?", (forgetting,))
            _apply(connection, changes)
            return int(count)

        count = await self._store.write(put_back)
        if count:
            await self._store.read(lambda connection: self._forgive(forgetting))
            await self._tell(-count)
        return count

    async def purge(self) -> datetime | None:
        """Let go for good of what can no longer be taken back; gives when the next is due.

        Raises:
            Busy: another process reads, and traces stay in the file; call it again.
        """
        now = _ms(self._clock.now())

        def let_go(connection: apsw.Connection) -> int:
            count = 0
            for id, (more, went) in _let_go(connection, now, self._keepers()).items():
                self.gone |= went
                self._held.pop(id, None)
                count += more
            return count

        waiting: int | None = await self._store.read(lambda c: c.execute(_WAITING, (now, now)).get)
        if waiting:
            await self._tell(await self._store.write(let_go))
        following: int | None = await self._store.read(lambda c: c.execute("SELECT min(until) FROM held").get)
        await finish(self._store)
        return None if following is None else datetime.fromtimestamp(following / 1000, UTC)

    async def run(self) -> None:
        """Purge for ever, each forgetting as its time is over."""
        while True:
            self._news.clear()
            following: datetime | None = None
            try:
                following = await self.purge()
            except Busy:
                await self._clock.sleep(_RETRY)
                continue
            waits: set[asyncio.Future[Any]] = {asyncio.ensure_future(self._news.wait())}
            if following is not None:
                waits.add(asyncio.ensure_future(self._clock.sleep_until(following)))
            try:
                await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for wait in waits:
                    wait.cancel()

    def left(self, owner: str, key: str, document: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """What may still be written of a document; call it on the store's thread."""
        if not self.gone:
            return document
        return _left(owner, key, document, self.gone, self._keepers())

    async def _tell(self, count: int) -> None:
        self._news.set()
        for listener in self._listeners:
            await listener()
        for tally in self._tallies if count else ():
            tally(count)

    def _forgive(self, name: str) -> None:
        self.gone -= self._held.pop(name, set())


# A clock that was set back must not make it last longer.
_WAITING = "SELECT count(*) FROM held WHERE until <= ? OR at > ?"
_DUE = "SELECT id, at, utterances, asked FROM held WHERE until <= ? OR at > ?"


async def finish(store: Store) -> None:
    """Scrub the file where something was forgotten since it was last scrubbed.

    Raises:
        Busy: another process is reading; traces stay in the file until the next `purge` or start.
    """

    def due(connection: apsw.Connection) -> int | None:
        last: int | None = connection.execute("SELECT max(rowid) FROM forgetting WHERE scrubbed = 0").get
        return last

    if last := await store.read(due):
        await store.scrub()
        await store.write(
            lambda connection: connection.execute(
                "UPDATE forgetting SET scrubbed = 1 WHERE rowid <= ?", (last,)
            )
        )


def purge_copy(connection: apsw.Connection, keepers: Mapping[str, Keeper]) -> None:
    """Let go of all that was forgotten in a copy of a store, though it can still be brought back in the store."""
    with connection:
        _let_go(connection, _ANY_TIME, keepers)
        dirty = connection.execute("SELECT 1 FROM forgetting WHERE scrubbed = 0").get
        connection.execute("UPDATE forgetting SET scrubbed = 1")
    if dirty:
        connection.execute("VACUUM")


_ANY_TIME = 2**62


def _let_go(
    connection: apsw.Connection, now: int, keepers: Mapping[str, Keeper]
) -> dict[str, tuple[int, set[str]]]:
    """Drop what is held and due at `now`, with the words that asked for it; counts and names what those were."""
    due: list[Any] = connection.execute(_DUE, (now, now)).fetchall()
    gone: dict[str, tuple[int, set[str]]] = {}
    for id, at, count, asked in due:
        gone[id] = more, _ = _remove(connection, {asked}, keepers) if asked else (0, set[str]())
        connection.execute("DELETE FROM held WHERE id = ?", (id,))
        _note(connection, at, count + more)
    return gone


def _hold(
    connection: apsw.Connection,
    wanted: set[str],
    asked: str | None,
    keepers: Mapping[str, Keeper],
    named: tuple[str, int, int],
) -> tuple[int, set[str]]:
    """Remove `wanted` and keep what puts it back, as `named` (id, at, until); answers to `asked` go at once."""
    session = apsw.Session(connection, "main")
    try:
        tables: list[Any] = connection.execute(_TABLES).fetchall()
        for (table,) in tables:
            if table not in _OUR_OWN:
                session.attach(table)
        wanted = (wanted - {asked}) | (answers(connection, {asked}, ()) if asked and wanted else set())
        count, went = _remove(connection, wanted, keepers)
        if count > HELD_AT_MOST:
            raise SettingsError(
                f"That is {count} lines, more than can be brought back; forget them for good instead."
            )
        changes = apsw.Changeset.invert(session.changeset())
    finally:
        session.close()
    if count:
        id, at, until = named
        connection.execute(
            "INSERT INTO held VALUES (?, ?, ?, ?, ?, ?)", (id, at, until, count, asked, changes)
        )
    return count, went


_TABLES = """
    SELECT name FROM pragma_table_list
    WHERE schema = 'main' AND type = 'table' AND substr(name, 1, 7) <> 'sqlite_'
"""


def _remove(
    connection: apsw.Connection, wanted: set[str], keepers: Mapping[str, Keeper]
) -> tuple[int, set[str]]:
    """Remove these utterances and documents with all that repeats them; counts those, and names what went."""
    acts = acts_of(connection, wanted)
    lines = wanted | answers(connection, wanted, acts)
    went = frozenset(lines | acts)
    documents = 0
    shelves: list[Any] = connection.execute("SELECT owner, key, document FROM shelf").fetchall()
    for owner, key, text in shelves:
        document = json.loads(text)
        left = _left(owner, key, document, went, keepers)
        if left is None:
            documents += f"{DOCUMENT}{owner}/{key}" in wanted
            connection.execute("DELETE FROM shelf WHERE owner = ? AND key = ?", (owner, key))
        elif left != document:
            put = "UPDATE shelf SET document = ? WHERE owner = ? AND key = ?"
            connection.execute(put, (json.dumps(left, ensure_ascii=False), owner, key))
    connection.execute(f"DELETE FROM act WHERE id IN ({_HOLDS})", (json.dumps(list(acts)),))  # noqa: S608
    connection.execute(f"DELETE FROM utterance WHERE id IN ({_HOLDS})", (json.dumps(list(lines)),))  # noqa: S608
    return connection.changes() + documents, set(went)


def _note(connection: apsw.Connection, at: int, count: int) -> None:
    if count:
        connection.execute("INSERT INTO forgetting (at, utterances) VALUES (?, ?)", (at, count))


def _apply(connection: apsw.Connection, changes: bytes) -> None:
    """Put back what a changeset holds; what an owner has written since then stays as it is."""

    torn = False

    def settle(why: int, change: apsw.TableChange) -> int:
        nonlocal torn
        torn = torn or why == apsw.SQLITE_CHANGESET_FOREIGN_KEY
        replaceable = why in (apsw.SQLITE_CHANGESET_DATA, apsw.SQLITE_CHANGESET_CONFLICT)
        if replaceable and change.name != "shelf":
            return apsw.SQLITE_CHANGESET_REPLACE
        return apsw.SQLITE_CHANGESET_OMIT

    apsw.Changeset.apply(changes, connection, conflict=settle)
    while torn:  # what hung on rows that were forgotten apart, and stay so, has nothing to come back to
        orphans: list[Any] = connection.execute(_ORPHANS).fetchall()
        for table, rowid in orphans:
            connection.execute(f'DELETE FROM "{table}" WHERE rowid = ?', (rowid,))  # noqa: S608 - our own names
        torn = bool(orphans)


_ORPHANS = 'SELECT "table", rowid FROM pragma_foreign_key_check'


def _left(
    owner: str, key: str, document: Mapping[str, Any], ids: frozenset[str], keepers: Mapping[str, Keeper]
) -> Mapping[str, Any] | None:
    if f"{DOCUMENT}{owner}/{key}" in ids:
        return None
    named = ids.intersection(_strings(document))
    if not named and ids.isdisjoint(key.split("/")):
        return document
    return keepers[owner].without(key, document, ids) if owner in keepers else pruned(document, named)


def pruned(document: Mapping[str, Any], ids: frozenset[str]) -> Mapping[str, Any] | None:
    """`document` without the smallest objects and lists that name one of `ids`: for owners without a keeper."""
    left = _pruned(document, ids)
    return left if isinstance(left, dict) else None


def _pruned(value: Any, ids: frozenset[str]) -> Any:
    """`value`, or None where it names one of `ids` itself."""
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    if any(isinstance(part, str) and part in ids for part in parts):
        return None
    if isinstance(value, dict):
        kept = {name: (part, _pruned(part, ids)) for name, part in value.items()}
        return {name: new for name, (old, new) in kept.items() if old is None or new is not None}
    if isinstance(value, list):
        both = [(part, _pruned(part, ids)) for part in value]
        return [new for old, new in both if old is None or new is not None]
    return value


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from value
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _strings(part)


def _ms(time: datetime) -> int:
    return int(time.timestamp() * 1000)
