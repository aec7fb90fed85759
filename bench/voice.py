"""Talking: from the end of a person's speech to the first sound and the first word of the answer."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.spoken import spoken
from bench.table import Row, percentile
from os1 import config
from os1.home.house import open_home
from os1.home.talking import talk_recordings
from os1.models.engines import EARS_RATE


async def measure(recordings: Path | None) -> list[Row]:
    """Each recording in turn is the microphone of one OS with an empty home, in real time."""
    import soundfile

    said = await spoken(recordings)
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for number, one in enumerate(said):
            files.append(Path(folder) / f"{number:03}.wav")
            soundfile.write(files[-1], one.sound, EARS_RATE)
        async with open_home(config.load(Path(folder) / "home", keyring="never")) as home:
            report = await talk_recordings(home, files, Path(folder) / "out.wav", None)
    sound, content = latencies(report.events, None), latencies(report.events, "content")
    return [
        Row("voice: questions", len(said), ""),
        Row("voice: answered", len(sound), ""),
        Row("voice: end of speech to first sound, p50", percentile(sound, 50), "s"),
        Row("voice: end of speech to first sound, p95", percentile(sound, 95), "s"),
        Row("voice: end of speech to first content, p50", percentile(content, 50), "s"),
        Row("voice: end of speech to first content, p95", percentile(content, 95), "s"),
    ]


def latencies(events: Sequence[Mapping[str, Any]], kind: str | None) -> list[float]:
    """For each turn, seconds from the last `speech_end` before its `turn_end` to its first audio of `kind`."""
    ended = asked = None
    found = []
    for event in events:
        if event["event"] == "speech_end":
            ended = event["t"]
        elif event["event"] == "turn_end":
            asked = ended
        elif event["event"] == "first_audio" and asked is not None and kind in (None, event["kind"]):
            found.append(event["t"] - asked)
            asked = None
    return found
