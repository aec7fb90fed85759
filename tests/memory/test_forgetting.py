"""Forgetting: true in every byte of the store, at once, with a way back for a while, and no way back after it."""

from __future__ import annotations

import asyncio
import random
import string
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import apsw
import pytest
from kept import KEY, NOW, heard, line, lines_file, opened, said

from os1.errors import Busy, SettingsError
from os1.memory import Memory, open_memory
from os1.memory import forgetting as forgetting_module
from os1.memory.store import Store, open_store
from os1.testing.clock import VirtualClock
from os1.types import Call, Done, Reply


def _word(chance: random.Random) -> str:
    return "".join(chance.choice(string.ascii_lowercase) for _ in range(12))


async def _pages(folder: Path) -> bytes:
    """Every byte of the store's pages, decrypted, free ones and the write-ahead log's included."""
    return bytes(await _asked(folder, lambda connection: connection.serialize("main")))


async def _asked(folder: Path, question: Callable[[apsw.Connection], Any]) -> Any:
    """What another process may read of the store."""
    async with open_store(folder / "os1.db", KEY) as store:
        return await store.read(question)


def _texts(seed: int = 11) -> dict[str, str]:
    chance = random.Random(seed)
    return {f"id-{_word(chance)}": " ".join(_word(chance) for _ in range(12)) for _ in range(1500)}


async def _index_is_whole(folder: Path) -> None:
    def check(connection: apsw.Connection) -> None:
        connection.execute("INSERT INTO utterance_text (utterance_text, rank) VALUES ('integrity-check', 1)")
        assert connection.pragma("integrity_check") == "ok"
        assert connection.execute("SELECT * FROM pragma_foreign_key_check").fetchall() == []

    async with open_store(folder / "os1.db", KEY) as store:
        await store.write(check)


@pytest.mark.parametrize("undo", [0.0, 60.0])
def test_what_is_forgotten_is_nowhere_any_more(tmp_path: Path, undo: float) -> None:
    texts = _texts()
    gone = dict(list(texts.items())[::5])
    kept = {name: text for name, text in texts.items() if name not in gone}
    home = tmp_path / "home"

    async def check() -> None:
        clock = VirtualClock(NOW)
        async with open_memory(home / "os1.db", KEY, clock) as memory:
            rows = [line(name, text) for name, text in texts.items()]
            await memory.import_lines(lines_file(tmp_path / "all.jsonl", *rows))
            asked = next(iter(gone))
            await memory.did(
                Done("d1", "note", {"what": "zanzibarqueue"}, asked, NOW, True, "I noted zanzibarqueue.")
            )
            await memory.said(said("s1", "You want the zanzibarqueue, then.", asked))
            await memory.shelf("any").put("k", {"list": [{"of": asked, "words": "zanzibarqueue"}, 1]})
            assert len(await memory.recall(gone[asked])) > 0
            assert (await memory.forget([*gone, "never there", *gone], undo=undo)).lines == len(gone) + 1
            found = await memory.search(list(gone.values())[:50], 5)
            assert not [one for hits in found for one in hits if one.id in gone]
            assert (await memory.recall(next(iter(kept.values()))))[0].id == next(iter(kept))
            counts = await memory.stats()
            forgotten = (counts["forgotten"], counts["utterances"], counts["acts"])
            assert forgotten == (len(gone) + 1, len(kept), 0)
            assert await memory.shelf("any").get("k") == {"list": [1]}
            await clock.set(NOW + timedelta(seconds=undo))
            await memory.purge()
            assert (home / "os1.db-wal").stat().st_size < 10_000  # only that it was done
        plain = await _pages(home)
        assert all(text.encode() in plain for text in kept.values())  # so the grep below can find things
        beside = [file.read_bytes() for file in home.iterdir()]
        for pages in (plain, *beside):
            for name, text in gone.items():
                assert name.encode() not in pages
                assert not [word for word in text.split() if word[:9].encode() in pages]
            assert b"zanzibar" not in pages
        await _index_is_whole(home)

    asyncio.run(check())


