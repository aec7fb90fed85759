"""`os1 memory forget`: show what would go, ask, and forget it for good."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from os1.cli.options import HomeOption, JsonOption, run, settings
from os1.config import Settings
from os1.errors import SettingsError

if TYPE_CHECKING:
    from os1.types import Recalled

_LONGEST = 120
_Ids = Annotated[
    list[str] | None, typer.Argument(help="Ids of utterances, as `os1 memory show` prints them.")
]


def forget(  # noqa: PLR0913, PLR0917 - each is an option of the command
    ids: _Ids = None,
    person: Annotated[
        str | None, typer.Option(metavar="NAME", help="All that NAME said, and all that names them.")
    ] = None,
    topic: Annotated[str | None, typer.Option(metavar="TEXT", help="All that is about TEXT.")] = None,
    since: Annotated[
        str | None,
        typer.Option(metavar="T", help="From this day or time on: 2026-03-04 or 2026-03-04T15:00."),
    ] = None,
    until: Annotated[
        str | None, typer.Option(metavar="T", help="Before this time, or to the end of this day.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask again.")] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Forget truly and at once: nothing of it stays in the store.

    Shows what it is first, with the OS's own words that repeat it, which go too.
    """
    from os1.home.rooms import forget as forget_in

    chosen, named = settings(home), ids or []
    searching = person or topic or since or until
    if not (named or searching):
        raise SettingsError("Say what to forget: ids, --person, --topic, --since or --until.")
    going = run(_preview(chosen, named, person, topic, since, until))
    if searching and not yes:
        _show(going)
        if not going:
            return
        _ask(len(going))
    elif not as_json:
        _show(going)
    count = run(forget_in(chosen, [one.id for one in going]))
    typer.echo(json.dumps({"forgotten": count}) if as_json else f"Forgot {count}.")


async def _preview(
    chosen: Settings,
    ids: Sequence[str],
    person: str | None,
    topic: str | None,
    since: str | None,
    until: str | None,
) -> list[Recalled]:
    from os1.clock import SystemClock
    from os1.home.rooms import open_store

    now = SystemClock().now()
    async with open_store(chosen) as memory:
        return await memory.would_forget(
            ids,
            person=person or (),
            topic=topic or "",
            since=_time(since, now, timedelta()) if since else None,
            until=_time(until, now, timedelta(days=1)) if until else None,
        )


def _show(going: Sequence[Recalled]) -> None:
    for one in going:
        text = one.text if len(one.text) <= _LONGEST else f"{one.text[:_LONGEST]}..."
        typer.echo(f"{one.id}  {one.time:%Y-%m-%d %H:%M}  {one.speaker}: {text}")
    if not going:
        typer.echo("There is nothing like that.")


def _ask(count: int) -> None:
    if not sys.stdin.isatty():
        raise SettingsError("Look at that first; give the same command with --yes to forget it.")
    typer.confirm(
        f"Forget {'this' if count == 1 else f'these {count}'}? It cannot be brought back.", abort=True
    )


def _time(text: str, now: datetime, whole_day: timedelta) -> datetime:
    """A time in the zone of `now`; of a day alone its beginning, `whole_day` later."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        try:
            when = datetime.fromisoformat(text)
        except ValueError:
            raise SettingsError(f"{text!r} is no time; write it as 2026-03-04 or 2026-03-04T15:00.") from None
        return when if when.tzinfo else when.replace(tzinfo=now.tzinfo)
    return datetime.combine(day, time(), now.tzinfo) + whole_day
