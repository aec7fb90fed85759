"""The log, the shelves, recall, import, export, and forgetting, as the other rooms use them."""

from __future__ import annotations

import asyncio
import itertools
import json
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as tries
from hypothesis import strategies as st
from kept import KEY, NOW, heard, line, lines_file, opened, said

from os1.errors import SettingsError, StoreError
from os1.memory import Memory, exporting
from os1.memory.rows import when
from os1.memory.store import open_store
from os1.types import Call, Done, Heard, Mood, Prosody, Reply

_DONE = Done(
    "d1",
    "reminders.add",
    {"what": "call", "n": 2},
    "h1",
    NOW,
    True,
    "Done.",
    {"id": 7},
    Call("reminders.cancel", {"id": 7}),
)


def test_the_talk_comes_back_word_for_word_and_in_order(tmp_path: Path) -> None:
    async def check() -> None:
        async with opened(tmp_path) as memory:
            await memory.heard(heard("h1", "  Héllo, 世界 \N{FAMILY}\x00 'quoted' "))
            await memory.said(said("s1", "Hello yourself.", "h1"))
            await memory.heard(heard("h2", "And now?", 1))
        async with opened(tmp_path) as memory:
            last = await memory.recent(2)
            assert [(one.id, one.speaker) for one in last] == [("s1", "os1"), ("h2", "person")]
            assert last[1].time == NOW + timedelta(minutes=1)
            assert last[1].time.utcoffset() == timedelta(hours=1)
            assert (await memory.recent(10))[0].text == "  Héllo, 世界 \N{FAMILY}\x00 'quoted' "

    asyncio.run(check())


def test_the_same_id_is_kept_once_and_first_words_stay(tmp_path: Path) -> None:
    async def check() -> None:
        async with opened(tmp_path) as memory:
            for text in ("first", "second"):
                await memory.heard(heard("h1", text))
                await memory.did(_DONE)
                await memory.said(said("s1", text))
            assert [one.text for one in await memory.recent(10)] == ["first", "first"]
            assert (await memory.stats())["acts"] == 1

    asyncio.run(check())


def test_half_a_character_does_not_stop_the_log(tmp_path: Path) -> None:
    async def check() -> None:
        async with opened(tmp_path) as memory:
            await memory.heard(heard("h1", "broken \ud83d text"))
            await memory.shelf("a").put("k", {"text": "\udc00"})
            assert (await memory.recent(1))[0].text == "broken \ufffd text"
            assert await memory.shelf("a").get("k") == {"text": "\ufffd"}
            assert await memory.recall("broken \ud83d") != []

    asyncio.run(check())


def test_a_time_without_a_zone_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="zone"):
        when(datetime(2025, 1, 1))


def test_shelves_are_apart(tmp_path: Path) -> None:
    async def check() -> None:
        async with opened(tmp_path) as memory:
            mine, yours = memory.shelf("mine"), memory.shelf("yours")
            await mine.put("b", {"list": [1, None, "é"]})
            await mine.put("a", {"n": 1})
            await mine.put("a", {"n": 2})
            await yours.put("a", {"n": 3})
            assert await mine.items() == [("a", {"n": 2}), ("b", {"list": [1, None, "é"]})]
            await mine.delete("a")
            await mine.delete("never there")
            assert await mine.get("a") is None
            assert await yours.get("a") == {"n": 3}
            with pytest.raises(ValueError, match="JSON"):
                await mine.put("c", {"n": float("nan")})

    asyncio.run(check())


_TALK = [
    ("1", "Ada", "2024-03-01T10:00:00", "I finally adopted a dog from the shelter."),
    ("2", "Ben", "2024-03-01T10:00:10", "Lovely! What is it called?"),
    ("3", "Ada", "2024-03-01T10:00:20", "Pancake. He sleeps on my feet."),
    ("4", "Ben", "2024-05-09T10:00:00", "My dog ran away and came back wet."),
    ("5", "Ada", "2024-05-09T10:00:10", "Poor thing, was it the river?"),
    ("6", "Cleo", "2024-07-01T10:00:00", "The concert in Lyon was the best night of the year."),
]


