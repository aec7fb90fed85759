"""Opens the doors: plain HTTP for this computer, and HTTPS for paired devices when asked."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass

import uvicorn
from starlette.types import ASGIApp

from os1.config import Settings
from os1.errors import Busy, SettingsError
from os1.server.announce import announced
from os1.server.devices import Devices
from os1.server.door import Door
from os1.server.guard import Guard
from os1.server.live import Live
from os1.server.pairing import Invite, Pairing, qr_text
from os1.server.routes import Desk, build
from os1.server.tls import Address, Authority, addresses, machine_name

_LAN_AWAY = 30
"""How far the HTTPS port lies from the plain one: 7413 and 7443."""
_LOOK_EVERY = 60.0
"""Seconds between two looks at this machine's addresses."""
_CONNECTIONS = 200
_MESSAGE = 32 * 1024


@dataclass(frozen=True, slots=True)
class Reach:
    """Where OS1 can be reached, for the terminal to print.

    `here` is for a browser on this computer and carries a one-time key. `phones` is for the home network, or
    None; `fingerprint` is the SHA-256 of the certificate that phones are asked to trust.
    """

    here: str
    phones: str | None
    fingerprint: str | None
    _pairing: Pairing

    def invite(self) -> Invite:
        """A code to read out or type on a phone, good for five minutes and one device."""
        return self._pairing.invite()

    def qr(self) -> str:
        """The same invitation as a QR code for the terminal.

        Raises:
            SettingsError: only this computer is served.
        """
        if self.phones is None:
            raise SettingsError("Only this computer is served; start OS1 with --lan to let phones in.")
        return qr_text(f"{self.phones}#token={self.invite().token}")


class _Server(uvicorn.Server):
    """A server that leaves the process's signals alone, and says when it is open."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.open = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.open.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def serve(
    door: Door,
    settings: Settings,
    *,
    host: str = "127.0.0.1",
    port: int | None = None,
    lan: bool = False,
    ready: Callable[[Reach], None] | None = None,
) -> None:
    """Serve until cancelled; `ready` is called once when the doors are open. Port 0 means any free one.

    Raises:
        Busy: the port is taken.
        SettingsError: `host` is not this computer; the network is served by `lan` alone.
    """
    async with opened(door, settings, host=host, port=port, lan=lan) as reach:
        if ready is not None:
            ready(reach)
        await asyncio.Event().wait()


@asynccontextmanager
async def opened(
    door: Door, settings: Settings, *, host: str = "127.0.0.1", port: int | None = None, lan: bool = False
) -> AsyncIterator[Reach]:
    """The doors are open inside the block; see `serve`."""
    port = settings.port if port is None else port
    devices = Devices(door.shelf("server"), door.clock)
    await devices.load()
    pairing = Pairing(door.clock)
    live = Live(door, devices)
    phones: list[str] = []
    authority = Authority(settings.home / "tls") if lan else None
    desk = Desk(
        door,
        devices,
        pairing,
        live,
        lambda: phones[0] if phones else None,
        authority.certificate if authority else None,
    )
    app = build(desk)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(live.close)
        near = stack.enter_context(_bound(_loopback(host), port))
        here = _url("http", host, near)
        await stack.enter_async_context(
            _running(Guard(app, devices, door.clock, "loopback", ["localhost"]), near)
        )
        if authority is not None:
            far = stack.enter_context(_bound("", port + _LAN_AWAY if port else 0))
            guard = Guard(app, devices, door.clock, "lan", ["localhost", machine_name()])
            await stack.enter_async_context(_at_home(guard, far, authority, door, phones))
        yield Reach(
            f"{here}#key={pairing.key}",
            phones[0] if phones else None,
            authority.fingerprint() if authority else None,
            pairing,
        )


@asynccontextmanager
async def _at_home(
    guard: Guard, far: socket.socket, authority: Authority, door: Door, phones: list[str]
) -> AsyncIterator[None]:
    """HTTPS and its announcement, kept true while this machine's addresses change; `phones[0]` is the address."""
    where = addresses()
    await asyncio.to_thread(authority.certify, where, door.clock.now())
    context = authority.context()
    phones[:] = [_url("https", str(where[0]) if where else machine_name(), far)]
    async with _running(guard, far, context):
        watching = asyncio.create_task(_watch(far, authority, context, door, phones))
        try:
            yield
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)


async def _watch(
    far: socket.socket, authority: Authority, context: ssl.SSLContext, door: Door, phones: list[str]
) -> None:
    """Announce the present addresses, and start over with a new certificate whenever they change."""
    port = far.getsockname()[1]
    while True:
        where = addresses()
        if await asyncio.to_thread(authority.certify, where, door.clock.now()):
            authority.refresh(context)
        phones[:] = [_url("https", str(where[0]) if where else machine_name(), far)]
        async with announced(where, port):
            await _changed(where, door)


async def _changed(where: tuple[Address, ...], door: Door) -> None:
    """Return when the addresses are no longer `where`, or a day has passed (a certificate may be due)."""
    for _ in range(24 * 60):
        await door.clock.sleep(_LOOK_EVERY)
        if addresses() != where:
            return


@asynccontextmanager
async def _running(
    app: ASGIApp, listener: socket.socket, context: ssl.SSLContext | None = None
) -> AsyncIterator[None]:
    """A uvicorn server on a bound socket; it ends gracefully, within about a second."""
    config = uvicorn.Config(
        app,
        lifespan="off",
        ws="websockets-sansio",
        ws_max_size=_MESSAGE,
        ws_per_message_deflate=False,
        limit_concurrency=_CONNECTIONS,
        timeout_keep_alive=20,
        timeout_graceful_shutdown=1,
        server_header=False,
        proxy_headers=False,
        access_log=False,
        log_config=None,
        log_level="warning",
        ssl_context_factory=(lambda *_: context) if context is not None else None,
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        await server.open.wait()
        yield
    finally:
        server.should_exit = True
        await asyncio.gather(asyncio.shield(task))


@contextmanager
def _bound(host: str, port: int) -> Iterator[socket.socket]:
    """A socket that holds the port; an empty host means every address, IPv6 where there is any."""
    family = socket.AF_INET6 if ":" in host or (not host and socket.has_dualstack_ipv6()) else socket.AF_INET
    listener = socket.socket(family)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if not host and family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        try:
            listener.bind((host, port))
        except OSError as error:
            raise Busy(
                f"Port {port} cannot be used ({error.strerror}); "
                "stop what uses it, or choose another with --port."
            ) from error
        listener.setblocking(False)
        yield listener
    finally:
        listener.close()


def _loopback(host: str) -> str:
    if host == "localhost":
        return "127.0.0.1"
    try:
        if ipaddress.ip_address(host).is_loopback:
            return host
    except ValueError:
        pass  # a name: said below
    raise SettingsError(f"{host} is not this computer; to let phones in at home, use --lan instead.")


def _url(scheme: str, host: str, listener: socket.socket) -> str:
    shown = f"[{host}]" if ":" in host else host
    return f"{scheme}://{shown}:{listener.getsockname()[1]}/"
