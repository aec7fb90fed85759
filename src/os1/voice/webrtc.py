"""Browsers as earpieces: one conversation that moves between them, over pipecat's WebRTC transport.

Each connected browser has a pipecat pipeline of its own: microphone in, reply out. The newest one has the
conversation; when it leaves, the one before gets it back. Only host candidates are used, so no server beyond
this machine is ever asked. What was given to the browser's track, 20 ms at a time, counts as played.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from importlib import import_module
from typing import Protocol

from os1.clock import Clock
from os1.errors import EngineDown, SoundError
from os1.events import Bus
from os1.models.engines import Ears, Mouth, Samples
from os1.types import Heard, ReplySink
from os1.voice.conversation import Ahead, Conversation, Parts, Respond
from os1.voice.detectors import Silero, SmartTurn
from os1.voice.dozing import Dozing
from os1.voice.echo import EchoCanceller
from os1.voice.listening import VoiceSense
from os1.voice.openers import usual
from os1.voice.quiet import hush_pipecat

_STEPS = 50
"""Pieces of sound a second that go out."""
_AHEAD = 3
"""Pieces given to the browser's track before the first of them has left: 60 ms against hiccups."""

_log = logging.getLogger(__name__)


class Line(Protocol):
    """One browser's pipeline (`os1.voice.line`)."""

    device: str
    under_way: int

    async def connect(self, sdp: str, type: str) -> dict[str, str]: ...

    async def run(self) -> None: ...

    async def write(self, sound: Samples) -> None: ...

    async def close(self) -> None: ...


