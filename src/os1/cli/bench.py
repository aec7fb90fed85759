"""`os1 bench`: how fast and how good it is here. The benchmarks are in the folder `bench/` of the source."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

import os1
from os1.cli.options import JsonOption
from os1.errors import SettingsError

_NAMES = ("start", "brain", "ears", "trimmed", "mouth", "memory", "voice", "situations", "soak", "all")
_RUN = Path(os1.__file__).parents[2] / "bench" / "run.py"


def bench(  # noqa: PLR0913 - each one is an option of the command
    names: Annotated[list[str], typer.Argument(metavar="NAME...", help=f"{', '.join(_NAMES)}.")],
    *,
    recordings: Annotated[Path | None, typer.Option(help="A folder of FILE.flac with FILE.txt.")] = None,
    memories: Annotated[
        int, typer.Option(min=1, max=10_000_000, help="Lines to measure memory with.")
    ] = 10_000,
    brain: Annotated[
        str | None, typer.Option(metavar="URL", help="An OpenAI-compatible brain to measure.")
    ] = None,
    model: Annotated[str | None, typer.Option(metavar="NAME", help="The model at that address.")] = None,
    data: Annotated[
        Path | None,
        typer.Option(
            help="Items for the brain (JSON lines), or conversations in LoCoMo's format for memory."
        ),
    ] = None,
    replies: Annotated[Path | None, typer.Option(help="Write what the brain was asked and answered.")] = None,
    blind: Annotated[
        Path | None, typer.Option(help="Other replies, to be judged blind beside the new ones.")
    ] = None,
    only: Annotated[
        str | None, typer.Option(metavar="A-B", help="Play these situations, or sentences, alone: 1-20.")
    ] = None,
    keep: Annotated[
        Path | None, typer.Option(help="A folder for the sentences of `trimmed`, made once and used again.")
    ] = None,
    minutes: Annotated[float | None, typer.Option(min=0.5, help="How long `soak` talks.")] = None,
    speed: Annotated[
        float | None, typer.Option(min=0.1, help="How much faster than people `soak` talks.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Measure this machine: figures, and ratios against a named peer, with the machine's load."""
    if unknown := sorted(set(names) - set(_NAMES)):
        raise SettingsError(f"There is no benchmark {unknown[0]!r}; there are {', '.join(_NAMES)}.")
    if not _RUN.is_file():
        raise SettingsError("The benchmarks come with OS1's source; run `make bench` in a checkout of it.")
    if data and len({"memory", "brain"} & set(names)) != 1:
        raise SettingsError("--data goes with `brain` or with `memory`; name one of them.")
    files = {
        "--recordings": recordings,
        "--data": data,
        "--replies": replies,
        "--blind": blind,
        "--keep": keep,
    }
    texts = {"--brain": brain, "--model": model, "--memories": str(memories), "--only": only}
    texts |= {"--minutes": str(minutes) if minutes else None, "--speed": str(speed) if speed else None}
    extra = [text for name, path in files.items() if path for text in (name, str(path.absolute()))]
    extra += [text for name, value in texts.items() if value for text in (name, value)]
    extra += ["--json"] if as_json else []
    done = subprocess.run([sys.executable, str(_RUN), *names, *extra], check=False)
    if done.returncode:
        raise typer.Exit(done.returncode)
