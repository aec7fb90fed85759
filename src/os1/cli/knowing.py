"""`os1 memory facts | people | promises | episodes | correct | confirm`: what it knows, and setting it right."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from os1.cli.options import HomeOption, JsonOption, run, settings

if TYPE_CHECKING:
    from os1.home.rooms import Memory

_FactArgument = Annotated[str, typer.Argument(help="The id of a fact, as `os1 memory facts` prints it.")]


def facts(
    about: Annotated[str | None, typer.Argument(help='Of whom: a name, "my sister", "me".')] = None,
    past: Annotated[bool, typer.Option("--past", help="Also what is over, or was wrong.")] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """What it knows, each fact with the utterances that it rests on."""

    async def work() -> None:
        async with _read(home) as memory:
            for fact in await memory.facts(about, past=past):
                mark = f" ({fact.certainty})" if fact.certainty != "certain" else ""
                when = "".join(
                    f" {word} {date}" for word, date in (("since", fact.since), ("until", fact.until)) if date
                )
                denied = "not " if fact.negated else ""
                who = f"{fact.subject} ({fact.mark})" if fact.mark else fact.subject
                words = f"{fact.id}  {who} {fact.relation} {denied}{fact.value}{when}{mark}"
                _print(fact, words, as_json)

    run(work())


def people(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """The people you have spoken of: who they are to you, and dates that matter."""

    async def work() -> None:
        async with _read(home) as memory:
            for one in await memory.people():
                more = [one.relation, *(f"{what} {date}" for what, date in one.dates)]
                more += [fact.relation.replace("_", " ") for fact in one.feelings]
                _print(one, f"{one.name}: {_joined(more)}", as_json)

    run(work())


def promises(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """What it said it would do, and whether it did."""

    async def work() -> None:
        async with _read(home) as memory:
            for one in await memory.promises():
                _print(one, f"{one.made:%Y-%m-%d %H:%M}  {one.state}: {one.text}", as_json)

    run(work())


def episodes(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """The conversations that are summed up, the oldest first."""

    async def work() -> None:
        async with _read(home) as memory:
            for one in await memory.episodes():
                _print(one, f"{one.began:%Y-%m-%d %H:%M}  {one.mood}: {one.summary}", as_json)

    run(work())


def correct(
    fact: _FactArgument,
    value: Annotated[
        str | None, typer.Argument(help="What is right instead; without it the fact is only closed.")
    ] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Set a fact right. The old value stays as history and is never told as present again."""
    from os1.home.rooms import correct_by_hand

    async def work() -> None:
        async with _read(home) as memory:
            now = await correct_by_hand(memory, fact, value)
        if now is not None:
            _print(now, f"{now.id}  {now.subject} {now.relation} {now.value}", as_json)
        else:
            typer.echo(json.dumps({"closed": fact}) if as_json else "It no longer holds.")

    run(work())


def confirm(fact: _FactArgument, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Make a fact certain: what concerns health, money or law counts only once you confirm it."""

    async def work() -> None:
        async with _read(home) as memory:
            sure = await memory.confirm(fact)
        _print(sure, f"{sure.id}  {sure.subject} {sure.relation} {sure.value} ({sure.certainty})", as_json)

    run(work())


def add_to(app: typer.Typer) -> None:
    """Give `os1 memory` these commands."""
    for command in (facts, people, promises, episodes, correct, confirm):
        app.command()(command)


@asynccontextmanager
async def _read(home: Path | None) -> AsyncIterator[Memory]:
    """The memory, with everything that was said read up to now."""
    from os1.home.rooms import open_store, read_up

    async with open_store(settings(home)) as memory:
        await read_up(memory)
        yield memory


def _print(one: Any, words: str, as_json: bool) -> None:
    typer.echo(json.dumps(asdict(one), ensure_ascii=False, default=_plain) if as_json else words)


def _plain(value: object) -> str:
    assert isinstance(value, datetime), "only times are no JSON of their own"
    return value.isoformat()


def _joined(parts: Iterable[str]) -> str:
    return ", ".join(part for part in parts if part) or "no more known"
