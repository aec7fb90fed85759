"""What lines mean, as vectors: kept in the store, scanned by their signs, compared exactly where it counts.

A vector is 384 signed bytes in its row; of each, the signs are at hand (48 bytes a line), and the bytes too while
the store is small. A query is first compared with all signs, which ranks lines almost as the vectors do and takes
about 6 ms for a million; what comes out on top is compared by its bytes. It knows nothing of words.
"""

from __future__ import annotations

import json
from typing import Any

import apsw
import numpy as np

from os1.memory.columns import Column, Numbers
from os1.memory.lines import REACH, STEPS, Lines

WIDTH = 384
_WORDS = WIDTH // 64
_AT_HAND = 200_000
"""Lines up to which the vectors stay in memory (77 MB then); more are read from the store when they are needed."""
_READ = "SELECT seq, n, {} FROM meaning {} WHERE seq > ? ORDER BY seq"
_SIGNS = _READ.format("signs", "INDEXED BY meaning_signs")
_VECTORS = _READ.format("vector", "")
_FETCH = "SELECT n, vector FROM meaning WHERE n IN (SELECT value FROM json_each(?))"
_AT_ONCE = 50_000
_VECTOR = np.dtype((np.void, WIDTH))
_TENTHS = tuple(round(10 * share) for share in REACH)
"""`REACH` in whole numbers: sums of distances then fit into 16 bits."""
WEIGHT = sum(_TENTHS[abs(step)] for step in STEPS)
"""By which a neighbourhood's distance is to be divided."""


def packed_vector(vector: Numbers) -> tuple[bytes, bytes]:
    """The signs and the signed bytes of a float vector; its length is lost, its direction kept to a degree."""
    largest = max(float(np.abs(vector).max()), 1e-9)
    data = np.rint(vector * (127 / largest)).astype(np.int8)
    return _signs(data).tobytes(), data.tobytes()


class Meanings:
    """The vectors of the lines in a `Lines`, by their positions there; `sync` follows the store."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Start again from nothing at the next `sync`."""
        self._last = 0
        self._signs = Column(np.uint64, _WORDS)
        self._known = Column(np.bool_)
        self._bytes: Column | None = Column(_VECTOR)
        self.count = 0

    def sync(self, connection: apsw.Connection, lines: Lines) -> None:
        """Read the vectors that were added since the last time, of lines that `lines` holds."""
        if self._bytes is not None and len(lines) > _AT_HAND:
            self._bytes = None
        for column in (self._signs, self._known, self._bytes):
            if column is not None:
                column.stretch(len(lines))
        rows: Any = connection.execute(_VECTORS if self._bytes is not None else _SIGNS, (self._last,))
        while some := [row for row, _ in zip(rows, range(_AT_ONCE), strict=False)]:
            self._last = int(some[-1][0])
            places = lines.positions(np.array([row[1] for row in some], np.int64))
            self._add(places, b"".join([row[2] for row in some]))

    def distances(self, query: Numbers) -> tuple[Numbers, Numbers]:
        """For every line, how many of 384 signs differ from those of `query`; and the same, in its neighbourhood.

        The second is weighted by `REACH` across the ends of talks, in tenths; for both, smaller is nearer. Lines
        whose vector is not there yet are as far as chance.
        """
        signs, mine = self._signs.values, _signs(query).view(np.uint64)
        away = np.zeros(signs.shape[1], np.uint16)
        buffer = np.empty(signs.shape[1], np.uint64)
        for row, word in zip(signs, mine, strict=True):
            np.bitwise_xor(row, word, out=buffer)
            away += np.bitwise_count(buffer)
        if self.count < len(away):
            away[~self._known.values] = WIDTH // 2
        around, part = away * np.uint16(_TENTHS[0]), np.empty_like(away)
        for step, tenths in enumerate(_TENTHS[1:], start=1):
            np.multiply(away, np.uint16(tenths), out=part)
            around[step:] += part[:-step]
            around[:-step] += part[step:]
            around[:step] += np.uint16(tenths * WIDTH // 2)  # nothing is there
            around[-step:] += np.uint16(tenths * WIDTH // 2)
        return away, around

    def likeness(
        self, connection: apsw.Connection, lines: Lines, places: Numbers, query: Numbers
    ) -> tuple[Numbers, Numbers]:
        """The cosines of `query` with the lines at `places`, and with their neighbourhoods; 0 where unknown."""
        beside = [lines.beside(places, step) for step in STEPS]
        unique, where = np.unique(np.concatenate([there for there, _ in beside]), return_inverse=True)
        units = self._units(connection, lines, unique)
        at = where.reshape(len(STEPS), len(places))
        around = np.zeros((len(places), WIDTH), np.float32)
        for step, rows, (_, valid) in zip(STEPS, at, beside, strict=True):
            around += units[rows] * (REACH[abs(step)] * valid)[:, None].astype(np.float32)
        length = np.maximum(np.linalg.norm(around, axis=1), 1e-9)
        own = units[at[len(REACH) - 1]] @ query
        return own, (around @ query) / length

    def _units(self, connection: apsw.Connection, lines: Lines, places: Numbers) -> Numbers:
        """The unit vectors at `places` (zero where unknown), one row each."""
        if self._bytes is not None:
            units = _numbers(self._bytes.values[places]).astype(np.float32)
        else:
            units = np.zeros((len(places), WIDTH), np.float32)
            rows: Any = connection.execute(_FETCH, (json.dumps(lines.number[places].tolist()),)).fetchall()
            if rows:
                at = np.searchsorted(places, lines.positions(np.array([n for n, _ in rows])))
                units[at] = _numbers(b"".join([vector for _, vector in rows]))
        lengths = np.linalg.norm(units, axis=1, keepdims=True)
        unit: Numbers = units / np.maximum(lengths, 1e-9)
        return unit

    def _add(self, places: Numbers, data: bytes) -> None:
        if self._bytes is None:
            signs = np.frombuffer(data, np.uint64).reshape(-1, _WORDS)
        else:
            self._bytes.values[places] = np.frombuffer(data, _VECTOR)
            signs = _signs(_numbers(data)).view(np.uint64)
        self._signs.values[:, places] = signs.T
        self._known.values[places] = True
        self.count += len(places)


def _signs(vectors: Numbers) -> Numbers:
    return np.packbits(vectors > 0, axis=-1)


def _numbers(data: bytes | Numbers) -> Numbers:
    return np.frombuffer(data, np.int8).reshape(-1, WIDTH)
