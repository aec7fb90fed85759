"""Talking aloud in a whole house: the first words at the sound card, and sleep between them and the memory."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from os1 import config
from os1.clock import SystemClock
from os1.errors import EngineDown
from os1.home.house import open_home
from os1.home.talking import talk_aloud
from os1.models.engines import EARS_RATE, EngineSet
from os1.testing.card import FakeCard
from os1.testing.ears import FakeEars
from os1.testing.mouth import FakeMouth
from os1.testing.pilot import Pilot, fly
from os1.types import Clause, Heard, new_id
from os1.voice.wake import Wake


class Silent:
    """A reply that is only counted."""

    def __init__(self) -> None:
        self.said: list[str] = []

    async def play(self, clause: Clause) -> None:
        self.said.append(clause.text)

    async def drained(self) -> None:
        return

    def played(self) -> str:
        return " ".join(self.said)


def test_the_first_words_of_an_os_are_heard_from_the_loudspeaker_and_kept(tmp_path: Path) -> None:
    clock = SystemClock()
    card = FakeCard(clock, np.zeros(EARS_RATE, np.float32))
    engines = EngineSet(None, FakeEars(), FakeMouth(), None)
    settings = config.load(tmp_path / "home", keyring="never")

    async def work() -> Sequence[str]:
        async with open_home(settings, clock=clock, engines=engines, apps=()) as home:
            talk = asyncio.ensure_future(talk_aloud(home, card, None, None))
            async with asyncio.timeout(30):
                while np.count_nonzero(card.heard()) < card.speaker_rate:  # noqa: ASYNC110 - no event for it
                    await asyncio.sleep(0.02)
            talk.cancel()
            await asyncio.gather(talk, return_exceptions=True)
            opening = await home.opening()
            assert opening is not None
            return [opening.say, *(one.text for one in await home.transcript(5))]

    opening, said = asyncio.run(work())
    assert said and opening.startswith(said), "kept as far as it was played"
    assert card.stopped


def test_without_a_mouth_there_is_one_sentence_and_the_card_stays_closed(tmp_path: Path) -> None:
    clock = SystemClock()
    card = FakeCard(clock, np.zeros(EARS_RATE, np.float32))
    engines = EngineSet(None, FakeEars(), None, None, {"mouth": "The mouth is not here; fetch it."})
    settings = config.load(tmp_path / "home", keyring="never")

    async def work() -> None:
        async with open_home(settings, clock=clock, engines=engines, apps=()) as home:
            await talk_aloud(home, card, None, None)

    with pytest.raises(EngineDown, match="fetch it"):
        asyncio.run(work())
    assert card.played == []


async def named(pilot: Pilot) -> str:
    """Have the first talk up to the name it chooses."""
    await pilot.home.greet(Silent())
    for _ in range(12):
        await pilot.say("Skip.")
        if name := pilot.home.mind.identity.name:
            return name
    raise AssertionError("it found no name")


async def overheard(pilot: Pilot, wake: Wake, text: str) -> str:
    """What is said aloud near it, and what it answers."""
    now, sink = pilot.clock.now(), Silent()
    heard = Heard(new_id(now), text, now, by="voice", device="phone")
    await asyncio.gather(wake.respond(heard, sink), return_exceptions=True)
    return sink.played()


def test_what_a_sleeping_os_overhears_is_not_answered_and_not_kept(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "settings.toml").write_text("wake = true\nwake_after = 60\n")

    async def work() -> None:
        async with fly(tmp_path / "home") as pilot:
            wake = pilot.home.attend()
            name = await named(pilot)
            assert await overheard(pilot, wake, "Good evening.")
            await pilot.clock.advance(100)
            assert await overheard(pilot, wake, "The lawyer called about the divorce.") == ""
            assert await overheard(pilot, wake, f"{name}, good night.")
            kept = [one.text for one in await pilot.log()]
            assert "Good evening." in kept and f"{name}, good night." in kept
            assert not any("lawyer" in text for text in kept)

    asyncio.run(work())


def test_by_default_it_never_sleeps(tmp_path: Path) -> None:
    async def work() -> None:
        async with fly(tmp_path / "home") as pilot:
            wake = pilot.home.attend()
            await named(pilot)
            await pilot.clock.advance(100_000, step=10_000)
            assert await overheard(pilot, wake, "Good evening.")

    asyncio.run(work())
