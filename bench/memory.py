"""Memory: what keeping and finding cost, and how much of what is asked for is found, beside others."""

from __future__ import annotations

from pathlib import Path

from bench.memory_cost import measure_cost
from bench.memory_score import measure_score
from bench.table import Row


async def measure(memories: int, data: Path | None) -> list[Row]:
    """The cost at `memories` invented lines; with `data`, a file of conversations, how much recall finds there."""
    rows = await measure_cost(memories)
    return rows + (await measure_score(data) if data is not None else [])
