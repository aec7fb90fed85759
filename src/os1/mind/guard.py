"""Judges what a brain says before a word of it is spoken: leaks, echoes, claims and nonsense are held back.

It sees one stretch at a time, with what was already said in the same reply. It cannot tell whether a sentence is
wise; it can tell that one must not be said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from os1.mind.clauses import sentences
from os1.mind.patterns import alternatives, listed_words
from os1.mind.remembering.grounds import grounded
from os1.mind.spoken import plain

Fault = Literal[
    "empty", "repeated", "role", "template", "echo", "markdown", "boilerplate", "language", "human", "act",
    "memory", "name", "mood", "nonsense", "care", "adrift",
]  # fmt: skip

_OWN_NAME = re.compile(
    r"\b(?:(?i:my name)(?:'s| is)|i'm called|call me|this is)\s+([A-Z][a-z]+)|\bI(?:'m| am) ([A-Z][a-z]+)\b"
)
_STEM = 5
"""Letters by which two words count as the same."""
_FOREIGN = re.compile(r"[^\x00-\x7f\u00a0-\u017f\u2010-\u2027\u20ac]")
_ALWAYS: tuple[Fault, ...] = ("role", "template", "markdown", "boilerplate", "human", "act", "care")
"""Faults that words alone give away; what they look like is in `patterns.toml`."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What a reply is judged against: who speaks to whom, what was asked, and what may be claimed.

    `recalled` are the texts that a claim about the past may rest on. `prompt` are the texts the brain was shown as
    its own examples or instructions. `strict` is for brains that are
    not trusted: tone and first-person claims are judged more narrowly. `tone` is "sad", "happy" or "".
    """

    name: str
    person: str
    heard: str
    recent: Sequence[str] = ()
    prompt: Sequence[str] = ()
    recalled: Sequence[str] = ()
    tone: str = ""
    strict: bool = True


def fault(text: str, said: str, scene: Scene) -> Fault | None:
    """What is wrong with speaking `text` after `said` (the reply so far), or None."""
    words = plain(text)
    if not words:
        return "empty"
    whole = f"{said} {text}".strip()
    for kind in _ALWAYS:
        if _found(kind, whole):
            return kind
    if _FOREIGN.search(whole):
        return "language"
    if not grounded(whole, scene.recalled):
        return "memory"
    if _wrong_name(text, scene):
        return "name"
    return _repeated(words, said, scene) or _odd(text, words, scene)


def _found(kind: str, text: str) -> bool:
    return re.search(alternatives("guard", kind), text, re.IGNORECASE | re.MULTILINE) is not None


def _wrong_name(text: str, scene: Scene) -> bool:
    for match in _OWN_NAME.finditer(text):
        claimed = match[1] or match[2]
        if claimed.lower() not in (scene.name.lower(), *listed_words("not_names")) and claimed[0].isupper():
            return True
    return bool(re.search(r"\bwhat('s| is) your name|who are you\b", text, re.IGNORECASE)) and bool(
        scene.person
    )


def _repeated(words: str, said: str, scene: Scene) -> Fault | None:
    before = {plain(part) for one in scene.recent for part in (one, *sentences(one))}
    if words in before or (said and f" {words} " in f" {plain(said)} "):
        return "repeated"
    parts = words.split()
    for size in (1, 2, 3, 4):
        # The same few words three times running (four for single ones) is a loop, not emphasis.
        runs = 4 if size == 1 else 3
        for i in range(len(parts) - size * runs + 1):
            if all(parts[i + size * k : i + size * (k + 1)] == parts[i : i + size] for k in range(runs)):
                return "repeated"
    heard = plain(scene.heard)
    if len(parts) >= 3 and (words == heard or (len(parts) >= 5 and words in heard)):
        return "echo"
    shown = " ".join(plain(one) for one in scene.prompt)
    return "echo" if len(parts) >= 5 and words in shown else None


def _odd(text: str, words: str, scene: Scene) -> Fault | None:
    letters = sum(c.isalpha() for c in text)
    parts = words.split()
    if letters < 0.6 * len(text.replace(" ", "")) or max((len(word) for word in parts), default=0) > 22:
        return "nonsense"
    if re.search(r"(\w)\1{3,}", words) or (len(parts) > 11 and len(set(parts)) < 0.5 * len(parts)):
        return "nonsense"
    if scene.tone == "sad" and _found("glad", text):
        return "mood"
    if scene.tone == "happy" and _found("sorry", text):
        return "mood"
    return _untrusted(text, scene) if scene.strict else None


def _untrusted(text: str, scene: Scene) -> Fault | None:
    """What only a brain that is not trusted is judged for: gushing, pet names, talk about the person."""
    if scene.tone != "happy" and _found("gushing", text):
        return "mood"
    if _found("pet_names", text):
        return "role"
    third = rf"\b{re.escape(scene.person)}('s| is| was| has| said| says)\b"
    if scene.person and re.search(third, text, re.IGNORECASE):
        return "role"
    return None if _to_the_point(text, scene) else "adrift"


def _to_the_point(text: str, scene: Scene) -> bool:
    """Whether `text` can be an answer at all: a small reaction, a short question, or words of what was heard.

    Someone it speaks of ("she") must have been spoken of.
    """
    heard = set(plain(scene.heard).split())
    if _found("someone", text) and heard.isdisjoint(listed_words("people")):
        return False
    if scene.tone != "sad" and _found("sorry", text):
        return False
    if re.fullmatch(alternatives("guard", "reaction"), text, re.IGNORECASE):
        return True
    words = plain(text).split()
    if len(words) <= 10 and re.fullmatch(alternatives("guard", "question"), text, re.IGNORECASE):
        return True
    telling = {word[:_STEM] for word in heard - listed_words("common") if len(word) > 2}
    return not telling.isdisjoint(word[:_STEM] for word in words)
