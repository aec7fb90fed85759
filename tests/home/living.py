"""An OS that lives until it is killed: says one thing after another, and prints what was acknowledged.

`python living.py HOME SEED`. Prints {"heard": text} once the trace of a turn says that its words are durable,
and {"reminder": text} once a reminder was confirmed.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from os1.testing.pilot import fly


def tell(**line: Any) -> None:
    print(json.dumps(line), flush=True)


async def main(home: Path, seed: str) -> None:
    async with fly(home) as pilot, pilot.home.bus.subscribe() as events:

        async def watch() -> None:
            async for event in events:
                if event.name == "heard":
                    tell(heard=event.data["text"])
                elif event.name == "done" and event.data["ok"] and "remind me" in asked:
                    tell(reminder=asked.removeprefix("remind me to ").removesuffix(" in three days"))

        asked = ""
        watching = asyncio.create_task(watch())
        tell(ready=True)
        for number in range(10_000):
            asked = (
                f"remind me to feed cat {seed}x{number} in three days"
                if number % 3 == 2
                else f"I told you about the lake {seed}x{number}."
            )
            await pilot.say(asked)
            await asyncio.sleep(0)
        watching.cancel()


asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
