"""Starts an OS with an empty home, as a first start, and prints when its first sentence began to sound.

`python bench/first_words.py HOME` prints seconds since the epoch. `bench/start.py` runs it as a process.
"""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path

from os1 import config
from os1.home.house import Home, open_home
from os1.home.talking import voice_parts


async def main() -> None:
    async with open_home(config.load(Path(sys.argv[1]), keyring="never")) as home:
        print(await _first_sound(home))


async def _first_sound(home: Home) -> float:
    """The wall clock's seconds at the first sound, with a microphone that hears silence."""
    import numpy as np

    from os1.voice.conversation import Conversation

    async with voice_parts(home) as parts:
        conversation = Conversation(parts)
        tasks = [
            asyncio.create_task(conversation.run()),
            asyncio.create_task(conversation.speak_first(home.greet)),
        ]
        try:
            while conversation.pull(480) is None:
                conversation.hear(np.zeros(320, np.float32))
                await asyncio.sleep(0.02)
            return time.time()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


asyncio.run(main())
