"""What keeping and finding cost at a given number of memories, beside SQLite's full-text search alone."""

from __future__ import annotations

import json
import sqlite3
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import numpy as np
import psutil

from bench.invented import Invented, InventedEmbedder, vocabulary
from bench.nearest import nearest_found
from bench.table import Row, percentile
from os1 import config
from os1.clock import SystemClock
from os1.events import Bus
from os1.home.rooms import open_store
from os1.models.engine_set import open_engines
from os1.types import Heard, new_id

_QUERIES = 200
_REAL = 600
"""Lines whose vectors are really computed, to tell what that takes."""


async def measure_cost(memories: int) -> list[Row]:
    """Rows for `memories` invented lines; encryption and syncing on."""
    with tempfile.TemporaryDirectory() as name:
        folder, world = Path(name), Invented(vocabulary(config.default_models() / "minilm-l6"))
        world.write(folder / "lines.jsonl", memories)
        queries = list(world.queries(folder / "lines.jsonl", _QUERIES))
        rows = await _import(folder, memories)
        rows += await _find(folder, queries, memories)
        found = await nearest_found(config.load(folder / "all", keyring="never"), queries[:50])
        return [*rows, Row(f"memory: nearest ten found at {memories:,}", 100 * found, "%")]


async def _import(folder: Path, memories: int) -> list[Row]:
    file, few = folder / "lines.jsonl", folder / "few.jsonl"
    with file.open() as lines, few.open("w") as out:
        out.writelines(line for line, _ in zip(lines, range(_REAL), strict=False))
    rows = []
    async with _embedder() as embedder, open_store(config.load(folder / "few", keyring="never")) as memory:
        if embedder.real is not None:
            memory.use(embedder.real)
            await embedder.real.embed(["wake up"])
            seconds, _ = await _taken(lambda: memory.import_lines(few))
            more, _ = await _taken(memory.grasp)
            rows.append(Row("memory: import, found by meaning", _REAL / (seconds + more), "lines/s"))
    async with open_store(config.load(folder / "all", keyring="never")) as memory:
        seconds, cpu = await _taken(lambda: memory.import_lines(file))
        rows.append(Row("memory: import, found by words", memories / seconds, "lines/s"))
        rows.append(Row("memory: import, CPU a line", 1e3 * cpu / memories, "ms"))
        memory.use(InventedEmbedder())
        await memory.grasp()
        clock, kept = SystemClock(), []
        for number in range(100):
            now = clock.now()
            heard = Heard(new_id(now), f"The {number} boats came in late.", now)
            kept.append((await _taken(lambda heard=heard: memory.heard(heard)))[0])  # type: ignore[misc]
        rows.append(Row("memory: keep one utterance, p95", 1e3 * percentile(kept, 95), "ms"))
        await memory.grasp()
    return rows


async def _find(folder: Path, queries: Sequence[str], memories: int) -> list[Row]:
    process = psutil.Process()
    before = process.memory_info().rss
    async with _embedder() as embedder, AsyncExitStack() as stack:
        began = time.perf_counter()
        memory = await stack.enter_async_context(open_store(config.load(folder / "all", keyring="never")))
        opened = time.perf_counter() - began
        memory.use(embedder)
        if embedder.real is not None:
            await embedder.real.embed(["wake up"])
        first, _ = await _taken(lambda: memory.recall(queries[0], 10))
        taken = [await _taken(lambda query=query: memory.recall(query, 10)) for query in queries]  # type: ignore[misc]
        ram = process.memory_info().rss - before
        size = (await memory.stats())["bytes"]
    walls, cpus = [1e3 * wall for wall, _ in taken], [1e3 * cpu for _, cpu in taken]
    at, peer = f"at {memories:,}", _fts5(folder / "lines.jsonl", queries)
    return [
        Row(f"memory: open {at}", opened, "s"),
        Row(f"memory: first query {at}", first, "s"),
        Row(f"memory: query {at}, p50", percentile(walls, 50), "ms", "FTS5 alone", percentile(peer, 50)),
        Row(f"memory: query {at}, p95", percentile(walls, 95), "ms", "FTS5 alone", percentile(peer, 95)),
        Row(f"memory: query {at}, CPU without encoding, mean", float(np.mean(cpus)), "ms"),
        Row(f"memory: RAM {at}", ram / 2**20, "MiB"),
        Row(f"memory: disk {at}", size / 2**20, "MiB"),
    ]


@asynccontextmanager
async def _embedder() -> AsyncIterator[InventedEmbedder]:
    """Invented vectors at the real embedder's pace, where its weights are here."""
    settings = config.load(None)
    async with open_engines(settings, SystemClock(), Bus(), ("embedder",)) as engines:
        yield InventedEmbedder(engines.embedder)


async def _taken(work: Callable[[], Awaitable[object]]) -> tuple[float, float]:
    """Seconds by the wall, and of this process's CPU."""
    wall, cpu = time.perf_counter(), time.process_time()
    await work()
    return time.perf_counter() - wall, time.process_time() - cpu


def _fts5(file: Path, queries: Sequence[str]) -> list[float]:
    """Milliseconds a query of a plain FTS5 table with the porter tokenizer, asked for any of the words."""
    plain = sqlite3.connect(":memory:")
    plain.execute("CREATE VIRTUAL TABLE line USING fts5(text, tokenize='porter unicode61')")
    with file.open() as lines:
        plain.executemany("INSERT INTO line VALUES (?)", ((json.loads(line)["text"],) for line in lines))
    taken = []
    for query in queries:
        words = " OR ".join(f'"{word}"' for word in query.strip("?").split())
        began = time.perf_counter()
        plain.execute("SELECT rowid FROM line WHERE line MATCH ? ORDER BY rank LIMIT 10", (words,)).fetchall()
        taken.append(1e3 * (time.perf_counter() - began))
    plain.close()
    return taken
