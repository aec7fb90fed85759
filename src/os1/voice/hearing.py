"""The hearing service: from the sound of a microphone to utterances with their words.

While the person speaks, the ears are asked about every half second what they hear so far. As soon as the voice
falls low they listen to all of it in the background, with Smart Turn beside them, so that the words are there once
the silence has lasted; who goes on makes that void. The rule of `os1.voice.turns` says when the turn is over.
Whose turn it becomes is not decided here.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any, Literal, Protocol

from os1.errors import OS1Error
from os1.models.engines import EARS_RATE, Ears, Samples, Transcript
from os1.voice.interrupting import Partly
from os1.voice.listening import WINDOW, Change, Microphone, Segmenter, VoiceSense
from os1.voice.turns import Segment, Utterance

_PRE_ROLL = EARS_RATE // 2
"""Sound before the first voice that goes to the ears too: soft consonants begin before any detector notices."""
_TAIL = EARS_RATE // 5
_LONG_PASSAGE, _LONGEST_PASSAGE = 18 * EARS_RATE, 27 * EARS_RATE
"""A passage ends at the next pause after the first, and without one at the second; ears take 30 s."""
_SMART_TURN_REACH = 8 * EARS_RATE
_FIRST_PROBE, _PROBE_EVERY = int(0.22 * EARS_RATE), int(0.06 * EARS_RATE)
"""Over a reply, speech is listened into after the first, and again after each of the second or as soon as the ears
are free, to tell an interruption from a cough."""
_PARTIAL_EVERY = EARS_RATE // 2
_REST = EARS_RATE // 4
"""At other times, speech is listened into once in the first, and at least the second after the last answer."""
_TRAIL = EARS_RATE // 5
"""A voice that lasts longer than this after it fell low may have said more, and is heard again."""

_QUIET = 2
"""Windows without a voice after which what trailed off is over, unless it was a breath."""

_log = logging.getLogger(__name__)


class EndSense(Protocol):
    """Tells how likely the person has finished, from the sound up to now."""

    async def __call__(self, sound: Samples) -> float: ...


class Listener(Protocol):
    """Who decides what becomes of what was heard."""

    @property
    def replying(self) -> bool:
        """Whether a reply is on its way, so that speech may be an interruption."""

    def speech(self, began: bool, at: int) -> None:
        """A segment of speech began, or ended, at sample `at`."""

    def words(self, partly: Partly) -> Literal["keep", "drop"]:
        """Words of the utterance so far. "drop" forgets the utterance if nobody speaks any more."""

    def likely(self, utterance: Utterance, sound: Samples) -> None:
        """The turn may be over; what follows is `turn` with the same words, or `resumed`."""

    def resumed(self) -> None:
        """The turn that was likely over is not."""

    def turn(self, utterance: Utterance, sound: Samples) -> None:
        """The turn is over. `sound` is the utterance's, at 16 kHz."""

    def deaf(self, error: BaseException) -> None:
        """The ears failed, and the utterance is lost."""


