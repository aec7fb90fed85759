"""Finding memories by words, meanings, neighbours, people and times, fused into one score that explains itself.

All lines are ranked roughly (by the words near them, and by the signs of their vectors); a shortlist is then
scored exactly. The shares are added: see `docs/memory.md`, "How memories are found", for how they were chosen.
Without vectors, words alone decide.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import apsw
import numpy as np

from os1.clock import Clock
from os1.memory import cues, times
from os1.memory.columns import Numbers
from os1.memory.lines import Lines
from os1.memory.meanings import WEIGHT, WIDTH, Meanings
from os1.memory.rows import SHOWN, recalled, storable, words_of
from os1.memory.unspaced import pieces
from os1.memory.words import LONGEST, Matches, Words
from os1.types import Recalled

_TALK, _LINE = 0.8, 0.25
"""What the cosines of a line's neighbourhood and of the line itself are worth, where the root of the words' match
(about 0 to 1.4) is worth 1."""
_NAMED = 0.2
"""The speaker is named in the query."""
_FULL = 0.07
"""For each doubling (in e) of a line's words: short lines seldom tell anything."""
_TIME = 0.3
_RECENT, _FADES_DAYS = 0.05, 7.0
"""What was just said counts this much more, half as much after so many days."""
SHORTLIST = 200
_ALIKE = 0.2
"""A line that shares no word and no time with the query, even by its neighbours, must be alike by this much."""
_NEAREST = 1_000
"""Lines that may come for their meaning, or for their time, without a word in common."""
_DAY_MS = 86_400_000
_ROWS = f"SELECT n, {SHOWN} FROM utterance WHERE n IN (SELECT value FROM json_each(?))"  # noqa: S608 - our own names
_CHANGES = "SELECT changes FROM recall_state"


@dataclass(frozen=True, slots=True)
class Asked:
    """A query with what was understood of it.

    `vector` is the unit vector of `text` (None: words alone), `anchors` the events by which it tells a time, each
    as a question of its own.
    """

    text: str
    vector: Numbers | None = None
    anchors: Sequence[tuple[times.Anchor, Asked]] = field(default_factory=tuple)


