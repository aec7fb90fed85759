"""Who is turned away at the door, and how."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest
from websockets.exceptions import InvalidStatus

from os1.errors import Busy, SettingsError
from os1.server.guard import MOST_BYTES
from os1.testing.clock import VirtualClock
from os1.testing.served import served

pytestmark = pytest.mark.anyio
PRIVATE = (
    "/api/state",
    "/api/transcript",
    "/api/devices",
    "/api/invite.svg",
    "/page.js",
    "/index.html",
    "/nothing",
)


async def test_a_stranger_sees_only_the_pairing_page(tmp_path: Path) -> None:
    async with served(tmp_path) as os1, os1.browser() as stranger:
        page = await stranger.get("/")
        assert page.status_code == 401
        assert "pair.js" in page.text and "page.js" not in page.text
        for asset in ("/pair.js", "/pair.css", "/look.css", "/line.js", "/icon.svg"):
            assert (await stranger.get(asset)).status_code == 200
        for path in PRIVATE:
            assert (await stranger.get(path)).status_code == 401, path
        for path in ("/api/offer", "/api/invite"):
            assert (await stranger.post(path, json={})).status_code == 401


async def test_every_answer_wears_the_security_headers(tmp_path: Path) -> None:
    async with served(tmp_path) as os1, os1.browser() as stranger, os1.known() as known:
        for answer in (
            await stranger.get("/"),
            await stranger.get("/api/state"),
            await known.get("/page.js"),
        ):
            policy = answer.headers["content-security-policy"]
            assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
            assert "unsafe" not in policy
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["referrer-policy"] == "no-referrer"
            assert "access-control-allow-origin" not in answer.headers
        assert (await known.get("/api/state")).headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "10.0.0.7:{port}", "x@y"]
)
async def test_a_wrong_host_is_refused(tmp_path: Path, host: str) -> None:
    async with served(tmp_path) as os1, os1.known() as known:
        port = os1.base.rsplit(":", 1)[1]
        answer = await known.get("/api/state", headers={"host": host.format(port=port)})
        assert answer.status_code == 421


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "https://127.0.0.1:{port}", "http://127.0.0.1:1"]
)
async def test_a_wrong_origin_is_refused_everywhere(tmp_path: Path, origin: str) -> None:
    async with served(tmp_path) as os1, os1.known() as known:
        origin = origin.format(port=os1.base.rsplit(":", 1)[1])
        offer = {"sdp": "v=0", "type": "offer"}
        assert (await known.post("/api/offer", json=offer, headers={"origin": origin})).status_code == 403
        assert (await known.get("/api/state", headers={"origin": origin})).status_code == 403
        with pytest.raises(InvalidStatus) as refused:
            await os1.live(known, Origin=origin)
        assert refused.value.response.status_code == 403


async def test_a_change_or_a_socket_without_origin_is_refused(tmp_path: Path) -> None:
    async with served(tmp_path) as os1, os1.known() as known:
        del known.headers["origin"]
        assert (await known.post("/api/invite")).status_code == 403
        assert (await known.get("/api/state")).status_code == 200
        with pytest.raises(InvalidStatus):
            await os1.live(known, Origin="")


async def test_another_port_of_this_computer_counts_as_a_stranger(tmp_path: Path) -> None:
    async with served(tmp_path) as os1, os1.known() as known:
        answer = await known.get("/api/transcript", headers={"sec-fetch-site": "same-site"})
        assert answer.status_code == 403


async def test_a_socket_without_a_cookie_or_with_a_made_up_one_is_refused(tmp_path: Path) -> None:
    async with served(tmp_path) as os1, os1.known() as known:
        with pytest.raises(InvalidStatus):
            await os1.live(None)
        [name] = known.cookies.keys()
        id = known.cookies[name].split(".")[0]
        for forged in (f"{id}.guess", f"{id}.", id, "", ".", "x.y"):
            with pytest.raises(InvalidStatus):
                await os1.live(None, Cookie=f"{name}={forged}")


async def test_bodies_are_limited_whether_they_say_their_length_or_not(tmp_path: Path) -> None:
    async with served(tmp_path) as os1, os1.known() as known:
        kind = {"content-type": "application/json"}
        large = b'{"sdp": "' + b"x" * MOST_BYTES + b'"}'
        assert (await known.post("/api/offer", content=large, headers=kind)).status_code == 413

        async def drops() -> object:
            for _ in range(20):
                yield b"x" * 8192

        assert (await known.post("/api/offer", content=drops(), headers=kind)).status_code == 413  # type: ignore[arg-type]  # an async iterable


@pytest.mark.parametrize(
    "path",
    [
        "/../serve.py",
        "/%2e%2e/server/serve.py",
        "/..%2f..%2fos1/types.py",
        "//etc/passwd",
        "/%00",
        "/pair.css/../../types.py",
    ],
)
async def test_no_path_leads_out_of_the_web_folder(tmp_path: Path, path: str) -> None:
    async with served(tmp_path) as os1, os1.known() as known:
        host, port = os1.base.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        cookie = "; ".join(f"{name}={value}" for name, value in known.cookies.items())
        writer.write(
            f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n".encode()
        )
        answer = await reader.read()
        writer.close()
        await writer.wait_closed()
        assert b" 404 " in answer.split(b"\r\n")[0] or b" 400 " in answer.split(b"\r\n")[0]
        assert b"root:" not in answer and b"def " not in answer


async def test_a_flood_is_slowed_down(tmp_path: Path) -> None:
    clock = VirtualClock(datetime(2026, 3, 1, tzinfo=UTC))
    async with served(tmp_path, clock) as os1, os1.browser() as stranger:
        answers = [(await stranger.get("/icon.svg")).status_code for _ in range(82)]
        assert answers == [200] * 80 + [429] * 2
        await clock.advance(1)
        assert (await stranger.get("/icon.svg")).status_code == 200


async def test_a_taken_port_is_named(tmp_path: Path) -> None:
    async with served(tmp_path) as os1:
        port = int(os1.base.rsplit(":", 1)[1])
        with pytest.raises(Busy, match=f"Port {port}.*--port"):
            from os1 import config
            from os1.server import opened

            async with opened(os1.door, config.load(tmp_path), port=port):
                pass


async def test_plain_http_is_never_served_to_the_network(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="--lan"):
        async with served(tmp_path, host="0.0.0.0"):
            pass
