"""Copies of the store that can be put back: whole, encrypted, verified, and without what was being forgotten.

A backup is one file: a line that says what it is, a line of JSON that says what opens it, and an encrypted store.
What opens it is the key of the home it was made in, or a key made from a passphrase, which works on any machine.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO, Literal

import apsw

from os1.config import Settings
from os1.errors import SettingsError, StoreBroken, StoreError, WrongKey
from os1.memory.faults import broken, spoken_by
from os1.memory.files import make_folder, replacing, scratch, spoken, sync_file
from os1.memory.keys import KEY_BYTES, fingerprint, key_files, load_key
from os1.memory.store import connect, new_aside, nobody_inside, put_in_place, set_aside, store_files

_MAGIC = b"OS1 backup 1\n"
_HEADER_AT_MOST = 4096
_COST = 2**17
"""scrypt's n: with r = 8 it takes 128 MB and about half a second, for us and for each guess."""
_BLOCK = 2**20


@dataclass(frozen=True, slots=True)
class Seal:
    """What opens a backup: the home's key or a passphrase (with its salt and cost), and the key's fingerprint."""

    by: Literal["home", "passphrase"]
    check: str
    salt: str = ""
    cost: int = 0


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was read back and is whole: what it holds."""

    utterances: int
    documents: int
    by: Literal["home", "passphrase"]


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back, and the folder that what was there before is kept in, if anything was."""

    backup: Backup
    aside: Path | None


def seal_for(key: bytes, passphrase: str | None) -> tuple[Seal, bytes]:
    """A new seal and the key it stands for: the home's `key`, or one made from `passphrase`."""
    if passphrase is None:
        return Seal("home", fingerprint(key)), key
    salt = secrets.token_bytes(16)
    made = _stretched(passphrase, salt, _COST)
    return Seal("passphrase", fingerprint(made), salt.hex(), _COST), made


def opened_by(seal: Seal, file: Path, home_key: Callable[[], bytes | None], passphrase: str | None) -> bytes:
    """The key under `seal`; `home_key` gives the key of the home at hand, if it has one.

    Raises:
        SettingsError: a passphrase is needed.
        WrongKey: the passphrase or the home's key is another one.
    """
    if seal.by == "passphrase":
        if passphrase is None:
            raise SettingsError(f"{file} is under a passphrase; give it with --passphrase.")
        key: bytes | None = _stretched(passphrase, bytes.fromhex(seal.salt), seal.cost)
        wrong = f"That is not the passphrase of {file}; try again."
    else:
        key = home_key()
        wrong = (
            f"{file} opens only with the key of the home it was made in, which is not here; restore it into that "
            "home, put its key back first, or use a backup that was made under a passphrase."
        )
    if key is None or fingerprint(key) != seal.check:
        raise WrongKey(wrong)
    return key


def write_backup(
    live: apsw.Connection, key: bytes, seal: Seal, file: Path, purge: Callable[[apsw.Connection], None]
) -> Backup:
    """Copy the store behind `live` into `file`, sealed under `key`, and read it back; nothing is left half done.

    Others may write meanwhile: the copy is of one moment. `purge` gets the copy before it is sealed: what can
    still be brought back here is gone there.

    Raises:
        DiskFull, StoreError: it cannot be written there.
        StoreBroken: the store, or what was read back, is damaged.
    """
    file = file.absolute()
    make_folder(file.parent)
    _refuse_another_file(file)
    with scratch(file.parent) as folder:
        copy = folder / "os1.db"
        with spoken_by(copy, True), contextlib.closing(connect(copy, key)) as target:
            _copied(live, target)
            purge(target)
            target.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
        with spoken(file), replacing(file) as out, copy.open("rb") as source:
            out.write(_MAGIC + json.dumps(asdict(seal)).encode() + b"\n")
            shutil.copyfileobj(source, out, _BLOCK)
    return verify(file, key)


def read_seal(file: Path) -> Seal:
    """What opens the backup `file`.

    Raises:
        SettingsError: it is not there, or is not a backup of OS1.
    """
    with _opened(file) as source:
        return _seal(file, source)


def verify(file: Path, key: bytes) -> Backup:
    """Open the backup `file` with `key`, check every page, and count what is in it.

    Raises:
        StoreBroken: it is damaged.
    """
    with scratch(file.absolute().parent) as folder:
        return _unpacked(file, key, folder / "os1.db")


