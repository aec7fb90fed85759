"""How facts are said in English, as data: `noticing.toml`, its words and verb forms, and the words for roles."""

from __future__ import annotations

import functools
import tomllib
from importlib.resources import files
from typing import Any

from os1.memory.relations import ROLES, SAME_ROLE


@functools.cache
def tables() -> dict[str, Any]:
    return tomllib.loads(files("os1.mind").joinpath("noticing.toml").read_text(encoding="utf-8"))


@functools.cache
def word_list(key: str) -> tuple[str, ...]:
    """The entries of a list of words: separated by bars, or by spaces where an entry has no more than one word."""
    text = " ".join(tables()["words"][key].split())
    entries = text.split("|") if "|" in text else text.split()
    return tuple(sorted({entry.strip() for entry in entries if entry.strip()}, key=len, reverse=True))


@functools.cache
def forms() -> dict[str, str]:
    """Each form of a verb that facts are read from, with its first form."""
    return {form: base for base, all_ in tables()["verbs"].items() for form in all_.split()}


def roles(*more: str) -> str:
    """Every word for a role, and `more`, as alternatives of an expression, the longest first."""
    return "|".join(sorted([*ROLES, *SAME_ROLE, *more], key=len, reverse=True))
