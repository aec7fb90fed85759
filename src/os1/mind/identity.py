"""Who this OS is, as far as it has been settled: facts with the utterances they came from, never lost.

It knows how identity is kept (one JSON document), not how any of it is found out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

VOICES: Mapping[str, tuple[str, ...]] = {
    "woman": ("af_heart", "af_bella", "af_nicole", "af_sarah"),
    "man": ("am_michael", "am_fenrir", "am_puck"),
    "any": ("af_heart", "am_michael", "af_bella", "am_fenrir"),
}
"""Names of the mouth's voices, in the order in which they are offered."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is settled: `because` says why in plain words, `sources` are ids of utterances."""

    value: str
    because: str = ""
    sources: tuple[str, ...] = ()
    time: datetime | None = None

    def to_document(self) -> dict[str, Any]:
        return {
            "value": self.value,
            "because": self.because,
            "sources": list(self.sources),
            "time": self.time.isoformat() if self.time else None,
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Fact:
        time = document["time"]
        return cls(
            document["value"],
            document["because"],
            tuple(document["sources"]),
            datetime.fromisoformat(time) if time else None,
        )


@dataclass(frozen=True, slots=True)
class Identity:
    """`born` is the moment of the first start, None before it. `facts` has at most the keys "name" (its own),
    "person" (what the person is called), "person_full", "manner", "voice" and "wish" (what the person told it
    first). `traits` is the seed of its character; `refused` are names that the person did not want.
    """

    born: datetime | None = None
    facts: Mapping[str, Fact] = field(default_factory=dict)
    traits: tuple[Fact, ...] = ()
    refused: tuple[str, ...] = ()

    def value(self, key: str) -> str:
        """The fact's value, or an empty string while it is not settled."""
        fact = self.facts.get(key)
        return fact.value if fact else ""

    @property
    def name(self) -> str:
        """Its own name; empty until it has chosen one."""
        return self.value("name")

    @property
    def reason(self) -> str:
        """Why it has this name, in its own words; empty until it has one."""
        fact = self.facts.get("name")
        return fact.because if fact else ""

    @property
    def person(self) -> str:
        """What to call the person; empty while unknown."""
        return self.value("person")

    @property
    def manner(self) -> str:
        """How the person likes to be spoken to: "plain", "chatty", "playful", or "any" while unknown."""
        return self.value("manner") or "any"

    @property
    def voice(self) -> str:
        """The mouth's voice to speak with."""
        return self.value("voice") or VOICES["any"][0]

    @property
    def character(self) -> tuple[str, ...]:
        """The traits in one word each."""
        return tuple(trait.value for trait in self.traits)

    def settle(self, key: str, fact: Fact) -> Identity:
        """This identity with one fact more, or another one in its place."""
        return replace(self, facts={**self.facts, key: fact})

    def grow(self, trait: Fact) -> Identity:
        """This identity with one trait more; a trait it has already stays as it was."""
        if trait.value in self.character:
            return self
        return replace(self, traits=(*self.traits, trait))

    def to_document(self) -> dict[str, Any]:
        return {
            "born": self.born.isoformat() if self.born else None,
            "facts": {key: fact.to_document() for key, fact in self.facts.items()},
            "traits": [trait.to_document() for trait in self.traits],
            "refused": list(self.refused),
        }

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Identity:
        born = document["born"]
        return cls(
            datetime.fromisoformat(born) if born else None,
            {key: Fact.from_document(fact) for key, fact in document["facts"].items()},
            tuple(Fact.from_document(trait) for trait in document["traits"]),
            tuple(document["refused"]),
        )