async def _talked(memory: Memory, folder: Path) -> None:
    rows = [line(name, text, speaker, time) for name, speaker, time, text in _TALK]
    assert await memory.import_lines(lines_file(folder / "talk.jsonl", *rows)) == {"imported": 6, "known": 0}


def test_recall_finds_words_neighbours_and_the_one_who_is_named(tmp_path: Path) -> None:
    async def check() -> None:
        async with opened(tmp_path) as memory:
            await _talked(memory, tmp_path)
            dog, concert, name = await memory.search(
                ["How did Ben's dog get wet?", "concerts", "What is the name of the shelter dog?"], 6
            )
            assert dog[0].id == "4"
            assert dog[0].why["named"] > 0
            assert concert[0].id == "6"
            assert [one.id for one in concert] == ["6"]
            found = {one.id: one for one in name}
            assert found["3"].why.keys() == {"nearby", "full"}  # the answer shares no word with its question
            assert name[0].id == "1"
            for hit in (*dog, *name):
                assert sum(hit.why.values()) == pytest.approx(hit.score, abs=1e-3)
            assert [one.score for one in dog] == sorted((one.score for one in dog), reverse=True)

    asyncio.run(check())


def test_recall_leaves_out_what_it_is_told_to_and_gives_no_more_than_asked(tmp_path: Path) -> None:
    async def check() -> None:
        async with opened(tmp_path) as memory:
            await _talked(memory, tmp_path)
            first = await memory.recall("dog", k=2)
            assert len(first) == 2
            other = await memory.recall("dog", k=2, exclude=frozenset({first[0].id}))
            assert len(other) == 2
            assert other[0].id == first[1].id
            assert await memory.recall("dog", k=1, exclude=frozenset(one[0] for one in _TALK)) == []

    asyncio.run(check())


def test_what_was_just_said_is_found_at_once_and_wins_a_tie(tmp_path: Path) -> None:
    async def check() -> None:
        async with opened(tmp_path) as memory:
            await memory.heard(heard("old", "The plumber comes on Friday.", -60 * 24 * 90))
            assert [one.id for one in await memory.recall("plumber")] == ["old"]
            await memory.heard(heard("new", "The plumber comes on Friday.", -5))
            best = await memory.recall("when does the plumber come")
            assert [one.id for one in best] == ["new", "old"]
            assert best[0].why["recent"] > best[1].why.get("recent", 0)

    asyncio.run(check())


def test_one_process_finds_what_another_wrote_or_forgot(tmp_path: Path) -> None:
    async def check() -> None:
        async with opened(tmp_path) as memory, opened(tmp_path) as other:
            await memory.heard(heard("h1", "The key is under the gnome."))
            assert len(await memory.recall("gnome")) == 1
            await other.heard(heard("h2", "A second gnome arrived."))
            assert len(await memory.recall("gnome")) == 2
            await other.forget(["h1"])
            assert [one.id for one in await memory.recall("gnome")] == ["h2"]

    asyncio.run(check())


def test_common_words_do_not_hide_rare_ones_in_a_big_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os1.memory.words._READ", 20)

    async def check() -> None:
        async with opened(tmp_path) as memory:
            rows = [line(f"i{number}", f"we talked about the weather {number}") for number in range(200)]
            rows[3]["text"] = "we talked about the marmalade"
            await memory.import_lines(lines_file(tmp_path / "big.jsonl", *rows))
            for _ in range(2):
                assert (await memory.recall("did we talk about the marmalade"))[0].id == "i3"
                weather = await memory.recall("the weather", k=50)
                assert {int(one.id[1:]) for one in weather} <= set(range(170, 200))  # the latest

    asyncio.run(check())


