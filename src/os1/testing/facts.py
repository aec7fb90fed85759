"""Facts as tests write them."""

from __future__ import annotations

from os1.memory.facts import Fact


def short(fact: Fact) -> str:
    """A fact in one line: denied with "not", over with "past", and its certainty where it is not certain."""
    parts = [fact.subject, fact.relation, "not" if fact.negated else "", fact.value]
    parts += ["past" if fact.until else "", f"since {fact.since}" if fact.since else ""]
    parts += [fact.certainty if fact.certainty != "certain" else ""]
    return " ".join(part for part in parts if part)
