"""What a wish to forget is about: by person, topic and time, shown before anything is done."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from kept import KEY, NOW, heard, line, lines_file, said
from numpy.typing import NDArray

from os1.memory import Memory, open_memory
from os1.testing.brain import FakeEmbedder
from os1.testing.clock import VirtualClock
from os1.types import Done, Keeper

_TALK = [
    ("a", "person", "Paul's new flat is above the bakery."),
    ("b", "person", "I met Pauline at the bakeries."),
    ("c", "person", "paul called twice"),
    ("d", "Paul", "I am the one who stole it."),
    ("e", "person", "Anna and José went to the birthday party."),
    ("f", "person", "The party was in Köln."),
    ("g", "person", "jose danced all night."),
    ("h", "person", "我昨天和王芳吃饭"),
    ("i", "person", "Mary Ann is not Ann Mary."),
    ("j", "person", "The surgery went well."),
    ("k", "person", "After the surgeries I slept."),
]


def _tells(key: str, document: Mapping[str, Any]) -> tuple[datetime, str] | None:
    return (NOW, document["text"]) if "text" in document else None


@asynccontextmanager
async def _talked(folder: Path) -> AsyncIterator[Memory]:
    keepers = {"app.reminders": Keeper(lambda key, document, ids: document, _tells)}
    async with open_memory(folder / "os1.db", KEY, VirtualClock(NOW), lambda: keepers) as memory:
        rows = [
            line(name, text, speaker, f"2024-05-0{number // 2 + 1}T10:00:00")
            for number, (name, speaker, text) in enumerate(_TALK)
        ]
        await memory.import_lines(lines_file(folder / "talk.jsonl", *rows))
        yield memory


def _would(folder: Path, ids: Sequence[str] = (), **wish: Any) -> set[str]:
    async def ask() -> set[str]:
        async with _talked(folder) as memory:
            return {one.id for one in await memory.would_forget(ids, **wish)}

    return asyncio.run(ask())


@pytest.mark.parametrize(
    ("person", "ids"),
    [
        ("Paul", "acd"),
        ("PAUL", "acd"),
        (["Paul", "Pauline"], "abcd"),
        ("Jose", "eg"),
        ("José", "eg"),
        ("王芳", "h"),
        ("Mary Ann", "i"),
        ("bakery", "a"),
        ("Nobody", ""),
        ("", ""),
        ("'\"*(", ""),
    ],
)
def test_a_person_is_what_names_them_and_what_they_said(
    tmp_path: Path, person: str | list[str], ids: str
) -> None:
    assert _would(tmp_path, person=person) == set(ids)


@pytest.mark.parametrize(
    ("topic", "ids"),
    [
        ("the surgery", "jk"),
        ("surgeries", "jk"),
        ("what I told you about the birthday party", "e"),
        ("the party", "ef"),
        ("bakery", "ab"),
        ("the zeppelin", ""),
        ("吃饭", "h"),
        ("about it", ""),
        ("NEAR * OR", ""),
        ("Paul's surgery", ""),
        ("", ""),
    ],
)
def test_a_topic_is_most_of_its_words_in_any_form(tmp_path: Path, topic: str, ids: str) -> None:
    assert _would(tmp_path, topic=topic) == set(ids)


def test_a_time_bounds_alone_or_together_with_the_rest(tmp_path: Path) -> None:
    day = datetime(2024, 5, 2, tzinfo=NOW.tzinfo)
    assert _would(tmp_path, since=day, until=day + timedelta(days=1)) == {"c", "d"}
    assert _would(tmp_path, until=day) == {"a", "b"}
    assert _would(tmp_path, person="Paul", since=day) == {"c", "d"}
    assert _would(tmp_path, ["a"], topic="surgery", until=day) == {"a"}
    assert _would(tmp_path, person="Paul", topic="bakery") == {"a"}


def test_what_was_asked_in_other_words_is_found_by_the_act(tmp_path: Path) -> None:
    async def check() -> None:
        async with _talked(tmp_path) as memory:
            await memory.heard(heard("h1", "Call him at five."))
            await memory.did(Done("d1", "call", {"who": "Paul"}, "h1", NOW, True, "I'll call Paul."))
            await memory.said(said("s1", "All right.", "h1"))
            going = await memory.would_forget(person="Paul")
            assert [one.id for one in going][-2:] == ["h1", "s1"]
            assert going[-1].why == {"repeats": 1.0}

    asyncio.run(check())


def test_a_document_that_holds_the_words_is_shown_and_can_go(tmp_path: Path) -> None:
    async def check() -> None:
        async with _talked(tmp_path) as memory:
            shelf = memory.shelf("app.reminders")
            for key, text in (
                ("r/1", "call Paul"),
                ("r/2", "buy bread"),
                ("r/3", "a zeppelin for the surgery"),
            ):
                await shelf.put(key, {"text": text})
            await shelf.put("r/4", {"nothing": "Paul"})
            shown = (await memory.would_forget(person="Paul"))[-1]
            assert (shown.id, shown.speaker, shown.text) == (
                "shelf:app.reminders/r/1",
                "app.reminders",
                "call Paul",
            )
            assert [one.id for one in await memory.would_forget(topic="zeppelin")] == [
                "shelf:app.reminders/r/3"
            ]
            assert (await memory.would_forget(["a", "shelf:app.reminders/r/2"]))[1].text == "buy bread"
            kept = await memory.forget(["a"])  # the words that asked for it do not take it along
            assert kept.lines == 1
            assert await shelf.get("r/1") is not None
            forgetting = await memory.forget([shown.id], undo=60)
            assert forgetting.lines == 1
            await shelf.put("r/1", {"text": "call Paul"})  # by a part of the house that has not read it again
            assert await shelf.get("r/1") is None
            assert await memory.unforget(forgetting.id or "") == 1
            assert await shelf.get("r/1") == {"text": "call Paul"}
            assert [key for key, _ in await shelf.items()] == ["r/1", "r/2", "r/3", "r/4"]

    asyncio.run(check())


class Alike(FakeEmbedder):
    """An embedder to whom the surgery and the ward mean the same."""

    async def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return await super().embed([text.replace("ward", "surgery") for text in texts])


def test_what_means_a_topic_comes_after_what_says_it_and_is_marked(tmp_path: Path) -> None:
    async def check() -> None:
        async with _talked(tmp_path) as memory:
            await memory.heard(heard("w1", "The ward was loud."))
            await memory.said(said("s1", "Poor you.", "w1"))
            assert {one.id for one in await memory.would_forget(topic="surgery")} == {"j", "k"}
            memory.use(Alike())
            await memory.grasp()
            found = await memory.would_forget(topic="surgery")
            assert [one.id for one in found if "alike" not in one.why] == ["j", "k"]
            assert [(one.id, dict(one.why)) for one in found[2:4]] == [
                ("w1", {"alike": 1.0}),
                ("s1", {"alike": 1.0, "repeats": 1.0}),
            ]
            assert len([one for one in found if one.why == {"alike": 1.0}]) <= 10
            early = await memory.would_forget(topic="surgery", until=datetime(2025, 1, 1, tzinfo=NOW.tzinfo))
            assert "w1" not in {one.id for one in early}
            assert {one.id for one in await memory.recent(3)} >= {"w1", "s1"}  # only shown

    asyncio.run(check())
