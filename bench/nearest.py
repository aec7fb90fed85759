"""How many of the truly nearest lines reach the shortlist by their signs, checked against every vector."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import apsw
import numpy as np

from bench.invented import InventedEmbedder
from os1.config import Settings
from os1.memory.keys import load_key
from os1.memory.lines import Lines
from os1.memory.meanings import Meanings
from os1.memory.recall import SHORTLIST, likely, meaning, nearest
from os1.memory.store import open_store

_TEN = 10
_AT_ONCE = 20_000


async def nearest_found(settings: Settings, queries: Sequence[str]) -> float:
    """The share, 0 to 1, of each query's ten nearest in meaning that are on a shortlist made by meaning alone."""
    vectors = await InventedEmbedder().embed(queries)
    async with open_store(settings.store, load_key(settings)) as store:
        return await store.read(lambda connection: _share(connection, vectors))


def _share(connection: apsw.Connection, vectors: Any) -> float:
    lines, meanings = Lines(), Meanings()
    lines.sync(connection)
    meanings.sync(connection, lines)
    exact = np.zeros((len(vectors), len(lines)), np.float32)
    for begin in range(0, len(lines), _AT_ONCE):
        places = np.arange(begin, min(begin + _AT_ONCE, len(lines)))
        for row, vector in zip(exact, vectors, strict=True):
            own, around = meanings.likeness(connection, lines, places, vector)
            row[places] = meaning(own, around)
    shares = []
    for row, vector in zip(exact, vectors, strict=True):
        best = np.argpartition(-row, _TEN)[:_TEN]
        away, around = meanings.distances(vector)
        near = nearest(around, None)
        shortlist = near[np.argsort(-likely(away[near], around[near]))[:SHORTLIST]]
        shares.append(np.isin(best, shortlist).mean())
    return float(np.mean(shares))