def test_a_forgetting_that_was_cut_short_is_finished_at_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = _texts()
    gone = list(texts)[::5]

    async def check() -> None:
        async with opened(tmp_path) as memory:
            rows = [line(name, text) for name, text in texts.items()]
            await memory.import_lines(lines_file(tmp_path.parent / "some.jsonl", *rows))
            with monkeypatch.context() as patch:
                patch.setattr("os1.memory.store.Store.scrub", _refused)
                with pytest.raises(Busy):
                    await memory.forget(gone)
        traces = await _pages(tmp_path)
        assert any(name.encode() in traces for name in gone)
        async with opened(tmp_path):
            pass
        plain = await _pages(tmp_path)
        assert not any(name.encode() in plain for name in gone)
        assert all(name.encode() in plain for name in set(texts) - set(gone))

    asyncio.run(check())


async def _refused(store: Store) -> None:
    raise Busy("Another OS1 command is using the store.")


def test_forgetting_nothing_says_nothing(tmp_path: Path) -> None:
    async def check() -> None:
        async with opened(tmp_path) as memory:
            for undo in (0.0, 60.0):
                assert await memory.forget([], undo=undo) == forgetting_module.Forgetting(0)
                assert (await memory.forget(["who"], undo=undo)).id is None
            assert (await memory.stats())["forgotten"] == 0
            assert await memory.unforget("never") == 0

    asyncio.run(check())


_ACT = Done(
    "d1", "add", {"what": "quince"}, "h1", NOW, True, "I noted the quince.", {}, Call("cancel", {"id": "r1"})
)


async def _told(memory: Memory) -> None:
    """A talk whose second half repeats its first in every way there is."""
    await memory.heard(heard("h1", "Paul stole the quince marmalade."))
    await memory.did(_ACT)
    await memory.said(Reply("s1", "h1", "I noted the quince.", NOW, done=("d1",)))
    await memory.heard(heard("h2", "And undo that.", 1))
    await memory.did(Done("d2", "cancel", {"id": "r1"}, "h2", NOW, True, "The quince note is gone."))
    await memory.said(Reply("s2", "h2", "The quince note is gone.", NOW, done=("d2",)))
    await memory.heard(heard("h3", "What did he steal?", 2))
    await memory.said(Reply("s3", "h3", "You told me: marmalade.", NOW, cites=("h1",)))
    await memory.heard(heard("h4", "When did you say so?", 3))
    await memory.said(Reply("s4", "h4", "Just now, about marmalade.", NOW, cites=("s3",)))
    await memory.heard(heard("h5", "Good night.", 4))
    await memory.did(Done("d5", "look", {}, "h5", NOW, True, "It was quince.", {"found": [{"id": "h1"}]}))
    await memory.said(Reply("s5", "h5", "Sleep well.", NOW))


def test_what_repeats_the_words_goes_with_them(tmp_path: Path) -> None:
    async def check() -> None:
        async with opened(tmp_path) as memory:
            await _told(memory)
            going = await memory.would_forget(["h1"])
            assert {one.id for one in going if one.why == {"asked": 1.0}} == {"h1"}
            repeating = {one.id for one in going if one.why == {"repeats": 1.0}}
            assert repeating == {"s1", "s2", "s3", "s4"}
            assert (await memory.forget(["h1"])).lines == len(going) == 5
            assert [one.id for one in await memory.recent(20)] == ["h2", "h3", "h4", "h5", "s5"]
            assert (await memory.stats())["acts"] == 0
            plain = await _pages(tmp_path)
            for word in (b"quince", b"quinc", b"marmalad", b"Paul"):
                assert word not in plain

    asyncio.run(check())


