"""A WAV file that records a reply while it is spoken: sample n is what sounded at second n / rate."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from os1.errors import SettingsError, reason
from os1.models.engines import Samples


class Tape:
    """Mono, 16 bits, whole up to the moment. Use it as a context manager."""

    def __init__(self, path: Path, rate: int) -> None:
        """Begin the file `path`.

        Raises:
            SettingsError: it cannot be written.
        """
        import soundfile

        self._path = path
        self._rate = rate
        self._written = 0
        try:
            with path.open("wb"):  # libsndfile cannot tell why it may not
                pass
            self._wave: Any = soundfile.SoundFile(
                path, "w", samplerate=rate, channels=1, format="WAV", subtype="PCM_16"
            )
        except (OSError, soundfile.LibsndfileError) as error:
            raise SettingsError(
                f"The recording {path} cannot be written ({reason(error)}); choose another place."
            ) from error

    def __enter__(self) -> Tape:
        return self

    def __exit__(self, *_: object) -> None:
        self._wave.close()

    def write(self, sound: Samples, at: float | None = None) -> None:
        """Add `sound`, with silence before it where the second `at` has not been reached yet.

        Raises:
            SettingsError: the disk is full, or takes no more for another reason.
        """
        import soundfile

        missing = max(0, int((at or 0.0) * self._rate) - self._written)
        sound = np.concatenate([np.zeros(missing, np.float32), sound])
        self._written += len(sound)
        try:
            self._wave.write(sound)
        except soundfile.LibsndfileError as error:
            raise SettingsError(
                f"The recording {self._path} cannot be written on; make room on its disk, or choose another place."
            ) from error
