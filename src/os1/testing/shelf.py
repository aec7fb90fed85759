"""A shelf in memory: documents are copied in and out, and writes can be made to fail."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from os1.errors import DiskFull


class MemoryShelf:
    """Keeps what is put as JSON text, so nothing that is not JSON passes and no two copies share a list.

    While `full` is set, every write raises `DiskFull`. `writes` counts the writes that succeeded.
    """

    def __init__(self) -> None:
        self._documents: dict[str, str] = {}
        self.full = False
        self.writes = 0

    async def put(self, key: str, document: Mapping[str, Any]) -> None:
        self._writing()
        self._documents[key] = json.dumps(dict(document), allow_nan=False)

    async def get(self, key: str) -> dict[str, Any] | None:
        text = self._documents.get(key)
        return None if text is None else dict(json.loads(text))

    async def delete(self, key: str) -> None:
        self._writing()
        self._documents.pop(key, None)

    async def items(self) -> Sequence[tuple[str, dict[str, Any]]]:
        return [(key, json.loads(text)) for key, text in sorted(self._documents.items())]

    def _writing(self) -> None:
        if self.full:
            raise DiskFull("The disk is full; make some room and try again.")
        self.writes += 1
