"""Arrays that grow."""

from __future__ import annotations

import numpy as np

from os1.memory.columns import Column


def test_it_holds_what_was_put_in_however_it_grew() -> None:
    column, chance = Column(np.int64), np.random.default_rng(3)
    parts = [chance.integers(0, 9, size) for size in (0, 1, 5, 1000, 1, 3)]
    for part in parts:
        column.extend(part)
    assert len(column) == 1010
    assert np.array_equal(column.values, np.concatenate(parts))


def test_what_is_stretched_is_zero_and_can_be_written() -> None:
    column = Column(np.uint64, rows=2)
    column.extend(np.array([[1], [2]], np.uint64))
    column.stretch(4)
    column.values[:, 3] = 7
    column.stretch(2)  # never shrinks
    assert column.values.tolist() == [[1, 0, 0, 7], [2, 0, 0, 7]]
