"""How it finds a name for itself: out of `names.txt`, for a reason that is true of what it was just told.

Each candidate comes with its reason, made here from the person's own words; a brain only chooses among them. So
nothing in a reason is invented, whatever the brain.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files

from os1.mind.patterns import keys, listed_words, pattern
from os1.mind.spoken import plain
from os1.mind.words import variants

_CHOICES = 8
_AVOIDED = listed_words("avoided")
"""Names that belong to other machines."""

_SEASONS = {12: "winter", 1: "winter", 2: "snow", 5: "spring", 8: "summer"}


@dataclass(frozen=True, slots=True)
class Name:
    """One line of the names file."""

    name: str
    lean: str
    origin: str
    meaning: str
    themes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Told:
    """Something the person said, with the utterance's id; `topic` is what it answered ("wish", "manner", ...)."""

    id: str
    text: str
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name with the reason for it, one or two spoken sentences, and the utterances the reason cites."""

    name: str
    reason: str
    sources: tuple[str, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Taste:
    """What the person wants of a name: `lean` f or m, a first letter, or shorter or longer than a length."""

    lean: str = ""
    letter: str = ""
    below: int = 0
    above: int = 0

    def allows(self, name: Name) -> bool:
        return (
            (not self.lean or name.lean in (self.lean, "n"))
            and (not self.letter or name.name.lower().startswith(self.letter))
            and (not self.below or len(name.name) < self.below)
            and (not self.above or len(name.name) > self.above)
        )


@functools.cache
def names() -> tuple[Name, ...]:
    """Every name it may choose from."""
    lines = files("os1.mind").joinpath("names.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split("|") for line in lines if line and not line.startswith("#")]
    return tuple(
        Name(row[0], row[1], row[2], row[3], frozenset(row[4].split(",")))
        for row in rows
        if row[0].lower() not in _AVOIDED
    )


def candidates(
    told: Sequence[Told],
    now: datetime,
    *,
    person: str = "",
    manner: str = "any",
    taste: Taste = Taste(),
    refused: Collection[str] = (),
) -> list[Candidate]:
    """Up to eight names, best first, drawn from what was told; never the person's own name or a refused one.

    The order depends on the words that were told and on the moment, so that two people who say different
    things, or the same things on different days, meet different names.
    """
    barred = {word.lower() for word in (*person.split(), *refused)}
    seed = "\n".join([*(one.text for one in told), person, now.isoformat()])
    hits = _hits(told, {word.lower() for word in person.split()})
    found = [
        _candidate(name, hits, now, person=person, manner=manner, seed=seed)
        for name in names()
        if name.name.lower() not in barred and taste.allows(name)
    ]
    found.sort(key=lambda one: -one.score)
    return found[:_CHOICES]


def by_name(given: str, source: str) -> Candidate:
    """The candidate for a name that the person gives it."""
    known = next((name for name in names() if name.name.lower() == given.lower()), None)
    meaning = f" It means {known.meaning}." if known else ""
    return Candidate(given, f"You gave it to me.{meaning}", (source,), 0.0)


_TELLING = {"wish": 0.7, "person": 0.5}
"""What each answer tells of the person beyond the question that was put."""


def _hits(told: Sequence[Told], own: Collection[str]) -> dict[str, tuple[str, Told]]:
    """For each theme that came up, the words that raised it and where; what tells most counts first, then what
    was told last. `own` are the words of the person's name ("I'm Joy" is no joy).
    """
    hits: dict[str, tuple[str, Told]] = {}
    for one in sorted(reversed(told), key=lambda one: -_TELLING.get(one.topic, 0.0)):
        if one.topic == "voice":
            continue
        words = " ".join(word for word in plain(one.text).split() if word not in own)
        for theme in keys("theme"):
            found = [match[0] for match in pattern("theme", theme).finditer(words)]
            if found and theme not in hits:
                hits[theme] = (max(found, key=len), one)
    return hits


def _candidate(
    name: Name,
    hits: Mapping[str, tuple[str, Told]],
    now: datetime,
    *,
    person: str,
    manner: str,
    seed: str,
) -> Candidate:
    jitter = int.from_bytes(hashlib.sha256(f"{seed}|{name.name}".encode()).digest()[:4], "big") / 2**32
    meaning = name.meaning.split(";")[0]
    themes = sorted(name.themes & hits.keys(), key=lambda theme: -_TELLING.get(hits[theme][1].topic, 0.0))
    score = jitter + _sound(name, person, manner)
    if themes:
        word, one = hits[themes[0]]
        score += 2.0 + _TELLING.get(one.topic, 0.0) + 0.2 * (len(themes) - 1)
        return Candidate(
            name.name, _reason("theme", name, jitter, word=word, meaning=meaning), (one.id,), score
        )
    if moment := _moment(name, now):
        return Candidate(name.name, _reason(moment, name, jitter, meaning=meaning), (), score + 0.06)
    kind = "short" if manner == "plain" and len(name.name) <= 4 else "beside" if person else "bare"
    return Candidate(name.name, _reason(kind, name, jitter, meaning=meaning, person=person), (), score)


def _reason(kind: str, name: Name, jitter: float, **slots: str) -> str:
    choices = variants(f"naming.reason.{kind}")
    return choices[int(jitter * len(choices))].format(name=name.name, origin=name.origin, **slots)


def _moment(name: Name, now: datetime) -> str:
    """Whether the name speaks of the hour or the season of its first day."""
    if "morning" in name.themes and 4 <= now.hour < 11:
        return "morning"
    if "night" in name.themes and (now.hour >= 20 or now.hour < 4):
        return "night"
    return "season" if _SEASONS.get(now.month) in name.themes else ""


def _sound(name: Name, person: str, manner: str) -> float:
    """How well the name sits beside the person's, and how well it suits the way they like to be spoken to."""
    score = 0.0
    if person and person[0].lower() == name.name[0].lower():
        score -= 0.4
    if person and person[-2:].lower() == name.name[-2:].lower():
        score -= 0.4
    if manner == "plain" and len(name.name) <= 5:
        score += 0.3
    if manner == "playful" and name.themes & {"joy", "play"}:
        score += 0.3
    if manner == "chatty" and name.name[-1] in "aeiouy":
        score += 0.2
    return score


