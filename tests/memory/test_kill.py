"""`kill -9` at any instant loses nothing that was acknowledged, half forgets and half corrects nothing, has every
line read once, and leaves a whole store."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

from kept import KEY, NOW, opened, run_python

from os1.memory.store import open_store
from os1.mind.noticer import Noticer
from os1.testing.clock import VirtualClock

_ROUNDS = 30

# One process imports everything once; each round forks a child from it, and kills that. A child that ends in
# any other way (a store that does not open, say) fails the test. It acknowledges "+id" for what is kept, and
# "?ids" and "-ids" before and after it forgets, "!ids" before and "+id" after it takes that back; "=ids" when the
# first was corrected by the second, and "^id" when what that line says was confirmed.
_NURSERY = """
import asyncio, json, os, random, signal, sys, time
from datetime import timedelta
from pathlib import Path
import numpy
from kept import KEY, NOW, heard, line, lines_file, said
from os1.memory import open_memory
from os1.mind.noticer import Noticer
from os1.testing.clock import VirtualClock
from os1.types import Done

def spelled(name):
    return "tea" + "".join("abcdefghij"[int(one)] if one.isdigit() else one for one in name.replace("-", "x"))

def live(folder, turn, pipe):
    def tell(sign, *ids):
        os.write(pipe, f"{sign}{','.join(ids)}\\n".encode())

    async def hear(memory, name):
        await memory.heard(heard(f"h{name}", f"I told you number {name.replace('-', 'q')}"))
        tell("+", f"h{name}")
        await memory.did(Done(f"d{name}", "note", {"n": name}, f"h{name}", NOW, True, "Noted."))
        tell("+", f"d{name}")
        await memory.said(said(f"s{name}", f"So you did, {name}", f"h{name}"))
        tell("+", f"s{name}")
        return [f"h{name}", f"d{name}", f"s{name}"]

    async def state(memory, name, text):
        await memory.heard(heard(name, text))
        tell("+", name)

    async def know(memory, reader, name):
        word = spelled(name)
        await state(memory, f"l{name}", f"I like {word}.")
        await state(memory, f"a{name}", f"I am allergic to {word}.")
        await state(memory, f"t{name}", f"I love {word}old.")
        await state(memory, f"u{name}", f"I meant {word}new, not {word}old.")
        await state(memory, f"w{name}", f"That is the story of {word}.")
        await reader.catch_up()
        holds = {one.sources[0]: one for one in await memory.facts(past=True)}
        await memory.correct(holds[f"l{name}"].id, f"{word} latte", by=f"w{name}")
        tell("=", f"l{name}", f"w{name}")
        await memory.confirm(holds[f"a{name}"].id)
        tell("^", f"a{name}")

    async def main():
        clock = VirtualClock(NOW + timedelta(hours=turn))
        async with open_memory(folder / "os1.db", KEY, clock) as memory:
            reader = Noticer(memory, None, clock)
            for number in range(100_000):
                await know(memory, reader, f"{turn}-{number}")
                names = [await hear(memory, f"{turn}-{number}-{place}") for place in "abc"]
                rows = [line(f"i{turn}-{number}-{place}", f"Imported {turn}q{number}q{place}.") for place in "abc"]
                await memory.import_lines(lines_file(folder / "lines.jsonl", *rows))
                for row in rows:
                    tell("+", row["id"])
                tell("?", *names[0])
                forgetting = await memory.forget([names[0][0]], undo=60)
                tell("-", *names[0])
                tell("?", *names[1])
                await memory.forget([names[1][0]])
                tell("-", *names[1])
                if number % 2:
                    tell("!", *names[0])
                    await memory.unforget(forgetting.id)
                    tell("+", *names[0])
                else:
                    clock._now += timedelta(seconds=61)
                    await memory.purge()
    asyncio.run(main())

folder, rounds = Path(sys.argv[1]), int(sys.argv[2])
folder.mkdir(exist_ok=True)
chance, told, ends = random.Random(int(sys.argv[3])), [], []
for turn in range(rounds):
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            live(folder, turn, writing)
        finally:
            os._exit(3)
    os.close(writing)
    time.sleep(chance.uniform(0.005, 0.4))
    os.kill(child, signal.SIGKILL)
    with open(reading) as acknowledged:
        told += [line.strip() for line in acknowledged if line.endswith("\\n")]
    ends.append(os.waitpid(child, 0)[1])
