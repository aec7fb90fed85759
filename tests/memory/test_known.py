"""What is known: facts that replace, gather, close, are corrected and confirmed, and go with their utterances."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import apsw
import pytest
from kept import KEY, NOW, heard, opened, said

from os1.errors import SettingsError
from os1.memory import Fact, Memory
from os1.memory.facts import Claim, fold
from os1.memory.known import Reading
from os1.memory.promises import Made
from os1.memory.relations import SAME_RELATION, relation, spellings
from os1.memory.store import open_store
from os1.types import Done


def fact(source: str, subject: str, relation: str, value: str, **more: Any) -> Fact:
    return Fact("", subject, relation, value, sources=(source,), **more)


def lived(folder: Path, story: Callable[[Memory], Awaitable[None]]) -> None:
    """Run `story` on a memory in which eight utterances were heard, one each ten minutes."""

    async def check() -> None:
        async with opened(folder) as memory:
            for i in range(8):
                await memory.heard(heard(f"h{i}", f"words number {i}", minutes=10 * i))
            await story(memory)

    asyncio.run(check())


async def told(memory: Memory, about: str | None = None, *, past: bool = False) -> set[tuple[str, str, str]]:
    return {(one.subject, one.relation, one.value) for one in await memory.facts(about, past=past)}


def test_an_exclusive_value_replaces_the_old_one_and_its_history_stays(tmp_path: Path) -> None:
    async def story(memory: Memory) -> None:
        await memory.learn([fact("h0", "person", "lives_in", "Porto", since="2015")])
        await memory.learn([fact("h1", "person", "lives_in", "Lisbon", since="2025-05")])
        (now,) = await memory.facts("me")
        assert (now.value, now.since, now.until, now.sources) == ("Lisbon", "2025-05", None, ("h1",))
        before, _ = await memory.facts("me", past=True)
        assert (before.value, before.since, before.until) == ("Porto", "2015", "2025-05")

    lived(tmp_path, story)


def test_other_values_gather_and_what_is_said_twice_rests_on_both(tmp_path: Path) -> None:
    async def story(memory: Memory) -> None:
        for source, value in (("h0", "jazz"), ("h1", "the sea"), ("h2", "Jazz")):
            await memory.learn([fact(source, "person", "likes", value)])
        assert await memory.learn([fact("h2", "person", "likes", "jazz")]) == 0
        jazz, sea = await memory.facts()
        assert (jazz.sources, sea.sources) == (("h0", "h2"), ("h1",))
        assert jazz.learned == NOW

    lived(tmp_path, story)


@pytest.mark.parametrize(
    "later",
    [
        fact("h1", "person", "likes", "fish", negated=True),
        fact("h1", "person", "dislikes", "fish"),
        fact("h1", "person", "likes", "fish", until="2025"),
    ],
)
def test_a_contradiction_ends_what_was_said(tmp_path: Path, later: Fact) -> None:
    async def story(memory: Memory) -> None:
        await memory.learn([fact("h0", "person", "likes", "fish")])
        await memory.learn([later])
        now = [one for one in await memory.facts() if one.relation == "likes" and not one.negated]
        assert now == []

    lived(tmp_path, story)


def test_hearsay_and_plans_end_nothing_until_they_are_so(tmp_path: Path) -> None:
    async def story(memory: Memory) -> None:
        await memory.learn([fact("h0", "person", "lives_in", "Porto")])
        await memory.learn([fact("h1", "person", "lives_in", "Rome", certainty="planned")])
        assert {one.value: one.certainty for one in await memory.facts()} == {
            "Porto": "certain",
            "Rome": "planned",
        }
        await memory.learn([fact("h2", "person", "lives_in", "Rome", since="2025-11")])
        (now,) = await memory.facts()
        assert (now.value, now.certainty, now.sources) == ("Rome", "certain", ("h1", "h2"))

    lived(tmp_path, story)


def test_a_divorce_ends_the_marriage_and_a_lost_sister_is_over(tmp_path: Path) -> None:
    async def story(memory: Memory) -> None:
        await memory.learn([fact("h0", "person", "wife", "Catherine")])
        await memory.learn([fact("h0", "person", "sister", "Amy")])
        await memory.learn([fact("h1", "person", "marital_status", "divorced")])
        await memory.learn([fact("h2", "person", "has_family", "sister", negated=True)])
        assert {one.relation for one in await memory.facts()} == {"marital_status", "has_family"}
        catherine = await memory.person("Catherine")
        assert catherine is not None
        assert catherine.relation == "former wife"

    lived(tmp_path, story)


def test_a_correction_closes_what_was_wrong_and_can_be_taken_back(tmp_path: Path) -> None:
    async def story(memory: Memory) -> None:
        await memory.learn([fact("h0", "my sister", "birthday", "May")])
        (old,) = await memory.facts()
        new = await memory.correct(old.id, "March", by="h3")
        assert new is not None
        assert (new.value, new.sources, new.subject) == ("March", ("h3",), "my sister")
        assert await told(memory) == {("my sister", "birthday", "March")}
        (was,) = [one for one in await memory.facts(past=True) if one.value == "May"]
        assert (was.until, was.certainty) == (NOW.date().isoformat(), "unsure")
        await memory.learn([fact("h4", "my sister", "birthday", "14 March")])
        (more_exact,) = await memory.facts()
        assert (more_exact.value, more_exact.sources) == ("14 March", ("h3", "h4"))
        assert await memory.take_back("h3")
        assert not await memory.take_back("h3")
        assert {one.value for one in await memory.facts(past=True)} == {"May", "14 March"}
        (left,) = await memory.facts()
        assert await memory.correct(left.id, by="h5") is None
        assert [one.value for one in await memory.facts()] == ["May"]  # what was wrong replaces nothing
        with pytest.raises(SettingsError, match="no fact nothing"):
            await memory.correct("nothing", "x", by="h3")
        with pytest.raises(SettingsError, match="no utterance"):
            await memory.learn([fact("nobody said", "person", "likes", "fish")])

    lived(tmp_path, story)


def test_health_is_certain_only_once_confirmed_and_asked_about_once(tmp_path: Path) -> None:
    async def story(memory: Memory) -> None:
        await memory.learn(
            [fact("h0", "person", "allergic_to", "nuts"), fact("h0", "person", "likes", "nuts")]
        )
        allergy, _ = await memory.facts()
        assert allergy.certainty == "told"
        assert await memory.known.unconfirmed() == [allergy]
        await memory.known.asked_about(allergy.id)
        assert await memory.known.unconfirmed() == []
        assert (await memory.confirm(allergy.id)).certainty == "certain"
        assert (await memory.facts())[0].certainty == "certain"

    lived(tmp_path, story)


def test_people_are_one_by_name_nickname_and_role(tmp_path: Path) -> None:
    async def story(memory: Memory) -> None:
        await memory.learn(
            [
                fact("h0", "my sister", "lives_in", "Leeds"),
                fact("h1", "person", "sister", "Katherine Byrne"),
                fact("h2", "Katherine Byrne", "nickname", "Kate"),
                fact("h2", "Kate", "birthday", "14 March"),
                fact("h3", "person", "misses", "my sister"),
                fact("h3", "Katherine", "husband", "Paul"),
                fact("h4", "my sister's husband", "works_as", "a baker"),
                fact("h4", "person", "dog", "Biscuit"),
                fact("h4", "my dog", "age", "three"),
            ]
        )
        kate = await memory.person("sister")
        assert kate is not None
        assert (kate.name, kate.relation, kate.dates) == ("Katherine", "sister", (("birthday", "14 March"),))
        assert kate.aliases == ("kate", "katherine byrne", "my sister")
        assert [(one.relation, one.value) for one in kate.feelings] == [("misses", "Katherine")]
        assert set(kate.sources) == {"h0", "h1", "h2", "h3"}
        assert await memory.person("Kate") == kate
        paul = await memory.person("Paul")
        assert paul is not None
        assert paul.relation == "Katherine's husband"
        assert ("Paul", "works_as", "a baker") in await told(memory, "Paul")
        assert ("Biscuit", "age", "three") in await told(memory, "my dog")
        assert [one.name for one in await memory.people()] == ["Katherine", "Paul"]
        assert await memory.person("Zoe") is None

    lived(tmp_path, story)


def test_a_role_that_fits_two_people_stays_a_role(tmp_path: Path) -> None:
    async def story(memory: Memory) -> None:
        for source, name in (("h0", "Amy"), ("h1", "Zoe")):
            await memory.learn([fact(source, "person", "sister", name)])
        await memory.learn([fact("h2", "my sister", "lives_in", "Oslo")])
        assert ("my sister", "lives_in", "Oslo") in await told(memory)

    lived(tmp_path, story)


def test_what_rests_on_a_forgotten_utterance_alone_goes_with_it(tmp_path: Path) -> None:
    async def story(memory: Memory) -> None:
        await memory.learn(
            [fact("h0", "person", "birthday", "14 March"), fact("h0", "person", "likes", "opera")]
        )
        await memory.learn([fact("h1", "person", "birthday", "March")])
        (both, _) = await memory.facts()
        assert (both.value, both.sources) == ("14 March", ("h0", "h1"))
        await memory.forget(["h0"])
        (left,) = await memory.facts(past=True)
        assert (left.value, left.sources) == ("March", ("h1",))

    lived(tmp_path, story)


async def words_left(folder: Path) -> str:
    """Everything that any table of the store holds, in one text."""

    def dump(connection: apsw.Connection) -> str:
        tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
        rows = [str(connection.execute(f"SELECT * FROM {name}").fetchall()) for (name,) in tables]
        return " ".join(rows).lower()

    async with open_store(folder / "os1.db", KEY) as store:
        return await store.read(dump)


def test_no_table_keeps_a_word_of_what_was_forgotten(tmp_path: Path) -> None:
    async def story(memory: Memory) -> None:
        await memory.learn(
            [fact("h0", "Zebedee", "likes", "marzipan"), fact("h1", "person", "likes", "marzipan")]
        )
        await memory.learn([fact("h0", "person", "friend", "Zebedee")])
        await memory.correct((await memory.facts("me"))[0].id, "nougat", by="h2")
        await memory.said(said("s0", "I'll remember Zebedee.", "h0"))
        (line,) = [one for one in await memory.known.unread(("p/1",), 99) if one.line.id == "s0"]
        await memory.known.read("p/1", [Reading(line, promised=[Made("remember", "I'll remember Zebedee.")])])
        await memory.heard(heard("later", "later", minutes=300))
        talk, *_ = await memory.known.ended_talks(5)
        await memory.known.sum_up(talk, "It was about Zebedee.", "calm", ["h0"])
        await memory.forget(["h0", "h2", "s0"])

    lived(tmp_path, story)
    left = asyncio.run(words_left(tmp_path))
    assert "marzipan" in left
    for word in ("zebedee", "nougat", "'h0'", '"h0"'):
        assert word not in left


def test_a_correction_outlives_the_utterance_that_made_it(tmp_path: Path) -> None:
    async def story(memory: Memory) -> None:
        await memory.learn([fact("h0", "person", "birthday", "May")])
        await memory.correct((await memory.facts())[0].id, "March", by="h1")
        await memory.forget(["h1"])
        assert await memory.facts() == []

    lived(tmp_path, story)


def test_readers_go_on_where_they_were_and_read_anew_without_doubles(tmp_path: Path) -> None:
    async def story(memory: Memory) -> None:
        known = memory.known
        first, second = await known.unread(("a/1",), 2)
        assert ([one.id for one in first.before], [one.id for one in second.before]) == ([], ["h0"])
        told_first = [fact("", "person", "likes", "fish"), fact("", "person", "plays", "chess")]
        await known.read("a/1", [Reading(first, told_first)])
        assert (await known.unread(("a/1",), 1))[0].line.id == "h1"
        assert (await known.unread(("b/1",), 1))[0].line.id == "h0"
        fish, _ = await memory.facts()
        await known.read("b/1", [Reading(first, [fact("", "person", "likes", "fish")])])
        assert [one.id for one in await memory.facts()] == [fish.id]
        await known.read("b/1", [Reading(second, [fact("", "person", "likes", "meat")], wrong=[fish.id])])
        assert await told(memory) == {("person", "likes", "meat")}
        assert await known.unread(("a/1", "b/1"), 1) != []

    lived(tmp_path, story)


def test_what_is_set_by_hand_is_not_read_over(tmp_path: Path) -> None:
    async def story(memory: Memory) -> None:
        await memory.learn([fact("h0", "person", "birthday", "May")])
        await memory.correct((await memory.facts())[0].id, "March", by="h1")
        lines = await memory.known.unread(("a/1",), 2)
        await memory.known.read("a/1", [Reading(lines[1], [fact("", "person", "birthday", "June")])])
        assert await told(memory) == {("person", "birthday", "March")}

    lived(tmp_path, story)


def test_a_line_forgotten_while_it_was_read_leaves_nothing(tmp_path: Path) -> None:
    async def story(memory: Memory) -> None:
        (line,) = await memory.known.unread(("a/1",), 1)
        await memory.forget(["h0"])
        fish = fact("", "person", "likes", "fish")
        await memory.known.read("a/1", [Reading(line, [fish], promised=[Made("act", "x")])])
        assert await memory.facts() == []
        assert await memory.promises() == []

    lived(tmp_path, story)


def test_an_episode_covers_a_talk_and_goes_with_any_of_its_lines(tmp_path: Path) -> None:
    async def story(memory: Memory) -> None:
        await memory.heard(heard("later", "much later", minutes=300))
        (talk,) = await memory.known.ended_talks(5)
        assert [one.id for one in talk.lines] == [f"h{i}" for i in range(8)]
        await memory.known.sum_up(talk, "You talked about words.", "calm", ["h3"])
        (episode,) = await memory.episodes()
        assert (episode.summary, episode.mood, episode.sources) == (
            "You talked about words.",
            "calm",
            ("h3",),
        )
        assert (episode.began, episode.ended) == (talk.lines[0].time, talk.lines[-1].time)
        assert await memory.episodes(since=heard("x", "", 200).time) == []
        assert await memory.known.ended_talks(5) == []
        await memory.forget(["h5"])
        assert await memory.episodes() == []
        (again,) = await memory.known.ended_talks(5)
        await memory.forget(["h6"])
        await memory.known.sum_up(again, "It was about h6.", "calm", ["h6"])
        assert await memory.episodes() == []

    lived(tmp_path, story)


def test_promises_are_kept_by_an_act_or_by_remembering(tmp_path: Path) -> None:
    async def story(memory: Memory) -> None:
        for i, ok in enumerate((True, False)):
            await memory.did(Done(f"d{i}", "reminders.add", {}, "h0", NOW, ok, "Done."))
        replies = [
            said("s0", "I'll remind you.", "h0"),
            said("s1", "I'll remind you.", "h1"),
            said("s2", "I'll remember that.", "h2"),
            said("s3", "I'll look.", "h3"),
            said("s4", "I'll look today.", "h4"),
        ]
        for reply, done in zip(replies, (("d0",), ("d1",), (), (), ()), strict=True):
            await memory.said(type(reply)(reply.id, reply.to, reply.text, reply.time, done=done))
        lines = [one for one in await memory.known.unread(("p/1",), 99) if one.line.speaker == "os1"]
        dues = (None, None, None, "2030-01-01", "2025-11-19")
        for line, due in zip(lines, dues, strict=True):
            kind: Any = "remember" if "remember" in line.line.text else "act"
            await memory.known.read("p/1", [Reading(line, promised=[Made(kind, line.line.text, due)])])
        states = ["kept", "broken", "kept", "open", "broken"]
        assert [one.state for one in await memory.promises()] == states
        assert (await memory.promises())[0].done == "d0"
        await memory.forget(["h2"])
        assert [one.source for one in await memory.promises()] == [
            "s0",
            "s1",
            "s3",
            "s4",
        ]  # with what it answers
        await memory.forget(["s3"])
        assert [one.source for one in await memory.promises()] == ["s0", "s1", "s4"]

    lived(tmp_path, story)


@pytest.mark.parametrize(
    ("first", "then", "one"),
    [
        (("works_at", "Globex"), ("employed_by", "Initech"), "works_at"),
        (("job_at", "Globex"), ("works_for", "Initech"), "works_at"),
        (("based_in", "Leeds"), ("moved_to", "Bath"), "lives_in"),
        (("lives_in", "Leeds"), ("Resides in", "Bath"), "lives_in"),
        (("occupation", "baker"), ("works_as", "nurse"), "works_as"),
        (("favorite_color", "red"), ("favourite_colour", "blue"), "favourite_colour"),
    ],
)
def test_a_new_value_closes_the_old_one_whatever_words_were_used(
    tmp_path: Path, first: tuple[str, str], then: tuple[str, str], one: str
) -> None:
    async def story(memory: Memory) -> None:
        await memory.learn([fact("h0", "person", *first)])
        await memory.learn([fact("h1", "person", *then)])
        (now,) = await memory.facts()
        assert (now.relation, now.value) == (one, then[1])
        before, _ = await memory.facts(past=True)
        assert (before.value, before.until) == (first[1], NOW.date().isoformat())

    lived(tmp_path, story)


def test_other_words_for_a_relation_are_all_found_in_the_store() -> None:
    for word, one in SAME_RELATION.items():
        assert relation(word) == relation(one) == one
        assert word in spellings([one])
    assert relation("Employed by") == "works_at"
    assert relation("mum") == "mother"
    assert relation("collects") == "collects"


def test_a_plan_that_came_true_is_replaced_like_anything_else(tmp_path: Path) -> None:
    async def story(memory: Memory) -> None:
        await memory.learn([fact("h0", "person", "lives_in", "Rome", certainty="planned")])
        await memory.learn([fact("h1", "person", "lives_in", "Rome")])
        await memory.learn([fact("h2", "person", "lives_in", "Oslo")])
        assert [one.value for one in await memory.facts()] == ["Oslo"]

    lived(tmp_path, story)


@pytest.mark.parametrize(("relation", "negated"), [("likes", False), ("lives_in", False), ("lives_in", True)])
def test_ten_times_as_many_values_take_about_ten_times_as_long(relation: str, negated: bool) -> None:
    def seconds(count: int) -> float:
        claims = [
            Claim(str(i), "person", relation, f"thing {i}", None, None, "certain", negated, f"u{i}", NOW)
            for i in range(count)
        ]
        began = time.process_time()
        fold(claims)
        return time.process_time() - began

    seconds(500)
    assert seconds(10_000) < 40 * max(seconds(1_000), 0.01)
