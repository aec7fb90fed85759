"""Recall as a whole: what is found, in which order, and why."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import apsw
import numpy as np
import pytest
from kept import NOW, line, lines_file, opened
from numpy.typing import NDArray

from os1.memory import Memory
from os1.memory.migrations import STEPS, migrate
from os1.memory.unspaced import pieces
from os1.testing.brain import FakeEmbedder
from os1.types import Recalled

_ALIKE = {
    "dog": "pet",
    "puppy": "pet",
    "wedding": "marriage",
    "married": "marriage",
    "ill": "sick",
    "flu": "sick",
}


class Alike(FakeEmbedder):
    """An embedder that knows some words of one meaning."""

    async def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        plain = ["".join(one if one.isalnum() else " " for one in text.lower()) for text in texts]
        return await super().embed([" ".join(_ALIKE.get(one, one) for one in text.split()) for text in plain])


_DIARY = [
    ("1", "Ada", "2024-03-01T10:00:00", "We have a puppy now."),
    ("2", "Ben", "2024-03-01T10:00:10", "How lovely, tell me everything about it!"),
    ("3", "Ada", "2024-05-09T10:00:00", "I went to the lake and swam for an hour."),
    ("4", "Ben", "2024-06-15T10:00:00", "Tom and Eva got married today, it was grand."),
    ("5", "Ben", "2024-06-16T10:00:00", "I slept until noon and ate cold cake."),
    ("6", "Ada", "2024-08-02T10:00:00", "I went to the lake with my sister."),
    ("7", "Ada", "2025-11-13T10:00:00", "I went to the lake once more before the winter."),
    ("8", "Ben", "2025-11-14T10:00:00", "My train was two hours late."),
]


async def _found(memory: Memory, folder: Path, *queries: str, k: int = 8) -> list[list[Recalled]]:
    rows = [line(name, text, speaker, time) for name, speaker, time, text in _DIARY]
    await memory.import_lines(lines_file(folder / "diary.jsonl", *rows))
    await memory.grasp()
    return await memory.search(queries, k)


def _ask(folder: Path, *queries: str, meaning: bool = True) -> list[list[Recalled]]:
    async def ask() -> list[list[Recalled]]:
        async with opened(folder) as memory:
            memory.use(Alike() if meaning else None)
            return await _found(memory, folder, *queries)

    return asyncio.run(ask())


def test_meaning_finds_what_words_do_not(tmp_path: Path) -> None:
    assert _ask(tmp_path, "dog", meaning=False) == [[]]
    ((best, *_),) = _ask(tmp_path, "dog")
    assert best.id == "1"
    assert best.why["meaning"] > 0.1 and "words" not in best.why


def test_what_has_nothing_to_do_with_the_query_stays_away(tmp_path: Path) -> None:
    assert _ask(tmp_path, "zeppelin quarterly invoices") == [[]]


def test_the_shares_add_up_and_each_has_its_cause(tmp_path: Path) -> None:
    (found,) = _ask(tmp_path, "Was Ada at the lake for an hour in May 2024?")
    for one in found:
        assert sum(one.why.values()) == pytest.approx(one.score, abs=1e-3)
    assert found[0].id == "3"
    assert {"words", "meaning", "named", "time", "full"} <= set(found[0].why)
    by_ben = next(one for one in found if one.speaker == "Ben")
    assert "named" not in by_ben.why
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


def test_a_time_lifts_what_was_said_then_and_hides_nothing(tmp_path: Path) -> None:
    plain, summer, lately, then = _ask(
        tmp_path, "lake", "lake in summer 2024", "the lake last week", "What happened on 15 June 2024?"
    )
    assert {one.id for one in plain[:3]} == {one.id for one in summer[:3]} == {"3", "6", "7"}
    assert summer[0].id == "6"
    assert lately[0].id == "7"
    assert then[0].id == "4"
    assert {one.id for one in summer} >= {one.id for one in plain}


def test_an_event_tells_the_time(tmp_path: Path) -> None:
    after, before = _ask(
        tmp_path, "What did Ben do the day after Eva's wedding?", "Where did Ada go before Eva's wedding?"
    )
    assert [one.id for one in after[:2]] == ["4", "5"]  # the event itself, and what came after it
    assert after[1].why["time"] == pytest.approx(0.3, abs=0.01)
    times = {one.id: one.why.get("time", 0) for one in before}
    assert times["3"] > times["6"] > times["7"]


def test_a_when_question_prefers_a_line_with_a_time(tmp_path: Path) -> None:
    (found,) = _ask(tmp_path, "When did Tom get married?")
    assert found[0].id == "4"
    assert found[0].why["answer"] == pytest.approx(0.16)


def test_in_a_store_larger_than_the_shortlist_the_best_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    queries = ("the lake in May 2024", "dog", "flu")

    async def check() -> None:
        async with opened(tmp_path) as memory:
            memory.use(Alike())
            rows = [
                line(f"x{n}", f"nothing of note {n} came up", "Cleo", f"2023-01-{n % 28 + 1:02}T10:00:00")
                for n in range(900)
            ]
            rows[77]["text"] = "My neighbour is sick."
            await memory.import_lines(lines_file(tmp_path / "more.jsonl", *rows))
            whole = await _found(memory, tmp_path, *queries, k=1)
            monkeypatch.setattr("os1.memory.recall.SHORTLIST", 20)
            monkeypatch.setattr("os1.memory.recall._NEAREST", 30)
            short = await memory.search(queries, 1)
            assert [hits[0].id for hits in short] == [hits[0].id for hits in whole] == ["3", "1", "x77"]
            assert len(await memory.recall("nothing of note", 300)) == 300
            away = await memory.recall("the lake in May 2024", 1, frozenset({"3"}))
            assert away[0].id in "67"

    asyncio.run(check())


def test_lines_whose_meaning_is_not_known_yet_are_found_by_words(tmp_path: Path) -> None:
    async def check() -> None:
        async with opened(tmp_path) as memory:
            memory.use(Alike())
            await _found(memory, tmp_path)
            await memory.import_lines(
                lines_file(tmp_path / "late.jsonl", line("9", "The zeppelin has landed."))
            )
            best = (await memory.recall("zeppelin"))[0]
            assert best.id == "9" and "meaning" not in best.why

    asyncio.run(check())


@pytest.mark.parametrize("text", ["我养了一只猫", "ฉันชอบชา", "犬が好きです", "Ich hätte gern Kuchen"])
def test_other_languages_are_kept_and_found_as_written(tmp_path: Path, text: str) -> None:
    async def check() -> None:
        async with opened(tmp_path) as memory:
            memory.use(FakeEmbedder())
            await memory.import_lines(
                lines_file(tmp_path / "a.jsonl", line("1", text), line("2", "another thing"))
            )
            await memory.grasp()
            assert (await memory.recall(text))[0].id == "1"

    asyncio.run(check())


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("我昨天养了一只猫。", "你的猫在哪里？"),
        ("犬が好きです", "好きな動物"),
        ("ฉันชอบดื่มชาเขียว", "ชาเขียว"),
        ("He said 東京タワー is tall", "東京"),
    ],
)
def test_scripts_without_spaces_are_found_by_parts_of_a_run(tmp_path: Path, text: str, query: str) -> None:
    async def check() -> None:
        async with opened(tmp_path) as memory:
            rows = [line("1", text), line("2", "a dog and a cat"), line("3", "天気がいい。今天下雨。")]
            await memory.import_lines(lines_file(tmp_path / "a.jsonl", *rows))
            assert (await memory.recall(query))[0].id == "1"
            await memory.forget(["1"])
            assert "1" not in {one.id for one in await memory.recall(query)}

    asyncio.run(check())


def test_lines_from_before_are_cut_into_the_same_pieces() -> None:
    texts = ["我养了一只猫 and a dog, 犬が好き", "ฉันชอบชา", "plain words", "𠮷野家"]
    old = apsw.Connection(":memory:")
    migrate(old, STEPS[:1])
    for n, text in enumerate(texts):
        row = (str(n), text)
        old.execute(
            "INSERT INTO utterance (id, speaker, time, at, text, words) VALUES (?, 'A', '', 0, ?, 1)", row
        )
    migrate(old)
    kept = set(old.execute("SELECT n - 1, piece FROM piece"))
    assert kept == {(n, piece) for n, text in enumerate(texts) for piece in pieces(text)}


def test_now_is_the_clock_s(tmp_path: Path) -> None:
    (found,) = _ask(tmp_path, "what was yesterday a week ago last week")
    assert found[0].id in "78"
    assert NOW.year == 2025
