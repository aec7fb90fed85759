"""What each engine can do, whatever makes it work: a brain, ears, a mouth, an embedder.

Rooms hold these protocols; `os1.models.engine_set` builds the real ones, `os1.testing` the fakes.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

EARS_RATE = 16_000
"""Samples a second that ears take."""

Samples = NDArray[np.float32]
"""Mono sound as float32 between -1 and 1, shape (n,)."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a chat, in the OpenAI sense."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Sampling:
    """How a brain picks its words. `schema` (JSON schema) or `grammar` (GBNF) constrain the output."""

    max_tokens: int = 160
    temperature: float = 0.7
    top_p: float = 0.95
    repeat_penalty: float = 1.1
    seed: int | None = None
    stop: tuple[str, ...] = ()
    schema: Mapping[str, Any] | None = None
    grammar: str | None = None


@dataclass(frozen=True, slots=True)
class EngineInfo:
    """The truth about an engine: what it runs on, for `os1 self` and `os1 doctor`.

    `strength` tells the mind how far to trust a brain: "bundled" ones are small (under a billion weights) and
    get short prompts, grammars and examples; "strong" ones get everything. `bytes` is the size of the weights.
    """

    role: Literal["brain", "ears", "mouth", "embedder"]
    name: str
    licence: str = ""
    bytes: int = 0
    local: bool = True
    strength: Literal["bundled", "strong"] = "bundled"
    context: int = 2048


class Brain(Protocol):
    """Continues a chat. The messages' common prefix from call to call is kept warm by the engine."""

    @property
    def info(self) -> EngineInfo: ...

    def stream(
        self, messages: Sequence[Message], sampling: Sampling = Sampling()
    ) -> AsyncGenerator[str, None]:
        """Pieces of text as they come. Closing the iterator (`contextlib.aclosing`) stops the generation.

        Raises:
            EngineDown: the brain died or does not answer; it is being restarted.
        """

    async def warm(self, *prompts: Sequence[Message]) -> None:
        """Read `prompts` into the cache so that a later `stream` which begins with one of them starts at once."""

    async def forget(self) -> None:
        """Let go of every prompt that was read, as far as they are kept on this machine."""


@dataclass(frozen=True, slots=True)
class Transcript:
    """Words heard in one stretch of sound; empty text means that nobody spoke.

    `confidence` is the mean probability of its tokens, `no_speech` the model's own doubt, both 0 to 1. What is not
    `sure` is a first impression that deserves to be heard again.
    """

    text: str
    confidence: float = 1.0
    no_speech: float = 0.0
    language: str = "en"
    sure: bool = True


class Ears(Protocol):
    """Turns sound into words, and never turns noise into words."""

    @property
    def info(self) -> EngineInfo: ...

    async def transcribe(self, sound: Samples, *, quick: bool = False) -> Transcript:
        """The words in `sound` (16 kHz mono, at most 30 s).

        `quick` gives the first impression, which is not heard again where it is doubtful.

        Raises:
            EngineDown: the ears died; they are being restarted.
        """


class Mouth(Protocol):
    """Turns a clause into sound."""

    @property
    def info(self) -> EngineInfo: ...

    @property
    def rate(self) -> int:
        """Samples a second of what `speak` gives."""

    @property
    def voices(self) -> Sequence[str]:
        """Names of the voices it can speak with, the default first."""

    async def speak(self, text: str, *, voice: str = "", speed: float = 1.0) -> Samples:
        """The sound of `text` in `voice` (empty: the default) at `speed` times the normal rate, 0.5 to 2.

        Raises:
            EngineDown: the mouth died; it is being restarted.
            SettingsError: there is no such voice.
        """


class Embedder(Protocol):
    """Turns texts into vectors of unit length, whose dot product tells how alike they mean."""

    @property
    def info(self) -> EngineInfo: ...

    async def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row a text, shape (len(texts), 384)."""


@dataclass(frozen=True, slots=True)
class Sense:
    """How likely each kind of concern is in a line ("" for none), and each tone ("" for any other than those that
    are named); each of the two sums up to 1."""

    concern: Mapping[str, float]
    tone: Mapping[str, float]


class Judge(Protocol):
    """Answers small questions about what was said that need no words: `os1.models.judge` says what each gives.

    All of them raise EngineDown where the judge died; it is being restarted.
    """

    async def wanted(self, talk: str, tools: Sequence[str]) -> NDArray[np.float32]:
        """By how much each tool is likelier to be asked for than none, in logits, shape (len(tools),)."""

    async def stretches(
        self, talk: str, questions: Sequence[str], within: Sequence[tuple[int, int]]
    ) -> Sequence[tuple[int, int] | None]:
        """Where in `talk` the answer to each question begins and ends."""

    async def sense(self, text: str) -> Sense:
        """What `text` is like to hear."""

    async def rows(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One unit row a text, near those of texts that call for the same reply; shape (len(texts), 384)."""


@dataclass(frozen=True, slots=True)
class EngineSet:
    """The engines of one OS. A role that cannot be filled is None, and `missing` says why and what to do.

    The judge comes with the embedder.
    """

    brain: Brain | None
    ears: Ears | None
    mouth: Mouth | None
    embedder: Embedder | None
    missing: Mapping[str, str] = field(default_factory=dict)
    judge: Judge | None = None
