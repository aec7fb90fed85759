"""The devices that were let in: a name, when they were last here, and a secret of which only the hash is kept.

A cookie says `id.secret`; the secret has 256 random bits, so one round of SHA-256 keeps it safe at rest.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from os1.clock import Clock
from os1.errors import Busy
from os1.server.pairing import same
from os1.types import Shelf, new_id

KEPT = timedelta(days=400)
"""How long an unused device stays paired: the longest that browsers keep a cookie."""
_NOTE_EVERY = timedelta(minutes=5)
_PREFIX = "device/"
_SOCKETS = 8


@dataclass(frozen=True, slots=True)
class Device:
    """One paired browser. Times are ISO 8601 with a zone; `hash` is the SHA-256 of its secret, in hex."""

    id: str
    name: str
    hash: str
    since: str
    seen: str


class Devices:
    """Every paired device, kept on a shelf, and who of them is on the line now."""

    def __init__(self, shelf: Shelf, clock: Clock) -> None:
        self._shelf = shelf
        self._clock = clock
        self._all: dict[str, Device] = {}
        self._written: dict[str, datetime] = {}
        self._live: dict[str, set[asyncio.Event]] = {}

    async def load(self) -> None:
        """Read the shelf, and let go of devices unused for `KEPT`."""
        for key, document in await self._shelf.items():
            if not key.startswith(_PREFIX):
                continue
            device = Device(**document)
            if self._clock.now() - datetime.fromisoformat(device.seen) > KEPT:
                await self._shelf.delete(key)
            else:
                self._all[device.id] = device

    def all(self) -> list[Device]:
        """Oldest pairing first."""
        return sorted(self._all.values(), key=lambda device: device.since)

    def knows(self, id: str) -> bool:
        return id in self._all

    def is_live(self, id: str) -> bool:
        return bool(self._live.get(id))

    async def add(self, name: str) -> tuple[Device, str]:
        """Pair a new device; give it and the cookie value that proves it from now on."""
        now = self._clock.now()
        secret = secrets.token_urlsafe(32)
        device = Device(new_id(now), tidy(name), _hash(secret), now.isoformat(), now.isoformat())
        await self._shelf.put(_PREFIX + device.id, asdict(device))
        self._all[device.id] = device
        return device, f"{device.id}.{secret}"

    def find(self, cookie: str) -> Device | None:
        """The device that this cookie proves, if it proves one."""
        id, _, secret = cookie.partition(".")
        device = self._all.get(id)
        return device if device is not None and same(_hash(secret), device.hash) else None

    async def saw(self, device: Device) -> None:
        """Note that `device` is here now; written down every few minutes at most."""
        if device.id not in self._all:
            return
        now = self._clock.now()
        seen = replace(device, seen=now.isoformat())
        self._all[device.id] = seen
        if device.id not in self._written or now - self._written[device.id] > _NOTE_EVERY:
            self._written[device.id] = now
            await self._shelf.put(_PREFIX + device.id, asdict(seen))
            if device.id not in self._all:  # revoked while it was being written
                await self._shelf.delete(_PREFIX + device.id)

    async def revoke(self, id: str) -> bool:
        """Forget a device and end its live sockets; False when there is no such device."""
        if self._all.pop(id, None) is None:
            return False
        for gone in self._live.get(id, ()):
            gone.set()
        await self._shelf.delete(_PREFIX + id)
        return True

    @contextmanager
    def live(self, id: str) -> Iterator[asyncio.Event]:
        """While inside, the device counts as here; the event is set when it is revoked.

        Raises:
            Busy: the device has too many sockets open.
        """
        sockets = self._live.setdefault(id, set())
        if len(sockets) >= _SOCKETS:
            raise Busy("This device has too many pages open; close one of them.")
        gone = asyncio.Event()
        if id not in self._all:
            gone.set()
        sockets.add(gone)
        try:
            yield gone
        finally:
            sockets.discard(gone)
            if not sockets:
                self._live.pop(id, None)


def tidy(name: str) -> str:
    """A device's name as it may be shown and spoken: printable, single-spaced, at most 40 characters."""
    plain = "".join(letter if letter.isprintable() else " " for letter in name)
    return " ".join(plain.split())[:40].strip() or "A device"


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
