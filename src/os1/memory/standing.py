"""What the claims of one store add up to, held until a claim changes: working it out takes tens of milliseconds.

It holds nothing that the store does not. It does not know what anybody asks of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import apsw

from os1.memory import claims
from os1.memory.facts import Claim, Fact, bare, fold
from os1.memory.names import Names
from os1.memory.namesakes import told_apart


@dataclass(frozen=True, slots=True)
class Holds:
    """Every claim and every fact, those that are over included, with people by their one name; and the names."""

    claims: tuple[Claim, ...]
    facts: tuple[Fact, ...]
    names: Names


class Standing:
    """Used on the store's own thread alone, and only to read: what is not committed yet is never held."""

    def __init__(self) -> None:
        self._version: tuple[int, int] | None = None
        self._rows: list[tuple[Any, ...]] = []
        self._known: Holds | None = None

    def known(self, connection: apsw.Connection) -> Holds:
        """What is known in the snapshot that `connection` reads."""
        version = (connection.pragma("data_version"), connection.total_changes())
        if self._known is None or version != self._version:
            rows = claims.rows(connection)
            if self._known is None or rows != self._rows:
                self._known = _worked_out(connection, rows)
            self._rows, self._version = rows, version
        return self._known

    def let_go(self) -> None:
        """Hold nothing any more, since something was forgotten."""
        self._version, self._rows, self._known = None, [], None
        bare.cache_clear()


def _worked_out(connection: apsw.Connection, rows: list[tuple[Any, ...]]) -> Holds:
    found = [claims.claim(row) for row in rows]
    names = Names(found)
    named = tuple(told_apart(connection, [names.named(one) for one in found]))
    return Holds(named, tuple(fold(named)), names)
