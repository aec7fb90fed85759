"""One job for a brain: asked twice at most, and what it says is read and judged each time.

It knows no job. What to do when both tries came to nothing is the job's own, honest affair.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import TypeVar

from os1.errors import ModelError
from os1.models.engines import Brain, Message, Sampling

T = TypeVar("T")
_ENDS = re.compile(r"[\n.!?:\]>]")

TRIES = 2
_WARMER = 0.3
"""By how much the second try is freer, so that it does not say the same again."""


async def attempted(
    brain: Brain | None,
    messages: Sequence[Message],
    sampling: Sampling,
    accept: Callable[[str], T | None],
    doomed: Callable[[str], bool] = lambda text: False,
) -> T | None:
    """What `accept` makes of the brain's first answer that it takes; None where it takes none.

    A try ends early where what has come so far is `doomed`, which is asked at the end of every line and sentence.
    A brain that fails in the middle has used up its try.
    """
    if brain is None:
        return None
    for tried in range(TRIES):
        freer = replace(sampling, seed=1 + tried, temperature=sampling.temperature + _WARMER * tried)
        try:
            answer = await _answer(brain, messages, freer, doomed)
        except ModelError:
            continue
        if (found := accept(answer.strip())) is not None:
            return found
    return None


async def _answer(
    brain: Brain, messages: Sequence[Message], sampling: Sampling, doomed: Callable[[str], bool]
) -> str:
    said = ""
    async with aclosing(brain.stream(messages, sampling)) as pieces:
        async for piece in pieces:
            said += piece
            if _ENDS.search(piece) and doomed(said):
                break
    return said
