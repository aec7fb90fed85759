"""The speaking service: clauses in, sound out, and an exact account of what was played.

A `Speech` is the sink of one turn. It synthesises a little ahead, in order, and counts every sample that the
sound card takes. Only words whose sound was taken count as said. Interrupting it is quiet: the synthesis under
way is cancelled and nothing more is given out. While its turn is not certain it accepts nothing, but may rehearse.
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
from os1.voice.chunking import LONGEST, chunks, first_breath
from os1.voice.mood import manner
from os1.voice.pace import Pace
from os1.voice.said import Part, Said

_QUEUED = 8
"""Clauses accepted before `play` makes the caller wait."""
_AHEAD = 2.0
"""Seconds of sound made ahead: enough for a slow clause, little to throw away at an interruption."""
_GAP = 0.03
"""Seconds of silence between two parts from which they are a gap; the sound card asks every 0.02 s."""

_LOUDEST = 0.98
"""A mood makes no sample louder than this, of full scale."""

_log = logging.getLogger(__name__)

Watch = Callable[[str, float | None, Mapping[str, Any]], None]
"""Told each moment of a conversation: its name, the second on the audio clock (None: now), and its data."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a speech is heard: the mouth, its voice and speed, the audio clock, and who is told of it."""

    mouth: Mouth
    voice: tuple[str, float]
    bus: Bus
    watch: Watch
    now: Callable[[], float]
    said: Said
    pace: Pace


