"""Forgetting in a whole OS: its mind, its acts, its reminders and its nudges let go, on disk and at hand."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from pathlib import Path

import pytest

from os1.apps.reminders import app as reminders
from os1.errors import Busy, StoreError
from os1.home.keepers import keepers
from os1.home.local import open_door
from os1.home.lock import only_one
from os1.home.rooms import forget
from os1.hooks import App
from os1.memory import Memory
from os1.memory.keys import load_key
from os1.memory.store import open_store
from os1.testing.pilot import Pilot, fly
from os1.types import Nudge

pytestmark = pytest.mark.anyio


async def pages(pilot: Pilot) -> str:
    """Every byte of the store, decrypted, as another program could read it."""
    settings = pilot.home.settings
    async with open_store(settings.store, load_key(settings)) as store:
        plain = await store.read(lambda connection: bytes(connection.serialize("main")))
    return plain.decode("utf-8", "replace")


async def met(pilot: Pilot) -> None:
    """The first talk, whose answers the mind keeps in documents of its own."""
    await pilot.home.opening()
    for text in (
        "My name is Theodora Vandersloot.",
        "Chatty, please, because grandmother Ludmilla was.",
        "A woman's voice, like Ludmilla's.",
        "Yes, that one.",
        "I want to write about the lighthouse of Skerryvore.",
        "I like it.",
    ):
        assert await pilot.say(text)


async def test_all_of_the_first_talk_can_be_forgotten(tmp_path: Path) -> None:
    async with fly(tmp_path) as pilot:
        await met(pilot)
        mind = pilot.home.mind
        assert mind.identity.person
        assert "Skerryvore" in await pages(pilot)
        own = mind.identity.name
        ids = [one.id for one in await pilot.log() if one.speaker == "person"]
        await pilot.home.memory.forget(ids)
        assert mind.identity.name == own
        assert mind.identity.person == ""
        assert mind.identity.voice
        assert mind.identity.manner == "chatty"
        assert await pilot.say("What is your name?")
        await pilot.say("Thank you!")  # moves the mood, and writes the mind's documents again
        plain = await pages(pilot)
        for word in ("Theodora", "Vandersloot", "Ludmilla", "Skerryvore", "lighthouse", *ids):
            assert word not in plain
    async with fly(tmp_path) as pilot:
        await pilot.home.mind.open()
        assert pilot.home.mind.identity.name == own


async def test_why_it_has_its_name_is_told_truly_when_that_was_forgotten(tmp_path: Path) -> None:
    async with fly(tmp_path) as pilot:
        await met(pilot)
        source = pilot.home.mind.identity.facts["name"].sources
        assert source
        forgetting = await pilot.home.memory.forget(source, undo=60)
        assert "don't know any more" in pilot.home.mind.identity.reason
        assert await pilot.home.memory.unforget(forgetting.id or "")
        assert "don't know any more" not in pilot.home.mind.identity.reason


async def test_a_reminder_outlives_its_request_and_goes_when_asked_for_itself(tmp_path: Path) -> None:
    async with fly(tmp_path) as pilot:
        await met(pilot)
        assert "five" in await pilot.say("Remind me to call Bartholomew at five.")
        request = next(one for one in await pilot.log() if "Bartholomew" in one.text)
        await pilot.home.memory.forget([request.id])
        assert await pilot.home.permits.history() == []
        assert "Bartholomew" in await pilot.say("What are my reminders?")
        going = await pilot.home.memory.would_forget(person="Bartholomew")
        assert going[-1].speaker == "app.reminders"
        forgetting = await pilot.home.memory.forget([one.id for one in going], undo=60)
        assert "Bartholomew" not in await pilot.say("What are my reminders?")
        assert await pilot.home.memory.unforget(forgetting.id or "") == len(going)
        assert "Bartholomew" in await pilot.say("What are my reminders?")
        going = await pilot.home.memory.would_forget(person="Bartholomew")
        await pilot.home.memory.forget([one.id for one in going])
        await pilot.clock.advance(12 * 3600, step=600)
        plain = await pages(pilot)
        assert "Bartholomew" not in plain
        assert "bartholomew" not in plain


async def test_an_act_can_be_undone_until_its_request_is_forgotten(tmp_path: Path) -> None:
    async with fly(tmp_path) as pilot:
        await met(pilot)
        await pilot.say("Remind me to feed Rumpelstiltskin at six.")
        request = next(one for one in await pilot.log() if "Rumpelstiltskin" in one.text)
        forgetting = await pilot.home.memory.forget([request.id], undo=60)
        assert "Rumpelstiltskin" not in await pilot.say("Undo that.")
        await pilot.home.memory.unforget(forgetting.id or "")
        assert "Rumpelstiltskin" in await pilot.say("Undo that.")


async def test_the_running_os_purges_when_the_time_is_over(tmp_path: Path) -> None:
    async with fly(tmp_path) as pilot:
        await met(pilot)
        await pilot.say("Xylophones frighten me.")
        line = next(one for one in await pilot.log() if "Xylophones" in one.text)
        await pilot.home.memory.forget([line.id], undo=60)
        assert "Xylophones" in await pages(pilot)
        await pilot.clock.advance(90, step=10)
        for _ in range(100):
            if "Xylophones" not in await pages(pilot):
                break
            await asyncio.sleep(0.02)
        else:
            pytest.fail("it was never purged")


async def test_a_command_forgets_through_the_os_that_runs(tmp_path: Path) -> None:
    async with fly(tmp_path) as pilot:
        await met(pilot)
        with pytest.raises(Busy, match="end that talk"):
            await forget(pilot.home.settings, ["x"])
        async with open_door(pilot.home):
            wish = next(one for one in await pilot.log() if "Skerryvore" in one.text)
            assert await forget(pilot.home.settings, [wish.id, "never there"]) >= 1
            assert "wish" not in pilot.home.mind.identity.facts
            assert await forget(pilot.home.settings, ["never there"]) == 0


async def test_a_command_alone_keeps_an_os_from_starting_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with fly(tmp_path) as pilot:
        await met(pilot)
        settings, lines = pilot.home.settings, await pilot.log()
    true = Memory.forget

    async def watched(memory: Memory, ids: list[str]) -> object:
        with pytest.raises(Busy), only_one(settings.home):
            pass
        return await true(memory, ids)

    monkeypatch.setattr(Memory, "forget", watched)
    assert await forget(settings, [one.id for one in lines]) == len(lines)


async def test_trouble_of_the_running_os_is_told_to_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def busy(memory: Memory, ids: list[str]) -> object:
        raise Busy("Another program reads.")

    async with fly(tmp_path) as pilot, open_door(pilot.home):
        monkeypatch.setattr(Memory, "forget", busy)
        with pytest.raises(StoreError, match="reads"):
            await forget(pilot.home.settings, ["x"])


async def test_every_owner_of_a_shelf_with_words_has_a_keeper(tmp_path: Path) -> None:
    async with fly(tmp_path) as pilot:
        await met(pilot)
        await pilot.say("You are wonderful.")
        await pilot.say("Remind me to water the ficus in two minutes.")
        await pilot.home.mind.past.set_right("old", "new")
        await pilot.say("Don't remember this.")
        await pilot.home.herald.raise_nudge(Nudge("n1", "mind", "Hello.", pilot.clock.now()))
        settings = pilot.home.settings
    async with open_store(settings.store, load_key(settings)) as store:
        shelves = await store.read(lambda c: c.execute("SELECT owner, key, document FROM shelf").fetchall())
    known = keepers((reminders,))
    assert {str(owner) for owner, _, _ in shelves} == set(known)
    for owner, key, document in shelves:
        plain = json.loads(str(document))
        keeper = known[str(owner)]
        assert keeper.without(str(key), plain, frozenset({"never there"})) in (plain, None)
        if told := keeper.tells(str(key), plain):
            assert told[0].tzinfo is not None
            assert told[0] - pilot.clock.now() < timedelta(days=1)


def test_an_app_without_a_keeper_has_none() -> None:
    assert "app.plain" not in keepers((App("plain", reminders.start),))
