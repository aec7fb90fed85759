"""Mending a damaged store: every row that can still be read goes into a new one, and what is derived is made anew.

A damaged page takes the rows on it along and no others: the reader goes around it, and where the damage is at the
root of things it looks at each page by itself. The damaged store is kept aside.
It knows the tables only by the schema; that the log is in `utterance`, and which tables say how far it was read.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import apsw

from os1.memory.faults import PAGE, beyond_reading, spoken_by
from os1.memory.files import scratch, spoken, sync_file
from os1.memory.migrations import STEPS, migrate
from os1.memory.pages import keyed_rows, read_pages, rows
from os1.memory.store import connect, connect_damaged, new_aside, nobody_inside, put_in_place

_LOG = "utterance"
_CURSORS = ("reading",)
"""Tables that say how far something has read the log; empty, they make it read again and derive what was lost."""
_KEPT = ("act", "shelf", "forgetting", "held")
"""What cannot be derived from the log."""
_NEAR, _PATIENCE = 8, 200
"""How far apart damage is probed, in rows, and how often before larger steps are taken."""
_TABLES = """
    SELECT name, wr FROM pragma_table_list
    WHERE schema = 'main' AND type = 'table' AND substr(name, 1, 7) <> 'sqlite_' ORDER BY name <> 'utterance', name