class Hearing:
    """Feeds one microphone to the ears."""

    def __init__(self, ears: Ears, sense: VoiceSense, ending: EndSense, listener: Listener) -> None:
        self._ears = ears
        self._ending = ending
        self._listener = listener
        self._microphone = Microphone()
        self._segmenter = Segmenter(sense)
        self._utterance: Utterance | None = None
        self._ids = 0
        self._transcribing: asyncio.Task[None] | None = None
        self._guessing: list[asyncio.Task[None]] = []
        """What goes on in a lull: the words, and how final they sound."""
        self._probing: asyncio.Task[None] | None = None
        self._probed = 0
        self._impression = ""
        """What the last probe into the present segment heard."""
        self._offered = False
        """Whether the listener was told that the turn is likely over."""
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def position(self) -> int:
        """Samples received: the audio clock."""
        return self._microphone.position

    @property
    def speaking(self) -> bool:
        return self._segmenter.speaking

    @property
    def busy(self) -> bool:
        """Whether there is speech that has not yet become a turn or nothing."""
        return self._utterance is not None

    @property
    def silence(self) -> float:
        """Seconds since the last voice."""
        return (self.position - self._segmenter.end) / EARS_RATE

    def hear(self, sound: Samples) -> None:
        """Take the next samples of the microphone (16 kHz mono)."""
        self._microphone.add(sound)
        while self._microphone.position - self._segmenter.position >= WINDOW:
            at = self._segmenter.position
            self._changed(self._segmenter.feed(self._microphone.between(at, at + WINDOW)))
            self._consider()

    async def close(self) -> None:
        """Forget the utterance and end everything in the background."""
        self._utterance = None
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _changed(self, change: Change | None) -> None:
        if change == "start":
            self._begin(self._segmenter.begin)
            self._listener.speech(True, self._segmenter.begin)
        elif change == "stop":
            self._listener.speech(False, self._segmenter.end)
            self._end(self._segmenter.end)
        elif change == "lull":
            self._guess(self._segmenter.hush)
        elif change == "resumed":
            self._go_on_after_all()
        elif self._segmenter.speaking:
            self._go_on()

    def _begin(self, at: int) -> None:
        utterance = self._utterance = self._utterance or Utterance()
        self._ids += 1
        self._probed, self._impression = at + _FIRST_PROBE - _PROBE_EVERY, ""
        self._withdraw()
        passage = at - _PRE_ROLL
        if utterance.segments:
            last = utterance.latest
            assert last.end is not None
            long = last.end - last.passage >= _LONG_PASSAGE
            passage = max(passage, last.end) if long else last.passage
        utterance.segments.append(Segment(self._ids, at, passage))

    def _end(self, at: int) -> None:
        utterance = self._utterance
        assert utterance is not None
        segment = utterance.latest
        segment.end = at
        if self._probing:
            self._probing.cancel()
        if segment.lull is not None and at - segment.lull <= _TRAIL:
            self._keep_guess(utterance, segment)
            return
        self._drop_guess()
        segment.transcript = segment.ending = None
        earlier = utterance.segments[-2].passage if len(utterance.segments) > 1 else None
        if self._transcribing and earlier == segment.passage:
            self._transcribing.cancel()
        self._transcribing = self._spawn(self._transcribe(utterance, segment, at + _TAIL))
        self._spawn(self._sense_ending(segment, utterance.began))

    def _guess(self, lull: int) -> None:
        """The voice fell low at sample `lull`: find out what it said, and whether that was all."""
        utterance = self._utterance
        assert utterance is not None
        if self._listener.replying:
            return  # what is said over a reply is listened into all the time
        segment = utterance.latest
        segment.lull = lull
        if self._probing:
            self._probing.cancel()
        words = self._transcribe(utterance, segment, self._segmenter.position, guess=True)
        self._guessing = [self._spawn(words), self._spawn(self._sense_ending(segment, utterance.began))]

    def _trails(self, segment: Segment) -> bool:
        """Whether the voice has ended only now, so long after it fell low that it may have said more."""
        since = self._segmenter.end
        quiet = self._segmenter.quiet >= _QUIET and not self._listener.replying
        return quiet and segment.lull is not None and since - segment.lull > _TRAIL

    def _guess_again(self, segment: Segment) -> None:
        self._drop_guess()
        segment.resume()
        self._guess(self._segmenter.end)

    def _go_on_after_all(self) -> None:
        assert self._utterance is not None
        self._drop_guess()
        self._utterance.latest.resume()
        self._withdraw()

    def _keep_guess(self, utterance: Utterance, segment: Segment) -> None:
        """Nothing was said since the lull, so what was heard in it holds; an end may sound more final by now."""
        self._transcribing, self._guessing = self._guessing[0], []
        if segment.ending is not None and not utterance.settled:
            self._spawn(self._sense_ending(segment, utterance.began))
        if segment.transcript is not None:
            self._heard(utterance)

    def _drop_guess(self) -> None:
        for task in self._guessing:
            task.cancel()
        self._guessing = []

    def _go_on(self) -> None:
        utterance = self._utterance
        assert utterance is not None
        now = self._segmenter.position
        if self._trails(utterance.latest):
            self._guess_again(utterance.latest)
            return
        if now - utterance.latest.passage >= _LONGEST_PASSAGE:
            self._end(now)
            self._ids += 1
            utterance.segments.append(Segment(self._ids, now, now))
            return
        if self._segmenter.fading and not self._listener.replying:
            return  # in a moment all of it may be listened to, and ears that are busy then would be late
        every = _PROBE_EVERY if self._listener.replying else _PARTIAL_EVERY
        if now - self._probed >= every and not self._probes() and utterance.latest.lull is None:
            self._probed = now
            self._probing = self._spawn(self._probe(utterance, utterance.latest.passage, now))

    async def _transcribe(
        self, utterance: Utterance, segment: Segment, until: int, *, guess: bool = False
    ) -> None:
        """The words of `segment`. A `guess` that is not sure is heard again, unless the voice is back by then."""
        sound = self._microphone.between(segment.passage, until)
        try:
            transcript = await self._listen(sound, quick=guess)
            if not transcript.sure:
                transcript = await self._listen(sound)
        except OS1Error as error:
            if self._utterance is utterance:
                self._lose(error)
            return
        segment.transcript = transcript
        if self._utterance is utterance:
            self._heard(utterance)

    def _heard(self, utterance: Utterance) -> None:
        """The words of the latest segment are in."""
        if not self._speaks(utterance) and utterance.complete and not utterance.text:
            self._forget()
        elif utterance.text:
            self._words(utterance, utterance.transcript)
        self._consider()

    async def _listen(self, sound: Samples, *, quick: bool = False) -> Transcript:
        """Ask the ears, and once more if they died on it; they come back at the second asking."""
        try:
            return await self._ears.transcribe(sound, quick=quick)
        except OS1Error as error:
            _log.warning("The ears failed and are asked again: %s", error)
            return await self._ears.transcribe(sound, quick=quick)

    async def _probe(self, utterance: Utterance, begin: int, end: int) -> None:
        try:
            transcript = await self._ears.transcribe(self._microphone.between(begin, end), quick=True)
        except OS1Error as error:
            _log.warning("The ears failed in the middle of speech: %s", error)
            return
        if not self._listener.replying:
            self._probed = max(self._probed, self._segmenter.position + _REST - _PARTIAL_EVERY)
        if self._utterance is utterance and transcript.text.strip():
            self._words(utterance, transcript)
            self._impression = transcript.text

    def _words(self, utterance: Utterance, heard: Transcript) -> None:
        latest = utterance.latest
        partly = Partly(
            heard.text,
            heard.confidence,
            began=utterance.began,
            until=latest.end or self._segmenter.position,
            spoken=((latest.end or self._segmenter.end) - latest.begin) / EARS_RATE,
            speaks=latest.end is None,
            before=self._impression,
        )
        if self._listener.words(partly) == "keep":
            return
        if not self._speaks(utterance) and utterance.complete:
            self._forget()
        elif latest.lull is not None:
            latest.resume()  # it is no likely turn either; the end of the segment will be judged by itself

    async def _sense_ending(self, segment: Segment, began: int) -> None:
        now = self._segmenter.position
        begin = max(began - _PRE_ROLL, now - _SMART_TURN_REACH)
        segment.ending = await self._ending(self._microphone.between(begin, now))
        self._consider()

    def _probes(self) -> bool:
        return self._probing is not None and not self._probing.done()

    def _speaks(self, utterance: Utterance) -> bool:
        return utterance.latest.end is None

    def _consider(self) -> None:
        utterance = self._utterance
        if utterance is None:
            return
        if utterance.closes(self._segmenter.position):
            self._utterance, self._offered = None, False
            self._listener.turn(utterance, self._sound(utterance))
        elif utterance.likely and not self._offered:
            self._offered = True
            self._listener.likely(utterance, self._sound(utterance))

    def _sound(self, utterance: Utterance) -> Samples:
        return self._microphone.between(utterance.began, utterance.latest.end or self.position)

    def _forget(self) -> None:
        self._utterance = None
        self._withdraw()

    def _withdraw(self) -> None:
        if self._offered:
            self._offered = False
            self._listener.resumed()

    def _lose(self, error: BaseException) -> None:
        """The words of the utterance will never come. One that is still being spoken begins anew."""
        speaks = self._utterance is not None and self._speaks(self._utterance)
        self._forget()
        if speaks:
            self._begin(self._segmenter.begin)
        else:
            self._listener.deaf(error)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._finished)
        return task

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            _log.error("Hearing stumbled", exc_info=error)
            if task is self._transcribing and self._utterance is not None:
                self._lose(error)