def test_no_memories_is_no_error(tmp_path: Path) -> None:
    async def check() -> None:
        async with opened(tmp_path) as memory:
            assert await memory.search(["anything", ""], 5) == [[], []]
            assert await memory.recent(5) == []
            assert (await memory.stats())["first"] is None

    asyncio.run(check())


_ANY_TEXT = st.text(max_size=60) | st.sampled_from(
    [
        '"',
        '""" OR *',
        "NEAR(a b)",
        "text:dog AND -",
        "a* ^b {c}",
        "'; DROP TABLE utterance; --",
        "\x00",
        "(",
        "ﬀ İ ß",
    ]
)


def test_any_text_can_be_kept_and_asked_for(tmp_path: Path) -> None:
    with asyncio.Runner() as runner:
        opening = opened(tmp_path)
        memory = runner.run(opening.__aenter__())

        numbers = itertools.count()

        @tries(max_examples=100, deadline=None)
        @given(query=_ANY_TEXT, text=_ANY_TEXT)
        def check(query: str, text: str) -> None:
            runner.run(memory.heard(heard(f"h{next(numbers)}", text)))
            for found in runner.run(memory.search([query, text], 3)):
                assert len(found) <= 3
            kept = runner.run(memory.recent(1))[0].text
            assert kept == text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")

        check()
        runner.run(opening.__aexit__(None, None, None))


def test_an_import_keeps_ids_and_can_be_given_again(tmp_path: Path) -> None:
    async def check() -> None:
        async with opened(tmp_path) as memory:
            rows = [line(f"conv-26/D1:{number}", f"line {number}") for number in range(1203)]
            path = lines_file(
                tmp_path / "a.jsonl", *rows, "", line("zoned", "x", time="2024-05-08T13:56:00-04:00")
            )
            assert await memory.import_lines(path) == {"imported": 1204, "known": 0}
            assert await memory.import_lines(path) == {"imported": 0, "known": 1204}
            assert await memory.recent(5) == []  # imported lines are no part of the talk here
            last = await memory.recent(2, imported=True)
            assert [one.id for one in last] == ["conv-26/D1:1202", "zoned"]
            assert last[0].time == datetime(2024, 5, 8, 12, 56, tzinfo=UTC)  # in the person's zone
            assert last[1].time == datetime(2024, 5, 8, 17, 56, tzinfo=UTC)
            counts = await memory.stats()
            assert (counts["utterances"], counts["imported"]) == (1204, 1204)
            assert counts["first"] == "2024-05-08T13:56:00+01:00"
            assert counts["bytes"] > 100_000

    asyncio.run(check())


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ("not json", "Expecting value"),
        ("[1, 2]", "not a JSON object"),
        (json.dumps({"id": "x", "speaker": "y", "time": "2024-01-01"}), '"text" must be a text'),
        (json.dumps(line("", "text")), '"id" is empty'),
        (json.dumps(line("x", "text", time="yesterday")), "yesterday"),
        (json.dumps({**line("x", "text"), "id": 7}), '"id" must be a text'),
        ("[" * 100_000, "recursion"),
    ],
)
def test_a_bad_line_is_named_and_what_came_before_stays(tmp_path: Path, bad: str, why: str) -> None:
    async def check() -> None:
        async with opened(tmp_path) as memory:
            rows = [line(f"i{number}", "text") for number in range(501)]
            with pytest.raises(SettingsError, match=r"Line 502 of .*bad\.jsonl") as caught:
                await memory.import_lines(lines_file(tmp_path / "bad.jsonl", *rows, bad))
            assert why in str(caught.value)
            assert (await memory.stats())["utterances"] == 500

    asyncio.run(check())


