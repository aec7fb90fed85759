"""Runs benchmarks by name: `python bench/run.py NAME... [--json]`; `os1 bench` calls it."""

from __future__ import annotations

import argparse
import asyncio
import importlib
import sys
from pathlib import Path

NAMES = ("start", "brain", "ears", "mouth", "memory", "voice", "situations")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="+", choices=(*NAMES, "all"))
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    parser.add_argument(
        "--recordings", type=Path, help="a folder of FILE.flac with FILE.txt to measure ears and voice"
    )
    parser.add_argument("--memories", type=int, default=10_000, help="how many lines to measure memory with")
    parser.add_argument("--data", type=Path, help="conversations with questions to score memory with")
    given = parser.parse_args()
    sys.path.insert(0, str(Path(__file__).parent.parent))
    table = importlib.import_module("bench.table")
    before, rows = table.machine(), []
    for name in NAMES if "all" in given.names else given.names:
        print(f"Measuring {name} ...", file=sys.stderr)
        measure = importlib.import_module(f"bench.{name}").measure
        wants = (given.memories, given.data) if name == "memory" else (given.recordings,)
        rows += asyncio.run(measure(*wants))
    table.show(rows, before, given.json)


if __name__ == "__main__":
    main()
