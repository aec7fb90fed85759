"""A value that was read, and where a rule looks for one. It knows no rules."""

from __future__ import annotations

from dataclasses import dataclass

from os1.mind.statements import Statement
from os1.mind.whom import Context


@dataclass(frozen=True, slots=True)
class Value:
    """Whom it is about, the relation, and the value itself."""

    who: str
    relation: str
    value: str


@dataclass(frozen=True, slots=True)
class Look:
    """The words where a rule looks, the rule's relation, who does it, and the talk so far."""

    words: str
    relation: str
    stated: Statement
    context: Context

    def value(self, value: str) -> Value:
        return Value(self.stated.who, self.relation, value)
