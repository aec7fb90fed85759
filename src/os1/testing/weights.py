"""A small world of weights for tests: a catalogue of one set, and sources that a test controls."""

from __future__ import annotations

import asyncio
import hashlib
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from os1.models.catalogue import Catalogue, File, Kind, Part, Source, Weights
from os1.models.sources import SourceFailed, Tell

FIRST, SECOND = b"one" * 400_000, b"two" * 1000
CONTENT = {"model.bin": FIRST + SECOND, "words.txt": b"a\nb\n"}
NAME = "parrot"


def pinned(path: str, content: bytes) -> File:
    return File(path, len(content), hashlib.sha256(content).hexdigest())


def source(kind: Kind, container: str = "parrot==1.0") -> Source:
    return Source(
        kind,
        {
            "model.bin": (Part(container, "parrot/first"), Part(container, "parrot/second")),
            "words.txt": (Part(container, "parrot/words.txt"),),
        },
    )


MEMBERS = {"parrot/first": FIRST, "parrot/second": SECOND, "parrot/words.txt": CONTENT["words.txt"]}


def catalogue(*sources: Source) -> Catalogue:
    files = tuple(pinned(path, content) for path, content in CONTENT.items())
    weights = Weights(NAME, "ears", "A parrot", "MIT", "its owner", files, sources or (source("pypi"),))
    return Catalogue({NAME: weights}, {})


def wheel(path: Path, members: Mapping[str, bytes] = MEMBERS, *, torn: bool = False) -> Path:
    """A wheel as far as its members go; a torn one has lost its end."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as pack:
        for name, content in members.items():
            pack.writestr(name, content)
    if torn:
        path.write_bytes(path.read_bytes()[:-100])
    return path


class Shelf:
    """A getter that makes a wheel of `members`, or fails with `reason`; counts how often it was asked."""

    def __init__(
        self,
        members: Mapping[str, bytes] = MEMBERS,
        *,
        reason: str = "",
        before: Callable[[], object] = lambda: None,
        seconds: float = 0.0,
    ) -> None:
        self.members = dict(members)
        self.reason = reason
        self.asked: list[list[str]] = []
        self._before = before
        self._seconds = seconds

    async def __call__(self, parts: Sequence[Part], scratch: Path, tell: Tell) -> dict[Part, Path]:
        self.asked.append([part.member for part in parts])
        self._before()
        await asyncio.sleep(self._seconds)
        if self.reason:
            raise SourceFailed(self.reason)
        tell(10)
        made = wheel(scratch / "parrot.whl", self.members)
        return dict.fromkeys(parts, made)
