"""Memories by voice, in a whole OS: shown, forgotten, brought back, corrected, and kept off the record."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from os1.home.sinks import TextSink
from os1.memory import Fact
from os1.memory.keys import load_key
from os1.memory.store import open_store
from os1.mind.clauses import sentences
from os1.testing.pilot import Pilot, fly
from os1.types import Heard, Reply, new_id

pytestmark = pytest.mark.anyio


async def say(pilot: Pilot, text: str) -> str:
    await pilot.clock.advance(5)
    return await pilot.say(text)


async def reply_to(pilot: Pilot, text: str) -> Reply:
    """The reply itself, with what it cites and the acts it reports."""
    await pilot.clock.advance(5)
    now = pilot.clock.now()
    reply = await pilot.home.respond(Heard(new_id(now), text, now), TextSink(lambda clause: None))
    assert reply is not None
    return reply


async def pages(pilot: Pilot) -> str:
    """Every byte of the store, decrypted."""
    settings = pilot.home.settings
    async with open_store(settings.store, load_key(settings)) as store:
        plain = await store.read(lambda connection: bytes(connection.serialize("main")))
    return plain.decode("utf-8", "replace")


async def test_what_would_be_forgotten_is_shown_and_asked_for_every_time(tmp_path: Path) -> None:
    async with fly(tmp_path) as pilot:
        for line in ("Paul plays the zither.", "I bought a kite.", "Paul hates coriander."):
            await say(pilot, line)
        for _ in range(2):
            asked = await reply_to(pilot, "Forget what I said about Paul.")
            assert "two things" in asked.text
            assert "zither" in asked.text
            assert "coriander" in asked.text
            assert asked.text.endswith("Shall I forget them?")
            assert len(asked.cites) >= 2
            assert await say(pilot, "no") == "All right, I won't."
        assert "zither" in await say(pilot, "Did I ever mention a zither?")
        await say(pilot, "Forget what I said about Paul.")
        assert "undo that" in await say(pilot, "yes")
        assert "\u201c" not in await say(pilot, "What did I say about Paul?")
        assert "kite" in await say(pilot, "Did I mention a kite?")


async def test_of_many_the_first_and_the_last_are_shown(tmp_path: Path) -> None:
    async with fly(tmp_path) as pilot:
        for what in ("zither", "lute", "tuba", "spinet", "oboe"):
            await say(pilot, f"Paul plays the {what} rather well.")
        asked = await say(pilot, "Forget everything you know about Paul.")
    assert "five things" in asked
    assert "zither" in asked
    assert "oboe" in asked
    assert "tuba" not in asked


async def test_within_a_minute_it_can_be_undone(tmp_path: Path) -> None:
    async with fly(tmp_path) as pilot:
        await say(pilot, "Paul plays the zither.")
        await say(pilot, "forget what I said about Paul")
        await say(pilot, "yes")
        assert "back" in await say(pilot, "undo that")
        assert "zither" in await say(pilot, "What did I say about Paul?")


async def test_after_a_minute_it_is_gone_from_every_byte(tmp_path: Path) -> None:
    async with fly(tmp_path) as pilot:
        await say(pilot, "Paul plays the zither, and I'm so sad about it.")
        await say(pilot, "What did I say about Paul?")
        await say(pilot, "forget what I said about Paul")
        await say(pilot, "yes")
        await pilot.clock.advance(90)
        for _ in range(50):
            await asyncio.sleep(0.02)  # the purge runs on the store's own thread
            if "zither" not in await pages(pilot):
                break
        plain = await pages(pilot)
        assert "zither" not in plain
        assert "Paul" not in plain
        assert "nothing" in await say(pilot, "undo that")
        assert "zither" not in await say(pilot, "What did I say about Paul?")


async def test_that_and_times_are_understood(tmp_path: Path) -> None:
    async with fly(tmp_path) as pilot:
        await say(pilot, "I bought a kite.")
        await pilot.clock.advance(90_000, step=3600)
        await say(pilot, "I sold a boat.")
        assert "boat" in await say(pilot, "Forget that.")
        await say(pilot, "yes")
        assert "kite" in await say(pilot, "Forget everything from yesterday.")
        await say(pilot, "yes")
        for thing in ("kite", "boat"):
            assert "\u201c" not in await say(pilot, f"Did I mention a {thing}?")


async def test_that_means_what_was_just_told(tmp_path: Path) -> None:
    async with fly(tmp_path) as pilot:
        await say(pilot, "I bought a kite.")
        await say(pilot, "I sold a boat.")
        await say(pilot, "Did I mention a kite?")
        assert "kite" in await say(pilot, "Forget that.")


@pytest.mark.parametrize("wish", ["Forget everything.", "Forget what I said about Wolfgang.", "Forget that."])
async def test_where_there_is_nothing_or_all_nothing_is_asked(tmp_path: Path, wish: str) -> None:
    async with fly(tmp_path) as pilot:
        said = await say(pilot, wish)
        assert not said.endswith("?")
        assert pilot.home.permits.asking is None


async def test_a_question_that_a_restart_cut_off_forgets_nothing(tmp_path: Path) -> None:
    async with fly(tmp_path) as pilot:
        await say(pilot, "Paul plays the zither.")
        await say(pilot, "forget what I said about Paul")
    async with fly(tmp_path, start=pilot.clock.now()) as pilot:
        await say(pilot, "yes")
        assert "zither" in await say(pilot, "What did I say about Paul?")


async def test_reminders_and_their_words_are_left_to_their_app(tmp_path: Path) -> None:
    async with fly(tmp_path) as pilot:
        await say(pilot, "remind me to call Paul at six")
        assert "Paul" in await say(pilot, "what have I got?")
        await say(pilot, "forget the reminder")
        assert "nothing" in (await say(pilot, "what have I got?")).lower()


async def test_what_is_off_the_record_is_answered_and_forgotten_at_once(tmp_path: Path) -> None:
    async with fly(tmp_path) as pilot:
        said = await say(pilot, "Don't remember this: I stole a zither.")
        assert "won't keep" in said or "forgotten" in said
        assert len(sentences(said)) >= 2
        assert "zither" not in await pages(pilot)
        assert "\u201c" not in await say(pilot, "Did I mention a zither?")


async def test_what_comes_next_can_be_kept_off_the_record(tmp_path: Path) -> None:
    async with fly(tmp_path) as pilot:
        assert "next" in await say(pilot, "Don't remember this.")
        await say(pilot, "I stole a zither.")
        assert "zither" not in await pages(pilot)
        await say(pilot, "I bought a kite.")
        assert "kite" in await say(pilot, "Did I mention a kite?")


async def test_a_crash_before_it_was_forgotten_does_not_keep_it(tmp_path: Path) -> None:
    async with fly(tmp_path) as pilot:
        now = pilot.clock.now()
        heard = Heard(new_id(now), "Don't remember this: I stole a zither.", now)
        await pilot.home.memory.heard(heard)
        assert await pilot.home.mind.off_the_record(heard)
        assert "zither" in await pages(pilot)
    async with fly(tmp_path) as pilot:
        assert "zither" not in await pages(pilot)
        assert await pilot.home.mind.unkept() == []


async def test_care_comes_before_the_record(tmp_path: Path) -> None:
    async with fly(tmp_path) as pilot:
        said = await say(pilot, "Don't remember this: I want to kill myself.")
        assert "program" in said
        assert "kill" not in await pages(pilot)


async def test_a_memory_is_set_right_and_the_old_words_come_after_the_new(tmp_path: Path) -> None:
    async with fly(tmp_path) as pilot:
        await say(pilot, "The choir concert is on the ninth of May.")
        await say(pilot, "When is the choir concert?")
        righted = await reply_to(pilot, "No, that's wrong, it's on the tenth of May.")
        assert "the tenth of May" in righted.text
        assert len(righted.cites) == 2
        assert len(righted.done) == 1
        said = await say(pilot, "When is the choir concert?")
        assert said.index("tenth of May") < said.index("ninth of May")
        assert "stands" in await say(pilot, "undo that")
        assert "tenth" not in await say(pilot, "When is the choir concert?")


async def test_a_fact_is_set_right_and_never_stated_again(tmp_path: Path) -> None:
    async with fly(tmp_path) as pilot:
        await say(pilot, "My sister Anna lives in Lisbon.")
        assert "Lisbon" in await say(pilot, "Where does my sister live?")
        assert "Porto" in await say(pilot, "That's not right, she lives in Porto.")
        assert "lives in Porto" in await say(pilot, "Where does my sister live?")
        facts = await pilot.home.memory.facts("Anna")
        assert [fact.value for fact in facts if fact.relation == "lives_in"] == ["Porto"]


async def test_a_doubt_is_answered_with_a_question(tmp_path: Path) -> None:
    async with fly(tmp_path) as pilot:
        await say(pilot, "The choir concert is on the ninth of May.")
        await say(pilot, "When is the choir concert?")
        assert (await say(pilot, "That's wrong.")).endswith("right?")
        assert "tenth of May" in await say(pilot, "It's the tenth of May.")


async def test_without_anything_told_a_no_is_talk(tmp_path: Path) -> None:
    async with fly(tmp_path) as pilot:
        await say(pilot, "I bought a kite.")
        await say(pilot, "No, that's wrong, it was March.")
        assert await pilot.home.permits.history() == []


async def test_what_was_said_a_moment_ago_is_known(tmp_path: Path) -> None:
    async with fly(tmp_path) as pilot:
        heard = await reply_to(pilot, "My sister Anna lives in Lisbon.")
        await pilot.home.memory.learn([Fact("", "Anna", "lives_in", "Lisbon", sources=(heard.to,))])
        await say(pilot, "Anna lives in Porto now.")
        said = await say(pilot, "Where does Anna live?")
    assert "lives in Porto" in said
    assert "lives in Lisbon" not in said


async def test_the_brain_lets_go_of_its_prompts_after_something_was_forgotten(tmp_path: Path) -> None:
    async with fly(tmp_path) as pilot:
        await say(pilot, "Paul plays the zither.")
        assert pilot.brain.forgot == 0
        await say(pilot, "forget what I said about Paul")
        await say(pilot, "yes")
        assert pilot.brain.forgot == 1
        await say(pilot, "I bought a kite.")
        assert pilot.brain.forgot == 1
        assert pilot.brain.warmed


async def test_of_several_facts_only_the_one_that_is_meant_is_set_right(tmp_path: Path) -> None:
    async with fly(tmp_path) as pilot:
        await say(pilot, "I live in Lisbon.")
        await say(pilot, "My sister is called Anna.")
        told = await say(pilot, "What do you know about me?")
        assert "Lisbon" in told
        assert "Anna" in told
        assert "Which thing" in await say(pilot, "No, that's wrong, it's Berta.")
        await say(pilot, "What do you know about me?")
        await say(pilot, "That's not right, I live in Porto.")
        told = await say(pilot, "What do you know about me?")
        assert "You live in Porto" in told
        assert "Your sister is Anna" in told


async def test_words_that_were_set_right_are_told_as_such_beside_another_fact(tmp_path: Path) -> None:
    async with fly(tmp_path) as pilot:
        await say(pilot, "My sister Anna lives in Lisbon.")
        await say(pilot, "Where does my sister live?")
        await say(pilot, "That's not right, she lives in Porto.")
        said = await say(pilot, "What's my sister's name?")
        assert "Your sister is Anna" in said
        assert said.index("Lisbon") < said.index("set that right") < said.index("Porto")
