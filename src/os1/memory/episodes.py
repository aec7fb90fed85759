"""Conversations as whole: each a stretch of talk without a long pause, with a summary and a mood.

It finds the talks that have ended and keeps what is said of them; it writes no summary itself. An episode of which
any line is forgotten goes, and is made again from what is left.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import apsw

from os1.clock import Clock
from os1.memory.claims import advance, read_cursor
from os1.memory.rows import SHOWN, recalled, storable
from os1.types import Recalled

PAUSE = timedelta(minutes=30)
_READER = "episodes"
_LONGEST = 400
"""Lines after which a talk without a pause is cut, so that a summary never has to read for ever."""


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation that has ended: the numbers of its first and last line, and all its lines."""

    first: int
    last: int
    lines: tuple[Recalled, ...]


@dataclass(frozen=True, slots=True)
class Episode:
    """A conversation in one or two spoken sentences, and its mood in a word; `sources` are the ids of the
    utterances that the summary rests on."""

    id: str
    began: datetime
    ended: datetime
    summary: str
    mood: str
    sources: tuple[str, ...]


def ended_talks(connection: apsw.Connection, clock: Clock, count: int) -> list[Talk]:
    """The next `count` conversations, the oldest first, that have ended and have no episode yet."""
    found: list[Talk] = []
    done = {first for (first,) in connection.execute("SELECT first FROM episode")}
    for talk in _talks(connection):
        if len(found) == count:
            break
        over = clock.now() - talk.lines[-1].time > PAUSE or _followed(connection, talk.last)
        if over and talk.first not in done:
            found.append(talk)
    return found


def keep_episode(
    connection: apsw.Connection, talk: Talk, summary: str, mood: str, sources: Sequence[str]
) -> None:
    """Keep what `talk` was about, unless one of its lines was forgotten meanwhile."""
    between = "SELECT count(*) FROM utterance WHERE n BETWEEN ? AND ?"
    if connection.execute(between, (talk.first, talk.last)).get == len(talk.lines):
        connection.execute(
            "INSERT INTO episode (id, first, last, summary, mood, sources) VALUES (?, ?, ?, ?, ?, ?) "
            "ON CONFLICT DO NOTHING",
            (
                f"e{talk.first}",
                talk.first,
                talk.last,
                storable(summary),
                mood,
                json.dumps(list(sources)),
            ),
        )
        advance(connection, _READER, talk.last)


def episodes(connection: apsw.Connection, since: datetime | None) -> list[Episode]:
    """Every episode that ended after `since`, the oldest first."""
    at = int(since.timestamp() * 1000) if since else -(2**62)
    rows = connection.execute(
        "SELECT episode.id, one.time, two.time, summary, episode.mood, sources FROM episode "
        "JOIN utterance AS one ON one.n = first JOIN utterance AS two ON two.n = last "
        "WHERE two.at >= ? ORDER BY two.at, two.n",
        (at,),
    )
    return [
        Episode(
            name,
            datetime.fromisoformat(began),
            datetime.fromisoformat(ended),
            summary,
            mood,
            tuple(json.loads(sources)),
        )
        for name, began, ended, summary, mood, sources in rows
    ]


def _talks(connection: apsw.Connection) -> Iterator[Talk]:
    """Every stretch of talk since the first that has no episode."""
    sql = f"SELECT n, {SHOWN} FROM utterance WHERE n > ? ORDER BY n"  # noqa: S608 - our own names
    numbers: list[int] = []
    lines: list[Recalled] = []
    for n, *row in connection.execute(sql, (read_cursor(connection, (_READER,)),)):
        line = recalled(tuple(row))
        if lines and (abs(line.time - lines[-1].time) > PAUSE or len(lines) >= _LONGEST):
            yield Talk(numbers[0], numbers[-1], tuple(lines))
            numbers, lines = [], []
        numbers.append(n)
        lines.append(line)
    if lines:
        yield Talk(numbers[0], numbers[-1], tuple(lines))


def _followed(connection: apsw.Connection, last: int) -> bool:
    return connection.execute("SELECT 1 FROM utterance WHERE n > ?", (last,)).get is not None
