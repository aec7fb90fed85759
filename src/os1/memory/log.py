"""The conversation log: what was heard, said and done, word for word, on disk when it returns.

Everything is idempotent on its id, so whoever is unsure whether a line was kept may give it again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence, Set
from datetime import datetime
from typing import Any

import apsw

from os1.memory.rows import (
    SHOWN,
    add_act,
    add_utterance,
    heard_columns,
    recalled,
    said_columns,
)
from os1.memory.store import Store
from os1.types import Done, Heard, Recalled, Reply


class Log:
    """The log in `store`. An answer to one of what `gone` gives, which were forgotten meanwhile, is not kept."""

    def __init__(self, store: Store, gone: Callable[[], Set[str]] = frozenset) -> None:
        self._store = store
        self._gone = gone

    async def heard(self, heard: Heard) -> None:
        await self._store.write(lambda connection: add_utterance(connection, heard_columns(heard)))

    async def said(self, reply: Reply) -> None:
        await self._answer(reply.to, lambda connection: add_utterance(connection, said_columns(reply)))

    async def did(self, done: Done) -> None:
        await self._answer(done.heard, lambda connection: add_act(connection, done))

    async def recent(self, n: int, *, imported: bool = False, before: str | None = None) -> list[Recalled]:
        """The last `n` utterances of the talk here, oldest first; with `imported`, of imported lines too.

        `before` names a line: then they are those just before it (none where it is gone).
        """
        where = "TRUE" if imported else "imported = 0"
        earlier = "n < (SELECT n FROM utterance WHERE id = ?)" if before else "? IS NULL"
        sql = f"SELECT {SHOWN} FROM utterance WHERE {where} AND {earlier} ORDER BY n DESC LIMIT ?"  # noqa: S608 - our own names
        return (await self._read(sql, (before, n)))[::-1]

    async def during(self, since: datetime, until: datetime) -> list[Recalled]:
        """Everything that was said from `since` until before `until`, here and in imported lines, oldest first."""
        sql = f"SELECT {SHOWN} FROM utterance WHERE at >= ? AND at < ? ORDER BY at, n"  # noqa: S608 - our own names
        stretch = tuple(int(moment.timestamp() * 1000) for moment in (since, until))
        return await self._read(sql, stretch)

    async def lines(self, ids: Sequence[str]) -> list[Recalled]:
        """The utterances with these ids, in this order; those that are gone are left out."""
        marks = ", ".join("?" * len(ids))
        found = await self._read(f"SELECT {SHOWN} FROM utterance WHERE id IN ({marks})", ids)  # noqa: S608 - only marks
        return sorted(found, key=lambda one: ids.index(one.id))

    async def last_cited(self) -> list[str]:
        """The ids that the last of the OS's replies leaned on; empty where it leaned on nothing."""
        sql = "SELECT cites FROM utterance WHERE speaker = 'os1' AND imported = 0 ORDER BY n DESC LIMIT 1"
        cites = await self._store.read(lambda connection: connection.execute(sql).get)
        return list(json.loads(cites)) if cites else []

    async def _read(self, sql: str, bound: Sequence[Any]) -> list[Recalled]:
        return await self._store.read(
            lambda connection: [recalled(row) for row in connection.execute(sql, tuple(bound))]
        )

    async def _answer(self, to: str, add: Callable[[apsw.Connection], bool]) -> None:
        await self._store.write(lambda connection: to not in self._gone() and add(connection))