class Earpieces:
    """Answers browsers' offers and holds the one conversation that they share."""

    def __init__(
        self,
        *,
        ears: Ears | None,
        mouth: Mouth | None,
        respond: Respond,
        bus: Bus,
        clock: Clock,
        voice: Callable[[], tuple[str, float]],
        ahead: Ahead | None = None,
    ) -> None:
        self._ears = ears
        self._mouth = mouth
        self._respond = respond
        self._bus = bus
        self._clock = clock
        self._voice = voice
        self._ahead = ahead
        self._conversation: Conversation | None = None
        self._open_lines: set[Line] = set()
        """Every line that was answered, joined or not yet."""
        self._lines: list[Line] = []
        """Those through which sound flows; the last has the conversation."""
        self._tasks: set[asyncio.Task[None]] = set()
        self._opening = asyncio.Lock()
        self._somebody = asyncio.Event()
        self._end_listening: Callable[[], Awaitable[None]] | None = None

    async def open(self) -> None:
        """Be ready for the first offer, which otherwise waits a second or two for what is loaded here.

        Raises:
            EngineDown: there are no ears or no mouth.
        """
        async with self._opening:
            if self._conversation is None:
                self._conversation = await self._converse()

    async def present(self) -> None:
        """Wait until sound flows through any earpiece."""
        await self._somebody.wait()

    async def answer(self, sdp: str, type: str, device: str, *, echoes: bool = False) -> dict[str, str]:
        """The answer ("sdp", "type", "pc_id") to the offer of `device`, which has all its candidates; `echoes`
        where its microphone hears its loudspeaker, because the browser does not see to it.

        Raises:
            EngineDown: there are no ears or no mouth.
            SoundError: the offer cannot be used.
        """
        await self.open()
        from os1.voice.line import BrowserLine

        mouth = self._mouth
        assert mouth is not None
        line = BrowserLine(
            device,
            mouth.rate,
            joined=self._joined,
            heard=self._hear,
            left=self._fill,
            canceller=EchoCanceller() if echoes else None,
        )
        self._open_lines.add(line)
        try:
            answer = await line.connect(sdp, type)
        except Exception as error:
            # An offer comes from outside, and the parsers of SDP below raise whatever they stumble on.
            self._open_lines.discard(line)
            await line.close()
            raise SoundError("The browser's offer of sound cannot be used; reload the page.") from error
        if line not in self._open_lines:
            await line.close()
            raise SoundError("This device was removed; pair it again.")
        self._spawn(self._serve(line))
        return answer

    async def speak_first(self, tell: Callable[[ReplySink], Awaitable[object]]) -> bool:
        """Run a turn that the OS begins in the next pause; False when no earpiece was there to hear it."""
        if self._conversation is None or not self._lines:
            return False
        return await self._conversation.speak_first(tell)

    async def respond_aloud(self, heard: Heard) -> bool:
        """Answer words that were typed on the device that has the conversation; False where another has it.

        Returns when the answer has been given or interrupted.
        """
        if self._conversation is None or not self._lines or self._lines[-1].device != heard.device:
            return False
        await self._conversation.respond(heard)
        return True

    async def hang_up(self, device: str) -> None:
        """End every line of `device`, also one whose offer is still being answered."""
        for line in [line for line in self._open_lines if line.device == device]:
            self._open_lines.discard(line)
            await line.close()

    async def close(self) -> None:
        """Hang up everywhere."""
        for line in list(self._open_lines):
            await line.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._end_listening is not None:
            await self._end_listening()

    async def _converse(self) -> Conversation:
        if self._ears is None or self._mouth is None:
            missing = "ears" if self._ears is None else "mouth"
            raise EngineDown(
                f"There is no voice because the {missing} are missing; run `os1 doctor` to see why."
            )

        sense, ending = await asyncio.to_thread(_load)
        self._end_listening = ending.close
        parts = Parts(
            self._ears,
            self._mouth,
            self._respond,
            self._bus,
            self._clock,
            self._voice,
            sense,
            ending,
            openers=usual(),
            ahead=self._ahead,
        )
        conversation = Conversation(parts, device="")
        conversation.hang_up()
        self._spawn(conversation.run())
        return conversation

    async def _serve(self, line: Line) -> None:
        """Keep `line` until its browser leaves."""
        try:
            await line.run()
        finally:
            self._open_lines.discard(line)
            await self._left(line)

    async def _joined(self, line: Line) -> None:
        """Give the conversation to `line`. An earlier line of the same device is a page that was left."""
        assert self._conversation is not None
        before = [other for other in self._lines if other.device == line.device]
        self._lines = [other for other in self._lines if other not in before] + [line]
        self._conversation.pick_up(line.device)
        self._somebody.set()
        if not before:
            self._bus.publish("device", id=line.device, name=line.device, on=True)
        for other in before:
            await other.close()

    async def _left(self, line: Line) -> None:
        if self._conversation is None or line not in self._lines:
            return
        self._lines.remove(line)
        if self._lines:
            self._conversation.pick_up(self._lines[-1].device)
        else:
            self._somebody.clear()
            self._conversation.hang_up()
        self._bus.publish("device", id=line.device, name=line.device, on=False)

    async def _hear(self, line: Line, sound: Samples) -> None:
        """The microphone of `line` gave `sound`."""
        if self._conversation is not None and self._lines and line is self._lines[-1]:
            self._conversation.hear(sound)
            await self._fill(line)

    async def _fill(self, line: Line) -> None:
        """Give `line` as much of the reply as it may have ahead."""
        conversation, mouth = self._conversation, self._mouth
        if conversation is None or mouth is None or not self._lines or line is not self._lines[-1]:
            return
        while line.under_way < _AHEAD and (sound := conversation.pull(mouth.rate // _STEPS)) is not None:
            await line.write(sound)

    def _spawn(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._over)

    def _over(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        with contextlib.suppress(asyncio.CancelledError):
            if error := task.exception():
                _log.error("An earpiece failed", exc_info=error)


def _load() -> tuple[VoiceSense, SmartTurn]:
    """The detectors; pipecat's transport is imported on the way, which takes a second or two."""
    hush_pipecat()
    import_module("os1.voice.line")
    return Dozing(Silero()), SmartTurn()
