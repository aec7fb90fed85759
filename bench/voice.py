"""Talking: the whole OS and a stock pipecat pipeline on the same models, taking turns in the same situations.

Both run in this process group and hear the same sound in real time; while one is played to, the other has nothing
to hear. What the figures mean is said beside them in `figures`.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from whisper_normalizer.english import EnglishTextNormalizer

from bench.duel import Subject, Take, play, settle
from bench.scenes import situations
from bench.table import Row, percentile
from os1 import config
from os1.home.house import Home, open_home
from os1.home.sinks import TextSink
from os1.home.talking import voice_parts
from os1.mind.dialogue import prefix
from os1.models.brain import ChatBrain
from os1.models.engines import Samples
from os1.models.store import Store
from os1.voice.conversation import Conversation
from os1.voice.quiet import hush_pipecat

_LATE = 2.5
_EARLY = 0.3
"""Seconds before the last voice ends from which closing the turn is no cut-off but a good guess."""
_FIRST_TALK = (
    "My name is Ann.",
    "Plain, please.",
    "Any voice is fine.",
    "Yes, this one.",
    "I would like help with my letters.",
    "Yes, I like it.",
)
_MOST_ANSWERS = 12


async def measure(recordings: Path | None, only: slice) -> list[Row]:
    """The situations `only`; all of them take about six minutes.

    The home is empty. Its first talk, and a question to each of the two that is not counted, are over before the
    measuring: what an engine does the first time takes longer.
    """
    hush_pipecat()
    from bench.stock import Engines, open_stock

    first, *planned = await situations(recordings)
    with tempfile.TemporaryDirectory() as folder:
        async with open_home(config.load(Path(folder), keyring="never")) as home:
            brain, mouth = home.engines.brain, home.engines.mouth
            if not isinstance(brain, ChatBrain) or mouth is None:
                raise RuntimeError("the bundled engines are missing; run `os1 models fetch`")
            await get_acquainted(home)
            store = Store(home.settings.models, offline=True)
            (ears,) = store.catalogue.sizes[home.settings.size]["ears"]
            prompt = prefix(home.mind.identity, brain.info.strength)
            engines = Engines(store, ears, await brain.address(), mouth, prompt)
            async with open_stock(engines) as stock, _ours(home) as ours:
                takes: dict[str, list[Take]] = {ours.name: [], stock.name: []}
                for subject in (ours, stock):
                    await play(subject, first)
                    await settle(subject)
                for number, situation in enumerate(planned[only]):
                    for subject in (ours, stock) if number % 2 == 0 else (stock, ours):
                        takes[subject.name].append(await play(subject, situation))
                        await settle(subject)
    return rows(takes[ours.name], takes[stock.name], stock.name)


def rows(ours: Sequence[Take], theirs: Sequence[Take], peer: str) -> list[Row]:
    """Every figure of ours beside the peer's; a figure that one of the two has no value for is left out."""
    found, others = figures(ours), figures(theirs)
    return [
        Row(f"voice: {what}", value, unit, peer, others.get(what, (None, unit))[0])
        for what, (value, unit) in found.items()
    ]


