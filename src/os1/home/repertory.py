"""The repertoire as the judge sees it: computed once for these lines and this judge, then kept beside it."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from os1.mind.repertoire import Repertoire, lines, midst, situations
from os1.models import catalogue
from os1.models.engines import Judge

_SET = "os1-judge"


def is_learned(models: Path) -> bool:
    """Whether it is kept in the folder of weights `models`."""
    return _file(models).is_file()


async def learned(judge: Judge, models: Path) -> Repertoire:
    """The repertoire, where the midst of each situation is kept in the folder of weights `models`.

    It takes half a minute of one core the first time, and may be broken off.

    Raises:
        EngineDown: the judge died, or is busy.
    """
    file = _file(models)
    kept = await asyncio.to_thread(_kept, file)
    if kept is not None:
        return Repertoire(kept)
    found = midst(await judge.rows(lines()))
    with contextlib.suppress(OSError):  # where it cannot be kept, it is computed at every start
        await asyncio.to_thread(_keep, file, found)
    return Repertoire(found)


def _file(models: Path) -> Path:
    return models / _SET / f"repertoire-{_fingerprint()}.npy"


def _fingerprint() -> str:
    """What changes with the lines and with the judge."""
    total = hashlib.sha256(catalogue.load().get(_SET).files[0].sha256.encode())
    total.update("\n".join(lines()).encode())
    return total.hexdigest()[:16]


def _kept(file: Path) -> NDArray[np.float32] | None:
    """What is in `file`; None where there is none, or it was broken."""
    try:
        found = np.load(file, allow_pickle=False)
    except (OSError, EOFError, ValueError):
        return None
    return (
        found if found.dtype == np.float32 and found.ndim == 2 and len(found) == len(situations()) else None
    )


def _keep(file: Path, found: NDArray[np.float32]) -> None:
    for old in file.parent.glob("repertoire-*.npy"):
        old.unlink()
    half = file.with_suffix(".half")
    with half.open("wb") as out:
        np.save(out, found)
        out.flush()
        os.fsync(out.fileno())
    half.replace(file)
