"""Options that every command takes, and how their values become settings."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Coroutine
from contextvars import ContextVar
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from os1 import config

T = TypeVar("T")

HomeOption = Annotated[
    Path | None,
    typer.Option("--home", metavar="DIR", help="The OS's folder (default: the platform's data folder)."),
]
WakeOption = Annotated[
    bool | None,
    typer.Option("--wake/--no-wake", help="After two quiet minutes answer only when called by name."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print results as JSON, for programs.")]


_before: ContextVar[Path | None] = ContextVar("home given before the command", default=None)


def given_before(home: Path | None) -> None:
    """`--home` may stand before the command as well as behind it."""
    _before.set(home)


def settings(home: Path | None, **given: Any) -> config.Settings:
    """The settings for one command; options that were not given are None."""
    return config.load(home or _before.get(), **given)


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run `work` to its end; Ctrl-C, a service manager's stop and a terminal's hang-up cancel it.

    A second signal changes nothing, so that what was begun is put away; a third one cuts that short.
    """

    async def supervised() -> T:
        loop = asyncio.get_running_loop()
        task = asyncio.ensure_future(work)
        signals = 0

        def stop() -> None:
            nonlocal signals
            signals += 1
            if signals != 2:
                task.cancel()

        loop.add_signal_handler(signal.SIGINT, stop)
        loop.add_signal_handler(signal.SIGTERM, stop)
        if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # `nohup` wants it to go on
            loop.add_signal_handler(signal.SIGHUP, stop)
        try:
            return await task
        except asyncio.CancelledError:
            raise KeyboardInterrupt from None

    try:
        return asyncio.run(supervised())
    except KeyboardInterrupt:
        raise typer.Abort from None
