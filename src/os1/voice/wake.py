"""Sleeping and being called: after a while of quiet the OS answers only words that begin with its name.

Two halves: the rule that tells whether words call a name (`is_called`), and `Wake`, which stands between a
conversation and whoever responds. What is said near a sleeping OS was not said to it: it is heard for the name,
goes nowhere else, and is forgotten.
"""

from __future__ import annotations

import asyncio
import logging
import re
import unicodedata
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from os1.clock import Clock
from os1.errors import OS1Error
from os1.events import Bus, Event
from os1.types import Heard, ReplySink
from os1.voice.conversation import Respond
from os1.voice.words import words_in

_CALLS = frozenset(words_in("hey hi hello hallo morning evening afternoon night"))
"""Words before a name that make it a call, so that it may be misheard."""
_FILLERS = _CALLS | frozenset(words_in("good ok okay oh ah so um uh well and yo please now"))
_EXACT = 3
"""Names of so few letters are too like everything else to be misheard."""
_LONG = 7
"""Names of so many letters may have two letters wrong."""
_ORDINARY = frozenset(
    words_in(
        """
        all also always an and any are area ask at away back be bed been being big bring but by bye call came
        can car care come could day dear did do does done door down each easy eat end even ever every far feel
        find fine first five food for free from get give go gone good great had has have he hear hello her here
        hi home hope house how i'm if in into is it its join june just keep kind know last later less let like
        list live look love made make may maybe me mind mine more most my near need never new next nice nine no
        none nor not now of off oh old on once one only open or our out over pay people play please put rain
        read ready real really right room said same say see she sir so some soon sorry stay still stop sure take
        talk tea tell than thank that the them then there these they this till time today too try turn two us
        use very want was we well went were what when where which while who why will with would year yes yet you
        your
        """
    )
)
"""Words that open so many sentences that a name which merely resembles one was not meant."""
_REQUESTS = frozenset(
    words_in(
        """
        are can check close could did do does find give has have help how i'd i'll i'm is let's look may open play
        please read remember remind say send set should show start stop tell wait wake was what what's when where
        who who's why will would write
        """
    )
)
"""Words with which one begins to want something; what stands before them may be a name without its comma."""
_SOUNDS = (
    ("ph", "f"), ("gh", "g"), ("ck", "k"), ("sch", "sh"), ("th", "t"), ("wh", "w"), ("qu", "kw"), ("x", "ks"),
    ("ce", "se"), ("ci", "si"), ("cy", "si"), ("ch", "sh"), ("c", "k"), ("z", "s"), ("j", "g"), ("dg", "g"),
    ("ea", "i"), ("ee", "i"), ("ie", "i"), ("ei", "i"), ("ey", "i"), ("y", "i"), ("ai", "e"), ("ay", "e"),
    ("oo", "u"), ("ou", "u"), ("ah", "a"), ("er", "a"), ("h", ""),
    ("b", "p"), ("d", "t"), ("g", "k"), ("v", "f"),
)  # fmt: skip
"""Spellings that sound alike, and what stands for them; in this order."""


_log = logging.getLogger(__name__)

Spellings = Collection[tuple[str, ...]]
"""What ears are known to write for a name, in words of lower case (`os1.voice.heard_as`)."""


def is_called(text: str, name: str, spellings: Spellings = ()) -> bool:
    """Whether `text` begins by calling `name`: "Vera, ...", "hey Vera", and what ears make of it.

    The name itself may stand there without a mark. What only resembles it must be a call by its place: after
    "hey", before a comma or a request, or alone; and no everyday word, and none where the name has three letters
    or fewer. `spellings` are what the ears are known to write for it; they must be a call by their place, too.
    """
    called = _plain(name)
    words = [_plain(word) for word in words_in(text)]
    skipped = 0
    while skipped < len(words) and words[skipped] in _FILLERS and words[skipped] != called:
        skipped += 1
    rest = words[skipped:]
    if not called or not rest:
        return False
    greeted = any(word in _CALLS for word in words[:skipped])
    if rest[0] == called or any(
        rest[: len(known)] == list(known)
        and not _ORDINARY.issuperset(known)
        and (greeted or _is_set_off(text, skipped + len(known)))
        for known in spellings
    ):
        return True
    # Ears may split a name: "Mira Bell", "Pene lope".
    return len(called) > _EXACT and any(
        (greeted or _is_set_off(text, skipped + count)) and _resembles(rest[:count], called)
        for count in range(1, min(2, len(rest)) + 1)
    )


def _resembles(words: Sequence[str], name: str) -> bool:
    if _ORDINARY.issuperset(words):
        return False
    word = "".join(words)
    heard, meant = _sound(word), _sound(name)
    wrong = 2 if len(name) >= _LONG else 1
    return (
        distance(word, name) <= wrong
        or (heard == meant and len(meant) >= _EXACT)
        or (len(name) >= _LONG - 1 and _skeleton(heard) == _skeleton(meant))
    )


