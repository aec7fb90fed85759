"""`os1 memory forget`: show what would go, ask, and forget it for good."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack
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
        list[str] | None,
        typer.Option(metavar="NAME", help="All that NAME said, and all that names them; may be repeated."),
    ] = None,
    topic: Annotated[str | None, typer.Option(metavar="TEXT", help="All that is about TEXT.")] = None,
    since: Annotated[
        str | None,
        typer.Option(metavar="T", help="From this day or time on: 2026-03-04 or 2026-03-04T15:00."),
    ] = None,
    until: Annotated[
        str | None, typer.Option(metavar="T", help="Before this time, or to the end of this day.")
    ] = None,
    meaning: Annotated[
        bool, typer.Option("--meaning", help="With --topic and --yes, also what only means TEXT.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask again.")] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Forget truly and at once: nothing of it stays in the store.

    Shows what it is first, with the OS's own words that repeat it, which go too. What may mean the topic and does
    not say it is shown below, and goes only where you say so.
    """
    from os1.home.rooms import forget as forget_in

    chosen, named = settings(home), ids or []
    searching = person or topic or since or until
    if not (named or searching):
        raise SettingsError("Say what to forget: ids, --person, --topic, --since or --until.")
    found = run(_preview(chosen, named, person or [], topic, since, until))
    going = [one for one in found if "alike" not in one.why]
    alike = [one for one in found if "alike" in one.why]
    if searching and not yes:
        _show(going, alike)
        if not found:
            return
        going = _asked(going, alike)
    else:
        going += alike if meaning else []
        if not as_json:
            _show(going)
    count = run(forget_in(chosen, [one.id for one in going]))
    typer.echo(json.dumps({"forgotten": count}) if as_json else f"Forgot {count}.")


async def _preview(
    chosen: Settings,
    ids: Sequence[str],
    person: Sequence[str],
    topic: str | None,
    since: str | None,
    until: str | None,
) -> list[Recalled]:
    from os1.clock import SystemClock
    from os1.home.rooms import open_store, open_store_and_embedder, whom

    now = SystemClock().now()
    async with AsyncExitStack() as stack:
        if topic:
            memory, missing = await stack.enter_async_context(open_store_and_embedder(chosen))
            if missing:
                typer.echo(f"What only means it is not looked for: {missing}", err=True)
        else:
            memory = await stack.enter_async_context(open_store(chosen))
        bounds = (
            _time(since, now, timedelta()) if since else None,
            _time(until, now, timedelta(days=1)) if until else None,
        )
        found: dict[str, Recalled] = {}
        for name in person or [""]:
            who, mark = await whom(memory, name)
            some = await memory.would_forget(
                ids, person=who, mark=mark, topic=topic or "", since=bounds[0], until=bounds[1]
            )
            found |= {one.id: one for one in some if one.id not in found}
        return list(found.values())


def _show(going: Sequence[Recalled], alike: Sequence[Recalled] = ()) -> None:
    for one in going:
        _show_line(one)
    if alike:
        typer.echo("These do not say it, but may mean it:")
    for one in alike:
        _show_line(one)
    if not (going or alike):
        typer.echo("There is nothing like that.")


def _show_line(one: Recalled) -> None:
    text = one.text if len(one.text) <= _LONGEST else f"{one.text[:_LONGEST]}..."
    typer.echo(f"{one.id}  {one.time:%Y-%m-%d %H:%M}  {one.speaker}: {text}")


def _asked(going: Sequence[Recalled], alike: Sequence[Recalled]) -> list[Recalled]:
    """What the person agrees to forget: each part is asked for by itself."""
    if not sys.stdin.isatty():
        more = ", and with --meaning what may mean it" if alike else ""
        raise SettingsError(f"Look at that first; give the same command with --yes to forget it{more}.")
    chosen: list[Recalled] = []
    if going and typer.confirm(f"Forget {_these(going)}? It cannot be brought back."):
        chosen += going
    if alike and typer.confirm(f"Forget {_these(alike)} that may mean it? It cannot be brought back."):
        chosen += alike
    if not chosen:
        raise typer.Abort
    return chosen


def _these(lines: Sequence[Recalled]) -> str:
    return "this one" if len(lines) == 1 else f"these {len(lines)}"


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
