"""`os1 bench`: how fast it is here. The benchmarks themselves are in the folder `bench/` of the source."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

import os1
from os1.cli.options import JsonOption
from os1.errors import SettingsError

_NAMES = ("start", "brain", "ears", "mouth", "memory", "voice", "situations", "all")
_RUN = Path(os1.__file__).parents[2] / "bench" / "run.py"


def bench(
    names: Annotated[list[str], typer.Argument(metavar="NAME...", help=f"{', '.join(_NAMES)}.")],
    recordings: Annotated[Path | None, typer.Option(help="A folder of FILE.flac with FILE.txt.")] = None,
    memories: Annotated[
        int, typer.Option(min=1, max=10_000_000, help="Lines to measure memory with.")
    ] = 10_000,
    data: Annotated[
        Path | None, typer.Option(help="Conversations with questions (LoCoMo's format) to score memory with.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Measure this machine: figures, and ratios against a named peer, with the machine's load."""
    if unknown := sorted(set(names) - set(_NAMES)):
        raise SettingsError(f"There is no benchmark {unknown[0]!r}; there are {', '.join(_NAMES)}.")
    if not _RUN.is_file():
        raise SettingsError("The benchmarks come with OS1's source; run `make bench` in a checkout of it.")
    extra = ["--memories", str(memories)]
    extra += ["--recordings", str(recordings.absolute())] if recordings else []
    extra += ["--data", str(data.absolute())] if data else []
    done = subprocess.run(
        [sys.executable, str(_RUN), *names, *extra, *(["--json"] if as_json else [])], check=False
    )
    if done.returncode:
        raise typer.Exit(done.returncode)
