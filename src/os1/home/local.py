"""The door for the person's own programs: a socket in the home that `os1 chat` knocks at while OS1 runs.

One JSON object a line. In: {"say": text}, {"forget": ids} or {"listen": true} (the OS may speak first here). Out:
{"clause": text} as it is said, {"reply": {...}} (as in the `reply` event) at the end of an answer, {"nudge": true}
at the end of what the OS said of its own accord, {"forgotten": how many}, or {"trouble": sentence}.
Only the owner of the home can open the socket.
"""

from __future__ import annotations

import asyncio
import json
import os
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from os1.errors import EngineDown, OS1Error, StoreError
from os1.events import reply_data
from os1.home.house import Home
from os1.home.lock import note
from os1.home.sinks import TextSink
from os1.types import ReplySink

_LONGEST_PATH = 100
"""Bytes that every platform allows for a socket's path (104 on macOS, 108 on Linux, with the closing zero)."""
_LONGEST_LINE = 2**22
"""Bytes of JSON: more than anyone types or pastes."""


@asynccontextmanager
async def open_door(home: Home) -> AsyncIterator[None]:
    """Answer the person's programs inside the block; the home's lock file says where."""
    with _socket_path(home.settings.home) as path:
        async with _answering(home, path):
            yield


@contextmanager
def _socket_path(folder: Path) -> Iterator[Path]:
    """Where the socket goes: into the home, or where that path is too long into a folder of its own."""
    path, own = folder / "os1.sock", None
    try:
        if len(os.fsencode(path)) > _LONGEST_PATH:
            own = Path(tempfile.mkdtemp(prefix="os1-"))
            path = own / "os1.sock"
        path.unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(
            f"The socket {path} cannot be made ({error.strerror}); remove what is there and start OS1 again."
        ) from error
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)
        if own is not None:
            own.rmdir()


@asynccontextmanager
async def _answering(home: Home, path: Path) -> AsyncIterator[None]:
    visits: set[asyncio.Task[None]] = set()

    async def visit(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        visits.add(task)
        try:
            await _Visit(home, reader, writer).serve()
        except ConnectionError:
            pass  # the program went away in the middle of an answer
        finally:
            visits.discard(task)
            writer.close()

    old = os.umask(0o177)
    try:
        server = await asyncio.start_unix_server(visit, path, limit=_LONGEST_LINE)
    finally:
        os.umask(old)
    note(home.lock, socket=str(path))
    try:
        async with server:
            yield
    finally:
        for task in list(visits):
            task.cancel()
        await asyncio.gather(*visits, return_exceptions=True)


class _Visit:
    """One program at the door."""

    def __init__(self, home: Home, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._home = home
        self._reader = reader
        self._writer = writer

    async def serve(self) -> None:
        leave: Callable[[], None] | None = None
        try:
            while line := await self._reader.readline():
                request = dict(json.loads(line))
                if "say" in request:
                    await self._answer(str(request["say"]))
                elif "forget" in request:
                    await self._forget([str(id) for id in request["forget"]])
                elif leave is None:
                    await self._first(self._home.greet)
                    leave = self._home.listen(self._first)
        except (ValueError, TypeError, RecursionError) as error:
            self._send(trouble=f"That was not a line of JSON I can read ({error}).")
        finally:
            if leave:
                leave()

    async def _answer(self, text: str) -> None:
        try:
            reply = await self._home.typed(text, "terminal", self._clause)
            self._send(reply=reply_data(reply) if reply else {})
        except OS1Error as error:
            self._send(trouble=str(error))
        await self._writer.drain()

    async def _forget(self, ids: list[str]) -> None:
        try:
            self._send(forgotten=(await self._home.memory.forget(ids)).lines)
        except OS1Error as error:
            self._send(trouble=str(error))
        await self._writer.drain()

    async def _first(self, turn: Callable[[ReplySink], Awaitable[bool]]) -> bool:
        heard = await turn(TextSink(self._clause))
        if heard:
            self._send(nudge=True)
        return heard

    def _clause(self, text: str) -> None:
        self._send(clause=text)

    def _send(self, **message: Any) -> None:
        self._writer.write(json.dumps(message).encode() + b"\n")


class Visitor:
    """The other side: a program that talks with the OS that runs. Made by `knock`."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    def say(self, text: str) -> None:
        """Say `text`; its answer comes among `messages`."""
        self._writer.write(json.dumps({"say": text}).encode() + b"\n")

    def forget(self, ids: Sequence[str]) -> None:
        """Have `ids` forgotten for good; how many went comes among `messages`."""
        self._writer.write(json.dumps({"forget": list(ids)}).encode() + b"\n")

    def listen(self) -> None:
        """Let the OS speak first here."""
        self._writer.write(json.dumps({"listen": True}).encode() + b"\n")

    async def messages(self) -> AsyncIterator[dict[str, Any]]:
        """What the OS says, until it goes away."""
        while line := await self._reader.readline():
            yield json.loads(line)


@asynccontextmanager
async def knock(path: str) -> AsyncIterator[Visitor]:
    """A visit to the OS whose socket is `path`.

    Raises:
        EngineDown: nobody answers there.
    """
    try:
        reader, writer = await asyncio.open_unix_connection(path, limit=_LONGEST_LINE)
    except OSError as error:
        raise EngineDown(
            f"OS1 runs but does not answer ({error.strerror}); stop it and start it again."
        ) from error
    try:
        yield Visitor(reader, writer)
    finally:
        writer.close()
