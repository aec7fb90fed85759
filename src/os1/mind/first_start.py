"""The first talk: a handful of spoken questions, no form. It learns a name, a manner, a voice and a wish, and
ends in its own name.

Each step takes one utterance and gives who it is now, how far the talk is, and what to say. Nothing is kept in an
object between steps, so that the talk can be broken off anywhere and goes on where it was. No question is asked
more than twice over.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from os1.mind import extract, selfknow, settings
from os1.mind.character import set_manner, trait_from
from os1.mind.choose import pick
from os1.mind.identity import VOICES, Fact, Identity
from os1.mind.listening import listen, sort
from os1.mind.patterns import keys, listed_words, pattern
from os1.mind.self_naming import Namer
from os1.mind.spoken import plain
from os1.mind.words import Words
from os1.models.engines import Brain
from os1.types import Heard

Step = Literal["name", "manner", "voice", "voice_try", "wish", "named", "done"]
_NEXT: Mapping[Step, Step] = {"name": "manner", "manner": "voice", "voice": "wish", "voice_try": "wish"}
_TRIES = 2
_SHORT = 8
"""Words of an answer that is nothing but one."""
_ASIDES = frozenset(
    ("repeat", "hello", "hear_me", "love", "insult", "joke", "morning", "apology", "goodnight", "bye")
)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the talk is: the question that is open, how often it was asked in vain, which voices were offered of
    which sort, and what was told so far as (utterance id, words, topic)."""

    step: Step = "name"
    tries: int = 0
    sort: str = ""
    voices: int = 0
    told: tuple[tuple[str, str, str], ...] = ()

    def to_document(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Progress:
        told = tuple((id_, text, topic) for id_, text, topic in document["told"])
        return cls(**{**document, "told": told})


@dataclass(frozen=True, slots=True)
class Turned:
    """What one utterance made of it. `say` is to be spoken; `go_on` says that it was no answer to the talk, which
    has ended, and wants an ordinary reply after `say`."""

    identity: Identity
    progress: Progress
    say: str
    go_on: bool = False


class FirstStart:
    """Leads the talk, with set words and, where it is strong, a brain's ear for odd answers."""

    def __init__(self, words: Words, brain: Brain | None, namer: Namer) -> None:
        self._words = words
        self._brain = brain
        self._namer = namer

    def opening(self, identity: Identity, progress: Progress, *, again: bool) -> str:
        """What to say when the OS starts in the middle of the talk (`again`) or at its beginning."""
        key = "first.again" if again else "first.greeting"
        return f"{self._words.say(key)} {self.ask(progress)}"

    def ask(self, progress: Progress) -> str:
        """The open question."""
        return self._words.say(f"first.ask.{progress.step}")

    async def answer(self, heard: Heard, own: Identity, progress: Progress, view: selfknow.View) -> Turned:
        """Take one utterance into the talk."""
        if progress.step == "named":
            return await self._named(heard, own, progress)
        if (aside := await self._aside(heard, own, progress, view)) is not None:
            return aside
        if extract.refuses(heard.text) and progress.step != "voice_try":
            return await self._onward(own, progress, "first.got.skip")
        match progress.step:
            case "name":
                return await self._name(heard, own, progress)
            case "manner":
                return await self._manner(heard, own, progress)
            case "voice":
                return await self._voice(heard, own, progress)
            case "voice_try":
                return await self._voice_try(heard, own, progress)
        return await self._wish(heard, own, progress)

    async def _aside(
        self, heard: Heard, own: Identity, progress: Progress, view: selfknow.View
    ) -> Turned | None:
        """An answer to a question the person asks back, or to a correction of their name; None for an answer."""
        text = heard.text
        if not plain(text):
            return Turned(own, progress, self.ask(progress))
        if progress.step != "name" and own.person and (fixed := extract.corrected_name(text)):
            own = _called(own, fixed, heard)
            said = self._words.say("first.got.name_fixed", person=own.person)
            return Turned(own, progress, f"{said} {self.ask(progress)}")
        if pattern("first", "why").fullmatch(plain(text)):
            return Turned(
                own, progress, f"{self._words.say(f'first.why.{progress.step}')} {self.ask(progress)}"
            )
        changed = None
        if own.name and settings.about_name(text):
            changed = await self._namer.react(text, own, progress.told, heard)
        if changed:
            return Turned(changed[0], progress, f"{changed[1]} {self.ask(progress)}")
        key = selfknow.asked(text, own.name)
        if key not in keys("fact") and (key not in _ASIDES or _answers(progress.step, text)):
            return None
        if key in ("goodnight", "bye"):
            return Turned(own, progress, selfknow.answer(key, view, self._words))
        if key == "repeat":
            return Turned(own, progress, self.ask(progress))
        if key in ("name", "who", "reason") and not own.name:
            own, said = await self._namer.choose(own, progress.told, heard, key="naming.on_the_spot")
        else:
            said = selfknow.answer(key or "", replace(view, identity=own), self._words)
        return Turned(own, progress, f"{said} {self.ask(progress)}")

    async def _name(self, heard: Heard, own: Identity, progress: Progress) -> Turned:
        found = extract.spoken_name(heard.text)
        if found is None and self._strong() and self._brain:
            options = [word.strip(".,!?") for word in heard.text.split() if word[:1].isalpha()]
            chosen = await pick(
                self._brain, "Which word is the speaker's own name?", heard.text, options[:30]
            )
            found = (chosen, chosen) if chosen else None
        if found is None:
            return await self._retry(heard, own, progress)
        own = _called(own, found, heard)
        progress = _tell(progress, heard, "person")
        return await self._onward(own, progress, "first.got.name", person=own.person)

    async def _manner(self, heard: Heard, own: Identity, progress: Progress) -> Turned:
        manner: str | None = extract.manner(heard.text)
        if manner is None and self._strong() and self._brain:
            question = "How does the speaker want to be talked to: plain (short), chatty (warm) or playful?"
            manner = await pick(self._brain, question, heard.text, ["plain", "chatty", "playful"])
        if manner is None:
            return await self._retry(heard, own, progress)
        own = set_manner(own, manner, heard)
        self._words.manner = manner
        return await self._onward(own, _tell(progress, heard, "manner"), f"first.got.manner_{manner}")

    async def _voice(self, heard: Heard, own: Identity, progress: Progress) -> Turned:
        sort_of: str | None = extract.voice(heard.text)
        if sort_of is None and self._strong() and self._brain:
            question = "Does the speaker want a woman's voice, a man's, or any?"
            sort_of = await pick(self._brain, question, heard.text, ["woman", "man", "any"])
        if sort_of is None:
            return await self._retry(heard, own, progress)
        own = own.settle("voice", Fact(VOICES[sort_of][0], "", (heard.id,), heard.time))
        progress = replace(_tell(progress, heard, "voice"), step="voice_try", tries=0, sort=sort_of, voices=1)
        return Turned(own, progress, f"{self._words.say('first.got.voice')} {self.ask(progress)}")

    async def _voice_try(self, heard: Heard, own: Identity, progress: Progress) -> Turned:
        words = _first_words(heard.text)
        offered = VOICES[progress.sort]
        other = extract.voice(heard.text)
        if (
            other in ("woman", "man")
            and other != progress.sort
            and not pattern("first", "back").search(words)
        ):
            return await self._voice(heard, own, replace(progress, step="voice"))
        if pattern("first", "back").search(words) and progress.voices > 1:
            own = own.settle("voice", Fact(offered[progress.voices - 2], "", (heard.id,), heard.time))
        elif (
            pattern("first", "another").search(words) and "not bad" not in words and "no problem" not in words
        ):
            if progress.voices < len(offered):
                own = own.settle("voice", Fact(offered[progress.voices], "", (heard.id,), heard.time))
                said = self._words.say("first.ask.voice_next")
                return Turned(own, replace(progress, voices=progress.voices + 1), said)
            return await self._onward(own, progress, "first.got.voice_last")
        return await self._onward(own, progress, "first.got.voice_kept")

    async def _wish(self, heard: Heard, own: Identity, progress: Progress) -> Turned:
        text = heard.text.strip()
        own = own.settle("wish", Fact(text, "", (heard.id,), heard.time))
        for trait in keys("trait"):
            if pattern("trait", trait).search(plain(text)):
                own = own.grow(trait_from(trait, own, heard))
        heavy = sort(text) == "heavy"
        return await self._onward(
            own, _tell(progress, heard, "wish"), "first.got.wish_heavy" if heavy else "first.got.wish", heard
        )

    async def _named(self, heard: Heard, own: Identity, progress: Progress) -> Turned:
        """What the person makes of the name that was proposed."""
        text = heard.text
        if not plain(text) or selfknow.asked(text, own.name) == "repeat":
            return Turned(own, progress, f"{own.name}. {own.reason} {self.ask(progress)}")
        if (changed := await self._namer.react(text, own, progress.told, heard)) is not None:
            own, said, settled = changed
            return Turned(own, replace(progress, step="done") if settled else progress, said)
        asked = selfknow.asked(text, own.name)
        if asked == "reason" or pattern("first", "why").fullmatch(plain(text)):
            return Turned(own, progress, f"{own.reason} {self.ask(progress)}")
        done = replace(progress, step="done")
        if asked in ("ack", "praise", "hello", "thanks", "laugh", "never_mind", "love") or _approves(text):
            said = self._words.say("naming.settled", name=own.name, person=own.person)
            return Turned(own, done, said)
        return Turned(own, done, self._words.say("naming.settled_quietly", name=own.name), go_on=True)

    async def _retry(self, heard: Heard, own: Identity, progress: Progress) -> Turned:
        """Ask once more, otherwise; after the second time go on without."""
        tries = progress.tries + 1
        if tries >= _TRIES:
            return await self._onward(own, progress, "first.got.gave_up")
        said = self._words.say(f"first.retry.{progress.step}")
        if len(heard.text.split()) > 5 and progress.step != "voice":
            said = f"{listen(heard.text, self._words, asked=True)} {said}"
        return Turned(own, replace(progress, tries=tries), said)

    async def _onward(
        self, own: Identity, progress: Progress, key: str, heard: Heard | None = None, **slots: str
    ) -> Turned:
        """Say `key` and go to the next question, or at the end to its own name."""
        said = self._words.say(key, **slots)
        step = _NEXT.get(progress.step, "named")
        progress = replace(progress, step=step, tries=0)
        if step != "named":
            lead = self._words.say(f"first.lead.{step}")
            return Turned(own, progress, f"{said} {lead} {self.ask(progress)}")
        if own.name:
            end = self._words.say("naming.settled", name=own.name, person=own.person)
            return Turned(own, replace(progress, step="done"), f"{said} {end}")
        own, proposed = await self._namer.choose(own, progress.told, heard, key="naming.propose")
        return Turned(own, progress, f"{said} {proposed}")

    def _strong(self) -> bool:
        return self._brain is not None and self._brain.info.strength == "strong"


def _called(own: Identity, found: tuple[str, str], heard: Heard) -> Identity:
    called, full = found
    own = own.settle("person", Fact(called, heard.text, (heard.id,), heard.time))
    return own.settle("person_full", Fact(full, heard.text, (heard.id,), heard.time))


def _tell(progress: Progress, heard: Heard, topic: str) -> Progress:
    return replace(progress, told=(*progress.told, (heard.id, heard.text, topic)))


def _answers(step: Step, text: str) -> bool:
    """Whether small talk is an answer at this step ("make me laugh")."""
    return (step == "manner" and extract.manner(text) is not None) or (
        step in ("voice", "voice_try") and extract.voice(text) is not None
    )


def _first_words(text: str) -> str:
    """`text` where it is short, else its first sentence: who says more talks of something else by then."""
    words = plain(text)
    first = next((part for part in re.split(r"[.!?]", text) if part.strip()), text)
    return words if len(words.split()) <= _SHORT else plain(first)


def _approves(text: str) -> bool:
    words = plain(text).split()
    return len(words) < 12 and not listed_words("approval").isdisjoint(words)
