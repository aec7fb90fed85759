"""Following one memory to another: where a question describes somebody or something, the memory that names it.

"When is the birthday of the friend who lent me the book?" is answered by a line that says "Paul", and another line
says who that is. What leads on are the names in a line that fits the description (where it has none, its rarest
words), whoever said that line, and the names that are known for a role ("my sister"). It ranks nothing.
Descriptions are read in English only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import apsw

from os1.memory import claims
from os1.memory.names import Names
from os1.memory.relations import ROLES, role
from os1.memory.rows import words_of
from os1.types import Recalled

_LEAST = 0.45
"""The share of a description, weighed by how rare its words are, that a line must hold to be what it means."""
_UNHELD = 0.5
"""What a word of a description counts that no line has."""
_RARE_AT_MOST = 8
"""Lines that may hold a word that leads on and is no name."""
_NAME_AT_MOST = 1_000
_WORTH_OF_RARE, _WORTH_OF_SPEAKER = 0.5, 0.5
"""What a rare word and the speaker of a line count where a name counts 1."""
_PERSON = r"(?:i|we|you|my \w+|our \w+)(?:'ve|'d|'m|'re| have| had)?"
_RELATIVE = r"(?:(?:with|from|to|for|by|about|in|at|on|of) (?:whom|which)|who(?:m|se)?|that|which|where)"
_THING = r"\b(?:the|that|my|our) (?:(?!(?:the|that|my|our)\b)[\w'\u2019-]+ ){1,4}?"
_DESCRIBES = re.compile(
    rf"{_THING}(?:{_RELATIVE} |(?={_PERSON} [a-z]+))[^,;?.!]+|\bthe one {_RELATIVE} [^,;?.!]+",
    re.IGNORECASE,
)
_ASKS_WHO = re.compile(r"^who(?:'s| is| was| are| were)\b|\bname of\b|\bcalled\W*$", re.IGNORECASE)
"""Where the question asks who or what it is that it describes, the line that fits is the answer itself."""
_NAME = re.compile(r"[A-Z][\w'\u2019-]*(?:,? (?:of |the |de |van |von )?[A-Z][\w'\u2019-]*)*")
_INTRODUCES = (
    r"\b[Mm]y {role}(?:'s|,| is| was)?(?: an? \w+)?(?: called| named)? (?P<name>[A-Z][\w'.\u2019-]*(?: [A-Z]\w+)*)"
    r"|\b(?P<before>[A-Z]\w+(?: [A-Z]\w+)*),? (?:is |was )?my {role}\b"
)
_NO_NAME = frozenset(
    """
    a about after all also an and another any are as at because before but can did do does don't everybody
    everyone for from had has have he her his how i i'd i'll i'm i've if in is it it's its last let maybe my
    no not now of oh ok old on once one only or our she so some somebody someone sometimes that that's the
    their then there these they this those to today tomorrow we we're well were what when where which who
    why will with yes yesterday you your monday tuesday wednesday thursday friday saturday sunday january
    february march april may june july august september october november december mr mrs ms dr
    """.split()  # noqa: SIM905 - one line a list
)
"""Words that are no name though they begin a sentence."""
_YOURS = {"my": "your", "i": "you", "me": "you", "we": "you", "our": "your", "us": "you", "mine": "yours"}
_YOURS |= {"i'm": "you're", "i've": "you've", "i'd": "you'd", "you": "me", "your": "my", "am": "are"}


@dataclass(frozen=True, slots=True)
class Link:
    """What leads from one memory to others: words, as the index keeps them and as they were written, or a speaker.

    `weight` is from 0 to 1, `because` says what it is, to the person: "it names Paul, the friend who lent you the
    book".
    """

    words: tuple[tuple[str, str], ...]
    weight: float
    because: str
    by: str = ""
    """The id of the memory that leads on; empty where that is known from elsewhere."""
    speaker: str = ""
    most: int = _NAME_AT_MOST
    """It leads on only where no more lines than this hold it."""


class Called:
    """The names of those who have a role or a nickname, at hand for as long as nothing new is known."""

    def __init__(self) -> None:
        self._state: tuple[int, ...] = ()
        self._called: dict[str, str] = {}
        self._pattern = re.compile(r"(?!)")

    def links(self, connection: apsw.Connection, query: str) -> Iterator[Link]:
        """The names of whoever `query` calls otherwise, and what they are called besides their name in it."""
        self._sync(connection)
        for match in self._pattern.finditer(query.lower().replace("\u2019", "'")):
            alias, written = match[0], query[match.start() : match.end()]
            name = self._called.get(alias, "")
            if name:
                yield _link(connection, name, 1.0, f"it names {name}, {yours(written)}")
            else:
                for other in (one for one, whose in self._called.items() if whose.lower() == alias):
                    last = other.rpartition(" ")[2]
                    if other == f"my {last}" and last in ROLES:
                        said = f"it speaks of {yours(other)}, who is {self._called[other]}"
                        yield _link(connection, last, _WORTH_OF_RARE, said)

    def _sync(self, connection: apsw.Connection) -> None:
        state = claims.state(connection)
        if state == self._state:
            return
        self._state = state
        names = Names(claims.naming(connection))
        self._called = dict(names.called())
        both = {*self._called, *(name.lower() for name in self._called.values())}
        longest_first = sorted(both, key=len, reverse=True)
        self._pattern = re.compile(
            "|".join(rf"(?<!\w){re.escape(one)}(?!\w)" for one in longest_first) or r"(?!)"
        )


def descriptions(query: str) -> list[str]:
    """The parts of `query` that tell of somebody or something by what was said of it."""
    if _ASKS_WHO.search(query):
        return []
    return [match[0].strip() for match in _DESCRIBES.finditer(query)]


def followed(
    connection: apsw.Connection,
    description: str,
    asked: frozenset[str],
    lines: Sequence[Recalled],
    rarity: Mapping[str, float],
) -> Iterator[Link]:
    """What leads on from those of `lines` that fit `description` best: words that `asked` (tokens) has not.

    `rarity` weighs the words of the query, as the index keeps them.
    """
    holding = [(line, dict(words_of(connection, line.text))) for line in lines]
    held_anywhere = {token for _, held in holding for token in held}
    # "friend" is what the question calls somebody; the line that tells of them seldom does.
    wanted = {
        token: rarity.get(token, 0.0) * (1.0 if token in held_anywhere else _UNHELD)
        for token, _ in words_of(connection, description)
    }
    total = sum(wanted.values())
    fitting: list[tuple[float, Recalled, dict[str, str]]] = []
    for line, held in holding if total else ():
        share = sum(weight for token, weight in wanted.items() if token in held) / total
        if share >= _LEAST:
            fitting.append((share, line, held))
    best = max((share for share, _, _ in fitting), default=0.0)
    for share, line, held in fitting:
        if share >= 0.8 * best:
            yield from _leading(
                connection, line, held, asked, (share**0.5, _trimmed(description, held, connection))
            )


def introduced(connection: apsw.Connection, query: str, lines: Sequence[Recalled]) -> Iterator[Link]:
    """The names that `lines` give to those whom `query` calls by a role: "my boss is a man named Viktor"."""
    for match in re.finditer(r"\bmy ([a-z-]+)", query.lower()):
        if role(match[1]) is None:
            continue
        named = re.compile(_INTRODUCES.format(role=re.escape(match[1])))
        for line in lines:
            for found in named.finditer(line.text):
                for name in names_in(found["name"] or found["before"]):
                    words = tuple(words_of(connection, name))
                    yield Link(words, 1.0, f"it names {name}, {yours(match[0])}", line.id)


def _leading(
    connection: apsw.Connection,
    line: Recalled,
    held: Mapping[str, str],
    asked: frozenset[str],
    fit: tuple[float, str],
) -> Iterator[Link]:
    weight, told = fit[0], yours(fit[1])
    names = [one for one in names_in(line.text) if asked.isdisjoint(_tokens(connection, one))]
    for name in names:
        yield Link(
            tuple(words_of(connection, name)),
            weight,
            f"it names {name}, as do your words about {told}",
            line.id,
        )
    if line.speaker not in ("person", "os1") and asked.isdisjoint(_tokens(connection, line.speaker)):
        said = f"{line.speaker} said it, and also spoke of {told}"
        yield Link((), weight * _WORTH_OF_SPEAKER, said, line.id, line.speaker)
    if not names:
        for token, written in held.items():
            if token not in asked and len(written) > 3 and written.lower() not in _NO_NAME:
                said = f"it speaks of {written.lower()}, as do your words about {told}"
                yield Link(((token, written),), weight * _WORTH_OF_RARE, said, line.id, most=_RARE_AT_MOST)


def names_in(text: str) -> list[str]:
    """What is written as a name in `text`; the first word of a sentence counts as one unless it is a plain one."""
    found = []
    for match in _NAME.finditer(text):
        words = match[0].replace("\u2019", "'").removesuffix("'s").split()
        while words and words[0].lower().strip(".,'") in _NO_NAME:
            words = words[1:]
        if words:
            found.append(" ".join(words))
    return list(dict.fromkeys(found))


def yours(text: str) -> str:
    """`text`, which the person says, as it is said to them: "the friend who lent you the book"."""
    return " ".join(_YOURS.get(word.lower(), word) for word in text.split())


def _trimmed(description: str, held: Mapping[str, str], connection: apsw.Connection) -> str:
    """`description` without what follows after the last word that the line holds: "... who drove me home love"."""
    words = description.split()
    while words and held.keys().isdisjoint(_tokens(connection, words[-1])):
        words.pop()
    return " ".join(words) or description


def _link(connection: apsw.Connection, name: str, weight: float, because: str) -> Link:
    return Link(tuple(words_of(connection, name)), weight, because)


def _tokens(connection: apsw.Connection, text: str) -> Iterable[str]:
    return [token for token, _ in words_of(connection, text)]