async def restore(settings: Settings, file: Path, passphrase: str | None, *, replace: bool) -> Restored:
    """Put what is in the backup `file` into the home of `settings`; with `replace`, in the place of what is there.

    Until all of it is verified and on disk, nothing in the home changes.

    Raises:
        SettingsError: the file is no backup or needs a passphrase, or the home holds memories already.
        WrongKey: its key is another one.
        StoreBroken: the backup is damaged.
        Busy: an OS1 still has the store open.
        DiskFull, StoreError: the home cannot be written.
    """
    return await asyncio.to_thread(_restore, settings, file, passphrase, replace)


def _restore(settings: Settings, file: Path, passphrase: str | None, replace: bool) -> Restored:
    seal = read_seal(file)
    make_folder(settings.home)
    with nobody_inside(settings.store):
        here = settings.store.exists() and settings.store.stat().st_size > 0
        if here and not replace:
            raise SettingsError(
                f"{settings.home} holds memories already; with --replace they are put aside for those of {file}."
            )
        seal_key = opened_by(seal, file, lambda: _key_at_hand(settings), passphrase)
        aside = new_aside(settings.store)
        with scratch(settings.home) as folder:
            found = _unpacked(file, seal_key, folder / "backup.db")
            key = _key_for(settings, aside)
            with (
                spoken_by(settings.store, True),
                contextlib.closing(connect(folder / "backup.db", seal_key)) as source,
                contextlib.closing(connect(folder / "os1.db", key)) as target,
            ):
                _copied(source, target)
                _checked(file, target)
            sync_file(folder / "os1.db")
            put_in_place(folder / "os1.db", settings.store, aside)
    return Restored(found, aside if aside.exists() else None)


def _key_at_hand(settings: Settings) -> bytes | None:
    return load_key(settings) if any(path.exists() for path in key_files(settings.home)) else None


def _key_for(settings: Settings, aside: Path) -> bytes:
    """The key of the home; a new one where it has none, or none that can be had: then the old store is noise."""
    try:
        return load_key(settings)
    except WrongKey:
        set_aside([*store_files(settings.store)[:-1], *key_files(settings.home)], aside)
        return load_key(settings)


def _stretched(passphrase: str, salt: bytes, cost: int) -> bytes:
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    return Scrypt(salt=salt, length=KEY_BYTES, n=cost, r=8, p=1).derive(passphrase.encode())


def _copied(source: apsw.Connection, target: apsw.Connection) -> None:
    with target.backup("main", source, "main") as copying:
        copying.step(-1)
    # A store of one file, without a log of recent writes beside it.
    target.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)


def _unpacked(file: Path, key: bytes, into: Path) -> Backup:
    with _opened(file) as source:
        seal = _seal(file, source)
        with spoken(into), into.open("xb") as out:
            shutil.copyfileobj(source, out, _BLOCK)
    try:
        with spoken_by(into, True), contextlib.closing(connect(into, key)) as connection:
            _checked(file, connection)
            row: Any = connection.execute(
                "SELECT (SELECT count(*) FROM utterance), (SELECT count(*) FROM shelf)"
            )
            utterances, documents = row.fetchall()[0]
    except (StoreBroken, apsw.SQLError) as error:
        raise StoreBroken(f"The backup {file} is damaged; use another one.") from error
    return Backup(utterances, documents, seal.by)


def _checked(file: Path, connection: apsw.Connection) -> None:
    if connection.pragma("quick_check") != "ok":
        raise broken(file)


@contextlib.contextmanager
def _opened(file: Path) -> Iterator[BinaryIO]:
    try:
        with file.open("rb") as source:
            yield source
    except OSError as error:
        raise SettingsError(f"{file} cannot be read ({error.strerror}); name a backup of OS1.") from error


def _seal(file: Path, source: BinaryIO) -> Seal:
    """The seal at the beginning of a backup; the store follows."""
    try:
        if source.readline(_HEADER_AT_MOST) != _MAGIC:
            raise ValueError("it does not begin as a backup does")
        seal = Seal(**json.loads(source.readline(_HEADER_AT_MOST)))
        if seal.by not in ("home", "passphrase") or seal.cost != (_COST if seal.by == "passphrase" else 0):
            raise ValueError("it is sealed in a way that this OS1 does not know")
        bytes.fromhex(seal.salt)
    except (ValueError, TypeError) as error:
        raise SettingsError(f"{file} is not a backup of OS1, or its beginning is damaged.") from error
    return seal


def _refuse_another_file(file: Path) -> None:
    """A backup may replace an older one, and nothing else."""
    with spoken(file), contextlib.suppress(FileNotFoundError), file.open("rb") as there:
        if there.read(len(_MAGIC)) != _MAGIC:
            raise StoreError(f"{file} is there already and is no backup; choose another name.")
