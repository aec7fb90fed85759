"""An owner's documents in the encrypted store (see `os1.types.Shelf`)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import apsw

from os1.memory.rows import storable
from os1.memory.store import Store


class StoreShelf:
    """The shelf of `owner` in `store`; other owners' documents are out of its reach."""

    def __init__(self, store: Store, owner: str) -> None:
        self._store = store
        self._owner = owner

    async def put(self, key: str, document: Mapping[str, Any]) -> None:
        """Keep `document` under `key`.

        Raises:
            TypeError, ValueError: it is not JSON.
        """
        text = storable(json.dumps(dict(document), ensure_ascii=False, allow_nan=False))
        await self._change("INSERT OR REPLACE INTO shelf (owner, key, document) VALUES (?, ?, ?)", key, text)

    async def get(self, key: str) -> dict[str, Any] | None:
        def read(connection: apsw.Connection) -> dict[str, Any] | None:
            sql = "SELECT document FROM shelf WHERE owner = ? AND key = ?"
            text = connection.execute(sql, (self._owner, storable(key))).get
            return None if text is None else dict(json.loads(text))

        return await self._store.read(read)

    async def delete(self, key: str) -> None:
        await self._change("DELETE FROM shelf WHERE owner = ? AND key = ?", key)

    async def items(self) -> Sequence[tuple[str, dict[str, Any]]]:
        def read(connection: apsw.Connection) -> list[tuple[str, dict[str, Any]]]:
            sql = "SELECT key, document FROM shelf WHERE owner = ? ORDER BY key"
            return [(key, json.loads(text)) for key, text in connection.execute(sql, (self._owner,))]

        return await self._store.read(read)

    async def _change(self, sql: str, key: str, *more: str) -> None:
        await self._store.write(
            lambda connection: connection.execute(sql, (self._owner, storable(key), *more))
        )
