"""A browser's side of the line, played by aiortc on loopback: sound goes in, a reply comes out."""

from __future__ import annotations

import asyncio
import contextlib
import fractions
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
from aiortc import AudioStreamTrack, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError
from av import AudioFrame

from os1.clock import SystemClock
from os1.errors import EngineDown, SoundError
from os1.events import Bus
from os1.models.engines import EngineInfo, Samples, Transcript
from os1.testing.phrases import HummingMouth
from os1.types import Clause, Heard, ReplySink
from os1.voice.webrtc import Earpieces


class LoudEars:
    """Hear one sentence in anything loud."""

    info = EngineInfo("ears", "loud")

    async def transcribe(self, sound: Samples, *, quick: bool = False) -> Transcript:
        return Transcript("What time is it?" if np.abs(sound).max() > 0.05 else "")


class Buzz(AudioStreamTrack):
    """A browser's microphone: a vowel-like buzz in syllables, again and again with pauses, for a minute.

    Silero does not take every such buzz for a voice, so one alone would not do. With `loudness` 0 it is silent.
    """

    rate, step = 48_000, 960

    def __init__(self, loudness: float) -> None:
        super().__init__()
        time = np.arange(int(1.6 * self.rate)) / self.rate
        buzz = sum(
            np.sin(2 * np.pi * 130 * k * time) * gain for k, gain in ((1, 1), (2, 0.7), (5, 0.6), (8, 0.4))
        )
        syllables = 0.5 - 0.5 * np.cos(2 * np.pi * 4 * time)
        once = np.concatenate([np.zeros(self.rate), loudness * buzz * syllables, np.zeros(4 * self.rate)])
        self.sound = np.tile(once, 9)
        self.at = 0
        self.began: float | None = None

    async def recv(self) -> AudioFrame:
        loop = asyncio.get_running_loop()
        self.began = self.began if self.began is not None else loop.time()
        await asyncio.sleep(self.began + self.at / self.rate - loop.time())
        piece = (self.sound[self.at : self.at + self.step] * 32767).astype(np.int16)
        frame = AudioFrame.from_ndarray(piece[None, :], layout="mono")
        frame.sample_rate, frame.pts = self.rate, self.at
        frame.time_base = fractions.Fraction(1, self.rate)
        self.at += self.step
        return frame


@dataclass
class Browser:
    """A peer connection with a microphone of some loudness; `loudest` is the loudest sample that came back."""

    microphone: float = 0.25
    peer: RTCPeerConnection = field(default_factory=RTCPeerConnection)
    loudest: float = 0.0
    frames: int = 0
    listening: asyncio.Task[None] | None = None

    async def call(self, earpieces: Earpieces, device: str) -> dict[str, str]:
        self.peer.addTrack(Buzz(self.microphone))

        @self.peer.on("track")
        def on_track(track: Any) -> None:
            self.listening = asyncio.ensure_future(self.listen(track))

        await self.peer.setLocalDescription(await self.peer.createOffer())
        offer = self.peer.localDescription
        answer = await earpieces.answer(offer.sdp, offer.type, device)
        await self.peer.setRemoteDescription(RTCSessionDescription(answer["sdp"], answer["type"]))
        return answer

    async def listen(self, track: Any) -> None:
        with contextlib.suppress(MediaStreamError):
            await self.take(track)

    async def take(self, track: Any) -> None:
        while True:
            frame = await track.recv()
            self.frames += 1
            self.loudest = max(self.loudest, float(np.abs(frame.to_ndarray()).max()) / 32768)

    async def leave(self) -> None:
        await self.peer.close()
        if self.listening:
            self.listening.cancel()
            await asyncio.gather(self.listening, return_exceptions=True)


