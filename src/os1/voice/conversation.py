"""One conversation over any sound card: who hears, who speaks, whose turn it is.

A sound card (a file, a browser) gives microphone samples to `hear` and takes the reply from `pull`; both count
time in samples. Each turn of the person is answered by the `respond` callable in a task of its own; cancelling
that task is the only way a reply is interrupted. Where a turn is only likely to be over, `respond` may think
behind a gate; going on speaking ends that without a trace. It knows no mind, no memory and no transport.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Literal, Protocol

import numpy as np

from os1.clock import Clock
from os1.errors import OS1Error
from os1.events import Bus
from os1.models.engines import EARS_RATE, Ears, Mouth, Samples
from os1.types import Clause, Heard, ReplySink, new_id
from os1.voice.echo import Canceller
from os1.voice.hearing import EndSense, Hearing
from os1.voice.interrupting import Partly, takes_floor
from os1.voice.listening import VoiceSense
from os1.voice.openers import LATE, Openers
from os1.voice.pace import Pace
from os1.voice.prosody import measure
from os1.voice.said import Said
from os1.voice.speaking import Speech, Stage
from os1.voice.turns import LONGEST_SILENCE, Utterance
from os1.voice.words import is_backchannel, words_in

Respond = Callable[[Heard, ReplySink], Awaitable[object]]
"""Answers one utterance into a sink, and waits until the sink has `drained`. Interrupted by cancellation.

