"""The two small models of pipecat that listen: Silero finds the voice, Smart Turn hears whether it has finished.

Both come inside pipecat's wheel, so nothing is fetched. Making them takes about half a second.
"""

from __future__ import annotations

from importlib import resources

import numpy as np

from os1.models.engines import EARS_RATE, Samples
from os1.voice.quiet import hush_pipecat

_QUIET_BEFORE_RESET = 2.0
"""Seconds without voice after which Silero forgets what it heard; music and noise dull it otherwise."""


class Silero:
    """A voice's probability in each 32 ms of a stream (a `VoiceSense`); 0.2 ms of work each."""

    def __init__(self) -> None:
        hush_pipecat()
        from pipecat.audio.vad.silero import SileroOnnxModel

        weights = resources.files("pipecat.audio.vad.data").joinpath("silero_vad.onnx")
        self._model = SileroOnnxModel(str(weights))  # type: ignore[no-untyped-call]  # pipecat does not annotate it
        self._quiet = 0

    def __call__(self, window: Samples) -> float:
        probability = float(self._model(window, EARS_RATE)[0][0])
        self._quiet = self._quiet + len(window) if probability < 0.1 else 0
        if self._quiet >= _QUIET_BEFORE_RESET * EARS_RATE:
            self._model.reset_states()  # type: ignore[no-untyped-call]  # pipecat does not annotate it
            self._quiet = 0
        return probability


class SmartTurn:
    """The probability that the person has finished, from the last eight seconds of sound (an `EndSense`)."""

    def __init__(self) -> None:
        hush_pipecat()
        from pipecat.audio.turn.smart_turn.local_smart_turn_v3 import LocalSmartTurnAnalyzerV3

        self._analyzer = LocalSmartTurnAnalyzerV3(sample_rate=EARS_RATE, cpu_count=1)
        self._analyzer.set_sample_rate(EARS_RATE)

    async def __call__(self, sound: Samples) -> float:
        from pipecat.metrics.metrics import TurnMetricsData

        self._analyzer.clear()  # type: ignore[no-untyped-call]  # pipecat does not annotate it
        pcm = (np.clip(sound, -1, 1) * 32767).astype(np.int16).tobytes()
        self._analyzer.append_audio(pcm, is_speech=True)
        _, measured = await self._analyzer.analyze_end_of_turn()
        self._analyzer.clear()  # type: ignore[no-untyped-call]  # pipecat does not annotate it
        return measured.probability if isinstance(measured, TurnMetricsData) else 0.0

    async def close(self) -> None:
        """End its thread."""
        await self._analyzer.cleanup()  # type: ignore[no-untyped-call]  # pipecat does not annotate it
