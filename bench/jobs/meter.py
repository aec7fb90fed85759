"""A brain with a stopwatch: it passes everything on, and keeps what was said, how fast, and after how long."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field

from os1.models.engines import Brain, EngineInfo, Message, Sampling

_PLAIN = Sampling()


@dataclass(slots=True)
class Said:
    """One answer. `first` is the seconds to its first piece (None: none came), `rest` from there to its end."""

    pieces: int = 0
    first: float | None = None
    rest: float = 0.0
    text: str = ""


@dataclass(slots=True)
class Metered:
    """A `Brain` around another one; `said` holds its answers in order. One piece counts as one token."""

    brain: Brain
    said: list[Said] = field(default_factory=list)

    @property
    def info(self) -> EngineInfo:
        return self.brain.info

    async def stream(
        self, messages: Sequence[Message], sampling: Sampling = _PLAIN
    ) -> AsyncGenerator[str, None]:
        said, began = Said(), time.perf_counter()
        self.said.append(said)
        pieces = self.brain.stream(messages, sampling)
        try:
            async for piece in pieces:
                now = time.perf_counter()
                if said.first is None:
                    said.first = now - began
                said.pieces += 1
                said.rest = now - began - said.first
                said.text += piece
                yield piece
        finally:
            await pieces.aclose()

    async def warm(self, *prompts: Sequence[Message]) -> None:
        await self.brain.warm(*prompts)

    async def forget(self) -> None:
        """Nothing of what is measured with is anybody's."""

    def waited(self) -> list[float]:
        """Seconds to the first piece of each answer that had one."""
        return [one.first for one in self.said if one.first is not None]

    def speed(self) -> float | None:
        """Tokens a second after the first one; None where no answer was longer than one."""
        tokens = sum(one.pieces - 1 for one in self.said if one.pieces > 1)
        seconds = sum(one.rest for one in self.said if one.pieces > 1)
        return tokens / seconds if seconds > 0 else None
