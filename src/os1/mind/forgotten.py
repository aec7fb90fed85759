"""What is left of the mind's own documents once utterances were forgotten: what rested on them alone goes too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from os1.mind.words import variants
from os1.types import Keeper

_SETTINGS = ("voice", "manner")
"""What the person chose. Their choice stays, since it says nothing of how they put it."""


def _without(key: str, document: Mapping[str, Any], ids: frozenset[str]) -> Mapping[str, Any]:
    if key == "feelings":
        # The mood itself stays and fades; what moved it cannot be told any more.
        return {**document, "causes": [one for one in document["causes"] if one[1] not in ids]}
    identity, first = document["identity"], document["first"]
    facts = {name: _fact(name, fact, ids) for name, fact in identity["facts"].items()}
    traits = [_fact("trait", fact, ids) for fact in identity["traits"]]
    identity = {
        **identity,
        "facts": {name: fact for name, fact in facts.items() if fact},
        "traits": [fact for fact in traits if fact],
    }
    if first:
        first = {**first, "told": [one for one in first["told"] if one[0] not in ids]}
    return {"identity": identity, "first": first}


def _fact(name: str, fact: Mapping[str, Any], ids: frozenset[str]) -> Mapping[str, Any] | None:
    """The fact without these sources; None where it came from nothing else and tells what they said."""
    sources = [source for source in fact["sources"] if source not in ids]
    if sources == fact["sources"]:
        return fact
    if name == "name":  # its own, which it keeps; why it has it was in the words that are gone
        return {**fact, "sources": sources, "because": variants("naming.reason_forgotten")[0]}
    if name in _SETTINGS:
        return {**fact, "sources": sources}
    return {**fact, "sources": sources, "because": ""} if sources else None


KEEPER = Keeper(_without)
POINTER = Keeper(lambda key, document, ids: None)
"""For documents that only point at utterances: they go with any of them."""
