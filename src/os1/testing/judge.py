"""A judge for tests: it finds what it was told to find, and can be down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from os1.errors import EngineDown
from os1.models.engines import Sense
from os1.models.judge import CONCERNS, TONES
from os1.testing.brain import FakeEmbedder

_UNLIKELY = -5.0


@dataclass
class FakeJudge:
    """A `Judge`. `wants` are logits by the first words of a tool as it reads it ("timer start"), `finds` the words
    that an argument has by its name, `worries` the concern of a text and `tones` its tone. Rows are those of the
    fake embedder."""

    wants: Mapping[str, float] = field(default_factory=dict)
    finds: Mapping[str, str] = field(default_factory=dict)
    worries: Mapping[str, str] = field(default_factory=dict)
    tones: Mapping[str, str] = field(default_factory=dict)
    down: bool = False
    asked: list[str] = field(default_factory=list)
    """Every talk and tool that it was asked about."""

    async def wanted(self, talk: str, tools: Sequence[str]) -> NDArray[np.float32]:
        self._ask(talk, *tools)
        return np.array(
            [
                next((by for words, by in self.wants.items() if one.startswith(words)), _UNLIKELY)
                for one in tools
            ],
            np.float32,
        )

    async def stretches(
        self, talk: str, questions: Sequence[str], within: Sequence[tuple[int, int]]
    ) -> Sequence[tuple[int, int] | None]:
        self._ask(talk, *questions)
        found: list[tuple[int, int] | None] = []
        for question in questions:
            words = self.finds.get(question.partition(" ? ")[0], "")
            begin = talk.find(words) if words else -1
            found.append(None if begin < 0 else (begin, begin + len(words)))
        return found

    async def sense(self, text: str) -> Sense:
        self._ask(text)
        concern, tone = self.worries.get(text, ""), self.tones.get(text, "")
        return Sense(
            {one: float(one == concern) for one in CONCERNS}, {one: float(one == tone) for one in TONES}
        )

    async def rows(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self._ask(*texts)
        return await FakeEmbedder().embed(texts)

    def _ask(self, *texts: str) -> None:
        if self.down:
            raise EngineDown("The judge (fake) is down.")
        self.asked.extend(texts)
