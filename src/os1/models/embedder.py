"""The embedder: texts to unit vectors, computed in a child process that it shares with the judge."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from os1.clock import Clock
from os1.models.catalogue import Weights
from os1.models.child import Child
from os1.models.engines import EngineInfo
from os1.models.judge import ChildJudge
from os1.models.rows import in_parts

_TIMEOUT = 120.0


class ChildEmbedder:
    """An `Embedder` before its process."""

    def __init__(self, info: EngineInfo, child: Child, *, judges: bool = False) -> None:
        self._info = info
        self._child = child
        self.judge = ChildJudge(child) if judges else None
        """The judge in the same process, if it has one."""

    @property
    def info(self) -> EngineInfo:
        return self._info

    async def start(self) -> None:
        """Be ready to answer at once; raises EngineDown when it cannot start."""
        await self._child.start()

    async def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One unit row a text, shape (len(texts), 384).

        Raises:
            EngineDown: the embedder died; it is being restarted.
        """
        return await in_parts(texts, self._ask)

    async def close(self) -> None:
        await self._child.close()

    async def _ask(self, texts: list[str]) -> bytes:
        _, payload = await self._child.request({"texts": texts}, timeout=_TIMEOUT)
        return payload


def open_embedder(
    weights: Weights,
    folder: Path,
    *,
    clock: Clock,
    adapter: Path | None = None,
    threads: int = 1,
    on_state: Callable[[str], None] = lambda state: None,
) -> ChildEmbedder:
    """The embedder of the catalogue's `weights` that lie in `folder`; it starts with its first use.

    `adapter` is the file that makes a judge of the same weights.
    """
    setup = {"folder": str(folder), "threads": threads, "judge": str(adapter or "")}
    child = Child(
        "embedder", "os1.models.embedder_worker:make", setup, clock=clock, threads=threads, on_state=on_state
    )
    info = EngineInfo(
        "embedder", weights.title, licence=weights.licence, bytes=weights.bytes, context=weights.context
    )
    return ChildEmbedder(info, child, judges=adapter is not None)
