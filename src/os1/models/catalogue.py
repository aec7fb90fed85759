"""The catalogue: every weight set, what its files must be, who says it may be used, and where to get it.

The facts are in `catalogue.toml` beside this file. Nothing here touches the disk or the network.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

from os1.config import SIZES, Size
from os1.errors import SettingsError

Role = Literal["brain", "ears", "mouth", "embedder"]
ROLES: tuple[Role, ...] = get_args(Role)
Kind = Literal["own", "pypi", "npm", "hub"]


@dataclass(frozen=True, slots=True)
class File:
    """One file of a weight set: its `path` inside the set's folder, its size and its SHA-256 in hex."""

    path: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a file: the `member` of a package or repository (`container`, with its version)."""

    container: str
    member: str


@dataclass(frozen=True, slots=True)
class Source:
    """A place that carries a set's files. `parts` maps each file's path to the pieces that make it, in order."""

    kind: Kind
    parts: Mapping[str, tuple[Part, ...]]


@dataclass(frozen=True, slots=True)
class Weights:
    """One weight set. `said_by` names who grants the licence; `context` is in tokens, 0 where it means nothing."""

    name: str
    role: Role
    title: str
    licence: str
    said_by: str
    files: tuple[File, ...]
    sources: tuple[Source, ...]
    strength: Literal["bundled", "strong"] = "bundled"
    context: int = 0

    @property
    def bytes(self) -> int:
        return sum(file.bytes for file in self.files)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All weight sets by name, for each size the names that each role needs, and the ears for other languages than
    English."""

    weights: Mapping[str, Weights]
    sizes: Mapping[Size, Mapping[Role, tuple[str, ...]]]
    foreign_ears: tuple[str, ...] = ()

    def get(self, name: str) -> Weights:
        """The set called `name`.

        Raises:
            SettingsError: there is no such set.
        """
        if name not in self.weights:
            known = ", ".join(sorted(self.weights))
            raise SettingsError(f"There are no weights called {name!r}; known ones are {known}.")
        return self.weights[name]

    def needed(self, size: Size, language: str) -> list[Weights]:
        """Every set that `size` uses with a person who speaks `language`, brain first."""
        return [self.weights[name] for role in ROLES for name in self.choices(size, role, language)[0]]

    def choices(self, size: Size, role: Role, language: str) -> list[tuple[str, ...]]:
        """What can fill `role` at `size`: its own sets, then those of ever smaller sizes, each once.

        English ears make up English words for any other language, so they never stand in.
        """
        if role == "ears" and language != "en":
            return [self.foreign_ears]
        down = SIZES[: SIZES.index(size) + 1][::-1]
        return list(dict.fromkeys(self.sizes[smaller][role] for smaller in down))


@cache
def load() -> Catalogue:
    """The catalogue that this version of OS1 ships."""
    return parse(tomllib.loads(files("os1.models").joinpath("catalogue.toml").read_text(encoding="utf-8")))


def parse(data: Mapping[str, Any]) -> Catalogue:
    """The catalogue in a decoded TOML document of the same shape as `catalogue.toml`."""
    weights = {name: _weights(name, entry) for name, entry in data["weights"].items()}
    sizes: dict[Size, Mapping[Role, tuple[str, ...]]] = {
        size: {role: tuple(data["sizes"][size][role]) for role in ROLES} for size in SIZES
    }
    return Catalogue(weights, sizes, tuple(data["foreign"]["ears"]))


def _weights(name: str, entry: Mapping[str, Any]) -> Weights:
    plain = {key: value for key, value in entry.items() if key not in ("files", "sources")}
    own = tuple(File(**file) for file in entry["files"])
    return Weights(name=name, files=own, sources=tuple(_source(s, own) for s in entry["sources"]), **plain)


def _source(entry: Mapping[str, Any], own: tuple[File, ...]) -> Source:
    if "folder" in entry:
        container, _, folder = entry["folder"].partition(":")
        prefix = f"{folder}/" if folder else ""
        parts: dict[str, tuple[Part, ...]] = {
            file.path: (Part(container, prefix + file.path),) for file in own
        }
    else:
        parts = {path: tuple(_part(text) for text in texts) for path, texts in entry["files"].items()}
    return Source(entry["kind"], parts)


def _part(text: str) -> Part:
    container, _, member = text.partition(":")
    return Part(container, member)
