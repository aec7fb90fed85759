"""The situations of `bench/situations.py`, as data: who makes which sound when, and what should come of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from os1.models.engines import Samples
from os1.testing import sounds

_SHORT = ("I see.", "Thank you for telling me.")
LONG_REPLY = (
    "Well,",
    "the lighthouse on the island is the oldest one of the whole coast,",
    "and four brothers built it from the stones of a church that the sea had taken.",
)
_QUESTION = "Tell me about the lighthouse."


@dataclass(frozen=True, slots=True)
class Words:
    """Speech: texts, and pauses in seconds between them. Before `floor`, a place in them, it is a listener's."""

    pieces: tuple[str | float, ...]
    voice: str = "am_michael"
    floor: int = 0


@dataclass(frozen=True, slots=True)
class Noise:
    """A sound of `os1.testing.sounds` by its name."""

    kind: Literal["coughs", "music", "pink_noise", "applause"]
    seconds: float

    def make(self) -> Samples:
        made: Samples = getattr(sounds, self.kind)(self.seconds, level=0.3)
        return made


@dataclass(frozen=True, slots=True)
class Cue:
    """A line of a script; a path is a recording, and without a sound it is an echo of the loudspeaker."""

    sound: Words | Noise | Path | None
    at: float | None = None
    after: Literal["reply_start", "reply_end"] | None = None
    delay: float = 0.0
    gain_db: float = 0.0
    loop: bool = False


@dataclass(frozen=True, slots=True)
class Situation:
    """`turns` are those that it holds; `over` says what the sounds over the reply are to do to it."""

    name: str
    cues: tuple[Cue, ...]
    turns: int = 1
    over: Literal["none", "stops", "goes_on"] = "none"
    reply: tuple[str, ...] = _SHORT


def _ask(*pieces: str | float, voice: str = "am_michael") -> Cue:
    return Cue(Words(pieces, voice), at=0.3)


def _over(*pieces: str | float, voice: str = "am_michael", delay: float = 1.5, floor: int = 0) -> Cue:
    return Cue(Words(pieces, voice, floor), after="reply_start", delay=delay)


def _told(name: str, *cues: Cue, turns: int = 1, over: Literal["stops", "goes_on"]) -> Situation:
    return Situation(name, (_ask(_QUESTION), *cues), turns, over, LONG_REPLY)


_PAUSES = (
    ("I was thinking about,", 0.7, "going to the lake tomorrow."),
    ("My sister called me and,", 0.9, "she wants to come for the weekend."),
    ("The thing is, um,", 1.0, "I never told him."),
    ("Remind me to,", 0.6, "water the plants on Friday."),
    ("My number is four seven one,", 0.8, "nine nine two."),
    ("If it rains tomorrow,", 0.5, "we stay at home, and,", 0.8, "I will cook."),
    ("I don't know whether,", 1.2, "I should write to her."),
    ("Yesterday I met my old teacher, and he,", 0.6, "did not know me any more."),
    ("And so, my dear friends,", 0.9, "let us go home."),
    ("I wanted to ask you whether", 0.7, "there is anything on Friday."),
)
_WHOLE = (
    ("Yeah.", "am_michael"),
    ("No.", "bf_emma"),
    ("Thanks.", "am_puck"),
    ("Tomorrow.", "am_michael"),
    ("Not really.", "bm_george"),
    ("Okay.", "bf_emma"),
    ("What time is it?", "bm_george"),
    ("I had a long day at work today.", "af_bella"),
    ("Do you remember what I told you about the lake?", "am_puck"),
    ("I think I will call my mother this evening.", "bf_emma"),
    ("The child almost hurt the small dog.", "bm_george"),
    ("I gave him the keys.", "af_bella"),
)
_LISTENING = (
    ("Mm-hm.", "am_michael"),
    ("Yeah.", "bf_emma"),
    ("Right.", "am_puck"),
    ("Okay.", "bm_george"),
    ("Uh-huh.", "am_michael"),
    ("Really?", "bf_emma"),
    ("Oh, wow.", "am_puck"),
    ("Ha ha ha.", "am_michael"),
    ("Yeah, right.", "bm_george"),
    ("I see.", "bf_emma"),
)
_STOPPING = (
    ("Stop.", "am_michael"),
    ("Wait, hold on.", "bf_emma"),
    ("No, that's not what I meant.", "am_puck"),
    ("What about my sister?", "bm_george"),
    ("Can you say that again, please?", "am_michael"),
    ("Be quiet.", "bf_emma"),
    ("Actually, tell me about the church.", "am_puck"),
)
_TURNING = (
    ("Okay,", "but who were the brothers?", "am_michael"),
    ("Mm-hm.", "And where is it?", "bf_emma"),
)
_ROOMS = ((0.05, -6.0), (0.1, -12.0), (0.15, -6.0), (0.2, -20.0), (0.3, -12.0), (0.3, -30.0))
"""Seconds and decibels from the loudspeaker to the microphone."""

SITUATIONS: tuple[Situation, ...] = (
    *(Situation(f"pause after {pieces[0]!r}", (_ask(*pieces),)) for pieces in _PAUSES),
    *(Situation(f"all of it: {text!r}", (_ask(text, voice=voice),)) for text, voice in _WHOLE),
    *(_told(f"listening: {text!r}", _over(text, voice=voice), over="goes_on") for text, voice in _LISTENING),
    *(
        _told(f"interrupting: {text!r}", _over(text, voice=voice), turns=2, over="stops")
        for text, voice in _STOPPING
    ),
    *(
        _told(
            f"listening, then interrupting: {words!r}",
            _over(sound, 0.15, words, voice=voice, floor=2),
            turns=2,
            over="stops",
        )
        for sound, words, voice in _TURNING
    ),
    _told("coughs over the reply", Cue(Noise("coughs", 2.5), after="reply_start", delay=1.0), over="goes_on"),
    _told("music over the reply", Cue(Noise("music", 4.0), after="reply_start", delay=1.0), over="goes_on"),
    Situation("music alone", (Cue(Noise("music", 6.0), at=0.0),), turns=0),
    Situation("coughs alone", (Cue(Noise("coughs", 6.0), at=0.0),), turns=0),
    Situation("applause alone", (Cue(Noise("applause", 4.0), at=0.0),), turns=0),
    Situation(
        "a question over music",
        (
            Cue(Noise("music", 8.0), at=0.0, gain_db=-15.0, loop=True),
            Cue(Words(("Where is my phone?",)), at=1.5),
        ),
    ),
    Situation(
        "a question in the rain",
        (
            Cue(Noise("pink_noise", 8.0), at=0.0, gain_db=-12.0, loop=True),
            Cue(Words(("What shall I cook tonight?",), "bf_emma"), at=1.5),
        ),
    ),
    Situation(
        "two people, one sentence after the other",
        (
            _ask("Did you lock the door?"),
            Cue(Words(("I think I did.",), "bf_emma"), after="reply_end", delay=0.5),
        ),
        turns=2,
    ),
    *(
        _told(f"echo after {delay} s at {gain:g} dB", Cue(None, delay=delay, gain_db=gain), over="goes_on")
        for delay, gain in _ROOMS
    ),
    *(
        _told(
            f"interrupting over an echo after {delay} s at {gain:g} dB",
            Cue(None, delay=delay, gain_db=gain),
            _over("No, wait, that's enough.", delay=3.0),
            turns=2,
            over="stops",
        )
        for delay, gain in _ROOMS[1::2]
    ),
)
