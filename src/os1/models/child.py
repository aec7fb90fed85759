"""A supervised engine process: started on demand, asked by frames, killed when it hangs, started again.

It knows nothing of what the engine computes. Requests are answered one at a time, in order; a request whose
caller was cancelled before it was sent is never sent.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

from os1 import config, errors
from os1.clock import Clock
from os1.models import frames

_START_TIMEOUT = 180.0
_CRASHES, _WITHIN = 4, 60.0
"""This many crashes within so many seconds, and the engine stays down until the window has passed."""


class Child:
    """One engine process made by `factory` ("module:name") with the JSON-able `setup`.

    `threads` bounds the numeric libraries inside. `on_state` is told "up" and "down" as the process comes
    and goes.
    """

    def __init__(
        self,
        name: str,
        factory: str,
        setup: Mapping[str, Any],
        *,
        clock: Clock,
        threads: int = 1,
        on_state: Callable[[str], None] = lambda state: None,
    ) -> None:
        self.name = name
        self._argv = [sys.executable, "-m", "os1.models.worker", factory, json.dumps(dict(setup))]
        self._clock = clock
        self._threads = threads
        self._on_state = on_state
        self._process: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()
        self._crashes: deque[float] = deque(maxlen=_CRASHES)
        self._number = 0
        self._revival: asyncio.Task[None] | None = None
        self._closed = False

    @property
    def pid(self) -> int | None:
        """The process's id while it runs."""
        return self._process.pid if self._process and self._process.returncode is None else None

    async def start(self) -> None:
        """Start the process if it does not run, and wait until its engine is loaded.

        Raises:
            EngineDown: it did not start; the sentence holds the engine's own words.
        """
        async with self._turn:
            await self._ensure()

    async def request(
        self, header: frames.Header, payload: bytes = b"", *, timeout: float = 60.0
    ) -> tuple[frames.Header, bytes]:
        """Ask, and wait for the answer.

        Raises:
            EngineDown: the process died or took longer than `timeout` seconds; a new one is on its way.
            OS1Error: the engine's own complaint, of the type it raised.
        """
        async with self._turn:
            await self._ensure()
            answer = asyncio.ensure_future(self._exchange(header, payload, timeout))
            try:
                return await asyncio.shield(answer)
            except asyncio.CancelledError:
                # The process is busy with this request; the next caller has to wait for its end, however often
                # this one is cancelled, or it would be given the answer to this request.
                while not answer.done():
                    with contextlib.suppress(asyncio.CancelledError):
                        await asyncio.wait({answer})
                if not answer.cancelled():
                    answer.exception()
                raise

    async def restart(self) -> None:
        """End a process that hangs though it answers here, and start a new one.

        Raises:
            EngineDown: the new one did not start.
        """
        async with self._turn:
            await self._fell()
            await self._ensure()

    async def renew(self) -> None:
        """End the process, with all that it holds in memory; the next request starts a new one."""
        async with self._turn:
            await self._kill()

    async def close(self) -> None:
        """End the process and stay down."""
        self._closed = True
        if self._revival:
            self._revival.cancel()
        await self._kill()

    async def _ensure(self) -> None:
        if self.pid is not None:
            return
        if self._closed:
            raise errors.EngineDown(f"The {self.name} engine has been shut down; start OS1 again.")
        now = self._clock.monotonic()
        if len(self._crashes) == _CRASHES and now - self._crashes[0] < _WITHIN:
            raise errors.EngineDown(
                f"The {self.name} engine stopped {_CRASHES} times within a minute and rests now; "
                "run `os1 doctor` to see why."
            )
        await self._spawn()

    async def _spawn(self) -> None:
        threads = str(self._threads)
        self._process = await asyncio.create_subprocess_exec(
            *self._argv,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=config.child_environment(OMP_NUM_THREADS=threads, OPENBLAS_NUM_THREADS=threads),
            limit=2**26,
        )
        stdout = self._process.stdout
        assert stdout is not None
        try:
            header, _ = await asyncio.wait_for(frames.read(stdout), _START_TIMEOUT)
        except (asyncio.IncompleteReadError, TimeoutError) as error:
            await self._fell()
            raise errors.EngineDown(
                f"The {self.name} engine did not start; run `os1 doctor` to see why."
            ) from error
        except asyncio.CancelledError:
            await self._kill()
            raise
        if not header["ready"]:
            await self._fell()
            raise _complaint(self.name, header)
        self._on_state("up")

    async def _exchange(
        self, header: frames.Header, payload: bytes, timeout: float
    ) -> tuple[frames.Header, bytes]:
        process = self._process
        assert process is not None and process.stdin is not None and process.stdout is not None
        self._number += 1
        try:
            process.stdin.write(frames.pack(header | {"id": self._number}, payload))
            await process.stdin.drain()
            answer, body = await asyncio.wait_for(frames.read(process.stdout), timeout)
        except (asyncio.IncompleteReadError, ConnectionError, TimeoutError) as error:
            await self._fell()
            self._revival = asyncio.ensure_future(self._revive())
            raise errors.EngineDown(
                f"The {self.name} engine stopped in the middle; it is being restarted."
            ) from error
        if "error" in answer:
            raise _complaint(self.name, answer)
        return answer, body

    async def _revive(self) -> None:
        with contextlib.suppress(errors.OS1Error):
            await self.start()

    async def _fell(self) -> None:
        self._crashes.append(self._clock.monotonic())
        await self._kill()

    async def _kill(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if process.returncode is None:
            # Not process.kill(): that would reap the process before asyncio's own watcher, which then complains.
            with contextlib.suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGKILL)
        await process.wait()
        self._on_state("down")


def _complaint(name: str, header: frames.Header) -> errors.OS1Error:
    kind = getattr(errors, str(header.get("type") or ""), None)
    if isinstance(kind, type) and issubclass(kind, errors.OS1Error):
        return kind(header["error"])
    return errors.EngineDown(f"The {name} engine failed ({header['error']}).")
