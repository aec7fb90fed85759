"""The measuring itself: what is played, what is counted, and that a figure means what its name says."""

from __future__ import annotations

import asyncio
from typing import Any

import numpy as np
import pytest
from bench.duel import STEPS, Kind, Situation, Take, last_voice, play
from bench.voice import figures, rows

from os1.models.engines import EARS_RATE, Samples


def tone(seconds: float) -> Samples:
    return np.full(int(seconds * EARS_RATE), 0.5, np.float32)


def quiet(seconds: float) -> Samples:
    return np.zeros(int(seconds * EARS_RATE), np.float32)


class Parrot:
    """Answers `slow` seconds after a sound has ended with a sound of one second, and yields to nobody."""

    name, rate = "parrot", 24_000

    def __init__(self, slow: float = 0.1) -> None:
        self.turns: list[tuple[float, str]] = []
        self.interruptions: list[float] = []
        self.heard: list[Samples] = []
        self._slow = slow
        self._ended: int | None = None

    @property
    def now(self) -> float:
        return len(self.heard) / STEPS

    async def hear(self, sound: Samples) -> None:
        if not self.heard or sound.any():
            self._ended = None
        elif self._ended is None and self.heard[-1].any():
            self._ended = len(self.heard)
            self.turns.append((self.now, "polly"))
        self.heard.append(sound)

    def pull(self, count: int) -> Samples | None:
        if self._ended is None:
            return None
        since = (len(self.heard) - self._ended) / STEPS
        return np.ones(count, np.float32) if self._slow <= since < self._slow + 1.0 else None

    def content_at(self) -> float | None:
        return None

    async def rest(self) -> None:
        self._ended = None


def taken(situation: Situation, parrot: Parrot | None = None) -> Take:
    return asyncio.run(play(parrot or Parrot(), situation))


def test_a_question_is_played_whole_and_the_reply_is_timed_by_its_sound() -> None:
    parrot = Parrot()
    take = taken(Situation("question", np.concatenate([tone(0.4), quiet(0.2)]), 0.4, listens=0.2), parrot)
    assert take.first_sound(0.4) == pytest.approx(0.5, abs=0.05)
    assert take.content == take.first_sound(0.4)
    assert [text for _, text in take.turns] == ["polly"]
    assert np.count_nonzero(np.concatenate(parrot.heard)) == int(0.4 * EARS_RATE)
    assert take.cpu > 0


def test_a_second_situation_counts_from_its_own_beginning() -> None:
    parrot = Parrot()
    situation = Situation("question", np.concatenate([tone(0.2), quiet(0.2)]), 0.2, listens=0.1)
    first = taken(situation, parrot)
    asyncio.run(parrot.rest())
    second = taken(situation, parrot)
    assert second.turns[0][0] == pytest.approx(first.turns[0][0], abs=0.05)
    assert len(second.turns) == 1


def test_an_interruption_begins_its_delay_after_the_reply() -> None:
    parrot = Parrot()
    take = taken(
        Situation("interruption", np.concatenate([tone(0.2), quiet(0.1)]), 0.2, over=tone(0.2), delay=0.3),
        parrot,
    )
    first = take.first_sound(0.2)
    assert first is not None and take.over_at is not None
    assert take.over_at == pytest.approx(first + 0.3, abs=0.02)
    loud = [bool(piece.any()) for piece in parrot.heard]
    assert sum(loud) == 20 and loud[int(take.over_at * STEPS) + 2]


def test_the_last_voice_ends_where_the_sound_gets_faint() -> None:
    faint = 0.01 * tone(0.5)
    assert last_voice(np.concatenate([quiet(0.3), tone(1.0), faint])) == pytest.approx(1.3, abs=0.03)


def take(kind: Kind, loud: tuple[float, float] | None = None, seconds: float = 8.0, **more: Any) -> Take:
    """A take of `seconds`, whose question ended at 2 s, with sound between the moments of `loud`."""
    begin, end = loud or (0.0, 0.0)
    made = Take(Situation(kind, quiet(2.0), 2.0, "Who are you?"))
    made.loud = [begin <= step / STEPS < end for step in range(int(seconds * STEPS))]
    made.content = begin if loud else None
    for name, value in more.items():
        setattr(made, name, value)
    return made


def value(found: dict[str, tuple[float, str]], name: str) -> float:
    return found[name][0]


def test_cut_offs_missed_ends_and_latency_are_told_apart() -> None:
    found = figures(
        [
            take("question", (2.5, 4.0), turns=[(2.3, "Who are you?")]),
            take("question", (3.5, 4.0), turns=[(2.3, "Are you?")], content=4.0),
            take("pause", (1.2, 3.0), turns=[(1.0, "I was"), (2.4, "thinking")]),
            take("question", (7.0, 7.9), turns=[(5.0, "Who are you?")]),
        ]
    )
    assert value(found, "questions") == 4
    assert value(found, "false cut-offs") == 1
    assert value(found, "missed ends") == 1
    assert value(found, "answered") == 3
    assert value(found, "first words lost") == 1
    assert value(found, "end of speech to first sound, p50") == pytest.approx(1.5)
    assert value(found, "end of speech to first content, p50") == pytest.approx(2.0)


def test_yielding_to_a_listener_is_false_and_to_an_interruption_is_timed() -> None:
    found = figures(
        [
            take("listener", (2.5, 3.2), over_at=3.0, interruptions=[3.1]),
            take("listener", (2.5, 6.0), over_at=3.0),
            take("interruption", (2.5, 3.5), over_at=3.0, interruptions=[3.4]),
            take("interruption", (2.5, 8.0), over_at=3.0),
        ]
    )
    assert value(found, "false interruptions") == 1
    assert value(found, "time to stop, p50") == pytest.approx((0.5 + 5.0) / 2)


def test_noise_and_idleness_have_figures_of_their_own() -> None:
    found = figures(
        [
            take("noise", turns=[(3.0, "thank you very much")], cpu=4.0),
            take("question", (2.5, 4.0), seconds=6.0, turns=[(2.3, "Who are you?")], cpu=3.0),
            take("silence", seconds=10.0, cpu=0.2),
        ]
    )
    assert value(found, "words invented in noise") == 4
    assert value(found, "CPU in a minute of talk") == pytest.approx(30.0)
    assert value(found, "idle CPU, share of one core") == pytest.approx(2.0)


def test_every_figure_stands_beside_the_peers_with_a_ratio() -> None:
    ours = [take("question", (2.5, 4.0), turns=[(2.3, "Who are you?")], cpu=3.0), take("silence", cpu=0.1)]
    theirs = [take("question", (4.0, 5.0), turns=[(2.3, "Who are you?")], cpu=6.0), take("silence", cpu=0.4)]
    found = {row.what: row for row in rows(ours, theirs, "stock")}
    sound = found["voice: end of speech to first sound, p50"]
    assert (sound.ours, sound.theirs, sound.peer) == (0.5, 2.0, "stock") and sound.ratio == 0.25
    assert found["voice: CPU in a minute of talk"].ratio == 0.5
