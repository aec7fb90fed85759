"""Which part of a benchmark is run."""

from __future__ import annotations

from argparse import ArgumentTypeError

import pytest
from bench.run import part


@pytest.mark.parametrize(
    ("text", "numbers"), [("1-3", [1, 2, 3]), ("2", [2]), ("4-9", [4, 5]), ("5-5", [5]), ("7-8", [])]
)
def test_a_part_counts_from_one(text: str, numbers: list[int]) -> None:
    assert [1, 2, 3, 4, 5][part(text)] == numbers


@pytest.mark.parametrize("text", ["", "0", "0-3", "3-1", "-3", "a", "1-b", "1.5"])
def test_what_names_no_part_is_refused(text: str) -> None:
    with pytest.raises(ArgumentTypeError, match="write 7, or 1-20"):
        part(text)