def _is_set_off(text: str, count: int) -> bool:
    """Whether a mark, a request or the end follows the first `count` words of `text`."""
    words = list(re.finditer(r"[^\W_]+(?:['’-][^\W_]+)*", text))
    if count < len(words) and _plain(words[count][0]) in _REQUESTS:
        return True
    return re.match(r"\s*($|[,.!?;:…—–-])", text[words[count - 1].end() :]) is not None


def _plain(word: str) -> str:
    """Lower case, without accents."""
    parts = unicodedata.normalize("NFKD", word.lower())
    return "".join(part for part in parts if not unicodedata.combining(part))


def _sound(word: str) -> str:
    for spelling, sound in _SOUNDS:
        word = word.replace(spelling, sound)
    return re.sub(r"(.)\1+", r"\1", word)


def _skeleton(sound: str) -> str:
    """The first sound, and the consonants after it."""
    return sound[:1] + re.sub(r"[aeiou]", "", sound[1:])


def distance(one: str, other: str) -> int:
    """How many letters must be changed, added or taken to make `other` of `one` (Levenshtein)."""
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, row[0] = row[0], i
        for j, wanted in enumerate(other, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (letter != wanted))
    return row[-1]


class Wake:
    """Lets words through to `respond` while awake, and while asleep only those that call its name.

    `after` seconds without a word between the two put it to sleep; None is never. It needs a name for that, and
    `learn` finds out how its ears write that name when it first sleeps with it. A conversation gets `respond` and
    `bus` in place of the house's own.
    """

    def __init__(
        self,
        respond: Respond,
        bus: Bus,
        clock: Clock,
        *,
        name: Callable[[], str],
        after: float | None,
        learn: Callable[[str], Awaitable[Spellings]] | None = None,
    ) -> None:
        self._respond = respond
        self._clock = clock
        self._name = name
        self._after = after
        self._learn = learn
        self._learned = ""
        """The name that `_spellings` are of."""
        self._spellings: Spellings = ()
        self._last = clock.monotonic()
        """When a word between the two was last said."""
        self._answering = 0
        self._stirred = asyncio.Event()
        self._state = ""
        self.asleep = False
        self._house = bus
        self.bus: Bus = _Drowsy(bus, self)

    async def respond(self, heard: Heard, sink: ReplySink) -> None:
        """Answer `heard`, unless it was said near a sleeping OS and not to it: that turn ends as if cancelled."""
        began = self._clock.monotonic() - (self._clock.now() - heard.time) / timedelta(seconds=1)
        if heard.by == "voice" and self._sleeps_at(began) and not self._calls(heard.text):
            self._fall_asleep()
            raise asyncio.CancelledError
        self._answering += 1
        self._stir()
        try:
            await self._respond(heard, sink)
        finally:
            self._answering -= 1
            self._stir()

    async def run(self) -> None:
        """Fall asleep whenever it is time, for ever."""
        while self._after is not None:
            left = self._last + self._after - self._clock.monotonic()
            if self.asleep:
                self._stirred.clear()
                await self._listen_to_itself()
                await self._stirred.wait()
            elif left > 0:
                await self._clock.sleep(left)
            elif self._name() and self._state in ("", "listening"):
                self._fall_asleep()
            else:
                await self._clock.sleep(1.0)

    def told(self, name: str, data: dict[str, Any]) -> None:
        """Pass on what the conversation publishes, as far as a sleeper lets it be seen."""
        if name == "state":
            if "speaking" in (self._state, data["state"]):
                self._stir()  # the OS speaks of its own accord, and an answer to that needs no name
            self._state = data["state"]
        if not self.asleep or name not in ("state", "partial"):
            self._house.publish(name, **data)

    async def _listen_to_itself(self) -> None:
        name = self._name()
        if self._learn is None or self._learned == name:
            return
        try:
            self._spellings = await self._learn(name)
        except OS1Error as error:
            _log.warning("How the ears write %s is not known: %s", name, error)
        self._learned = name

    def _calls(self, text: str) -> bool:
        name = self._name()
        return is_called(text, name, self._spellings if self._learned == name else ())

    def _sleeps_at(self, moment: float) -> bool:
        """Whether it slept at `moment` of the steady clock."""
        if self._after is None or self._answering or not self._name():
            return False
        return moment - self._last > self._after

    def _fall_asleep(self) -> None:
        if not self.asleep:
            self.asleep = True
            self._house.publish("state", state="asleep")

    def _stir(self) -> None:
        self._last = self._clock.monotonic()
        self.asleep = False
        self._stirred.set()


class _Drowsy(Bus):
    """The house's bus as a conversation may use it."""

    def __init__(self, bus: Bus, wake: Wake) -> None:
        super().__init__()
        self._bus = bus
        self._wake = wake

    def publish(self, name: str, /, **data: Any) -> None:
        self._wake.told(name, data)

    @asynccontextmanager
    async def subscribe(self) -> AsyncIterator[AsyncIterator[Event]]:
        async with self._bus.subscribe() as events:
            yield events
