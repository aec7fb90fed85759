"""How much of the evidence recall finds: a scorer for any file in the format of the LoCoMo conversations.

The file is a list of samples. A sample's "conversation" has its turns under "session_1", "session_2", ..., each
with "dia_id", "speaker", "text" and perhaps "blip_caption", and each session's time under "session_1_date_time".
Its "qa" has questions with "category" and "evidence", the ids of the turns that hold the answer. A question is
asked as it stands; its recall at k is the share of its evidence among the first k lines found. Category 5 asks for
what was never said, and is left out.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import re
import sqlite3
import sys
import tempfile
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.table import Row
from os1 import config
from os1.clock import SystemClock
from os1.errors import SettingsError
from os1.events import Bus
from os1.home.rooms import open_store_and_embedder
from os1.models.engine_set import open_engines

_KS = (5, 10, 25, 50)
_KINDS = {1: "multi-hop", 2: "temporal", 3: "open-domain", 4: "single-hop"}
_SESSION = re.compile(r"session_(\d+)")
_TURN = re.compile(r"D:?(\d+):(\d+)")


@dataclass(frozen=True, slots=True)
class Sample:
    """One conversation: its lines as `os1 memory import` reads them, and its questions (text, kind, evidence)."""

    name: str
    lines: Sequence[Mapping[str, str]]
    questions: Sequence[tuple[str, int, frozenset[str]]]


Finder = Callable[[Sample, int], Awaitable[list[list[str]]]]
"""Finds, for each question of a sample, at most so many ids, best first."""


def read_samples(file: Path) -> list[Sample]:
    """The samples of a data file. Evidence that names no turn is left out, and so are questions without any."""
    return [_sample(given) for given in json.loads(file.read_text(encoding="utf-8"))]


def score(found: Sequence[str], evidence: frozenset[str]) -> list[float]:
    """The recall at each of 5, 10, 25 and 50."""
    return [len(evidence.intersection(found[:k])) / len(evidence) for k in _KS]


async def measure_score(file: Path) -> list[Row]:
    """Rows of recall in percent: ours, beside FTS5 with the porter tokenizer, and `engram-search` where it is."""
    samples = read_samples(file)
    finders: dict[str, Finder] = {"FTS5 alone": _fts5}
    if importlib.util.find_spec("engram"):
        finders["engram-search"] = _engram
    ours = await _scores(samples, _ours)
    theirs = {name: await _scores(samples, finder) for name, finder in finders.items()}
    if "engram-search" not in finders:
        print("engram-search is not installed, so it is not measured beside.", file=sys.stderr)
    return [
        Row(f"memory: recall@{k}, {name}", ours[name][place], "%", peer, scores[name][place])
        for name in ours
        for place, k in enumerate(_KS)
        if k == 10 or name == "all"
        for peer, scores in theirs.items()
    ]


async def _scores(samples: Sequence[Sample], find: Finder) -> dict[str, list[float]]:
    """Mean recalls in percent: of all questions, by kind, and by sample; each sample in a store of its own."""
    groups: dict[str, list[list[float]]] = defaultdict(list)
    for sample in samples:
        found = await find(sample, max(_KS))
        for (_, kind, evidence), ids in zip(sample.questions, found, strict=True):
            for group in ("all", _KINDS.get(kind, f"kind {kind}"), sample.name):
                groups[group].append(score(ids, evidence))
    return {
        name: [100 * sum(column) / len(column) for column in zip(*rows, strict=True)]
        for name, rows in groups.items()
    }


def _sample(given: Mapping[str, Any]) -> Sample:
    talk, lines = given["conversation"], []
    sessions = sorted((int(match[1]), name) for name in talk if (match := _SESSION.fullmatch(name)))
    for _, name in sessions:
        spoken = talk[f"{name}_date_time"].strip()
        time = datetime.strptime(spoken, "%I:%M %p on %d %B, %Y").replace(tzinfo=UTC).isoformat()
        for turn in talk[name]:
            text = turn.get("text", "").strip()
            if caption := turn.get("blip_caption"):
                text = f"{text} [shares an image: {caption}]".strip()
            lines.append({"id": turn["dia_id"], "speaker": turn["speaker"], "time": time, "text": text})
    known = {line["id"] for line in lines}
    questions = [
        (asked["question"], asked["category"], evidence)
        for asked in given["qa"]
        if asked["category"] != 5 and (evidence := _evidence(asked.get("evidence", ())) & known)
    ]
    return Sample(given["sample_id"], lines, questions)


def _evidence(named: Sequence[str]) -> frozenset[str]:
    return frozenset(f"D{int(session)}:{int(turn)}" for one in named for session, turn in _TURN.findall(one))


async def _ours(sample: Sample, k: int) -> list[list[str]]:
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "lines.jsonl"
        file.write_text("".join(json.dumps(line) + "\n" for line in sample.lines), encoding="utf-8")
        async with open_store_and_embedder(config.load(Path(name), keyring="never")) as (memory, _):
            await memory.import_lines(file)
            await memory.grasp()
            found = await memory.search([text for text, _, _ in sample.questions], k)
    return [[one.id for one in hits] for hits in found]


async def _fts5(sample: Sample, k: int) -> list[list[str]]:
    plain = sqlite3.connect(":memory:")
    plain.execute("CREATE VIRTUAL TABLE line USING fts5(id UNINDEXED, text, tokenize='porter unicode61')")
    rows = [(line["id"], f"{line['speaker']}: {line['text']}") for line in sample.lines]
    plain.executemany("INSERT INTO line VALUES (?, ?)", rows)
    sql = "SELECT id FROM line WHERE line MATCH ? ORDER BY rank LIMIT ?"
    asked = [" OR ".join(f'"{word}"' for word in re.findall(r"\w+", text)) for text, _, _ in sample.questions]
    found = [[identifier for (identifier,) in plain.execute(sql, (words, k))] for words in asked]
    plain.close()
    return found


async def _engram(sample: Sample, k: int) -> list[list[str]]:
    """Engram's own fusion of vectors and words, one document a line, with the vectors of our embedder."""
    pipeline = importlib.import_module("engram.retrieval.pipeline")
    document = importlib.import_module("engram.backends.base").Document
    texts = [f"{line['speaker']}: {line['text']}" for line in sample.lines]
    asked = [text for text, _, _ in sample.questions]
    async with open_engines(config.load(None), SystemClock(), Bus(), ("embedder",)) as engines:
        if engines.embedder is None:
            raise SettingsError(engines.missing["embedder"])
        vectors = await engines.embedder.embed(texts)
        given = _Given(dict(zip(asked, await engines.embedder.embed(asked), strict=True)))
    engine = pipeline.RetrievalPipeline(embedder=given, use_reranker=False)
    documents = [
        document(line["id"], text, vector.tolist(), {"timestamp": line["time"]})
        for line, text, vector in zip(sample.lines, texts, vectors, strict=True)
    ]
    return [[one.id for one in engine.search(text, documents, top_k=k)] for text in asked]


@dataclass(frozen=True, slots=True)
class _Given:
    """What engram asks for a query's vector."""

    vectors: Mapping[str, NDArray[np.float32]]

    def encode_query(self, text: str) -> NDArray[np.float32]:
        return self.vectors[text]
