"""Two people of one name: told apart where the talk does, and never taken for one another."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest
from kept import heard, opened

from os1.memory import Fact, Memory
from os1.memory.namesakes import group_of, marked, meant

_TOLD = [
    "My sister Anna plays the oboe.",
    "Anna called last night.",
    "I met Anna from work at the market.",
    "My colleague Anna got a raise.",
    "Anna is ill.",
    "My sister is expecting.",
    "Paul danced with my sister Anna and with Anna from work.",
]


async def _tell(memory: Memory, texts: Sequence[str]) -> None:
    """Each in a talk of its own."""
    for n, text in enumerate(texts):
        await memory.heard(heard(str(n), text, 100 * n))


def _apart(folder: Path, name: str, *texts: str) -> dict[str, str]:
    async def ask() -> dict[str, str]:
        async with opened(folder) as memory:
            await _tell(memory, texts)
            return {one.called: "".join(sorted(one.ids)) for one in await memory.namesakes(name)}

    return asyncio.run(ask())


def test_lines_belong_to_whom_they_say(tmp_path: Path) -> None:
    assert _apart(tmp_path, "Anna", *_TOLD) == {"your sister": "01", "the one from work": "23"}


def test_in_one_talk_the_last_said_holds(tmp_path: Path) -> None:
    async def check() -> None:
        async with opened(tmp_path) as memory:
            texts = ["My sister Anna rang.", "Anna from work rang too.", "Anna was cross.", "And Anna sang."]
            for n, text in enumerate(texts):
                await memory.heard(heard(str(n), text, n if n < 3 else 500))
            sister, other = await memory.namesakes("Anna")
            assert (sister.ids, other.ids) == ({"0"}, {"1", "2"})  # nobody knows who sang

    asyncio.run(check())


@pytest.mark.parametrize(
    "texts",
    [
        ("My sister Anna rang.", "Anna sang."),
        ("My girlfriend Anna rang.", "My wife Anna sang."),
        ("My friend Anna rang.", "My colleague Anna sang."),
        ("My colleague Anna rang.", "Anna from the office sang.", "My boss Anna sat."),
        ("Anna from here rang.", "Anna from Porto sang."),
        (),
    ],
)
def test_one_person_stays_one(tmp_path: Path, texts: Sequence[str]) -> None:
    assert _apart(tmp_path, "Anna", *texts) == {}


@pytest.mark.parametrize("name", ["anna", "", "Pauline", '"*(', "my sister"])
def test_what_is_no_name_of_several_has_no_namesakes(tmp_path: Path, name: str) -> None:
    assert _apart(tmp_path, name, *_TOLD) == {}


def test_forgetting_one_leaves_the_other_and_what_is_unclear(tmp_path: Path) -> None:
    async def check() -> None:
        async with opened(tmp_path) as memory:
            await _tell(memory, _TOLD)
            sister = await memory.would_forget(person="Anna", mark="my sister")
            other = await memory.would_forget(person="Anna", mark="from work")
            assert {one.id for one in sister} == {"0", "1", "5"}
            assert {one.id for one in other} == {"2", "3"}
            await memory.forget([one.id for one in sister])
            assert await memory.namesakes("Anna") == [] or len(await memory.namesakes("Anna")) == 2
            left = {one.id for one in await memory.recent(9)}
            assert left == {"2", "3", "4", "6"}

    asyncio.run(check())


def test_people_of_one_name_are_two_people(tmp_path: Path) -> None:
    async def check() -> None:
        async with opened(tmp_path) as memory:
            await _tell(memory, _TOLD)
            await memory.learn(
                [
                    Fact("", "person", "sister", "Anna", sources=("0",)),
                    Fact("", "Anna", "birthday", "14 March", sources=("1",)),
                    Fact("", "person", "colleague", "Anna", sources=("3",)),
                    Fact("", "Anna", "birthday", "9 May", sources=("4",)),
                ]
            )
            annas = [one for one in await memory.people() if one.name == "Anna"]
            assert [(one.relation, one.dates) for one in annas] == [
                ("sister", (("birthday", "14 March"),)),
                ("colleague", ()),
            ]
            sister = await memory.person("my sister")
            assert sister and sister.relation == "sister" and sister.aliases == ("my sister",)

    asyncio.run(check())


@pytest.mark.parametrize(
    ("asked", "name", "group"),
    [
        ("Anna from work", "Anna", "work"),
        ("my sister Anna", "Anna", "sister"),
        ("Anna my sister", "Anna", "sister"),
        ("Anna, who is my boss", "Anna", "work"),
        ("Anna", "Anna", None),
        ("Anna from the choir", "Anna", "choir"),
    ],
)
def test_who_is_meant_is_read(asked: str, name: str, group: str | None) -> None:
    assert (marked(asked), meant(asked, name)) == (name, group)


def test_marks_that_tell_nobody_apart_have_no_group() -> None:
    assert [group_of(mark) for mark in ("my friend", "from here", "my office", "my ex-wife")] == [
        "",
        "",
        "work",
        "partner",
    ]


def test_what_is_known_of_two_of_one_name_is_kept_apart(tmp_path: Path) -> None:
    async def ask() -> None:
        async with opened(tmp_path) as memory:
            await _tell(
                memory,
                [
                    "My sister Anna lives in Leeds.",
                    "I met Anna from work at the market. She lives in Bath.",
                    "Anna plays chess.",
                    "Anna from work has moved to York.",
                ],
            )
            facts = [
                ("0", "person", "sister", "Anna"),
                ("0", "Anna", "lives_in", "Leeds"),
                ("1", "Anna", "lives_in", "Bath"),
                ("2", "Anna", "plays", "chess"),
                ("3", "Anna", "lives_in", "York"),
            ]
            await memory.learn([Fact("", who, what, value, sources=(n,)) for n, who, what, value in facts])
            told = {(one.mark, one.value) for one in await memory.facts("Anna") if one.subject == "Anna"}
            assert told == {("my sister", "Leeds"), ("from work", "York"), ("", "chess")}
            for about in ("my sister", "my sister Anna"):
                values = {one.value for one in await memory.facts(about)}
                assert values == {"Anna", "Leeds"}, about
            work = await memory.facts("Anna from work", past=True)
            assert [(one.value, one.until is None) for one in work] == [("Bath", False), ("York", True)]
            leeds = next(one for one in await memory.facts("my sister") if one.value == "Leeds")
            await memory.correct(leeds.id, "Bradford", by="0")
            assert {one.value for one in await memory.facts("Anna from work")} == {"York"}
            assert "Bradford" in {one.value for one in await memory.facts("my sister Anna")}

    asyncio.run(ask())