print(json.dumps({"told": told, "ends": ends}))
"""


def killed(folder: Path, rounds: int, timeout: float, seed: int = 7) -> tuple[int, list[str]]:
    """Kill `rounds` processes at work on one store; gives how much they acknowledged, and what is wrong."""
    outcome = json.loads(run_python(_NURSERY, folder, rounds, seed, timeout=timeout))
    wrong = [f"a process ended with {end}" for end in outcome["ends"] if end != 9]
    found, texts = asyncio.run(_found(folder, wrong))
    kept, gone, half = _expected([one for one in outcome["told"] if one[0] in "+-?!"])
    wrong += [f"{id} was acknowledged and is lost" for id in sorted(kept - found)]
    wrong += [f"{id} was forgotten and is there" for id in sorted(gone & found)]
    for ids in half:
        if len(found.intersection(ids)) not in (0, len(ids)):
            wrong.append(f"of {ids} only {sorted(found.intersection(ids))} are there")
    wrong += [f"{id} is not found by its words" for id in asyncio.run(_unfound(folder, texts))]
    wrong += asyncio.run(_misread(folder, outcome["told"]))
    return len(outcome["told"]), wrong


def _expected(told: list[str]) -> tuple[set[str], set[str], list[list[str]]]:
    """What must be there, what must not, and what must be there whole or not at all."""
    kept: set[str] = set()
    gone: set[str] = set()
    half: list[list[str]] = []
    for sign, ids in ((line[0], line[1:].split(",")) for line in told):
        if sign == "+":
            kept |= set(ids)
            gone -= set(ids)
        elif sign == "-":
            gone |= set(ids)
        else:  # begun; either way is right until it is acknowledged
            half.append(ids)
            kept -= set(ids)
            gone -= set(ids)
    return kept, gone, half


async def _found(folder: Path, wrong: list[str]) -> tuple[set[str], dict[str, str]]:
    async with opened(folder) as memory:
        if memory.repaired:
            wrong.append(memory.repaired)
        lines = {one.id: one.text for one in await memory.recent(1_000_000, imported=True)}
    async with open_store(folder / "os1.db", KEY) as store:
        if await store.read(lambda connection: connection.pragma("integrity_check")) != "ok":
            wrong.append("the integrity check is not clean")
        acts: Any = await store.read(lambda c: {name for (name,) in c.execute("SELECT id FROM act")})
    return set(lines) | acts, lines


async def _unfound(folder: Path, texts: dict[str, str]) -> list[str]:
    async with opened(folder) as memory:
        some = list(texts)[:: max(1, len(texts) // 30)]
        return [id for id in some if id not in {one.id for one in await memory.recall(texts[id], k=10)}]


async def _misread(folder: Path, told: list[str]) -> list[str]:
    """What is wrong with what is known, once a reader has read on to the end."""
    async with opened(folder) as memory:
        await Noticer(memory, None, VirtualClock(NOW)).catch_up()
    async with open_store(folder / "os1.db", KEY) as store:
        rows: Any = await store.read(lambda connection: connection.execute(_CLAIMS).fetchall())
        lost: Any = await store.read(lambda c: c.execute("SELECT * FROM pragma_foreign_key_check").fetchall())
    said = {name: [row for row in rows if row[0] == name and row[1]] for name in {row[0] for row in rows}}
    wrong = [f"a claim rests on nothing: {row}" for row in lost]
    for name, claims in said.items():
        by = said.get({"l": "w", "t": "u"}.get(name[0], "") + name[1:])
        if len(claims) != (name[0] in "laut") and name[0] != "w":
            wrong.append(f"{name} says {claims}")
        elif by is not None and (claims[0][2] is not None) != bool(by):
            wrong.append(f"{name} is half corrected: {claims}, {by}")
    for ids in (one[1:].split(",") for one in told if one[0] == "="):
        if not all(said[id] for id in ids):
            wrong.append(f"{ids[0]} was corrected and is not")
    confirmed = {id for id, claims in said.items() if claims and claims[0][3]}
    return wrong + [
        f"{id[1:]} was confirmed and is not" for id in told if id[0] == "^" and id[1:] not in confirmed
    ]


_CLAIMS = """
    SELECT utterance.id, value, retracted, confirmed
    FROM utterance LEFT JOIN claim ON claim.utterance = utterance.n
    WHERE utterance.speaker = 'person'
"""


def test_nothing_acknowledged_is_lost_by_kills(tmp_path: Path) -> None:
    told, wrong = killed(tmp_path / "home", _ROUNDS, timeout=120)
    assert wrong == []
    assert told > _ROUNDS
