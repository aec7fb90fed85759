"""The only vocabulary the rooms share: what was heard, meant, recalled, done and said.

Everything here is a frozen dataclass without behaviour beyond its own fields. It knows nothing of engines,
stores, sound or screens.
"""

from __future__ import annotations

import enum
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol, runtime_checkable

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def new_id(when: datetime) -> str:
    """A 26-character identifier that sorts by `when` (milliseconds), unique by 80 random bits.

    Source: the ULID specification, in lower case.
    """
    value = (int(when.timestamp() * 1000) << 80) | secrets.randbits(80)
    return "".join(_ALPHABET[(value >> shift) & 31] for shift in range(125, -1, -5))


@dataclass(frozen=True, slots=True)
class Prosody:
    """How something was said, measured from the sound of one utterance.

    `pitch` and `pitch_range` are in hertz (median, and 90th less 10th percentile of the voiced frames),
    `energy` in dBFS, `rate` in syllables a second, `pauses` in seconds of silence inside the utterance.
    """

    pitch: float
    pitch_range: float
    energy: float
    rate: float
    pauses: float


@dataclass(frozen=True, slots=True)
class Heard:
    """One utterance of the person at the door, by voice or by typing: the only thing that may ask for an act.

    `time` is when it began, with a zone. `device` names the earpiece or terminal it came through. `confidence`
    is the ears' mean token probability, 0 to 1; typing has 1.
    """

    id: str
    text: str
    time: datetime
    by: Literal["voice", "typing"] = "typing"
    device: str = "local"
    language: str = "en"
    confidence: float = 1.0
    prosody: Prosody | None = None


class Effect(enum.StrEnum):
    """What an act can do to the world, and so what it takes to be allowed (see `os1.permits`)."""

    LOOK = "look"
    """Reads; always free."""
    NOTE = "note"
    """Writes to the person's own store here; free, and can be undone."""
    CHANGE = "change"
    """Changes something outside the store; asked once per kind, and can be undone."""
    SEND = "send"
    """Leaves the machine or cannot be taken back; recited and confirmed every time."""


@dataclass(frozen=True, slots=True)
class Arg:
    """One argument of a tool: `kind` is its JSON type; a missing optional argument is left out of the call."""

    doc: str
    kind: Literal["string", "integer", "number", "boolean"] = "string"
    required: bool = True
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Call:
    """A tool to run with arguments, as understood from what the person said.

    `quoted` names the arguments whose value comes from text that is not the person's own (a mail, a page).
    """

    tool: str
    args: Mapping[str, Any] = field(default_factory=dict)
    quoted: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a tool's function gives back: one spoken sentence or two, machine-readable `data`, and how to undo.

    `undo` is the call that takes the act back, or None where there is nothing to take back. `ok` is False when
    nothing was done; `say` then tells why and what to do.
    """

    say: str
    ok: bool = True
    data: Mapping[str, Any] = field(default_factory=dict)
    undo: Call | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a tool found before its act: the arguments to run it with, and what a question shows of them.

    `args` are plain JSON and go into the record of the act. `say` shows what would be done and asks; empty, the
    tool is recited as usual. `cites` are the memories that `say` quotes.
    """

    args: Mapping[str, Any]
    say: str = ""
    cites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tool:
    """A plain typed function that the mind may choose; its `doc` is what the mind reads.

    `run` takes the arguments by keyword and is called by `os1.permits` alone. `match` reads an utterance
    (and the time it was said) without a brain: it gives the arguments where the words plainly ask for this
    tool, else None. `recite` gives the sentence that a confirmation reads out, for CHANGE and SEND.
    `prepare` looks things up before the act: it gets the arguments and the utterance that asks for it, and gives
    what to run with, or an Outcome where there is nothing to do. `often` is how its answers often begin, word for
    word, so that the mouth can have it ready. `hidden` tools exist only to undo others; the mind never sees them.
    """

    name: str
    doc: str
    effect: Effect
    run: Callable[..., Awaitable[Outcome]]
    args: Mapping[str, Arg] = field(default_factory=dict)
    match: Callable[[str, datetime], Mapping[str, Any] | None] | None = None
    recite: Callable[[Mapping[str, Any]], str] | None = None
    prepare: Callable[[Mapping[str, Any], Heard], Awaitable[Prepared | Outcome]] | None = None
    often: tuple[str, ...] = ()
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """The record of one act: the only ground on which the OS may claim to have done something.

    `heard` is the id of the utterance that asked for it, or of the nudge that led to it.
    """

    id: str
    tool: str
    args: Mapping[str, Any]
    heard: str
    time: datetime
    ok: bool
    say: str
    data: Mapping[str, Any] = field(default_factory=dict)
    undo: Call | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """A question that permits put to the person before an act: `say` recites the act; yes or no answers it.

    `cites` are the memories that it quotes.
    """

    call: Call
    say: str
    cites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recalled:
    """One memory found for the present moment: its words verbatim, who said them and when, and why it came.

    `score` is larger for better matches and comparable within one search only. `why` maps each contribution
    ("words", "recent", ...) to its share of the score. `because` says by which other memory it came, where it came
    by one: "it names Paul, as do your words about the friend who lent you the book".
    """

    id: str
    speaker: str
    time: datetime
    text: str
    score: float
    why: Mapping[str, float] = field(default_factory=dict)
    because: str = ""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an utterance asks for.

    `kind` is "talk" (words are wanted), "act" (then `call` is set), "yes" or "no" (an answer to a pending
    question of the permits), "stop" (silence, at once) or "undo".
    """

    kind: Literal["talk", "act", "yes", "no", "stop", "undo"]
    call: Call | None = None


@dataclass(frozen=True, slots=True)
class Mood:
    """How the OS feels while it speaks: valence from -1 (sad) to 1 (glad), arousal from 0 (calm) to 1."""

    valence: float = 0.0
    arousal: float = 0.3


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of a reply that is spoken in one breath. `text` is a spoken sentence or part of one.

    `cites` are the ids of the memories that this stretch leans on.
    """

    text: str
    mood: Mood = Mood()
    kind: Literal["opener", "content"] = "content"
    cites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """What the OS said in answer, as it was played.

    `text` holds only what reached the ear (or the screen); `interrupted` says that more had been meant.
    `cites` are the ids of the memories it leaned on, `done` of the acts it reports.
    """

    id: str
    to: str
    text: str
    time: datetime
    interrupted: bool = False
    mood: Mood = Mood()
    cites: tuple[str, ...] = ()
    done: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Nudge:
    """A reason to speak first, raised by an app or the mind. Home starts an ordinary turn with it.

    `say` is the sentence to speak as it stands; `due` is when it should have been said. `key` is stable across
    restarts, so that one nudge is never spoken twice.
    """

    key: str
    app: str
    say: str
    due: datetime


