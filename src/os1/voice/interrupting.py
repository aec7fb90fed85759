"""What speech over a reply asks for: the floor, or nothing. A pure rule on words; it makes nobody fall silent.

A wish for silence counts at once, and so does a word with which people begin to say something ("what", "no").
Ears that get half a second of a murmur make up words, so others count only where they were heard twice, or when
the person has finished and there was enough of them. A listener's sounds ("mm-hm", "yeah, right") never count.
"""

from __future__ import annotations

from dataclasses import dataclass

from os1.voice.words import begins_saying, begins_with_stop, beyond_backchannels, words_in

ENOUGH = 0.7
"""Seconds of voice from which a word that was heard twice is an interruption."""
_GUESSED = 0.33
"""Confidence below which even a word that begins something is only counted when it is heard again, or where a
listener's sound went before it, which was heard as what it is."""
_LAUGHED = 0.42
"""Confidence below which words are a guess at laughter, however long it was."""
_SLIGHT = 1.0
_SURE = 0.66
"""Less voice in seconds than the first, heard with less confidence than the second, is a murmur."""


@dataclass(frozen=True, slots=True)
class Partly:
    """The words of an utterance so far, heard between the samples `began` and `until`.

    `spoken` are the seconds of voice in the present stretch of speech, and `speaks` tells whether the person may
    go on. `before` is what was heard of the same stretch the last time.
    """

    text: str
    confidence: float
    began: int
    until: int
    spoken: float
    speaks: bool
    before: str = ""


def takes_floor(said: Partly) -> bool:
    """Whether `said` interrupts."""
    if begins_with_stop(said.text):
        return True
    left = beyond_backchannels(said.text)
    if not left:
        return False
    again = left[:1] == beyond_backchannels(said.before)[:1]
    listened = len(left) < len(words_in(said.text))
    if begins_saying(left) and (again or listened or said.confidence >= _GUESSED):
        return True
    if not said.speaks:
        return said.confidence >= (_LAUGHED if said.spoken >= _SLIGHT else _SURE)
    return said.spoken >= ENOUGH and again
