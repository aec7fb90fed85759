"""`os1 talk`: recordings are the microphone, in real time; what the person would hear goes into a WAV file.

The sound card here is a file: every 20 ms it takes a piece of the reply and gives a piece of the microphone,
paced by the clock. Sample n of the WAV is what sounded at second n / rate of the trace's clock.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from os1.clock import Clock
from os1.models.engines import EARS_RATE, Samples
from os1.voice.conversation import Conversation, Parts
from os1.voice.recording import check_writable, read_recording
from os1.voice.script import Line, Mixer
from os1.voice.tape import Tape
from os1.voice.trace import Trace

_STEPS = 50
"""Pieces of sound a second, each way."""

OnStart = Callable[[Conversation], Awaitable[object]]
"""Work beside the talk, such as letting the OS speak first; cancelled when the talk ends."""


@dataclass(frozen=True, slots=True)
class TalkReport:
    """What came of a talk: `replies` are the texts as played, `latencies` the seconds from the end of each
    question's speech to the first sound of its reply."""

    seconds: float
    heard: tuple[str, ...]
    replies: tuple[str, ...]
    latencies: tuple[float, ...]
    events: tuple[Mapping[str, Any], ...]


async def run_talk(
    parts: Parts,
    lines: Sequence[Line],
    out: Path,
    trace: Path | None = None,
    *,
    beside: OnStart | None = None,
) -> TalkReport:
    """Play `lines` (see `os1.voice.script`) to the OS that `parts` make, and record it into `out`.

    `out` and `trace` are whole up to the moment, also when this is cancelled.

    Raises:
        SoundError: a recording cannot be read.
        SettingsError: `out` or `trace` cannot be written.
    """
    check_writable(out)
    mixer = Mixer(lines, await _load(lines))
    card = _Card(parts, mixer, trace)
    async with AsyncExitStack() as stack:
        stack.enter_context(card.trace)
        tape = stack.enter_context(Tape(out, parts.mouth.rate))
        ready = asyncio.Event()
        tasks = [asyncio.ensure_future(card.trace.follow(parts.bus, ready))]
        tasks.append(asyncio.ensure_future(card.conversation.run()))
        stack.push_async_callback(_end, tasks)
        await ready.wait()
        if beside is not None:
            tasks.append(asyncio.ensure_future(_run_beside(beside, card.conversation)))
        await card.play(parts.clock, tape.write, tasks[1])
    return card.report()


class _Card:
    """The sound card made of files."""

    def __init__(self, parts: Parts, mixer: Mixer, trace: Path | None) -> None:
        self._mixer = mixer
        self._rate = parts.mouth.rate
        self.conversation = Conversation(parts, device="talk", watch=self._watch)
        self.trace = Trace(trace, lambda: self.conversation.now)

    async def play(
        self, clock: Clock, write: Callable[[Samples], object], running: asyncio.Task[None]
    ) -> None:
        """Until all is played and answered; stops with the conversation's own error if it fails."""
        began, step = clock.monotonic(), 0
        heard, spoken = EARS_RATE // _STEPS, self._rate // _STEPS
        while not self._mixer.over(step * heard, self.conversation.idle):
            if running.done():
                running.result()
            pulled = self.conversation.pull(spoken)
            sound = np.zeros(spoken, np.float32) if pulled is None else pulled
            write(sound)
            self._mixer.sounded(sound, self._rate)
            self.conversation.hear(self._mixer.next(step * heard, heard, self.conversation.idle))
            step += 1
            await clock.sleep(began + step / _STEPS - clock.monotonic())

    def report(self) -> TalkReport:
        events = self.trace.events
        return TalkReport(
            seconds=round(self.conversation.now, 3),
            heard=tuple(event["text"] for event in events if event["event"] == "transcript"),
            replies=tuple(event["text"] for event in events if event["event"] == "reply_text"),
            latencies=tuple(latencies(events)),
            events=tuple(events),
        )

    def _watch(self, name: str, at: float, data: Mapping[str, Any]) -> None:
        self.trace.moment(name, at, data)
        if name == "first_audio":
            self._mixer.reply_started(at)
        elif name == "audio_end":
            self._mixer.reply_ended(at)


def latencies(events: Sequence[Mapping[str, Any]]) -> list[float]:
    """Seconds from the end of speech to the first sound of the reply, for each turn that got one."""
    ended: float | None = None
    asked: float | None = None
    found = []
    for event in events:
        if event["event"] == "speech_end":
            ended = event["t"]
        elif event["event"] == "turn_end":
            asked = ended
        elif event["event"] == "first_audio" and asked is not None:
            found.append(round(event["t"] - asked, 3))
            asked = None
    return found


async def _load(lines: Sequence[Line]) -> list[Samples]:
    known: dict[Path, Samples] = {}
    files = [line.play for line in lines if line.play is not None]
    for file in files:
        if file not in known:
            blocks = [block async for block in read_recording(file)]
            known[file] = np.concatenate([np.zeros(0, np.float32), *blocks])
    return [known[file] for file in files]


async def _run_beside(beside: OnStart, conversation: Conversation) -> None:
    await beside(conversation)


async def _end(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