def test_what_is_forgotten_comes_back_whole_while_it_can(tmp_path: Path) -> None:
    async def state() -> Any:
        read = [f"SELECT * FROM {table} ORDER BY 1, 2" for table in ("utterance", "act", "shelf")]
        return await _asked(tmp_path, lambda c: [c.execute(sql).fetchall() for sql in read])

    async def check() -> None:
        clock = VirtualClock(NOW)
        async with open_memory(tmp_path / "os1.db", KEY, clock) as memory:
            await _told(memory)
            await memory.shelf("any").put("k", {"of": ["h1"], "words": "quince"})
            before = await state()
            forgetting = await memory.forget(["h1"], undo=60)
            assert forgetting.until == NOW + timedelta(seconds=60)
            assert await memory.recall("quince marmalade") == []
        # A process that ended in between keeps it hidden, and knows the way back.
        async with open_memory(tmp_path / "os1.db", KEY, clock) as memory:
            assert await memory.recall("quince marmalade") == []
            await memory.heard(heard("h6", "Something new.", 5))
            assert await memory.unforget(forgetting.id or "") == 5
            after = await state()
            assert [row for row in after[0] if row[1] != "h6"] == before[0]
            assert after[1:] == before[1:]
            assert (await memory.recall("quince"))[0].id in {"h1", "s1", "s2"}
            assert (await memory.stats())["forgotten"] == 0
            assert await memory.unforget(forgetting.id or "") == 0  # once is enough
            await memory.said(said("s6", "More of it.", "h1"))
            assert (await memory.recent(1))[0].id == "s6"
        await _index_is_whole(tmp_path)

    asyncio.run(check())


def test_after_its_time_it_is_gone_by_the_loop_or_at_the_next_start(tmp_path: Path) -> None:
    async def check() -> None:
        clock = VirtualClock(NOW)
        async with open_memory(tmp_path / "os1.db", KEY, clock) as memory:
            await _told(memory)
            loop = asyncio.create_task(memory.purge_for_ever())
            forgetting = await memory.forget(["h1"], undo=60)
            await clock.advance(59)
            assert b"quince" in await _pages(tmp_path)
            await clock.advance(2)
            assert b"quince" not in await _settled(tmp_path)
            assert await memory.unforget(forgetting.id or "") == 0
            loop.cancel()
            await memory.forget(["h5"], undo=60)
        await clock.set(NOW + timedelta(hours=1))
        async with open_memory(tmp_path / "os1.db", KEY, clock):
            pass
        assert b"Good night" not in await _pages(tmp_path)

    asyncio.run(check())


async def _settled(folder: Path) -> bytes:
    """The pages once the loop has done what is due; it works on another thread than the clock."""
    for _ in range(100):
        plain = await _pages(folder)
        if b"quince" not in plain:
            break
        await asyncio.sleep(0.02)
    return plain


def test_a_clock_that_is_set_back_does_not_keep_it_longer(tmp_path: Path) -> None:
    async def check() -> None:
        async with opened(tmp_path) as memory:
            await _told(memory)
            await memory.forget(["h1"], undo=60)
        async with opened(tmp_path, now=NOW - timedelta(days=400)):
            pass
        assert b"quince" not in await _pages(tmp_path)

    asyncio.run(check())


def test_the_wish_to_forget_goes_when_there_is_no_way_back(tmp_path: Path) -> None:
    async def check() -> None:
        clock = VirtualClock(NOW)
        async with open_memory(tmp_path / "os1.db", KEY, clock) as memory:
            await _told(memory)
            await memory.heard(heard("w1", "Forget what I said about Paul.", 5))
            await memory.said(said("w2", "That's one thing: Paul stole the marmalade. Shall I?", "w1"))
            await memory.heard(heard("w3", "Yes.", 6))
            forgetting = await memory.forget(["h1", "w1"], undo=60, asked="w1")
            await memory.did(Done("d9", "forget", {"topic": "Paul"}, "w1", NOW, True, "Paul is forgotten."))
            await memory.said(Reply("w4", "w3", "Paul is forgotten.", NOW, done=("d9",)))
            # The question that quoted it went at once; what is needed for taking it back stays until then.
            assert [one.id for one in await memory.recent(3)] == ["w1", "w3", "w4"]
            assert await memory.unforget(forgetting.id or "") == 6
            assert [one.id for one in await memory.recent(4)] == ["w1", "w2", "w3", "w4"]
            await memory.forget(["h1"], undo=60, asked="w1")
            await clock.set(NOW + timedelta(seconds=61))
            await memory.purge()
            assert [one.id for one in await memory.recent(2)] == ["s5", "w3"]
            assert b"Paul" not in await _pages(tmp_path)

    asyncio.run(check())


