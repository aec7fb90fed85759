"""The fit of recall's worths: it finds those that made the data, and what it counts is what recall scores."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest
from bench.fit_recall import Asked, fit, recall_at, shares_of, worths_in_code

from os1.memory.recall import SHORTLIST, WORTH
from os1.types import Recalled


def _asked(worths: np.ndarray, questions: int, lines: int = 40) -> list[Asked]:
    """Questions whose evidence is the line that `worths` score best, of random shares."""
    chance = np.random.default_rng(5)
    found = []
    for _ in range(questions):
        rows = np.zeros((lines, len(worths)))
        rows[: lines - 5] = chance.random((lines - 5, len(worths)))
        among = np.arange(lines) < lines - 5
        best = int(np.argmax(np.where(among, rows @ worths + chance.gumbel(0, 0.05, lines), -np.inf)))
        found.append(Asked(rows, among, np.arange(lines) == best, 1))
    return found


def test_the_worths_that_made_the_data_are_found() -> None:
    worths = np.array([1.0, 0.4, 0.6, 0.1, 0.5, 0.3, 0.2, 0.1, 0.3])
    asked = _asked(worths, 400)
    assert fit(asked) == pytest.approx(worths, abs=0.08)
    assert recall_at(asked, worths) > recall_at(asked, worths[::-1].copy())


def test_padding_is_never_found() -> None:
    rows = np.zeros((4, 9))
    rows[0, 0] = -1.0
    one = Asked(rows, np.array([True, False, False, False]), np.array([True, False, False, False]), 2)
    assert recall_at([one], worths_in_code()) == 50.0


def test_a_line_scored_by_the_shares_scores_as_in_recall() -> None:
    why = {
        "words": 0.5,
        "nearby": 0.2,
        "meaning": 0.4,
        "itself": 0.1,
        "named": 0.2,
        "full": 0.14,
        "answer": 0.16,
    }
    line = Recalled("a", "Ada", datetime(2026, 3, 4, tzinfo=UTC), "I left last week.", sum(why.values()), why)
    asked = shares_of([line], "When did Ada leave?", frozenset({"a", "b"}))
    assert asked.rows.shape[0] == SHORTLIST and asked.lines.sum() == 1 and asked.wanted == 2
    assert float(asked.rows[0] @ worths_in_code()) == pytest.approx(line.score)
    assert worths_in_code()[3] == WORTH["named"]
