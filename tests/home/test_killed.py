"""Killed at any moment, the OS has lost no word that was acknowledged, and no reminder."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from os1.testing.pilot import fly

pytestmark = pytest.mark.anyio
LIVING = Path(__file__).with_name("living.py")
KILLS = 12


def live_and_die(home: Path, seed: int, chance: random.Random) -> list[dict[str, str]]:
    """Start an OS in `home`, kill it at a random moment, and give what it had acknowledged."""
    with subprocess.Popen(
        [sys.executable, str(LIVING), str(home), str(seed)], stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline(), "the OS did not start"
        time.sleep(chance.uniform(0, 0.7))
        process.send_signal(signal.SIGKILL)
        lines = process.stdout.read().split(b"\n")
    # The last line may have been cut by the kill.
    return [json.loads(line) for line in lines[:-1] if line]


@pytest.mark.slow
async def test_nothing_acknowledged_is_lost_by_kills(tmp_path: Path) -> None:
    chance = random.Random(11)
    acknowledged: list[dict[str, str]] = []
    for seed in range(KILLS):
        acknowledged += live_and_die(tmp_path, seed, chance)
    heard = [line["heard"] for line in acknowledged if "heard" in line]
    reminders = [line["reminder"] for line in acknowledged if "reminder" in line]
    assert len(heard) > KILLS
    assert reminders
    async with fly(tmp_path) as pilot:
        kept = {one.text for one in await pilot.home.memory.recent(100_000) if one.speaker == "person"}
        assert [text for text in heard if text not in kept] == []
        documents = json.dumps(await pilot.home.shelf("app.reminders").items())
        assert [text for text in reminders if text not in documents] == []
        assert await pilot.say("Are you human?")
