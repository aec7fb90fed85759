"""Letting a new device in: a six-digit code for fingers, a long token for links and QR codes.

Both are one-time and die after five minutes; a code also dies after five wrong tries, and many wrong codes in
an hour close that way in altogether (the long token cannot be guessed and goes on working). It does not know
what a device is.
"""

from __future__ import annotations

import hmac
import io
import secrets
from collections import deque
from dataclasses import dataclass

import segno

from os1.clock import Clock
from os1.errors import Refused

LASTS = 300.0
"""Seconds that an invitation is good for."""
TRIES = 5
"""Wrong codes after which an invitation is withdrawn."""
_WRONG_AN_HOUR = 30
_FRESH = 120.0
"""An invitation with more seconds left than this is shown again instead of being replaced."""


def same(one: str, other: str) -> bool:
    """Whether two secrets are equal, in a time that does not tell where they differ."""
    return hmac.compare_digest(one.encode(errors="replace"), other.encode(errors="replace"))


@dataclass(frozen=True, slots=True)
class Invite:
    """A way in for one device. `until` is in seconds of the clock's `monotonic`."""

    code: str
    token: str
    until: float


class Pairing:
    """At most one open invitation for devices of the home, and one key for a browser on this computer."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._invite: Invite | None = None
        self._tries = 0
        self._wrong: deque[float] = deque()
        self._key: str | None = secrets.token_urlsafe(32)

    @property
    def key(self) -> str | None:
        """The one-time token that the terminal prints for this computer's own browser; None once used."""
        return self._key

    def invite(self) -> Invite:
        """The open invitation while it is fresh, else a new one (which ends the old)."""
        now = self._clock.monotonic()
        if self._invite is None or self._invite.until - now < _FRESH:
            code = f"{secrets.randbelow(1_000_000):06d}"
            self._invite = Invite(code, secrets.token_urlsafe(32), now + LASTS)
            self._tries = 0
        return self._invite

    def use_key(self, key: str) -> bool:
        """Whether `key` is this computer's own; it then stops working."""
        if self._key is None or not same(key, self._key):
            return False
        self._key = None
        return True

    def use_token(self, token: str) -> bool:
        """Whether `token` is the open invitation's; the invitation is then over."""
        invite = self._open()
        if invite is None or not same(token, invite.token):
            return False
        self._invite = None
        return True

    def use_code(self, code: str) -> bool:
        """Whether `code` is the open invitation's; the invitation is then over.

        Raises:
            Refused: too many wrong codes came in the last hour.
        """
        now = self._clock.monotonic()
        while self._wrong and now - self._wrong[0] > 3600:
            self._wrong.popleft()
        if len(self._wrong) >= _WRONG_AN_HOUR:
            raise Refused("Too many wrong codes came in; use the QR code, or try again in an hour.")
        invite = self._open()
        if invite is not None and same(code, invite.code):
            self._invite = None
            return True
        self._wrong.append(now)
        self._tries += 1
        if self._tries >= TRIES:
            self._invite = None
        return False

    def _open(self) -> Invite | None:
        if self._invite is not None and self._invite.until <= self._clock.monotonic():
            self._invite = None
        return self._invite


def qr_svg(url: str) -> bytes:
    """A QR code as a standalone SVG picture, dark on light."""
    out = io.BytesIO()
    segno.make(url, error="m").save(out, kind="svg", scale=6, border=3, dark="#4a2018", light="#fff8f1")
    return out.getvalue()


def qr_text(url: str) -> str:
    """A QR code in half-block characters, for a terminal."""
    out = io.StringIO()
    segno.make(url, error="l").terminal(out, border=2, compact=True)
    return out.getvalue()
