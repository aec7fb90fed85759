"""The truth about itself, for `os1 self`: who it is, how it feels and why, its engines, and its limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from os1.mind.feelings import Feelings, named
from os1.mind.identity import Identity
from os1.mind.spoken import ago, clock_time, day, span
from os1.mind.words import tidy, variants
from os1.models.engines import EngineInfo


@dataclass(frozen=True, slots=True)
class Trait:
    """One trait of its character, why it has it, and the utterances that it came from."""

    name: str
    because: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cause:
    """What moved its feelings: in words, when (ISO 8601), by which utterance, and how far."""

    what: str
    time: str
    source: str
    valence: float
    arousal: float


@dataclass(frozen=True, slots=True)
class SelfReport:
    """Empty texts stand for what is not settled yet. `born` is ISO 8601; `engines` are what it runs on now."""

    name: str
    reason: str
    name_sources: tuple[str, ...]
    born: str
    birthday: str
    age: str
    person: str
    manner: str
    voice: str
    character: tuple[Trait, ...]
    feeling: str
    valence: float
    arousal: float
    causes: tuple[Cause, ...]
    engines: tuple[EngineInfo, ...]
    limits: tuple[str, ...]
    lines: tuple[str, ...]
    """The same for people to read, a line each."""

    def text(self) -> str:
        """The report for people."""
        return "\n".join(self.lines)

    def to_json(self) -> dict[str, Any]:
        """The report for programs."""
        return {key: value for key, value in asdict(self).items() if key != "lines"}


def describe(own: Identity, feelings: Feelings, engines: Sequence[EngineInfo], now: datetime) -> SelfReport:
    """What is true of it at `now`."""
    mood = feelings.mood(now)
    brain = next((one for one in engines if one.role == "brain"), None)
    limits = [*variants("report.limits")]
    if brain is None or brain.strength == "bundled":
        limits += variants("report.limit_small")
    name = own.facts.get("name")
    causes = tuple(
        Cause(
            variants(f"mood.cause.{one.kind}")[0], one.time.isoformat(), one.source, one.valence, one.arousal
        )
        for one in feelings.causes
    )
    return SelfReport(
        name=own.name,
        reason=own.reason,
        name_sources=name.sources if name else (),
        born=own.born.isoformat() if own.born else "",
        birthday=f"{day(own.born)}, {own.born.year}, at {clock_time(own.born)}" if own.born else "",
        age=span(now - own.born) if own.born else "",
        person=own.value("person_full") or own.person,
        manner=own.value("manner"),
        voice=own.voice,
        character=tuple(Trait(one.value, one.because, one.sources) for one in own.traits),
        feeling=variants(f"mood.word.{named(mood)}")[0],
        valence=mood.valence,
        arousal=mood.arousal,
        causes=causes,
        engines=tuple(engines),
        limits=tuple(limits),
        lines=tuple(_lines(own, feelings, engines, limits, now)),
    )


def _lines(
    own: Identity, feelings: Feelings, engines: Sequence[EngineInfo], limits: Sequence[str], now: datetime
) -> list[str]:
    if own.born is None:
        return [*variants("report.unborn")]
    lines = [
        _fill(
            "title",
            name=own.name or variants("report.unnamed")[0],
            age=span(now - own.born),
            born=f"{day(own.born)}, {own.born.year}",
        )
    ]
    if own.reason:
        lines.append(_fill("reason", reason=own.reason))
    if own.person:
        lines.append(_fill("person", person=own.person, manner=own.value("manner") or "as it comes"))
    lines += [_fill("character", traits="; ".join(f"{one.value} ({one.because})" for one in own.traits))]
    mood = feelings.mood(now)
    word = variants(f"mood.word.{named(mood)}")[0]
    lines.append(_fill("mood", mood=word, valence=f"{mood.valence:+.2f}", arousal=f"{mood.arousal:.2f}"))
    lines += [
        variants("report.cause")[0].format(
            when=ago(one.time, now), what=variants(f"mood.cause.{one.kind}")[0]
        )
        for one in reversed(feelings.causes)
    ] or variants("report.mood_calm")
    if not any(one.role == "brain" for one in engines):
        lines += variants("report.no_brain")
    lines += [_engine(one) for one in engines]
    return [*lines, *limits]


def _engine(info: EngineInfo) -> str:
    if info.role != "brain":
        return _fill("engine", role=info.role.capitalize(), name=info.name)
    size = f"{info.bytes / 1e6:.0f} MB" if info.bytes else "size unknown"
    place = "on this computer" if info.local else "on another computer"
    return _fill("brain", brain=info.name, size=size, licence=info.licence or "licence unknown", place=place)


def _fill(key: str, **slots: str) -> str:
    return tidy(variants(f"report.{key}")[0].format(**slots))
