"""A brain's reply that is begun before its turn is certain, and gone on with where the turn comes.

At most one is under way. It is taken up only for the very prompt that it was begun with, so a reply is never made
of other words than those that were heard.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field

from os1.mind.dialogue import LostThread, NothingToSay, Scene, prompt, speak
from os1.models.engines import Brain, Message


@dataclass(eq=False)
class _Begun:
    """The clauses so far; None ends them, an error ends them as `speak` would."""

    messages: Sequence[Message]
    clauses: asyncio.Queue[str | LostThread | NothingToSay | None] = field(default_factory=asyncio.Queue)
    task: asyncio.Task[None] | None = None

    async def run(self, brain: Brain, scene: Scene, first: Callable[[str], None]) -> None:
        told = False
        try:
            async for clause in speak(brain, scene):
                if not told:
                    told = True
                    first(clause)
                self.clauses.put_nowait(clause)
            self.clauses.put_nowait(None)
        except (LostThread, NothingToSay) as error:
            self.clauses.put_nowait(error)

    async def end(self) -> None:
        if self.task is not None:
            self.task.cancel()
            await asyncio.gather(self.task, return_exceptions=True)


class Ahead:
    """Begins replies, and hands them out."""

    def __init__(self) -> None:
        self._begun: _Begun | None = None

    def begin(self, brain: Brain, scene: Scene, first: Callable[[str], None]) -> None:
        """Let `brain` begin its reply in `scene`; `first` is told its first clause."""
        assert self._begun is None, "one turn at a time"
        begun = self._begun = _Begun(prompt(scene, brain.info))
        begun.task = asyncio.ensure_future(begun.run(brain, scene, first))

    async def drop(self) -> None:
        """End what was begun and not taken up."""
        begun, self._begun = self._begun, None
        if begun is not None:
            await begun.end()

    async def speak(self, brain: Brain, scene: Scene) -> AsyncIterator[str]:
        """As `os1.mind.dialogue.speak`, from where the reply already is.

        Raises:
            NothingToSay: no try gave anything that may be spoken.
            LostThread: the brain failed in the middle.
        """
        begun = self._begun
        if begun is None or begun.messages != prompt(scene, brain.info):
            await self.drop()
            async for clause in speak(brain, scene):
                yield clause
            return
        self._begun = None
        async for clause in _taken_up(begun):
            yield clause


async def _taken_up(begun: _Begun) -> AsyncGenerator[str, None]:
    try:
        while (clause := await _next(begun)) is not None:
            if not isinstance(clause, str):
                raise clause
            yield clause
    finally:
        await begun.end()


async def _next(begun: _Begun) -> str | LostThread | NothingToSay | None:
    """The next clause; the error that no reply expects comes out of the task itself."""
    assert begun.task is not None
    waiting = asyncio.ensure_future(begun.clauses.get())
    try:
        await asyncio.wait({waiting, begun.task}, return_when=asyncio.FIRST_COMPLETED)
        if not waiting.done() and begun.clauses.empty():
            begun.task.result()
        return await waiting
    finally:
        waiting.cancel()
