"""`os1`: start the OS, with its page, and with a talk on the terminal where there is one."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from os1.cli.options import run, settings

if TYPE_CHECKING:
    from os1.home.house import Home


def start(home: Path | None, *, port: int | None, lan: bool, **given: Any) -> None:
    """Start the OS of `home` and serve its page until it is stopped."""
    from os1.home.house import open_home

    chosen = settings(home, port=port, **given)

    async def work() -> None:
        typer.echo("Waking up ...", err=True)
        async with open_home(chosen) as running:
            for role, why in running.engines.missing.items():
                typer.echo(f"Without {role}: {why}", err=True)
            await _live(running, lan)

    run(work())


async def _live(home: Home, lan: bool) -> None:
    from os1.cli.conversing import talk_here
    from os1.home.local import open_door
    from os1.server import opened

    async with open_door(home), opened(home, home.settings, lan=lan) as reach:
        typer.echo(f"OS1 is here: {reach.here}")
        if reach.phones:
            typer.echo(f"For phones: {reach.phones}  (code {reach.invite().code}, or scan this)")
            typer.echo(reach.qr())
            typer.echo(f"Its certificate's fingerprint: {reach.fingerprint}")
        sys.stdout.flush()
        home.expect_calls()
        if sys.stdin.isatty():
            await talk_here(home)
        await asyncio.Event().wait()
