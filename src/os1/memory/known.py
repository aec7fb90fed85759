"""What is known of the person and their world: facts, people, episodes, promises, worked out from the store.

It answers and keeps; how words become claims is for its readers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import apsw

from os1.clock import Clock
from os1.errors import SettingsError
from os1.memory import claims
from os1.memory.claims import Unread
from os1.memory.episodes import Episode, Talk, ended_talks, episodes, keep_episode
from os1.memory.facts import Claim, Fact, claims_of, fold, sensitive
from os1.memory.names import Names
from os1.memory.namesakes import marked, namesakes, one_of
from os1.memory.people import Person, people
from os1.memory.promises import Made, Promise, State, add_promises, promises
from os1.memory.relations import ROLES
from os1.memory.standing import Standing
from os1.memory.store import Store


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found in `line`: facts without sources, `wrong`, the ids of facts that it says are wrong, and what
    the OS promised in it."""

    line: Unread
    facts: Sequence[Fact] = ()
    wrong: Sequence[str] = ()
    promised: Sequence[Made] = ()


class Known:
    """What is known, in `store`."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._standing = Standing()

    async def let_go(self) -> None:
        """Hold nothing at hand any more of what is known; what holds is worked out anew when it is asked for."""
        await self._store.read(lambda connection: self._standing.let_go())

    async def facts(self, about: str | None = None, *, past: bool = False) -> list[Fact]:
        """What is known, of `about` ("Anna", "my sister", "Anna from work", "me") where given; with `past` also
        what is over. Of a name that several people have it is what is known of each; `mark` says of which."""

        def read(connection: apsw.Connection) -> list[Fact]:
            known = self._standing.known(connection)
            holds = [fact for fact in known.facts if past or fact.until is None]
            if about is None:
                return holds
            who = known.names.asked(marked(about))
            one = one_of(namesakes(connection, who), about, who)
            found = [fact for fact in holds if who.lower() in (fact.subject.lower(), fact.value.lower())]
            return [fact for fact in found if one is None or one.has(fact)]

        return await self._store.read(read)

    async def learn(self, facts: Sequence[Fact]) -> int:
        """Keep `facts`, each resting on its `sources` (ids of utterances); gives how many claims were new."""
        return await self._store.write(lambda connection: claims.learn(connection, facts))

    async def correct(
        self, fact_id: str, value: str | None = None, *, by: str, since: str | None = None
    ) -> Fact | None:
        """Close the fact as wrong, and put `value` in its place where given, since utterance `by` says so.

        Gives the fact that holds now. `take_back(by)` undoes it.

        Raises:
            SettingsError: there is no such fact, or no such utterance.
        """

        def change(connection: apsw.Connection) -> Fact | None:
            old = _found(connection, fact_id)
            n = claims.number_of(connection, by)
            claims.retract(connection, [one.id for one in old], n)
            if value is None:
                return None
            first = old[0]
            new = Fact("", first.subject, first.relation, value, since)
            claims.add(connection, n, new, claims.BY_HAND)
            holds = fold(claims.known(connection)[0])
            return next((one for one in reversed(holds) if by in one.sources and one.until is None), None)

        return await self._store.write(change)

    async def take_back(self, by: str) -> bool:
        """Undo what utterance `by` corrected; False where it corrected nothing."""
        return await self._store.write(lambda c: claims.take_back(c, claims.number_of(c, by)))

    async def confirm(self, fact_id: str) -> Fact:
        """Make the fact certain, as the person said that it is right.

        Raises:
            SettingsError: there is no such fact.
        """

        def change(connection: apsw.Connection) -> Fact:
            claims.mark(connection, [one.id for one in _found(connection, fact_id)], "confirmed")
            return fold(_found(connection, fact_id))[0]

        return await self._store.write(change)

    async def unconfirmed(self) -> list[Fact]:
        """The facts on health, money and law that the person has neither confirmed nor been asked about."""

        def read(connection: apsw.Connection) -> list[Fact]:
            was_asked = claims.asked(connection)
            return [
                fact
                for fact in self._standing.known(connection).facts
                if sensitive(fact.relation)
                and fact.certainty == "told"
                and fact.until is None
                and fact.id not in was_asked
            ]

        return await self._store.read(read)

    async def asked_about(self, fact_id: str) -> None:
        """Note that the person was asked to confirm the fact, so that it is not asked twice."""

        def change(connection: apsw.Connection) -> None:
            claims.mark(connection, [one.id for one in _found(connection, fact_id)], "asked")

        await self._store.write(change)

    async def people(self) -> list[Person]:
        """Everyone the person has spoken of, in order of appearance."""

        def read(connection: apsw.Connection) -> list[Person]:
            known = self._standing.known(connection)
            return people(known.claims, known.facts, known.names, lambda name: namesakes(connection, name))

        return await self._store.read(read)

    async def person(self, name: str) -> Person | None:
        """Whoever is called `name` or is meant by it ("my sister"), or None."""

        def read(connection: apsw.Connection) -> Person | None:
            known = self._standing.known(connection)
            who = known.names.asked(name).lower()
            everyone = people(
                known.claims, known.facts, known.names, lambda name: namesakes(connection, name)
            )
            same = [one for one in everyone if one.name.lower() == who]
            return next((one for one in same if name.lower() in one.aliases), same[0] if same else None)

        return await self._store.read(read)

    async def episodes(self, since: datetime | None = None) -> list[Episode]:
        """The conversations that ended after `since`, the oldest first."""
        return await self._store.read(lambda connection: episodes(connection, since))

    async def promises(self, state: State | None = None) -> list[Promise]:
        """What the OS said it would do, the oldest first; only those in `state` where given."""
        found = await self._store.read(lambda connection: promises(connection, self._clock))
        return [one for one in found if state is None or one.state == state]

    async def unread(self, readers: Sequence[str], count: int) -> list[Unread]:
        """The next `count` utterances that none of `readers` has read."""
        return await self._store.read(lambda connection: claims.unread(connection, readers, count))

    async def names(self) -> frozenset[str]:
        """Every name that is known to be somebody's."""

        def find(connection: apsw.Connection) -> frozenset[str]:
            said = claims.claims(connection)
            return frozenset(one.value for one in said if one.relation in ROLES and not one.negated)

        return await self._store.read(find)

    async def near(self, line: Unread) -> list[Fact]:
        """What holds that `line` may point back to, the last learned last: of the lines before it, and of what
        somebody does and where they live."""

        def find(connection: apsw.Connection) -> list[Fact]:
            found = claims.near(connection, line.n)
            names = Names(found)
            holds = [one for one in fold(names.named(one) for one in found) if one.until is None]
            return sorted(holds, key=lambda one: one.learned)

        return await self._store.read(find)

    async def read(self, reader: str, readings: Sequence[Reading]) -> None:
        """Keep at once what `reader` found in some lines, in order, and that it has read them.

        A line that was forgotten meanwhile is passed over.
        """

        def change(connection: apsw.Connection) -> None:
            for one in readings:
                n = one.line.n
                if connection.execute("SELECT 1 FROM utterance WHERE n = ?", (n,)).get:
                    found = claims.known(connection)[0] if one.wrong else []
                    retracted = [claim.id for fact in one.wrong for claim in claims_of(found, fact)]
                    claims.read(connection, reader, n, one.facts, retracted)
                    add_promises(connection, n, one.promised)
                claims.advance(connection, reader, n)

        await self._store.write(change)

    async def ended_talks(self, count: int) -> list[Talk]:
        """The next `count` conversations that have ended and are not summed up yet."""
        return await self._store.read(lambda connection: ended_talks(connection, self._clock, count))

    async def sum_up(self, talk: Talk, summary: str, mood: str, sources: Sequence[str]) -> None:
        """Keep `summary` and `mood` (one word) of `talk`; `sources` are the utterances they rest on."""
        await self._store.write(
            lambda connection: keep_episode(connection, talk, summary, mood, tuple(sources))
        )


def _found(connection: apsw.Connection, fact_id: str) -> list[Claim]:
    found = claims_of(claims.known(connection)[0], fact_id)
    if not found:
        raise SettingsError(f"There is no fact {fact_id}; `os1 memory facts` lists them with their ids.")
    return found
