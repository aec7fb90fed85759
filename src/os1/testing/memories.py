"""A memory of a few lines and facts behind a fake door (`os1.server.door.Memories`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from os1.errors import SettingsError


class FakeMemories:
    """Holds what a test puts into `kept` and `known`; forgets and brings back."""

    def __init__(self) -> None:
        self.kept: list[dict[str, Any]] = []
        self.known: list[dict[str, Any]] = []
        self._gone: dict[str, list[dict[str, Any]]] = {}

    async def lines(self, query: str, before: str, n: int) -> list[dict[str, Any]]:
        ids = [line["id"] for line in self.kept]
        earlier = self.kept[: ids.index(before)] if before in ids else self.kept
        return [line for line in earlier if query.casefold() in line["text"].casefold()][-n:]

    async def facts(self, query: str) -> list[dict[str, Any]]:
        return [fact for fact in self.known if query.casefold() in str(fact["value"]).casefold()]

    async def would_forget(self, ids: Sequence[str]) -> list[dict[str, Any]]:
        return [line for line in self.kept if line["id"] in ids]

    async def forget(self, ids: Sequence[str]) -> dict[str, Any]:
        gone = await self.would_forget(ids)
        if not gone:
            raise SettingsError("Those words are gone already.")
        self.kept = [line for line in self.kept if line not in gone]
        name = f"forgetting-{len(self._gone)}"
        self._gone[name] = gone
        return {"id": name, "lines": len(gone), "seconds": 60.0}

    async def unforget(self, forgetting: str) -> int:
        back = self._gone.pop(forgetting, [])
        if not back:
            raise SettingsError("It is too late to bring that back.")
        self.kept = sorted([*self.kept, *back], key=lambda line: str(line["id"]))
        return len(back)

    async def correct(self, fact: str, value: str, device: str) -> dict[str, Any] | None:
        found = [one for one in self.known if one["id"] == fact]
        if not found:
            raise SettingsError("That is not known any more.")
        self.known.remove(found[0])
        if not value:
            return None
        self.known.append({**found[0], "value": value})
        return self.known[-1]
