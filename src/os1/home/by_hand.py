"""Correcting a fact by hand: what the person says by it is kept first, and is what the new one rests on."""

from __future__ import annotations

from os1.clock import Clock
from os1.memory import Fact, Memory
from os1.types import Heard, new_id


async def correct_saying(
    memory: Memory, clock: Clock, text: str, device: str, correction: tuple[str, str | None]
) -> tuple[Heard, Fact | None]:
    """Keep `text` as typed on `device`, then let `correction` (a fact's id, its right value or None) rest on it.

    Gives the utterance and the new fact, None where the old one is only wrong.

    Raises:
        SettingsError: there is no such fact.
    """
    now = clock.now()
    heard = Heard(new_id(now), text, now, by="typing", device=device)
    await memory.heard(heard)
    fact, value = correction
    return heard, await memory.correct(fact, value, by=heard.id)
