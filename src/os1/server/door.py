"""All that the server asks of home. It does not know what is behind the door."""

from __future__ import annotations

from typing import Any, Protocol

from os1.clock import Clock
from os1.events import Bus
from os1.types import Recalled, Shelf


class Door(Protocol):
    """One OS, as a device at the door meets it. `device` is the id of a paired device."""

    @property
    def bus(self) -> Bus:
        """Where what is heard and said appears as events; devices see the ones that `os1.server.live` names."""

    @property
    def clock(self) -> Clock: ...

    async def say(self, text: str, device: str) -> None:
        """Run a turn with typed words; its clauses come back on the bus.

        Raises:
            OS1Error: the turn could not be had; its text is shown to the person.
        """

    async def offer(self, sdp: str, type: str, device: str) -> dict[str, str]:
        """Answer a WebRTC offer that has all its candidates, with `sdp` and `type`.

        Raises:
            OS1Error: there is no voice to be had, or the offer cannot be read.
        """

    async def hang_up(self, device: str) -> None:
        """End every audio connection of `device`, which may no longer listen or speak."""

    async def transcript(self, n: int) -> list[Recalled]:
        """The last `n` things said by either side, oldest first."""

    def who(self) -> dict[str, Any]:
        """Plain JSON: `name` (None before it has chosen one), `state` (see `os1.events`), `voice` (bool)."""

    def shelf(self, owner: str) -> Shelf: ...
