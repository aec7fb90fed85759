"""A browser that does not cancel the echo, over real WebRTC: its microphone hears its loudspeaker."""

from __future__ import annotations

import asyncio
import contextlib
import fractions
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from aiortc import AudioStreamTrack, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError
from av import AudioFrame

from os1.models.engines import EARS_RATE, Samples
from os1.testing.sounds import babble, level
from os1.voice.echo import EchoCanceller
from os1.voice.quiet import hush_pipecat

hush_pipecat()
from os1.voice.line import BrowserLine  # noqa: E402 - pipecat must be hushed before its first import

RATE = 48_000
STEP = RATE // 50
MOUTH_RATE = 24_000
SECONDS, SETTLED = 6.0, 3.5
"""How long the microphone runs, and from when on the canceller must have found the delay. The sound reaches the OS
some tenths of a second later, so what it heard is counted from the end."""


class Room(AudioStreamTrack):
    """A microphone that hears what the loudspeaker gave `delay` seconds ago, at `gain`, and the person there."""

    def __init__(self, delay: float, gain_db: float, person: Samples) -> None:
        super().__init__()
        self.delay, self.gain, self.person = int(delay * RATE), 10 ** (gain_db / 20), person
        self.loudspeaker = np.zeros(0, np.float32)
        self.at = 0
        self.began: float | None = None

    def sounded(self, frame: AudioFrame) -> None:
        channels = len(frame.layout.channels)
        sound = frame.to_ndarray().reshape(-1, channels)[:, 0].astype(np.float32) / 32768
        assert frame.sample_rate == RATE
        late = np.zeros(max(0, self.at - len(self.loudspeaker)), np.float32)
        self.loudspeaker = np.concatenate([self.loudspeaker, late, sound])

    def echo(self) -> float:
        """How loud the echo was, in decibels, once a canceller should have settled."""
        return level(self.loudspeaker[int(SETTLED * RATE) : self.at] * self.gain)

    async def recv(self) -> AudioFrame:
        loop = asyncio.get_running_loop()
        self.began = self.began if self.began is not None else loop.time()
        await asyncio.sleep(self.began + self.at / RATE - loop.time())
        sound = np.zeros(STEP, np.float32)
        for heard, begin in ((self.loudspeaker * self.gain, self.at - self.delay), (self.person, self.at)):
            piece = heard[max(0, begin) : max(0, begin + STEP)]
            sound[: len(piece)] += piece
        frame = AudioFrame.from_ndarray((sound * 32767).astype(np.int16)[None, :], layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = RATE, self.at, fractions.Fraction(1, RATE)
        self.at += STEP
        return frame


async def played(room: Room, canceller: EchoCanceller | None) -> Samples:
    """What the OS hears in the last two seconds, while it speaks through a browser in that `room`."""
    heard: list[Samples] = []
    joined = asyncio.Event()
    reply = iter(np.split(babble(SECONDS + 1, 7, MOUTH_RATE), int((SECONDS + 1) * 50)))

    async def join(line: BrowserLine) -> None:
        joined.set()

    async def hear(line: BrowserLine, sound: Samples) -> None:
        heard.append(sound)
        while line.under_way < 3 and (piece := next(reply, None)) is not None:
            await line.write(piece)

    async def left(line: BrowserLine) -> None:
        pass

    line = BrowserLine("phone", MOUTH_RATE, joined=join, heard=hear, left=left, canceller=canceller)
    browser = RTCPeerConnection()
    browser.addTrack(room)
    listening: list[asyncio.Future[None]] = []
    browser.on("track", lambda track: listening.append(asyncio.ensure_future(listen(track, room.sounded))))
    await browser.setLocalDescription(await browser.createOffer())
    answer = await line.connect(browser.localDescription.sdp, browser.localDescription.type)
    running = asyncio.ensure_future(line.run())
    await browser.setRemoteDescription(RTCSessionDescription(answer["sdp"], answer["type"]))
    async with asyncio.timeout(30):
        await joined.wait()
        while room.at < SECONDS * RATE:  # noqa: ASYNC110 - frames come as they come
            await asyncio.sleep(0.05)
    await browser.close()
    await line.close()
    await asyncio.gather(running, *listening, return_exceptions=True)
    return np.concatenate(heard)[-2 * EARS_RATE :]


async def listen(track: Any, take: Callable[[AudioFrame], None]) -> None:
    with contextlib.suppress(MediaStreamError):
        while True:
            take(await track.recv())


SILENT = np.zeros(0, np.float32)


@pytest.mark.parametrize(("delay", "gain_db"), [(0.02, -6.0), (0.1, -20.0), (0.2, -12.0)])
def test_the_reply_does_not_come_back_through_such_a_browser(delay: float, gain_db: float) -> None:
    room = Room(delay, gain_db, SILENT)
    left = asyncio.run(played(room, EchoCanceller()))
    assert room.echo() > -60 and level(left) < room.echo() - 15


def test_without_the_canceller_it_would() -> None:
    room = Room(0.1, -6.0, SILENT)
    left = asyncio.run(played(room, None))
    assert level(left) > room.echo() - 6


def test_who_speaks_over_the_reply_is_heard() -> None:
    person = babble(SECONDS + 2, 11, RATE)
    person[: 2 * RATE] = 0
    left = asyncio.run(played(Room(0.1, -12.0, person), EchoCanceller()))
    assert level(left) > level(person[int(SETTLED * RATE) :]) - 9, "the line alone takes three decibels"
