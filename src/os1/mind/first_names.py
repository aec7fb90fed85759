"""First names that are known, with the sex of most who bear them; `names.txt` lists them."""

from __future__ import annotations

import functools
from importlib.resources import files


@functools.cache
def leanings() -> dict[str, str]:
    """Each name with "f", "m" or, where both bear it, ""."""
    lines = files("os1.mind").joinpath("names.txt").read_text(encoding="utf-8").splitlines()
    parted = (line.split("|") for line in lines if line and not line.startswith("#"))
    return {name: sex if sex in ("f", "m") else "" for name, sex, *_ in parted}
