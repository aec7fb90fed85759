"""The reply of a brain, streamed in clauses: a short stable prompt, and nothing spoken that the guard refused.

A bundled brain, which was taught these very prompts (`training/`), is held back sentence by sentence; a strong one
is told more of who it is and held back clause by clause. Twice it may try again; then the caller says something
honest instead.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass

from os1.errors import ModelError
from os1.mind import guard
from os1.mind.clauses import Chunker, clauses, ends_sentence
from os1.mind.identity import Identity
from os1.mind.patterns import listed_words, pattern
from os1.mind.remembering.context import Note
from os1.mind.spoken import plain
from os1.mind.words import variants
from os1.models.engines import Brain, EngineInfo, Message, Sampling
from os1.types import Heard, Recalled

_TRIES = 3
_SENTENCES = {"bundled": 2, "strong": 3}
_LETTERS_A_TOKEN = 4
_TURNS = {"bundled": 8, "strong": 40}
"""Turns of the talk that a brain is shown."""
_STOPS = ("\n", "<|im_", "User:", "Assistant:")
_PLAIN_SENTENCES = r"""root ::= sentence (" " sentence)?
sentence ::= [A-Z] [a-zA-Z ,;:'-]{1,140} [.?!]
"""
"""GBNF: one or two sentences without brackets, digits, quotes or line ends."""


class LostThread(Exception):
    """The brain failed after something had been said; the sentence is to be ended honestly."""


class NothingToSay(Exception):
    """No try passed the guard, or (`down`) the brain is not there; nothing has been said."""

    def __init__(self, *, down: bool = False) -> None:
        super().__init__()
        self.down = down


@dataclass(frozen=True, slots=True)
class Scene:
    """All that a reply is made of: who speaks, what was heard, what was said before, what is noted of the past."""

    identity: Identity
    heard: Heard
    recent: Sequence[Recalled]
    notes: Sequence[Note]
    mood: str = ""
    tone: str = ""


def prefix(identity: Identity, strength: str) -> list[Message]:
    """The part of the prompt that changes only with who it is; the engine keeps it warm."""
    slots = {
        "name": identity.name or "OS1",
        "person": identity.person or "the person",
        "manner": variants(f"prompt.manner.{identity.manner}")[0],
        "character": ", ".join(identity.character) or "curious",
    }
    return [Message("system", variants(f"prompt.{strength}")[0].format(**slots))]


def opening(identity: Identity, recent: Sequence[Recalled], info: EngineInfo) -> list[Message]:
    """What a prompt begins with before the person has spoken: the prefix, and the recent turns that fit into
    half of the brain's context."""
    head = prefix(identity, info.strength)
    room = info.context * _LETTERS_A_TOKEN // 2 - sum(len(message.content) for message in head)
    turns: list[Message] = []
    for one in reversed(recent[-_TURNS[info.strength] :]):
        room -= len(one.text)
        if room < 0:
            break
        turns.insert(0, Message("assistant" if one.speaker == "os1" else "user", one.text))
    return _merged([*head, *turns])


def prompt(scene: Scene, info: EngineInfo) -> list[Message]:
    """The whole prompt: its opening, and what was heard."""
    head = opening(scene.identity, scene.recent, info)
    if info.strength == "strong":
        return _merged([*head, Message("user", f"{_notes(scene)}{scene.heard.text}")])
    aside = [Message("system", said)] if (said := _aside(scene)) else []
    return _merged([*head, *aside, Message("user", scene.heard.text)])


async def speak(brain: Brain, scene: Scene) -> AsyncIterator[str]:
    """Clauses that passed the guard, as soon as they may be spoken.

    Raises:
        NothingToSay: no try gave anything that may be spoken.
        LostThread: the brain failed in the middle.
    """
    messages = prompt(scene, brain.info)
    judged = _judged(scene, brain.info.strength)
    for attempt in range(_TRIES):
        said: list[str] = []
        try:
            async with aclosing(_attempt(brain, messages, judged, attempt)) as heard_out:
                async for clause in heard_out:
                    said.append(clause)
                    yield clause
        except ModelError as error:
            if said:
                raise LostThread from error
            raise NothingToSay(down=True) from error
        if said:
            return
    raise NothingToSay


async def _attempt(
    brain: Brain, messages: Sequence[Message], scene: guard.Scene, attempt: int
) -> AsyncGenerator[str, None]:
    """The clauses of one try, up to the first fault or the last sentence that is wanted."""
    strict = brain.info.strength == "bundled"
    wanted = _SENTENCES[brain.info.strength]
    sampling = Sampling(
        max_tokens=64 if strict else 160,
        temperature=0.3 + 0.3 * attempt if strict else 0.7,
        top_p=0.9,
        repeat_penalty=1.0 if strict else 1.1,
        seed=1 + attempt,
        stop=_STOPS if strict else _STOPS[1:],
        grammar=_PLAIN_SENTENCES if strict else None,
    )
    said: list[str] = []
    count = 0
    async with aclosing(_stretches(brain, messages, sampling, whole=strict)) as stretches:
        async for stretch in stretches:
            ended = ends_sentence(stretch.split()[-1]) if stretch.split() else False
            if guard.fault(stretch, " ".join(said), scene) or (strict and not ended):
                return
            said.append(stretch)
            for clause in clauses(stretch) if strict else [stretch]:
                yield clause
            count += ended
            if count >= wanted:
                return


async def _stretches(
    brain: Brain, messages: Sequence[Message], sampling: Sampling, *, whole: bool
) -> AsyncGenerator[str, None]:
    """What the brain says, in whole sentences or (not `whole`) in clauses."""
    chunker = Chunker()
    held: list[str] = []
    async with _closed(brain.stream(messages, sampling)) as pieces:
        async for piece in pieces:
            for clause in chunker.feed(piece):
                held.append(clause)
                if not whole or ends_sentence(clause.split()[-1]):
                    yield " ".join(held)
                    held.clear()
    held.append(chunker.flush())
    if rest := " ".join(part for part in held if part):
        yield rest


@asynccontextmanager
async def _closed(stream: AsyncIterator[str]) -> AsyncIterator[AsyncIterator[str]]:
    """`stream`, closed at the end of the block, which stops the generation."""
    try:
        yield stream
    finally:
        if isinstance(stream, AsyncGenerator):
            await stream.aclose()


def _judged(scene: Scene, strength: str) -> guard.Scene:
    own = [one.text for one in scene.recent if one.speaker == "os1"][-6:]
    shown = [message.content for message in prefix(scene.identity, strength)]
    return guard.Scene(
        name=scene.identity.name,
        person=scene.identity.person,
        heard=scene.heard.text,
        recent=own,
        prompt=shown,
        recalled=_told(scene, strength),
        tone=scene.tone,
        strict=strength == "bundled",
    )


def _told(scene: Scene, strength: str) -> list[str]:
    """What the brain was shown of what was said, and so may speak of as told."""
    limit = _TURNS[strength]
    shown = [one.text for one in scene.recent[-limit:]]
    noted = [one.text for one in scene.notes]
    return [scene.heard.text, *shown, *noted]


def _notes(scene: Scene) -> str:
    """What is noted of the past, before the person's words."""
    if not scene.notes:
        return ""
    listing = "\n".join(f"- {one.text}" for one in scene.notes)
    return variants("prompt.notes")[0].format(memories=listing, mood=scene.mood)


def _aside(scene: Scene) -> str:
    """What a bundled brain is told beside the person's words: its mood, and what is noted."""
    told = [variants("prompt.aside.mood")[0].format(mood=scene.mood)] if scene.mood else []
    if scene.notes:
        told += [variants("prompt.aside.notes")[0], *(f"- {one.text}" for one in scene.notes)]
    return "\n".join(told)


def _merged(messages: Sequence[Message]) -> list[Message]:
    """`messages` with neighbours of one role joined, as some brains insist on taking turns."""
    merged: list[Message] = []
    for message in messages:
        if merged and merged[-1].role == message.role != "system":
            merged[-1] = Message(message.role, f"{merged[-1].content}\n{message.content}")
        else:
            merged.append(message)
    return merged


def tone_of(text: str) -> str:
    """The tone of `text`, by its own words, with which an answer must not jar: "sad", "happy" or ""."""
    words = plain(text)
    if not listed_words("clouded").isdisjoint(words.split()):
        return "sad"
    return "happy" if pattern("feeling", "good_news").search(words) else ""
