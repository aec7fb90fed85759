"""One encrypted SQLite file, all of whose work happens on one thread of its own.

It knows nothing of what is kept. A write is one transaction: on disk when it returns, and finished even if
the caller is cancelled meanwhile. Several processes may have the file open; each write waits for its turn.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import shutil
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import TypeVar

import apsw

from os1.errors import Busy, StoreBroken, StoreError
from os1.memory.faults import PAGE, broken, spoken_by
from os1.memory.files import make_folder, remove, spoken, sweep, sync_file, sync_folder
from os1.memory.keys import is_right
from os1.memory.migrations import migrate

T = TypeVar("T")

_WAIT_MS = 10_000
"""How long a write waits for another process's."""
_WAL_BYTES = 16 * 2**20
_ASIDE = "aside-"
"""How the folders in the home begin that keep a store which was replaced."""
_MADE = b"made\n"
"""What the lock file says once the store has held its first schema."""
_SUSPECT = b"suspect\n"
"""What it says after that once a damaged page was met."""
_PRAGMAS: Mapping[str, str | int] = {
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
        self.key = key
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
        rows between pages left behind before. Takes a third of a second for every 100,000 utterances, and as much
        memory as the file is big. A store that was put aside in the home cannot be cleaned, so it is removed.

        Raises:
            Busy: another process is reading; nothing was scrubbed.
        """

        def rewrite() -> None:
            remove_asides(self.path)
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

    async def check(self) -> bool:
        """Whether every page and index is whole; reads all of the file. If not, the next start checks as well."""
        try:
            whole: bool = await self.read(lambda connection: connection.pragma("quick_check") == "ok")
        except StoreBroken:  # found so bad that the check itself could not end
            return False
        if not whole:
            await self._on_thread(self._suspect)
        return whole

    async def close(self) -> None:
        """Finish what was begun and let go of the file; does nothing the second time."""
        if self._closed:
            return
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
        try:
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
        except StoreBroken:
            self._suspect()
            raise

    def _suspect(self) -> None:
        """Have the next process that is alone with the store check it, however this one ends."""
        assert self._lock is not None
        os.pwrite(self._lock, _SUSPECT, len(_MADE))
        os.fsync(self._lock)

    def _open_connection(self) -> apsw.Connection:
        assert self._connection is not None, "work was handed to the store before it was open"
        return self._connection

    def _open(self) -> None:
        make_folder(self.path.parent)
        self._key_is_right = is_right(self.path.parent, self.key)
        try:
            self._lock, alone = _enter(self.path)
            made = _was_made(self._lock)
            _refuse_what_is_gone(self.path, made)
            unclean = made and (
                _sidecar(self.path, "-wal").exists() or _is_suspect(self._lock) or _is_cut(self.path)
            )
            if alone:
                sweep(self.path.parent)
            with spoken_by(self.path, self._key_is_right):
                self._connection = connect(self.path, self.key)
                if alone and unclean and self._connection.pragma("quick_check") != "ok":
                    raise broken(self.path)
                migrate(self._connection)
            if alone:
                os.pwrite(self._lock, _MADE, 0)
                os.ftruncate(self._lock, len(_MADE))
                os.fsync(self._lock)
        except BaseException:
            self._close()
            raise

    def _close(self) -> None:
        if self._connection is not None:
            # Every write is on disk long since; what a failing disk leaves undone here the next start does.
            with suppress(apsw.IOError, apsw.FullError):
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
    remove_asides(path)
    for file in store_files(path):
        remove(file)


def new_aside(path: Path) -> Path:
    """The name of a folder beside the store that does not exist yet, for a store that is replaced."""
    numbers = (int(name[len(_ASIDE) :]) for name in _names(path) if name[len(_ASIDE) :].isdecimal())
    return path.with_name(f"{_ASIDE}{max(numbers, default=0) + 1}")


def set_aside(files: Iterable[Path], aside: Path) -> None:
    """Move those of `files` that exist into the folder `aside`."""
    make_folder(aside)
    with spoken(aside):
        for file in files:
            if file.exists():
                file.replace(aside / file.name)
        sync_folder(aside)
        sync_folder(aside.parent)


def remove_asides(path: Path) -> None:
    """Remove every store that was ever put aside here: nothing in them can be forgotten."""
    sweep(path.parent)
    with spoken(path):
        for name in _names(path):
            shutil.rmtree(path.with_name(name))
        sync_folder(path.parent)


def put_in_place(new: Path, path: Path, aside: Path) -> None:
    """Let the closed store `new` become `path`; what is there is kept in the folder `aside`. Call it inside
    `nobody_inside`.

    Whatever cuts it short, `path` is one of the two, and the old one is whole in its place or `aside`.
    """
    old = [file for file in store_files(path)[:-1] if file.exists()]
    if old:
        make_folder(aside)
    with spoken(path):
        for file in old:
            _kept_as(file, aside / file.name)
        if old:
            sync_folder(aside)
        for file in store_files(path)[1:-1]:
            file.unlink(missing_ok=True)
        sync_folder(path.parent)
        new.replace(path)
        sync_folder(path.parent)


def _kept_as(file: Path, name: Path) -> None:
    """Let `file` exist under `name` too; where the disk knows no second names, as a copy."""
    try:
        name.hardlink_to(file)
    except OSError:
        shutil.copyfile(file, name)
        name.chmod(0o600)
        sync_file(name)


def _names(path: Path) -> list[str]:
    return [folder.name for folder in path.parent.glob(f"{_ASIDE}*") if folder.is_dir()]


def connect(path: Path, key: bytes) -> apsw.Connection:
    """A connection to the file at `path`, made where it does not exist; nobody's but the caller's thread's."""
    with spoken(path):
        # SQLite gives its sidecars the mode of the file, and a new file the mode of the umask.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    return _connection(path, key, _PRAGMAS)


def connect_damaged(path: Path, key: bytes) -> apsw.Connection:
    """A connection that opens what it can: a file that is shorter than it should be does not put it off."""
    return _connection(path, key, {"writable_schema": "on"})


def _connection(path: Path, key: bytes, pragmas: Mapping[str, str | int]) -> apsw.Connection:
    connection = apsw.Connection(str(path))
    try:
        connection.set_busy_timeout(_WAIT_MS)
        connection.pragma("cipher", "chacha20")
        connection.pragma("key", f"raw:{key.hex()}")
        for name, value in pragmas.items():
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


def _is_cut(path: Path) -> bool:
    """Whether the file ends within a page, which SQLite notices only where it needs that page."""
    return path.exists() and path.stat().st_size % PAGE != 0


def _is_suspect(lock: int) -> bool:
    return os.pread(lock, len(_SUSPECT), len(_MADE)) == _SUSPECT


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