def test_an_answer_to_what_was_forgotten_meanwhile_is_not_kept(tmp_path: Path) -> None:
    async def check() -> None:
        async with opened(tmp_path) as memory:
            await memory.heard(heard("h1", "My secret is a quince."))
            await memory.forget(["h1"])
            await memory.did(_ACT)
            await memory.said(said("s1", "A quince?", "h1"))
            await memory.shelf("any").put("k", {"told": [["h1", "quince"]], "n": 1})
            assert await memory.recent(5) == []
            assert await memory.shelf("any").get("k") == {"told": [], "n": 1}
            assert b"quince" not in await _pages(tmp_path)

    asyncio.run(check())


def test_a_wish_is_carried_out_though_the_one_who_asked_is_interrupted(tmp_path: Path) -> None:
    async def check() -> None:
        clock, told = VirtualClock(NOW), asyncio.Event()

        async def listener() -> None:
            told.set()

        async with open_memory(tmp_path / "os1.db", KEY, clock) as memory:
            await _told(memory)
            memory.on_forgotten(listener)
            loop = asyncio.create_task(memory.purge_for_ever())
            wish = asyncio.create_task(memory.forget(["h1"], undo=60))
            await asyncio.sleep(0)
            wish.cancel()
            with pytest.raises(asyncio.CancelledError):
                await wish
            await asyncio.wait_for(told.wait(), 30)
            assert "h1" not in [one.id for one in await memory.recent(20)]
            await clock.advance(61)
            assert b"quince" not in await _settled(tmp_path)
            loop.cancel()

    asyncio.run(check())


def test_more_than_can_be_brought_back_is_refused_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forgetting_module, "HELD_AT_MOST", 2)

    async def check() -> None:
        async with opened(tmp_path) as memory:
            await _told(memory)
            with pytest.raises(SettingsError, match="for good"):
                await memory.forget(["h1"], undo=60)
            assert len(await memory.recent(20)) == 10
            await memory.said(said("s6", "Still kept.", "h1"))
            assert (await memory.recent(1))[0].id == "s6"
            assert (await memory.forget(["h1"])).lines == 6

    asyncio.run(check())


def test_what_hung_on_something_forgotten_apart_does_not_come_back(tmp_path: Path) -> None:
    async def check() -> None:
        async with opened(tmp_path) as memory:
            for number in (1, 2):
                await memory.heard(heard(f"h{number}", f"line {number}"))
            async with open_store(tmp_path / "os1.db", KEY) as store:
                await store.write(lambda c: c.execute(_FACTS))
            first = await memory.forget(["h1"], undo=60)
            assert await _asked(tmp_path, _facts) == []
            await memory.forget(["h2"])
            assert await memory.unforget(first.id or "") == 1
            assert await _asked(tmp_path, _facts) == ["one"]
        await _index_is_whole(tmp_path)

    asyncio.run(check())


_FACTS = """
    CREATE TABLE fact (
        id INTEGER PRIMARY KEY, what TEXT,
        a INTEGER REFERENCES utterance(n) ON DELETE CASCADE, b INTEGER REFERENCES utterance(n) ON DELETE CASCADE
    );
    INSERT INTO fact VALUES (1, 'both', 1, 2), (2, 'one', 1, 1);
"""


def _facts(connection: apsw.Connection) -> list[Any]:
    return [what for (what,) in connection.execute("SELECT what FROM fact ORDER BY id")]


def test_every_table_can_be_put_back(tmp_path: Path) -> None:
    """A changeset knows rows by their primary keys: a table without one would lose rows for good."""

    sql = """
        SELECT t.name FROM pragma_table_list AS t WHERE t.schema = 'main' AND t.type = 'table'
            AND substr(t.name, 1, 7) <> 'sqlite_' AND t.name NOT IN ('forgetting', 'recall_state')
            AND NOT EXISTS (SELECT 1 FROM pragma_table_info(t.name) WHERE pk > 0)"""
    assert asyncio.run(_asked(tmp_path, lambda c: c.execute(sql).fetchall())) == []
