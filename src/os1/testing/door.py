"""An OS that only stands at the door: it gives one answer to whatever it is told, and hums to whoever listens."""

from __future__ import annotations

import asyncio
import fractions
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from os1.clock import Clock, SystemClock
from os1.errors import OS1Error, SoundError
from os1.events import Bus
from os1.testing.memories import FakeMemories
from os1.testing.shelf import MemoryShelf
from os1.types import Recalled, new_id

ANSWER = ("Hello. I am glad you came.", "Tell me about your day.")
_RATE = 48_000
_HUM = 220.0
_FRAME = 960


class FakeDoor:
    """Answers by itself. `said` and `hung_up` list what came through; `trouble` is raised by the next `say`."""

    def __init__(self, clock: Clock | None = None) -> None:
        self._bus = Bus()
        self._clock = clock or SystemClock()
        self._lines: list[Recalled] = []
        self._shelves: dict[str, MemoryShelf] = {}
        self._calls: dict[str, list[Any]] = {}
        self.memories = FakeMemories()
        self.said: list[tuple[str, str]] = []
        self.hung_up: list[str] = []
        self.echoes: dict[str, bool] = {}
        """Each device that called, and whether its browser cancels no echo."""
        self.trouble: OS1Error | None = None

    @property
    def bus(self) -> Bus:
        return self._bus

    @property
    def clock(self) -> Clock:
        return self._clock

    def who(self) -> dict[str, Any]:
        return {"name": "Ada", "state": "listening", "voice": True}

    def shelf(self, owner: str) -> MemoryShelf:
        return self._shelves.setdefault(owner, MemoryShelf())

    async def transcript(self, n: int) -> list[Recalled]:
        return self._lines[-n:]

    async def say(self, text: str, device: str) -> None:
        self.said.append((text, device))
        if self.trouble is not None:
            raise self.trouble
        self._turn(text, "typing", device)

    async def hang_up(self, device: str) -> None:
        self.hung_up.append(device)
        for call in self._calls.pop(device, []):
            await call.close()

    async def close(self) -> None:
        """End every call."""
        for device in list(self._calls):
            await self.hang_up(device)

    async def offer(self, sdp: str, type: str, device: str, *, echoes: bool = False) -> dict[str, str]:
        """Answer with a humming track; once a loud frame of the person's arrives, a turn is had."""
        self.echoes[device] = echoes
        from aiortc import RTCPeerConnection, RTCSessionDescription

        call = RTCPeerConnection()
        listening: set[asyncio.Task[None]] = set()
        call.on("track", lambda track: listening.add(asyncio.create_task(self._listen(track, device))))
        try:
            await call.setRemoteDescription(RTCSessionDescription(sdp, type))
            call.addTrack(_hum())
            with _loopback_too():
                await call.setLocalDescription(await call.createAnswer())
        except ValueError as error:
            await call.close()
            raise SoundError(f"The page's offer cannot be read ({error}); load the page again.") from error
        self._calls.setdefault(device, []).append(call)
        return {"sdp": call.localDescription.sdp, "type": call.localDescription.type}

    async def _listen(self, track: Any, device: str) -> None:
        from aiortc.mediastreams import MediaStreamError

        heard = False
        while True:
            try:
                frame = await track.recv()
            except MediaStreamError:
                return
            if not heard and abs(frame.to_ndarray().astype(int)).max() > 1000:
                heard = True
                self._turn("And so, my fellow Americans.", "voice", device)

    def _turn(self, text: str, by: str, device: str) -> None:
        now = self._clock.now()
        heard, reply = new_id(now), new_id(now)
        self._bus.publish("heard", id=heard, text=text, by=by, device=device)
        self._lines.append(Recalled(heard, "person", now, text, 1.0))
        self._bus.publish("state", state="thinking")
        for clause in ANSWER:
            self._bus.publish("state", state="speaking")
            self._bus.publish("clause", text=clause)
        words = " ".join(ANSWER)
        self._bus.publish("reply", id=reply, to=heard, text=words, interrupted=False, cites=[], done=[])
        self._lines.append(Recalled(reply, "os1", now, words, 1.0))
        self._bus.publish("state", state="listening")


@contextmanager
def _loopback_too() -> Iterator[None]:
    """Offer 127.0.0.1 as well, for machines that have no other address; aioice leaves it out."""
    from aioice import ice

    addresses = ice.get_host_addresses

    def with_loopback(use_ipv4: bool, use_ipv6: bool) -> list[str]:
        return [*addresses(use_ipv4, use_ipv6), *(["127.0.0.1"] if use_ipv4 else [])]

    ice.get_host_addresses = with_loopback
    try:
        yield
    finally:
        ice.get_host_addresses = addresses


def _hum() -> Any:
    """A track that hums at 220 Hz, half as loud as can be."""
    import numpy as np
    from aiortc.mediastreams import AudioStreamTrack
    from av import AudioFrame

    class Hum(AudioStreamTrack):
        def __init__(self) -> None:
            super().__init__()
            self._at = 0

        async def recv(self) -> AudioFrame:
            await super().recv()  # waits until 20 ms of real time have passed
            t = (np.arange(_FRAME) + self._at) / _RATE
            wave = (16_000 * np.sin(2 * np.pi * _HUM * t)).astype(np.int16)
            frame = AudioFrame.from_ndarray(wave[None, :], format="s16", layout="mono")
            frame.sample_rate, frame.pts = _RATE, self._at
            frame.time_base = fractions.Fraction(1, _RATE)
            self._at += _FRAME
            return frame

    return Hum()
