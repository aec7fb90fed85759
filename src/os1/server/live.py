"""The live socket of a page: events out, typed words in.

Each message is one JSON object: out {"event": name, "data": {...}}, in {"say": text}. What is said by typing
goes on when the page closes; its words are already the OS's to answer.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from os1.errors import Busy, OS1Error
from os1.events import Event
from os1.server.devices import Devices
from os1.server.door import Door

SHOWN = frozenset(
    ("state", "heard", "partial", "clause", "reply", "done", "nudge", "engine", "device", "forgotten")
)
"""The events that a paired device may see."""
MOST_LETTERS = 4000
"""The longest typed message, in characters."""
_MOST_TURNS = 4
_TICK = 15.0
"""Seconds between signs of life, so that a page notices a connection that died without a word."""
REVOKED = 4401
TOO_MANY = 4429


class Live:
    """Every open page's socket, and the typed turns that are under way."""

    def __init__(self, door: Door, devices: Devices) -> None:
        self._door = door
        self._devices = devices
        self._turns: set[asyncio.Task[None]] = set()

    async def close(self) -> None:
        """Cancel the typed turns that still run."""
        turns = list(self._turns)
        for turn in turns:
            turn.cancel()
        await asyncio.gather(*turns, return_exceptions=True)

    async def meet(self, websocket: WebSocket) -> None:
        device: str = websocket.state.device.id
        await websocket.accept()
        try:
            with self._devices.live(device) as gone:
                async with self._door.bus.subscribe() as events:
                    self._door.bus.publish("device", id=device, name=websocket.state.device.name, on=True)
                    await _send(websocket, "hello", {**self._door.who(), "device": device})
                    await self._attend(websocket, device, events, gone)
        except Busy as busy:
            await websocket.close(TOO_MANY, str(busy))
            return
        except WebSocketDisconnect:
            pass  # the page went away while it was being told something
        self._door.bus.publish("device", id=device, name=websocket.state.device.name, on=False)

    async def _attend(
        self, websocket: WebSocket, device: str, events: AsyncIterator[Event], gone: asyncio.Event
    ) -> None:
        """Serve one socket until the page goes, or the device is revoked."""
        revoked = asyncio.create_task(gone.wait())
        parts = [
            revoked,
            asyncio.create_task(_tell(websocket, events)),
            asyncio.create_task(self._listen(websocket, device)),
            asyncio.create_task(self._tick(websocket)),
        ]
        try:
            ended, _ = await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for part in parts:
                part.cancel()
            results = await asyncio.gather(*parts, return_exceptions=True)
        if revoked in ended:
            await websocket.close(REVOKED, "This device was removed.")
            return
        for result in results:
            if isinstance(result, Exception):
                raise result

    async def _listen(self, websocket: WebSocket, device: str) -> None:
        while True:
            text = _words(await websocket.receive_text())
            if text is None:
                trouble = f"I can take up to {MOST_LETTERS} characters of plain text at a time."
            elif len(self._turns) >= _MOST_TURNS:
                trouble = "I am still on the last thing; give me a moment."
            else:
                turn = asyncio.create_task(self._say(websocket, text, device))
                self._turns.add(turn)
                turn.add_done_callback(self._turns.discard)
                continue
            await _send(websocket, "trouble", {"say": trouble})

    async def _say(self, websocket: WebSocket, text: str, device: str) -> None:
        try:
            await self._door.say(text, device)
        except OS1Error as error:
            try:
                await _send(websocket, "trouble", {"say": str(error)})
            except (WebSocketDisconnect, RuntimeError):
                return  # the page that asked is gone, and with it the one to tell

    async def _tick(self, websocket: WebSocket) -> None:
        while True:
            await self._door.clock.sleep(_TICK)
            await _send(websocket, "tick", {})


async def _tell(websocket: WebSocket, events: AsyncIterator[Event]) -> None:
    async for event in events:
        if event.name in SHOWN:
            await _send(websocket, event.name, event.data)


async def _send(websocket: WebSocket, name: str, data: Any) -> None:
    await websocket.send_text(json.dumps({"event": name, "data": dict(data)}))


def _words(message: str) -> str | None:
    """The text of a message, or None when it is not one."""
    try:
        content = json.loads(message)
    except ValueError:
        return None
    text = content.get("say") if isinstance(content, dict) else None
    if not isinstance(text, str) or not text.strip() or len(text) > MOST_LETTERS:
        return None
    return text.strip().encode(errors="replace").decode()
