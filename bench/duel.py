"""Plays situations to a voice system in real time and measures what comes back, whatever the system is.

A `Subject` hears 20 ms and gives 20 ms at a time, as a sound card would have it. What it says is measured in the
sound itself; what it understood and when it yielded, it tells.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import Literal, Protocol

import numpy as np
import psutil

from os1.models.engines import EARS_RATE, Samples

STEPS = 50
_AUDIBLE = 0.004
"""A piece whose loudest sample is below this (-48 dBFS) is silence."""
_PATIENCE = 10.0
"""Seconds after the last word in which a reply is waited for."""
Kind = Literal["question", "pause", "listener", "interruption", "noise", "silence"]


class Subject(Protocol):
    """A voice system under measurement; seconds count from its first sample."""

    name: str
    rate: int
    turns: list[tuple[float, str]]
    """When it decided that the person had finished, and the words it took that for."""
    interruptions: list[float]
    """When it stopped speaking because the person spoke."""

    @property
    def now(self) -> float: ...

    async def hear(self, sound: Samples) -> None: ...

    def pull(self, count: int) -> Samples | None: ...

    def content_at(self) -> float | None:
        """When the last reply's content began to sound; None where all that sounds is content."""

    async def rest(self) -> None:
        """Be silent and ready for the next situation."""


@dataclass(frozen=True, slots=True)
class Situation:
    """`sound` is what the microphone hears (16 kHz), `ends` the second in it at which the last voice ends.

    `text` are the words in it. `over` is spoken into the reply, `delay` seconds after it began. `pause` is the
    second at which a pause in mid-sentence ends. Where no reply is wanted, `listens` seconds are waited.
    """

    kind: Kind
    sound: Samples
    ends: float
    text: str = ""
    over: Samples | None = None
    delay: float = 0.6
    pause: float | None = None
    listens: float = 1.0


@dataclass(slots=True)
class Take:
    """One situation as one subject took it. All moments are seconds from the situation's beginning.

    `loud` tells for each 20 ms whether the subject sounded; `over_at` is when `over` began.
    """

    situation: Situation
    loud: list[bool] = field(default_factory=list)
    turns: list[tuple[float, str]] = field(default_factory=list)
    interruptions: list[float] = field(default_factory=list)
    content: float | None = None
    over_at: float | None = None
    cpu: float = 0.0

    @property
    def seconds(self) -> float:
        return len(self.loud) / STEPS

    def first_sound(self, after: float) -> float | None:
        """The first moment from `after` on at which the subject sounded."""
        begin = int(after * STEPS)
        return next((i / STEPS for i in range(begin, len(self.loud)) if self.loud[i]), None)

    def last_sound(self, after: float, hush: float = 0.6) -> float | None:
        """When the sound of `after` had ended, for `hush` seconds or to the end; None: it went on."""
        last, wanted = int(after * STEPS), int(hush * STEPS)
        for i in range(int(after * STEPS), len(self.loud)):
            if self.loud[i]:
                last = i + 1
            elif i - last >= wanted:
                return last / STEPS
        return last / STEPS if last < len(self.loud) else None


async def play(subject: Subject, situation: Situation) -> Take:
    """Play `situation` to `subject` in real time; the processor time is that of this process and its children."""
    take = Take(situation)
    begins, known = subject.now, (len(subject.turns), len(subject.interruptions))
    spent, began = processor_seconds(), time.monotonic()
    replied: float | None = None
    size = EARS_RATE // STEPS
    while not _is_over(take, replied):
        step = len(take.loud)
        sound = subject.pull(subject.rate // STEPS)
        take.loud.append(sound is not None and float(np.abs(sound).max()) > _AUDIBLE)
        if replied is None and take.loud[-1] and step / STEPS >= situation.ends:
            replied = step / STEPS
        if situation.over is not None and take.over_at is None and replied is not None:
            due = replied + situation.delay
            take.over_at = due if step / STEPS >= due else None
        heard = _piece(situation.sound, step * size, size)
        if situation.over is not None and take.over_at is not None:
            heard = heard + _piece(situation.over, step * size - int(take.over_at * EARS_RATE), size)
        await subject.hear(heard)
        await asyncio.sleep(max(0.0, began + len(take.loud) / STEPS - time.monotonic()))
    take.cpu = processor_seconds() - spent
    take.turns = [(at - begins, text) for at, text in subject.turns[known[0] :]]
    take.interruptions = [at - begins for at in subject.interruptions[known[1] :]]
    content = subject.content_at()
    take.content = content - begins if content is not None else replied
    return take


async def settle(subject: Subject) -> None:
    """Let what is still under way come to nothing, so that it is not counted in the next situation."""
    await subject.rest()
    for _ in range(STEPS * 4 // 5):
        subject.pull(subject.rate // STEPS)
        await subject.hear(np.zeros(EARS_RATE // STEPS, np.float32))
        await asyncio.sleep(1 / STEPS)
    await subject.rest()


def last_voice(sound: Samples) -> float:
    """The second at which the last sound ends that is at least a tenth as strong as loud speech in it."""
    frames = sound[: len(sound) // 320 * 320].reshape(-1, 320)
    strength = np.sqrt(np.mean(frames**2, axis=1))
    loud = np.flatnonzero(strength > 0.1 * np.percentile(strength, 95))
    return float(loud[-1] + 1) / STEPS


def _piece(sound: Samples, at: int, size: int) -> Samples:
    piece = sound[max(0, at) : max(0, at + size)]
    return np.pad(piece, (0, size - len(piece)))


def _is_over(take: Take, replied: float | None) -> bool:
    situation, now = take.situation, take.seconds
    if now < len(situation.sound) / EARS_RATE:
        return False
    if situation.kind in ("noise", "silence"):
        return now >= len(situation.sound) / EARS_RATE + situation.listens
    if situation.over is not None:
        if take.over_at is not None:
            return now >= take.over_at + len(situation.over) / EARS_RATE + 3.0
    elif replied is not None:
        return now >= replied + situation.listens
    return now >= situation.ends + _PATIENCE


def processor_seconds() -> float:
    """What this process and its children have computed so far."""
    own = psutil.Process()
    total = 0.0
    for process in (own, *own.children(recursive=True)):
        try:
            total += sum(process.cpu_times()[:2])
        except psutil.NoSuchProcess:
            continue
    return total
