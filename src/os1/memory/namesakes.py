"""Two people of one name: "Anna my sister" and "Anna from work", kept apart where the talk keeps them apart.

A line belongs to one of them where it says which, or where the talk it stands in last did; before the second was
ever spoken of, to the first. All other lines belong to none, and are never taken for one. It reads English.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import apsw

from os1.memory.facts import Claim, Fact
from os1.memory.relations import FEMALE, MALE, PARTNERS, SAME_ROLE, role
from os1.memory.rows import storable, words_of

_PAUSE_MS = 30 * 60 * 1000
_WORK = frozenset("work job office colleague coworker boss manager client".split())  # noqa: SIM905
_APART = FEMALE | MALE | frozenset("cousin neighbour teacher doctor therapist landlord".split())  # noqa: SIM905
"""Roles of which nobody has two."""
_NO_GROUP = frozenset("here there home me us him her them you it".split())  # noqa: SIM905
_ROLE_WORDS = r"(?:[a-z]+-in-law|[a-z]+(?:-[a-z]+)?)"
_LINES = (
    "SELECT u.n, u.id, u.at, u.text FROM utterance_text AS t JOIN utterance AS u ON u.n = t.rowid "
    "WHERE utterance_text MATCH ? ORDER BY u.n DESC LIMIT ?"
)
_SAYS = (
    "SELECT 1 FROM utterance_text AS t JOIN utterance AS u ON u.n = t.rowid "
    "WHERE utterance_text MATCH ? AND u.text GLOB ? LIMIT 1"
)
_READ = 5_000
"""Lines that name somebody which are read, the latest."""


@dataclass(slots=True)
class Namesake:
    """One of several people called `name`. `mark` is what tells them from the others as the person says it ("my
    sister", "from work"); `lines` are the numbers of the lines that are about them, `ids` their ids."""

    name: str
    mark: str
    lines: set[int] = field(default_factory=set)
    ids: set[str] = field(default_factory=set)

    @property
    def called(self) -> str:
        """Who it is, said to the person: "your sister", "the one from work"."""
        return f"your {self.mark[3:]}" if self.mark.startswith("my ") else f"the one {self.mark}"

    def has(self, fact: Fact) -> bool:
        """Whether `fact`, which is about somebody called so, is about them."""
        if fact.subject == self.name:
            return fact.mark == self.mark
        return bool(self.ids.intersection(fact.sources))


def namesakes(connection: apsw.Connection, name: str) -> list[Namesake]:
    """The people called `name`, in the order in which they were first spoken of; none where there is but one."""
    words = " ".join(f'"{written}"' for _, written in words_of(connection, storable(name)))
    if not words or not name[:1].isupper():
        return []
    whole = re.compile(rf"\b{re.escape(name)}\b")
    rows: list[Any] = connection.execute(_LINES, (words, _READ)).fetchall()
    found: dict[str, Namesake] = {}
    last, before = "", -(2**62)
    pattern = _marks(name)
    for n, id, at, text in reversed(rows):
        if not whole.search(text):
            continue
        said = marks(text, pattern)
        if len(set(said)) > 1:
            last = ""
        elif said:
            last = next(iter(said))
        elif at - before > _PAUSE_MS:
            last = next(iter(found)) if len(found) == 1 else ""
        before = at
        for group, mark in said.items():
            found.setdefault(group, Namesake(name, mark))
        if last:
            found[last].lines.add(n)
            found[last].ids.add(id)
    return list(found.values()) if len(found) > 1 else []


def told_apart(connection: apsw.Connection, claims: Sequence[Claim]) -> list[Claim]:
    """`claims` with the mark of whom each is about, where several people have the name and its line says which."""
    marks: dict[str, dict[str, str]] = {}
    for name in sorted(_shared(connection, claims)):
        marks[name] = {id: one.mark for one in namesakes(connection, name) for id in one.ids}
    return [
        replace(claim, mark=mark) if (mark := marks.get(claim.subject, {}).get(claim.source)) else claim
        for claim in claims
    ]


def _shared(connection: apsw.Connection, claims: Sequence[Claim]) -> set[str]:
    """The names in `claims` that may be those of several: of whoever is to the person what nobody is at once, or
    is spoken of as from somewhere. Looking all of them up would take too long."""
    groups: dict[str, set[str]] = {}
    for claim in claims:
        if (
            claim.subject == "person"
            and claim.value[:1].isupper()
            and (one := group_of(f"my {claim.relation}"))
        ):
            groups.setdefault(claim.value, set()).add(one)
    found = {name for name, several in groups.items() if len(several) > 1}
    told = {claim.subject for claim in claims if claim.subject[:1].isupper()}
    return found | {name for name in told - found if _is_from_somewhere(connection, name)}


def _is_from_somewhere(connection: apsw.Connection, name: str) -> bool:
    """Whether a line says "Anna from ..."."""
    words = " ".join(f'"{written}"' for _, written in words_of(connection, storable(f"{name} from")))
    return bool(connection.execute(_SAYS, (words, f"*{name} from *")).get)


def meant(asked: str, name: str) -> str | None:
    """The group of the namesake that `asked` marks ("Anna from work", "my sister Anna"), or None."""
    said = marks(asked, _marks(name))
    return next(iter(said)) if len(said) == 1 else None


def marked(asked: str) -> str:
    """`asked` without what marks one of several: "Anna from work" is "Anna"."""
    bare = re.sub(rf"^my {_ROLE_WORDS},? (?=[A-Z])", "", asked.strip(), flags=re.IGNORECASE)
    return re.sub(rf",? (?:who is )?(?:my {_ROLE_WORDS}|from (?:the |my )?[a-z]+)$", "", bare)


def group_of(mark: str) -> str:
    """What `mark` says of somebody, as namesakes are told apart by it: empty where it tells nobody apart."""
    word = mark.rsplit(maxsplit=1)[-1].lower()
    word = role(word) or SAME_ROLE.get(word, word)
    if word in _WORK:
        return "work"
    if word in PARTNERS or word.startswith("ex"):
        return "partner"  # whoever became a wife was a girlfriend once
    if mark.startswith("my "):
        return word if word in _APART else ""
    return "" if word in _NO_GROUP else word


def marks(text: str, pattern: re.Pattern[str]) -> Mapping[str, str]:
    """What `text` marks those called by the name of `pattern` with: each group, with the mark as it was said."""
    found: dict[str, str] = {}
    for match in pattern.finditer(text):
        whose = match["before"] or match["after"]
        mark = f"my {whose.lower()}" if whose else f"from {match['of']}"
        if group := group_of(mark):
            found.setdefault(group, mark)
    return found


def _marks(name: str) -> re.Pattern[str]:
    whole = re.escape(name)
    return re.compile(
        rf"\b[Mm]y (?P<before>{_ROLE_WORDS})(?:'s name is|,| is called| is)? {whole}\b"
        rf"|\b{whole},? (?:who is |is |was )?my (?P<after>{_ROLE_WORDS})\b"
        rf"|\b{whole} from (?P<of>(?:the |my )?[a-z]+)\b"
    )


def one_of(people: Sequence[Namesake], asked: str, name: str) -> Namesake | None:
    """Who of `people` is meant by `asked`, or None where that is not said."""
    group = meant(asked, name) or _alone(asked)
    return next((one for one in people if group and group_of(one.mark) == group), None)


def _alone(asked: str) -> str:
    """The group of a mark that stands alone: "my sister", "the one from work"."""
    match = re.fullmatch(
        rf"(?:the |that )?(?:one )?(?P<mark>(?:my|from) (?:the |my )?{_ROLE_WORDS})[.!]?",
        asked.strip(),
        re.IGNORECASE,
    )
    return group_of(match["mark"].lower()) if match else ""
