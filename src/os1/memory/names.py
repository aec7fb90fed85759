"""Who is meant: nicknames, full names and "my sister" resolved to the one name that somebody is known by.

It works on facts that are there already and invents none: where a role fits two people, it stays a role.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from os1.memory.facts import Claim, Fact, fold
from os1.memory.relations import FEELINGS, PETS, ROLES, role

_ME = frozenset(("person", "me", "i", "my", "myself"))
NAMING = ROLES | PETS | {"nickname"}
"""Relations that say what somebody is called or is to somebody."""
_OF_SOMEONE = ROLES | FEELINGS | {"married_to", "lives_with"}
"""Relations whose value may be somebody."""


class Names:
    """The names in use, learned from `claims` that say what somebody is called or is to somebody."""

    def __init__(self, claims: Iterable[Claim]) -> None:
        known = list(claims)
        naming = [one for one in known if one.relation in NAMING]
        self._known: dict[str, str] = {}
        present = [one for one in fold(naming) if one.until is None and not one.negated]
        for fact in present:
            if fact.relation == "nickname":
                self._known[fact.value.lower()] = fact.subject
        self._shorten({one.subject for one in known} | {one.value for one in present})
        # Twice, since whose brother it is may itself be a role that the first round names.
        for _ in range(2):
            self._learn_roles(present)

    def of(self, name: str) -> str:
        """The one name of whoever is called `name`; itself where nothing better is known."""
        if name.lower() in _ME:
            return "person"
        seen = set()
        while (key := name.lower()) in self._known and key not in seen:
            seen.add(key)
            name = self._known[key]
        if name.lower() in self._known or "'s " not in name:
            return name
        owner, _, what = name.rpartition("'s ")
        whole = f"{self.of(owner)}'s {what}"
        return self._known.get(whole.lower(), whole)

    def asked(self, about: str) -> str:
        """Who is meant by `about` in a question: also "sister" and "your sister"."""
        words = about.strip().lower().removeprefix("your ")
        if found := role(words.removeprefix("my ")):
            return self.of(f"my {found}")
        return self.of(about.strip())

    def aliases(self, name: str) -> tuple[str, ...]:
        """Every other name and role that means `name`, sorted."""
        return tuple(sorted({alias for alias in self._known if self.of(alias) == name} - {name.lower()}))

    def called(self) -> dict[str, str]:
        """Every other name and role (lower case) of somebody, with their one name."""
        return {alias: self.of(alias) for alias in self._known if self.of(alias).lower() != alias}

    def named(self, claim: Claim) -> Claim:
        """`claim` with whoever it is about, and whom its value means, by their one name."""
        value = self.of(claim.value) if claim.relation in _OF_SOMEONE else claim.value
        return replace(claim, subject=self.of(claim.subject), value=value)

    def _shorten(self, names: set[str]) -> None:
        """Let "Anna Petersen" be "Anna" where there is no other Anna with a surname."""
        longer: dict[str, list[str]] = {}
        for name in names:
            first, _, rest = name.partition(" ")
            if rest and name[0].isupper() and rest[0].isupper():
                longer.setdefault(first, []).append(name)
        for first, whole in longer.items():
            if first in names and len(whole) == 1:
                self._known.setdefault(whole[0].lower(), first)

    def _learn_roles(self, present: list[Fact]) -> None:
        fitting: dict[str, set[str]] = {}
        for fact in present:
            if fact.relation != "nickname":
                key = called(self.of(fact.subject), fact.relation)
                fitting.setdefault(key, set()).add(self.of(fact.value))
        for key, names in fitting.items():
            if len(names) == 1:
                self._known[key.lower()] = names.pop()


def called(owner: str, role: str) -> str:
    """Someone by what they are to `owner`: "my sister", "Anna's husband"."""
    return f"my {role}" if owner == "person" else f"{owner}'s {role}"
