"""The speaking service: clauses in, sound out, and an exact account of what was played.

A `Speech` is the sink of one turn. It synthesises one clause ahead, in order, and counts every sample that the
sound card takes. Only words whose sound was taken count as said. Interrupting it is quiet: the synthesis under
way is cancelled and nothing more is given out.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from os1.errors import OS1Error
from os1.events import Bus
from os1.models.engines import Mouth, Samples
from os1.types import Clause
from os1.voice.chunking import chunks

_QUEUED = 8
"""Clauses accepted before `play` makes the caller wait."""
_FLOOR = 0.003
"""Samples below this (-50 dBFS) are silence around the words."""
_LEAD = 0.02
"""Seconds of silence left before the words of a clause."""

_log = logging.getLogger(__name__)

Watch = Callable[[str, float | None, Mapping[str, Any]], None]
"""Told each moment of a conversation: its name, the second on the audio clock (None: now), and its data."""


@dataclass(slots=True)
class Part:
    """A clause, or a piece of a long one, as sound. `position` samples of it have been played."""

    clause: Clause
    text: str
    sound: Samples
    first: int
    last: int
    position: int = 0

    @classmethod
    def of(cls, clause: Clause, text: str, sound: Samples, rate: int) -> Part:
        loud = np.flatnonzero(np.abs(sound) > _FLOOR)
        first, last = (int(loud[0]), int(loud[-1]) + 1) if len(loud) else (0, len(sound))
        cut = max(0, first - int(_LEAD * rate))
        return cls(clause, text, sound[cut:], first - cut, last - cut)

    def played(self) -> str:
        """The words whose sound has been taken whole; a word's share of the time is its share of the letters."""
        if self.position >= self.last:
            return self.text
        words = self.text.split()
        letters, total, said = 0, sum(len(word) + 1 for word in words), 0
        for count, word in enumerate(words, 1):
            letters += len(word) + 1
            if self.position >= self.first + (self.last - self.first) * letters / total:
                said = count
        return " ".join(words[:said])


class Speech:
    """The `ReplySink` of one turn spoken by a mouth."""

    def __init__(self, mouth: Mouth, voice: tuple[str, float], bus: Bus, watch: Watch) -> None:
        self._mouth = mouth
        self._voice, self._speed = voice
        self._bus = bus
        self._watch = watch
        self._waiting: deque[tuple[Clause, list[str]]] = deque()
        self._ready: deque[Part] = deque()
        self._over: list[Part] = []
        self._changed = asyncio.Event()
        self._synthesis: asyncio.Task[None] | None = None
        self._open = 0
        """Pieces of clauses accepted and not yet played to their end."""
        self._kinds: set[str] = set()
        self._cut = False
        self.ended: float | None = None
        """The audio clock after the last sample that was given out."""

    @property
    def sounding(self) -> bool:
        """Whether there is sound to give out now."""
        return bool(self._ready)

    @property
    def is_cut(self) -> bool:
        """Whether it has been told to say nothing more."""
        return self._cut

    async def play(self, clause: Clause) -> None:
        while len(self._waiting) >= _QUEUED and not self._cut:
            await self._wait()
        pieces = chunks(clause.text)
        self._open += len(pieces)
        if not pieces or self._cut:
            return
        if self._synthesis is None:
            self._watch("first_token", None, {})
            self._synthesis = asyncio.ensure_future(self._synthesise())
        elif self._synthesis.done():
            self._synthesis.result()
        self._waiting.append((clause, pieces))
        self._notify()

    async def drained(self) -> None:
        while self._open:
            if self._cut:
                raise asyncio.CancelledError  # the rest will never reach the person: the turn ends here
            if self._synthesis is not None and self._synthesis.done():
                self._synthesis.result()
            await self._wait()

    def played(self) -> str:
        return " ".join(text for part in self._sounded() if (text := part.played()))

    def cites(self) -> list[str]:
        """The ids of the memories that what was played leans on."""
        return list(
            dict.fromkeys(id for part in self._sounded() if part.played() for id in part.clause.cites)
        )

    def take(self, count: int, now: float) -> Samples | None:
        """The next `count` samples for the sound card at audio time `now`; None where there is nothing to say."""
        if not self._ready:
            return None
        sound = np.zeros(count, np.float32)
        done = 0
        while done < count and self._ready:
            part = self._ready[0]
            if part.position == 0:
                self._began(part, now + done / self._mouth.rate)
            piece = part.sound[part.position : part.position + count - done]
            sound[done : done + len(piece)] = piece
            part.position += len(piece)
            done += len(piece)
            if part.position >= len(part.sound):
                self._finished(self._ready.popleft())
        self.ended = now + done / self._mouth.rate
        return sound

    def cut(self) -> None:
        """Say nothing more. What was played stays on account."""
        self._cut = True
        if self._ready:
            self._over.append(self._ready[0])
            self._ready.clear()
        self._waiting.clear()
        self._notify()
        if self._synthesis is not None:
            self._synthesis.cancel()

    async def close(self) -> None:
        """Cut, and wait until the synthesis has ended."""
        self.cut()
        if self._synthesis is not None:
            await asyncio.gather(self._synthesis, return_exceptions=True)

    def _sounded(self) -> list[Part]:
        """The parts of which something may have been played."""
        return [*self._over, *list(self._ready)[:1]]

    def _began(self, part: Part, now: float) -> None:
        if part.clause.kind not in self._kinds:
            self._kinds.add(part.clause.kind)
            self._watch("first_audio", now, {"kind": part.clause.kind})
        self._bus.publish("clause", text=part.text)
        self._notify()

    def _finished(self, part: Part) -> None:
        self._over.append(part)
        self._open -= 1
        self._notify()

    async def _synthesise(self) -> None:
        while True:
            while not self._waiting:
                await self._wait()
            clause, pieces = self._waiting.popleft()
            self._notify()
            for text in pieces:
                while any(part.position == 0 for part in self._ready):
                    await self._wait()
                sound = await self._spoken(text)
                if sound is None:
                    self._bus.publish("clause", text=text, silent=True)
                    self._open -= 1
                    self._notify()
                else:
                    self._ready.append(Part.of(clause, text, sound, self._mouth.rate))

    async def _spoken(self, text: str) -> Samples | None:
        """The sound of `text`; None where the mouth fails twice, having been restarted in between."""
        for attempt in (1, 2):
            try:
                return await self._mouth.speak(text, voice=self._voice, speed=self._speed)
            except OS1Error as error:
                _log.warning("The mouth failed (attempt %d): %s", attempt, error)
        return None

    async def _wait(self) -> None:
        await self._changed.wait()

    def _notify(self) -> None:
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()
