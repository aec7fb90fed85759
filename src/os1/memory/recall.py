"""Finding memories by words, meanings, neighbours, people and times, fused into one score that explains itself.

All lines are ranked roughly (by the words near them, and by the signs of their vectors); a shortlist is then
scored exactly. The shares are added: see `docs/memory.md`, "How memories are found", for how they were chosen.
Without vectors, words alone decide.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import apsw
import numpy as np

from os1.clock import Clock
from os1.memory import cues, links, times
from os1.memory.columns import Numbers
from os1.memory.lines import Lines
from os1.memory.meanings import WEIGHT, WIDTH, Meanings
from os1.memory.rows import SHOWN, recalled, storable, words_of
from os1.memory.unspaced import pieces
from os1.memory.words import LONGEST, Matches, Words
from os1.types import Recalled

WORTH: Mapping[str, float] = {
    "words": 1.0,  # the root of the words' match (about 0 to 1.4), by the line's own words
    "nearby": 1.0,  # and by those of its neighbours
    "meaning": 0.8,  # the cosine of the line's neighbourhood with the query
    "itself": 0.25,  # and of the line alone
    "named": 0.2,  # its speaker is named in the query
    "time": 0.3,  # it was said when the query says
    "full": 0.07,  # for each doubling (in e) of its words: short lines seldom tell anything
    "recent": 0.05,  # it was just said
    "linked": 0.6,  # another memory leads to it
}
"""What each share of the score is worth; `bench/fit_recall.py` fits those of the first seven."""
_FADES_DAYS = 7.0
"""What was just said counts half as much after so many days."""
SHORTLIST = 200
_ALIKE = 0.2
"""A line that shares no word and no time with the query, even by its neighbours, must be alike by this much."""
_LED_FROM = 5
"""The best lines that may lead on to others."""
_LED = 3
"""Lines that others may lead to in answer to one question."""
_MEANS, _LOOKED_THROUGH = 0.3, 100
"""The cosine from which a line may mean a topic that it does not name, and how many are looked through."""
_NEAREST = 1_000
"""Lines that may come for their meaning, or for their time, without a word in common."""
_DAY_MS = 86_400_000
_ROWS = f"SELECT n, {SHOWN} FROM utterance WHERE n IN (SELECT value FROM json_each(?))"  # noqa: S608 - our own names
_NUMBERS = "SELECT n FROM utterance WHERE id IN (SELECT value FROM json_each(?))"
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


@dataclass(frozen=True, slots=True)
class _Query:
    """A query, read: its words (as the index keeps them: as written), and the `places` that may answer it.

    `away` and `around` are the distances of all lines in meaning; empty without a vector. `wanted` is how many
    places are scored exactly.
    """

    text: str
    words: Mapping[str, str]
    vector: Numbers | None
    spans: Sequence[times.Span]
    hits: Matches
    speakers: Sequence[int]
    places: Numbers
    away: Numbers
    around: Numbers
    wanted: int


class Recall:
    """Searches one store; lives on the store's thread, and may be asked only inside its transactions."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lines, self._meanings, self._words = Lines(), Meanings(), Words()
        self._called = links.Called()
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

    def alike(self, connection: apsw.Connection, asked: Asked) -> list[Recalled]:
        """The lines of people that mean what `asked` does, or lie among such lines, most alike first."""
        found = self.search(connection, asked, _LOOKED_THROUGH)
        likeness = [(_likeness(one), one) for one in found if one.speaker != "os1"]
        return [one for share, one in sorted(likeness, key=lambda pair: -pair[0]) if share >= _MEANS]

    def said_by(self, connection: apsw.Connection, name: str, most: int) -> list[Recalled]:
        """The latest `most` lines of the speakers one of whose names is in `name`, newest first."""
        self._sync(connection)
        words = {token for token, _ in words_of(connection, storable(name))}
        said = np.flatnonzero(self._lines.said_by(self._lines.speakers_named(words)))[-most:]
        rows = self._rows(connection, said)
        return [recalled(rows[n]) for n in reversed(self._lines.number[said].tolist())]

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
        query = self._read(connection, asked, spans, max(SHORTLIST, 3 * k) + len(exclude))
        found = self._ranked(connection, query, max(k, _LED_FROM), exclude, {})
        if led := self._led(connection, query, found[:_LED_FROM]):
            places = np.array(sorted(led), np.int64)
            more = self._ranked(connection, replace(query, places=places, wanted=_LED), _LED, exclude, led)
            ids = {one.id for one in more}
            found = sorted([*more, *(one for one in found if one.id not in ids)], key=lambda one: -one.score)
        return found[:k]

    def _read(
        self, connection: apsw.Connection, asked: Asked, spans: Sequence[times.Span], wanted: int
    ) -> _Query:
        text = storable(asked.text)
        words = dict([*words_of(connection, text), *((one, one) for one in pieces(text))][: 4 * LONGEST])
        hits = self._words.match(connection, self._lines, words)
        speakers = self._lines.speakers_named(set(words))
        vector = asked.vector if self._meanings.count else None
        near = away = around = np.empty(0, np.int64)
        if vector is not None:
            away, around = self._meanings.distances(vector)
            near = nearest(around, self._lines.said_by(speakers) if speakers else None)
        places = np.unique(np.concatenate((hits.places, near, self._within(spans)))).astype(np.int64)
        return _Query(text, words, vector, spans, hits, speakers, places, away, around, wanted)

    def _ranked(
        self,
        connection: apsw.Connection,
        query: _Query,
        k: int,
        exclude: frozenset[str],
        led: Mapping[int, tuple[float, str]],
    ) -> list[Recalled]:
        """The best `k`; `led` are the places that other memories lead to, with how surely, and why."""
        places, parts = self._shortlist(query, led)
        if query.vector is not None and len(places):
            own, around = self._meanings.likeness(connection, self._lines, places, query.vector)
            parts["meaning"], parts["itself"] = WORTH["meaning"] * around, WORTH["itself"] * own
        rows = self._rows(connection, places)
        wants = cues.wanted(query.text)
        parts["answer"] = np.array(
            [cues.worth(wants, rows[n][3]) for n in self._lines.number[places].tolist()]
        )
        score = np.sum(list(parts.values()), axis=0)
        alike = parts.get("meaning", 0.0) + parts.get("itself", 0.0) >= _ALIKE
        related = parts["words"] + parts["nearby"] + parts["time"] + parts["linked"] + alike > 0.01
        best: list[Recalled] = []
        for place in np.lexsort((-places, -score)).tolist():
            row = rows[int(self._lines.number[places[place]])]
            if related[place] and row[0] not in exclude and len(best) < k:
                shares = {name: round(float(part[place]), 4) for name, part in parts.items()}
                why = {name: share for name, share in shares.items() if share}
                one = recalled(row, float(score[place]), why)
                because = led[int(places[place])][1] if "linked" in why else ""
                best.append(replace(one, because=because) if because else one)
        return best

    def _led(
        self, connection: apsw.Connection, query: _Query, found: Sequence[Recalled]
    ) -> dict[int, tuple[float, str]]:
        """The places that the best of `found` lead to where the query describes somebody or something, and those
        that names known for its words lead to."""
        asked = frozenset(query.words)
        leads = list(self._called.links(connection, query.text))
        leads += links.introduced(connection, query.text, found)
        if described := links.descriptions(query.text):
            rarity = self._words.rarity(connection, self._lines, query.words)
            for one in described:
                leads += links.followed(connection, one, asked, found, rarity)
        led: dict[int, tuple[float, str]] = {}
        for link in leads:
            for place, share in self._held(connection, link):
                if share > led.get(place, (0.0, ""))[0]:
                    led[place] = (share, link.because)
        for (number,) in connection.execute(_NUMBERS, (json.dumps([link.by for link in leads]),)):
            led.pop(int(self._lines.positions(number)), None)  # it leads on, and not to itself
        return led

    def _held(self, connection: apsw.Connection, link: links.Link) -> list[tuple[int, float]]:
        """The places that `link` leads to, each with how surely, 0 to 1."""
        if link.speaker:
            said = np.flatnonzero(self._lines.said_by(self._lines.speakers_called(link.speaker)))
            return [(place, link.weight) for place in said[-_NEAREST:].tolist()]
        holders = [self._words.holders(connection, self._lines, one, link.most) for one in link.words]
        if not holders:
            return []
        places, counts = np.unique(np.concatenate(holders), return_counts=True)
        shares = link.weight * counts / len(link.words)
        return list(zip(places.tolist(), shares.tolist(), strict=True))

    def _shortlist(
        self, query: _Query, led: Mapping[int, tuple[float, str]]
    ) -> tuple[Numbers, dict[str, Numbers]]:
        """The places most worth a closer look, ascending, with their shares of the score but those of meaning."""
        lines, hits, places = self._lines, query.hits, query.places
        match, own = np.zeros(len(places), np.float32), np.zeros(len(places), np.float32)
        if len(hits.places):
            at = np.minimum(np.searchsorted(hits.places, places), len(hits.places) - 1)
            hit = hits.places[at] == places
            match[hit], own[hit] = np.sqrt(hits.total[at[hit]]), hits.own[at[hit]]
        age = np.maximum(self._clock.now().timestamp() * 1000 - lines.at[places], 0) / _DAY_MS
        parts = {
            "words": match * own,
            "nearby": match * (1 - own),
            "named": WORTH["named"] * lines.said_by(query.speakers, places),
            "time": WORTH["time"] * self._fit(query.spans, lines.at[places]),
            "full": WORTH["full"] * np.log1p(lines.words[places]),
            "recent": WORTH["recent"] * 0.5 ** (age / _FADES_DAYS),
            "linked": WORTH["linked"] * np.array([led.get(place, (0.0, ""))[0] for place in places.tolist()])
            if led
            else np.zeros(len(places)),
        }
        if len(places) > query.wanted:
            rough = np.sum(list(parts.values()), axis=0)
            if query.vector is not None:
                rough += likely(query.away[places], query.around[places])
            chosen = np.sort(np.argpartition(-rough, query.wanted)[: query.wanted])
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
        nearer = np.uint16(WORTH["named"] / WORTH["meaning"] / np.pi * WIDTH * WEIGHT)
        around = np.where(named, np.maximum(around, nearer) - nearer, around)
    if len(around) <= _NEAREST:
        return np.arange(len(around))
    cut = np.searchsorted(np.cumsum(np.bincount(around)), _NEAREST)
    return np.flatnonzero(around <= cut)[: 2 * _NEAREST]


def meaning(own: Numbers, around: Numbers) -> Numbers:
    """The share of meaning in the score, from the cosines of `Meanings.likeness`."""
    return WORTH["itself"] * own + WORTH["meaning"] * around


def likely(away: Numbers, around: Numbers) -> Numbers:
    """About the share of meaning in the score, from `Meanings.distances`.

    Differing signs speak for an angle (Charikar, 2002).
    """
    return WORTH["itself"] * np.cos(np.pi / WIDTH * away) + WORTH["meaning"] * np.cos(
        np.pi / WIDTH / WEIGHT * around
    )


def _likeness(found: Recalled) -> float:
    """The larger of the cosines of a line and of its neighbourhood with the query."""
    return max(found.why.get(name, 0.0) / WORTH[name] for name in ("meaning", "itself"))


def _ms(time: datetime) -> float:
    return time.timestamp() * 1000
