"""The claims in the store: read from utterances, set right by hand, and gone with the utterance that they rest on.

A reader (a way of reading) keeps a cursor; what it found in one utterance and that it has read it are one
transaction, so reading may stop anywhere and go on. It does not know how words are read.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import apsw

from os1.errors import SettingsError
from os1.memory.facts import Claim, Fact, bare
from os1.memory.names import NAMING, Names
from os1.memory.namesakes import told_apart
from os1.memory.relations import relation, spellings
from os1.memory.rows import SHOWN, recalled, storable
from os1.types import Recalled

BY_HAND = "person"
"""The reader of what the person set right themselves; nothing that is read again replaces it."""
_PAUSE_MS = 30 * 60 * 1000
_BEFORE = 8
"""How many lines back, the OS's own among them, somebody may be meant by "she"."""
_NEAR = 40
"""How many lines back somebody may set something right by its words."""
_SETTLED = ("lives_in", "works_at", "works_as", "studies", "studies_at")
"""What "I moved here in 2019" or "I lost my job" point back to, however long ago it was said."""
_CLAIMS = """
    SELECT claim.id, subject, relation, value, since, until, certainty, negated, utterance.id, utterance.time,
           confirmed, retracted
    FROM claim JOIN utterance ON utterance.n = claim.utterance
"""
_IN_ORDER = "ORDER BY utterance.at, utterance.n, claim.n"


@dataclass(frozen=True, slots=True)
class Unread:
    """An utterance that a reader has not read: its place in the log, itself, and up to four lines of the same talk
    before it, oldest first."""

    n: int
    line: Recalled
    before: tuple[Recalled, ...]


def rows(connection: apsw.Connection) -> list[tuple[Any, ...]]:
    """Every claim as it is kept, in the order in which they were said; `claim` makes one of each."""
    return connection.execute(f"{_CLAIMS} {_IN_ORDER}").fetchall()


def claims(connection: apsw.Connection) -> list[Claim]:
    """Every claim, in the order in which they were said."""
    return [claim(row) for row in rows(connection)]


def naming(connection: apsw.Connection) -> list[Claim]:
    """The claims that say what somebody is called or is to somebody, in the order in which they were said."""
    where = "WHERE relation IN (SELECT value FROM json_each(?))"
    rows = connection.execute(f"{_CLAIMS} {where} {_IN_ORDER}", (json.dumps(spellings(NAMING)),))
    return [claim(row) for row in rows]


def state(connection: apsw.Connection) -> tuple[int, ...]:
    """Numbers of which one changes whenever any claim does."""
    sql = (
        "SELECT count(*), coalesce(max(n), 0), count(retracted), coalesce(sum(confirmed), 0), "
        "(SELECT changes FROM recall_state) FROM claim"
    )
    rows: list[Any] = connection.execute(sql).fetchall()
    return tuple(int(one) for one in rows[0])


def near(connection: apsw.Connection, n: int) -> list[Claim]:
    """The claims that a reading of utterance `n` may have to go back to: of the lines just before it, and of what
    somebody does and where."""
    settled = "relation IN (SELECT value FROM json_each(?))"
    where = f"WHERE claim.utterance BETWEEN ? AND ? OR (claim.utterance < ? AND {settled})"
    words = json.dumps(spellings(_SETTLED))
    found = connection.execute(f"{_CLAIMS} {where} {_IN_ORDER}", (n - _NEAR, n - 1, n, words))
    return [claim(row) for row in found]


def known(connection: apsw.Connection) -> tuple[list[Claim], Names]:
    """Every claim with people by their one name, those of one name told apart, and the names."""
    found = claims(connection)
    names = Names(found)
    return told_apart(connection, [names.named(one) for one in found]), names


def read_cursor(connection: apsw.Connection, readers: Sequence[str]) -> int:
    """How far any of `readers` has read: the number of the last utterance, 0 for none."""
    sql = f"SELECT coalesce(max(n), 0) FROM reading WHERE reader IN ({', '.join('?' * len(readers))})"  # noqa: S608 - only marks
    return int(connection.execute(sql, tuple(readers)).get)


def unread(connection: apsw.Connection, readers: Sequence[str], count: int) -> list[Unread]:
    """The next `count` utterances, in order of arrival, that none of `readers` has read."""
    last = read_cursor(connection, readers)
    sql = f"SELECT n, at, {SHOWN} FROM utterance WHERE n > ? ORDER BY n LIMIT ?"  # noqa: S608 - our own names
    new: list[Any] = connection.execute(sql, (last, count)).fetchall()
    return [Unread(n, recalled(tuple(row)), _before(connection, n, at)) for n, at, *row in new]


