"""Fits what the shares of recall are worth, on any file in the format of the LoCoMo conversations.

    python -m bench.fit_recall FILE [--home DIR]

A question's candidates are the shortlist that recall scores; the worths are those of a listwise logistic
regression: they make the lines of evidence as likely as may be under a softmax of the scores. Printed are the
worths fitted on all conversations, relative to that of the words, beside those in the code; and for each
conversation how much is found by worths fitted on the others, beside the code's. "recent" and "linked" are not
fitted: the questions of such files are asked at no time, and hardly ever describe somebody. With `--home` the
stores stay there, so that a second run need not compute the vectors again.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.memory_score import Sample, read_samples
from os1 import config
from os1.home.rooms import open_store_and_embedder
from os1.memory import cues
from os1.memory.recall import SHORTLIST, WORTH
from os1.types import Recalled

Numbers = NDArray[np.float64]
_SHARES = ("match", "meaning", "itself", "named", "time", "full", *cues.KINDS)
_STEPS, _RATE = 800, 0.05
_AT = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: a row of shares, at a worth of 1, for each line of its shortlist (padded with zeros); which
    rows are lines, and which are evidence; and how many lines of evidence there are."""

    rows: Numbers
    lines: NDArray[np.bool_]
    evidence: NDArray[np.bool_]
    wanted: int


def worths_in_code() -> Numbers:
    """The worths of `_SHARES` as recall has them."""
    kinds = [worth for _, _, worth in cues.KINDS.values()]
    return np.array([WORTH["words"], *(WORTH[name] for name in _SHARES[1:6]), *kinds])


def fit(asked: Sequence[Asked]) -> Numbers:
    """The worths, relative to the first, that make the evidence likeliest; by Adam (Kingma and Ba, 2015)."""
    found = [one for one in asked if one.evidence.any()]
    rows = np.stack([one.rows for one in found])
    lines, evidence = np.stack([one.lines for one in found]), np.stack([one.evidence for one in found])
    start = worths_in_code() * 5
    worths, first, second = start.copy(), np.zeros_like(start), np.zeros_like(start)
    for step in range(1, _STEPS + 1):
        scores = rows @ worths
        of_all, of_evidence = _softmax(scores, lines), _softmax(scores, evidence)
        slope = np.einsum("ql,qls->s", of_all - of_evidence, rows) / len(found)
        first, second = 0.9 * first + 0.1 * slope, 0.999 * second + 0.001 * slope**2
        worths -= _RATE * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-9)
    relative: Numbers = worths / worths[0]
    return relative


def recall_at(asked: Sequence[Asked], worths: Numbers) -> float:
    """The mean share of the evidence among the first ten, in percent."""
    shares = []
    for one in asked:
        best = np.argsort(-np.where(one.lines, one.rows @ worths, -np.inf), kind="stable")[:_AT]
        shares.append(one.evidence[best].sum() / one.wanted)
    return 100 * float(np.mean(shares))


def shares_of(found: Sequence[Recalled], query: str, evidence: frozenset[str]) -> Asked:
    """The shortlist of `query` as numbers."""
    rows = np.zeros((SHORTLIST, len(_SHARES)))
    for row, one in zip(rows, found, strict=False):
        row[0] = one.why.get("words", 0.0) + one.why.get("nearby", 0.0)
        row[1:6] = [one.why.get(name, 0.0) / WORTH[name] for name in _SHARES[1:6]]
        row[6:] = [
            bool(asks.search(query) and holds.search(one.text)) for asks, holds, _ in cues.KINDS.values()
        ]
    lines = np.arange(SHORTLIST) < len(found)
    hits = np.array([one.id in evidence for one in found] + [False] * (SHORTLIST - len(found)))
    return Asked(rows, lines, hits, len(evidence))


def written(sample: Sample, home: Path) -> Path:
    """A file in `home` with the lines of `sample`, as `os1 memory import` reads them."""
    home.mkdir(parents=True, exist_ok=True)
    file = home / "lines.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in sample.lines), encoding="utf-8")
    return file


async def shortlists(sample: Sample, home: Path) -> list[Asked]:
    """The questions of `sample`, asked of a store in `home` that holds its lines."""
    file = await asyncio.to_thread(written, sample, home)
    async with open_store_and_embedder(config.load(home, keyring="never")) as (memory, _):
        await memory.import_lines(file)
        await memory.grasp()
        found = await memory.search([text for text, _, _ in sample.questions], SHORTLIST)
    return [
        shares_of(lines, text.strip(), evidence)
        for lines, (text, _, evidence) in zip(found, sample.questions, strict=True)
    ]


async def measure(file: Path, home: Path) -> None:
    """Print the worths and what they find."""
    samples = read_samples(file)
    asked = {sample.name: await shortlists(sample, home / sample.name) for sample in samples}
    code, everything = worths_in_code(), [one for some in asked.values() for one in some]
    fitted = fit(everything)
    print(f"{'share':10} {'fitted':>8} {'in code':>8}")
    for name, new, old in zip(_SHARES, fitted, code, strict=True):
        print(f"{name:10} {new:8.2f} {old:8.2f}")
    print(f"\n{'recall@10':10} {'others':>8} {'in code':>8}")
    apart: list[tuple[int, float]] = []
    for name, some in asked.items():
        others = [one for other, more in asked.items() if other != name for one in more]
        apart.append((len(some), recall_at(some, fit(others))))
        print(f"{name:10} {apart[-1][1]:8.2f} {recall_at(some, code):8.2f}")
    mean = sum(count * found for count, found in apart) / len(everything)
    print(f"{'all':10} {mean:8.2f} {recall_at(everything, code):8.2f}")
    print(f"fitted on all and asked of the same: {recall_at(everything, fitted):.2f}")


def _softmax(scores: Numbers, among: NDArray[np.bool_]) -> Numbers:
    weights = np.where(among, np.exp(scores - scores.max(axis=1, keepdims=True)), 0.0)
    shares: Numbers = weights / np.maximum(weights.sum(axis=1, keepdims=True), 1e-12)
    return shares


def main() -> None:
    parser = argparse.ArgumentParser(description="Fit what the shares of recall are worth.")
    parser.add_argument("file", type=Path, help="conversations with questions, in LoCoMo's format")
    parser.add_argument("--home", type=Path, help="a folder to keep the stores in")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        asyncio.run(measure(given.file, given.home or Path(name)))


if __name__ == "__main__":
    main()
