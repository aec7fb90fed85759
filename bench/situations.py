"""Whose turn it is, in scripted situations: real ears and mouth, a conversation in real time, set replies.

The person speaks with other voices of the mouth. Every situation says how many turns it holds and whether the
reply is to be stopped or to go on; counted is where the conversation did otherwise.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from bench.corpus import SITUATIONS, Cue, Noise, Situation, Words
from bench.spoken import to_ears
from bench.table import Row, percentile
from os1 import config
from os1.clock import SystemClock
from os1.events import Bus
from os1.models.engine_set import open_engines
from os1.models.engines import EARS_RATE, Mouth, Samples
from os1.types import Clause, Heard, HeldSink, ReplySink
from os1.voice.conversation import Parts
from os1.voice.detectors import Silero, SmartTurn
from os1.voice.dozing import Dozing
from os1.voice.echo import EchoCanceller
from os1.voice.script import Line
from os1.voice.talk import run_talk

_LATE = 2.5
"""Seconds of silence after which the end of a turn counts as missed."""
_STOP_WITHIN = 0.5
_LONGEST = 12.0
"""Seconds of a recording that is one turn."""


@dataclass
class Tally:
    """What came of all situations; lists hold seconds."""

    played: int = 0
    turns: int = 0
    cut_off: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    invented: list[str] = field(default_factory=list)
    stops: list[float] = field(default_factory=list)
    not_stopped: list[str] = field(default_factory=list)
    listened: int = 0
    stopped: list[str] = field(default_factory=list)
    to_turn: list[float] = field(default_factory=list)
    to_sound: list[float] = field(default_factory=list)
    gaps: list[float] = field(default_factory=list)


async def measure(recordings: Path | None, only: slice) -> list[Row]:
    """The situations `only`, one after the other; `recordings` are people's own sentences, one turn each."""
    tally = Tally()
    ending = SmartTurn()
    settings = config.load()
    async with open_engines(settings, SystemClock(), Bus(), ("ears", "mouth")) as engines:
        assert engines.ears is not None and engines.mouth is not None, dict(engines.missing)
        studio = _Studio(engines.mouth)
        with tempfile.TemporaryDirectory() as folder:
            for situation in [*SITUATIONS, *read_out(recordings)][only]:
                lines, floor = await studio.lines(situation, Path(folder))
                echo, bus = any(line.echo for line in lines), Bus()
                parts = Parts(
                    engines.ears,
                    engines.mouth,
                    _answering(situation, bus),
                    bus,
                    SystemClock(),
                    lambda: ("af_heart", 1.0),
                    Dozing(Silero()),
                    ending,
                    canceller=EchoCanceller() if echo else None,
                )
                report = await run_talk(parts, lines, Path(folder) / "out.wav", None)
                tally.played += 1
                print(f"  {situation.name} ({report.seconds:.0f} s)", file=sys.stderr)
                count(tally, situation, report.events, floor)
    await ending.close()
    return rows(tally)


class _Studio:
    """Makes the recordings of a situation, each once."""

    def __init__(self, mouth: Mouth) -> None:
        self._mouth = mouth
        self._files: dict[Words | Noise, tuple[Path, float]] = {}

    async def lines(self, situation: Situation, folder: Path) -> tuple[list[Line], float]:
        """The script, and how many seconds of its last line are a listener's."""
        made, floor = [], 0.0
        for cue in situation.cues:
            if isinstance(cue.sound, Words | Noise):
                path, floor = await self._file(cue.sound, folder)
                made.append(Line(path, cue.at, cue.after, cue.delay, cue.gain_db, cue.loop))
            else:
                made.append(Line(cue.sound, cue.at, delay=cue.delay, gain_db=cue.gain_db, echo=not cue.sound))
        return made, floor

    async def _file(self, sound: Words | Noise, folder: Path) -> tuple[Path, float]:
        import soundfile

        if sound not in self._files:
            pieces = [sound.make()] if isinstance(sound, Noise) else await self._speak(sound)
            listened = pieces[: 0 if isinstance(sound, Noise) else sound.floor]
            path = folder / f"{len(self._files):03}.wav"
            self._files[sound] = path, sum(map(len, listened)) / EARS_RATE
            soundfile.write(path, np.concatenate(pieces), EARS_RATE)
        return self._files[sound]

    async def _speak(self, words: Words) -> list[Samples]:
        pieces: list[Samples] = []
        for piece in words.pieces:
            if isinstance(piece, str):
                spoken = await self._mouth.speak(piece, voice=words.voice)
                pieces.append(_trimmed(to_ears(spoken, self._mouth.rate)))
            else:
                pieces.append(np.zeros(int(piece * EARS_RATE), np.float32))
        return pieces


def _trimmed(sound: Samples) -> Samples:
    """Without the silence at its ends, so that pauses are as long as they say."""
    loud = np.flatnonzero(np.abs(sound) > 0.01)
    return sound[loud[0] : loud[-1] + 1] if len(loud) else sound


