"""Runs benchmarks by name: `python bench/run.py NAME... [--json]`; `os1 bench` calls it."""

from __future__ import annotations

import argparse
import asyncio
import importlib
import sys
from pathlib import Path
from types import ModuleType

from os1.errors import OS1Error

NAMES = ("start", "brain", "ears", "trimmed", "mouth", "memory", "voice", "situations", "soak")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="+", choices=(*NAMES, "all"))
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    parser.add_argument(
        "--recordings", type=Path, help="a folder of FILE.flac with FILE.txt to measure ears and voice"
    )
    parser.add_argument("--memories", type=int, default=10_000, help="how many lines to measure memory with")
    parser.add_argument("--brain", default="", help="an OpenAI-compatible address to measure as the brain")
    parser.add_argument("--model", default="", help="the model's name there")
    parser.add_argument("--data", type=Path, help="items for the brain, or conversations for memory")
    parser.add_argument("--replies", type=Path, help="where the brain's replies go, with what was asked")
    parser.add_argument(
        "--blind", type=Path, help="another file of replies, to be judged beside the new ones"
    )
    parser.add_argument("--only", type=part, default=slice(None), help="the situations to play: 1-20, or 7")
    parser.add_argument("--keep", type=Path, help="where `trimmed` keeps its sentences, for the next time")
    parser.add_argument("--minutes", type=float, default=10.0, help="how long `soak` talks")
    parser.add_argument("--speed", type=float, default=1.0, help="how much faster than people `soak` talks")
    given = parser.parse_args()
    sys.path.insert(0, str(Path(__file__).parent.parent))
    table = importlib.import_module("bench.table")
    before, rows = table.machine(), []
    try:
        for name in NAMES[:-1] if "all" in given.names else given.names:
            print(f"Measuring {name} ...", file=sys.stderr)
            module = importlib.import_module(f"bench.{name}")
            rows += asyncio.run(module.measure(*_wanted(name, module, given)))
    except OS1Error as error:
        print(f"os1: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
    table.show(rows, before, given.json)


def _wanted(name: str, module: ModuleType, given: argparse.Namespace) -> tuple[object, ...]:
    """What the measure called `name` is given."""
    if name == "memory":
        return given.memories, given.data
    if name == "brain":
        data = given.data or module.ITEMS
        return (module.Wanted(given.brain, given.model, data, given.replies, given.blind),)
    if name == "trimmed":
        return given.recordings, given.only, given.keep
    if name == "soak":
        return given.recordings, given.minutes, given.speed
    if name in ("voice", "situations"):
        return given.recordings, given.only
    return (given.recordings,)


def part(text: str) -> slice:
    """The part of a list that "3-7" names, or "3" alone, counted from one.

    Raises:
        ArgumentTypeError: it names none.
    """
    first, _, last = text.partition("-")
    if not (first.isdecimal() and (last or first).isdecimal() and 0 < int(first) <= int(last or first)):
        raise argparse.ArgumentTypeError(f"{text!r} names no situations; write 7, or 1-20")
    return slice(int(first) - 1, int(last or first))


if __name__ == "__main__":
    main()