def figures(takes: Sequence[Take]) -> dict[str, tuple[float, str]]:
    """Name to value and unit.

    A cut-off is a turn that was closed before the person had finished; a missed end, one that was not closed
    2.5 s after; what was cut off has no latency. A false interruption is a reply that a listener's "yeah" ended;
    the time to stop runs from the first sound of a real interruption to the last of the reply.
    """
    spoken = [take for take in takes if take.situation.kind in ("question", "pause")]
    whole = [take for take in spoken if not _cut_off(take)]
    answered = [take for take in whole if take.first_sound(take.situation.ends) is not None]
    over = [take for take in takes if take.over_at is not None]
    stops = [_time_to_stop(take) for take in over if take.situation.kind == "interruption"]
    busy = [take for take in takes if take.situation.kind not in ("noise", "silence")]
    idle = [take for take in takes if take.situation.kind == "silence"]
    found = {
        "questions": (float(len(spoken)), ""),
        "answered": (float(len(answered)), ""),
        "false cut-offs": (float(len(spoken) - len(whole)), ""),
        "missed ends": (float(sum(map(_missed, whole))), ""),
        "false interruptions": (
            float(sum(_yielded(take) for take in over if take.situation.kind == "listener")),
            "",
        ),
        "first words lost": (float(sum(map(_first_word_lost, whole))), ""),
        "words invented in noise": (
            float(sum(_words(take) for take in takes if take.situation.kind == "noise")),
            "",
        ),
        "CPU in a minute of talk": (60 * sum(take.cpu for take in busy) / _seconds(busy), "s"),
        "idle CPU, share of one core": (100 * sum(take.cpu for take in idle) / _seconds(idle), "%"),
    }
    sound = [(take.first_sound(take.situation.ends) or 0.0) - take.situation.ends for take in answered]
    content = [take.content - take.situation.ends for take in answered if take.content is not None]
    for what, values, unit in (
        ("end of speech to first sound", sound, "s"),
        ("end of speech to first content", content, "s"),
        ("time to stop", stops, "s"),
    ):
        if values:
            found |= {f"{what}, p{q}": (percentile(values, q), unit) for q in (50, 95)}
    return found


def _cut_off(take: Take) -> bool:
    return any(at < take.situation.ends - _EARLY for at, _ in take.turns)


def _missed(take: Take) -> bool:
    return not any(at <= take.situation.ends + _LATE for at, _ in take.turns)


def _yielded(take: Take) -> bool:
    return take.over_at is not None and any(at >= take.over_at for at in take.interruptions)


def _time_to_stop(take: Take) -> float:
    """Seconds; all that was waited for where it never stopped."""
    assert take.over_at is not None
    stopped = take.last_sound(take.over_at)
    return (take.seconds if stopped is None else stopped) - take.over_at


def _first_word_lost(take: Take) -> bool:
    plain = EnglishTextNormalizer()
    heard = " ".join(text for _, text in take.turns)
    return bool(plain(take.situation.text).split()[:1] != plain(heard).split()[:1])


def _words(take: Take) -> int:
    return sum(len(text.split()) for _, text in take.turns)


def _seconds(takes: Sequence[Take]) -> float:
    return max(1e-9, sum(take.seconds for take in takes))


class _Ours:
    """The OS's own conversation, as a subject."""

    name = "os1"

    def __init__(
        self, make: Callable[[Callable[[str, float, Mapping[str, Any]], None]], Conversation]
    ) -> None:
        self.turns: list[tuple[float, str]] = []
        self.interruptions: list[float] = []
        self._content: float | None = None
        self.conversation = make(self._watch)
        self.rate = 0

    @property
    def now(self) -> float:
        return self.conversation.now

    async def hear(self, sound: Samples) -> None:
        self.conversation.hear(sound)

    def pull(self, count: int) -> Samples | None:
        return self.conversation.pull(count)

    def content_at(self) -> float | None:
        return self._content

    async def rest(self) -> None:
        self.conversation.hang_up()
        self._content = None
        self.conversation.pick_up("bench")

    def _watch(self, name: str, at: float, data: Mapping[str, Any]) -> None:
        if name == "turn_end":
            self.turns.append((at, data["text"]))
        elif name == "interrupted":
            self.interruptions.append(at)
        elif name == "first_audio" and data["kind"] == "content":
            self._content = at


@asynccontextmanager
async def _ours(home: Home) -> AsyncIterator[Subject]:
    async with voice_parts(home) as parts:
        ours = _Ours(lambda watch: Conversation(parts, device="bench", watch=watch))
        ours.rate = parts.mouth.rate
        running = asyncio.ensure_future(ours.conversation.run())
        try:
            yield ours
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


async def get_acquainted(home: Home) -> None:
    """Have the first talk, by typing, so that what is measured are ordinary turns."""
    await home.greet(TextSink(lambda clause: None))
    for number in range(_MOST_ANSWERS):
        said = _FIRST_TALK[number] if number < len(_FIRST_TALK) else "Yes."
        await home.typed(said, "bench", lambda clause: None)
        if number >= len(_FIRST_TALK) - 1 and await home.mind.opening() is None:
            return
    raise RuntimeError("the first talk does not end")
