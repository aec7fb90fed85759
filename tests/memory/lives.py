"""Short lives of a store, for tests that cut them off anywhere: what each did, and what must be true then."""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import apsw
from kept import KEY, NOW, heard, line, lines_file, said

from os1.memory import Memory, open_memory
from os1.memory.migrations import STEPS, migrate
from os1.memory.store import connect, open_store
from os1.testing.clock import VirtualClock
from os1.types import Done

GONE = "quincemarmalade"
"""A word of what is forgotten, and of nothing else."""


@dataclass
class Told:
    """What a life was told was kept and forgotten, as it went; `doing` may be either way."""

    kept: set[str] = field(default_factory=set)
    forgotten: set[str] = field(default_factory=set)
    doing: set[str] = field(default_factory=set)
    purged: bool = False
    clock: VirtualClock = field(default_factory=lambda: VirtualClock(NOW))


Life = Callable[[Path, Told], Coroutine[Any, Any, None]]


async def talk(folder: Path, told: Told) -> None:
    """Everything that a store goes through, once."""
    async with open_memory(folder / "os1.db", KEY, told.clock) as memory:
        for number in range(3):
            await _hear(memory, told, f"h{number}", f"The gnome number {number} is called {GONE} {number}.")
        await _keep(told, {"i0", "i1"}, memory.import_lines(_file(folder)))
        await memory.shelf("any").put("k", {"list": [["h0", GONE]]})
        forgetting = await _forget(memory, told, {"h0", "s0"}, undo=60)
        await _unforget(memory, told, forgetting, {"h0", "s0"})
        await _forget(memory, told, {"h0", "s0"}, undo=60)
        await _forget(memory, told, {"h1", "s1", "h2", "s2"}, undo=0)
        await told.clock.set(NOW + timedelta(hours=1))
        await memory.purge()
        told.purged = True
        await _hear(memory, told, "h9", "The last of the gnomes.")
        await memory.backup(folder / "os1.backup")


async def upgrade(folder: Path, told: Told) -> None:
    """A home of the first schema is opened by today's OS."""
    told.kept |= {"h0", "s0"}
    async with open_memory(folder / "os1.db", KEY, told.clock) as memory:
        await _hear(memory, told, "h9", "The last of the gnomes.")


def first(folder: Path) -> None:
    """The home that `upgrade` begins with."""
    old_home(folder, 1)


def nothing(folder: Path) -> None:
    """The home that `talk` begins with."""


def old_home(folder: Path, version: int) -> None:
    """A store as the OS made it that knew `version` steps of the schema, with a talk in it."""
    folder.mkdir(parents=True, exist_ok=True)
    with contextlib.closing(connect(folder / "os1.db", KEY)) as connection:
        migrate(connection, STEPS[:version])
        connection.execute(_OLD, {"now": NOW.isoformat()})
    (folder / "os1.db.lock").write_bytes(b"made\n")


_OLD = """
    INSERT INTO utterance (id, speaker, time, at, text, words, reply_to, cites) VALUES
        ('h0', 'person', :now, 0, 'The gnome is called Bartholomew.', 5, NULL, NULL),
        ('s0', 'os1', :now, 1, 'Hello, Bartholomew.', 2, 'h0', '[]');
    INSERT INTO act (id, tool, args, heard, time, at, ok, say, data)
        VALUES ('d0', 'note', '{}', 'h0', :now, 0, 1, 'Noted.', '{}');
    INSERT INTO shelf VALUES ('mind', 'self', '{"name": "Samantha"}');
    INSERT INTO forgetting (at, utterances, scrubbed) VALUES (1, 3, 0);
"""


async def verdict(folder: Path, told: Told) -> list[str]:
    """What is wrong with the store that a life left behind; nothing is best."""
    wrong: list[str] = []
    async with open_memory(folder / "os1.db", KEY, told.clock) as memory:
        found = {one.id: one.text for one in await memory.recent(10_000, imported=True)}
        if not await memory.whole():
            wrong.append("it is damaged")
        if memory.repaired:
            wrong.append(f"it had to be mended: {memory.repaired}")
        sure = told.kept - told.doing
        if lost := sure - set(found):
            wrong.append(f"{sorted(lost)} were acknowledged and are lost")
        if back := (told.forgotten - told.doing) & set(found):
            wrong.append(f"{sorted(back)} were forgotten and are back")
        if len(present := told.doing & set(found)) not in (0, len(told.doing)):
            wrong.append(f"of {sorted(told.doing)} only {sorted(present)} are there")
        for id, text in found.items():
            if id not in {one.id for one in await memory.recall(text, k=30)}:
                wrong.append(f"{id} is not found by its words")
    wrong += await _traces(folder, found, told)
    return wrong


async def _traces(folder: Path, found: dict[str, str], told: Told) -> list[str]:
    """Words in the store's pages of lines that are not there."""
    await told.clock.set(NOW + timedelta(days=1))
    async with open_memory(folder / "os1.db", KEY, told.clock):
        pass  # whatever could still be brought back is let go of now
    async with open_store(folder / "os1.db", KEY) as store:
        plain: Any = await store.read(_index_is_whole)
    if not any(GONE in text for text in found.values()) and GONE.encode() in plain:
        return ["there are traces of what was forgotten"]
    return []


def _index_is_whole(connection: apsw.Connection) -> bytes:
    assert connection.execute("SELECT * FROM pragma_foreign_key_check").fetchall() == []
    return bytes(connection.serialize("main"))


def _file(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return lines_file(folder / "lines.jsonl", line("i0", "Ada sails to Lyon."), line("i1", "It was wet."))


async def _hear(memory: Memory, told: Told, id: str, text: str) -> None:
    await _keep(told, {id}, memory.heard(heard(id, text)))
    number = id[1:]
    await memory.did(Done(f"d{number}", "note", {"what": text}, id, NOW, True, f"I noted {text}"))
    await _keep(told, {f"s{number}"}, memory.said(said(f"s{number}", f"So it is: {text}", id)))


async def _keep(told: Told, ids: set[str], work: Awaitable[object]) -> None:
    told.doing = ids
    await work
    told.kept |= ids
    told.doing = set()


async def _forget(memory: Memory, told: Told, ids: set[str], *, undo: float) -> str:
    told.doing = ids
    forgetting = await memory.forget([id for id in ids if id.startswith("h")], undo=undo)
    told.kept -= ids
    told.forgotten |= ids
    told.doing = set()
    return forgetting.id or ""


async def _unforget(memory: Memory, told: Told, forgetting: str, ids: set[str]) -> None:
    told.doing = ids
    await memory.unforget(forgetting)
    told.forgotten -= ids
    told.kept |= ids
    told.doing = set()