@dataclass
class House:
    """Earpieces with a `respond` that keeps what it was told and says one sentence."""

    bus: Bus = field(default_factory=Bus)
    heard: list[Heard] = field(default_factory=list)
    played: list[str] = field(default_factory=list)
    replied: asyncio.Event = field(default_factory=asyncio.Event)

    async def respond(self, heard: Heard, sink: ReplySink) -> None:
        self.heard.append(heard)
        await sink.play(Clause("It is late."))
        await sink.drained()
        self.played.append(sink.played())
        self.replied.set()

    def earpieces(self) -> Earpieces:
        clock = SystemClock()
        mouth = HummingMouth(clock, delay=0.01)
        return Earpieces(
            ears=LoudEars(),
            mouth=mouth,
            respond=self.respond,
            bus=self.bus,
            clock=clock,
            voice=lambda: ("hum", 1.0),
        )


async def until(true: Callable[[], bool], seconds: float = 30.0) -> None:
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110 - the other side of the line has no event to wait for
            await asyncio.sleep(0.02)


def run(test: Callable[[House, Earpieces], Awaitable[None]]) -> House:
    house = House()

    async def work() -> None:
        earpieces = house.earpieces()
        try:
            await test(house, earpieces)
        finally:
            await earpieces.close()

    asyncio.run(work())
    return house


def test_a_browser_speaks_and_hears_the_reply() -> None:
    async def test(house: House, earpieces: Earpieces) -> None:
        browser = Browser()
        answer = await browser.call(earpieces, "phone")
        assert answer["type"] == "answer" and answer["pc_id"]
        await asyncio.wait_for(house.replied.wait(), 40)
        await until(lambda: browser.loudest > 0.1)
        await browser.leave()

    house = run(test)
    first = house.heard[0]
    assert (first.text, first.device, first.by) == ("What time is it?", "phone", "voice")
    assert house.played[0] == "It is late."


def test_the_os_speaks_first_to_whoever_is_there() -> None:
    async def test(house: House, earpieces: Earpieces) -> None:
        async def tell(sink: ReplySink) -> None:
            await sink.play(Clause("Tea."))
            await sink.drained()

        assert await earpieces.speak_first(tell) is False
        browser = Browser()
        await browser.call(earpieces, "phone")
        await until(lambda: browser.listening is not None)
        await until(lambda: browser.frames > 10)
        assert await earpieces.speak_first(tell) is True
        await browser.leave()

    run(test)


def test_the_newest_browser_has_the_conversation_and_gives_it_back() -> None:
    async def test(house: House, earpieces: Earpieces) -> None:
        seen: list[tuple[str, bool]] = []

        async def watch() -> None:
            async with house.bus.subscribe() as events:
                async for event in events:
                    if event.name == "device":
                        seen.append((event.data["id"], event.data["on"]))

        watching = asyncio.ensure_future(watch())
        laptop, phone = Browser(microphone=0.0), Browser()
        await laptop.call(earpieces, "laptop")
        await until(lambda: ("laptop", True) in seen)
        await phone.call(earpieces, "phone")
        await asyncio.wait_for(house.replied.wait(), 40)
        await until(lambda: phone.loudest > 0.1)
        assert house.heard[0].device == "phone" and laptop.loudest < 0.1
        await phone.leave()
        await until(lambda: ("phone", False) in seen)
        await laptop.leave()
        await until(lambda: ("laptop", False) in seen)
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)

    run(test)


@pytest.mark.parametrize(
    "sdp", ["", "nonsense", "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\nm=audio x\r\n"]
)
def test_a_broken_offer_is_refused_in_words(sdp: str) -> None:
    async def test(house: House, earpieces: Earpieces) -> None:
        with pytest.raises(SoundError, match="reload"):
            await earpieces.answer(sdp, "offer", "phone")

    run(test)


def test_without_ears_the_offer_is_refused_in_words() -> None:
    async def work() -> None:
        earpieces = Earpieces(
            ears=None,
            mouth=None,
            respond=House().respond,
            bus=Bus(),
            clock=SystemClock(),
            voice=lambda: ("", 1.0),
        )
        with pytest.raises(EngineDown, match="ears"):
            await earpieces.answer("v=0", "offer", "phone")
        await earpieces.close()

    asyncio.run(work())
