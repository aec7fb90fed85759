"""Ears that cost nothing: they hear what a test scripted."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from os1.errors import EngineDown
from os1.models.engines import EngineInfo, Samples, Transcript


class FakeEars:
    """Answers with `script`: its texts in order ("" once they are used up), or a function of the samples.

    `heard` is every sound it was given, in order; `asked` is set with the first. After `die` it raises
    `EngineDown` until `revive`; after `stall` it does not answer until `revive`.
    """

    def __init__(
        self, script: Sequence[str | Transcript] | Callable[[Samples], str | Transcript] = ()
    ) -> None:
        self.heard: list[Samples] = []
        self.asked = asyncio.Event()
        self._queue = [] if callable(script) else list(script)
        self._answer = script if callable(script) else self._next
        self._dead = False
        self._awake = asyncio.Event()
        self._awake.set()

    @property
    def info(self) -> EngineInfo:
        return EngineInfo("ears", "fake ears")

    async def transcribe(self, sound: Samples, *, quick: bool = False) -> Transcript:
        self.heard.append(sound)
        self.asked.set()
        await self._awake.wait()
        if self._dead:
            raise EngineDown("The ears engine stopped in the middle; it is being restarted.")
        answer = self._answer(sound)
        return answer if isinstance(answer, Transcript) else Transcript(answer)

    def die(self) -> None:
        self._dead = True

    def stall(self) -> None:
        self._awake.clear()

    def revive(self) -> None:
        self._dead = False
        self._awake.set()

    async def close(self) -> None:
        """Nothing to end."""

    def _next(self, sound: Samples) -> str | Transcript:
        return self._queue.pop(0) if self._queue else ""
