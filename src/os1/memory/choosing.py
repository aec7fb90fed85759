"""Which memories a wish to forget is about: by id, by person, by topic, by time, and what repeats those.

It only reads. What it finds is shown to the person before anything is forgotten.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import log
from typing import Protocol

import apsw

from os1.memory.namesakes import Namesake, group_of, meant, namesakes, one_of
from os1.memory.rows import SHOWN, recalled, storable, words_of
from os1.types import Keeper, Recalled

DOCUMENT = "shelf:"
"""How the id of a document begins: then its owner, a slash, and its key."""
ASKED, REPEATS, ALIKE = {"asked": 1.0}, {"repeats": 1.0}, {"alike": 1.0}
"""Why a memory is among those to forget: it was asked for, it repeats one that was (the OS's own words), or it may
mean what was asked for without saying it."""
_ENOUGH = 0.6
"""The share of a topic, weighed by how rare its words are, that a text must hold to be about it."""
_ALIKE_AT_MOST = 10
"""Lines that a topic may mean without saying it: more of them nobody looks through."""
_GLUE = frozenset(
    "a about all am an and any are as at be been but by can could did do does ever every everything for from had "  # noqa: SIM905
    "has have he her him his i in is it its know me mention my of on or our remember said say she so some spoke "
    "talk that the their them there they thing this to told us was we were what when which who will with would "
    "you your d ll m re s t ve".split()
)
"""Words that say nothing about a topic."""
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]")
"""Letters of scripts that set no spaces between words, whose words the index does not know."""
_HOLDS = "SELECT value FROM json_each(?)"


@dataclass(frozen=True, slots=True)
class Wish:
    """What shall be forgotten: these `ids`, and what fits all of the rest that is given.

    `names` are all the names of one person; a memory fits that they said or that names them. Where several people
    have the first of these names, `mark` says which of them is meant ("my sister", "from work"). `topic` is any
    words. `since` and `until` bound the time of the utterance (until excluded), with zones.
    """

    ids: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    topic: str = ""
    since: datetime | None = None
    until: datetime | None = None
    mark: str = ""

    @property
    def searches(self) -> bool:
        return bool(self.names or self.topic or self.since or self.until)


class _Mention(Protocol):
    """A test of texts, and where in the log those that pass it are."""

    def rows(self, connection: apsw.Connection) -> set[int]: ...

    def passes(self, connection: apsw.Connection, text: str) -> bool: ...


def choose(connection: apsw.Connection, wish: Wish, keepers: Mapping[str, Keeper]) -> list[Recalled]:
    """Everything that `wish` is about, in order of arrival, each with why; documents of shelves come last."""
    mentions = _mentions(connection, wish)
    numbers = _numbers(connection, wish, mentions) if wish.searches else set()
    lines = [row for row in _lines(connection, numbers) if _within(row.time, wish)]
    known = {line.id for line in lines}
    lines += [line for line in _by_id(connection, wish.ids) if line.id not in known]
    asked = {line.id for line in lines}
    repeating = answers(connection, asked, acts_of(connection, asked)) - asked
    everything = [
        *(recalled_as(line, ASKED) for line in lines),
        *(recalled_as(line, REPEATS) for line in _by_id(connection, repeating)),
    ]
    found = sorted(everything, key=lambda line: (line.time, line.id))
    return [*found, *_documents(connection, wish, mentions, keepers)]


def alike(
    connection: apsw.Connection, wish: Wish, near: Sequence[Recalled], found: Sequence[Recalled]
) -> list[Recalled]:
    """Those of `near` (best first) that `wish` may mean besides `found`, and the OS's words that go with them."""
    known = {one.id for one in found}
    fitting = [one for one in near if one.id not in known and _within(one.time, wish)][:_ALIKE_AT_MOST]
    ids = {one.id for one in fitting}
    repeating = answers(connection, ids, acts_of(connection, ids)) - ids - known
    return [
        *(recalled_as(one, ALIKE) for one in fitting),
        *(recalled_as(one, {**ALIKE, **REPEATS}) for one in _by_id(connection, repeating)),
    ]


def acts_of(connection: apsw.Connection, asked: Collection[str]) -> set[str]:
    """The acts that these utterances asked for, those that name them, and those that took such acts back."""
    given = json.dumps(list(asked))
    acts = {id for (id,) in connection.execute(_ACTS, (given, given, given))}
    return acts | {id for (id,) in connection.execute(_UNDONE, (json.dumps(list(acts)),))}


_ACTS = f"""
    SELECT id FROM act WHERE heard IN ({_HOLDS})
        OR EXISTS (SELECT 1 FROM json_tree(args) WHERE value IN ({_HOLDS}))
        OR EXISTS (SELECT 1 FROM json_tree(data) WHERE value IN ({_HOLDS}))
"""  # noqa: S608 - our own names
_UNDONE = f"""
    SELECT later.id FROM act AS first JOIN act AS later ON later.n > first.n
        AND later.tool = first.undo ->> '$.tool' AND json(later.args) = first.undo -> '$.args'
    WHERE first.undo IS NOT NULL AND first.id IN ({_HOLDS})
"""  # noqa: S608 - our own names


def answers(connection: apsw.Connection, lines: Collection[str], acts: Collection[str]) -> set[str]:
    """What the OS said that repeats `lines`: answers to them, words that cite them, reports of `acts`."""
    repeating: set[str] = set()
    fresh: Collection[str] = lines
    done = json.dumps(list(acts))
    while fresh:
        given = json.dumps(list(fresh))
        rows = connection.execute(_ANSWERS, (given, given, done))
        fresh = {id for (id,) in rows} - repeating
        repeating |= fresh
    return repeating


_ANSWERS = f"""
    SELECT id FROM utterance WHERE reply_to IN ({_HOLDS})
    UNION SELECT id FROM utterance WHERE (cites <> '[]' OR done <> '[]')
        AND EXISTS (SELECT 1 FROM json_each(cites) WHERE value IN ({_HOLDS}))
    UNION SELECT id FROM utterance WHERE (cites <> '[]' OR done <> '[]')
        AND EXISTS (SELECT 1 FROM json_each(done) WHERE value IN ({_HOLDS}))
"""  # noqa: S608 - our own names


def recalled_as(line: Recalled, why: Mapping[str, float]) -> Recalled:
    return Recalled(line.id, line.speaker, line.time, line.text, line.score, dict(why))


def _mentions(connection: apsw.Connection, wish: Wish) -> list[_Mention]:
    mentions: list[_Mention] = []
    if wish.names:
        one = one_of(namesakes(connection, wish.names[0]), wish.mark, wish.names[0]) if wish.mark else None
        mentions.append(_NamedOne(one) if one else _Named(wish.names))
    if wish.topic:
        mentions.append(_About(connection, wish.topic))
    return mentions


def _numbers(connection: apsw.Connection, wish: Wish, mentions: list[_Mention]) -> set[int]:
    """The row numbers of the lines that fit every mention, or else the times, of the wish."""
    found = [mention.rows(connection) | _asked_acts(connection, mention) for mention in mentions]
    if found:
        return set.intersection(*found)
    first = wish.since.timestamp() * 1000 if wish.since else -(2**62)
    last = wish.until.timestamp() * 1000 if wish.until else 2**62
    rows = connection.execute("SELECT n FROM utterance WHERE at >= ? AND at < ?", (int(first), int(last)))
    return {n for (n,) in rows}


def _asked_acts(connection: apsw.Connection, mention: _Mention) -> set[int]:
    """The lines that asked for acts which mention it, as "call him" does of somebody named before."""
    sql = "SELECT u.n, a.args, a.say, a.data FROM act AS a JOIN utterance AS u ON u.id = a.heard"
    return {n for n, *texts in connection.execute(sql) if mention.passes(connection, " ".join(texts))}


def _within(time: datetime, wish: Wish) -> bool:
    return (wish.since is None or time >= wish.since) and (wish.until is None or time < wish.until)


def _lines(connection: apsw.Connection, numbers: Iterable[int]) -> Iterator[Recalled]:
    sql = f"SELECT {SHOWN} FROM utterance WHERE n IN ({_HOLDS}) ORDER BY n"  # noqa: S608 - our own names
    return (recalled(row) for row in connection.execute(sql, (json.dumps(sorted(numbers)),)))


def _by_id(connection: apsw.Connection, ids: Iterable[str]) -> list[Recalled]:
    sql = f"SELECT {SHOWN} FROM utterance WHERE id IN ({_HOLDS}) ORDER BY n"  # noqa: S608 - our own names
    return [recalled(row) for row in connection.execute(sql, (json.dumps([storable(id) for id in ids]),))]


def _documents(
    connection: apsw.Connection, wish: Wish, mentions: list[_Mention], keepers: Mapping[str, Keeper]
) -> Iterator[Recalled]:
    """Documents named by their ids, or whose words fit every mention: a reminder about somebody, say."""
    for owner, key, text in connection.execute("SELECT owner, key, document FROM shelf ORDER BY owner, key"):
        told = keepers[owner].tells(key, json.loads(text)) if owner in keepers else None
        if told is None:
            continue
        time, words = told
        name = f"{DOCUMENT}{owner}/{key}"
        fits = mentions and all(one.passes(connection, words) for one in mentions) and _within(time, wish)
        if fits or name in wish.ids:
            yield Recalled(name, owner, time, words, 0.0, dict(ASKED))


class _Named:
    """Texts that name somebody, whole words only; and, in the log, all that they said themselves."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = [name.strip() for name in names if name.strip()]
        parts = (
            re.escape(folded(name)) if _UNSPACED.search(name) else rf"(?<!\w){re.escape(folded(name))}(?!\w)"
            for name in self._names
        )
        self._pattern = re.compile("|".join(parts) or r"(?!)")

    def rows(self, connection: apsw.Connection) -> set[int]:
        speakers = {
            speaker
            for (speaker,) in connection.execute("SELECT DISTINCT speaker FROM utterance")
            if folded(speaker) in map(folded, self._names)
        }
        sql = f"SELECT n FROM utterance WHERE speaker IN ({_HOLDS})"  # noqa: S608 - our own names
        found = {n for (n,) in connection.execute(sql, (json.dumps(sorted(speakers)),))}
        for name in self._names:
            words = [written for _, written in words_of(connection, storable(name))]
            for n, text in _texts_with(connection, name, words):
                if self._pattern.search(folded(text)):
                    found.add(n)
        return found

    def passes(self, connection: apsw.Connection, text: str) -> bool:
        return bool(self._pattern.search(folded(text)))


class _NamedOne(_Named):
    """Texts about one of several people of a name: those that are known to be, and no other that names it."""

    def __init__(self, one: Namesake) -> None:
        super().__init__([one.mark] if one.mark.startswith("my ") else [])
        self._one = one
        self._everybody = _Named([one.name])

    def rows(self, connection: apsw.Connection) -> set[int]:
        return self._one.lines | (super().rows(connection) - self._everybody.rows(connection))

    def passes(self, connection: apsw.Connection, text: str) -> bool:
        named = self._everybody.passes(connection, text)
        return (
            meant(text, self._one.name) == group_of(self._one.mark)
            if named
            else super().passes(connection, text)
        )


class _About:
    """Texts that hold enough of the words of a topic, in any of their forms; rare words count most."""

    def __init__(self, connection: apsw.Connection, topic: str) -> None:
        words = dict(words_of(connection, storable(topic)))
        self._words = {token: word for token, word in words.items() if word.lower() not in _GLUE}
        total = 1 + int(connection.execute("SELECT count(*) FROM utterance").get)
        self._rows = {token: _holders(connection, word) for token, word in self._words.items()}
        # A word that was never said weighs nothing, so that one slip does not hide the rest.
        self._weight = {token: log(1 + total / len(rows)) for token, rows in self._rows.items() if rows}

    def rows(self, connection: apsw.Connection) -> set[int]:
        candidates = set[int]().union(*self._rows.values())
        return {n for n in candidates if self._enough({t for t in self._weight if n in self._rows[t]})}

    def passes(self, connection: apsw.Connection, text: str) -> bool:
        tokens = {token for token, _ in words_of(connection, storable(text))}
        if self._weight:
            return self._enough(tokens)
        return bool(self._words) and self._words.keys() <= tokens  # not in the log, but perhaps in a document

    def _enough(self, tokens: set[str]) -> bool:
        held = sum(weight for token, weight in self._weight.items() if token in tokens)
        return 0 < held >= _ENOUGH * sum(self._weight.values())


def _holders(connection: apsw.Connection, word: str) -> set[int]:
    return {n for n, _ in _texts_with(connection, word, [word])}


def _texts_with(connection: apsw.Connection, text: str, words: list[str]) -> Iterator[tuple[int, str]]:
    """Lines that hold all of `words` in any form; of a script without spaces, that hold `text` as it stands."""
    if _UNSPACED.search(text):
        return connection.execute("SELECT n, text FROM utterance WHERE instr(text, ?)", (storable(text),))
    if not words:
        return iter(())
    match = " ".join('"' + word.replace('"', '""') + '"' for word in words)
    sql = (
        "SELECT u.n, u.text FROM utterance_text AS t JOIN utterance AS u ON u.n = t.rowid "
        "WHERE utterance_text MATCH ?"
    )
    return connection.execute(sql, (match,))


def folded(text: str) -> str:
    """`text` as names are compared: without case and accents."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in parts if not unicodedata.combining(letter))
