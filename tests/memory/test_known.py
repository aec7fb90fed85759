"""What is known: facts that replace, gather, close, are corrected and confirmed, and go with their utterances."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from kept import NOW, heard, opened, said

from os1.errors import SettingsError
from os1.memory import Fact, Memory
from os1.memory.promises import Made
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
        await known.read(
            "a/1", first, [fact("", "person", "likes", "fish"), fact("", "person", "plays", "chess")]
        )
        assert (await known.unread(("a/1",), 1))[0].line.id == "h1"
        assert (await known.unread(("b/1",), 1))[0].line.id == "h0"
        fish, _ = await memory.facts()
        await known.read("b/1", first, [fact("", "person", "likes", "fish")])
        assert [one.id for one in await memory.facts()] == [fish.id]
        await known.read("b/1", second, [fact("", "person", "likes", "meat")], wrong=[fish.id])
        assert await told(memory) == {("person", "likes", "meat")}
        assert await known.unread(("a/1", "b/1"), 1) != []

    lived(tmp_path, story)


def test_what_is_set_by_hand_is_not_read_over(tmp_path: Path) -> None:
    async def story(memory: Memory) -> None:
        await memory.learn([fact("h0", "person", "birthday", "May")])
        await memory.correct((await memory.facts())[0].id, "March", by="h1")
        lines = await memory.known.unread(("a/1",), 2)
        await memory.known.read("a/1", lines[1], [fact("", "person", "birthday", "June")])
        assert await told(memory) == {("person", "birthday", "March")}

    lived(tmp_path, story)


def test_a_line_forgotten_while_it_was_read_leaves_nothing(tmp_path: Path) -> None:
    async def story(memory: Memory) -> None:
        (line,) = await memory.known.unread(("a/1",), 1)
        await memory.forget(["h0"])
        await memory.known.read(
            "a/1", line, [fact("", "person", "likes", "fish")], promised=[Made("act", "x")]
        )
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
            await memory.known.read("p/1", line, promised=[Made(kind, line.line.text, due)])
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
