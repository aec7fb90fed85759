"""The peer of `bench/voice.py`: a voice pipeline as pipecat's own examples build it, on the same models.

pipecat's Whisper service on the same weights, its OpenAI service before the same brain with the same prompt, its
Kokoro service where `kokoro-onnx` is installed (it needs GPL parts, so it is no dependency) and else a service in
its style over our mouth, its Silero and Smart Turn: all with the settings they come with.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import tempfile
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from pipecat.audio.vad.silero import SileroVADAnalyzer
from pipecat.frames.frames import (
    Frame,
    InputAudioRawFrame,
    InterruptionFrame,
    InterruptionWorkerFrame,
    OutputAudioRawFrame,
    StartFrame,
    TTSAudioRawFrame,
)
from pipecat.observers.base_observer import BaseObserver, FramePushed
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import (
    LLMContextAggregatorPair,
    LLMUserAggregatorParams,
)
from pipecat.services.openai.llm import OpenAILLMService
from pipecat.services.settings import TTSSettings
from pipecat.services.tts_service import TTSService
from pipecat.services.whisper.stt import WhisperSTTService
from pipecat.transports.base_input import BaseInputTransport
from pipecat.transports.base_output import BaseOutputTransport
from pipecat.transports.base_transport import TransportParams
from pipecat.workers.runner import WorkerRunner

from os1.models.engines import EARS_RATE, Message, Mouth, Samples
from os1.models.store import Store

_RATE = 24_000
_AHEAD = _RATE // 25
"""Samples that may wait to be played before the pipeline must wait: 40 ms, as with a browser's track."""
_VOICE = "af_heart"


@dataclass(frozen=True, slots=True)
class Engines:
    """The models the pipeline shares with the OS. `brain` is an OpenAI endpoint: its URL, key and model; `prompt`
    begins with the system's message."""

    store: Store
    ears: str
    brain: tuple[str, str, str]
    mouth: Mouth
    prompt: Sequence[Message]


class Stock:
    """One pipeline (a `Subject` of `bench/duel.py`)."""

    rate = _RATE

    def __init__(self, name: str, context: LLMContext, examples: Sequence[Message]) -> None:
        self.name = name
        self._context = context
        self._examples = examples
        self._waiting = np.zeros(0, np.float32)
        self._taken = asyncio.Event()
        self._played = False
        self.position = 0
        self.turns: list[tuple[float, str]] = []
        self.interruptions: list[float] = []
        self.source: BaseInputTransport | None = None
        self.worker: PipelineWorker | None = None

    @property
    def now(self) -> float:
        return self.position / EARS_RATE

    async def hear(self, sound: Samples) -> None:
        assert self.source is not None
        self.position += len(sound)
        pcm = (np.clip(sound, -1, 1) * 32767).astype(np.int16).tobytes()
        await self.source.push_audio_frame(
            InputAudioRawFrame(audio=pcm, sample_rate=EARS_RATE, num_channels=1)
        )

    def pull(self, count: int) -> Samples:
        self._played = True
        sound, self._waiting = self._waiting[:count], self._waiting[count:]
        self._taken.set()
        return np.pad(sound, (0, count - len(sound)))

    def content_at(self) -> float | None:
        """It has no openers: what sounds is content."""
        return None

    async def write(self, pcm: bytes) -> None:
        """Take the reply's next sound, as fast as it is played; between situations it is played to nobody."""
        sound = np.frombuffer(pcm, np.int16).astype(np.float32) / np.float32(32768)
        if not self._played:
            await asyncio.sleep(len(sound) / _RATE)
            return
        self._waiting = np.concatenate([self._waiting, sound])
        while self._played and len(self._waiting) > _AHEAD:
            self._taken.clear()
            await self._taken.wait()

    async def rest(self) -> None:
        """Stop the reply, and forget the talk but for the prompt's examples."""
        assert self.worker is not None
        await self.worker.queue_frame(InterruptionWorkerFrame())
        await asyncio.sleep(0.2)
        self._waiting, self._played = self._waiting[:0], False
        self._taken.set()
        self._context.set_messages([{"role": m.role, "content": m.content} for m in self._examples])  # type: ignore[misc]  # a dict literal forgets that the role is one of three


class _Microphone(BaseInputTransport):
    async def start(self, frame: StartFrame) -> None:
        await super().start(frame)
        await self.set_transport_ready(frame)