def _answering(situation: Situation, bus: Bus) -> Any:
    async def respond(heard: Heard, sink: ReplySink) -> None:
        if isinstance(sink, HeldSink):
            sink.rehearse(Clause(situation.reply[0]))
            await sink.opened()
        bus.publish("heard", id=heard.id)
        for text in situation.reply:
            await sink.play(Clause(text))
        await sink.drained()

    return respond


def read_out(recordings: Path | None) -> list[Situation]:
    """People's own sentences in the folder `recordings`, the long ones left out."""
    if recordings is None:
        return []
    short = [path for path in sorted(recordings.glob("*.flac")) if _seconds(path) <= _LONGEST]
    return [Situation(f"recording {path.stem}", (Cue(path, at=0.3),)) for path in short]


def _seconds(path: Path) -> float:
    import soundfile

    return float(soundfile.info(path).duration)


def count(
    tally: Tally, situation: Situation, events: Sequence[Mapping[str, Any]], floor: float = 0.0
) -> None:
    """Add what the trace `events` of `situation` show to `tally`.

    `floor` seconds after it began, what is said over the reply asks for the floor.
    """
    turns = [event for event in events if event["event"] == "turn_end"]
    heard = [str(event["text"]) for event in events if event["event"] == "transcript"]
    name = f"{situation.name}: {' | '.join(heard)}"
    tally.turns += situation.turns
    _count_turns(tally, situation, len(turns), name)
    waits = _waits(events)
    tally.to_turn += waits
    tally.missed += [name for wait in waits if wait > _LATE]
    replies = [event for event in events if event["event"] == "reply_text"]
    if len(replies) > len(turns):
        tally.twice.append(name)
    tally.gaps += [event["seconds"] for event in events if event["event"] == "gap"]
    tally.to_sound += _to_sound(events)
    if situation.over == "stops":
        _count_stop(tally, situation, events, name, floor)
    elif situation.over == "goes_on":
        tally.listened += 1
        if any(event["event"] == "interrupted" for event in events):
            tally.stopped.append(name)


def _count_turns(tally: Tally, situation: Situation, found: int, name: str) -> None:
    if found > situation.turns:
        (tally.cut_off if situation.turns and situation.over == "none" else tally.invented).append(name)
    elif found < situation.turns:
        tally.missed.append(name)


def _count_stop(
    tally: Tally, situation: Situation, events: Sequence[Mapping[str, Any]], name: str, floor: float
) -> None:
    """The time from the first sound of the words that interrupt to the silence of the reply."""
    stopped = next((event["t"] for event in events if event["event"] == "interrupted"), None)
    if stopped is None:
        tally.not_stopped.append(name)
        return
    reply = next(event["t"] for event in events if event["event"] == "first_audio")
    took = stopped - reply - situation.cues[-1].delay - floor
    tally.stops.append(took)
    if not 0 <= took <= _STOP_WITHIN:
        tally.not_stopped.append(f"{name} ({took:.2f} s)")


def _waits(events: Sequence[Mapping[str, Any]]) -> list[float]:
    ended, found = None, []
    for event in events:
        if event["event"] == "speech_end":
            ended = event["t"]
        elif event["event"] == "turn_end" and ended is not None:
            found.append(event["t"] - ended)
    return found


def _to_sound(events: Sequence[Mapping[str, Any]]) -> list[float]:
    from os1.voice.talk import latencies

    return latencies(events)


def rows(tally: Tally) -> list[Row]:
    for kind in ("cut_off", "missed", "twice", "invented", "not_stopped", "stopped"):
        for name in getattr(tally, kind):
            print(f"  {kind.replace('_', ' ')}: {name}", file=sys.stderr)
    stops, to_turn, to_sound = (values or [0.0] for values in (tally.stops, tally.to_turn, tally.to_sound))
    return [
        Row("situations: played", tally.played, ""),
        Row("situations: turns in them", tally.turns, ""),
        Row("situations: false cut-offs", len(tally.cut_off), ""),
        Row("situations: missed ends", len(tally.missed), ""),
        Row("situations: answered twice", len(tally.twice), ""),
        Row("situations: turns out of no words", len(tally.invented), ""),
        Row("situations: interruptions", len(tally.stops), ""),
        Row("situations: not stopped within 0.5 s", len(tally.not_stopped), ""),
        Row("situations: time to stop, p50", percentile(stops, 50), "s"),
        Row("situations: time to stop, longest", max(stops), "s"),
        Row("situations: sounds that ask for nothing", tally.listened, ""),
        Row("situations: stopped by one of them", len(tally.stopped), ""),
        Row("situations: end of speech to turn, p50", percentile(to_turn, 50), "s"),
        Row("situations: end of speech to turn, p95", percentile(to_turn, 95), "s"),
        Row("situations: end of speech to sound, p50", percentile(to_sound, 50), "s"),
        Row("situations: end of speech to sound, p95", percentile(to_sound, 95), "s"),
        Row("situations: gaps in replies", len(tally.gaps), ""),
        Row("situations: longest gap", max(tally.gaps, default=0.0), "s"),
    ]
