"""The judge before its process, which it shares with the embedder."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from os1.errors import EngineDown
from os1.models.child import Child
from os1.models.engines import Sense
from os1.models.rows import in_parts

CONCERNS = ("", "crisis", "crisis_other", "medical", "abuse", "sexual", "minor")
"""What a concern can be, in the order of the judge's head; the first is none."""
TONES = ("", "glad", "sad", "cross")
"""What the tone of a line can be, in the order of the judge's head; the first is any other."""
_TIMEOUT = 120.0


class ChildJudge:
    """A `Judge` before the embedder's process, which the embedder closes.

    `patience` are the seconds that a question of the talk waits for an engine that still loads or is busy.
    """

    def __init__(self, child: Child, patience: float = 2.0) -> None:
        self._child = child
        self._patience = patience

    async def wanted(self, talk: str, tools: Sequence[str]) -> NDArray[np.float32]:
        """By how much each of `tools` is likelier to be asked for than none, in logits, shape (len(tools),).

        Raises:
            EngineDown: the process died and is being restarted, or is not ready yet.
        """
        return np.frombuffer(await self._ask({"judge": "wanted", "talk": talk, "others": list(tools)}), "<f4")

    async def stretches(
        self, talk: str, questions: Sequence[str], within: Sequence[tuple[int, int]]
    ) -> Sequence[tuple[int, int] | None]:
        """Where in `talk` the answer to each question begins and ends, inside one of the stretches `within`.

        Raises:
            EngineDown: the process died and is being restarted, or is not ready yet.
        """
        asked = {"judge": "stretches", "talk": talk, "others": list(questions), "within": list(within)}
        rows = np.frombuffer(await self._ask(asked), "<i4").reshape(len(questions), 2)
        return [(int(begin), int(end)) if begin >= 0 else None for begin, end in rows]

    async def sense(self, text: str) -> Sense:
        """How likely each of `CONCERNS` and of `TONES` is in `text`.

        Raises:
            EngineDown: the process died and is being restarted, or is not ready yet.
        """
        shares = np.frombuffer(await self._ask({"judge": "sense", "talk": text}), "<f4")
        concerns, tones = shares[: len(CONCERNS)], shares[len(CONCERNS) :]
        return Sense(
            dict(zip(CONCERNS, map(float, concerns), strict=True)),
            dict(zip(TONES, map(float, tones), strict=True)),
        )

    async def rows(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One unit row a text, near those of texts that call for the same reply; shape (len(texts), 384).

        Raises:
            EngineDown: the process died and is being restarted, or is not ready yet.
        """
        patience = self._patience if len(texts) == 1 else _TIMEOUT
        return await in_parts(
            texts, lambda some: self._ask({"judge": "rows", "talk": "", "others": some}, patience)
        )

    async def _ask(self, header: dict[str, Any], patience: float | None = None) -> bytes:
        """The payload of the answer. One that comes too late is left to come: to cancel it would end an engine
        that is loading."""
        asked = asyncio.ensure_future(self._child.request(header, timeout=_TIMEOUT))
        asked.add_done_callback(_heeded)
        done, _ = await asyncio.wait({asked}, timeout=self._patience if patience is None else patience)
        if not done:
            raise EngineDown("The judge is still loading, or busy.")
        return asked.result()[1]


def _heeded(asked: asyncio.Future[Any]) -> None:
    """Let the failure of a question that nobody waits for any more be."""
    if not asked.cancelled():
        asked.exception()
