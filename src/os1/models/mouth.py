"""The mouth that comes with OS1: Kokoro-82M in a supervised process, a sentence or two at a time.

It knows nothing of turns or loudspeakers. What was said lately is kept, so that phrases said often cost nothing.
"""

from __future__ import annotations

import asyncio
import re
from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from os1.clock import Clock
from os1.errors import SettingsError, WeightsMissing
from os1.models import mouth_sound, mouth_voices
from os1.models.child import Child
from os1.models.engines import EngineInfo, Samples

_FACTORY = "os1.models.mouth_worker:make"
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+(?=[\"'(]?[A-Z0-9])|\n+")
_LONGEST_REQUEST = 400
"""Characters in one request, unless one sentence is longer; short, so that a cancelled reply ends soon."""
_KEPT, _LONGEST_KEPT = 128, 120
"""How many phrases are kept, and of how many characters at most."""
_TIMEOUT, _TIMEOUT_PER_CHARACTER = 30.0, 0.25


async def open_mouth(
    model: Path,
    voices: Path,
    dictionaries: Path,
    *,
    clock: Clock,
    threads: int = 1,
    on_state: Callable[[str], None] = lambda state: None,
) -> KokoroMouth:
    """A mouth; its process starts with the first clause, or with `start`.

    `model` is the ONNX file or its folder, `voices` the folder of voice packs, `dictionaries` that of misaki's.

    Raises:
        WeightsMissing: one of them is not there.
    """
    path, size = await asyncio.to_thread(_file, model)
    known = await asyncio.to_thread(mouth_voices.names, voices)
    setup = {"model": str(path), "voices": str(voices), "dictionaries": str(dictionaries), "threads": threads}
    child = Child("mouth", _FACTORY, setup, clock=clock, threads=threads, on_state=on_state)
    return KokoroMouth(child, known, EngineInfo("mouth", "kokoro-82m-int8", "Apache-2.0", size))


def _file(model: Path) -> tuple[Path, int]:
    """The model's file and its size in bytes."""
    path = model / "model.onnx" if model.is_dir() else model
    if not path.is_file():
        raise WeightsMissing(f"{path} is missing; run `os1 models fetch` to get the mouth.")
    return path, path.stat().st_size


class KokoroMouth:
    """Kokoro's English voices; see `os1.models.engines.Mouth`. Made by `open_mouth`."""

    def __init__(self, child: Child, voices: Sequence[str], info: EngineInfo) -> None:
        self._child = child
        self._voices = tuple(voices)
        self._info = info
        self._kept: OrderedDict[tuple[str, str, float], Samples] = OrderedDict()

    @property
    def info(self) -> EngineInfo:
        return self._info

    @property
    def rate(self) -> int:
        return mouth_sound.RATE

    @property
    def voices(self) -> Sequence[str]:
        return self._voices

    @property
    def pid(self) -> int | None:
        """The engine process while it runs."""
        return self._child.pid

    async def speak(self, text: str, *, voice: str = "", speed: float = 1.0) -> Samples:
        """The sound of `text`; none where it has no words. See `os1.models.engines.Mouth.speak`."""
        mouth_voices.parse(voice, self._voices)
        if not 0.5 <= speed <= 2.0:
            raise SettingsError(f"The speed {speed:g} is out of range; choose one from 0.5 to 2.")
        parts = [await self._request(part, voice, speed) for part in portions(text)]
        return np.concatenate([np.zeros(0, np.float32), *parts])

    async def start(self) -> None:
        """Load the model, and wait until it can speak.

        Raises:
            EngineDown: the process does not start.
            WeightsBroken: the weights cannot be read.
        """
        await self._child.start()

    async def close(self) -> None:
        """End the process."""
        await self._child.close()

    async def _request(self, text: str, voice: str, speed: float) -> Samples:
        key = (text, voice, speed)
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        header = {"text": text, "voice": voice, "speed": speed}
        timeout = _TIMEOUT + len(text) * _TIMEOUT_PER_CHARACTER / speed
        _, body = await self._child.request(header, timeout=timeout)
        sound = np.frombuffer(body, np.float32)
        if len(text) <= _LONGEST_KEPT:
            self._kept[key] = sound
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return sound


def portions(text: str) -> list[str]:
    """`text` in stretches of whole sentences, short enough for one request; only what has a letter or a digit."""
    stretches: list[str] = []
    for sentence in _SENTENCE_END.split(text.strip()):
        if not any(mark.isalnum() for mark in sentence):
            continue
        if stretches and len(stretches[-1]) + len(sentence) <= _LONGEST_REQUEST - 2:
            stretches[-1] += f" {sentence}" if stretches[-1][-1] in ".!?…\"')" else f". {sentence}"
        else:
            stretches.append(sentence)
    return stretches
