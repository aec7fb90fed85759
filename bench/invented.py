"""Made-up conversations of any length: texts with the word frequencies of speech, and vectors to go with them.

Words follow Zipf's law, half of them from the commonest of English; each talk keeps to some words of its own. The
words are those of the embedder's vocabulary where it is here, else invented from syllables. The vectors lie around
the direction of their text's topic, about as near to one another as those of real lines are: computing real ones
for a million lines would take hours.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from os1.models.engines import Embedder, EngineInfo

_COMMON = (
    "the be to of and a in that have I it for not on with he as you do at this but his by from they we say her "
    "she or an will my one all would there what so up out if about who get which go me when make can like time"
)
_STARTS = "b c d f g k l m n p r s t v w br st tr"
_SPEAKERS = ("Ada", "Ben", "Cleo", "Dan")
_TOPICS, _WORDS, _WIDTH, _TALK = 2_000, 20_000, 384, 20
_START = datetime(2015, 1, 1, 8, tzinfo=UTC)


class Invented:
    """A world with `seed`: the same lines and queries every time."""

    def __init__(self, words: Sequence[str] = (), seed: int = 7) -> None:
        self._chance = random.Random(seed)
        self._words = list(words) or _syllables(self._chance)

    def write(self, file: Path, count: int) -> None:
        """`count` lines that `os1 memory import` reads: talks of about twenty lines, some a day."""
        time = _START
        with file.open("w", encoding="utf-8") as out:
            for number in range(count):
                if number % _TALK == 0:
                    time += timedelta(hours=5)
                    own = self._chance.choices(self._words, k=_TALK)
                time += timedelta(minutes=1)
                speaker = _SPEAKERS[number // _TALK % 2 * 2 + number % 2]
                row = {
                    "id": str(number),
                    "speaker": speaker,
                    "time": time.isoformat(),
                    "text": self._line(own),
                }
                out.write(json.dumps(row) + "\n")

    def queries(self, file: Path, count: int) -> Iterator[str]:
        """`count` questions: some words of a random line of `file`, and words of a question around them."""
        with file.open(encoding="utf-8") as lines:
            rows = [json.loads(line) for number, line in enumerate(lines) if number % 97 == 0]
        for row in self._chance.choices(rows, k=count):
            words = row["text"].split()
            some = self._chance.sample(words, min(5, len(words)))
            yield f"What did {row['speaker']} say about the {' '.join(some)}?"

    def _line(self, own: Sequence[str]) -> str:
        return " ".join(self._word(own) for _ in range(self._chance.randint(5, 25))) + "."

    def _word(self, own: Sequence[str]) -> str:
        kind = self._chance.random()
        if kind < 0.5:
            return self._chance.choice(_COMMON.split())
        if kind < 0.75:
            return self._chance.choice(own)
        return self._words[int(self._chance.paretovariate(0.7)) % len(self._words)]


def vocabulary(folder: Path) -> list[str]:
    """The whole words that the embedder in `folder` knows, the commoner first; none where it is not there."""
    file = folder / "tokenizer.json"
    if not file.is_file():
        return []
    pieces = json.loads(file.read_text(encoding="utf-8"))["model"]["vocab"]
    return [piece for piece in pieces if piece.isascii() and piece.isalpha() and len(piece) > 3]


def _syllables(chance: random.Random) -> list[str]:
    syllables = [start + vowel for start in _STARTS.split() for vowel in "aeiou"]
    return ["".join(chance.choices(syllables, k=2 + n % 3)) for n in range(_WORDS)]


class InventedEmbedder:
    """An `Embedder` whose vectors are drawn; with `real`, each call takes the real one's time too."""

    def __init__(self, real: Embedder | None = None) -> None:
        self.real: Embedder | None = real
        draw = np.random.default_rng(11)
        self._topics = draw.standard_normal((_TOPICS, _WIDTH)) + 0.6 * draw.standard_normal(_WIDTH)

    @property
    def info(self) -> EngineInfo:
        return EngineInfo("embedder", "invented")

    async def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One unit row a text: near its topic, which its longest words choose."""
        if self.real is not None:
            await self.real.embed(texts)
        rows = np.array([self._draw(text) for text in texts], np.float32).reshape(len(texts), _WIDTH)
        return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), np.float32)

    def _draw(self, text: str) -> NDArray[np.float64]:
        words = sorted(text.strip("?.").split(), key=len)[-3:]
        seeds = [int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "big") for word in words]
        topic = sum(self._topics[seed % _TOPICS] for seed in seeds)
        return np.asarray(topic + 1.5 * np.random.default_rng(seeds).standard_normal(_WIDTH))
