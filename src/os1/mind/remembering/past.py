"""What the answers are made from: the memory as the mind sees it, what was last spoken of, the words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from os1.memory.episodes import Episode
from os1.memory.facts import Fact
from os1.memory.known import Known
from os1.memory.namesakes import Namesake
from os1.memory.people import Person
from os1.memory.promises import Promise
from os1.mind.identity import Identity
from os1.mind.words import Words
from os1.types import Recalled, Shelf


class Memory(Protocol):
    """What remembering needs of memory."""

    @property
    def known(self) -> Known: ...

    def shelf(self, owner: str) -> Shelf: ...

    async def recall(
        self, query: str, k: int = 8, exclude: frozenset[str] = frozenset()
    ) -> Sequence[Recalled]: ...

    async def said_by(self, name: str, most: int) -> Sequence[Recalled]: ...

    async def episodes(self, since: datetime | None = None) -> Sequence[Episode]: ...

    async def during(self, since: datetime, until: datetime) -> Sequence[Recalled]: ...

    async def lines(self, ids: Sequence[str]) -> Sequence[Recalled]: ...

    async def last_cited(self) -> Sequence[str]: ...

    async def facts(self, about: str | None = None, *, past: bool = False) -> list[Fact]: ...

    async def people(self) -> Sequence[Person]: ...

    async def namesakes(self, name: str) -> Sequence[Namesake]: ...

    async def person(self, name: str) -> Person | None: ...

    async def stats(self) -> dict[str, Any]: ...

    async def promises(self) -> Sequence[Promise]: ...


@dataclass(frozen=True, slots=True)
class Told:
    """An answer: what to say, the utterances it leans on, the facts it states, and whom it is about."""

    say: str
    cites: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    who: str = ""


@dataclass(frozen=True, slots=True)
class Past:
    """One question's surroundings. `skip` are utterances that are no answer (the question itself); `last` is the
    answer that was given before, empty where there was none. `read_up` says that the facts hold all that was said;
    otherwise they may be out of date, and are not stated. `one` is who is
    asked about, where several people have the name."""

    memory: Memory
    own: Identity
    now: datetime
    words: Words
    skip: frozenset[str] = frozenset()
    last: Told = field(default_factory=lambda: Told(""))
    read_up: bool = True
    one: Namesake | None = None
