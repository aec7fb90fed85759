"""The seed of its character: a few traits, each with where it comes from."""

from __future__ import annotations

from datetime import datetime

from os1.mind.identity import Fact, Identity
from os1.mind.words import variants
from os1.types import Heard

_MANNER_TRAITS = {"plain": "brief", "chatty": "warm", "playful": "playful"}


def born(now: datetime) -> Identity:
    """A new identity, with the traits it is made with."""
    made = tuple(
        Fact(trait, variants(f"trait.{trait}")[0].split("; ")[1], (), now) for trait in ("curious", "candid")
    )
    return Identity(born=now, traits=made)


def set_manner(own: Identity, manner: str, heard: Heard) -> Identity:
    """`own` with the manner the person asked for, and the trait that comes of it."""
    own = own.settle("manner", Fact(manner, "", (heard.id,), heard.time))
    return own.grow(trait_from(_MANNER_TRAITS[manner], own, heard))


def trait_from(trait: str, own: Identity, heard: Heard) -> Fact:
    """The trait that comes of what was just heard."""
    person = own.person or variants("trait.you")[0]
    because = variants(f"trait.{trait}")[0].split("; ")[1].format(person=person)
    return Fact(trait, because, (heard.id,), heard.time)
