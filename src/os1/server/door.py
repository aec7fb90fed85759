"""All that the server asks of home. It does not know what is behind the door."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from os1.clock import Clock
from os1.events import Bus
from os1.types import Recalled, Shelf


class Memories(Protocol):
    """What is remembered, as plain JSON: lines {"id", "speaker", "time", "text", "why"} and facts {"id",
    "subject", "relation", "value", "since", "certainty", "negated", "sources", "learned"}.

    Every method may raise OS1Error, whose text is shown to the person.
    """

    async def lines(self, query: str, before: str, n: int) -> list[dict[str, Any]]:
        """The `n` lines that fit `query` best; where it is empty, the latest before line `before` ("": of all)."""

    async def facts(self, query: str) -> list[dict[str, Any]]:
        """What is known, as far as it has `query` in it."""

    async def would_forget(self, ids: Sequence[str]) -> list[dict[str, Any]]:
        """All lines that go when these go."""

    async def forget(self, ids: Sequence[str]) -> dict[str, Any]:
        """Forget these lines: {"id", "lines", "seconds"}; `unforget` takes the id for so long."""

    async def unforget(self, forgetting: str) -> int:
        """Bring back what was forgotten; how many lines."""

    async def correct(self, fact: str, value: str, device: str) -> dict[str, Any] | None:
        """The fact that holds instead, as written on `device`; None where it is only wrong (`value` is empty)."""


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

    async def offer(self, sdp: str, type: str, device: str, *, echoes: bool = False) -> dict[str, str]:
        """Answer a WebRTC offer that has all its candidates, with `sdp` and `type`; `echoes` where the browser
        does not take the loudspeaker's sound out of the microphone's.

        Raises:
            OS1Error: there is no voice to be had, or the offer cannot be read.
        """

    async def hang_up(self, device: str) -> None:
        """End every audio connection of `device`, which may no longer listen or speak."""

    async def transcript(self, n: int) -> list[Recalled]:
        """The last `n` things said by either side, oldest first."""

    def who(self) -> dict[str, Any]:
        """Plain JSON: `name` (None before it has chosen one), `state` (see `os1.events`), `voice` (bool)."""

    @property
    def memories(self) -> Memories: ...

    def shelf(self, owner: str) -> Shelf: ...
