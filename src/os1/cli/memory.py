"""`os1 memory`: import, search, show, forget and count what is kept."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from os1.cli.care import export
from os1.cli.forgetting import forget
from os1.cli.options import HomeOption, JsonOption, run, settings
from os1.errors import SettingsError, reason

if TYPE_CHECKING:
    from os1.home.rooms import Memory

app = typer.Typer(
    help="What it remembers: import, search, show, forget, export, stats.", no_args_is_help=True
)
app.command("forget")(forget)
app.command("export")(export)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="JSON lines with id, speaker, time and text.")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Keep every line of FILE; a line whose id is known already changes nothing."""

    async def work() -> None:
        async with _store(home) as memory:
            counts = await memory.import_lines(file)
        if as_json:
            typer.echo(json.dumps(counts))
        else:
            typer.echo(f"Kept {counts['imported']} lines; {counts['known']} were known already.")

    run(work())


@app.command()
def search(
    query: Annotated[str | None, typer.Argument(help="What to look for, in any words.")] = None,
    k: Annotated[int, typer.Option("-k", min=1, max=1000, help="How many memories at most.")] = 10,
    batch: Annotated[Path | None, typer.Option(help="A file with one query a line.")] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find memories, best first. With --json, one list of {id, score} per query, one line each."""
    if (query is None) == (batch is None):
        raise SettingsError("Give either one QUERY or --batch FILE with one query a line.")
    queries = [query] if query is not None else _lines(batch)

    async def work() -> None:
        async with _store(home) as memory:
            for found in await memory.search(queries, k):
                if as_json:
                    typer.echo(json.dumps([{"id": one.id, "score": one.score} for one in found]))
                    continue
                for one in found:
                    typer.echo(f"{one.time:%Y-%m-%d %H:%M}  {one.speaker}: {one.text}")

    run(work())


@app.command()
def show(
    n: Annotated[
        int, typer.Option("-n", min=1, max=1_000_000_000, help="How many of the last utterances.")
    ] = 20,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """The last things said, oldest first."""

    async def work() -> None:
        async with _store(home) as memory:
            for one in await memory.recent(n, imported=True):
                if as_json:
                    line = {
                        "id": one.id,
                        "speaker": one.speaker,
                        "time": one.time.isoformat(),
                        "text": one.text,
                    }
                    typer.echo(json.dumps(line, ensure_ascii=False))
                else:
                    typer.echo(f"{one.id}  {one.time:%Y-%m-%d %H:%M}  {one.speaker}: {one.text}")

    run(work())


@app.command()
def stats(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """How much is kept, and since when."""

    async def work() -> None:
        async with _store(home) as memory:
            counts = await memory.stats()
        if as_json:
            typer.echo(json.dumps(counts))
        else:
            for name, value in counts.items():
                typer.echo(f"{name.replace('_', ' ')}: {value}")

    run(work())


@asynccontextmanager
async def _store(home: Path | None) -> AsyncIterator[Memory]:
    from os1.home.rooms import open_store

    async with open_store(settings(home)) as memory:
        yield memory


def _lines(path: Path | None) -> list[str]:
    assert path is not None
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"{path} cannot be read as text ({reason(error)}); give a file with one query a line."
        ) from error
