"""One OS1 a home: a lock on the folder, and a note that says how to reach the one that runs."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from os1.errors import Busy, SettingsError, StoreError

_LOCK = "running.lock"


@contextmanager
def only_one(home: Path) -> Iterator[Path]:
    """Hold the home for this process; gives the path of the lock file, which `note` writes into.

    Raises:
        Busy: another OS1 already runs with this home.
        StoreError: the home cannot be written.
    """
    descriptor = _open(home)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy(
                f"OS1 already runs with the home {home}; talk to that one, or stop it first."
            ) from None
        os.ftruncate(descriptor, 0)
        yield home / _LOCK
        os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


def note(lock: Path, **how: Any) -> None:
    """Write how to reach this OS (address, key) where only the person's own programs can read it."""
    lock.write_text(json.dumps({"pid": os.getpid(), **how}), encoding="utf-8")


def running(home: Path) -> dict[str, Any] | None:
    """How to reach the OS that runs with `home`, or None where none does."""
    path = home / _LOCK
    if not path.exists():
        return None
    descriptor = _open(home)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        text = path.read_text(encoding="utf-8")
        found: dict[str, Any] = json.loads(text) if text else {}
        return found
    finally:
        os.close(descriptor)
    return None


def _open(home: Path) -> int:
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        return os.open(home / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except NotADirectoryError:
        raise SettingsError(
            f"{home} cannot be a home: part of it is a file; choose another with --home."
        ) from None
    except FileExistsError:
        raise SettingsError(f"{home} is a file, not a folder; choose another home with --home.") from None
    except OSError as error:
        raise StoreError(
            f"The home {home} cannot be written ({error.strerror}); check it or choose another."
        ) from error
