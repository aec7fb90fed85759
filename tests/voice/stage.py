"""A conversation on a stage: a script of sounds in, the trace and the sound of the reply out."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from os1.events import Bus
from os1.models.engines import Samples
from os1.testing.flow import FlowingClock
from os1.testing.phrases import HummingMouth, Phrasebook, PhraseEars, PhraseEnding, loudness
from os1.types import Clause, Heard, HeldSink, ReplySink
from os1.voice.conversation import Parts, Respond
from os1.voice.listening import VoiceSense
from os1.voice.script import Line
from os1.voice.talk import OnStart, TalkReport, run_talk

START = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)


@dataclass
class Stage:
    """Everything of a conversation that a test may replace before `play`."""

    folder: Path
    book: Phrasebook = field(default_factory=Phrasebook)
    clock: FlowingClock = field(default_factory=lambda: FlowingClock(START))
    bus: Bus = field(default_factory=Bus)
    ears: Any = None
    mouth: Any = None
    sense: VoiceSense = loudness
    open_ends: Sequence[str] = ()
    thinking: float = 0.2
    answers: dict[str, Sequence[str]] = field(default_factory=dict)
    """What is answered to which words, clause by clause; other words get "You said: ...", in one clause."""
    begun: list[str] = field(default_factory=list)
    """The words of every turn that was begun, also of those that turned out to be none."""
    log: list[tuple[str, str]] = field(default_factory=list)
    """("heard", text), ("said", text as played) and ("cut", text as played), in the order they happened."""

    async def respond(self, heard: Heard, sink: ReplySink) -> None:
        assert isinstance(sink, HeldSink)
        self.begun.append(heard.text)
        await sink.opened()
        self.log.append(("heard", heard.text))
        self.bus.publish("heard", id=heard.id, text=heard.text, by=heard.by, device=heard.device)
        kind = "cut"
        try:
            await self.clock.sleep(self.thinking)
            for text in self.answers.get(heard.text, [f"You said: {heard.text}"]):
                await sink.play(Clause(text))
            await sink.drained()
            kind = "said"
        finally:
            self.log.append((kind, sink.played()))

    def parts(self, respond: Respond | None = None) -> Parts:
        return Parts(
            ears=self.ears or PhraseEars(self.book, self.clock),
            mouth=self.mouth or HummingMouth(self.clock),
            respond=respond or self.respond,
            bus=self.bus,
            clock=self.clock,
            voice=lambda: ("hum", 1.0),
            sense=self.sense,
            ending=PhraseEnding(self.book, self.clock, self.open_ends),
        )

    def file(self, *pieces: Samples | str | float) -> Path:
        """A recording of words (text), silence (seconds) and any sound, one after the other."""
        sounds = [
            self.book.say(piece)
            if isinstance(piece, str)
            else self.book.silence(piece)
            if isinstance(piece, int | float)
            else piece
            for piece in pieces
        ]
        path = self.folder / f"{len(list(self.folder.glob('*.wav')))}.wav"
        soundfile.write(path, np.concatenate(sounds), 16_000, subtype="FLOAT")
        return path

    @property
    def out(self) -> Path:
        return self.folder / "reply.wave"

    @property
    def trace(self) -> Path:
        return self.folder / "trace.jsonl"

    def play(
        self, lines: Sequence[Line], respond: Respond | None = None, beside: OnStart | None = None
    ) -> TalkReport:
        async def work() -> TalkReport:
            talk = run_talk(self.parts(respond), lines, self.out, self.trace, beside=beside)
            return await self.clock.run(talk)

        return asyncio.run(work())


def named(report: TalkReport, name: str) -> list[dict[str, Any]]:
    return [dict(event) for event in report.events if event["event"] == name]
