"""First names that are known, with the sex of most who bear them: `names.txt` and `given.txt` list them."""

from __future__ import annotations

import functools
from importlib.resources import files


@functools.cache
def leanings() -> dict[str, str]:
    """Each name with "f", "m" or, where both bear it, ""."""
    parted = (line.split("|") for line in _lines("names.txt"))
    own = {name: sex for name, sex, *_ in parted}
    listed = (line.split(": ") for line in _lines("given.txt"))
    given = {name: sex for sex, names in listed for name in names.split()}
    return {name: sex if sex in ("f", "m") else "" for name, sex in (given | own).items()}


def _lines(file: str) -> list[str]:
    lines = files("os1.mind").joinpath(file).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]