The sink is a `HeldSink`: while it is held, the person may go on, and nothing may be kept or done.
"""

Moment = Callable[[str, float, Mapping[str, Any]], None]
"""Told each moment of a conversation: its name, the second on the audio clock, and its data."""

_PAUSE = 0.6
"""Seconds without a voice that count as a pause in which the OS may speak first."""
_DUCKED, _RAMP = 0.3, 8.0
"""How loud a reply goes on while the person makes a sound over it, and how fast it gets there, a second."""
_DEAF = "I'm sorry, I didn't catch that. My hearing had a hiccup. Could you say it again?"
_STUMBLED = "I'm sorry, I lost my thread. Could you say that again?"

_log = logging.getLogger(__name__)


class Ahead(Protocol):
    """What may be done for a reply before anybody knows which one it is."""

    async def warm(self) -> None:
        """Let the brain read ahead while the person speaks."""

    def usual(self) -> Sequence[Clause]:
        """How the replies that come most often would begin now, to be made ahead."""


@dataclass(frozen=True)
class Parts:
    """What a conversation is made of. `voice` gives the mouth's voice and speed as they are now.

    `sense` and `ending` are the detectors of `os1.voice.detectors`; a test brings its own. `openers` fill
    a wait (see `os1.voice.openers`), `canceller` takes the reply out of the microphone where nothing else does.
    """

    ears: Ears
    mouth: Mouth
    respond: Respond
    bus: Bus
    clock: Clock
    voice: Callable[[], tuple[str, float]]
    sense: VoiceSense
    ending: EndSense
    openers: Sequence[str] = ()
    ahead: Ahead | None = None
    canceller: Canceller | None = None


@dataclass(eq=False)
class _Turn:
    """A turn that waits for the floor: what to run, and for whom it is an answer (None: the OS begins).

    `gate` opens when it is certain that the turn is one, and never where it is `withdrawn`; `decided` is set then
    or then.
    """

    tell: Callable[[ReplySink], Awaitable[object]]
    heard: Heard | None = None
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    decided: asyncio.Event = field(default_factory=asyncio.Event)
    over: asyncio.Future[bool] = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    @property
    def withdrawn(self) -> bool:
        return self.decided.is_set() and not self.gate.is_set()

    def confirm(self) -> _Turn:
        """It is a turn."""
        self.gate.set()
        self.decided.set()
        return self


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
        self._likely: _Turn | None = None
        """The turn that is thought about while the person may still go on."""
        self._taken: _Turn | None = None
        self._speech: Speech | None = None
        self._said, self._pace = Said(), Pace()
        self._openers = Openers(parts.openers, parts.mouth, parts.voice)
        self._rendering: asyncio.Task[None] | None = None
        self._reading: asyncio.Task[None] | None = None
        """Making openers, and the brain's reading ahead: work that gives way to any turn."""
        self._asides: set[asyncio.Task[None]] = set()
        self._task: asyncio.Task[object] | None = None
        self._gain = 1.0
        self._undisturbed = False
        """Whether the microphone is known to hear this reply, so that sound over it says nothing."""
        self._state = ""
        self._partial = ""
        """The words last told of while the person spoke."""
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
        return self._taken is not None and self._taken.gate.is_set()

    @property
    def sounding(self) -> bool:
        """Whether a reply can be heard, or will be at the next `pull`."""
        return self._speech is not None and self._speech.sounding

    def hear(self, sound: Samples) -> None:
        """Take the next samples of the microphone (16 kHz mono, float32). Audio time moves on by them."""
        canceller = self._parts.canceller
        self._hearing.hear(sound if canceller is None else canceller.clean(sound))
        if self._nudges and self._pausing():
            self._wake.set()
        self._show_state()

    def pull(self, count: int) -> Samples | None:
        """The next `count` samples for the loudspeaker, at the mouth's rate; None for silence.

        What is pulled counts as played.
        """
        sound = self._speech.take(count, self.now) if self._speech is not None else None
        if sound is not None:
            sound = self._ducked(sound)
        if self._parts.canceller is not None:
            self._parts.canceller.played(sound, count, self._parts.mouth.rate)
        return sound

    def _ducked(self, sound: Samples) -> Samples:
        """`sound` as loud as a reply may be now, without a jump."""
        wanted = _DUCKED if self._hearing.busy and not self._undisturbed else 1.0
        if self._gain == wanted == 1.0:
            return sound
        step = _RAMP * len(sound) / self._parts.mouth.rate
        before, self._gain = self._gain, min(max(wanted, self._gain - step), self._gain + step)
        return np.asarray(sound * np.linspace(before, self._gain, len(sound)), np.float32)

    def pick_up(self, device: str) -> None:
        """The person hears and speaks through `device` from now on."""
        self.device = device
        self._away = False

    def hang_up(self) -> None:
        """Nobody is there any more: what was said last still becomes a turn, but nothing is spoken."""
        self._away = True
        self._interrupt()
        if self._speech is not None:
            self._speech.cut()  # a turn that is only likely may still become one
        self._hearing.hear(np.zeros(int((LONGEST_SILENCE + 0.5) * EARS_RATE), np.float32))
        for turn in self._nudges:
            _settle(turn, False)
        self._nudges.clear()

    async def speak_first(self, tell: Callable[[ReplySink], Awaitable[object]]) -> bool:
        """Run a turn that the OS begins, in the next pause of the talk; True if the person heard any of it."""
        if self._away:
            return False
        turn = _Turn(tell).confirm()
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
            self._put_off()
            await asyncio.gather(*self._asides, return_exceptions=True)
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
        self._put_off()
        self._taken, self._speech = turn, self._sink(turn)
        speech = self._speech
        if self._away:
            speech.cut()
        self._task = asyncio.ensure_future(turn.tell(speech))
        filling = asyncio.ensure_future(self._fill_wait(turn, speech))
        try:
            await asyncio.wait({self._task})
            await turn.decided.wait()
        except asyncio.CancelledError:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            raise
        finally:
            filling.cancel()
            await speech.close()
            self._taken = self._speech = None
            self._gain, self._undisturbed = 1.0, False
            _settle(turn, bool(speech.played()))
            error = None if self._task.cancelled() else self._task.exception()
            if not turn.withdrawn:
                self._account(turn, speech, self._task.cancelled(), error)
        self._render_openers()
        self._show_state()

    def _sink(self, turn: _Turn) -> Speech:
        to = turn.heard.id if turn.heard else None
        stage = Stage(
            self._parts.mouth,
            self._parts.voice(),
            self._parts.bus,
            lambda name, at, data: self._watch(name, self.now if at is None else at, {"to": to, **data}),
            lambda: self.now,
            self._said,
            self._pace,
        )
        return Speech(stage, turn.gate)

    async def _fill_wait(self, turn: _Turn, speech: Speech) -> None:
        """An opener, where the person who spoke would otherwise wait in silence."""
        await turn.gate.wait()
        if turn.heard is None or turn.heard.by != "voice":
            return
        await self._parts.clock.sleep(LATE)
        if (
            not speech.coming
            and not speech.is_cut
            and not self._hearing.busy
            and (opener := self._openers.late())
        ):
            speech.open_with(*opener)

    def _render_openers(self) -> None:
        """Make them where nothing else is to be said."""
        if not self._turns and self._parts.openers and not _goes_on(self._rendering):
            usual = self._parts.ahead.usual() if self._parts.ahead else ()
            self._rendering = self._set_aside(self._openers.render(usual))

    def _set_aside(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Do `work` until a turn comes."""
        aside = asyncio.ensure_future(work)
        self._asides.add(aside)
        aside.add_done_callback(self._asides.discard)
        return aside

    def _put_off(self) -> None:
        for aside in self._asides:
            aside.cancel()

    def _account(self, turn: _Turn, speech: Speech, interrupted: bool, error: BaseException | None) -> None:
        """Tell the watcher how the turn ended, and apologise where it failed."""
        to = turn.heard.id if turn.heard else None
        if speech.ended is not None:
            self._watch("audio_end", speech.ended, {"to": to})
        self._watch(
            "reply_text",
            self.now,
            {
                "to": to,
                "text": speech.played(),
                "cites": speech.cites(),
                "interrupted": interrupted,
                "failed": error is not None,
            },
        )
        if error is not None:
            _log.error("A turn failed", exc_info=error)
            if turn.heard is not None:
                self._apologise(_STUMBLED)

    def _answer(self, heard: Heard) -> _Turn:
        return self._propose(heard).confirm()

    def _propose(self, heard: Heard) -> _Turn:
        """A turn behind its gate, in place of what is being said."""
        self._withdraw()
        self._interrupt()
        turn = _Turn(lambda sink: self._parts.respond(heard, sink), heard)
        self._turns.append(turn)
        self._wake.set()
        return turn

    def _withdraw(self) -> None:
        """End the turn that was likely and is none; nobody will have noticed it."""
        turn, self._likely = self._likely, None
        if turn is None:
            return
        turn.decided.set()
        if turn in self._turns:
            self._turns.remove(turn)
        elif turn is self._taken and self._speech is not None and self._task is not None:
            self._task.cancel()
            self._speech.cut()

    def _interrupt(self) -> None:
        speech, task = self._speech, self._task
        if speech is None or task is None or task.done() or speech.is_cut or speech.held:
            return
        task.cancel()
        speech.cut()
        self._watch("interrupted", self.now, {"played": speech.played()})

    def _apologise(self, sentence: str) -> None:
        async def tell(sink: ReplySink) -> None:
            await sink.play(Clause(sentence))
            await sink.drained()

        self._turns.append(_Turn(tell).confirm())
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
        if not began or self.replying:
            return
        self._render_openers()
        if self._parts.ahead:
            if self._reading is not None:
                self._reading.cancel()
            self._reading = self._set_aside(_read_ahead(self._parts.ahead))

    def words(self, partly: Partly) -> Literal["keep", "drop"]:
        if self._said.echoes(partly.text, partly.began / EARS_RATE, partly.until / EARS_RATE):
            self._undisturbed = self.replying
            return "drop"
        if self.replying:
            if not self._yields_to(partly):
                return "drop"
            self._interrupt()
        if partly.text != self._partial:
            self._partial = partly.text
            self._parts.bus.publish("partial", text=partly.text)
            self._watch("partial", self.now, {"words": len(words_in(partly.text))})
        return "keep"

    def _yields_to(self, partly: Partly) -> bool:
        """Whether the reply gives way; one that has not sounded yet does so to any words but a listener's."""
        unheard = self._speech is None or self._speech.ended is None
        return takes_floor(partly) or (unheard and not partly.speaks and not is_backchannel(partly.text))

    def likely(self, utterance: Utterance, sound: Samples) -> None:
        if not self.replying:
            self._likely = self._propose(self._heard(utterance, sound))

    def resumed(self) -> None:
        self._withdraw()

    def turn(self, utterance: Utterance, sound: Samples) -> None:
        likely, self._likely, self._partial = self._likely, None, ""
        same = likely is not None and likely.heard is not None and likely.heard.text == utterance.text
        heard = likely.heard if same and likely else self._heard(utterance, sound)
        assert heard is not None
        self._watch("turn_end", self.now, {"id": heard.id, "text": heard.text})
        if same and likely:
            likely.confirm()
        else:
            self._likely = likely
            self._answer(heard)

    def _heard(self, utterance: Utterance, sound: Samples) -> Heard:
        transcript = utterance.transcript
        clock = self._parts.clock
        began = clock.now() - timedelta(seconds=(self._hearing.position - utterance.began) / EARS_RATE)
        return Heard(
            id=new_id(began),
            text=transcript.text,
            time=began,
            by="voice",
            device=self.device,
            language=transcript.language,
            confidence=transcript.confidence,
            prosody=measure(sound, transcript.text),
        )

    def deaf(self, error: BaseException) -> None:
        _log.warning("An utterance was lost: %s", error)
        if not self.replying:
            self._apologise(_DEAF)


async def _read_ahead(ahead: Ahead) -> None:
    """Let the brain read what it will need; whether it cannot, the turn will tell."""
    with contextlib.suppress(OS1Error):
        await ahead.warm()


def _goes_on(task: asyncio.Task[None] | None) -> bool:
    return task is not None and not task.done()


def _settle(turn: _Turn, heard: bool) -> None:
    if not turn.over.done():
        turn.over.set_result(heard)
