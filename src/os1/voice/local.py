"""The machine's own sound card as an earpiece: its microphone is heard, its loudspeaker speaks.

A card calls from a thread of its own. Here its sound crosses over to the event loop, where the conversation
lives, and changes between the card's rates and those of ears and mouth. The microphone moves the audio clock;
with every piece of it the loudspeaker is given a little of the reply ahead. PortAudio is known to
`os1.voice.portaudio` alone.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from os1.errors import SoundError
from os1.models.engines import EARS_RATE, Samples
from os1.voice.conversation import Conversation, Parts
from os1.voice.recording import check_writable
from os1.voice.talk import OnStart
from os1.voice.tape import Tape
from os1.voice.trace import Trace

STEPS = 50
"""Pieces of sound a second, each way."""
_AHEAD = 5
"""Pieces of the reply that wait for the loudspeaker: 100 ms against hiccups. An interruption throws them away."""
_BACKLOG = 10 * STEPS
"""Pieces of the microphone that may wait for the event loop; of more than ten seconds the oldest are lost."""
_FADE = 0.005
"""Seconds in which an interrupted reply falls silent, so that it does not click."""
_SILENT = 3.0
"""Seconds without a single piece from the microphone after which the card counts as gone."""
_LAST_WORDS = 5.0
"""Seconds that words said just before the end get to be kept."""
_GONE = "The microphone or the loudspeaker has gone; plug it in and start `os1 talk` again."

_log = logging.getLogger(__name__)


class SoundCard(Protocol):
    """A microphone and a loudspeaker, both mono here; the rates are in samples a second."""

    @property
    def microphone_rate(self) -> int: ...

    @property
    def speaker_rate(self) -> int: ...

    def start(
        self,
        record: Callable[[Samples, bool], None],
        play: Callable[[int, bool], Samples],
        gone: Callable[[], None],
    ) -> None:
        """Let sound flow. All three may be called from any thread until `stop` has returned.

        `record` gets what the microphone heard, about 20 ms at a time, and whether sound was lost before it;
        `play` gives so many samples for the loudspeaker, and is told whether there was a hole before them;
        `gone` tells that no more will come.

        Raises:
            SoundError: the card cannot be opened.
        """

    def stop(self) -> None:
        """Let no more sound flow; the card may have gone already."""


class Microphone:
    """Carries sound from the card's thread to the event loop, and to 16 kHz."""

    def __init__(self, rate: int, loop: asyncio.AbstractEventLoop) -> None:
        # soxr's better qualities give the sound out in pieces of 40 ms, which the answer would wait for.
        self._resample = _resampler(rate, EARS_RATE, "LQ")
        self._loop = loop
        self._waiting: deque[Samples] = deque(maxlen=_BACKLOG)
        self._arrived = asyncio.Event()
        self.pieces = 0
        """Pieces that have come so far."""
        self.overruns = 0
        """How often sound was lost because somebody was too slow."""

    def record(self, sound: Samples, lost: bool) -> None:
        """Take the next sound; any thread may call this."""
        self.overruns += lost + (len(self._waiting) == _BACKLOG)
        self._waiting.append(sound.copy())
        self.pieces += 1
        _tell(self._loop, self._arrived.set)

    async def next(self) -> Samples:
        """The next sound at 16 kHz, as soon as it is there; a few milliseconds of it may be still to come."""
        while not self._waiting:
            self._arrived.clear()
            await self._arrived.wait()
        return self._resample(self._waiting.popleft(), False)


class Loudspeaker:
    """Keeps the reply's sound for the card's thread, at the card's rate."""

    def __init__(self, mouth_rate: int, rate: int) -> None:
        self._rates = (mouth_rate, rate)
        self._resample = _resampler(*self._rates)
        self._lock = threading.Lock()
        self._sound = np.zeros(0, np.float32)
        self._sounding = False
        self.underruns = 0
        """How often a reply had a hole because somebody was too slow."""

    @property
    def wants(self) -> bool:
        """Whether less than what should lie ahead lies there."""
        return len(self._sound) < _AHEAD * self._rates[1] // STEPS

    def put(self, sound: Samples) -> None:
        """Take the next sound of a reply, at the mouth's rate."""
        self._add(self._resample(sound, False), True)

    def end(self) -> None:
        """There is no more sound for now."""
        if self._sounding:
            self._add(self._resample(np.zeros(0, np.float32), True), False)
            self._resample = _resampler(*self._rates)

    def drop(self) -> None:
        """Fall silent at once."""
        self._resample = _resampler(*self._rates)
        with self._lock:
            rest = self._sound[: int(_FADE * self._rates[1])]
            self._sound = np.asarray(rest * np.linspace(1.0, 0.0, len(rest)), np.float32)
            self._sounding = False

    def play(self, count: int, lost: bool) -> Samples:
        """The next `count` samples for the card; any thread may call this."""
        with self._lock:
            sound, self._sound = self._sound[:count], self._sound[count:]
            self.underruns += self._sounding and (lost or len(sound) < count)
        return np.pad(sound, (0, count - len(sound)))

    def _add(self, sound: Samples, sounding: bool) -> None:
        with self._lock:
            self._sound = np.concatenate([self._sound, sound])
            self._sounding = sounding


