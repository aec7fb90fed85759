"""Which voices a folder of Kokoro voice packs holds, and what a voice's name means.

A pack is `NAME.bin`, float32 of shape (510, 1, 256): one style for each length of a phrase in sounds. Names begin
with the language (a American, b British) and f or m. Packs for other languages are not offered: the
sounds spoken are English. A blend is "af_heart:0.7+af_bella:0.3".
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from os1.errors import SettingsError, WeightsBroken, WeightsMissing

DEFAULT = "af_heart"
STYLES, WIDTH = 510, 256
_ENGLISH = ("af_", "am_", "bf_", "bm_")


def names(folder: Path) -> list[str]:
    """The English voices in `folder`, the default first.

    Raises:
        WeightsMissing: there is none.
    """
    found = sorted(path.stem for path in folder.glob("*.bin") if path.stem.startswith(_ENGLISH))
    if not found:
        raise WeightsMissing(f"{folder} holds no voices; run `os1 models fetch` to get them.")
    return sorted(found, key=lambda name: name != DEFAULT)


def parse(voice: str, known: Sequence[str]) -> dict[str, float]:
    """The voices that `voice` names with their shares, which add up to 1; empty means the first known.

    Raises:
        SettingsError: a voice is not known, or a share is not a positive number.
    """
    shares: dict[str, float] = {}
    for part in (voice.strip() or known[0]).split("+"):
        name, _, weight = (piece.strip() for piece in part.partition(":"))
        if name not in known:
            raise SettingsError(f"There is no voice {name!r}; choose one of {', '.join(known)}.")
        shares[name] = shares.get(name, 0.0) + _share(weight, voice)
    total = sum(shares.values())
    return {name: share / total for name, share in shares.items()}


def _share(weight: str, voice: str) -> float:
    try:
        share = float(weight or 1.0)
    except ValueError:
        share = 0.0
    if not 0.0 < share < math.inf:
        raise SettingsError(
            f"The blend {voice!r} cannot be read; write it like af_heart:0.7+af_bella:0.3 with shares above 0."
        )
    return share


def styles(folder: Path, shares: dict[str, float]) -> NDArray[np.float32]:
    """The blended pack, shape (510, 256).

    Raises:
        WeightsBroken: a pack has another size.
    """
    blended = np.zeros((STYLES, WIDTH), np.float32)
    for name, share in shares.items():
        pack = np.fromfile(folder / f"{name}.bin", np.float32)
        if pack.size != STYLES * WIDTH:
            raise WeightsBroken(f"The voice {name!r} is damaged; run `os1 models fetch` to get it again.")
        blended += share * pack.reshape(STYLES, WIDTH)
    return blended


def accent(shares: dict[str, float]) -> Literal["us", "gb"]:
    """ "gb" where most of the blend is British, else "us"."""
    british = sum(share for name, share in shares.items() if name.startswith("b"))
    return "gb" if british > 0.5 else "us"
