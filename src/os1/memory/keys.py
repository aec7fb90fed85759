"""The key of the store: 32 random bytes in the system keyring, or in a 0600 file where there is no keyring.

`key.where` in the home remembers which of the two it is, and a fingerprint of the key, so that a keyring that
vanished or a file that was swapped is an error and never a reason to make a new key over an old store.
"""

from __future__ import annotations

import hmac
import json
import queue
import secrets
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, Protocol, TypeVar

from os1.config import Settings
from os1.errors import StoreError, WrongKey
from os1.memory.files import make_folder, one_at_a_time, overwrite_and_remove, remove, replacing, spoken

T = TypeVar("T")

KEY_BYTES = 32
_FILE, _RECORD = "os1.key", "key.where"
_SERVICE = "os1"
_PATIENCE = 60.0
"""Seconds that a keyring gets to answer; it may be asking the person to unlock it."""
_TRUSTED = {
    f"keyring.backends.{name}" for name in ("macOS", "SecretService", "libsecret", "kwallet", "Windows")
}


class Keyring(Protocol):
    """What OS1 asks of a keyring; the backends of the `keyring` package are such."""

    def get_password(self, service: str, username: str) -> str | None: ...

    def set_password(self, service: str, username: str, password: str) -> None: ...

    def delete_password(self, service: str, username: str) -> None: ...


@dataclass(frozen=True, slots=True)
class _Record:
    """Where the key is kept: `name` is its entry in the keyring, `check` its fingerprint."""

    where: Literal["keyring", "file"]
    name: str
    check: str


def system_keyring() -> Keyring | None:
    """The keyring of the person's desktop session, or None. Plaintext, null and failing ones do not count."""
    import keyring

    found: Any = keyring.get_keyring()
    for backend in getattr(found, "backends", [found]):
        if type(backend).__module__.removesuffix(".Keyring") in _TRUSTED:
            trusted: Keyring = backend
            return trusted
    return None


def load_key(settings: Settings, keyring: Callable[[], Keyring | None] = system_keyring) -> bytes:
    """The key of this home's store; made at the first start, and never again while a store exists.

    Blocks (a keyring may ask the person to unlock it): call it in a thread.

    Raises:
        WrongKey: the key is gone, is not this store's, or its keyring cannot be reached.
        StoreError: the home cannot be written, or others may read the key file.
    """
    make_folder(settings.home)
    with one_at_a_time(settings.home):
        record = _read_record(settings.home)
        if record is None:
            return _first_key(settings, keyring)
        if record.where == "file":
            key = _read_file(settings.home / _FILE)
        else:
            key = _from_keyring(settings, record, keyring)
        if not hmac.compare_digest(fingerprint(key), record.check):
            raise WrongKey(
                f"The key found for {settings.home} is not the one its store was made with; "
                "put the right key back from a backup."
            )
        return key


def is_right(home: Path, key: bytes) -> bool:
    """Whether `key` is known to be the key that this home's store was made with."""
    record = _read_record(home)
    return record is not None and hmac.compare_digest(fingerprint(key), record.check)


def key_files(home: Path) -> list[Path]:
    """Where the key, or the word of where it is, may lie in `home`."""
    return [home / _FILE, home / _RECORD]


def erase_key(settings: Settings, keyring: Callable[[], Keyring | None] = system_keyring) -> None:
    """Destroy the key for ever; without it the store is noise. Blocks like `load_key`.

    Raises:
        StoreError: the keyring that holds the key cannot be reached.
    """
    record = _read_record(settings.home)
    if record is not None and record.where == "keyring":
        backend = _asked(keyring)
        if backend is None:
            raise StoreError(
                "The key is in the system keyring, which cannot be reached now; "
                "log in to the desktop session and erase again."
            )
        if _asked(lambda: backend.get_password(_SERVICE, record.name)) is not None:
            _asked(lambda: backend.delete_password(_SERVICE, record.name))
    overwrite_and_remove(settings.home / _FILE)
    remove(settings.home / _RECORD)


