"""Append-only notices between rooms: how loops close without imports.

A room publishes what happened; whoever cares subscribes. Nobody may depend on being answered.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from os1.types import Reply

_BACKLOG = 1000


@dataclass(frozen=True, slots=True)
class Event:
    """One notice: a dotted `name` and its plain JSON `data`.

    Names in use: `state` (data: {"state": "listening"|"hearing"|"thinking"|"speaking"|"asleep"}),
    `heard` ({"id", "text", "by", "device"}), `partial` ({"text"}), `clause` ({"text"}: begins to
    be played, as part of the next `reply`, which tells what of it was; with "silent": true only to be shown,
    because the mouth failed), `reply` (see `reply_data`), `nudge` ({"key", "app", "say"}),
    `done` ({"id", "tool", "ok", "say"}), `engine` ({"role", "state": "up"|"down"}),
    `device` ({"id", "name", "on"}), `forgotten` ({"lines"}: so many are gone, or came back where it is below
    zero; whoever shows any reads them again), `trouble` ({"say"}: a part of the house failed, in one sentence).
    """

    name: str
    data: Mapping[str, Any] = field(default_factory=dict)


class Bus:
    """Delivers each event to every subscriber, in order; a subscriber that falls far behind loses the oldest."""

    def __init__(self) -> None:
        self._queues: set[asyncio.Queue[Event]] = set()

    def publish(self, name: str, /, **data: Any) -> None:
        event = Event(name, data)
        for queue in self._queues:
            if queue.full():
                queue.get_nowait()
            queue.put_nowait(event)

    @asynccontextmanager
    async def subscribe(self) -> AsyncIterator[AsyncIterator[Event]]:
        """Inside the block, iterate over every event published since the block was entered."""
        queue: asyncio.Queue[Event] = asyncio.Queue(_BACKLOG)
        self._queues.add(queue)

        async def events() -> AsyncIterator[Event]:
            while True:
                yield await queue.get()

        try:
            yield events()
        finally:
            self._queues.discard(queue)


def reply_data(reply: Reply) -> dict[str, Any]:
    """The data of a `reply` event."""
    return {
        "id": reply.id,
        "to": reply.to,
        "text": reply.text,
        "interrupted": reply.interrupted,
        "cites": list(reply.cites),
        "done": list(reply.done),
    }
