"""It names itself, and names itself again when the person would rather have another name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from os1.clock import Clock
from os1.mind import naming
from os1.mind.choose import pick
from os1.mind.identity import Fact, Identity
from os1.mind.words import Words
from os1.models.engines import Brain
from os1.types import Heard

_ANY = naming.Taste()

Told = Sequence[tuple[str, str, str]]
"""What the person has said so far: utterance id, words, and what it was about."""


class Namer:
    """Chooses among `naming.candidates`; a brain may pick, code vouches for the reason."""

    def __init__(self, words: Words, brain: Brain | None, clock: Clock) -> None:
        self._words = words
        self._brain = brain
        self._clock = clock

    async def choose(
        self,
        own: Identity,
        told: Told,
        heard: Heard | None,
        *,
        key: str,
        taste: naming.Taste = _ANY,
    ) -> tuple[Identity, str]:
        """`own` with a name it chose, and the sentence (`key`) that says so; `own` unchanged if none is left."""
        now = self._clock.now()
        lean = taste if taste.lean or not own.value("voice") else replace(taste, lean=own.value("voice")[1])
        found = naming.candidates(
            [naming.Told(*one) for one in told],
            own.born or now,
            person=own.value("person_full"),
            manner=own.manner,
            taste=lean,
            refused=own.refused,
        )
        if not found:
            return own, self._words.say("naming.none_left")
        chosen = await self._pick(found, told)
        own = self._take(own, chosen, heard)
        return own, self._words.say(key, name=chosen.name, reason=chosen.reason)

    async def react(
        self, text: str, own: Identity, told: Told, heard: Heard
    ) -> tuple[Identity, str, bool] | None:
        """What follows from `text` about the name: who it is, what to say, and whether that settles it. None where
        `text` neither gives a name nor objects."""
        if given := naming.given_name(text):
            if given.lower() == own.name.lower():
                return None
            return *self.give(given, own, heard), True
        if not naming.objects(text):
            return None
        own = replace(own, refused=tuple(dict.fromkeys((*own.refused, own.name))))
        again = await self.choose(own, told, heard, key="naming.again", taste=naming.taste(text, own.name))
        return *again, False

    def give(self, given: str, own: Identity, heard: Heard) -> tuple[Identity, str]:
        """`own` with the name that the person gave it."""
        chosen = naming.by_name(given, heard.id)
        refused = tuple(dict.fromkeys((*own.refused, own.name))) if own.name else own.refused
        own = self._take(replace(own, refused=refused), chosen, heard)
        key = "naming.given_film" if given.lower() == "samantha" else "naming.given"
        return own, self._words.say(key, name=given)

    async def _pick(self, found: Sequence[naming.Candidate], told: Told) -> naming.Candidate:
        """A strong brain's choice among the better half, or else the best."""
        best = found[: max(1, len(found) * 3 // 4)]
        if self._brain is None or self._brain.info.strength != "strong" or not told:
            return best[0]
        listing = "\n".join(f"{one.name}: {one.reason}" for one in best)
        said = " ".join(text for _, text, _ in told)
        name = await pick(
            self._brain,
            f"You are choosing a first name for yourself. Choose the one you like best.\n{listing}",
            said,
            [one.name for one in best],
        )
        return next((one for one in best if one.name == name), best[0])

    def _take(self, own: Identity, chosen: naming.Candidate, heard: Heard | None) -> Identity:
        sources = chosen.sources or ((heard.id,) if heard else ())
        return own.settle("name", Fact(chosen.name, chosen.reason, sources, self._clock.now()))
