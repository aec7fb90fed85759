"""Memory: how long keeping an utterance and finding one take, against SQLite's full-text search alone."""

from __future__ import annotations

import json
import random
import sqlite3
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bench.table import Row, percentile
from os1 import config
from os1.clock import SystemClock
from os1.home.rooms import open_store
from os1.types import Heard, new_id

_LINES = 10_000
_QUERIES = 200


async def measure(recordings: Path | None) -> list[Row]:
    """Ten thousand made-up lines with the frequencies of words in speech; encryption and syncing on."""
    chance = random.Random(7)
    texts = [_line(chance) for _ in range(_LINES)]
    queries = [" ".join(chance.sample(text.split(), 3)) for text in chance.sample(texts, _QUERIES)]
    peer = _peer(texts, queries)
    with tempfile.TemporaryDirectory() as folder:
        ours, kept, rate = await _ours(Path(folder), texts, queries)
    return [
        Row("memory: import", rate, "lines/s"),
        Row("memory: keep one utterance, p95", percentile(kept, 95), "ms"),
        Row("memory: query at 10,000, p50", percentile(ours, 50), "ms", "FTS5 alone", percentile(peer, 50)),
        Row("memory: query at 10,000, p95", percentile(ours, 95), "ms", "FTS5 alone", percentile(peer, 95)),
    ]


def _line(chance: random.Random) -> str:
    """A made-up line of speech: word ranks follow Zipf's law."""
    length = chance.randint(5, 25)
    return " ".join(f"w{int(chance.paretovariate(0.9)) % 20_000}" for _ in range(length))


async def _ours(
    folder: Path, texts: Sequence[str], queries: Sequence[str]
) -> tuple[list[float], list[float], float]:
    file = folder / "lines.jsonl"
    with file.open("w", encoding="utf-8") as out:
        for number, text in enumerate(texts):
            row = {"id": str(number), "speaker": "A", "time": "2026-01-01T10:00:00", "text": text}
            out.write(json.dumps(row) + "\n")
    clock = SystemClock()
    async with open_store(config.load(folder, keyring="never")) as memory:
        began = time.perf_counter()
        await memory.import_lines(file)
        rate = len(texts) / (time.perf_counter() - began)
        kept = []
        for number in range(100):
            now = clock.now()
            began = time.perf_counter()
            await memory.heard(Heard(new_id(now), texts[number], now))
            kept.append(1000 * (time.perf_counter() - began))
        found = []
        for query in queries:
            began = time.perf_counter()
            await memory.search([query], 10)
            found.append(1000 * (time.perf_counter() - began))
    return found, kept, rate


def _peer(texts: Sequence[str], queries: Sequence[str]) -> list[float]:
    """The same lines in a plain FTS5 table with the porter tokenizer, asked for any of the words."""
    plain = sqlite3.connect(":memory:")
    plain.execute("CREATE VIRTUAL TABLE line USING fts5(text, tokenize='porter unicode61')")
    plain.executemany("INSERT INTO line VALUES (?)", [(text,) for text in texts])
    found = []
    for query in queries:
        words = " OR ".join(f'"{word}"' for word in query.split())
        began = time.perf_counter()
        plain.execute("SELECT rowid FROM line WHERE line MATCH ? ORDER BY rank LIMIT 10", (words,)).fetchall()
        found.append(1000 * (time.perf_counter() - began))
    plain.close()
    return found
