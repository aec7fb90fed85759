"""What the tests of the memory share: a key, a moment, and short ways to say things."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from os1.memory import Memory, open_memory
from os1.testing.clock import VirtualClock
from os1.types import Heard, Reply

KEY = bytes(range(32))
NOW = datetime(2025, 11, 20, 18, 30, tzinfo=timezone(timedelta(hours=1)))


@asynccontextmanager
async def opened(folder: Path, key: bytes = KEY, now: datetime = NOW) -> AsyncIterator[Memory]:
    async with open_memory(folder / "os1.db", key, VirtualClock(now)) as memory:
        yield memory


def heard(name: str, text: str, minutes: float = 0.0) -> Heard:
    return Heard(name, text, NOW + timedelta(minutes=minutes))


def said(name: str, text: str, to: str = "h", minutes: float = 0.0) -> Reply:
    return Reply(name, to, text, NOW + timedelta(minutes=minutes))


def lines_file(path: Path, *lines: Mapping[str, Any] | str) -> Path:
    """A file of JSON lines; a string is written as it stands."""
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_text("\n".join(texts) + "\n", encoding="utf-8")
    return path


def line(name: str, text: str, speaker: str = "Ada", time: str = "2024-05-08T13:56:00") -> dict[str, str]:
    return {"id": name, "speaker": speaker, "time": time, "text": text}


@contextmanager
def mounted(folder: Path, size: str) -> Iterator[Path]:
    """A disk of `size` at `folder`, where this process may mount one; else the test is skipped."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    try:
        made = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        made = False
    if not made:
        pytest.skip("mounting a small disk takes root")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def run_python(program: str, *arguments: object, timeout: float = 60.0) -> str:
    """What `program` prints, run by another Python that can import these tests' modules."""
    path = f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", path + program, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
