"""`kill -9` at any instant loses no word that was acknowledged, and leaves no store that cannot be opened."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from kept import KEY, opened, run_python

from os1.memory.store import open_store

_ROUNDS = 30

# One process imports everything once; each round forks a child from it, and kills that. A child that ends in
# any other way (a store that does not open, say) fails the test.
_NURSERY = """
import asyncio, json, os, random, signal, sys, time
from pathlib import Path
import numpy
from kept import NOW, heard, opened, said
from os1.types import Done

def tell(folder, turn, pipe):
    async def main():
        async with opened(folder) as memory:
            for number in range(100_000):
                name = f"{turn}-{number}"
                await memory.heard(heard(f"h{name}", f"I told you number {name}"))
                os.write(pipe, f"h{name}\\n".encode())
                await memory.did(Done(f"d{name}", "note", {"n": number}, f"h{name}", NOW, True, "Noted."))
                os.write(pipe, f"d{name}\\n".encode())
                await memory.said(said(f"s{name}", f"So you did, {name}", f"h{name}"))
                os.write(pipe, f"s{name}\\n".encode())
    asyncio.run(main())

folder, rounds = Path(sys.argv[1]), int(sys.argv[2])
chance, told, ends = random.Random(7), [], []
for turn in range(rounds):
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            tell(folder, turn, writing)
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


def test_every_acknowledged_line_survives_being_killed(tmp_path: Path) -> None:
    outcome = json.loads(run_python(_NURSERY, tmp_path, _ROUNDS, timeout=120))
    assert outcome["ends"] == [9] * _ROUNDS
    assert len(outcome["told"]) > _ROUNDS

    async def check() -> None:
        async with open_store(tmp_path / "os1.db", KEY) as store:
            assert await store.read(lambda connection: connection.pragma("integrity_check")) == "ok"
            acts = await store.read(lambda c: {name for (name,) in c.execute("SELECT id FROM act")})
        async with opened(tmp_path) as memory:
            lines = {one.id: one.text for one in await memory.recent(1_000_000)}
            assert set(outcome["told"]) <= acts | set(lines)
            some = [name for name in outcome["told"] if name.startswith("h")][-1]
            assert some in [one.id for one in await memory.recall(lines[some], k=3)]

    asyncio.run(check())
