"""What every request must pass before anything answers: right host, right origin, not too much, and known.

An ASGI layer around the whole app. It knows paths only as public or not; the app behind it never sees a
device that is not paired, and finds the one that is in `request.state.device` (None on public paths).

Cookies ignore ports and `SameSite` ignores them too, so other services on this computer count as "same site"
to a browser: what keeps their pages out is the exact Origin (and Sec-Fetch-Site), checked here.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from http.cookies import CookieError, SimpleCookie
from typing import Literal

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from os1.clock import Clock
from os1.server.devices import Devices

MOST_BYTES = 64 * 1024
"""The largest body of a request; a WebRTC offer has about 4 kB."""
_PER_SECOND = 20.0
_BURST = 80.0
_ADDRESSES = 2000
_PUBLIC = frozenset(
    (
        "/",
        "/api/pair",
        "/os1-ca.crt",
        "/look.css",
        "/pair.css",
        "/pair.js",
        "/line.js",
        "/icon.svg",
        "/icon.png",
        "/os1.webmanifest",
    )
)
_HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "microphone=(self), screen-wake-lock=(self), camera=(), geolocation=(), payment=()",
}
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[0-9a-z.-]+)(?::(\d{1,5}))?", re.IGNORECASE)

Listener = Literal["loopback", "lan"]


class Budget:
    """A bucket of requests for each address, refilled steadily."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._left: dict[str, tuple[float, float]] = {}

    def take(self, address: str) -> bool:
        """Whether `address` may ask once more now."""
        now = self._clock.monotonic()
        if address not in self._left and len(self._left) >= _ADDRESSES:
            self._left.clear()
        left, then = self._left.get(address, (_BURST, now))
        left = min(_BURST, left + (now - then) * _PER_SECOND)
        self._left[address] = (max(0.0, left - 1), now)
        return left >= 1


class Guard:
    """Wraps `app` for one listener. `names` are the DNS names that a Host header may say there."""

    def __init__(
        self, app: ASGIApp, devices: Devices, clock: Clock, listener: Listener, names: Iterable[str]
    ) -> None:
        self._app = app
        self._devices = devices
        self._listener = listener
        self._names = frozenset(name.lower() for name in names)
        self._budget = Budget(clock)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if (no := self._refusal(scope, headers)) is not None:
            status, sentence = no
            await _refuse(scope, receive, _dressed(scope, send, ""), status, sentence)
            return
        send = _dressed(scope, send, headers["host"])
        device = self._devices.find(cookie_of(headers, scope))
        if device is None and scope["path"] not in _PUBLIC:
            await _refuse(scope, receive, send, 401, "This device is not paired; open the page to pair it.")
            return
        if device is not None:
            await self._devices.saw(device)
        scope.setdefault("state", {})["device"] = device
        scope["state"]["listener"] = self._listener
        await self._app(scope, _capped(receive) if scope["type"] == "http" else receive, send)

    def _refusal(self, scope: Scope, headers: Headers) -> tuple[int, str] | None:
        """Why this request is turned away before anybody looks at who sent it."""
        address = (scope.get("client") or ("unknown", 0))[0]
        if not self._budget.take(address):
            return 429, "Too many requests; wait a moment."
        port = (scope.get("server") or ("", 0))[1]
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not self._is_ours(hosts[0], port or 0, scope["scheme"]):
            return 421, "This address is not one of OS1's; use the one that it printed."
        origin = headers.get("origin")
        reads = scope["type"] == "http" and scope["method"] in ("GET", "HEAD")
        scheme = {"ws": "http", "wss": "https"}.get(scope["scheme"], scope["scheme"])
        if origin is None and not reads:
            return 403, "A request that changes something must say where it comes from."
        if origin is not None and origin.lower() != f"{scheme}://{hosts[0].lower()}":
            return 403, "Another page may not speak to OS1."
        site = headers.get("sec-fetch-site", "none")
        if scope["path"].startswith("/api/") and site not in ("same-origin", "none"):
            return 403, "Another page may not speak to OS1."
        if scope["type"] == "http" and not _short_enough(headers):
            return 413, f"That is more than the {MOST_BYTES // 1024} kilobytes that OS1 takes at once."
        return None

    def _is_ours(self, host: str, port: int, scheme: str) -> bool:
        """Whether a Host header names this listener. An IP literal cannot be rebound by DNS."""
        match = _HOST.fullmatch(host)
        if match is None:
            return False
        usual = 443 if scheme in ("https", "wss") else 80
        if int(match[2] or usual) != port:
            return False
        name = match[1].lower()
        if name in self._names:
            return True
        try:
            address = ipaddress.ip_address(name.strip("[]"))
        except ValueError:
            return False
        return self._listener == "lan" or address in (_LOOPBACK_4, _LOOPBACK_6)


_LOOPBACK_4 = ipaddress.ip_address("127.0.0.1")
_LOOPBACK_6 = ipaddress.ip_address("::1")


def cookie_name(scope: Scope) -> str:
    """The cookie's name; the port is in it because browsers share cookies between ports."""
    return f"os1_{(scope.get('server') or ('', 0))[1]}"


def cookie_of(headers: Headers, scope: Scope) -> str:
    """The value of OS1's cookie, or nothing."""
    try:
        jar: SimpleCookie = SimpleCookie(headers.get("cookie", ""))
    except CookieError:
        return ""
    morsel = jar.get(cookie_name(scope))
    return morsel.value if morsel is not None else ""


def policy(scheme: str, host: str) -> str:
    """The Content-Security-Policy. The socket is named too: older Safari does not count it as 'self'."""
    socket = f" {'wss' if scheme in ('https', 'wss') else 'ws'}://{host}" if host else ""
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
        f"manifest-src 'self'; connect-src 'self'{socket}; media-src 'self' mediastream:; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    )


def _short_enough(headers: Headers) -> bool:
    length = headers.get("content-length", "0")
    return length.isdecimal() and int(length) <= MOST_BYTES


def _capped(receive: Receive) -> Receive:
    """Count a body that did not say its length."""
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > MOST_BYTES:
            raise HTTPException(
                413, f"That is more than the {MOST_BYTES // 1024} kilobytes that OS1 takes at once."
            )
        return message

    return counted


def _dressed(scope: Scope, send: Send, host: str) -> Send:
    """Put the security headers on every answer."""

    async def dressed(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers[name] = value
            headers["content-security-policy"] = policy(scope["scheme"], host)
            headers["cache-control"] = "no-store" if scope["path"].startswith("/api/") else "no-cache"
        await send(message)

    return dressed


async def _refuse(scope: Scope, receive: Receive, send: Send, status: int, sentence: str) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 4000 + status, "reason": sentence[:120]})
        return
    await JSONResponse({"error": sentence}, status)(scope, receive, send)
