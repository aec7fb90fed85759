"""The live socket, the signalling and the devices of a running server."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed

from os1.errors import EngineDown
from os1.server import Reach, serve
from os1.server.live import MOST_LETTERS, REVOKED, TOO_MANY
from os1.testing.clock import VirtualClock
from os1.testing.door import ANSWER, FakeDoor
from os1.testing.served import next_event, served

pytestmark = pytest.mark.anyio


async def test_typed_words_are_answered_on_the_socket(tmp_path: Path) -> None:
    async with served(tmp_path) as os1, os1.known() as known, os1.live(known) as socket:
        hello = await next_event(socket, "hello")
        assert hello["name"] == "Ada"
        await socket.send(json.dumps({"say": "  how are you?  "}))
        assert (await next_event(socket, "heard"))["text"] == "how are you?"
        assert (await next_event(socket, "clause"))["text"] == ANSWER[0]
        assert (await next_event(socket, "reply"))["interrupted"] is False
        assert os1.door.said == [("how are you?", hello["device"])]
        lines = (await known.get("/api/transcript?n=1")).json()
        assert [(line["speaker"], line["text"]) for line in lines] == [("os1", " ".join(ANSWER))]
        assert (await known.get("/api/transcript?n=many")).status_code == 400


async def test_only_events_meant_for_devices_go_out(tmp_path: Path) -> None:
    async with served(tmp_path) as os1, os1.known() as known, os1.live(known) as socket:
        await next_event(socket, "hello")
        os1.door.bus.publish("secret.inner", thought="hm")
        os1.door.bus.publish("state", state="thinking")
        seen = [json.loads(await socket.recv())["event"] for _ in range(1)]
        while seen[-1] != "state":
            seen.append(json.loads(await socket.recv())["event"])
        assert "secret.inner" not in seen


@pytest.mark.parametrize(
    "message",
    ["not json", "[]", '{"say": 3}', '{"say": "  "}', '{"say": "' + "x" * (MOST_LETTERS + 1) + '"}'],
)
async def test_what_cannot_be_taken_is_said_and_the_socket_lives_on(tmp_path: Path, message: str) -> None:
    async with served(tmp_path) as os1, os1.known() as known, os1.live(known) as socket:
        await socket.send(message)
        assert "characters" in (await next_event(socket, "trouble"))["say"]
        await socket.send('{"say": "still there?"}')
        await next_event(socket, "reply")
        assert [text for text, _ in os1.door.said] == ["still there?"]


async def test_a_turn_that_fails_is_told_to_the_page(tmp_path: Path) -> None:
    async with served(tmp_path) as os1, os1.known() as known, os1.live(known) as socket:
        os1.door.trouble = EngineDown("The brain stopped; it is being restarted.")
        await socket.send('{"say": "hello"}')
        assert (await next_event(socket, "trouble"))["say"] == "The brain stopped; it is being restarted."


async def test_a_huge_message_ends_the_socket(tmp_path: Path) -> None:
    async with served(tmp_path) as os1, os1.known() as known, os1.live(known) as socket:
        await next_event(socket, "hello")
        await socket.send("x" * 100_000)
        with pytest.raises(ConnectionClosed):
            await next_event(socket, "never")
        assert os1.door.said == []


async def test_revoking_ends_socket_and_sound_at_once(tmp_path: Path) -> None:
    async with served(tmp_path) as os1, os1.known("Desk") as desk, os1.known("Phone") as phone:
        async with os1.live(phone) as socket:
            id = (await next_event(socket, "hello"))["device"]
            listed = {device["name"]: device for device in (await desk.get("/api/devices")).json()}
            assert listed["Phone"]["live"] and not listed["Phone"]["here"] and listed["Desk"]["here"]
            assert not any("hash" in device for device in listed.values())
            assert (await desk.delete(f"/api/devices/{id}")).status_code == 204
            with pytest.raises(ConnectionClosed) as closed:
                await next_event(socket, "never")
            assert closed.value.rcvd is not None and closed.value.rcvd.code == REVOKED
        assert os1.door.hung_up == [id]
        assert (await phone.get("/api/state")).status_code == 401
        assert (await phone.post("/api/offer", json={"sdp": "v=0", "type": "offer"})).status_code == 401
        assert (await desk.delete(f"/api/devices/{id}")).status_code == 404


async def test_a_device_revoked_while_it_calls_is_hung_up_on(tmp_path: Path) -> None:
    async with served(tmp_path) as os1, os1.known() as desk, os1.known("Phone") as phone:
        id = next(iter(phone.cookies.values())).split(".")[0]

        async def offer(sdp: str, type: str, device: str, *, echoes: bool = False) -> dict[str, str]:
            assert (await desk.delete(f"/api/devices/{id}")).status_code == 204
            return {"sdp": "v=0", "type": "answer"}

        os1.door.offer = offer  # type: ignore[method-assign]  # an answer during which the person revokes
        answer = await phone.post("/api/offer", json={"sdp": "v=0", "type": "offer"})
        assert answer.status_code == 401 and "sdp" not in answer.json()
        assert os1.door.hung_up[-1] == id and len(os1.door.hung_up) == 2


async def test_one_device_cannot_hold_every_socket(tmp_path: Path) -> None:
    async with served(tmp_path) as os1, os1.known() as known:
        sockets = [await os1.live(known) for _ in range(9)]
        with pytest.raises(ConnectionClosed) as closed:
            await next_event(sockets[-1], "hello")
        assert closed.value.rcvd is not None and closed.value.rcvd.code == TOO_MANY
        for socket in sockets:
            await socket.close()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"type": "answer", "sdp": "x"}, 400),
        ({"type": "offer", "sdp": 1}, 400),
        ({"type": "offer", "sdp": "nonsense"}, 503),
    ],
)
async def test_an_offer_that_cannot_be_read_is_refused(
    tmp_path: Path, body: dict[str, object], status: int
) -> None:
    async with served(tmp_path) as os1, os1.known() as known:
        answer = await known.post("/api/offer", json=body)
        assert answer.status_code == status
        assert answer.json()["error"].endswith(".") or "." in answer.json()["error"]


async def test_without_lan_no_phone_is_invited(tmp_path: Path) -> None:
    async with served(tmp_path) as os1, os1.known() as known:
        answer = await known.post("/api/invite")
        assert answer.status_code == 409 and "--lan" in answer.json()["error"]
        assert (await known.get("/os1-ca.crt")).status_code == 404
        assert os1.reach.phones is None


async def test_a_quiet_line_gives_signs_of_life(tmp_path: Path) -> None:
    clock = VirtualClock(datetime(2026, 3, 1, tzinfo=UTC))
    async with served(tmp_path, clock) as os1, os1.known() as known, os1.live(known) as socket:
        await next_event(socket, "hello")
        await clock.advance(20)
        await next_event(socket, "tick")


async def test_serving_ends_with_its_task_and_frees_the_port(tmp_path: Path) -> None:
    from os1 import config

    settings = config.load(tmp_path)
    open_: asyncio.Future[Reach] = asyncio.get_running_loop().create_future()
    task = asyncio.create_task(serve(FakeDoor(), settings, port=0, ready=open_.set_result))
    port = int((await open_).here.split(":")[2].split("/")[0])
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    with pytest.raises(OSError):
        await asyncio.open_connection("127.0.0.1", port)
