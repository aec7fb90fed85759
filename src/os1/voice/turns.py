"""When a turn ends: the rule itself, without sound, tasks or a clock.

An utterance is everything the person says until the turn closes. It consists of segments, each a stretch of
speech between two pauses, each with an id of its own. A segment's transcript covers its whole passage: the
segments since the passage began, so that a pause in mid-sentence does not take the context from the ears. A
passage is closed and a new one begun only when it grows too long for them.

The turn closes only on what is known of the *latest* segment: its own transcript is in, and its own end
sounded final, or the silence after it has lasted. What is known of an earlier segment never closes a later
one. Before it closes its end may be likely: enough to think about an answer, not to give it. Positions are
samples of the microphone at 16 kHz.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from os1.models.engines import EARS_RATE, Transcript
from os1.voice.words import is_opening, is_spelling, is_unfinished, is_whole

LONGEST_SILENCE = 2.3
"""Seconds after which silence ends a turn, whatever it sounded like."""
_SURE, _LIKELY, _POSSIBLE = 0.9, 0.5, 0.2
_WAIT_AGREED, _WAIT_LIKELY, _WAIT_POSSIBLE, _WAIT_UNLIKELY = 0.2, 0.35, 0.45, 1.2
"""Smart Turn calls an end an end from the second probability on; below the first, a moment shows whether a breath
in mid-sentence deceived it, a shorter one where the ears closed the sentence too. It misses some ends of whole
sentences, most often of those that are read out: after a sentence that the ears closed, less silence is enough."""


@dataclass(slots=True, eq=False)
class Segment:
    """One stretch of speech. `passage` is where the sound for its transcript begins; `end` is None while it lasts.

    `ending` is the probability that the person has finished, heard at the end of this segment. While it lasts,
    `lull` is where the voice fell low, and what is known of it then may turn out to be all.
    """

    id: int
    begin: int
    passage: int
    end: int | None = None
    transcript: Transcript | None = None
    ending: float | None = None
    lull: int | None = None

    def resume(self) -> None:
        """The voice came back: what was known in the lull is not all."""
        self.lull = self.transcript = self.ending = None


@dataclass(slots=True, eq=False)
class Utterance:
    """What the person is saying now; never empty of segments."""

    segments: list[Segment] = field(default_factory=list)

    @property
    def latest(self) -> Segment:
        return self.segments[-1]

    @property
    def began(self) -> int:
        return self.segments[0].begin

    @property
    def complete(self) -> bool:
        """Nobody speaks, and every passage has the transcript of its last segment."""
        return self.latest.end is not None and self._transcribed

    @property
    def _transcribed(self) -> bool:
        lasts = {segment.passage: segment for segment in self.segments}
        return all(segment.transcript is not None for segment in lasts.values())

    @property
    def text(self) -> str:
        """The words so far. A passage that the ears last heard nothing in keeps what they heard before."""
        passages: dict[int, str] = {}
        for segment in self.segments:
            words = segment.transcript.text.strip() if segment.transcript else ""
            passages[segment.passage] = words or passages.get(segment.passage, "")
        return " ".join(words for words in passages.values() if words)

    @property
    def transcript(self) -> Transcript:
        """The words with the least confidence of any transcript that brought some."""
        heard = [
            segment.transcript for segment in self.segments if segment.transcript and segment.transcript.text
        ]
        if not heard:
            return Transcript("")
        return Transcript(
            self.text, min(one.confidence for one in heard), heard[-1].no_speech, heard[-1].language
        )

    @property
    def likely(self) -> bool:
        """Whether the words are in and sound as if they might be all; in a lull, as if they were."""
        latest, text = self.latest, self.text
        ending = latest.ending
        if not self._transcribed or not text or ending is None or is_unfinished(text):
            return False
        if latest.end is None:
            return latest.lull is not None and ending >= _LIKELY
        return ending >= _POSSIBLE or text.rstrip().endswith((".", "?", "!"))

    @property
    def settled(self) -> bool:
        """Whether it sounded so final in the lull that another opinion would come too late to matter."""
        latest, text = self.latest, self.text
        if latest.ending is None or latest.ending < _LIKELY:
            return False
        return latest.transcript is None or _needed_silence(text, latest.ending) <= _WAIT_AGREED

    def closes(self, now: int) -> bool:
        """Whether the turn is over at sample `now`."""
        latest = self.latest
        if latest.end is None or not self.complete:
            return False
        return (now - latest.end) / EARS_RATE >= _needed_silence(self.text, latest.ending)


def _needed_silence(text: str, ending: float | None) -> float:
    """Seconds of silence that end a turn with these words, whose end sounded final with this probability."""
    if is_whole(text):
        return 0.0
    if ending is None or is_unfinished(text):
        return LONGEST_SILENCE
    if is_spelling(text) or is_opening(text):
        return _WAIT_UNLIKELY
    closed = text.rstrip().endswith((".", "?", "!"))
    if ending >= _LIKELY:
        return 0.0 if ending >= _SURE else _WAIT_AGREED if closed else _WAIT_LIKELY
    if closed:
        return _WAIT_POSSIBLE if ending >= _POSSIBLE else _WAIT_UNLIKELY
    return _WAIT_UNLIKELY if ending >= _POSSIBLE else LONGEST_SILENCE
