"""A disk between SQLite and the machine's that fails when it is told to, and loses what was not synced.

It sits under the cipher, so that what it tears is what a real disk would hold. Without shared memory: one process.
"""

from __future__ import annotations

import functools
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import apsw

_NAME = "faulty"
_SECTOR = 512

Mode = Literal["never", "once", "short", "power"]
"""How it fails: not at all, one operation with an error, one write half done as well, or all from then on."""


@dataclass
class _Held:
    """One file: what it holds for certain, and the writes and cuts since then that may be lost."""

    durable: bytes
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)


@dataclass
class Disk:
    """`count` operations were asked for; number `fails_at` fails as `mode` says."""

    mode: Mode = "never"
    fails_at: int = 0
    count: int = 0
    files: dict[str, _Held] = field(default_factory=dict)

    def asked(self) -> bool:
        """Count one operation; tells whether it shall fail."""
        self.count += 1
        if self.mode == "power":
            return self.count >= self.fails_at
        return self.mode != "never" and self.count == self.fails_at

    def known(self, path: str) -> _Held:
        if path not in self.files:
            file = Path(path)
            self.files[path] = _Held(file.read_bytes() if file.exists() else b"")
        return self.files[path]

    def crash(self, chance: random.Random) -> None:
        """Leave the machine's files as a power cut may: synced bytes, and of the others whatever chance has it."""
        for path, held in self.files.items():
            data = bytearray(held.durable)
            for offset, written in held.pending:
                fate = chance.random()
                if written is None:
                    if fate < 0.5:
                        del data[offset:]
                elif fate < 0.4:
                    _put(data, offset, written)
                elif fate < 0.6:  # torn between two sectors
                    _put(data, offset, written[: chance.randrange(0, len(written) + 1, _SECTOR) or _SECTOR])
            file = Path(path)
            if file.exists() or (data and file.parent.exists()):
                file.write_bytes(data)
        self.files.clear()


def _put(data: bytearray, offset: int, written: bytes) -> None:
    data.extend(bytes(max(0, offset - len(data))))
    data[offset : offset + len(written)] = written


class _VFS(apsw.VFS):
    """Made once and never let go: the cipher that stacks on it keeps it for ever."""

    def __init__(self) -> None:
        super().__init__(_NAME, "unix")
        self.disk = Disk()
        apsw.Connection(":memory:", vfs=f"multipleciphers-{_NAME}").close()

    def xOpen(self, name: Any, flags: list[int]) -> Any:
        return _File(self.disk, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:
        if self.disk.asked():
            raise apsw.IOError("the disk failed")
        super().xDelete(filename, syncdir)
        held = self.disk.known(filename)
        # SQLite names the folder to be synced where it matters; else the old file may be there again.
        held.pending = []
        held.durable = b""


class _File(apsw.VFSFile):
    def __init__(self, disk: Disk, name: Any, flags: list[int]) -> None:
        self._disk = disk
        self._path = name.filename() if isinstance(name, apsw.URIFilename) else name
        if self._path:
            disk.known(self._path)
        super().__init__("unix", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:
        if self._disk.asked():
            if self._disk.mode == "short":
                super().xWrite(data[: len(data) // 2], offset)
                self._note(offset, bytes(data[: len(data) // 2]))
            raise apsw.FullError("the disk is full")
        super().xWrite(data, offset)
        self._note(offset, bytes(data))

    def xTruncate(self, newsize: int) -> None:
        if self._disk.asked():
            raise apsw.IOError("the disk failed")
        super().xTruncate(newsize)
        self._note(newsize, None)

    def xSync(self, flags: int) -> None:
        if self._disk.asked():
            raise apsw.IOError("the disk failed")
        # Nothing is synced for real: the machine stays on, and the test is fast.
        if self._path:
            held = self._disk.known(self._path)
            data = bytearray(held.durable)
            for offset, written in held.pending:
                if written is None:
                    del data[offset:]
                else:
                    _put(data, offset, written)
            held.durable, held.pending = bytes(data), []

    def _note(self, offset: int, written: bytes | None) -> None:
        if self._path:
            self._disk.known(self._path).pending.append((offset, written))


@functools.cache
def _vfs() -> _VFS:
    return _VFS()


@contextmanager
def on(disk: Disk) -> Iterator[None]:
    """Inside the block every store of this process lies on `disk`."""

    def alone(connection: apsw.Connection) -> None:
        connection.pragma("locking_mode", "exclusive")

    _vfs().disk = disk
    apsw.connection_hooks.append(alone)
    apsw.set_default_vfs(f"multipleciphers-{_NAME}")
    try:
        yield
    finally:
        apsw.set_default_vfs("multipleciphers-unix")
        apsw.connection_hooks.remove(alone)
