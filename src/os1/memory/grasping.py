"""Giving lines their meaning: every line is kept at once, and its vector is computed when there is time.

Which lines still want one is a list in the store, so nothing is lost by stopping, and any process may go on.
The newest come first: what was just said is asked about soonest. A line that was forgotten or changed while its
vector was computed does not get it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import apsw
import numpy as np
from numpy.typing import NDArray

from os1.memory.meanings import packed_vector
from os1.memory.store import Store
from os1.models.engines import Embedder

_WANTED = """
    SELECT n, speaker, text FROM utterance WHERE n IN (SELECT n FROM unmeant ORDER BY n DESC LIMIT ?) ORDER BY n
"""
_STILL = "SELECT 1 FROM utterance WHERE n = ? AND speaker = ? AND text = ?"
_KEEP = "INSERT OR REPLACE INTO meaning (n, signs, vector) VALUES (?, ?, ?)"
_NAMELESS = ("person", "os1")

Line = tuple[int, str, str]


async def grasp(store: Store, embedder: Embedder, at_once: int) -> int:
    """Compute and keep the vectors of at most `at_once` lines; gives how many, 0 when all lines have theirs.

    Raises:
        EngineDown: the embedder died.
    """
    name = embedder.info.name
    if (
        await store.read(lambda connection: connection.execute("SELECT embedder FROM recall_state").get)
        != name
    ):
        await store.write(lambda connection: _begin_anew(connection, name))
    lines = await store.read(lambda connection: _wanted(connection, at_once))
    if lines:
        vectors = await embedder.embed([_spoken(speaker, text) for _, speaker, text in lines])
        await store.write(lambda connection: _keep(connection, lines, vectors))
    return len(lines)


async def ungrasped(store: Store) -> int:
    """How many lines have no vector yet."""
    return int(await store.read(lambda connection: connection.execute("SELECT count(*) FROM unmeant").get))


def _wanted(connection: apsw.Connection, at_once: int) -> list[Line]:
    rows: Any = connection.execute(_WANTED, (at_once,))
    return list(rows)


def _begin_anew(connection: apsw.Connection, name: str) -> None:
    """Vectors of different embedders cannot be compared."""
    connection.execute("DELETE FROM meaning")
    connection.execute("INSERT OR IGNORE INTO unmeant SELECT n FROM utterance")
    connection.execute("UPDATE recall_state SET changes = changes + 1, embedder = ?", (name,))


def _spoken(speaker: str, text: str) -> str:
    """The text that is embedded: who speaks is part of what a line means."""
    return text if speaker in _NAMELESS else f"{speaker}: {text}"


def _keep(connection: apsw.Connection, lines: Sequence[Line], vectors: NDArray[np.float32]) -> None:
    for line, vector in zip(lines, vectors, strict=True):
        if connection.execute(_STILL, line).get:
            connection.execute(_KEEP, (line[0], *packed_vector(vector)))
            connection.execute("DELETE FROM unmeant WHERE n = ?", line[:1])
