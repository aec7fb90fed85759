"""Should these words be believed? What a speech model makes up has a shape: it loops, races, or says thanks.

Pure judgement over one take; it knows nothing of sound or models.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, replace
from itertools import takewhile
from math import inf

_TAGS = re.compile(r"\[[^\]]*\]|\([^)]*\)|\*[^*]*\*|<\|[^|]*\|>|[♪♫🎵🎶]+")
_TRAILING = re.compile(r"\s*(?:\.{2,}|…)$")
_SENTENCE_END = re.compile(r"[.?!](?=\s)")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_DANGLING = re.compile(r"[.?!]\s+(?:[^\s.?!]+\s+){0,3}[^\s.?!,;:]+$")
"""A sentence that has ended, and up to four words that do not."""
_ENOUGH = 2.5
"""Words a second of surely voiced sound that account for it: what comes on top of them was not said."""
_FASTEST = 8.0
"""Words a second that nobody exceeds in conversation."""
_DENSE = 5.0
"""Words a second of surely voiced sound from which a repeat is suspicious."""
_SQUEEZE = 2.4
"""Text that zlib shrinks by more than this repeats itself (the ratio that Whisper's authors use)."""
_STOCK = frozenset(
    """you|thank you|thank you very much|thank you so much|thanks|subscribe|bye|bye bye|the end|so|oh|uh|um
    |hmm|mm|mhm|ah|i'm sorry|we'll be right back|music|applause|laughter|silence
    |subtitles by the amara org community""".replace("\n    ", "").split("|")
)
"""What Whisper says when it hears nothing. People say most of these too, so they need strong evidence."""


_INVENTED = re.compile(
    r"(?:i'll )?see you in the next|thank(?:s| you)(?: so much)? for watching|please subscribe"
)
"""How Whisper's films end; nobody says these to their own machine."""


@dataclass(frozen=True, slots=True)
class Take:
    """One hearing of a sound: its text, the mean log-probability of its tokens, and the model's own doubt.

    `ended` is False where the model was cut off by the cap on its length.
    """

    text: str
    logprob: float
    no_speech: float
    ended: bool = True


def tidy(text: str) -> str:
    """`text` without noise tags such as [Music] or ♪, with single spaces; empty where no word is left.

    The three dots that Whisper puts after a lone word become a full stop.
    """
    plain = _TRAILING.sub(".", " ".join(_TAGS.sub(" ", text).split()))
    return plain if _WORD.search(plain) else ""


def loops(take: Take, seconds: float, spoken: float = inf) -> bool:
    """Does the take repeat itself, run on, or hold more words than `seconds` of speech have room for?

    Fewer repeats are enough where the words are dense for the seconds `spoken` that are surely voiced.
    """
    words = _words(take.text)
    if not take.ended or len(words) > _FASTEST * seconds + 2:
        return True
    encoded = take.text.encode()
    if len(words) >= 12 and len(encoded) / len(zlib.compress(encoded)) > _SQUEEZE:
        return True
    dense = len(words) > _DENSE * spoken
    return any(_repeats(words, period, dense) for period in range(1, len(words)))


def dangles(take: Take) -> bool:
    """Does the take go on after its last sentence and stop in the middle? Short encoder input invites that."""
    return bool(_DANGLING.search(take.text))


def once(take: Take, seconds: float) -> Take:
    """`take` without a new beginning of its own last sentence that nobody had the time for.

    On short encoder input a model that has written all the words sometimes starts them again, until its length is
    used up: "I forgot to lock the door. I forgot to". Where the words before account for the `seconds` of surely
    voiced sound, that is what happened.
    """
    ends = [match.end() for match in _SENTENCE_END.finditer(take.text)]
    if not ends:
        return take
    kept, again = take.text[: ends[-1]].strip(), _words(take.text[ends[-1] :])
    begins = ends[-2] if len(ends) > 1 else 0
    whole = _words(take.text[begins : ends[-1]])
    if not again or len(again) >= len(whole) or whole[: len(again)] != again:
        return take
    return replace(take, text=kept, ended=True) if len(_words(kept)) >= _ENOUGH * seconds else take


def single(take: Take) -> Take:
    """`take` with what it says over and over said once.

    Of half a second of sound ears make little but loops, and what loops is mostly right ("Wait... wait... wait").
    """
    words = _words(take.text)
    for period in range(1, len(words) // 2 + 1):
        if words[period:] == words[:-period]:
            last = list(_WORD.finditer(take.text))[period - 1]
            return replace(take, text=take.text[: last.end()], ended=True)
    return take


def believable(take: Take, seconds: float) -> bool:
    """Is there evidence enough for the take's words, given `seconds` of surely voiced sound?

    Little voiced sound (a cough has some), a doubting model, and the phrases that Whisper makes up each raise
    what is asked of the others.
    """
    if not take.text or len(_words(take.text)) > _FASTEST * seconds + 4:
        return False
    if _INVENTED.match(" ".join(_words(take.text))):
        return False
    lowest = -1.6
    if take.no_speech > 0.6:
        lowest = -0.9
    if seconds < 0.2:
        lowest = max(lowest, -1.0)
    if " ".join(_words(take.text)) in _STOCK:
        lowest = -0.9 if take.no_speech < 0.3 and seconds >= 0.2 else -0.4
    return take.logprob >= lowest


def _words(text: str) -> list[str]:
    return [word.lower().replace("’", "'") for word in _WORD.findall(text)]


def _repeats(words: list[str], period: int, dense: bool) -> bool:
    """Does the text end in copies of `period` words: four (`dense`: three) of a short phrase, most of a sentence
    twice?"""
    backwards = words[::-1]
    pairs = zip(backwards, backwards[period:], strict=False)
    again = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    return again >= (max(4, 0.6 * period) if period >= 3 else (2 if dense else 3) * period)
