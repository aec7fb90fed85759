"""Speaking first: keeps every nudge on disk until somebody has heard it, and says it once.

It knows neither why a nudge was raised nor how it sounds; a listener is whoever can run a turn that begins
with the OS.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from os1.clock import Clock
from os1.types import Keeper, Nudge, ReplySink, Shelf

Listener = Callable[[Callable[[ReplySink], Awaitable[bool]]], Awaitable[bool]]
"""Runs a turn that the OS begins, in a pause of the talk; tells whether the person heard any of it."""

_RETRY = 5.0
_HELD = timedelta(minutes=2)
_REMEMBERED = timedelta(days=30)


class Herald:
    """Delivers nudges to whoever listens."""

    def __init__(self, shelf: Shelf, clock: Clock) -> None:
        self._shelf = shelf
        self._clock = clock
        self._listeners: list[Listener] = []
        self._news = asyncio.Event()

    async def raise_nudge(self, nudge: Nudge) -> None:
        """Keep `nudge` durably; a key that was kept or spoken before changes nothing."""
        if await self._shelf.get(nudge.key) is None:
            await self._shelf.put(
                nudge.key,
                {
                    "app": nudge.app,
                    "say": nudge.say,
                    "due": nudge.due.isoformat(),
                    "raised": self._clock.now().isoformat(),
                    "spoken": None,
                },
            )
        self._news.set()

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Add a listener (the newest is asked first); call the result when it has gone."""
        self._listeners.append(listener)
        self._news.set()
        return lambda: self._listeners.remove(listener)

    async def run(self, speak: Callable[[Nudge, ReplySink], Awaitable[bool]]) -> None:
        """Deliver for ever, oldest first, each by `speak`; what nobody can hear now waits for a listener."""
        while True:
            self._news.clear()
            waiting = await self._waiting()
            if waiting and self._listeners:
                for nudge, raised in waiting:
                    if not await self._deliver(nudge, raised, speak):
                        await self._clock.sleep(_RETRY)
                        self._news.set()
                        break
            await self._news.wait()

    async def _waiting(self) -> list[tuple[Nudge, datetime]]:
        now = self._clock.now()
        waiting = []
        for key, kept in await self._shelf.items():
            if kept["spoken"] is None:
                nudge = Nudge(key, kept["app"], kept["say"], datetime.fromisoformat(kept["due"]))
                waiting.append((nudge, datetime.fromisoformat(kept["raised"])))
            elif now - datetime.fromisoformat(kept["spoken"]) > _REMEMBERED:
                await self._shelf.delete(key)
        return sorted(waiting, key=lambda pair: pair[0].due)

    async def _deliver(
        self, nudge: Nudge, raised: datetime, speak: Callable[[Nudge, ReplySink], Awaitable[bool]]
    ) -> bool:
        # An app that was late itself has said so.
        late = self._clock.now() - raised > _HELD and raised - nudge.due <= _HELD
        spoken = (
            Nudge(nudge.key, nudge.app, f"While you were away: {nudge.say}", nudge.due) if late else nudge
        )
        for listener in reversed(self._listeners):
            if await listener(lambda sink: speak(spoken, sink)):
                break
        else:
            return False
        kept = await self._shelf.get(nudge.key)
        if kept is not None:
            # That it was spoken is enough to know; the words are in the log.
            await self._shelf.put(nudge.key, kept | {"say": "", "spoken": self._clock.now().isoformat()})
        return True


def _tells(key: str, document: Mapping[str, Any]) -> tuple[datetime, str] | None:
    return (datetime.fromisoformat(document["due"]), document["say"]) if document["say"] else None


KEEPER = Keeper(lambda key, document, ids: None, _tells)
"""Only what waits to be spoken has words, and a nudge about an act that is forgotten is not spoken any more."""
