"""A long talk in real time, with the whole OS: does it stay itself? Memory, drift, and an account of every turn.

The person asks, pauses, listens and interrupts in an order drawn from a seed, so that two runs are alike.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import tempfile
import time
from collections.abc import Coroutine, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import soundfile

from bench.accounts import unaccounted
from bench.duel import processor_seconds
from bench.spoken import Spoken, say
from bench.table import Row
from bench.voice import get_acquainted
from os1 import config
from os1.clock import SystemClock
from os1.home.house import open_home
from os1.home.talking import voice_parts
from os1.models.engines import EARS_RATE
from os1.testing.sounds import coughs
from os1.voice.script import Line
from os1.voice.talk import run_talk

_ASKED = (
    "What is your name?",
    "I had a long day at work today.",
    "Do you remember what I told you about the lake?",
    "My brother Leo called me this morning.",
    "What do you know about Leo?",
    "I keep thinking about the letter I never sent.",
    "What can you not do?",
    "It rained all morning, so we stayed inside.",
    "Tell me about yourself.",
    "I think I will call my mother this evening.",
)
_LISTENING = ("Yeah.", "Okay.", "Right.")
_STOPPING = ("Stop.", "No, wait, hold on.", "What about tomorrow?")
_A_TURN = 4.0
"""Seconds that a question and its answer take, at least."""
_EVERY = 10.0
"""Seconds between two looks at the memory."""
_TELL = 12
"""Looks after which a line tells how it goes."""


class Fast(SystemClock):
    """A clock on which so many times as much passes between two looks: the sound card's, for a long talk in less
    time. Engines are not faster, so on its scale they answer later."""

    def __init__(self, speed: float) -> None:
        super().__init__()
        self._speed = speed

    def monotonic(self) -> float:
        return super().monotonic() * self._speed

    async def sleep(self, seconds: float) -> None:
        await super().sleep(seconds / self._speed)


async def measure(recordings: Path | None, minutes: float, speed: float = 1.0) -> list[Row]:
    """So many `minutes` of talk, or as many as there are until Ctrl-C, `speed` times as fast as people talk. What
    is unaccounted for is printed."""
    said = {one.text: one for one in await say((*_ASKED, *_LISTENING, *_STOPPING))}
    with tempfile.TemporaryDirectory() as folder:
        files = _kept(said, Path(folder))
        lines = list(script(files, int(minutes * 60 / _A_TURN)))
        async with open_home(config.load(Path(folder) / "home", keyring="never")) as home:
            await get_acquainted(home)
            async with voice_parts(home) as usual:
                parts = replace(usual, clock=Fast(speed))
                trace, memory = Path(folder) / "trace.jsonl", list[dict[str, float]]()
                looking = asyncio.ensure_future(_look(memory, trace))
                began, spent = time.monotonic(), processor_seconds()
                await _for(minutes / speed, run_talk(parts, lines, Path(folder) / "out.wav", trace))
                took, spent = time.monotonic() - began, processor_seconds() - spent
                looking.cancel()
                await asyncio.gather(looking, return_exceptions=True)
                events = read_trace(trace)
    return rows(events, memory, took * speed, spent)


async def _for(minutes: float, talk: Coroutine[Any, Any, object]) -> None:
    """Run `talk` so long, or until it is interrupted by hand: who ends it early still gets what there is."""
    running = asyncio.ensure_future(talk)
    try:
        await asyncio.wait({running}, timeout=60 * minutes)
    except asyncio.CancelledError:
        task = asyncio.current_task()
        assert task is not None
        task.uncancel()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    if not running.cancelled():
        running.result()


def read_trace(file: Path) -> list[dict[str, Any]]:
    """The events in the trace `file`, without a last line that is still being written."""
    if not file.exists():
        return []
    whole, _, _ = file.read_text(encoding="utf-8").rpartition("\n")
    return [json.loads(line) for line in whole.splitlines()]


def script(files: dict[str, Path], turns: int, seed: int = 1) -> Iterator[Line]:
    """The lines of a talk of about so many turns; `files` has a recording for each thing said."""
    drawn = random.Random(seed)
    yield Line(files[_ASKED[0]], at=1.0)
    for _ in range(turns - 1):
        what = drawn.random()
        if what < 0.2:
            yield Line(files[drawn.choice(_LISTENING)], after="reply_start", delay=drawn.uniform(0.3, 1.2))
        elif what < 0.4:
            yield Line(files[drawn.choice(_STOPPING)], after="reply_start", delay=drawn.uniform(0.3, 1.2))
        elif what < 0.45:
            yield Line(files["coughs"], after="reply_start", delay=0.5)
        yield Line(files[drawn.choice(_ASKED)], after="reply_end", delay=drawn.uniform(0.4, 2.5))


def _kept(said: dict[str, Spoken], folder: Path) -> dict[str, Path]:
    found = {}
    sounds = {text: one.sound for text, one in said.items()} | {"coughs": coughs(2.5)}
    for number, (text, sound) in enumerate(sounds.items()):
        found[text] = folder / f"{number}.flac"
        soundfile.write(found[text], np.clip(sound, -1, 1), EARS_RATE)
    return found


async def _look(memory: list[dict[str, float]], trace: Path) -> None:
    """Note what each process holds, and tell every few minutes how it goes, for ever."""
    while True:
        memory.append({_kind(one): one.memory_info().rss / 1e6 for one in _processes()})
        if len(memory) % _TELL == 0:
            print(progress(read_trace(trace), memory[-1]), file=sys.stderr, flush=True)
        await asyncio.sleep(_EVERY)


def progress(events: Sequence[Mapping[str, Any]], held: Mapping[str, float]) -> str:
    """A line about a talk that goes on: the audio clock, turns, and the megabytes that are `held`."""
    seconds = max((event["t"] for event in events), default=0.0)
    turns = sum(event["event"] == "turn_end" for event in events)
    replies = sum(event["event"] == "reply_text" for event in events)
    megabytes = ", ".join(f"{engine} {value:.0f}" for engine, value in held.items())
    return f"  {seconds / 60:.1f} min: {turns} turns, {replies} replies; MB: {megabytes}"


def _processes() -> list[psutil.Process]:
    own = psutil.Process()
    return [own, *own.children(recursive=True)]


def _kind(process: psutil.Process) -> str:
    """The engine that a process runs, by the factory in its command line."""
    words = " ".join(process.cmdline())
    for engine in ("ears", "mouth", "embedder", "brain"):
        if f"{engine}_worker" in words:
            return engine
    return "OS"


def rows(
    events: Sequence[Mapping[str, Any]], memory: Sequence[dict[str, float]], took: float, spent: float
) -> list[Row]:
    """The figures of a talk that `took` so many seconds on its own clock and `spent` so many of the processor.

    The audio clock is that of the last event, so that of a talk that was ended early it lags by a pause.
    """
    wrong = unaccounted(events)
    seconds = max((event["t"] for event in events), default=0.0)
    for sentence in wrong:
        print(f"  {sentence}", file=sys.stderr)
    turns = sum(event["event"] == "turn_end" for event in events)
    gaps = sum(event["event"] == "gap" for event in events)
    found = [
        Row("soak: talk", seconds / 60, "min"),
        Row("soak: clock of the talk behind the wall's", took - seconds, "s"),
        Row("soak: turns", turns, ""),
        Row("soak: unaccounted for", len(wrong), ""),
        Row("soak: gaps in replies", gaps, ""),
        Row("soak: CPU in a minute", 60 * spent / max(1e-9, took), "s"),
    ]
    for engine in memory[-1] if memory else ():
        held = [one.get(engine, 0.0) for one in memory]
        sixth, half = len(held) // 6, len(held) // 2
        moments = {"start": held[0], "at a sixth": held[sixth], "middle": held[half], "end": held[-1]}
        for when, value in moments.items():
            found.append(Row(f"soak: memory of {engine}, {when}", value, "MB"))
    return found
