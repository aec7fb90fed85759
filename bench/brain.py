"""The bundled brain: tokens a second in and out, and the first token with a warm and with a cold prompt."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from bench.table import Row
from os1 import config
from os1.clock import SystemClock
from os1.events import Bus
from os1.models.engine_set import open_engines
from os1.models.engines import Brain, Message, Sampling

_SYSTEM = (
    "You are a friend on the telephone. " + "You remember what was said before and answer briefly. " * 40
)
_TOKENS = 96
_RUNS = 5


async def measure(recordings: Path | None) -> list[Row]:
    """Medians of several runs; the peer of the warm prompt is the same brain with a prompt it has not read."""
    async with open_engines(config.load(), SystemClock(), Bus(), ("brain",)) as engines:
        if engines.brain is None:
            raise RuntimeError(engines.missing["brain"])
        await _first(engines.brain, "Hello.", [Message("system", _SYSTEM)])
        warm, cold, speed = [], [], []
        for run in range(_RUNS):
            warm.append(await _first(engines.brain, f"Question {run}?", [Message("system", _SYSTEM)]))
            speed.append(await _out(engines.brain, [Message("system", _SYSTEM)]))
        for run in range(_RUNS):
            cold.append(
                await _first(engines.brain, "Question?", [Message("system", f"Talk {run}. {_SYSTEM}")])
            )
    return [
        Row("brain: first token, warm prompt", median(warm), "s", "same brain, cold prompt", median(cold)),
        Row("brain: tokens out", median(speed), "tokens/s"),
    ]


async def _first(brain: Brain, question: str, prompt: Sequence[Message]) -> float:
    began = time.perf_counter()
    async for _ in brain.stream([*prompt, Message("user", question)], Sampling(max_tokens=1)):
        break
    return time.perf_counter() - began


async def _out(brain: Brain, prompt: Sequence[Message]) -> float:
    """Pieces a second after the first; llama.cpp streams one token a piece."""
    pieces, began = 0, 0.0
    question = Message("user", "Tell me a long story about a lighthouse.")
    async for _ in brain.stream([*prompt, question], Sampling(max_tokens=_TOKENS, seed=1)):
        pieces += 1
        if pieces == 1:
            began = time.perf_counter()
    return (pieces - 1) / (time.perf_counter() - began)
