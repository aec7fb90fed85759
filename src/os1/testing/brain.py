"""A brain and an embedder for tests: scripted, instant, and able to fail in every way that real ones do."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from os1.errors import EngineDown
from os1.models.engines import EngineInfo, Message, Sampling

WIDTH = 384
Answer = Callable[[Sequence[Message], Sampling], str]
_PLAIN = Sampling()


@dataclass
class Asked:
    """One call of `FakeBrain.stream`: what was asked, what of the answer was taken, and how it ended."""

    messages: tuple[Message, ...]
    sampling: Sampling
    taken: str = ""
    closed: bool = False
    """Whether the caller left before the end."""


@dataclass
class FakeBrain:
    """A `Brain` that says `replies` one after the other (the last for ever), or what a function gives.

    `die_after` pieces it raises EngineDown, once; `stall_after` pieces it says nothing more until cancelled;
    `warmed` keeps what it was asked to read ahead.
    """

    replies: Sequence[str] | Answer = ("Hello.",)
    strength: Literal["bundled", "strong"] = "bundled"
    die_after: int | None = None
    stall_after: int | None = None
    asked: list[Asked] = field(default_factory=list)
    warmed: list[tuple[Message, ...]] = field(default_factory=list)
    forgot: int = 0
    """How often it was told to let go of its prompts."""

    @property
    def info(self) -> EngineInfo:
        return EngineInfo("brain", "fake", licence="Apache-2.0", strength=self.strength)

    async def stream(
        self, messages: Sequence[Message], sampling: Sampling = _PLAIN
    ) -> AsyncGenerator[str, None]:
        """The next reply, a word at a time, cut at `max_tokens` words and before the first stop string."""
        asked = Asked(tuple(messages), sampling)
        self.asked.append(asked)
        text = self._reply(messages, sampling)
        for stop in sampling.stop:
            text = text.split(stop)[0]
        try:
            for index, piece in enumerate(re.findall(r"\s*\S+|\s+$", text)[: sampling.max_tokens]):
                if index == self.die_after:
                    self.die_after = None
                    raise EngineDown("The brain (fake) stopped in the middle; it is being restarted.")
                if index == self.stall_after:
                    await asyncio.Event().wait()
                asked.taken += piece
                yield piece
                await asyncio.sleep(0)
        except (GeneratorExit, asyncio.CancelledError):
            asked.closed = True
            raise

    async def warm(self, *prompts: Sequence[Message]) -> None:
        self.warmed.extend(tuple(messages) for messages in prompts)

    async def forget(self) -> None:
        self.forgot += 1

    def _reply(self, messages: Sequence[Message], sampling: Sampling) -> str:
        if callable(self.replies):
            return self.replies(messages, sampling)
        return self.replies[min(len(self.asked), len(self.replies)) - 1]


DEGENERATE: dict[str, str] = {
    "empty": "",
    "blank": "  \n ",
    "repeated": "I am here. " * 20,
    "stuttering": "the the the the the the the the the the",
    "role": "Sure.\nUser: and then?\nAssistant: then we go.",
    "template": "<|im_start|>assistant\nHello [Your Name], {{greeting}}",
    "letter": "Dear [Recipient],\n\nBest regards,\n[Your Name]",
}
"""Outputs that small brains really give, by what is wrong with them; none of it may ever be spoken."""


class FakeEmbedder:
    """An `Embedder` in which texts are alike as far as they share words; the same everywhere, for ever."""

    @property
    def info(self) -> EngineInfo:
        return EngineInfo("embedder", "fake", licence="Apache-2.0", context=256)

    async def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One unit row a text, shape (len(texts), 384)."""
        rows = [_bag(text) for text in texts]
        return np.array(rows, dtype=np.float32).reshape(len(rows), WIDTH)


def _bag(text: str) -> NDArray[np.float64]:
    total = np.zeros(WIDTH)
    for word in re.findall(r"\w+", text.lower()) or [""]:
        seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "big")
        total += np.random.default_rng(seed).standard_normal(WIDTH)
    return total / np.linalg.norm(total)