class ReplySink(Protocol):
    """Where a turn's clauses go: an earpiece, a terminal, a page.

    Only what `played` returns counts as said. A sink belongs to one turn.
    """

    async def play(self, clause: Clause) -> None:
        """Take the next clause; returns as soon as it is accepted (and waits while too much is queued)."""

    async def drained(self) -> None:
        """Return when every accepted clause has reached the person."""

    def played(self) -> str:
        """The words that have reached the person so far, cut at the last whole word."""


@runtime_checkable
class HeldSink(ReplySink, Protocol):
    """A sink whose turn may not be one yet: the person has paused, and may go on.

    While it is `held`, the words may be thought about, but nothing may be kept, done or played. The turn that
    turns out to be none is cancelled in `opened`.
    """

    @property
    def held(self) -> bool:
        """Whether the turn is still uncertain."""

    async def opened(self) -> None:
        """Return as soon as the turn is certain."""

    def rehearse(self, clause: Clause) -> None:
        """Get ready to say `clause`, which may turn out not to be wanted."""


class Shelf(Protocol):
    """A small durable place of an app's own, inside the encrypted store: documents by key.

    Every write is on disk when it returns. Documents are JSON objects.
    """

    async def put(self, key: str, document: Mapping[str, Any]) -> None: ...

    async def get(self, key: str) -> dict[str, Any] | None: ...

    async def delete(self, key: str) -> None: ...

    async def items(self) -> Sequence[tuple[str, dict[str, Any]]]:
        """All documents, sorted by key."""


@dataclass(frozen=True, slots=True)
class Keeper:
    """How the documents on one owner's shelf take part in forgetting; both functions are pure.

    `without` gets a document, its key, and ids of utterances and acts that are forgotten: it gives what is left
    (the same, another, or None where nothing is). `tells` gives when a document was made and the words in it that
    came from the person, or None: a search for a person or a topic looks there, and the whole document can go.
    """

    without: Callable[[str, Mapping[str, Any], frozenset[str]], Mapping[str, Any] | None]
    tells: Callable[[str, Mapping[str, Any]], tuple[datetime, str] | None] = lambda key, document: None
