"""Where reminders live: the app's shelf, read once and kept in step."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from os1.apps.reminders.reminder import Reminder, document, from_document
from os1.types import Keeper, Shelf

_KEPT_AFTER = timedelta(days=2)
"""How long what has rung for the last time is kept, so that it can still be put off."""


class Store:
    """All reminders by id. Whoever changes one holds `lock`; `changed` is set by every change."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._reminders: dict[str, Reminder] = {}
        self._opening = asyncio.Lock()
        self._opened = False
        self.ringing: list[dict[str, Any]] = []
        """Ringings that were under way when the process last ended (see `app`)."""
        self.lock = asyncio.Lock()
        self.changed = asyncio.Event()

    async def open(self, now: datetime) -> None:
        """Read the shelf, the first time, and drop what rang long ago."""
        async with self._opening:
            if self._opened:
                return
            for key, plain in await self._shelf.items():
                if key.startswith("ring/"):
                    self.ringing.append(plain)
                    continue
                reminder = from_document(plain)
                if reminder.state == "rung" and now.astimezone(UTC) - reminder.instant > _KEPT_AFTER:
                    await self._shelf.delete(key)
                else:
                    self._reminders[reminder.id] = reminder
            self._opened = True

    async def reread(self) -> None:
        """Read the shelf again, after something was forgotten or came back."""
        async with self._opening:
            if self._opened:
                items = await self._shelf.items()
                kept = [from_document(plain) for key, plain in items if not key.startswith("ring/")]
                self._reminders = {reminder.id: reminder for reminder in kept}
                self.changed.set()

    def get(self, id: str) -> Reminder | None:
        return self._reminders.get(id)

    def waiting(self) -> list[Reminder]:
        """What is still to ring, the next first."""
        found = (reminder for reminder in self._reminders.values() if reminder.state == "waiting")
        return sorted(found, key=lambda reminder: (reminder.instant, reminder.id))

    def rang_last(self) -> Reminder | None:
        """What rang last for the last time."""
        rung = (reminder for reminder in self._reminders.values() if reminder.state == "rung")
        return max(rung, key=lambda reminder: (reminder.instant, reminder.id), default=None)

    async def put(self, reminder: Reminder) -> None:
        await self._shelf.put(f"reminder/{reminder.id}", document(reminder))
        self._reminders[reminder.id] = reminder
        self.changed.set()

    async def drop(self, id: str) -> None:
        await self._shelf.delete(f"reminder/{id}")
        self._reminders.pop(id, None)
        self.changed.set()

    async def begin_ringing(self, key: str, plain: Mapping[str, Any]) -> None:
        await self._shelf.put(f"ring/{key}", plain)

    async def end_ringing(self, key: str) -> None:
        await self._shelf.delete(f"ring/{key}")


def _tells(key: str, plain: Mapping[str, Any]) -> tuple[datetime, str] | None:
    """The words of a reminder, and of one that is ringing at this moment."""
    if key.startswith("ring/"):
        return datetime.fromisoformat(plain["due"]), plain["say"]
    return (from_document(plain).made, plain["text"]) if plain["text"] else None


KEEPER = Keeper(lambda key, plain, ids: plain, _tells)
"""A reminder outlives the utterance that asked for it; it goes when it is itself what shall be forgotten."""
