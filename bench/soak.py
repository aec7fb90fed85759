"""A long talk in real time, with the whole OS: does it stay itself? Memory, drift, and an account of every turn.

The person asks, pauses, listens and interrupts in an order drawn from a seed, so that two runs are alike.
"""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import psutil
import soundfile

from bench.accounts import unaccounted
from bench.duel import processor_seconds
from bench.spoken import Spoken, say
from bench.table import Row
from bench.voice import get_acquainted
from os1 import config
from os1.home.house import open_home
from os1.home.talking import voice_parts
from os1.models.engines import EARS_RATE
from os1.testing.sounds import coughs
from os1.voice.script import Line
from os1.voice.talk import TalkReport, run_talk

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
_A_TURN = 8.0
"""Seconds that a question and its answer take, about."""
_EVERY = 10.0
"""Seconds between two looks at the memory."""


async def measure(recordings: Path | None, minutes: float) -> list[Row]:
    """About so many `minutes` of talk. What is unaccounted for is printed as it is found."""
    said = {one.text: one for one in await say((*_ASKED, *_LISTENING, *_STOPPING))}
    with tempfile.TemporaryDirectory() as folder:
        files = _kept(said, Path(folder))
        lines = list(script(files, int(minutes * 60 / _A_TURN)))
        async with open_home(config.load(Path(folder) / "home", keyring="never")) as home:
            await get_acquainted(home)
            async with voice_parts(home) as parts:
                memory: list[dict[str, float]] = []
                looking = asyncio.ensure_future(_look(memory))
                began, spent = time.monotonic(), processor_seconds()
                report = await run_talk(parts, lines, Path(folder) / "out.wav")
                took, spent = time.monotonic() - began, processor_seconds() - spent
                looking.cancel()
                await asyncio.gather(looking, return_exceptions=True)
    return rows(report, memory, took, spent)


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


async def _look(memory: list[dict[str, float]]) -> None:
    """Note what each process holds, for ever."""
    while True:
        memory.append({_kind(one): one.memory_info().rss / 1e6 for one in _processes()})
        await asyncio.sleep(_EVERY)


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


def rows(report: TalkReport, memory: Sequence[dict[str, float]], took: float, spent: float) -> list[Row]:
    """The figures of a talk that `took` so many seconds and `spent` so many of the processor."""
    wrong = unaccounted(report.events)
    for sentence in wrong:
        print(f"  {sentence}", file=sys.stderr)
    turns = sum(event["event"] == "turn_end" for event in report.events)
    gaps = sum(event["event"] == "gap" for event in report.events)
    found = [
        Row("soak: talk", report.seconds / 60, "min"),
        Row("soak: clock of the talk behind the wall's", took - report.seconds, "s"),
        Row("soak: turns", turns, ""),
        Row("soak: unaccounted for", len(wrong), ""),
        Row("soak: gaps in replies", gaps, ""),
        Row("soak: CPU in a minute", 60 * spent / max(1e-9, took), "s"),
    ]
    settled = memory[len(memory) // 6 :] or memory
    for engine in settled[0] if settled else ():
        held = [one.get(engine, 0.0) for one in settled]
        for when, value in (("early", held[0]), ("middle", held[len(held) // 2]), ("end", held[-1])):
            found.append(Row(f"soak: memory of {engine}, {when}", value, "MB"))
    return found
