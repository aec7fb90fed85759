"""A letter from a brief, in its sender's manner; or the honest word that it can't be written yet, never a form.

The sender's facts are all it may hold. Whether it moves anybody is not for code to judge.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from os1.mind.attempts import attempted
from os1.mind.faithful import invented, telling
from os1.mind.outputs import Flaw, flaw, is_stock
from os1.mind.spoken import plain
from os1.mind.words import Words, variants
from os1.models.engines import Brain, Message, Sampling

Fault = Flaw | Literal["short", "long", "stock", "unsigned", "invented", "facts"]

_SHORTEST, _LONGEST = 40, 280
"""Words of a letter."""
_LEAST_FACTS = 0.6
"""The share of the given facts of which a letter must speak."""
_TOUCHED = 0.3
"""The share of a fact's telling words with which a letter speaks of it."""
_SAMPLING = Sampling(max_tokens=380, temperature=0.6, top_p=0.95, repeat_penalty=1.1, stop=("<|im_",))
_SMALL = 12
"""A number up to this one may be a manner of speaking ("three times a day"), as may round ones."""
_KIN = frozenset(
    """
    mum mom mama mam\u00e1 maman daddy dad papa pap\u00e1 mother father grandma grandpa gran nan opa oma auntie
    uncle aunt sir sirs madam mr mrs ms miss god lord christmas easter ps
    """.split()  # noqa: SIM905 - one line a list
)
"""Capitals that name nobody new."""


@dataclass(frozen=True, slots=True)
class Brief:
    """What a letter is made from: who writes to whom, what they are to each other, why, what is so, and how."""

    sender: str
    to: str
    relation: str
    occasion: str
    facts: tuple[str, ...]
    manner: str


@dataclass(frozen=True, slots=True)
class Letter:
    """`text` is the letter, empty where it could not be written; then `say` tells so."""

    text: str
    say: str = ""


async def write_letter(brain: Brain | None, brief: Brief, words: Words) -> Letter:
    """The letter that `brief` asks for, or the honest word that there is none."""
    if brain is not None:

        def accept(text: str) -> str | None:
            return text if fault(text, brief) is None else None

        def doomed(text: str) -> bool:
            return bool(text.strip()) and bool(flaw(text) or is_stock(text) or _new(text, brief))

        asked = prompt(brief, brain.info.strength)
        if text := await attempted(brain, asked, _SAMPLING, accept, doomed):
            return Letter(text)
    return Letter("", words.say("letter.not_yet"))


def prompt(brief: Brief, strength: str) -> list[Message]:
    """What a brain is asked."""
    asked = variants("letter.ask")[0].format(
        sender=brief.sender,
        to=brief.to,
        relation=brief.relation,
        occasion=brief.occasion,
        facts="\n".join(f"- {fact}" for fact in brief.facts),
        manner=brief.manner,
    )
    return [Message("system", variants(f"letter.{strength}")[0]), Message("user", asked)]


def fault(text: str, brief: Brief) -> Fault | None:
    """What is wrong with `text` as the letter that `brief` asks for, or None."""
    if found := flaw(text):
        return found
    if is_stock(text):
        return "stock"
    count = len(text.split())
    if not _SHORTEST <= count <= _LONGEST:
        return "short" if count < _SHORTEST else "long"
    if not _signed(text, brief.sender):
        return "unsigned"
    if _new(text, brief):
        return "invented"
    return "facts" if _spoken_of(text, brief.facts) < _LEAST_FACTS else None


def _signed(text: str, sender: str) -> bool:
    """Whether the sender's name, or what they call themselves, stands at the end."""
    last = text.strip().splitlines()[-1].split()
    named = set(plain(sender).split())
    return len(last) <= 5 and (bool(named & set(plain(" ".join(last)).split())) or len(last) <= 3)


def _new(text: str, brief: Brief) -> list[str]:
    """Names and telling numbers in `text` that the brief does not give; the last line is the sender's own."""
    given = "\n".join((brief.sender, brief.to, brief.relation, brief.occasion, *brief.facts, brief.manner))
    body = "\n".join(text.strip().splitlines()[:-1])
    return [one for one in invented(body, given) if not _harmless(one)]


def _harmless(one: str) -> bool:
    if one.isdecimal():
        return int(one) <= _SMALL or int(one) % 10 == 0
    return plain(one).removesuffix("'s") in _KIN


def _spoken_of(text: str, facts: Sequence[str]) -> float:
    """The share of `facts` of which `text` speaks, 1 where there are none."""
    said = telling(text)
    stems = [telling(fact) for fact in facts]
    touched = [len(one & said) >= _TOUCHED * len(one) for one in stems if one]
    return sum(touched) / len(touched) if touched else 1.0
