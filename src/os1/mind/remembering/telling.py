"""A memory told aloud: in its own words, with who said them and when. It chooses no memory."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from os1.mind.clauses import clauses, sentences
from os1.mind.identity import Identity
from os1.mind.remembering.gist import Gist
from os1.mind.remembering.times import when_said
from os1.mind.words import Words
from os1.types import Recalled

_SPOKEN = 26
"""Words of a quotation that an ear keeps."""
_LONGEST = 45


def told(
    one: Recalled, gist: Gist, own: Identity, now: datetime, words: Words, *, after: Recalled | None = None
) -> str:
    """One spoken sentence: who said it, when, and in which words; `after` is the memory told before it."""
    when = when_said(one.time, now)
    slots = {"when": when, "said": quoted(one.text, gist)}
    if after and after.speaker == one.speaker and when == when_said(after.time, now):
        return words.say("remember.same_time", **slots)
    key = "more" if after else "told"
    if one.speaker == "os1":
        return words.say("remember.own", **slots)
    if is_person(one.speaker, own):
        return words.say(f"remember.{key}", **slots)
    return words.say(f"remember.{key}_other", who=one.speaker, **slots)


def is_person(speaker: str, own: Identity) -> bool:
    """Whether lines of `speaker` are the person's own: theirs here, and imported ones under their name."""
    return speaker == "person" or bool(own.person and speaker.lower() == own.person.lower())


def quoted(text: str, gist: Gist) -> str:
    """The part of `text` that speaks of `gist`, verbatim, in quotation marks and ended with a mark."""
    said = excerpt(text, gist).rstrip(",;: ").replace("\u201c", "\u2018").replace("\u201d", "\u2019")
    ended = said if said.endswith((".", "!", "?", "\u2026")) else f"{said}."
    return f"\u201c{ended}\u201d"


def excerpt(text: str, gist: Gist) -> str:
    """The sentence of `text` that speaks most of `gist`, with those around it while that is short; verbatim."""
    parts = sentences(text)
    if not parts:
        return text.strip()
    best = max(range(len(parts)), key=lambda i: (gist.covered(parts[i]), -i))
    first, last = best, best + 1
    # What came right before tells whom and what it is about; what came after, how it went on.
    before, after = (-1, 0), (0, 1)
    for back, on in (before, *[after] * len(parts), *[before] * len(parts)):
        begin, end = first + back, last + on
        if begin >= 0 and end <= len(parts) and _count(parts[begin:end]) <= _SPOKEN:
            first, last = begin, end
    said = " ".join(parts[first:last])
    return said if _count(parts[first:last]) <= _LONGEST else _clause(said, gist)


def _clause(text: str, gist: Gist) -> str:
    """The clauses of a very long sentence around the one that speaks most of `gist`."""
    parts = clauses(text)
    best = max(range(len(parts)), key=lambda i: (gist.covered(parts[i]), -i))
    taken = [parts[best]]
    for part in parts[best + 1 :]:
        if _count([*taken, part]) > _SPOKEN:
            break
        taken.append(part)
    return " ".join(taken)


def _count(parts: Sequence[str]) -> int:
    return sum(len(part.split()) for part in parts)
