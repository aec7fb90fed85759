"""The ears: work per second of speech and word errors, against stock faster-whisper with the same weights."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import jiwer
from whisper_normalizer.english import EnglishTextNormalizer

from bench.spoken import Spoken, spoken
from bench.table import Row, percentile
from os1 import config
from os1.home.rooms import open_ears
from os1.models.machine import budget
from os1.models.store import Store

_PEER = "faster-whisper"


async def measure(recordings: Path | None) -> list[Row]:
    """Wall seconds for each utterance, one after the other, and word error rates over all of them."""
    said = await spoken(recordings)
    ours, heard = await _ours(said)
    theirs, peer_heard = _peer(said)
    seconds = sum(one.seconds for one in said)
    return [
        Row("ears: share of real time", sum(ours) / seconds, "", _PEER, sum(theirs) / seconds),
        Row("ears: one utterance, p95", percentile(ours, 95), "s", _PEER, percentile(theirs, 95)),
        Row("ears: word error rate", _errors(said, heard), "", _PEER, _errors(said, peer_heard)),
    ]


async def _ours(said: Sequence[Spoken]) -> tuple[list[float], list[str]]:
    took, heard = [], []
    async with open_ears(config.load()) as ears:
        await ears.transcribe(said[0].sound)
        for one in said:
            began = time.perf_counter()
            heard.append((await ears.transcribe(one.sound)).text)
            took.append(time.perf_counter() - began)
    return took, heard


def _peer(said: Sequence[Spoken]) -> tuple[list[float], list[str]]:
    from faster_whisper import WhisperModel

    settings = config.load()
    store = Store(settings.models, offline=True)
    (name,) = store.catalogue.sizes[settings.size]["ears"]
    model = WhisperModel(
        str(store.path(name)),
        device="cpu",
        compute_type="int8",
        cpu_threads=budget().ears,
        local_files_only=True,
    )
    took, heard = [], []
    for one in [said[0], *said]:
        began = time.perf_counter()
        segments, _ = model.transcribe(one.sound, language="en")
        heard.append(" ".join(segment.text for segment in segments))
        took.append(time.perf_counter() - began)
    return took[1:], heard[1:]


def _errors(said: Sequence[Spoken], heard: Sequence[str]) -> float:
    plain = EnglishTextNormalizer()
    return float(jiwer.wer([plain(one.text) for one in said], [plain(text) for text in heard]))
