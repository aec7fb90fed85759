"""One encrypted SQLite file, all of whose work happens on one thread of its own.

It knows nothing of what is kept. A write is one transaction: on disk when it returns, and finished even if
the caller is cancelled meanwhile. Several processes may have the file open; each write waits for its turn.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import TypeVar

import apsw

from os1.errors import Busy, StoreBroken, StoreError
from os1.memory.faults import PAGE, broken, spoken_by
from os1.memory.files import make_folder, remove, spoken
from os1.memory.keys import is_right
from os1.memory.migrations import migrate

T = TypeVar("T")

_WAIT_MS = 10_000
"""How long a write waits for another process's."""
_WAL_BYTES = 16 * 2**20
_MADE = b"made\n"
"""What the lock file says once the store has held its first schema."""
_PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": "extra",
    "fullfsync": "on",
    "checkpoint_fullfsync": "on",
    "secure_delete": "on",
    "foreign_keys": "on",
    "temp_store": "memory",
    "journal_size_limit": _WAL_BYTES,
}


class Store:
    """An open store; made by `open_store`. `read` and `write` run a function on the store's thread."""

    def __init__(self, path: Path, key: bytes) -> None:
        self.path = path
        self._key = key
        self._key_is_right = False
        self._connection: apsw.Connection | None = None
        self._lock: int | None = None
        self._closed = False
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="os1-store")

    async def read(self, question: Callable[[apsw.Connection], T]) -> T:
        """What `question` finds, all of it in one snapshot of the store."""
        return await self._on_thread(lambda: self._in_transaction("BEGIN", question))

    async def write(self, change: Callable[[apsw.Connection], T]) -> T:
        """Make `change` in one transaction; it is on disk when this returns, or nothing of it is.

        Raises:
            DiskFull: there is no room.
            Busy: another process writes for very long.
        """
        return await self._on_thread(lambda: self._in_transaction("BEGIN IMMEDIATE", change))

    async def scrub(self) -> None:
        """Write the file anew and empty the log of recent writes, so that nothing deleted is left in either.

        SQLite's secure_delete is not enough: it zeroes what it deletes, but not the copies of it that moving
        rows between pages left behind before. Takes seconds for every 100,000 utterances, and as much memory as
        the file is big.

        Raises:
            Busy: another process is reading; nothing was scrubbed.
        """

        def rewrite() -> None:
            connection = self._open_connection()
            with spoken_by(self.path, self._key_is_right):
                connection.execute("VACUUM")
                connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)

        await self._on_thread(rewrite)

    def size(self) -> int:
        """Bytes on disk, the log of recent writes included."""
        files = [_sidecar(self.path, suffix) for suffix in ("", "-wal")]
        return sum(file.stat().st_size for file in files if file.exists())

    async def open(self) -> None:
        """Open the file, or make it; migrate it; check it where the last process did not close it."""
        await self._on_thread(self._open)

    async def close(self) -> None:
        """Finish what was begun and let go of the file."""
        try:
            await self._on_thread(self._close)
        finally:
            self._closed = True
            self._thread.shutdown(wait=False)

    async def _on_thread(self, work: Callable[[], T]) -> T:
        if self._closed:
            raise StoreError(f"The store {self.path} is closed; open it again.")
        # Shielded: a cancelled caller must not unqueue a write that it has already handed over.
        return await asyncio.shield(asyncio.get_running_loop().run_in_executor(self._thread, work))

    def _in_transaction(self, begin: str, work: Callable[[apsw.Connection], T]) -> T:
        connection = self._open_connection()
        with spoken_by(self.path, self._key_is_right):
            connection.execute(begin)
            try:
                result = work(connection)
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:  # a full disk has rolled back already
                    connection.execute("ROLLBACK")
                raise
            return result

    def _open_connection(self) -> apsw.Connection:
        assert self._connection is not None, "work was handed to the store before it was open"
        return self._connection

    def _open(self) -> None:
        make_folder(self.path.parent)
        self._key_is_right = is_right(self.path.parent, self._key)
        try:
            self._lock, alone = _enter(self.path)
            made = _was_made(self._lock)
            _refuse_what_is_gone(self.path, made)
            unclean = alone and made and _sidecar(self.path, "-wal").exists()
            with spoken_by(self.path, self._key_is_right):
                self._connection = _connect(self.path, self._key)
                if unclean and self._connection.pragma("quick_check") != "ok":
                    raise broken(self.path)
                migrate(self._connection)
            if not made:
                os.pwrite(self._lock, _MADE, 0)
                os.fsync(self._lock)
        except BaseException:
            self._close()
            raise

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


@asynccontextmanager
async def open_store(path: Path, key: bytes) -> AsyncIterator[Store]:
    """The store at `path`, opened with the raw `key`; made where it does not exist.

    Raises:
        WrongKey, StoreBroken, DiskFull, StoreError: see `os1.errors`.
    """
    store = Store(path, key)
    try:
        await store.open()
        yield store
    finally:
        await store.close()


@contextmanager
def nobody_inside(path: Path) -> Iterator[None]:
    """Inside the block no process has the store open, and none can open it.

    Raises:
        Busy: one has.
    """
    descriptor = _lock_file(path)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise Busy(f"An OS1 still has {path} open; stop it first, then try again.") from None
    finally:
        os.close(descriptor)


def store_files(path: Path) -> list[Path]:
    """The store and everything that may lie beside it; its lock comes last."""
    return [_sidecar(path, suffix) for suffix in ("", "-wal", "-shm", "-journal", ".lock")]


def remove_store(path: Path) -> None:
    """Remove the store and everything beside it; call it inside `nobody_inside`."""
    for file in store_files(path):
        remove(file)


def _connect(path: Path, key: bytes) -> apsw.Connection:
    with spoken(path):
        # SQLite gives its sidecars the mode of the file, and a new file the mode of the umask.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    connection = apsw.Connection(str(path))
    try:
        connection.set_busy_timeout(_WAIT_MS)
        connection.pragma("cipher", "chacha20")
        connection.pragma("key", f"raw:{key.hex()}")
        for name, value in _PRAGMAS.items():
            connection.pragma(name, value)
    except BaseException:
        connection.close()
        raise
    return connection


def _enter(path: Path) -> tuple[int, bool]:
    """Take a shared lock for as long as the store is open; also tells whether no other process has it open."""
    descriptor = _lock_file(path)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        alone = True
    except BlockingIOError:
        alone = False
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    return descriptor, alone


def _lock_file(path: Path) -> int:
    with spoken(path):
        return os.open(_sidecar(path, ".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _was_made(lock: int) -> bool:
    return os.pread(lock, len(_MADE), 0) == _MADE


def _refuse_what_is_gone(path: Path, made: bool) -> None:
    """An empty or missing file would be taken for a new store, and the old memories for never told."""
    size = path.stat().st_size if path.exists() else 0
    if made and 0 < size < PAGE:  # SQLite takes less than a page for nothing at all
        raise broken(path)
    if made and size == 0:
        with suppress(FileNotFoundError):
            if _sidecar(path, "-wal").stat().st_size > 0:
                return
        raise StoreBroken(
            f"The store {path} is {'empty' if path.exists() else 'missing'}, though it held memories; "
            "put it back from a backup, or start over with `os1 erase`."
        )


def _sidecar(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)
