"""Any recording as a stream of 16 kHz mono blocks: libsndfile first, FFmpeg (PyAV) for what it cannot read.

Memory holds one block at a time, however long the recording. Reading blocks; callers use a thread.
"""

from __future__ import annotations

import stat
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from os1.errors import SoundError
from os1.models.engines import EARS_RATE, Samples

if TYPE_CHECKING:
    import soundfile
    from av import AudioFrame
    from av.container import InputContainer

_BLOCK = 10
"""Seconds of sound in a block of libsndfile's."""


class Recording:
    """An open recording. `seconds` is its length, or None where the file does not say.

    Use it as a context manager.
    """

    def __init__(self, path: Path) -> None:
        """Open `path`.

        Raises:
            SoundError: it is missing, empty, no recording, or without sound.
        """
        self.path = path
        self._open = ExitStack()
        self._file: soundfile.SoundFile | None = None
        self._container: InputContainer | None = None
        _check_file(path)
        try:
            self.seconds = self._open_sndfile() or self._open_av()
        except BaseException:
            self._open.close()
            raise

    def __enter__(self) -> Recording:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def blocks(self) -> Iterator[Samples]:
        """The sound from the beginning, once.

        Raises:
            SoundError: the recording is damaged, or holds no sound at all.
        """
        any_sound = False
        for block in self._from_sndfile() if self._file else self._from_av():
            if not np.isfinite(block).all():
                raise SoundError(f"{self.path} holds samples that are not numbers; export it again.")
            any_sound = any_sound or len(block) > 0
            if len(block):
                yield block
        if not any_sound:
            raise SoundError(f"{self.path} has no sound in it: its length is zero.")

    def _open_sndfile(self) -> float | None:
        """Its seconds, or None where libsndfile cannot read the format."""
        import soundfile

        try:
            self._file = self._open.enter_context(soundfile.SoundFile(self.path))
        except (soundfile.LibsndfileError, TypeError):  # TypeError: a .raw file, whose format nobody knows
            return None
        if self._file.frames == 0:
            raise SoundError(f"{self.path} has no sound in it: its length is zero.")
        return float(self._file.frames / self._file.samplerate)

    def _from_sndfile(self) -> Iterator[Samples]:
        import soundfile
        import soxr

        file = self._file
        assert file is not None
        stream = soxr.ResampleStream(file.samplerate, EARS_RATE, 1, dtype="float32")
        try:
            for block in file.blocks(_BLOCK * file.samplerate, dtype="float32", always_2d=True):
                yield stream.resample_chunk(np.ascontiguousarray(block.mean(axis=1)))
        except soundfile.LibsndfileError as error:
            raise self._damaged() from error
        yield stream.resample_chunk(np.zeros(0, np.float32), last=True)

    def _open_av(self) -> float | None:
        import av

        try:
            container = self._open.enter_context(av.open(str(self.path)))
        except (av.FFmpegError, ValueError) as error:
            raise SoundError(
                f"{self.path} is not a recording that OS1 can read; give it WAV, FLAC, MP3, OGG or M4A."
            ) from error
        if not container.streams.audio:
            raise SoundError(f"{self.path} has no sound in it, only other data; give it a recording.")
        self._container = container
        return container.duration / av.time_base if container.duration else None

    def _from_av(self) -> Iterator[Samples]:
        import av

        container = self._container
        assert container is not None
        resampler = av.AudioResampler(format="flt", layout="mono", rate=EARS_RATE)
        try:
            for frame in container.decode(audio=0):
                for part in resampler.resample(frame):
                    yield _flat(part)
            for part in resampler.resample(None):
                yield _flat(part)
        except av.FFmpegError as error:
            raise self._damaged() from error

    def _damaged(self) -> SoundError:
        return SoundError(f"{self.path} is damaged or cut short; copy or record it again.")


def _flat(frame: AudioFrame) -> Samples:
    return np.asarray(frame.to_ndarray(), np.float32).reshape(-1)


def _check_file(path: Path) -> None:
    try:
        status = path.stat()
        if path.is_dir():
            raise SoundError(f"{path} is a folder; give one recording.")
        if not stat.S_ISREG(status.st_mode):
            raise SoundError(f"{path} is a device or a pipe; give a recording that is a file.")
        with path.open("rb"):
            pass
    except FileNotFoundError as error:
        raise SoundError(f"There is no file {path}; check its name.") from error
    except OSError as error:
        raise SoundError(f"{path} cannot be opened ({error.strerror}); check who may read it.") from error
    if status.st_size == 0:
        raise SoundError(f"{path} is empty; record or copy it again.")
