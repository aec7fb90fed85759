"""Start: import time, time to the page, time to the first spoken word, memory and idle CPU of the running OS."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import psutil

from bench.table import Row

_IDLE = 15.0
_FIRST_WORDS = Path(__file__).with_name("first_words.py")


async def measure(recordings: Path | None) -> list[Row]:
    """Every figure is the median of several runs, except memory and idle CPU (one running OS)."""
    bare = _wall([sys.executable, "-c", "pass"], 7)
    imported = _wall([sys.executable, "-c", "import os1"], 7)
    rows = [Row("import os1", imported - bare, "s", "bare interpreter", bare)]
    with tempfile.TemporaryDirectory() as home:
        rows += await _running(Path(home))
    words = [_seconds_to_first_word() for _ in range(3)]
    rows.append(Row("first start to first spoken word", median(words), "s"))
    return rows


def _wall(command: Sequence[str], times: int) -> float:
    found = []
    for _ in range(times):
        began = time.perf_counter()
        subprocess.run(command, check=True)
        found.append(time.perf_counter() - began)
    return median(found)


async def _running(home: Path) -> list[Row]:
    """Start `os1` as `make run` does, without a terminal, and watch it idle."""
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "os1.cli",
        "--home",
        str(home),
        "--port",
        "0",
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdout is not None
    try:
        while b"http://" not in (line := await process.stdout.readline()):
            if not line:
                raise RuntimeError("os1 ended before it served its page")
        ready = time.perf_counter() - began
        await asyncio.sleep(10)
        tree = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
        memory = sum(one.memory_full_info().uss for one in tree)
        before = sum(sum(one.cpu_times()[:2]) for one in tree)
        await asyncio.sleep(_IDLE)
        spent = sum(sum(one.cpu_times()[:2]) for one in tree) - before
    finally:
        process.terminate()
        await process.wait()
    return [
        Row("start to page served", ready, "s"),
        Row("memory of the running OS", memory / 1e6, "MB"),
        Row("idle CPU, share of one core", 100 * spent / _IDLE, "%"),
    ]


def _seconds_to_first_word() -> float:
    """From the start of a process with an empty home to the first sound of its first sentence."""
    began = time.time()
    with tempfile.TemporaryDirectory() as home:
        found = subprocess.run(
            [sys.executable, str(_FIRST_WORDS), home], check=True, capture_output=True, text=True
        )
    return float(found.stdout.split()[-1]) - began