"""

Connect = Callable[[], apsw.Connection]


@dataclass(frozen=True, slots=True)
class Repaired:
    """What came of it: `saved` lines of the log, `lost` ones (None where nobody can tell), whether acts or
    documents may have been lost (`others`), and the folder that keeps the damaged store."""

    saved: int
    lost: int | None
    others: bool
    aside: Path

    @property
    def sentence(self) -> str:
        """All of this for the person."""
        kept = f"The damaged file is in {self.aside}."
        if self.lost == 0 and not self.others:
            return (
                "Part of my memory's file was damaged. Nothing that was said is lost; I have made the rest anew. "
                f"{kept}"
            )
        of = "" if self.lost is None else f" of {self.saved + self.lost}"
        also = " Some of what I did or noted may be missing as well." if self.others else ""
        return f"My memory's file was damaged. I could save {self.saved}{of} lines of what was said.{also} {kept}"


def mend(path: Path, key: bytes, steps: Sequence[str] = STEPS) -> Repaired:
    """Put a new store in the place of the damaged one at `path`, with all that can be read of it.

    Until the new one is whole and on disk, the damaged one stays as it is.

    Raises:
        StoreBroken: there was not one line that could be read.
        Busy: another process has it open.
        DiskFull, StoreError: there is no room for a second store.
    """
    with nobody_inside(path), scratch(path.parent) as folder, spoken_by(path, True):
        try:
            saved, lost, torn = _rescued(path, key, folder / "rows.db", steps)
            found = folder / "rows.db"
        except (apsw.CorruptError, apsw.NotADBError, apsw.IOError):  # not even the schema can be read
            saved, lost, torn = 0, None, set(_KEPT)
        if saved == 0 and lost != 0:
            found = folder / "pages.db"
            saved, lost, torn = _scavenged(path, key, found, steps), None, set(_KEPT)
        if saved == 0 and lost != 0:
            raise beyond_reading(path)
        sync_file(found)
        aside = new_aside(path)
        put_in_place(found, path, aside)
    return Repaired(saved, lost, bool(torn.intersection(_KEPT)), aside)


def _rescued(path: Path, key: bytes, into: Path, steps: Sequence[str]) -> tuple[int, int | None, set[str]]:
    """Copy row by row into a new store: lines saved, lines lost, and the tables that lost rows."""
    with contextlib.closing(_Damaged(lambda: connect_damaged(path, key))) as damaged, _made(into, key) as new:
        migrate(new, steps[: damaged.version])
        torn = _copy(damaged, new)
        saved = _count(new)
        return saved, damaged.lost(saved) if _LOG in torn else 0, torn


def _scavenged(path: Path, key: bytes, into: Path, steps: Sequence[str]) -> int:
    """Collect lines, acts and documents, known by their columns, page by page in a new store; counts the lines."""
    with _made(into, key) as new, spoken(path):
        migrate(new, steps)
        pages = read_pages(path, key)
        for table, read in ((_LOG, rows), ("act", rows), ("shelf", keyed_rows)):
            columns: list[Any] = new.execute(_COLUMNS, (table,)).fetchall()
            marks = ", ".join("?" * len(columns))
            sql = f"INSERT OR IGNORE INTO {table} VALUES ({marks})"  # noqa: S608 - our own names
            with new:
                new.executemany(sql, (row for row in read(pages) if _fits(row, columns)))
        return _count(new)


_COLUMNS = 'SELECT type, "notnull" FROM pragma_table_info(?)'
_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "INTEGER": int,
    "TEXT": str,
    "REAL": (int, float),
    "BLOB": bytes,
}


def _fits(row: Sequence[Any], columns: Sequence[tuple[str, int]]) -> bool:
    """Whether these may be a row of a table with these columns (type, and whether it is never null)."""
    return len(row) == len(columns) and all(
        not never if value is None else isinstance(value, _TYPES[kind])
        for value, (kind, never) in zip(row, columns, strict=True)
    )


@contextlib.contextmanager
def _made(path: Path, key: bytes) -> Iterator[apsw.Connection]:
    """A new store at `path` that is whole, and one file, when the block has ended well."""
    with contextlib.closing(connect(path, key)) as new:
        yield new
        if new.pragma("quick_check") != "ok":
            raise beyond_reading(path)
        new.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)


def _count(connection: apsw.Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM utterance").get)


def mendable(path: Path) -> bool:
    """Whether there is anything at `path` to read from."""
    return path.exists() and path.stat().st_size >= PAGE


def _copy(damaged: _Damaged, new: apsw.Connection) -> set[str]:
    """Copy every readable row into `new`, whose triggers index them; names the tables that lost some."""
    new.pragma("foreign_keys", "off")
    torn: set[str] = set()
    tables: list[Any] = new.execute(_TABLES).fetchall()
    with new:
        for table, keyed in tables:
            names: list[Any] = new.execute("SELECT name FROM pragma_table_info(?)", (table,)).fetchall()
            columns = ", ".join(f'"{name}"' for (name,) in names)
            marks = ", ".join("?" * len(names))
            read = damaged.by_key if keyed else damaged.by_number
            sql = f'INSERT OR REPLACE INTO "{table}" ({columns}) VALUES ({marks})'  # noqa: S608 - our own names
            new.execute("SAVEPOINT whole")
            new.execute(f'DELETE FROM "{table}"')  # noqa: S608 - our own names; triggers may have put some there
            new.executemany(sql, read(table, columns, torn))
            if table in torn:  # then what triggers made is better than nothing
                new.execute("ROLLBACK TO whole")
                new.executemany(sql, read(table, columns, torn))
            new.execute("RELEASE whole")
        _settle(damaged, new, torn)
    new.pragma("foreign_keys", "on")
    return torn


def _settle(damaged: _Damaged, new: apsw.Connection, torn: set[str]) -> None:
    """Drop what hangs on lost rows, never use a row number twice, and have lost derivations made again."""
    while orphans := list(new.execute('SELECT "table", rowid FROM pragma_foreign_key_check')):
        for table, rowid in orphans:
            new.execute(f'DELETE FROM "{table}" WHERE rowid = ?', (rowid,))  # noqa: S608 - our own names
    for name, last in damaged.sequence().items():
        new.execute("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?", (last, name))
        new.execute(
            "INSERT INTO sqlite_sequence SELECT ?1, ?2 WHERE NOT EXISTS "
            "(SELECT 1 FROM sqlite_sequence WHERE name = ?1)",
            (name, last),
        )
    if torn - {_LOG, *_KEPT}:
        known = {name for (name,) in new.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
        for table in known.intersection(_CURSORS):
            new.execute(f'DELETE FROM "{table}"')  # noqa: S608 - our own names


class _Damaged:
    """Reads around damage. A connection that met a damaged page reads no further, so it takes a new one then."""

    def __init__(self, connect: Connect) -> None:
        self._connect = connect
        self._connection = connect()
        self.version = int(self._connection.pragma("user_version"))
        with contextlib.suppress(apsw.Error):  # so that nothing is left only in the log of recent writes
            self._connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)

    def close(self) -> None:
        self._connection.close()

    def by_number(self, table: str, columns: str, torn: set[str]) -> Iterator[tuple[Any, ...]]:
        """The readable rows of a table with row numbers; adds it to `torn` where some were not."""
        sql = f'SELECT rowid, {columns} FROM "{table}" WHERE rowid >= ? ORDER BY rowid'  # noqa: S608 - our own names
        last, end = 0, self.sequence().get(table, 2**62)
        while True:
            try:
                for number, *row in self._connection.execute(sql, (last + 1,)):
                    last = number
                    yield tuple(row)
            except apsw.Error:
                torn.add(table)
                last = self._beyond(sql, last + 1, end)
                if last < end:
                    continue
            return

    def by_key(self, table: str, columns: str, torn: set[str]) -> Iterator[tuple[Any, ...]]:
        """The readable rows of a table without row numbers: up to the damage from either end."""
        names: list[Any] = self._connection.execute(
            "SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk", (table,)
        ).fetchall()
        for way in ("", " DESC"):
            order = ", ".join(f'"{name}"{way}' for (name,) in names)
            try:
                yield from self._connection.execute(f'SELECT {columns} FROM "{table}" ORDER BY {order}')  # noqa: S608 - our own names
            except apsw.Error:
                torn.add(table)
                self._renew()
            else:
                return

    def sequence(self) -> dict[str, int]:
        """The highest row number that each table has ever had, where that can be read."""
        try:
            return {str(name): int(last) for name, last in self._connection.execute(_SEQUENCE)}
        except apsw.Error:
            self._renew()
            return {}

    def lost(self, saved: int) -> int | None:
        """How many lines of the log there were beyond those `saved`, as an index tells it."""
        try:
            sql = "SELECT count(*) FROM utterance INDEXED BY utterance_at"
            return max(0, int(self._connection.execute(sql).get) - saved)
        except apsw.Error:
            self._renew()
            return None

    def _beyond(self, sql: str, first: int, end: int) -> int:
        """The number before the next row that can be read; `first` cannot. `end` where there is none."""
        step, bad, good = 1, first, first
        for tries in range(_PATIENCE * 2):
            good = min(bad + step, end + 1)
            if self._reads(sql, good) or good > end:
                break
            bad = good
            step = min(step * 2, _NEAR) if tries < _PATIENCE else step * 2
        while good - bad > 1:
            middle = (good + bad) // 2
            if self._reads(sql, middle):
                good = middle
            else:
                bad = middle
        return good - 1

    def _reads(self, sql: str, number: int) -> bool:
        try:
            self._connection.execute(f"{sql} LIMIT 1", (number,)).fetchall()
        except apsw.Error:
            self._renew()
            return False
        return True

    def _renew(self) -> None:
        self._connection.close()
        self._connection = self._connect()


_SEQUENCE = "SELECT name, seq FROM sqlite_sequence"
