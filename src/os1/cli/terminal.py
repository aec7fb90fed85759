"""Talking by typing: lines in, clauses out, whoever answers behind it."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable

import typer

from os1.types import ReplySink

Show = Callable[[str], None]


class Terminal:
    """Prints clauses as they come, one paragraph a turn, and reads lines without blocking the loop."""

    def __init__(self) -> None:
        self._mid_line = False
        self._interactive = sys.stdin.isatty() and sys.stdout.isatty()

    def show(self, clause: str) -> None:
        """Print one clause of the running reply."""
        typer.echo((" " if self._mid_line else "") + clause.strip(), nl=False)
        sys.stdout.flush()
        self._mid_line = True

    def end(self) -> None:
        """End the reply, if anything was shown, and invite the person."""
        if self._mid_line:
            typer.echo()
        self._mid_line = False

    async def lines(self) -> AsyncIterator[str]:
        """Every line that is not empty, until the input ends."""
        loop = asyncio.get_running_loop()
        queue: asyncio.Queue[str | None] = asyncio.Queue()

        def read() -> None:
            # A daemon thread: reading standard input cannot be cancelled, and must not keep the process.
            with contextlib.suppress(RuntimeError):
                for line in sys.stdin:
                    loop.call_soon_threadsafe(queue.put_nowait, line)
                loop.call_soon_threadsafe(queue.put_nowait, None)

        threading.Thread(target=read, daemon=True).start()
        while True:
            self.invite()
            line = await queue.get()
            if line is None:
                return
            if text := line.strip():
                yield text

    def invite(self) -> None:
        if self._interactive:
            typer.echo("> ", nl=False)
            sys.stdout.flush()

    async def speak_first(self, turn: Callable[[ReplySink], Awaitable[bool]], sink: ReplySink) -> bool:
        """Let the OS begin a turn on this terminal."""
        if self._interactive:
            typer.echo("\r", nl=False)
        heard = await turn(sink)
        self.end()
        self.invite()
        return heard
