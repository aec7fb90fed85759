"""An owner's documents in the encrypted store (see `os1.types.Shelf`)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import apsw

from os1.memory.rows import storable
from os1.memory.store import Store

Left = Callable[[str, str, Mapping[str, Any]], Mapping[str, Any] | None]


class StoreShelf:
    """The shelf of `owner` in `store`; other owners' documents are out of its reach.

    `left` gives what may still be written of a document (owner, key, document) after something was forgotten.
    """

    def __init__(self, store: Store, owner: str, left: Left = lambda owner, key, document: document) -> None:
        self._store = store
        self._owner = owner
        self._left = left

    async def put(self, key: str, document: Mapping[str, Any]) -> None:
        """Keep `document` under `key`.

        Raises:
            TypeError, ValueError: it is not JSON.
        """
        text = _text(document)

        def put(connection: apsw.Connection) -> None:
            left = self._left(self._owner, key, document)
            if left is not None:
                row = (self._owner, storable(key), text if left is document else _text(left))
                connection.execute(
                    "INSERT OR REPLACE INTO shelf (owner, key, document) VALUES (?, ?, ?)", row
                )

        await self._store.write(put)

    async def get(self, key: str) -> dict[str, Any] | None:
        def read(connection: apsw.Connection) -> dict[str, Any] | None:
            sql = "SELECT document FROM shelf WHERE owner = ? AND key = ?"
            text = connection.execute(sql, (self._owner, storable(key))).get
            return None if text is None else dict(json.loads(text))

        return await self._store.read(read)

    async def delete(self, key: str) -> None:
        sql = "DELETE FROM shelf WHERE owner = ? AND key = ?"
        await self._store.write(lambda connection: connection.execute(sql, (self._owner, storable(key))))

    async def items(self) -> Sequence[tuple[str, dict[str, Any]]]:
        def read(connection: apsw.Connection) -> list[tuple[str, dict[str, Any]]]:
            sql = "SELECT key, document FROM shelf WHERE owner = ? ORDER BY key"
            return [(key, json.loads(text)) for key, text in connection.execute(sql, (self._owner,))]

        return await self._store.read(read)


def _text(document: Mapping[str, Any]) -> str:
    return storable(json.dumps(dict(document), ensure_ascii=False, allow_nan=False))
