"""One browser on the line: a pipecat pipeline between its microphone and its loudspeaker.

transport in -> Tap (hands the microphone over, puts the reply in) -> transport out -> Tally (counts what left)

Importing this takes a second or two; `os1.voice.quiet.hush_pipecat` comes first.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import numpy as np
from pipecat.frames.frames import Frame, InputAudioRawFrame, OutputAudioRawFrame
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.transports.base_transport import TransportParams
from pipecat.transports.smallwebrtc.connection import SmallWebRTCConnection
from pipecat.transports.smallwebrtc.transport import SmallWebRTCTransport
from pipecat.workers.runner import WorkerRunner

from os1.models.engines import EARS_RATE, Samples
from os1.voice.echo import Canceller

_PIECES = 2
"""Tens of milliseconds that pipecat writes to the track at once."""

Heard = Callable[["BrowserLine", Samples], Awaitable[None]]
Told = Callable[["BrowserLine"], Awaitable[None]]


class _Tap(FrameProcessor):
    """Takes the microphone's frames out of the pipeline."""

    def __init__(self, heard: Callable[[Samples], Awaitable[None]]) -> None:
        super().__init__()
        self._heard = heard

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        if isinstance(frame, InputAudioRawFrame):
            sound = np.frombuffer(frame.audio, np.int16).astype(np.float32)
            await self._heard(np.divide(sound, 32768, dtype=np.float32))
        else:
            await self.push_frame(frame, direction)


class _Tally(FrameProcessor):
    """Counts the frames that have gone to the browser's track."""

    def __init__(self, left: Callable[[], Awaitable[None]]) -> None:
        super().__init__()
        self._left = left

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        if isinstance(frame, OutputAudioRawFrame):
            await self._left()
        await self.push_frame(frame, direction)


class BrowserLine:
    """A browser's connection.

    `joined` is told when sound can flow, `heard` gets the microphone at 16 kHz, and `left` is told when a piece
    of the reply has gone out. `canceller` takes the reply out of the microphone where the browser does not.
    """

    def __init__(
        self,
        device: str,
        rate: int,
        *,
        joined: Told,
        heard: Heard,
        left: Told,
        canceller: Canceller | None = None,
    ) -> None:
        self.device = device
        self.under_way = 0
        """Pieces of the reply written and not yet gone out."""
        self._rate = rate
        self._joined = joined
        self._left = left
        self._heard = heard
        self._canceller = canceller
        self._tap = _Tap(self._took)
        self._connection = SmallWebRTCConnection()
        self._worker: PipelineWorker | None = None

    async def connect(self, sdp: str, type: str) -> dict[str, str]:
        """Take the browser's offer, and give the answer with all candidates of this machine."""
        await self._connection.initialize(sdp, type)
        answer = self._connection.get_answer()  # type: ignore[no-untyped-call]  # pipecat does not annotate it
        if not answer or not self._connection.pc.getTransceivers():
            raise ValueError("the offer has no sound")
        return {name: str(answer[name]) for name in ("sdp", "type", "pc_id")}

    async def run(self) -> None:
        """Carry sound both ways until the browser leaves or the line is closed."""
        transport = SmallWebRTCTransport(
            self._connection,
            TransportParams(audio_in_enabled=True, audio_out_enabled=True, audio_out_10ms_chunks=_PIECES),
        )
        worker = self._worker = PipelineWorker(
            Pipeline([transport.input(), self._tap, transport.output(), _Tally(self._gone)]),
            params=PipelineParams(audio_in_sample_rate=EARS_RATE, audio_out_sample_rate=self._rate),
            idle_timeout_secs=None,
            enable_rtvi=False,
            enable_turn_tracking=False,
            check_dangling_tasks=False,
        )

        async def leave(_transport: object, _client: object) -> None:
            await worker.cancel()

        async def join(_transport: object, _client: object) -> None:
            await self._joined(self)

        transport.add_event_handler("on_client_connected", join)
        transport.add_event_handler("on_client_disconnected", leave)
        runner = WorkerRunner(handle_sigint=False, handle_sigterm=False)
        await runner.add_workers(worker)
        await runner.run()

    async def write(self, sound: Samples) -> None:
        """Send the next 20 ms of the reply."""
        pcm = (np.clip(sound, -1, 1) * 32767).astype(np.int16).tobytes()
        self.under_way += 1
        if self._canceller is not None:
            # Early by the way to the loudspeaker and through the air, which it finds out.
            self._canceller.played(sound, len(sound), self._rate)
        await self._tap.push_frame(OutputAudioRawFrame(audio=pcm, sample_rate=self._rate, num_channels=1))

    async def close(self) -> None:
        """Hang up."""
        if self._worker is not None:
            await self._worker.cancel()
        else:
            await self._connection.disconnect()  # type: ignore[no-untyped-call]  # pipecat does not annotate it

    async def _took(self, sound: Samples) -> None:
        await self._heard(self, sound if self._canceller is None else self._canceller.clean(sound))

    async def _gone(self) -> None:
        self.under_way -= 1
        await self._left(self)
