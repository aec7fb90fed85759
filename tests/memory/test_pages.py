"""Pages read by hand say what SQLite says: every kind of value, long rows, deep trees, and the write-ahead log."""

from __future__ import annotations

import contextlib
import random
from pathlib import Path
from typing import Any

import apsw
import pytest
from kept import KEY

from os1.memory.pages import keyed_rows, read_pages, rows
from os1.memory.store import connect

_TABLES = """
    CREATE TABLE numbered (n INTEGER PRIMARY KEY, a, b, c, d, e, f);
    CREATE TABLE keyed (a TEXT, b INTEGER, c BLOB, PRIMARY KEY (a, b)) WITHOUT ROWID;
"""


def _some(chance: random.Random) -> Any:
    number = chance.choice([0, 1, -1, 127, -128, 40_000, -(2**23), 2**31, -(2**47), 2**62, -(2**62)])
    text = "wörd 世界 " * chance.choice([0, 1, 5, 300, 2000])
    return chance.choice([None, number, chance.random(), text, text.encode()[: chance.randrange(9000)]])


def _fill(connection: apsw.Connection, seed: int, count: int) -> None:
    chance = random.Random(seed)
    with connection:
        for number in range(count):
            row = (seed * 10**9 + number, *(_some(chance) for _ in range(6)))
            connection.execute("INSERT INTO numbered VALUES (?, ?, ?, ?, ?, ?, ?)", row)
            key = (f"key {number} {seed} " * chance.choice([1, 30]), chance.randrange(2**40), bytes(number))
            connection.execute("INSERT INTO keyed VALUES (?, ?, ?)", key)


@pytest.mark.parametrize("closed", [True, False])
def test_every_row_is_read(tmp_path: Path, closed: bool) -> None:
    path = tmp_path / "os1.db"
    with contextlib.closing(connect(path, KEY)) as connection:
        connection.execute(_TABLES)
        _fill(connection, 1, 400)
        if not closed:  # what was written last is in the log of recent writes alone
            connection.wal_checkpoint()
            _fill(connection, 2, 20)
            assert (tmp_path / "os1.db-wal").stat().st_size > 0
            _check(path, connection)
    if closed:
        with contextlib.closing(connect(path, KEY)) as connection:
            _check(path, connection)


def _check(path: Path, connection: apsw.Connection) -> None:
    pages = read_pages(path, KEY)
    numbered = [tuple(row) for row in rows(pages) if len(row) == 7]
    assert sorted(numbered, key=lambda row: row[0]) == connection.execute("SELECT * FROM numbered").fetchall()
    keyed = {tuple(row) for row in keyed_rows(pages) if len(row) == 3}
    assert keyed == set(connection.execute("SELECT * FROM keyed").fetchall())


def test_a_damaged_page_and_all_under_another_key_are_not_there(tmp_path: Path) -> None:
    path = tmp_path / "os1.db"
    with contextlib.closing(connect(path, KEY)) as connection:
        connection.execute(_TABLES)
        _fill(connection, 1, 100)
    whole = read_pages(path, KEY)
    assert set(whole) == set(range(1, path.stat().st_size // 4096 + 1))
    data = bytearray(path.read_bytes())
    data[4096 * 5 + 17] ^= 1
    path.write_bytes(data[:-1])
    assert set(whole) - set(read_pages(path, KEY)) == {6, len(whole)}
    assert len(list(rows(read_pages(path, KEY)))) < len(list(rows(whole)))  # long rows that went over it
    assert read_pages(path, bytes(32)) == {}


def test_a_log_of_another_time_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "os1.db"
    with contextlib.closing(connect(path, KEY)) as connection:
        connection.execute(_TABLES)
        connection.wal_checkpoint()
        _fill(connection, 1, 5)
        log = bytearray((tmp_path / "os1.db-wal").read_bytes())
    before = read_pages(path, KEY)
    log[16] ^= 1  # the salt of its header, which every frame repeats
    (tmp_path / "os1.db-wal").write_bytes(log)
    assert read_pages(path, KEY) == before
