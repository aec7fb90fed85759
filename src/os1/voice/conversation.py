"""One conversation over any sound card: who hears, who speaks, whose turn it is.

A sound card (a file, a browser) gives microphone samples to `hear` and takes the reply from `pull`; both count
time in samples. Each turn of the person is answered by the `respond` callable in a task of its own; cancelling
that task is the only way a reply is interrupted. It knows no mind, no memory and no transport.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Literal

import numpy as np

from os1.clock import Clock
from os1.events import Bus
from os1.models.engines import EARS_RATE, Ears, Mouth, Samples
from os1.types import Clause, Heard, ReplySink, new_id
from os1.voice.hearing import EndSense, Hearing
from os1.voice.listening import VoiceSense
from os1.voice.prosody import measure
from os1.voice.speaking import Speech
from os1.voice.turns import LONGEST_SILENCE, Utterance
from os1.voice.words import is_backchannel

Respond = Callable[[Heard, ReplySink], Awaitable[object]]
"""Answers one utterance into a sink, and waits until the sink has `drained`. Interrupted by cancellation."""

Moment = Callable[[str, float, Mapping[str, Any]], None]
"""Told each moment of a conversation: its name, the second on the audio clock, and its data."""

_PAUSE = 0.6
"""Seconds without a voice that count as a pause in which the OS may speak first."""
_DUCKED = 0.3
"""How loud a reply goes on while the person makes a sound over it."""
_DEAF = "I'm sorry, I didn't catch that. My hearing had a hiccup. Could you say it again?"
_STUMBLED = "I'm sorry, I lost my thread. Could you say that again?"

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Parts:
    """What a conversation is made of. `voice` gives the mouth's voice and speed as they are now.

    `sense` and `ending` are the detectors of `os1.voice.detectors`; a test brings its own.
    """

    ears: Ears
    mouth: Mouth
    respond: Respond
    bus: Bus
    clock: Clock
    voice: Callable[[], tuple[str, float]]
    sense: VoiceSense
    ending: EndSense


@dataclass(eq=False)
class _Turn:
    """A turn that waits for the floor: what to run, and for whom it is an answer (None: the OS begins)."""

    tell: Callable[[ReplySink], Awaitable[object]]
    heard: Heard | None = None
    over: asyncio.Future[bool] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Conversation:
    """Runs inside `run`. `watch` is told every moment that a trace wants to show."""

    def __init__(self, parts: Parts, *, device: str = "local", watch: Moment | None = None) -> None:
        self._parts = parts
        self.device = device
        self._watch = watch or (lambda name, at, data: None)
        self._hearing = Hearing(parts.ears, parts.sense, parts.ending, self)
        self._turns: deque[_Turn] = deque()
        self._nudges: deque[_Turn] = deque()
        self._wake = asyncio.Event()
        self._speech: Speech | None = None
        self._task: asyncio.Task[object] | None = None
        self._gain = 1.0
        self._state = ""
        self._away = False

    @property
    def now(self) -> float:
        """Seconds on the audio clock."""
        return self._hearing.position / EARS_RATE

    @property
    def idle(self) -> bool:
        """Nobody speaks, and nothing that was said waits for words or for an answer."""
        return not (self._hearing.busy or self.replying or self._turns)

    @property
    def replying(self) -> bool:
        return self._task is not None and not self._task.done()

    @property
    def sounding(self) -> bool:
        """Whether a reply can be heard, or will be at the next `pull`."""
        return self._speech is not None and self._speech.sounding

    def hear(self, sound: Samples) -> None:
        """Take the next samples of the microphone (16 kHz mono, float32). Audio time moves on by them."""
        self._hearing.hear(sound)
        if self._nudges and self._pausing():
            self._wake.set()
        self._show_state()

    def pull(self, count: int) -> Samples | None:
        """The next `count` samples for the loudspeaker, at the mouth's rate; None for silence.

        What is pulled counts as played.
        """
        if self._speech is None:
            return None
        sound = self._speech.take(count, self.now)
        if sound is None:
            return None
        wanted = _DUCKED if self._hearing.busy else 1.0
        before, self._gain = self._gain, wanted
        if before == wanted == 1.0:
            return sound
        return np.asarray(sound * np.linspace(before, wanted, len(sound)), np.float32)

    def pick_up(self, device: str) -> None:
        """The person hears and speaks through `device` from now on."""
        self.device = device
        self._away = False

    def hang_up(self) -> None:
        """Nobody is there any more: what was said last still becomes a turn, but nothing is spoken."""
        self._away = True
        self._hearing.hear(np.zeros(int((LONGEST_SILENCE + 0.5) * EARS_RATE), np.float32))
        self._interrupt()
        for turn in self._nudges:
            _settle(turn, False)
        self._nudges.clear()

    async def speak_first(self, tell: Callable[[ReplySink], Awaitable[object]]) -> bool:
        """Run a turn that the OS begins, in the next pause of the talk; True if the person heard any of it."""
        if self._away:
            return False
        turn = _Turn(tell)
        self._nudges.append(turn)
        try:
            return await turn.over
        finally:
            if turn in self._nudges:
                self._nudges.remove(turn)

    async def respond(self, heard: Heard) -> None:
        """Answer words that came by another way than the microphone, in place of what is being said."""
        turn = self._answer(heard)
        await turn.over

    async def run(self) -> None:
        """Answer turns, one after the other, until cancelled."""
        try:
            while True:
                turn = await self._next()
                await self._take(turn)
        finally:
            for turn in (*self._turns, *self._nudges):
                _settle(turn, False)
            await self._hearing.close()

    async def _next(self) -> _Turn:
        while True:
            if self._turns:
                return self._turns.popleft()
            if self._nudges and self._pausing():
                return self._nudges.popleft()
            self._wake.clear()
            await self._wake.wait()

    def _pausing(self) -> bool:
        return self.idle and self._hearing.position > 0 and self._hearing.silence >= _PAUSE

    async def _take(self, turn: _Turn) -> None:
        to = turn.heard.id if turn.heard else None
        speech = Speech(
            self._parts.mouth,
            self._parts.voice(),
            self._parts.bus,
            lambda name, at, data: self._watch(name, self.now if at is None else at, {"to": to, **data}),
        )
        self._speech = speech
        if self._away:
            speech.cut()
        self._task = asyncio.ensure_future(turn.tell(speech))
        try:
            await asyncio.wait({self._task})
        except asyncio.CancelledError:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            raise
        finally:
            await speech.close()
            self._speech = None
            self._gain = 1.0
            _settle(turn, bool(speech.played()))
            self._account(turn, speech, self._task)
        self._show_state()

    def _account(self, turn: _Turn, speech: Speech, task: asyncio.Task[object]) -> None:
        """Tell the watcher how the turn ended, and apologise where it failed."""
        to = turn.heard.id if turn.heard else None
        if speech.ended is not None:
            self._watch("audio_end", speech.ended, {"to": to})
        error = None if task.cancelled() else task.exception()
        self._watch(
            "reply_text",
            self.now,
            {
                "to": to,
                "text": speech.played(),
                "cites": speech.cites(),
                "interrupted": task.cancelled(),
                "failed": error is not None,
            },
        )
        if error is not None:
            _log.error("A turn failed", exc_info=error)
            if turn.heard is not None:
                self._apologise(_STUMBLED)

    def _answer(self, heard: Heard) -> _Turn:
        self._interrupt()
        turn = _Turn(lambda sink: self._parts.respond(heard, sink), heard)
        self._turns.append(turn)
        self._wake.set()
        return turn

    def _interrupt(self) -> None:
        speech, task = self._speech, self._task
        if speech is None or task is None or task.done() or speech.is_cut:
            return
        task.cancel()
        speech.cut()
        self._watch("interrupted", self.now, {"played": speech.played()})

    def _apologise(self, sentence: str) -> None:
        async def tell(sink: ReplySink) -> None:
            await sink.play(Clause(sentence))
            await sink.drained()

        self._turns.append(_Turn(tell))
        self._wake.set()

    def _show_state(self) -> None:
        if self.sounding:
            state = "speaking"
        elif self._hearing.speaking:
            state = "hearing"
        elif self.replying or self._turns:
            state = "thinking"
        else:
            state = "listening"
        if state != self._state:
            self._state = state
            self._parts.bus.publish("state", state=state)

    # What the hearing service asks and tells (`os1.voice.hearing.Listener`).

    def speech(self, began: bool, at: int) -> None:
        self._watch("speech_start" if began else "speech_end", at / EARS_RATE, {})

    def words(self, text: str) -> Literal["keep", "drop"]:
        if self.replying:
            if is_backchannel(text):
                return "drop"
            self._interrupt()
        self._parts.bus.publish("partial", text=text)
        return "keep"

    def turn(self, utterance: Utterance, sound: Samples) -> None:
        transcript = utterance.transcript
        clock = self._parts.clock
        began = clock.now() - timedelta(seconds=(self._hearing.position - utterance.began) / EARS_RATE)
        heard = Heard(
            id=new_id(began),
            text=transcript.text,
            time=began,
            by="voice",
            device=self.device,
            language=transcript.language,
            confidence=transcript.confidence,
            prosody=measure(sound, transcript.text),
        )
        self._watch("turn_end", self.now, {"id": heard.id, "text": heard.text})
        self._answer(heard)

    def deaf(self, error: BaseException) -> None:
        _log.warning("An utterance was lost: %s", error)
        if not self.replying:
            self._apologise(_DEAF)


def _settle(turn: _Turn, heard: bool) -> None:
    if not turn.over.done():
        turn.over.set_result(heard)
