"""The sentences in strings.toml, by key, with their gaps filled."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files


def say(key: str, **gaps: str) -> str:
    """The sentence at "section.name"; it begins with a capital whatever fills its first gap."""
    section, _, name = key.partition(".")
    sentence: str = _all()[section][name].format(**gaps)
    return sentence[:1].upper() + sentence[1:]


@cache
def _all() -> dict[str, dict[str, str]]:
    return tomllib.loads(files(__package__).joinpath("strings.toml").read_text(encoding="utf-8"))
