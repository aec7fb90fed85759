"""A fake door behind the real server on loopback, and browsers that knock at it."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect

from os1 import config
from os1.clock import Clock
from os1.server import Reach, opened
from os1.testing.door import FakeDoor


@dataclass
class Served:
    """The running server and requests to it as a browser would make them."""

    door: FakeDoor
    reach: Reach
    home: Path

    @property
    def base(self) -> str:
        return self.reach.here.split("#")[0].rstrip("/")

    @property
    def key(self) -> str:
        return self.reach.here.split("#key=")[1]

    def browser(self, base: str = "", **more: Any) -> httpx.AsyncClient:
        base = base or self.base
        headers = {"origin": base, **more.pop("headers", {})}
        return httpx.AsyncClient(base_url=base, headers=headers, trust_env=False, **more)

    @asynccontextmanager
    async def known(self, name: str = "Desk") -> AsyncIterator[httpx.AsyncClient]:
        """A browser that is let in by a code."""
        async with self.browser() as client:
            answer = await client.post("/api/pair", json={"code": self.reach.invite().code, "name": name})
            assert answer.status_code == 200, answer.text
            yield client

    @property
    def trust(self) -> ssl.SSLContext:
        """What a phone that trusts this OS's certificate has."""
        return ssl.create_default_context(cafile=str(self.home / "tls" / "ca.crt"))

    def live(self, client: httpx.AsyncClient | None, **headers: str) -> connect:
        cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items()) if client else ""
        sent = {"Origin": self.base, "Cookie": cookie} | headers
        origin = sent.pop("Origin")
        return connect(
            f"{self.base.replace('http', 'ws')}/api/live",
            origin=origin or None,  # type: ignore[arg-type]  # websockets wants its own NewType of str
            additional_headers=sent,
            proxy=None,
        )


@asynccontextmanager
async def served(home: Path, clock: Clock | None = None, **options: Any) -> AsyncIterator[Served]:
    door = FakeDoor(clock)
    async with opened(door, config.load(home), port=0, **options) as reach:
        try:
            yield Served(door, reach, home)
        finally:
            await door.close()


async def next_event(socket: ClientConnection, name: str) -> dict[str, Any]:
    """The data of the next event called `name`; others are passed over."""
    async with asyncio.timeout(5):
        while True:
            message = json.loads(await socket.recv())
            if message["event"] == name:
                return dict(message["data"])
