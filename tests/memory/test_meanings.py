"""Vectors in the store: found by their signs nearly as well as exactly, alone and in their neighbourhoods."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import apsw
import numpy as np
import pytest
from kept import KEY, line, lines_file, opened

from os1.memory.lines import REACH, Lines
from os1.memory.meanings import WEIGHT, Meanings, packed_vector
from os1.memory.recall import nearest
from os1.memory.store import open_store

COUNT = 2_500
CHANCE = np.random.default_rng(5)
TOPICS = CHANCE.standard_normal((50, 384))
VECTORS = TOPICS[np.arange(COUNT) // 50 % 50] + 0.8 * CHANCE.standard_normal((COUNT, 384))
VECTORS /= np.linalg.norm(VECTORS, axis=1, keepdims=True)


async def _kept(folder: Path) -> None:
    """`COUNT` lines in talks of ten."""
    rows = [
        line(
            f"i{n}", "words", time=f"2024-{n // 840 + 1:02}-{n // 30 % 28 + 1:02}T{n // 10 % 3 * 5:02}:00:00"
        )
        for n in range(COUNT)
    ]
    async with opened(folder) as memory:
        await memory.import_lines(lines_file(folder / "lines.jsonl", *rows))


def _keep(connection: apsw.Connection, numbers: range) -> None:
    for number in numbers:
        row = (number + 1, *packed_vector(VECTORS[number]))
        connection.execute("INSERT INTO meaning (n, signs, vector) VALUES (?, ?, ?)", row)


def _run(folder: Path, look: Callable[[apsw.Connection, Lines, Meanings], None], numbers: range) -> None:
    async def check() -> None:
        await _kept(folder)
        async with open_store(folder / "os1.db", KEY) as store:
            await store.write(lambda connection: _keep(connection, numbers))
            lines, meanings = Lines(), Meanings()

            def read(connection: apsw.Connection) -> None:
                lines.sync(connection)
                meanings.sync(connection, lines)
                look(connection, lines, meanings)

            await store.read(read)

    asyncio.run(check())


def _exact(query: Any) -> tuple[Any, Any]:
    """Cosines with lines and neighbourhoods, computed plainly."""
    around = np.zeros_like(VECTORS)
    for here in range(COUNT):
        for there in range(here // 10 * 10, here // 10 * 10 + 10):
            if abs(here - there) < len(REACH):
                around[here] += REACH[abs(here - there)] * VECTORS[there]
    return VECTORS @ query, around @ query / np.linalg.norm(around, axis=1)


@pytest.mark.parametrize("at_hand", [100_000, 100])
def test_bytes_tell_the_cosines_and_signs_put_the_nearest_forward(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_hand: int
) -> None:
    monkeypatch.setattr("os1.memory.meanings._AT_HAND", at_hand)
    monkeypatch.setattr("os1.memory.recall._NEAREST", 250)
    query = (TOPICS[7] / np.linalg.norm(TOPICS[7])).astype(np.float32)

    def look(connection: apsw.Connection, lines: Lines, meanings: Meanings) -> None:
        assert meanings.count == COUNT
        own, around = meanings.likeness(connection, lines, np.arange(COUNT), query)
        true_own, true_around = _exact(query)
        assert np.abs(own - true_own).max() < 0.01
        assert np.abs(around - true_around).max() < 0.01
        best = np.argsort(-true_around)[:10]
        assert np.isin(best, nearest(meanings.distances(query)[1], None)).mean() >= 0.9

    _run(tmp_path, look, range(COUNT))


def test_lines_without_a_vector_are_as_far_as_chance(tmp_path: Path) -> None:
    query = VECTORS[0].astype(np.float32)

    def look(connection: apsw.Connection, lines: Lines, meanings: Meanings) -> None:
        away, around = meanings.distances(query)
        assert away[0] < 5
        assert set(away[100:]) == {192}
        assert around[500] == 192 * WEIGHT
        own, beside = meanings.likeness(connection, lines, np.array([0, 5, 500]), query)
        assert own[0] > 0.99 and own[2] == beside[2] == 0
        assert beside[1] > 0

    _run(tmp_path, look, range(100))


def test_vectors_that_come_later_and_out_of_order_are_followed(tmp_path: Path) -> None:
    async def check() -> None:
        await _kept(tmp_path)
        async with open_store(tmp_path / "os1.db", KEY) as store:
            lines, meanings = Lines(), Meanings()

            def read(connection: apsw.Connection) -> int:
                lines.sync(connection)
                meanings.sync(connection, lines)
                return meanings.count

            assert await store.read(read) == 0
            for numbers in (range(2000, 2100), range(10, 20)):
                await store.write(partial(_keep, numbers=numbers))
            assert await store.read(read) == 110
            away, _ = meanings.distances(VECTORS[15].astype(np.float32))
            assert int(np.argmin(away)) == 15

    asyncio.run(check())


def test_a_vector_of_nothing_is_no_error() -> None:
    signs, data = packed_vector(np.zeros(384))
    assert (len(signs), len(data)) == (48, 384)
    assert not any(data)
