"""What people say, as data: `patterns.toml` holds regular expressions on plain words, by table and key."""

from __future__ import annotations

import functools
import re
import tomllib
from importlib.resources import files
from typing import Any


@functools.cache
def _tables() -> dict[str, Any]:
    return tomllib.loads(files("os1.mind").joinpath("patterns.toml").read_text(encoding="utf-8"))


def keys(table: str) -> tuple[str, ...]:
    """The keys of `table`, in the file's order, which is the order in which they are tried."""
    return tuple(_tables()[table])


@functools.cache
def alternatives(table: str, key: str) -> str:
    """All alternatives of one key as one expression, in a group."""
    return f"(?:{'|'.join(_tables()[table][key])})"


@functools.cache
def pattern(table: str, key: str) -> re.Pattern[str]:
    """One key's alternatives, to be found as whole words or matched from the beginning."""
    return re.compile(rf"\b{alternatives(table, key)}(?!\w)")


@functools.cache
def listed_words(key: str) -> frozenset[str]:
    """A plain list of words."""
    return frozenset(_tables()["words"][key].split())
