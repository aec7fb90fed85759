"""The mind: meaning in, words out. It holds who it is and how it feels, and lets the right part answer.

Care comes before everything, acts are told in the words of those who did them, facts about itself come from facts,
and only what is left is for a brain. It imports no app and runs no tool.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from typing import Protocol

from os1.clock import Clock
from os1.mind import ahead, answers, care, feelings, listening, naming, selfknow, settings, understand
from os1.mind.character import born
from os1.mind.choose import pick_tool
from os1.mind.clauses import clauses
from os1.mind.dialogue import LostThread, NothingToSay, Scene, opening, tone_of
from os1.mind.feelings import Feelings
from os1.mind.first_start import FirstStart, Progress
from os1.mind.identity import Identity
from os1.mind.self_naming import Namer
from os1.mind.self_report import SelfReport, describe
from os1.mind.words import Words, variants
from os1.models.engines import Brain, EngineInfo
from os1.types import Ask, Clause, Done, Heard, Meaning, Mood, Recalled, Shelf, Tool

_SHELF = "mind"
_RECENT = 24


class Memory(Protocol):
    """What the mind needs of memory."""

    def shelf(self, owner: str) -> Shelf: ...

    async def recent(self, n: int) -> Sequence[Recalled]: ...


class Mind:
    """One person's OS, as far as it thinks. `brain` may be None or go down at any moment."""

    def __init__(self, brain: Brain | None, memory: Memory, clock: Clock) -> None:
        self._brain = brain
        self._memory = memory
        self._shelf = memory.shelf(_SHELF)
        self._clock = clock
        self._words = Words(int(clock.now().timestamp()))
        self._namer = Namer(self._words, brain, clock)
        self._first = FirstStart(self._words, brain, self._namer)
        self._own = Identity()
        self._progress: Progress | None = None
        self._feelings = Feelings(clock.now())
        self._loaded = False
        self._ahead = ahead.Ahead()

    @property
    def identity(self) -> Identity:
        """Who it is, as far as it was read (every method of the mind reads it first)."""
        return self._own

    async def open(self) -> None:
        """Read who it is from the store; does nothing the second time."""
        if self._loaded:
            return
        if kept := await self._shelf.get("self"):
            self._own = Identity.from_document(kept["identity"])
            self._progress = Progress.from_document(kept["first"]) if kept["first"] else None
        if kept := await self._shelf.get("feelings"):
            self._feelings = Feelings.from_document(kept)
        self._words.manner = self._own.manner
        self._loaded = True

    async def opening(self) -> str | None:
        """What to say when the OS starts: the greeting of the first start, or where that talk was broken off."""
        await self.open()
        if self._progress and self._progress.step == "done":
            return None
        again = self._progress is not None
        if self._progress is None:
            self._progress = Progress()
            await self._settle(self._born())
        return self._first.opening(self._own, self._progress, again=again)

    async def warm(self) -> None:
        """Let the brain read what the next prompt begins with, so that the next reply starts at once."""
        await self.open()
        if self._brain:
            recent = await self._memory.recent(_RECENT)
            await self._brain.warm(opening(self._own, recent, self._brain.info))

    async def foresee(
        self,
        heard: Heard,
        tools: Sequence[Tool],
        recalled: Sequence[Recalled],
        asking: Ask | None,
        rehearse: Callable[[Clause], None],
    ) -> None:
        """Begin the brain's reply to words that may turn out not to be all; changes nothing that is kept.

        `reply` goes on with it, or `drop` ends it. `rehearse` is given its first clause.
        """
        await self.open()
        brain = self._brain_for(heard.text)
        if brain is None or care.concern(heard.text) or self._talking_first() or self._known(heard):
            return
        if understand.understand(heard.text, heard.time, tools, asking=asking, name=self._own.name):
            return
        recent = [one for one in await self._memory.recent(_RECENT) if one.id != heard.id]
        cause = feelings.cause_in(heard)
        mood = (self._feelings.moved(cause) if cause else self._feelings).mood(self._clock.now())
        scene = self._scene(heard, recent, recalled, mood)
        self._ahead.begin(brain, scene, lambda text: rehearse(Clause(text, mood)))

    async def drop(self) -> None:
        """End what was begun by `foresee` and is not being said."""
        await self._ahead.drop()

    async def understand(self, heard: Heard, tools: Sequence[Tool], *, asking: Ask | None) -> Meaning:
        """What `heard` asks for. In doubt it is talk."""
        await self.open()
        if care.concern(heard.text):
            return Meaning("talk")
        meaning = understand.understand(heard.text, heard.time, tools, asking=asking, name=self._own.name)
        if meaning:
            return meaning
        if self._brain is None or self._talking_first() or self._known(heard):
            return Meaning("talk")
        call = await pick_tool(self._brain, heard.text, heard.time, tools)
        return Meaning("act", call) if call else Meaning("talk")

    async def reply(
        self, heard: Heard, meaning: Meaning, done: Sequence[Done], recalled: Sequence[Recalled]
    ) -> AsyncIterator[Clause]:
        """The answer in clauses, each as soon as it may be spoken; none for "stop"."""
        await self.open()
        if meaning.kind == "stop":
            return
        await self._feel(heard)
        concern = care.concern(heard.text)
        if concern:
            said = care.answer(concern, self._clock.now(), self._words)
        elif done:
            said = " ".join(one.say for one in done)
            if self._progress and self._talking_first():
                said = f"{said} {self._first.ask(self._progress)}"
        elif meaning.kind in ("yes", "no", "undo"):
            said = self._words.say("talk.no_longer_asked")
        else:
            async for clause in self._talk(heard, recalled):
                yield clause
            return
        for clause in self._spoken(said):
            yield clause

    async def describe(self, engines: Sequence[EngineInfo]) -> SelfReport:
        """The truth about itself, for `os1 self`."""
        await self.open()
        return describe(self._own, self._feelings, engines, self._clock.now())

    async def _talk(self, heard: Heard, recalled: Sequence[Recalled]) -> AsyncIterator[Clause]:
        recent = [one for one in await self._memory.recent(_RECENT) if one.id != heard.id]
        if self._own.born is None:
            await self._settle(self._born())
        if self._progress and self._talking_first():
            turned = await self._first.answer(heard, self._own, self._progress, self._view(recent))
            self._progress = turned.progress
            await self._settle(turned.identity)
            for clause in self._spoken(turned.say):
                yield clause
            if not turned.go_on:
                return
        said, cites = await self._known_answer(heard, recent, recalled)
        if said:
            for clause in self._spoken(said, cites):
                yield clause
            return
        async for clause in self._open_talk(heard, recent, recalled):
            yield clause

    async def _known_answer(
        self, heard: Heard, recent: Sequence[Recalled], recalled: Sequence[Recalled]
    ) -> tuple[str, tuple[str, ...]]:
        """What can be answered without a brain, and the memories it cites; empty where it cannot."""
        told = self._progress.told if self._progress else ()
        changed = await settings.change(heard, self._own, told, self._namer, self._words)
        if changed:
            renamed = changed[0].name != self._own.name
            if renamed and self._progress and not naming.given_name(heard.text):
                # A name of its own choosing is a proposal again, until the person has had their say.
                self._progress = replace(self._progress, step="named", tries=0)
            await self._settle(changed[0])
            return changed[1], ()
        if subject := answers.about(heard.text):
            others = [one for one in recalled if one.id != heard.id]
            return answers.answer(subject, others, heard.time, self._words)
        key = selfknow.asked(heard.text, self._own.name)
        if key is None or (selfknow.is_small(key) and self._strong()):
            return "", ()
        if key in ("name", "who", "reason") and not self._own.name:
            self._own, said = await self._namer.choose(
                self._own, [*told, (heard.id, heard.text, "")], heard, key="naming.on_the_spot"
            )
            await self._settle(self._own)
            return said, ()
        return selfknow.answer(key, self._view(recent), self._words), ()

    async def _open_talk(
        self, heard: Heard, recent: Sequence[Recalled], recalled: Sequence[Recalled]
    ) -> AsyncIterator[Clause]:
        """A brain's words where it may be trusted with them, else what listening gives."""
        brain = self._brain_for(heard.text)
        if brain is None:
            for clause in self._spoken(listening.listen(heard.text, self._words)):
                yield clause
            return
        mood = self._feelings.mood(self._clock.now())
        scene = self._scene(heard, recent, recalled, mood)
        cites = tuple(one.id for one in recalled) if self._strong() else ()
        try:
            async for text in self._ahead.speak(brain, scene):
                yield Clause(text, mood, cites=cites)
                cites = ()
        except LostThread:
            for clause in self._spoken(self._words.say("talk.broken_off")):
                yield clause
        except NothingToSay as nothing:
            if nothing.down:
                said = self._words.say("talk.engine_down")
            elif self._strong():
                said = listening.lost(heard.text, self._words)
            else:
                said = listening.listen(heard.text, self._words)
            for clause in self._spoken(said):
                yield clause

    def _brain_for(self, text: str) -> Brain | None:
        """The brain, where it may be trusted to answer `text` in open talk."""
        return self._brain if self._strong() or listening.sort(text) == "light" else None

    def _scene(
        self, heard: Heard, recent: Sequence[Recalled], recalled: Sequence[Recalled], mood: Mood
    ) -> Scene:
        word = variants(f"mood.word.{feelings.named(mood)}")[0]
        tone = tone_of(heard.text) if not self._strong() else ""
        return Scene(self._own, heard, recent, recalled, mood=word, tone=tone)

    def _spoken(self, text: str, cites: tuple[str, ...] = ()) -> list[Clause]:
        """`text`, which is set, in clauses."""
        mood = self._feelings.mood(self._clock.now())
        return [Clause(part, mood, cites=cites if i == 0 else ()) for i, part in enumerate(clauses(text))]

    def _known(self, heard: Heard) -> bool:
        """Whether `heard` has an answer of its own, so that no tool need be looked for."""
        return bool(selfknow.asked(heard.text, self._own.name) or answers.about(heard.text))

    def _view(self, recent: Sequence[Recalled]) -> selfknow.View:
        brain = self._brain.info if self._brain else None
        return selfknow.View(self._own, self._feelings, brain, recent, self._clock.now())

    def _talking_first(self) -> bool:
        return self._progress is not None and self._progress.step != "done"

    def _strong(self) -> bool:
        return self._brain is not None and self._brain.info.strength == "strong"

    def _born(self) -> Identity:
        return self._own if self._own.born else born(self._clock.now())

    async def _settle(self, own: Identity) -> None:
        """Make `own` and the progress of the first talk durable, as one document."""
        self._own = own
        first = self._progress.to_document() if self._progress else None
        await self._shelf.put("self", {"identity": own.to_document(), "first": first})

    async def _feel(self, heard: Heard) -> None:
        if cause := feelings.cause_in(heard):
            self._feelings = self._feelings.moved(cause)
            await self._shelf.put("feelings", self._feelings.to_document())
