"""The real OS as a person starts it: a process of its own with a home of its own, and what it prints."""

from __future__ import annotations

import asyncio
import contextlib
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from os1 import config

_PATIENCE = 120.0
"""Seconds in which a slow and busy machine has started the OS."""


class Started:
    """A running `os1`. `printed` grows with every line of its standard output."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.printed: list[str] = []
        self._reading = asyncio.create_task(self._read())
        self._news = asyncio.Event()

    @property
    def here(self) -> str:
        """The printed address of the page, with its key."""
        return self._found(r"OS1 is here: (\S+)")

    @property
    def port(self) -> int:
        return int(self.here.split("#")[0].rstrip("/").rsplit(":", 1)[1])

    @property
    def phones(self) -> str:
        """The printed address for phones."""
        return self._found(r"For phones: (\S+)")

    @property
    def code(self) -> str:
        """The printed pairing code."""
        return self._found(r"code (\d[\d ]*\d)")

    async def until(self, words: str) -> None:
        """Wait until a line with `words` has been printed; raises TimeoutError, or EOFError where it ended."""
        async with asyncio.timeout(_PATIENCE):
            while not any(words in line for line in self.printed):
                if self._reading.done():
                    raise EOFError(f"os1 ended without saying {words!r}; it said {self.printed}")
                self._news.clear()
                await self._news.wait()

    async def kill(self) -> None:
        """End it as a power cut does."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> None:
        """End it as a service manager does."""
        await self._end(signal.SIGTERM)

    async def _end(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(number)
        await self._process.wait()
        await self._reading

    async def _read(self) -> None:
        assert self._process.stdout is not None
        while line := await self._process.stdout.readline():
            self.printed.append(line.decode().rstrip())
            self._news.set()
        self._news.set()

    def _found(self, expression: str) -> str:
        for line in self.printed:
            if match := re.search(expression, line):
                return match[1]
        raise LookupError(f"os1 has not printed {expression!r}, but {self.printed}")


@asynccontextmanager
async def started(home: Path, *options: str, port: int = 0) -> AsyncIterator[Started]:
    """`os1` with `home`, without a terminal, from the moment that its page can be opened until the block ends."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "os1.cli", "--home", str(home), "--port", str(port), *options,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        env=config.child_environment(PYTHONUNBUFFERED="1"),
    )  # fmt: skip
    os1 = Started(process)
    try:
        await os1.until("OS1 is here")
        yield os1
    finally:
        await os1.stop()