class Recall:
    """Searches one store; lives on the store's thread, and may be asked only inside its transactions."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lines, self._meanings, self._words = Lines(), Meanings(), Words()
        self._changes = -1

    def forget(self) -> None:
        """Drop what is kept at hand, after rows were changed or removed."""
        self._lines.forget()
        self._meanings.forget()
        self._words.forget()

    def search(
        self, connection: apsw.Connection, asked: Asked, k: int, exclude: frozenset[str] = frozenset()
    ) -> list[Recalled]:
        """At most `k` memories for `asked`, best first, without those whose id is in `exclude`."""
        self._sync(connection)
        if not len(self._lines):
            return []
        spans = times.spans(asked.text, self._clock.now())
        for anchor, event in asked.anchors:
            spans += [anchor.span(one.time) for one in self._find(connection, event, [], 1, exclude)]
        return self._find(connection, asked, spans, k, exclude)

    def _sync(self, connection: apsw.Connection) -> None:
        changes = int(connection.execute(_CHANGES).get)
        if changes != self._changes:
            self.forget()
            self._changes = changes
        self._lines.sync(connection)
        self._meanings.sync(connection, self._lines)

    def _find(
        self,
        connection: apsw.Connection,
        asked: Asked,
        spans: Sequence[times.Span],
        k: int,
        exclude: frozenset[str],
    ) -> list[Recalled]:
        text = storable(asked.text)
        words = dict([*words_of(connection, text), *((one, one) for one in pieces(text))][: 4 * LONGEST])
        hits = self._words.match(connection, self._lines, words)
        speakers = self._lines.speakers_named(set(words))
        vector = asked.vector if self._meanings.count else None
        wanted = max(SHORTLIST, 3 * k) + len(exclude)
        places, parts = self._shortlist(hits, vector, speakers, spans, wanted)
        if vector is not None and len(places):
            own, around = self._meanings.likeness(connection, self._lines, places, vector)
            parts["meaning"] = meaning(own, around)
        rows = self._rows(connection, places)
        wants = cues.wanted(asked.text)
        parts["answer"] = np.array(
            [cues.worth(wants, rows[n][3]) for n in self._lines.number[places].tolist()]
        )
        score = np.sum(list(parts.values()), axis=0)
        related = (
            parts["words"] + parts["nearby"] + parts["time"] + (parts.get("meaning", 0.0) >= _ALIKE) > 0.01
        )
        best: list[Recalled] = []
        for place in np.lexsort((-places, -score)).tolist():
            row = rows[int(self._lines.number[places[place]])]
            if related[place] and row[0] not in exclude and len(best) < k:
                shares = {name: round(float(part[place]), 4) for name, part in parts.items()}
                why = {name: share for name, share in shares.items() if share}
                best.append(recalled(row, float(score[place]), why))
        return best

    def _shortlist(
        self,
        hits: Matches,
        vector: Numbers | None,
        speakers: Sequence[int],
        spans: Sequence[times.Span],
        wanted: int,
    ) -> tuple[Numbers, dict[str, Numbers]]:
        """The places most worth a closer look, ascending, with their shares of the score but those of meaning."""
        lines = self._lines
        near = np.empty(0, np.int64)
        if vector is not None:
            away, around = self._meanings.distances(vector)
            near = nearest(around, lines.said_by(speakers) if speakers else None)
        places = np.unique(np.concatenate((hits.places, near, self._within(spans)))).astype(np.int64)
        match, own = np.zeros(len(places), np.float32), np.zeros(len(places), np.float32)
        at = np.searchsorted(places, hits.places)
        match[at], own[at] = np.sqrt(hits.total), hits.own
        age = np.maximum(self._clock.now().timestamp() * 1000 - lines.at[places], 0) / _DAY_MS
        parts = {
            "words": match * own,
            "nearby": match * (1 - own),
            "named": _NAMED * lines.said_by(speakers, places),
            "time": _TIME * self._fit(spans, lines.at[places]),
            "full": _FULL * np.log1p(lines.words[places]),
            "recent": _RECENT * 0.5 ** (age / _FADES_DAYS),
        }
        if len(places) > wanted:
            rough = np.sum(list(parts.values()), axis=0)
            if vector is not None:
                rough += likely(away[places], around[places])
            chosen = np.sort(np.argpartition(-rough, wanted)[:wanted])
            places, parts = places[chosen], {name: part[chosen] for name, part in parts.items()}
        return places, parts

    def _within(self, spans: Sequence[times.Span]) -> Numbers:
        """The latest lines from `spans`."""
        inside = [
            np.flatnonzero((self._lines.at >= _ms(span.start)) & (self._lines.at < _ms(span.end)))[-_NEAREST:]
            for span in spans
        ]
        return np.concatenate(inside) if inside else np.empty(0, np.int64)

    def _fit(self, spans: Sequence[times.Span], at: Numbers) -> Numbers:
        """1 for times inside a span, less the farther outside, in units of its length."""
        fit = np.zeros(len(at))
        for span in spans:
            start, end = _ms(span.start), _ms(span.end)
            outside = np.maximum(np.maximum(start - at, at - end), 0)
            fit = np.maximum(fit, np.exp(-outside / max(end - start, _DAY_MS)))
        return fit

    def _rows(self, connection: apsw.Connection, places: Numbers) -> dict[int, tuple[Any, ...]]:
        numbers = json.dumps(self._lines.number[places].tolist())
        return {row[0]: row[1:] for row in connection.execute(_ROWS, (numbers,))}


def nearest(around: Numbers, named: Numbers | None) -> Numbers:
    """The places of about `_NEAREST` smallest distances, where the named speakers' lines count as much nearer."""
    if named is not None:
        nearer = np.uint16(_NAMED / _TALK / np.pi * WIDTH * WEIGHT)
        around = np.where(named, np.maximum(around, nearer) - nearer, around)
    if len(around) <= _NEAREST:
        return np.arange(len(around))
    cut = np.searchsorted(np.cumsum(np.bincount(around)), _NEAREST)
    return np.flatnonzero(around <= cut)[: 2 * _NEAREST]


def meaning(own: Numbers, around: Numbers) -> Numbers:
    """The share of meaning in the score, from the cosines of `Meanings.likeness`."""
    return _LINE * own + _TALK * around


def likely(away: Numbers, around: Numbers) -> Numbers:
    """About the share of meaning in the score, from `Meanings.distances`.

    Differing signs speak for an angle (Charikar, 2002).
    """
    return _LINE * np.cos(np.pi / WIDTH * away) + _TALK * np.cos(np.pi / WIDTH / WEIGHT * around)


def _ms(time: datetime) -> float:
    return time.timestamp() * 1000
