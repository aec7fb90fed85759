"""What the OS said that it would do, and whether it did: read from its own replies, judged by what it has done.

Only the promise is stored; whether it was kept follows from the acts that are recorded.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import apsw

from os1.clock import Clock
from os1.memory.rows import storable

State = Literal["open", "kept", "broken"]
_READ = """
    SELECT promise.id, promise.text, promise.due, utterance.id, utterance.time, utterance.done,
           (SELECT count(*) FROM utterance AS asked WHERE asked.id = utterance.reply_to), promise.kind
    FROM promise JOIN utterance ON utterance.n = promise.utterance ORDER BY promise.n
"""


@dataclass(frozen=True, slots=True)
class Made:
    """A promise as it was read in a reply. `kind` is "remember" where keeping the words keeps it, else "act".
    `due` is an ISO date or time, or None."""

    kind: Literal["remember", "act"]
    text: str
    due: str | None = None


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise: the OS's own words, the reply in which it was made (`source`), and how it stands.

    "kept": an act that went well backs it (`done` is its id), or what was to be remembered is still kept;
    "broken": its act failed, or its time is over and no act backs it; else "open".
    """

    id: str
    text: str
    source: str
    made: datetime
    due: str | None
    state: State
    done: str = ""


def add_promises(connection: apsw.Connection, n: int, made: Iterable[Made]) -> None:
    """Keep what reply `n` promises; what is known already changes nothing."""
    for place, one in enumerate(made):
        connection.execute(
            "INSERT INTO promise (id, utterance, kind, text, due) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (id) DO NOTHING",
            (f"p{n}.{place}", n, one.kind, storable(one.text), one.due),
        )


def promises(connection: apsw.Connection, clock: Clock) -> list[Promise]:
    """Every promise, the oldest first."""
    rows = connection.execute(_READ).fetchall()
    return [_promise(connection, row, clock.now()) for row in rows]


def _promise(connection: apsw.Connection, row: tuple[object, ...], now: datetime) -> Promise:
    name, text, due, source, time, done, words_kept, kind = row
    acts = [
        (act, bool(ok))
        for act in (json.loads(str(done)) if done else [])
        for (ok,) in connection.execute("SELECT ok FROM act WHERE id = ?", (act,))
    ]
    good = [act for act, ok in acts if ok]
    state: State = "open"
    if good or (kind == "remember" and words_kept):
        state = "kept"
    elif acts or (due is not None and _over(str(due), now)):
        state = "broken"
    return Promise(
        str(name),
        str(text),
        str(source),
        datetime.fromisoformat(str(time)),
        None if due is None else str(due),
        state,
        good[0] if good else "",
    )


def _over(due: str, now: datetime) -> bool:
    """Whether `due`, a date or a moment, lies before `now`; a date is over when its day is."""
    when = datetime.fromisoformat(due)
    if when.tzinfo is None:
        return when.date() < now.date()
    return when < now
