"""Recordings in and out: hear a file of any length, read one whole, write a WAV.

It knows nothing of turns or conversations.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile

import numpy as np

from os1.errors import SettingsError, reason
from os1.models.engines import EARS_RATE, Ears, Samples
from os1.voice.decoding import Recording
from os1.voice.pieces import Pieces


async def transcribe_recording(
    path: Path,
    ears: Ears,
    on_progress: Callable[[float], None] | None = None,
    *,
    sense: Callable[[Samples], float] | None = None,
) -> str:
    """The words in the recording at `path`, of any length; "" where nobody speaks.

    `on_progress` is told the share heard so far, from 0 to 1. `sense` finds the voice (default: Silero).

    Raises:
        SoundError: the file cannot be read as sound.
        EngineDown: the ears died.
    """
    pieces = Pieces(sense if sense else await asyncio.to_thread(_silero))
    heard: list[str] = []
    done = 0

    async def listen(sounds: list[Samples]) -> None:
        for sound in sounds:
            if text := (await ears.transcribe(sound)).text:
                heard.append(text)

    with await asyncio.to_thread(Recording, path) as recording:
        async for block in _blocks(recording):
            await listen(await asyncio.to_thread(pieces.feed, block))
            done += len(block)
            if on_progress and recording.seconds:
                on_progress(min(1.0, done / EARS_RATE / recording.seconds))
        await listen(await asyncio.to_thread(pieces.finish))
    if on_progress:
        on_progress(1.0)
    return " ".join(heard)


async def read_recording(path: Path) -> AsyncIterator[Samples]:
    """The recording at `path`, block by block, as 16 kHz mono.

    Raises:
        SoundError: the file cannot be read as sound.
    """
    with await asyncio.to_thread(Recording, path) as recording:
        async for block in _blocks(recording):
            yield block


def check_writable(path: Path) -> None:
    """Refuse a place where no WAV file can be put, before any work is done for it.

    Raises:
        SettingsError: its folder is missing, or something else than a file is there.
    """
    why = ""
    if not path.parent.is_dir():
        why = f"there is no folder {path.parent}"
    elif path.is_dir():
        why = "it is a folder"
    elif path.exists() and not path.is_file():
        why = "it is a device or a pipe"
    if why:
        raise SettingsError(f"{path} cannot be written: {why}; choose another place.")


def write_wav(path: Path, samples: Samples, rate: int) -> None:
    """Write mono `samples` as 16-bit WAV; the file appears whole or not at all.

    Raises:
        SettingsError: the file cannot be written.
    """
    check_writable(path)
    try:
        with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            temporary = Path(file.name)
            try:
                file.write(_wav(samples, rate))
                file.flush()
                temporary.chmod(0o644)
                temporary.replace(path)
            except BaseException:
                with contextlib.suppress(FileNotFoundError):
                    temporary.unlink()
                raise
    except OSError as error:
        raise SettingsError(f"{path} cannot be written ({reason(error)}); choose another place.") from error


def _wav(samples: Samples, rate: int) -> bytes:
    """Made in memory: libsndfile cannot tell why a disk refuses."""
    import soundfile

    made = BytesIO()
    soundfile.write(made, np.clip(samples, -1.0, 1.0), rate, subtype="PCM_16", format="WAV")
    return made.getvalue()


async def _blocks(recording: Recording) -> AsyncIterator[Samples]:
    blocks = recording.blocks()
    while (block := await asyncio.to_thread(next, blocks, None)) is not None:
        yield block


def _silero() -> Callable[[Samples], float]:
    from os1.voice.detectors import Silero

    return Silero()