def _first_key(settings: Settings, keyring: Callable[[], Keyring | None]) -> bytes:
    path = settings.home / _FILE
    if path.exists() and settings.store.exists():
        # Not remembered: nobody knows whether it is this store's key before the store has opened.
        return _read_file(path)
    if path.exists():
        return _remember(settings.home, _read_file(path), "file")
    if settings.store.exists():
        raise WrongKey(
            f"The store {settings.store} is here but its key is not; put {_FILE} (or {_RECORD}) back from "
            "a backup, or start over with `os1 erase`."
        )
    key = secrets.token_bytes(KEY_BYTES)
    name = f"store-{secrets.token_hex(8)}"
    if settings.keyring == "auto" and _kept(key, name, keyring):
        return _remember(settings.home, key, "keyring", name)
    with replacing(path) as file:
        file.write(key)
    return _remember(settings.home, key, "file")


def _kept(key: bytes, name: str, keyring: Callable[[], Keyring | None]) -> bool:
    """Put the key into the keyring; False where there is none, or it does not give the key back."""
    try:
        backend = _asked(keyring)
        if backend is None:
            return False
        _asked(lambda: backend.set_password(_SERVICE, name, key.hex()))
        return _asked(lambda: backend.get_password(_SERVICE, name)) == key.hex()
    except WrongKey:
        return False


def _from_keyring(settings: Settings, record: _Record, keyring: Callable[[], Keyring | None]) -> bytes:
    if settings.keyring == "never":
        raise WrongKey(
            f"The key of {settings.home} is in the system keyring, which the settings forbid; "
            'set keyring = "auto".'
        )
    backend = _asked(keyring)
    if backend is None:
        raise WrongKey(
            f"The key of {settings.home} is in the system keyring, which cannot be reached now; "
            "log in to the desktop session and try again."
        )
    text = _asked(lambda: backend.get_password(_SERVICE, record.name))
    try:
        return bytes.fromhex(text or "missing")
    except ValueError:
        raise WrongKey(
            f"The system keyring no longer holds the key {record.name!r} of {settings.home}; "
            "restore the keyring from a backup."
        ) from None


def _asked(question: Callable[[], T]) -> T:
    """What the keyring answers, waited for at most `_PATIENCE`; a keyring that hangs is left behind.

    Raises:
        WrongKey: it failed or did not answer.
    """
    answers: queue.SimpleQueue[T | Exception] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(question())
        except Exception as error:  # noqa: BLE001 - each desktop's backend fails with classes of its own
            answers.put(error)

    threading.Thread(target=ask, name="os1-keyring", daemon=True).start()
    try:
        answer = answers.get(timeout=_PATIENCE)
    except queue.Empty:
        raise WrongKey(
            f"The system keyring did not answer within {_PATIENCE:.0f} seconds; unlock it and try again."
        ) from None
    if isinstance(answer, Exception):
        raise WrongKey(f"The system keyring refused ({answer}); unlock it and try again.") from answer
    return answer


def _remember(home: Path, key: bytes, where: Literal["keyring", "file"], name: str = _FILE) -> bytes:
    with replacing(home / _RECORD) as file:
        file.write(json.dumps(asdict(_Record(where, name, fingerprint(key)))).encode() + b"\n")
    return key


def _read_record(home: Path) -> _Record | None:
    path = home / _RECORD
    with spoken(path):
        try:
            text = path.read_bytes()
        except FileNotFoundError:
            return None
    try:
        record = _Record(**json.loads(text))
        if record.where not in ("keyring", "file") or not (record.name + record.check).isascii():
            raise ValueError("it is not a record of ours")
    except (ValueError, TypeError):
        raise WrongKey(f"{path} is damaged, so the key cannot be found; put it back from a backup.") from None
    return record


def _read_file(path: Path) -> bytes:
    try:
        with spoken(path):
            mode = path.stat().st_mode & 0o777
            key = path.read_bytes()
    except FileNotFoundError:
        raise WrongKey(f"The key file {path} is missing; put it back from a backup.") from None
    if mode & 0o077:
        raise StoreError(f"Others may read the key file {path} (mode {mode:o}); run: chmod 600 {path}")
    if len(key) != KEY_BYTES:
        raise WrongKey(
            f"The key file {path} holds {len(key)} bytes instead of {KEY_BYTES}; put the right one back "
            "from a backup."
        )
    return key


def fingerprint(key: bytes) -> str:
    """What tells one key from another and gives nothing of it away."""
    return hmac.digest(key, b"os1 store", "sha256").hex()[:16]
