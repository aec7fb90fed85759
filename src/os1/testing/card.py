"""A sound card made of arrays: its microphone hears what a test says, its loudspeaker remembers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import numpy as np

from os1.clock import Clock
from os1.errors import SoundError
from os1.models.engines import EARS_RATE, Samples

_STEPS = 50


class FakeCard:
    """Runs on `clock`, 20 ms at a time, from `start` to `stop`.

    The microphone hears `sound` (16 kHz) and then silence. `played` is what the loudspeaker got, at
    `speaker_rate`. At `goes` seconds the card is pulled out, and says so; at `hangs` seconds it falls silent
    without a word. `loses` are the seconds at which it tells that sound was lost. `refuses` is why it cannot be
    opened.
    """

    def __init__(
        self,
        clock: Clock,
        sound: Samples,
        *,
        microphone_rate: int = EARS_RATE,
        speaker_rate: int = 24_000,
        goes: float | None = None,
        hangs: float | None = None,
    ) -> None:
        self._clock = clock
        self._sound = np.repeat(sound, microphone_rate // EARS_RATE)
        self._goes, self._hangs = goes, hangs
        self.microphone_rate = microphone_rate
        self.speaker_rate = speaker_rate
        self.loses: list[float] = []
        self.refuses = ""
        self.played: list[Samples] = []
        self.stopped = False
        self._flow: asyncio.Task[None] | None = None

    def start(
        self,
        record: Callable[[Samples, bool], None],
        play: Callable[[int, bool], Samples],
        gone: Callable[[], None],
    ) -> None:
        if self.refuses:
            raise SoundError(self.refuses)
        self._flow = asyncio.ensure_future(self._run(record, play, gone))

    def stop(self) -> None:
        self.stopped = True
        if self._flow is not None:
            self._flow.cancel()

    def heard(self) -> Samples:
        """All that the loudspeaker played."""
        return np.concatenate([np.zeros(0, np.float32), *self.played])

    async def _run(
        self,
        record: Callable[[Samples, bool], None],
        play: Callable[[int, bool], Samples],
        gone: Callable[[], None],
    ) -> None:
        size = self.microphone_rate // _STEPS
        step = 0
        while self._hangs is None or step / _STEPS < self._hangs:
            if self._goes is not None and step / _STEPS >= self._goes:
                gone()
                return
            piece = self._sound[step * size : (step + 1) * size]
            lost = step / _STEPS in self.loses
            record(np.pad(piece, (0, size - len(piece))), lost)
            self.played.append(play(self.speaker_rate // _STEPS, lost))
            step += 1
            await self._clock.sleep(1 / _STEPS)
