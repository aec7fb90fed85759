"""Letting devices in: keys, codes and tokens work once, in time, and cannot be guessed."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from os1.errors import Refused
from os1.server.devices import KEPT, Devices, tidy
from os1.server.pairing import LASTS, TRIES, Pairing, qr_svg, qr_text
from os1.testing.clock import VirtualClock
from os1.testing.served import served
from os1.testing.shelf import MemoryShelf

pytestmark = pytest.mark.anyio
START = datetime(2026, 3, 1, 9, tzinfo=UTC)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


async def test_the_printed_key_lets_one_browser_in(tmp_path: Path) -> None:
    async with served(tmp_path) as os1, os1.browser() as mine, os1.browser() as other:
        answer = await mine.post("/api/pair", json={"key": os1.key, "name": "Desk"})
        cookie = answer.headers["set-cookie"].lower()
        assert "httponly" in cookie and "samesite=strict" in cookie
        assert (await mine.get("/api/state")).json()["name"] == "Ada"
        assert "page.js" in (await mine.get("/")).text
        assert (await other.post("/api/pair", json={"key": os1.key})).status_code == 403
        assert (await other.get("/api/state")).status_code == 401


@pytest.mark.parametrize(
    "body", [{}, {"code": ""}, {"code": None}, {"token": ""}, {"key": "é\ud800"}, {"code": "١٢٣٤٥٦"}]
)
async def test_what_is_no_proof_does_not_open(tmp_path: Path, body: dict[str, object]) -> None:
    async with served(tmp_path) as os1, os1.browser() as stranger:
        sent = json.dumps(body)
        answer = await stranger.post("/api/pair", content=sent, headers={"content-type": "application/json"})
        assert answer.status_code == 403
        assert "new code" in answer.json()["error"]


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        ("{", "application/json", 400),
        ("[1]", "application/json", 400),
        ("code=1", "application/x-www-form-urlencoded", 415),
        ("{}", "text/plain", 415),
    ],
)
async def test_only_json_objects_are_read(tmp_path: Path, content: str, kind: str, status: int) -> None:
    async with served(tmp_path) as os1, os1.browser() as stranger:
        answer = await stranger.post("/api/pair", content=content, headers={"content-type": kind})
        assert answer.status_code == status


async def test_guessing_the_code_ends_the_invitation(tmp_path: Path) -> None:
    async with served(tmp_path) as os1, os1.browser() as stranger:
        code = os1.reach.invite().code
        for _ in range(TRIES):
            assert (await stranger.post("/api/pair", json={"code": wrong(code)})).status_code == 403
        assert (await stranger.post("/api/pair", json={"code": code})).status_code == 403


async def test_the_cookie_is_kept_as_a_hash_and_outlives_a_restart(tmp_path: Path) -> None:
    shelf, clock = MemoryShelf(), VirtualClock(START)
    devices = Devices(shelf, clock)
    device, cookie = await devices.add("  My\nphone\x00 ")
    assert device.name == "My phone"
    assert cookie.split(".")[1] not in json.dumps(await shelf.items())
    again = Devices(shelf, clock)
    await again.load()
    assert again.find(cookie) == device
    assert again.find(cookie + "x") is None


async def test_a_device_unused_for_long_is_let_go() -> None:
    shelf, clock = MemoryShelf(), VirtualClock(START)
    _, cookie = await Devices(shelf, clock).add("Old phone")
    await clock.set(START + KEPT + timedelta(days=1))
    later = Devices(shelf, clock)
    await later.load()
    assert later.find(cookie) is None
    assert await shelf.items() == []


async def test_being_seen_is_written_down_now_and_then() -> None:
    shelf, clock = MemoryShelf(), VirtualClock(START)
    devices = Devices(shelf, clock)
    device, _ = await devices.add("Desk")
    await clock.advance(60)
    for _ in range(5):
        await devices.saw(device)
    assert shelf.writes == 2
    assert devices.all()[0].seen == (START + timedelta(seconds=60)).isoformat()
    await devices.revoke(device.id)
    await devices.saw(device)
    assert await shelf.items() == []


async def test_an_invitation_ends_in_time_and_is_used_once() -> None:
    clock = VirtualClock(START)
    pairing = Pairing(clock)
    first = pairing.invite()
    assert pairing.invite() == first
    await clock.advance(LASTS - 60)
    second = pairing.invite()
    assert second != first
    assert not pairing.use_token(first.token)
    assert pairing.use_token(second.token)
    assert not pairing.use_token(second.token)
    assert not pairing.use_code(second.code)
    third = pairing.invite()
    await clock.advance(LASTS)
    assert not pairing.use_code(third.code)
    assert not pairing.use_token(third.token)


async def test_many_wrong_codes_close_that_way_in_but_not_the_link() -> None:
    clock = VirtualClock(START)
    pairing = Pairing(clock)
    for _ in range(30):
        assert not pairing.use_code(wrong(pairing.invite().code))
    with pytest.raises(Refused, match="QR"):
        pairing.use_code(pairing.invite().code)
    assert pairing.use_token(pairing.invite().token)
    await clock.advance(3700)
    assert pairing.use_code(pairing.invite().code)


@pytest.mark.parametrize("name", ["", " \n ", "\x00\x1b"])
def test_a_nameless_device_still_has_a_name(name: str) -> None:
    assert tidy(name) == "A device"
    assert len(tidy("x" * 500)) == 40


def test_a_qr_code_can_be_drawn_both_ways() -> None:
    url = "https://192.168.1.20:7443/#token=" + "a" * 43
    assert qr_svg(url).startswith(b"<?xml") and b"<svg" in qr_svg(url)
    assert max(len(line) for line in qr_text(url).splitlines()) < 400
