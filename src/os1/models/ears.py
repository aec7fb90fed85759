"""Ears: Whisper in a supervised process of its own. It knows nothing of microphones or turns."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from os1.clock import Clock
from os1.errors import WeightsMissing
from os1.models.child import Child
from os1.models.engines import EngineInfo, Samples, Transcript

_FACTORY = "os1.models.ears_worker:make"
_PATIENCE = 30.0
"""Seconds one request may take; thirty seconds of sound need about three on an idle core."""


class WhisperEars:
    """Words from sound, by a child process; satisfies `os1.models.engines.Ears`."""

    def __init__(self, child: Child, info: EngineInfo) -> None:
        self._child = child
        self._info = info

    @property
    def info(self) -> EngineInfo:
        return self._info

    @property
    def pid(self) -> int | None:
        """The id of the engine's process while it runs."""
        return self._child.pid

    async def transcribe(self, sound: Samples, *, quick: bool = False) -> Transcript:
        payload = np.ascontiguousarray(sound, np.float32).tobytes()
        answer, _ = await self._child.request({"op": "hear", "quick": quick}, payload, timeout=_PATIENCE)
        return Transcript(
            answer["text"], answer["confidence"], answer["no_speech"], answer["language"], answer["sure"]
        )

    async def start(self) -> None:
        """Load the model, and wait until it can hear.

        Raises:
            EngineDown: the process did not start.
            WeightsBroken: the weights cannot be read.
        """
        await self._child.start()

    async def close(self) -> None:
        """End the process; further requests are refused."""
        await self._child.close()


async def open_ears(
    folder: Path,
    *,
    clock: Clock,
    threads: int = 1,
    language: str = "en",
    on_state: Callable[[str], None] = lambda state: None,
) -> WhisperEars:
    """Ears on the CTranslate2 Whisper weights in `folder`; the process starts with the first sound, or `start`.

    Multilingual ones expect `language`, or English.

    Raises:
        WeightsMissing: there are no weights in the folder.
    """
    weights = folder / "model.bin"
    if not weights.is_file():
        raise WeightsMissing(f"There are no ears in {folder}; run `os1 models fetch`.")
    setup = {"folder": str(folder), "threads": threads, "language": language}
    child = Child("ears", _FACTORY, setup, clock=clock, threads=threads, on_state=on_state)
    info = EngineInfo("ears", folder.name, licence="MIT", bytes=weights.stat().st_size)
    return WhisperEars(child, info)