_GIVEN = re.compile(
    r"(?:how about|what about|call yourself|i'?(?:d| would)? ?(?:like to |want to |will |'ll )?(?:call|name) you|"
    r"can i call you|could i call you|may i call you|let me call you|let's call you|(?:will|shall) i call you|"
    r"your (?:new )?name (?:is|should be|shall be|could be|will be)(?: now)?|i name you|"
    r"you(?:'re| are| should be| could be)(?: called| named)?|"
    r"i (?:like|prefer|want|choose)|try|make it|change your name to|be called|go with|maybe|rather)\s+"
    r"(?P<name>[A-Za-z][a-z'\-]+)",
    re.IGNORECASE,
)
_NEVER_GIVEN = listed_words("never_given")


def given_name(text: str) -> str:
    """A name that the person gives it ("how about Iris?"), or an empty string."""
    for match in reversed(list(_GIVEN.finditer(text.replace("\u2019", "'")))):
        name = str(match["name"])
        if name.lower() not in _NEVER_GIVEN and (name[0].isupper() or _known(name)):
            return f"{name[:1].upper()}{name[1:]}"
    words: list[str] = re.findall(r"[A-Za-z][a-z'\-]+", text)
    bare = [
        word
        for word in words
        if word.lower() not in ("no", "please", "maybe", "or", "perhaps", "hmm", "rather", "oh", "um", "just")
    ]
    if len(bare) == 1 and len(words) <= 3 and _known(bare[0]):
        return bare[0].capitalize()
    return ""


def _known(name: str) -> bool:
    return any(one.name.lower() == name.lower() for one in names()) or name.lower() in _AVOIDED


_FINE = re.compile(
    r"(?:(?:no|nah|nope|oh) )+(?:(?:that's|it's|that is|it is|i'm) "
    r"(?:fine|good|great|ok|okay|all right|alright|lovely|nice)"
    r"|i (?:really |quite )?(?:like|love) (?:it|that)|keep it|go with it)\b"
)
"""How one agrees who begins with a no."""


def objects(text: str) -> bool:
    """Whether the person does not want the name that was proposed."""
    words = plain(text)
    if re.search(r"\b(no problem|not bad|why not|don't mind|no objection|no complaints)\b", words):
        return False
    if _FINE.match(words):
        return False
    return bool(pattern("naming", "objection").search(words))


def taste(text: str, current: str) -> Taste:
    """What the person asks of another name than `current`."""
    words = plain(text)
    lean = "m" if re.search(r"\b(boy|man|male|guy|masculine)('?s)?\b", words) else ""
    lean = "f" if re.search(r"\b(girl|woman|female|feminine)('?s)?\b", words) else lean
    letter = re.search(r"\b(?:start\w*|begin\w*) with (?:an? )?([a-z])\b", words)
    return Taste(
        lean,
        letter[1] if letter else "",
        below=max(4, len(current)) if re.search(r"\b(shorter|too long|simpler|short)\b", words) else 0,
        above=len(current) if re.search(r"\b(longer|too short)\b", words) else 0,
    )
