"""`os1 memory`: import, search, show, forget and count what is kept."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from os1.cli import knowing
from os1.cli.care import export
from os1.cli.forgetting import forget
from os1.cli.options import HomeOption, JsonOption, run, settings
from os1.errors import SettingsError, reason

if TYPE_CHECKING:
    from os1.home.rooms import Memory
    from os1.types import Recalled

app = typer.Typer(help="What it remembers and knows.", no_args_is_help=True)
app.command("forget")(forget)
app.command("export")(export)
knowing.add_to(app)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="JSON lines with id, speaker, time and text.")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Keep every line of FILE; a line whose id is known already changes nothing.

    Returns when all of it is found by its words and by its meaning. What was kept before an interruption stays,
    and gets its meaning at the next import or while OS1 runs.
    """

    async def work() -> None:
        async with _store_and_embedder(home) as memory:
            counts = await memory.import_lines(file)
            await memory.grasp()
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
    why: Annotated[bool, typer.Option("--why", help="Say why each memory was found.")] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find memories, best first. With --json, one list of {id, score} per query, one line each.

    With --why and --json, each also has "why": what each reason adds to the score; and "because" where
    another memory leads to it.
    """
    if (query is None) == (batch is None):
        raise SettingsError("Give either one QUERY or --batch FILE with one query a line.")
    queries = [query] if query is not None else _lines(batch)

    async def work() -> None:
        async with _store_and_embedder(home) as memory:
            warned = False
            for one in queries:
                found = await memory.recall(one, k)
                if memory.words_only and not warned:
                    warned = True
                    typer.echo(f"Searched by words alone: {memory.words_only}", err=True)
                _print(found, why, as_json)

    run(work())


def _print(found: Sequence[Recalled], why: bool, as_json: bool) -> None:
    if as_json:
        extra = [_explained(one) if why else {} for one in found]
        rows = [{"id": one.id, "score": one.score, **more} for one, more in zip(found, extra, strict=True)]
        typer.echo(json.dumps(rows))
        return
    for one in found:
        typer.echo(f"{one.time:%Y-%m-%d %H:%M}  {one.speaker}: {one.text}")
        if why:
            typer.echo(f"    {_reasons(one.why)}")
            if one.because:
                typer.echo(f"    because {one.because}")


def _explained(one: Recalled) -> dict[str, Any]:
    return {"why": dict(one.why), **({"because": one.because} if one.because else {})}


_REASONS = {
    "words": "its own words",
    "nearby": "words said around it",
    "meaning": "what it means with the words around it",
    "itself": "what it means",
    "named": "who said it",
    "time": "when it was said",
    "answer": "it holds what such a question asks for",
    "full": "how much it says",
    "recent": "how lately it was said",
    "linked": "another memory that leads to it",
}


def _reasons(why: Mapping[str, float]) -> str:
    """The shares of a score, the largest first, in words and in parts of a hundred."""
    total = sum(abs(share) for share in why.values())
    parts = [
        f"{'against it: ' if share < 0 else ''}{_REASONS[name]} ({100 * abs(share) / total:.0f}%)"
        for name, share in sorted(why.items(), key=lambda one: -abs(one[1]))
    ]
    return "found by " + ", ".join(parts)


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


@asynccontextmanager
async def _store_and_embedder(home: Path | None) -> AsyncIterator[Memory]:
    from os1.home.rooms import open_store_and_embedder

    async with open_store_and_embedder(settings(home)) as (memory, missing):
        yield memory
        if missing:
            typer.echo(f"Memories are found by words alone: {missing}", err=True)


def _lines(path: Path | None) -> list[str]:
    assert path is not None
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"{path} cannot be read as text ({reason(error)}); give a file with one query a line."
        ) from error