async def run_local(
    parts: Parts,
    card: SoundCard,
    *,
    out: Path | None = None,
    trace: Path | None = None,
    beside: OnStart | None = None,
) -> None:
    """Talk through `card` until cancelled; what one hears goes into the WAV file `out` as well.

    A sentence that is cut short by the cancelling is still heard out, and kept.

    Beside the moments of any talk, the trace has `dropouts` with the counts so far, whenever sound was lost.

    Raises:
        SoundError: the card cannot be opened, or went away.
        SettingsError: `out` or `trace` cannot be written.
    """
    if out is not None:
        check_writable(out)
    line = _Line(parts, card, trace)
    async with AsyncExitStack() as stack:
        stack.enter_context(line.trace)
        if out is not None:
            line.tape = stack.enter_context(Tape(out, parts.mouth.rate))
        ready = asyncio.Event()
        tasks = [
            asyncio.ensure_future(line.trace.follow(parts.bus, ready)),
            asyncio.ensure_future(line.conversation.run()),
        ]
        stack.push_async_callback(_end, tasks)
        await ready.wait()
        stack.callback(card.stop)
        card.start(line.microphone.record, line.speaker.play, line.gone)
        lasting = [tasks[1], asyncio.ensure_future(line.carry()), asyncio.ensure_future(line.watch())]
        tasks += lasting[1:]
        if beside is not None:
            tasks.append(asyncio.ensure_future(_beside(beside, line.conversation)))
        try:
            ended, _ = await asyncio.wait(lasting, return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            card.stop()
            await _end(lasting[1:])
            await line.last_words()
            raise
        for task in ended:
            task.result()


class _Line:
    """One card and its conversation."""

    def __init__(self, parts: Parts, card: SoundCard, trace: Path | None) -> None:
        self._clock = parts.clock
        self._loop = asyncio.get_running_loop()
        self._rate = parts.mouth.rate
        self._gone = False
        self.tape: Tape | None = None
        self.microphone = Microphone(card.microphone_rate, self._loop)
        self.speaker = Loudspeaker(parts.mouth.rate, card.speaker_rate)
        self.conversation = Conversation(parts, device="local", watch=self._watch)
        self.trace = Trace(trace, lambda: self.conversation.now)

    def gone(self) -> None:
        """The card's thread says that no more sound will come."""
        self._gone = True

    async def carry(self) -> None:
        """Take sound from the microphone to the conversation and from there to the loudspeaker, for ever."""
        while True:
            self.conversation.hear(await self.microphone.next())
            while self.speaker.wants:
                sound = self.conversation.pull(self._rate // STEPS)
                if sound is None:
                    self.speaker.end()
                    break
                self.speaker.put(sound)
                if self.tape is not None:
                    self.tape.write(sound, self.conversation.now)

    async def watch(self) -> None:
        """Look after the card: trace what was lost, and raise SoundError once it has gone."""
        pieces, quiet, lost = 0, 0.0, (0, 0)
        while not self._gone and quiet < _SILENT:
            await self._clock.sleep(0.5)
            quiet = quiet + 0.5 if pieces == self.microphone.pieces else 0.0
            pieces = self.microphone.pieces
            now = (self.microphone.overruns, self.speaker.underruns)
            if now != lost:
                lost = now
                _log.warning("Sound was lost: %d times heard, %d times spoken", *lost)
                data = {"overruns": lost[0], "underruns": lost[1]}
                self.trace.moment("dropouts", self.conversation.now, data)
        await self.last_words()
        raise SoundError(_GONE)

    async def last_words(self) -> None:
        """Nobody listens any more: let what was said until now become a turn that is kept."""
        self.conversation.hang_up()
        for _ in range(int(_LAST_WORDS / 0.1)):
            if self.conversation.idle:
                return
            await self._clock.sleep(0.1)

    def _watch(self, name: str, at: float, data: Mapping[str, Any]) -> None:
        self.trace.moment(name, at, data)
        if name == "interrupted":
            self.speaker.drop()


def _resampler(here: int, there: int, quality: str = "HQ") -> Callable[[Samples, bool], Samples]:
    """A function that takes the next sound at the first rate (and whether it is the last) to the second."""
    import soxr

    if here == there:
        return lambda sound, last: sound
    stream = soxr.ResampleStream(here, there, 1, dtype="float32", quality=quality)
    return lambda sound, last: np.asarray(stream.resample_chunk(sound, last=last), np.float32)


def _tell(loop: asyncio.AbstractEventLoop, what: Callable[[], object]) -> None:
    """Run `what` in `loop`, from any thread; nothing where the loop has ended meanwhile."""
    if not loop.is_closed():
        loop.call_soon_threadsafe(what)


async def _beside(beside: OnStart, conversation: Conversation) -> None:
    await beside(conversation)


async def _end(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
