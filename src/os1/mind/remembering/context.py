"""What a strong brain is shown of the past: few notes, the most useful first found, each with when it was said.

They stand beside the person's last words and never in the stable beginning of the prompt. Times are worked out
here; a brain is not asked to count. It also tells which notes a clause leans on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from os1.memory.facts import Fact
from os1.mind.identity import Identity
from os1.mind.remembering.gist import gist, proper, stem, stems
from os1.mind.remembering.questions import is_told
from os1.mind.remembering.telling import is_person
from os1.mind.remembering.times import when_said
from os1.mind.spoken import plain
from os1.mind.telling import told as clause
from os1.types import Recalled

_MOST = 8
_FACTS = 6
_NOTE = 320
"""Letters of one memory that are shown; of a longer one, its beginning."""
_SHARED = 2
"""Telling words that a clause and a note must share for the one to lean on the other."""


@dataclass(frozen=True, slots=True)
class Note:
    """One line to show, and the utterances that it comes from."""

    text: str
    sources: tuple[str, ...]


def notes(
    recalled: Sequence[Recalled], facts: Sequence[Fact], own: Identity, now: datetime, letters: int
) -> list[Note]:
    """The notes for `facts` and `recalled` (best first), at most `letters` long together; memories by time.

    Facts that are no more than planned, heard or doubted say so; a memory that came by another says by which. What
    tells nothing is left out.
    """
    known = [_of_fact(fact, now) for fact in facts[:_FACTS]]
    chosen: list[Recalled] = []
    room = letters - sum(len(one.text) for one in known)
    for one in recalled:
        cost = min(len(one.text), _NOTE) + len(one.because) + 40
        if len(chosen) < _MOST and cost <= room and (one.speaker == "os1" or is_told(one.text)):
            chosen.append(one)
            room -= cost
    chosen.sort(key=lambda one: one.time)
    return [*known, *(_of_memory(one, own, now) for one in chosen)]


def leaning(clause: str, shown: Sequence[Note], heard: str) -> tuple[str, ...]:
    """The sources of those of `shown` that `clause` takes something from which was not in `heard`."""
    already = stems(heard)
    said = set(gist(clause).weights) - already
    named = {stem(name) for name in proper(f"so {clause}")} - already
    found: dict[str, None] = {}
    for note in shown:
        shared = said & stems(note.text)
        if len(shared) >= _SHARED or shared & named:
            found.update(dict.fromkeys(note.sources))
    return tuple(found)


def about(facts: Sequence[Fact], heard: str) -> list[Fact]:
    """Those of `facts` that are about somebody or something in `heard`, the newest first."""
    words = stems(heard)
    told = [fact for fact in facts if fact.until is None and fact.certainty != "unsure"]

    def touched(fact: Fact) -> bool:
        named = fact.subject != "person" and not stems(fact.subject.removeprefix("my ")).isdisjoint(words)
        value = {stem(word) for word in plain(fact.value).split() if len(word) > 3}
        return named or not value.isdisjoint(words)

    return sorted((fact for fact in told if touched(fact)), key=lambda fact: fact.learned, reverse=True)


def _of_memory(one: Recalled, own: Identity, now: datetime) -> Note:
    who = "you" if one.speaker == "os1" else "they" if is_person(one.speaker, own) else one.speaker
    said = one.text if len(one.text) <= _NOTE else f"{one.text[:_NOTE].rsplit(' ', 1)[0]}\u2026"
    # To a brain "you" is itself.
    because = re.sub(r"\byou\b", "them", re.sub(r"\byour\b", "their", one.because))
    why = f" (found because {because})" if because else ""
    return Note(f"{when_said(one.time, now)}, {who} said{why}: {said}", (one.id,))


def _of_fact(fact: Fact, now: datetime) -> Note:
    """A fact as it is told, but "you" said plainly: in a prompt that would be the brain."""
    said = clause(fact) if fact.subject != "person" else f"about them: {clause(fact)}"
    return Note(f"known, told {when_said(fact.learned, now)}: {said}", fact.sources)