def read(
    connection: apsw.Connection, reader: str, n: int, found: Sequence[Fact], wrong: Iterable[str]
) -> None:
    """Keep what `reader` found in utterance `n`, in place of what was read from it before; `wrong` are the ids of
    facts that the utterance says are wrong."""
    gone = "DELETE FROM claim WHERE utterance = ? AND reader != ? AND confirmed = 0 AND retracted IS NULL"
    connection.execute(gone, (n, BY_HAND))
    by_hand = connection.execute(
        "SELECT 1 FROM claim WHERE utterance = ? AND reader = ?", (n, BY_HAND)
    ).fetchall()
    if not by_hand:
        retract(connection, wrong, n)
        for fact in found:
            add(connection, n, fact, reader)


def advance(connection: apsw.Connection, reader: str, n: int) -> None:
    """Note that `reader` has read everything up to utterance `n`."""
    connection.execute(
        "INSERT INTO reading (reader, n) VALUES (?, ?) ON CONFLICT (reader) DO UPDATE SET n = max(n, excluded.n)",
        (reader, n),
    )


def learn(connection: apsw.Connection, facts: Iterable[Fact]) -> int:
    """Keep `facts`, one claim for each utterance they rest on; gives how many claims were new."""
    new = 0
    for fact in facts:
        for source in fact.sources:
            new += add(connection, number_of(connection, source), fact, BY_HAND)
    return new


def add(connection: apsw.Connection, n: int, fact: Fact, reader: str) -> int:
    """Keep that utterance `n` says `fact`; gives 1, or 0 where that is known already."""
    said = relation(fact.relation)
    same = "\n".join((str(n), fact.subject, said, bare(fact.value), str(fact.negated)))
    texts = [storable(text) for text in (fact.subject, said, fact.value)]
    connection.execute(
        "INSERT INTO claim (id, utterance, reader, subject, relation, value, since, until, certainty, negated) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
        (
            hashlib.sha256(same.encode("utf-8", "replace")).hexdigest()[:20],
            n,
            reader,
            *texts,
            fact.since,
            fact.until,
            fact.certainty,
            fact.negated,
        ),
    )
    return connection.changes()


def number_of(connection: apsw.Connection, utterance: str) -> int:
    """The place in the log of the utterance with this id.

    Raises:
        SettingsError: there is none.
    """
    n: int | None = connection.execute("SELECT n FROM utterance WHERE id = ?", (utterance,)).get
    if n is None:
        raise SettingsError(f"There is no utterance {utterance}; a fact must rest on one that is kept.")
    return n


def retract(connection: apsw.Connection, ids: Iterable[str], by: int) -> None:
    """Mark the claims `ids` as said by utterance `by` to be wrong."""
    day = datetime.fromisoformat(
        connection.execute("SELECT time FROM utterance WHERE n = ?", (by,)).get
    ).date()
    connection.executemany(
        "UPDATE claim SET retracted = ?, retracted_by = ? WHERE id = ? AND retracted IS NULL",
        [(day.isoformat(), by, one) for one in ids],
    )


def take_back(connection: apsw.Connection, by: int) -> bool:
    """Undo what was set right by hand in utterance `by`; False where there is nothing to undo."""
    connection.execute("DELETE FROM claim WHERE utterance = ? AND reader = ?", (by, BY_HAND))
    changed = connection.changes()
    connection.execute("UPDATE claim SET retracted = NULL, retracted_by = NULL WHERE retracted_by = ?", (by,))
    return changed + connection.changes() > 0


def mark(connection: apsw.Connection, ids: Iterable[str], column: str) -> None:
    """Set `column` ("confirmed" or "asked") of the claims `ids`."""
    connection.executemany(f"UPDATE claim SET {column} = 1 WHERE id = ?", [(one,) for one in ids])  # noqa: S608 - our own names


def asked(connection: apsw.Connection) -> set[str]:
    """The ids of the claims that the person was asked to confirm."""
    return {one for (one,) in connection.execute("SELECT id FROM claim WHERE asked = 1")}


def _before(connection: apsw.Connection, n: int, at: int) -> tuple[Recalled, ...]:
    sql = f"SELECT at, {SHOWN} FROM utterance WHERE n < ? ORDER BY n DESC LIMIT ?"  # noqa: S608 - our own names
    found: list[Recalled] = []
    for earlier, *row in connection.execute(sql, (n, _BEFORE)):
        if abs(at - earlier) > _PAUSE_MS:
            break
        at = earlier
        found.append(recalled(tuple(row)))
    return tuple(reversed(found))


def claim(row: tuple[Any, ...]) -> Claim:
    """The claim in one of `rows`, by the one word for its relation."""
    name, subject, word, value, since, until, certainty, negated, source, time, confirmed, retracted = row
    return Claim(
        name,
        subject,
        relation(word),
        value,
        since,
        until,
        certainty,
        bool(negated),
        source,
        datetime.fromisoformat(time),
        bool(confirmed),
        retracted,
    )