class _Loudspeaker(BaseOutputTransport):
    def __init__(self, params: TransportParams, stock: Stock) -> None:
        super().__init__(params)
        self._stock = stock

    async def start(self, frame: StartFrame) -> None:
        await super().start(frame)
        await self.set_transport_ready(frame)

    async def write_audio_frame(self, frame: OutputAudioRawFrame) -> bool:
        await self._stock.write(frame.audio)
        return True


class _Watch(BaseObserver):
    """Notes when a reply was interrupted."""

    def __init__(self, stock: Stock) -> None:
        super().__init__()
        self._stock = stock

    async def on_push_frame(self, data: FramePushed) -> None:
        if isinstance(data.frame, InterruptionFrame) and data.first_push:
            self._stock.interruptions.append(self._stock.now)


class _MouthService(TTSService):
    """Speaks sentence by sentence with our mouth, as pipecat's Kokoro service does with its own."""

    def __init__(self, mouth: Mouth) -> None:
        settings = TTSSettings(model=None, voice=_VOICE, language=None)
        super().__init__(push_start_frame=True, push_stop_frames=True, settings=settings)
        self._mouth = mouth

    async def run_tts(self, text: str, context_id: str) -> AsyncGenerator[Frame, None]:
        # Shielded, because an interrupted sentence of Kokoro's service runs on in its thread as well.
        sound = await asyncio.shield(asyncio.ensure_future(self._mouth.speak(text, voice=_VOICE)))
        yield TTSAudioRawFrame(
            audio=(np.clip(sound, -1, 1) * 32767).astype(np.int16).tobytes(),
            sample_rate=self._mouth.rate,
            num_channels=1,
            context_id=context_id,
        )


@asynccontextmanager
async def open_stock(engines: Engines) -> AsyncIterator[Stock]:
    """The pipeline, running until the block ends."""
    async with AsyncExitStack() as stack:
        name, speech = await asyncio.to_thread(_mouth, engines, stack)
        context = LLMContext([])
        stock = Stock(name, context, engines.prompt[1:])
        params = TransportParams(audio_in_enabled=True, audio_out_enabled=True, audio_out_sample_rate=_RATE)
        stock.source = _Microphone(params)
        ears = await asyncio.to_thread(_ears, engines)
        url, key, model = engines.brain
        brain = OpenAILLMService(
            api_key=key,
            base_url=url,
            settings=OpenAILLMService.Settings(model=model, system_instruction=engines.prompt[0].content),
        )
        pair = LLMContextAggregatorPair(
            context, user_params=LLMUserAggregatorParams(vad_analyzer=SileroVADAnalyzer())
        )

        async def turn(_aggregator: object, _strategy: object, message: Any) -> None:
            stock.turns.append((stock.now, message.content or ""))

        pair.user().add_event_handler("on_user_turn_stopped", turn)
        parts = [
            stock.source, ears, pair.user(), brain, speech, _Loudspeaker(params, stock), pair.assistant()
        ]  # fmt: skip
        stock.worker = PipelineWorker(
            Pipeline(parts),
            params=PipelineParams(audio_in_sample_rate=EARS_RATE, audio_out_sample_rate=_RATE),
            observers=[_Watch(stock)],
            idle_timeout_secs=None,
            enable_rtvi=False,
        )
        runner = WorkerRunner(handle_sigint=False, handle_sigterm=False)
        await runner.add_workers(stock.worker)
        running = asyncio.ensure_future(runner.run())
        try:
            await asyncio.sleep(0.5)
            await stock.rest()
            yield stock
        finally:
            await stock.worker.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running


def _ears(engines: Engines) -> WhisperSTTService:
    return WhisperSTTService(settings=WhisperSTTService.Settings(model=str(engines.store.path(engines.ears))))


def _mouth(engines: Engines, stack: AsyncExitStack) -> tuple[str, TTSService]:
    """What the row is called, and the service that speaks."""
    if any(importlib.util.find_spec(module) is None for module in ("kokoro_onnx", "requests")):
        return "stock pipecat, our mouth", _MouthService(engines.mouth)
    from pipecat.services.kokoro.tts import KokoroTTSService

    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    voices = folder / "voices.npz"
    voice = np.fromfile(engines.store.path("kokoro-voices") / f"{_VOICE}.bin", np.float32)
    np.savez(voices, allow_pickle=False, **{_VOICE: voice.reshape(-1, 1, 256)})
    return "stock pipecat, its Kokoro", KokoroTTSService(
        model_path=str(engines.store.path("kokoro-82m-int8") / "model.onnx"),
        voices_path=str(voices),
        settings=KokoroTTSService.Settings(voice=_VOICE),
    )