def test_a_file_that_is_not_there_or_not_text_is_named(tmp_path: Path) -> None:
    async def check() -> None:
        async with opened(tmp_path) as memory:
            with pytest.raises(SettingsError, match="cannot be read"):
                await memory.import_lines(tmp_path / "nothing.jsonl")
            (tmp_path / "sound.wav").write_bytes(b"RIFF\xff\xfe\x00\x81\n" * 10)
            with pytest.raises(SettingsError, match="Line 1 "):
                await memory.import_lines(tmp_path / "sound.wav")

    asyncio.run(check())


def test_an_export_is_open_whole_and_can_be_read_back(tmp_path: Path) -> None:
    out = tmp_path / "out"
    voice = Heard("h1", "héllo", NOW, "voice", "kitchen", "en", 0.9, Prosody(120.0, 30.0, -20.0, 4.0, 0.2))
    reply = Reply("s1", "h1", "Hi", NOW, True, Mood(0.5, 0.2), ("i1",), ("d1",))

    async def check() -> None:
        async with opened(tmp_path) as memory:
            await memory.import_lines(lines_file(tmp_path / "a.jsonl", line("i1", "long ago")))
            await memory.heard(voice)
            await memory.said(reply)
            await memory.did(_DONE)
            await memory.shelf("permits").put("k", {"yes": True})
            await memory.export(out)
            with pytest.raises(StoreError, match="is not empty"):
                await memory.export(out)
        async with opened(tmp_path / "new") as memory:
            assert await memory.import_lines(out / "conversation.jsonl") == {"imported": 3, "known": 0}

    asyncio.run(check())
    assert {path.name for path in out.iterdir()} >= {
        "README.txt",
        "acts.jsonl",
        "conversation.jsonl",
        "shelves.json",
    }
    readme = (out / "README.txt").read_text()
    for path in out.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert path.name == "README.txt" or path.name in readme
    spoken = [json.loads(text) for text in (out / "conversation.jsonl").read_text().splitlines()]
    assert [one["id"] for one in spoken] == ["i1", "h1", "s1"]
    assert spoken[1]["prosody"]["pitch"] == 120.0
    assert spoken[1]["device"] == "kitchen"
    assert spoken[2]["interrupted"] is True
    assert (spoken[2]["reply_to"], spoken[2]["cites"], spoken[2]["done"]) == ("h1", ["i1"], ["d1"])
    act = json.loads((out / "acts.jsonl").read_text())
    assert act["undo"] == {"tool": "reminders.cancel", "args": {"id": 7}, "quoted": []}
    assert act["args"] == {"what": "call", "n": 2}
    assert json.loads((out / "shelves.json").read_text()) == {"permits": {"k": {"yes": True}}}


def test_what_is_derived_is_exported_with_where_it_was_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables = {
        **exporting.TABLES,
        "rumour": ("rumours.jsonl", "What people say: id, utterance, of, sources, negated."),
    }
    monkeypatch.setattr(exporting, "TABLES", tables)

    async def check() -> None:
        async with opened(tmp_path) as memory, open_store(tmp_path / "os1.db", KEY) as store:
            await memory.heard(heard("h1", "Ada sails."))
            await store.write(lambda connection: connection.execute(_RUMOURS))
            await memory.export(tmp_path / "out")

    asyncio.run(check())
    rumours = (tmp_path / "out" / "rumours.jsonl").read_text().splitlines()
    assert [json.loads(one) for one in rumours] == [
        {"id": "r1", "utterance": "h1", "of": "Ada", "sources": ["h1"], "negated": True},
        {"id": "r2", "of": "Ben", "sources": [], "negated": False},
    ]
    assert "rumours.jsonl\nWhat people say" in (tmp_path / "out" / "README.txt").read_text()


_RUMOURS = """
    CREATE TABLE rumour (n INTEGER PRIMARY KEY, id TEXT, utterance INTEGER REFERENCES utterance(n), of TEXT,
        sources TEXT, negated INTEGER);
    INSERT INTO rumour VALUES (1, 'r1', 1, 'Ada', '["h1"]', 1), (2, 'r2', NULL, 'Ben', '[]', 0);
"""