class Speech:
    """The `ReplySink` of one turn spoken by a mouth; a `HeldSink` until `gate` is set, where there is one."""

    def __init__(self, stage: Stage, gate: asyncio.Event | None = None) -> None:
        self._stage = stage
        self._gate = gate
        self._waiting: deque[tuple[Clause, deque[str]]] = deque()
        self._ready: deque[Part] = deque()
        self._over: list[Part] = []
        self._changed = asyncio.Event()
        self._synthesis: asyncio.Task[None] | None = None
        self._rehearsal: tuple[Clause, str, asyncio.Task[Samples | None]] | None = None
        self._open = 0
        """Pieces of clauses accepted and not yet played to their end."""
        self._kinds: set[str] = set()
        self._cut = False
        self.ended: float | None = None
        """The audio clock after the last sample that was given out."""

    @property
    def held(self) -> bool:
        return self._gate is not None and not self._gate.is_set()

    @property
    def sounding(self) -> bool:
        """Whether there is sound to give out now."""
        return bool(self._ready)

    @property
    def begun(self) -> bool:
        """Whether any clause has been accepted."""
        return self._synthesis is not None

    @property
    def coming(self) -> bool:
        """Whether the sound of its first words is being made, or there."""
        return self.begun or self._rehearsal is not None

    @property
    def is_cut(self) -> bool:
        """Whether it has been told to say nothing more."""
        return self._cut

    async def opened(self) -> None:
        if self._gate is not None:
            await self._gate.wait()

    def rehearse(self, clause: Clause) -> None:
        pieces = first_breath(clause.text)
        if pieces and self._rehearsal is None and not self._cut:
            self._rehearsal = (clause, pieces[0], asyncio.ensure_future(self._spoken(clause, pieces[0])))

    async def play(self, clause: Clause) -> None:
        await self.opened()
        while len(self._waiting) >= _QUEUED and not self._cut:
            await self._wait()
        pieces = chunks(clause.text) if self.begun else first_breath(clause.text)
        self._open += len(pieces)
        if not pieces or self._cut:
            return
        if self._synthesis is None:
            self._stage.watch("first_token", None, {})
            self._synthesis = asyncio.ensure_future(self._synthesise())
        elif self._synthesis.done():
            self._synthesis.result()
        self._waiting.append((clause, deque(pieces)))
        self._notify()

    def open_with(self, text: str, sound: Samples) -> None:
        """Fill the wait for the first clause with `text`, whose sound is there."""
        self._open += 1
        self._ready.append(Part.of(Clause(text, kind="opener"), text, sound, self._stage.mouth.rate))

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
                self._began(part, now + done / part.rate)
            piece = part.sound[part.position : part.position + count - done]
            sound[done : done + len(piece)] = piece
            part.position += len(piece)
            done += len(piece)
            if part.position >= len(part.sound):
                self._finished(self._ready.popleft())
        self.ended = now + done / self._stage.mouth.rate
        self._notify()
        return sound

    def cut(self) -> None:
        """Say nothing more. What was played stays on account."""
        if self._cut:
            return
        self._cut = True
        if self._ready:
            self._over.append(self._ready[0])
            self._ready.clear()
        self._waiting.clear()
        self._notify()
        for task in self._tasks():
            task.cancel()

    async def close(self) -> None:
        """Cut, and wait until the synthesis has ended."""
        self.cut()
        await asyncio.gather(*self._tasks(), return_exceptions=True)

    def _tasks(self) -> list[asyncio.Task[Any]]:
        rehearsing = self._rehearsal[2] if self._rehearsal else None
        return [task for task in (self._synthesis, rehearsing) if task is not None]

    def _sounded(self) -> list[Part]:
        """The parts of which something may have been played."""
        return [*self._over, *list(self._ready)[:1]]

    def _began(self, part: Part, now: float) -> None:
        part.began = now
        self._stage.said.began(part)
        if part.clause.kind not in self._kinds:
            self._kinds.add(part.clause.kind)
            self._stage.watch("first_audio", now, {"kind": part.clause.kind})
        spoken = bool(self._over) and self._over[-1].clause.kind == "content"
        if spoken and self.ended is not None and now - self.ended > _GAP:
            self._stage.watch("gap", self.ended, {"seconds": round(now - self.ended, 3)})
        self._stage.bus.publish("clause", text=part.text)
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
            while pieces:
                while self._left() >= _AHEAD:
                    await self._wait()
                text = self._fitting(pieces)
                sound = await self._made(clause, text)
                if sound is None:
                    self._stage.bus.publish("clause", text=text, silent=True)
                    self._open -= 1
                else:
                    self._ready.append(Part.of(clause, text, sound, self._stage.mouth.rate))
                self._notify()

    def _left(self) -> float:
        """Seconds of sound that are made and not played."""
        return sum(part.left for part in self._ready)

    def _fitting(self, pieces: deque[str]) -> str:
        """The next piece, or its beginning where all of it would not be made before the sound runs out."""
        text = pieces.popleft()
        if self._rehearsal is not None and self._rehearsal[1] == text:
            return text
        head, *rest = chunks(text, min(LONGEST, self._stage.pace.letters(self._left())))
        pieces.extendleft(reversed(rest))
        self._open += len(rest)
        return head

    async def _made(self, clause: Clause, text: str) -> Samples | None:
        """The sound of `text`; what was rehearsed and is wanted now need not be made again."""
        rehearsal, self._rehearsal = self._rehearsal, None
        if rehearsal is not None:
            about, said, task = rehearsal
            if (said, about.mood) == (text, clause.mood):
                try:
                    return await task
                finally:
                    task.cancel()
            task.cancel()
        began = self._stage.now()
        sound = await self._spoken(clause, text)
        if sound is not None:
            self._stage.pace.took(self._stage.now() - began, len(sound) / self._stage.mouth.rate, len(text))
        return sound

    async def _spoken(self, clause: Clause, text: str) -> Samples | None:
        """The sound of `text`; None where the mouth fails twice, having been restarted in between."""
        mouth = self._stage.mouth
        how = manner(clause.mood, self._stage.voice, mouth.voices)
        for attempt in (1, 2):
            try:
                sound = await mouth.speak(text, voice=how.voice, speed=how.speed)
            except OS1Error as error:
                _log.warning("The mouth failed (attempt %d): %s", attempt, error)
            else:
                ends = how.pause if text.rstrip().endswith((".", "!", "?", "…")) else 0.0
                gain = min(how.gain, _LOUDEST / max(float(np.abs(sound).max(initial=0.0)), 1e-6))
                return np.concatenate([sound * gain, np.zeros(int(ends * mouth.rate))]).astype(np.float32)
        return None

    async def _wait(self) -> None:
        await self._changed.wait()

    def _notify(self) -> None:
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()
