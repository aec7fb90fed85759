"""What SQLite reports, as sentences for the person."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import apsw

from os1.errors import Busy, DiskFull, StoreBroken, StoreError, WrongKey

_READING = {
    apsw.SQLITE_IOERR_READ,
    apsw.SQLITE_IOERR_SHORT_READ,
    apsw.SQLITE_IOERR_CORRUPTFS,
    apsw.SQLITE_IOERR_DATA,
}
_LEGIBLE = slice(16, 24), b"\x10\x00\x02\x02\x20\x40\x20\x20"
"""Bytes of an encrypted file that the cipher leaves readable: page size 4096, WAL, 32 bytes reserved a page."""
PAGE = 4096


@contextlib.contextmanager
def spoken_by(path: Path, key_is_right: bool) -> Iterator[None]:
    """Turn SQLite's errors about the store at `path` into OS1's; `key_is_right` where its fingerprint matched.

    Raises:
        WrongKey, StoreBroken, DiskFull, Busy, StoreError
    """
    try:
        yield
    except (apsw.FullError, apsw.IOError) as error:
        if getattr(error, "extendedresult", 0) in _READING:
            raise StoreBroken(f"The disk cannot read {path}; put the store back from a backup.") from error
        raise DiskFull(
            f"There is no room left to write {path}, or its disk fails; free some space and try again."
        ) from error
    except (apsw.NotADBError, apsw.CorruptError) as error:
        if isinstance(error, apsw.NotADBError) and not key_is_right and _looks_whole(path):
            raise WrongKey(f"This key does not open {path}; put the right key back from a backup.") from error
        raise broken(path) from error
    except (apsw.BusyError, apsw.LockedError) as error:
        raise Busy(f"Another OS1 command is using {path}; try again in a moment.") from error
    except (apsw.ReadOnlyError, apsw.CantOpenError, apsw.PermissionsError) as error:
        raise StoreError(
            f"{path} cannot be written; check the permissions of its folder, or choose another home."
        ) from error


def broken(path: Path) -> StoreBroken:
    """What to say of a store that cannot be read although its key is right."""
    return StoreBroken(
        f"The store {path} is damaged; start OS1 again, and it saves what can be read, or put a backup back with "
        "`os1 restore`."
    )


def beyond_reading(path: Path) -> StoreBroken:
    """What to say of a store of which nothing could be saved."""
    return StoreBroken(
        f"The store {path} is damaged beyond reading; put a backup back with `os1 restore --replace`, which keeps "
        "the damaged one."
    )


def _looks_whole(path: Path) -> bool:
    """Whether a store that does not decrypt has at least the shape of one."""
    try:
        with path.open("rb") as file:
            header = file.read(PAGE)
    except OSError:
        return False
    part, expected = _LEGIBLE
    return len(header) == PAGE and header[part] == expected
