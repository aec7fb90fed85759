"""Figures of a benchmark: collected as rows, printed as a table with the machine's load, or as JSON."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of ours, beside the same figure of `peer` where there is one. `ratio` is ours by theirs."""

    what: str
    ours: float
    unit: str
    peer: str = ""
    theirs: float | None = None

    @property
    def ratio(self) -> float | None:
        return self.ours / self.theirs if self.theirs else None


def percentile(values: Sequence[float], q: float) -> float:
    """The `q`-th percentile (0 to 100) of `values`."""
    return float(np.percentile(values, q))


def machine() -> dict[str, Any]:
    """The machine and how busy it is: the ground on which figures may be compared."""
    one, five, _ = os.getloadavg()
    return {"cpu": _cpu(), "cores": os.cpu_count(), "load_1min": round(one, 2), "load_5min": round(five, 2)}


def show(rows: Sequence[Row], before: dict[str, Any], as_json: bool) -> None:
    """Print `rows`; `before` is what `machine` said before the measuring began."""
    if as_json:
        values = [{**asdict(row), "ratio": row.ratio} for row in rows]
        print(json.dumps({"machine": before, "rows": values}))
        return
    print("{cpu}, {cores} cores, load {load_1min} (5 min: {load_5min}) before measuring".format(**before))
    for row in rows:
        line = f"{row.what:<44}{row.ours:>10.3f} {row.unit:<10}"
        if row.theirs is not None:
            line += f" {row.peer}: {row.theirs:.3f}"
        if row.ratio is not None:
            line += f"  ratio {row.ratio:.2f}"
        print(line)


def _cpu() -> str:
    try:
        with open("/proc/cpuinfo", encoding="ascii", errors="replace") as info:
            names = [line.split(":", 1)[1].strip() for line in info if line.startswith("model name")]
    except OSError:
        names = []
    return names[0] if names else platform.processor() or platform.machine()
