"""Small files that must never be half written or readable by others. It knows nothing of what is in them."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from os1.errors import DiskFull, StoreError

_SCRATCH = ".os1-"


@contextlib.contextmanager
def spoken(path: Path) -> Iterator[None]:
    """Turn the operating system's refusals about `path` into sentences; what is not there is the caller's matter.

    Raises:
        DiskFull: there is no room, or the disk fails.
        StoreError: any other refusal.
    """
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise DiskFull(
                f"There is no room left to write {path}; free some space and try again."
            ) from error
        raise StoreError(
            f"{path} cannot be used ({error.strerror}); check the folder and its permissions, or choose another."
        ) from error


def make_folder(folder: Path) -> None:
    """Make `folder` for its owner alone, where it does not exist yet."""
    with spoken(folder):
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except FileNotFoundError as error:  # a file system that lets nobody make folders
            raise StoreError(f"The folder {folder} cannot be made; choose another.") from error


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A file to write that becomes `path`, mode 0600, only when the block ends well; it is on disk then."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with spoken(path):
        try:
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            with open(descriptor, "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
            sync_folder(path.parent)
        finally:
            temporary.unlink(missing_ok=True)


def overwrite_and_remove(path: Path) -> None:
    """Fill `path` with zeros on disk, then remove it; does nothing where it does not exist."""
    with spoken(path), contextlib.suppress(FileNotFoundError):
        with path.open("r+b") as file:
            file.write(bytes(path.stat().st_size))
            file.flush()
            os.fsync(file.fileno())
        remove(path)


def remove(path: Path) -> None:
    """Remove `path` where it exists, for good even if the power fails now."""
    with spoken(path):
        path.unlink(missing_ok=True)
        sync_folder(path.parent)


def sync_file(path: Path) -> None:
    """Put what is in `path` on disk."""
    with spoken(path), path.open("rb") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Put the names inside `folder` on disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def scratch(folder: Path) -> Iterator[Path]:
    """A folder of our own inside `folder`, on the same disk, that is gone when the block ends."""
    with spoken(folder):
        own = Path(tempfile.mkdtemp(prefix=_SCRATCH, dir=folder))
    try:
        yield own
    finally:
        shutil.rmtree(own, ignore_errors=True)


def sweep(folder: Path) -> None:
    """Remove what a process that died inside `scratch` left in `folder`; nobody may be inside one."""
    for left in folder.glob(f"{_SCRATCH}*"):
        shutil.rmtree(left, ignore_errors=True)


@contextlib.contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Inside the block, no other process is inside a block of the same folder."""
    with spoken(folder):
        descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
