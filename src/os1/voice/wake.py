"""Sleeping and being called: after a while of quiet the OS answers only words that begin with its name.

`Wake` stands between a conversation and whoever responds. What is said near a sleeping OS was not said to it: it
is heard for the name, goes nowhere else, and is forgotten.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from os1.clock import Clock
from os1.errors import OS1Error
from os1.events import Bus, Event
from os1.types import Heard, HeldSink, ReplySink
from os1.voice.calling import Spellings, is_called
from os1.voice.conversation import Respond

_log = logging.getLogger(__name__)


class Wake:
    """Lets words through to `respond` while awake, and while asleep only those that call its name.

    `after` seconds without a word between the two put it to sleep; None is never. It needs a name for that, and
    `learn` finds out how its ears write that name when it first sleeps with it. A conversation gets `respond` and
    `bus` in place of the house's own.
    """

    def __init__(
        self,
        respond: Respond,
        bus: Bus,
        clock: Clock,
        *,
        name: Callable[[], str],
        after: float | None,
        learn: Callable[[str], Awaitable[Spellings]] | None = None,
    ) -> None:
        self._respond = respond
        self._clock = clock
        self._name = name
        self._after = after
        self._learn = learn
        self._learned = ""
        """The name that `_spellings` are of."""
        self._spellings: Spellings = ()
        self._last = clock.monotonic()
        """When a word between the two was last said."""
        self._answering = 0
        self._stirred = asyncio.Event()
        self._state = ""
        self.asleep = False
        self._house = bus
        self.bus: Bus = _Drowsy(bus, self)

    async def respond(self, heard: Heard, sink: ReplySink) -> None:
        """Answer `heard`, unless it was said near a sleeping OS and not to it: that turn ends as if cancelled."""
        began = self._clock.monotonic() - (self._clock.now() - heard.time) / timedelta(seconds=1)
        if heard.by == "voice" and self._sleeps_at(began):
            if isinstance(sink, HeldSink) and sink.held:
                await sink.opened()  # the words may go on, and the name be among them
            if not self._calls(heard.text):
                self._fall_asleep()
                raise asyncio.CancelledError
        self._answering += 1
        self._stir()
        try:
            await self._respond(heard, sink)
        finally:
            self._answering -= 1
            self._stir()

    async def run(self) -> None:
        """Fall asleep whenever it is time, for ever."""
        while self._after is not None:
            left = self._last + self._after - self._clock.monotonic()
            if self.asleep:
                self._stirred.clear()
                await self._listen_to_itself()
                await self._stirred.wait()
            elif left > 0:
                await self._clock.sleep(left)
            elif self._name() and self._state in ("", "listening"):
                self._fall_asleep()
            else:
                await self._clock.sleep(1.0)

    def told(self, name: str, data: dict[str, Any]) -> None:
        """Pass on what the conversation publishes, as far as a sleeper lets it be seen."""
        if name == "state":
            if "speaking" in (self._state, data["state"]):
                self._stir()  # the OS speaks of its own accord, and an answer to that needs no name
            self._state = data["state"]
        if not self.asleep or name not in ("state", "partial"):
            self._house.publish(name, **data)

    async def _listen_to_itself(self) -> None:
        name = self._name()
        if self._learn is None or self._learned == name:
            return
        try:
            self._spellings = await self._learn(name)
        except OS1Error as error:
            _log.warning("How the ears write %s is not known: %s", name, error)
        self._learned = name

    def _calls(self, text: str) -> bool:
        name = self._name()
        return is_called(text, name, self._spellings if self._learned == name else ())

    def _sleeps_at(self, moment: float) -> bool:
        """Whether it slept at `moment` of the steady clock."""
        if self._after is None or self._answering or not self._name():
            return False
        return moment - self._last > self._after

    def _fall_asleep(self) -> None:
        if not self.asleep:
            self.asleep = True
            self._house.publish("state", state="asleep")

    def _stir(self) -> None:
        self._last = self._clock.monotonic()
        self.asleep = False
        self._stirred.set()


class _Drowsy(Bus):
    """The house's bus as a conversation may use it."""

    def __init__(self, bus: Bus, wake: Wake) -> None:
        super().__init__()
        self._bus = bus
        self._wake = wake

    def publish(self, name: str, /, **data: Any) -> None:
        self._wake.told(name, data)

    @asynccontextmanager
    async def subscribe(self) -> AsyncIterator[AsyncIterator[Event]]:
        async with self._bus.subscribe() as events:
            yield events
