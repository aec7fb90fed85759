"""The mind: meaning in, words out. It holds who it is and how it feels, and lets the right part answer.

Care comes before everything, acts are told in the words of those who did them, facts about itself come from facts,
and only what is left is for a brain. It imports no app and runs no tool.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from os1.clock import Clock
from os1.mind import ahead, care, feelings, listening, naming, noticing, selfknow, settings, understand
from os1.mind.character import born
from os1.mind.choose import pick_tool
from os1.mind.clauses import clauses, sentences
from os1.mind.dialogue import LostThread, NothingToSay, Scene, opening, tone_of
from os1.mind.feelings import Feelings
from os1.mind.first_start import FirstStart, Progress
from os1.mind.identity import Identity
from os1.mind.judging import hinted
from os1.mind.remembering import context
from os1.mind.remembering.past import Memory as Remembered
from os1.mind.remembering.past import Told
from os1.mind.remembering.remembrance import Remembrance
from os1.mind.remembering.requests import off_the_record
from os1.mind.remembering.unkept import OffTheRecord
from os1.mind.repertoire import Repertoire
from os1.mind.self_naming import Namer
from os1.mind.self_report import SelfReport, describe
from os1.mind.spoken import plain
from os1.mind.words import Words
from os1.models.engines import Brain, EngineInfo, Judge
from os1.types import Ask, Call, Clause, Done, Heard, Meaning, Mood, Recalled, Shelf, Tool

_SHELF = "mind"
_RECENT = 24
_SILENCE = timedelta(hours=3)
"""A silence after which an earlier talk is shown to a brain as memories, with their dates, or not at all."""


class Memory(Remembered, Protocol):
    """What the mind needs of memory."""

    def shelf(self, owner: str) -> Shelf: ...

    async def recent(self, n: int) -> Sequence[Recalled]: ...


class Mind:
    """One person's OS, as far as it thinks. `brain` and `judge` may be None or go down at any moment."""

    def __init__(self, brain: Brain | None, memory: Memory, clock: Clock, judge: Judge | None = None) -> None:
        self._brain = brain
        self._judge = judge
        self._memory = memory
        self._shelf = memory.shelf(_SHELF)
        self._clock = clock
        self._words = Words(int(clock.now().timestamp()))
        self._namer = Namer(self._words, brain, clock)
        self._first = FirstStart(self._words, brain, self._namer)
        self.past = Remembrance(memory, self._words, clock)
        """What it remembers in the talk."""
        self._off = OffTheRecord(memory)
        self._own = Identity()
        self._progress: Progress | None = None
        self._feelings = Feelings(clock.now())
        self._loaded = False
        self._stale = False
        self._ahead = ahead.Ahead()
        self._picked: tuple[str, Call | None] | None = None
        self._repertoire: Repertoire | None = None
        self._ready: tuple[str, str | None] | None = None
        self._heeded: tuple[str, str] | None = None
        self._worry: tuple[str, care.Worry] = ("", care.Worry())

    @property
    def identity(self) -> Identity:
        """Who it is, as far as it was read (every method of the mind reads it first)."""
        return self._own

    def use(self, repertoire: Repertoire) -> None:
        """Answer everyday talk from `repertoire` where the brain is a bundled one."""
        self._repertoire = repertoire

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

    async def reread(self) -> None:
        """Read again who it is and how it feels, after something was forgotten or came back."""
        self.past.forget()
        self._stale = self._brain is not None
        if self._loaded:
            self._loaded = False
            await self.open()

    async def let_prompts_go(self) -> bool:
        """After something was forgotten, have the brain let go of the prompts that may hold it; tells if it did.

        Call it while the brain is idle, and `warm` it then.
        """
        if not self._stale or self._brain is None:
            return False
        self._stale = False
        await self._brain.forget()
        return True

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
        """Let the brain read what the next prompts begin with, so that the next reply starts at once."""
        await self.open()
        if self._own.born is None:
            await self._settle(self._born())
        await asyncio.to_thread(noticing.prepare)
        if self._brain and (self._strong() or self._repertoire is None):
            recent = _this_talk(await self._memory.recent(_RECENT), self._clock.now())
            talk = opening(self._own, recent, self._brain.info)
            await self._brain.warm(talk)

    async def foresee(
        self,
        heard: Heard,
        tools: Sequence[Tool],
        recall: Callable[[], Awaitable[Sequence[Recalled]]],
        asking: Ask | None,
        rehearse: Callable[[Clause], None],
    ) -> None:
        """Begin the brain's reply to words that may turn out not to be all; changes nothing that is kept.

        `reply` goes on with it, or `drop` ends it. `rehearse` is given its first clause; only a brain has need of
        what `recall` finds.
        """
        await self.open()
        if await self._concern(heard.text) or off_the_record(heard.text) is not None:
            return
        if self._own.born is None or self._talking_first():
            return
        if understand.understand(heard.text, heard.time, tools, asking=asking, name=self._own.name):
            return
        recent = await self._before(heard)
        cause = feelings.cause_in(heard)
        felt = self._feelings.moved(cause) if cause else self._feelings
        mood = felt.mood(self._clock.now())

        def rehearsed(text: str) -> None:
            rehearse(Clause(clauses(text)[0], mood))

        if self._known(heard):
            if said := self._of_itself(heard, recent, felt):
                rehearsed(said)
            return
        # Where no tool comes to mind hardly ever one is wanted, and a rehearsal in vain costs less than a wait.
        talks = self._brain_for(heard.text) is None and not any(hinted(heard.text, tool) for tool in tools)
        if talks:
            await self._begin_talk(heard, recent, recall, mood, rehearsed)
        self._picked = (heard.text, await self._pick(heard, recent, tools))
        if not talks and self._picked[1] is None:
            await self._begin_talk(heard, recent, recall, mood, rehearsed)

    async def _begin_talk(
        self,
        heard: Heard,
        recent: Sequence[Recalled],
        recall: Callable[[], Awaitable[Sequence[Recalled]]],
        mood: Mood,
        rehearse: Callable[[str], None],
    ) -> None:
        """Begin what `_open_talk` will say."""
        said = await self._from_repertoire(heard, recent)
        brain = self._brain_for(heard.text)
        if said is None and brain is not None:
            self._ahead.begin(brain, await self._scene(heard, recent, await recall(), mood), rehearse)
        else:
            rehearse(said or self._listened(heard, recent))

    def _of_itself(self, heard: Heard, recent: Sequence[Recalled], felt: Feelings) -> str:
        """What `_known_answer` will say to a question about itself, "" for any other."""
        key = selfknow.asked(heard.text, self._own.name)
        if key is None or not self._own.name or self._strong() or self.past.asks(heard, self._own):
            return ""
        return selfknow.answer(key, replace(self._view(recent), feelings=felt), self._words.copy())

    def usual(self, tools: Sequence[Tool]) -> list[Clause]:
        """How the replies begin that come most often, those of `tools` too, in the words and the mood that they
        would have now."""
        mood = self._feelings.mood(self._clock.now())
        listened = [] if self._strong() else [self._words.coming(key) for key in listening.USUAL]
        said = [*listened, *(text for tool in tools for text in tool.often)]
        return [Clause(clauses(text)[0], mood) for text in said]

    async def drop(self) -> None:
        """End what was begun by `foresee` and is not being said."""
        self._picked = self._ready = self._heeded = None
        await self._ahead.drop()

    async def understand(self, heard: Heard, tools: Sequence[Tool], *, asking: Ask | None) -> Meaning:
        """What `heard` asks for. In doubt it is talk."""
        await self.open()
        self.past.turn()
        if await self._concern(heard.text) or off_the_record(heard.text) is not None:
            return Meaning("talk")
        meaning = understand.understand(heard.text, heard.time, tools, asking=asking, name=self._own.name)
        if meaning:
            return meaning
        if self._talking_first() or self._known(heard):
            return Meaning("talk")
        picked, self._picked = self._picked, None
        if picked and picked[0] == heard.text:
            call = picked[1]
        else:
            call = await self._pick(heard, await self._before(heard), tools)
        return Meaning("act", call) if call else Meaning("talk")

    async def off_the_record(self, heard: Heard) -> bool:
        """Whether `heard` shall be forgotten as soon as it is answered; that is on disk when this returns."""
        return await self._off.take(heard)

    async def unkept(self) -> Sequence[str]:
        """The ids of utterances that are to be forgotten and are not yet."""
        return await self._off.waiting()

    async def let_go(self, heard: str) -> None:
        """Take note that the utterance with this id is forgotten."""
        await self._off.done(heard)

    async def reply(
        self, heard: Heard, meaning: Meaning, done: Sequence[Done], recalled: Sequence[Recalled]
    ) -> AsyncIterator[Clause]:
        """The answer in clauses, each as soon as it may be spoken; none for "stop"."""
        await self.open()
        if meaning.kind == "stop":
            return
        rest = off_the_record(heard.text)
        if rest is None or await self._concern(heard.text):
            answered = self._answered(heard, meaning, done, recalled)
        elif rest:
            answered = self._answered(replace(heard, text=rest), meaning, done, recalled)
        else:
            answered = _given(self._spoken(self._words.say("off.next")))
        async for clause in answered:
            yield clause
        if self._off.taken == heard.id:
            for clause in self._spoken(self._words.say("off.done")):
                yield clause

    async def _answered(
        self, heard: Heard, meaning: Meaning, done: Sequence[Done], recalled: Sequence[Recalled]
    ) -> AsyncIterator[Clause]:
        await self._feel(heard)
        cites: tuple[str, ...] = ()
        if concern := await self._concern(heard.text):
            said = care.answer(concern, self._clock.now(), self._words)
        elif done:
            said = " ".join(one.say for one in done)
            cites = tuple(id for one in done for id in one.data.get("cites", ()))
            if self._progress and self._talking_first():
                said = f"{said} {self._first.ask(self._progress)}"
        elif meaning.kind in ("yes", "no", "undo"):
            said = self._words.say("talk.no_longer_asked")
        else:
            async for clause in self._talk(heard, recalled):
                yield clause
            return
        for clause in self._spoken(said, cites):
            yield clause

    async def describe(self, engines: Sequence[EngineInfo]) -> SelfReport:
        """The truth about itself, for `os1 self`."""
        await self.open()
        return describe(self._own, self._feelings, engines, self._clock.now())

    async def _talk(self, heard: Heard, recalled: Sequence[Recalled]) -> AsyncIterator[Clause]:
        recent = await self._before(heard)
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
        if told := await self._known_answer(heard, recent):
            for clause in self._spoken(told.say, told.cites):
                yield clause
            return
        async for clause in self._open_talk(heard, recent, recalled):
            yield clause

    async def _known_answer(self, heard: Heard, recent: Sequence[Recalled]) -> Told | None:
        """What can be answered without a brain, or None."""
        told = self._progress.told if self._progress else ()
        changed = await settings.change(heard, self._own, told, self._namer, self._words)
        if changed:
            renamed = changed[0].name != self._own.name
            if renamed and self._progress and not naming.given_name(heard.text):
                # A name of its own choosing is a proposal again, until the person has had their say.
                self._progress = replace(self._progress, step="named", tries=0)
            await self._settle(changed[0])
            return Told(changed[1])
        if found := await self.past.told(heard, self._own):
            return found
        key = selfknow.asked(heard.text, self._own.name)
        if key is None or (selfknow.is_small(key) and self._strong()):
            # A strong brain is shown what was told and answers in its own words.
            return None if self._strong() else await self._life(heard, recent)
        if key in ("name", "who", "reason") and not self._own.name:
            self._own, said = await self._namer.choose(
                self._own, [*told, (heard.id, heard.text, "")], heard, key="naming.on_the_spot"
            )
            await self._settle(self._own)
            return Told(said)
        return Told(selfknow.answer(key, self._view(recent), self._words))

    async def _life(self, heard: Heard, recent: Sequence[Recalled]) -> Told | None:
        """What a memory answers, or a fact that was just told is met with; None for other talk, for what hurts,
        which wants more than to be noted, and for what the repertoire can meet."""
        if found := await self.past.life(heard, self._own):
            return found
        if listening.sort(heard.text) != "light":
            return None
        # In the midst of a story what it is about counts, and not that somebody's age came up in it.
        story = len(sentences(heard.text)) > 1 and listening.time_of(plain(heard.text)) == "past"
        met = story or await self._from_repertoire(heard, recent) is not None
        return await self.past.noted(heard, quietly=met)

    async def _open_talk(
        self, heard: Heard, recent: Sequence[Recalled], recalled: Sequence[Recalled]
    ) -> AsyncIterator[Clause]:
        """The repertoire's words, or a brain's where it may be trusted with them, else what listening gives."""
        if self._repertoire and (ready := await self._from_repertoire(heard, recent)):
            self._ready = None
            self._repertoire.give(ready)
            for clause in self._spoken(ready):
                yield clause
            return
        brain = self._brain_for(heard.text)
        if brain is None:
            for clause in self._spoken(self._listened(heard, recent)):
                yield clause
            return
        mood = self._feelings.mood(self._clock.now())
        scene = await self._scene(heard, recent, recalled, mood)
        try:
            async for text in self._ahead.speak(brain, scene):
                yield Clause(text, mood, cites=context.leaning(text, scene.notes, heard.text))
        except LostThread:
            for clause in self._spoken(self._words.say("talk.broken_off")):
                yield clause
        except NothingToSay as nothing:
            said = await self._at_a_loss(heard, recent, down=nothing.down)
            for clause in self._spoken(said.say, said.cites):
                yield clause

    async def _at_a_loss(self, heard: Heard, recent: Sequence[Recalled], *, down: bool) -> Told:
        """What to say where the brain gave nothing that may be spoken; `down` where it is not there at all."""
        if self._strong() and (told := await self.past.life(heard, self._own)):
            return told
        if down:
            return Told(self._words.say("talk.engine_down"))
        if self._strong():
            return Told(listening.lost(heard.text, self._words))
        return Told(self._listened(heard, recent))

    def _brain_for(self, text: str) -> Brain | None:
        """The brain, where it may be trusted to answer `text` in open talk. To listen is better than what a small
        brain makes up, so beside a repertoire a bundled one is not asked."""
        if self._strong():
            return self._brain
        trusted = self._repertoire is None and not self._worry[1].uneasy
        return self._brain if trusted and listening.sort(text) == "light" else None

    async def _from_repertoire(self, heard: Heard, recent: Sequence[Recalled]) -> str | None:
        """What the repertoire has to say; None for a strong brain, which finds words of its own."""
        if self._repertoire is None or self._judge is None or self._strong() or self._worry[1].uneasy:
            return None
        if self._ready is None or self._ready[0] != heard.text:
            said = await self._repertoire.reply(
                self._judge, heard.text, _own(recent, heard.time), tone=self._worry[1].tone
            )
            self._ready = (heard.text, said)
        return self._ready[1]

    def _listened(self, heard: Heard, recent: Sequence[Recalled]) -> str:
        """What listening gives, the same for a turn that is likely and for the turn itself."""
        if self._heeded is None or self._heeded[0] != heard.text:
            own = _own(recent, heard.time)
            tone = self._worry[1].tone if self._worry[0] == heard.text else ""
            just_asked = bool(own) and own[-1].endswith("?")
            said = listening.listen(heard.text, self._words, tone=tone, asked=just_asked)
            self._heeded = (heard.text, said)
        return self._heeded[1]

    async def _concern(self, text: str) -> care.Concern | None:
        """What in `text` needs care before anything else: what the rules find, else the judge."""
        if self._worry[0] != text:
            judge = None if self._talking_first() else self._judge
            self._worry = (text, await care.judged(judge, text))
        return self._worry[1].concern

    async def _pick(self, heard: Heard, recent: Sequence[Recalled], tools: Sequence[Tool]) -> Call | None:
        """The tool that is found to be wanted."""
        before = _this_talk(recent, heard.time)
        return await pick_tool(self._brain, self._judge, heard.text, heard.time, tools, before)

    async def _before(self, heard: Heard) -> Sequence[Recalled]:
        """What was said before `heard`, the oldest first."""
        return [one for one in await self._memory.recent(_RECENT) if one.id != heard.id]

    async def _scene(
        self, heard: Heard, recent: Sequence[Recalled], recalled: Sequence[Recalled], mood: Mood
    ) -> Scene:
        word = feelings.word(mood) if self._strong() else feelings.coloured(mood)
        tone = tone_of(heard.text) if not self._strong() else ""
        recent = _this_talk(recent, heard.time)
        before = {one.id for one in recent}
        others = [one for one in recalled if one.id not in before]
        shown = await self.past.notes(others, heard, self._own, "strong" if self._strong() else "bundled")
        return Scene(self._own, heard, recent, shown, mood=word, tone=tone)

    def _spoken(self, text: str, cites: tuple[str, ...] = ()) -> list[Clause]:
        """`text`, which is set, in clauses."""
        mood = self._feelings.mood(self._clock.now())
        return [Clause(part, mood, cites=cites if i == 0 else ()) for i, part in enumerate(clauses(text))]

    def _known(self, heard: Heard) -> bool:
        """Whether `heard` has an answer of its own, so that no tool need be looked for."""
        return bool(selfknow.asked(heard.text, self._own.name)) or self.past.asks(heard, self._own)

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


def _this_talk(recent: Sequence[Recalled], now: datetime) -> Sequence[Recalled]:
    """Those of `recent` (oldest first) that belong to the talk of now: what came before a long silence is past."""
    first = len(recent)
    while first and now - recent[first - 1].time < _SILENCE:
        first -= 1
        now = recent[first].time
    return recent[first:]


def _own(recent: Sequence[Recalled], now: datetime) -> list[str]:
    """What the OS itself said in the talk of now, the oldest first."""
    return [one.text for one in _this_talk(recent, now) if one.speaker == "os1"]


async def _given(clauses: Sequence[Clause]) -> AsyncIterator[Clause]:
    for clause in clauses:
        yield clause
