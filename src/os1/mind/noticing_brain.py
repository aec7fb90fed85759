"""What a strong brain finds in an utterance: facts under a schema, of which only those that the words bear
out count.

The brain reads; code decides. A value, a name or a number that was not said, a denial that the words do not
make, a certainty that they do not give: each is reason enough to drop what was found.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from contextlib import aclosing
from datetime import datetime
from typing import Any

from os1.memory.facts import Certainty, Fact, sensitive
from os1.memory.relations import relation
from os1.mind import dates
from os1.mind.mentions import someone
from os1.mind.plainly import plainly, sentences
from os1.mind.spoken import plain
from os1.mind.statements import frame, is_joke, states_nothing
from os1.mind.tables import word_list
from os1.mind.whom import Context
from os1.mind.words import variants
from os1.models.engines import Brain, Message, Sampling
from os1.types import Recalled

_CERTAINTIES = ("certain", "hearsay", "planned", "unsure")
_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "facts": {
            "type": "array",
            "maxItems": 8,
            "items": {
                "type": "object",
                "properties": {
                    "subject": {"type": "string", "maxLength": 60},
                    "relation": {"type": "string", "pattern": "^[a-z][a-z_]{1,30}$"},
                    "value": {"type": "string", "maxLength": 80},
                    "negated": {"type": "boolean"},
                    "over": {"type": "boolean"},
                    "certainty": {"enum": list(_CERTAINTIES)},
                    "quote": {"type": "string", "maxLength": 300},
                },
                "required": ["subject", "relation", "value", "negated", "over", "certainty", "quote"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["facts"],
    "additionalProperties": False,
}
_STEM = 5


async def ask_brain(brain: Brain, line: Recalled, before: Sequence[Recalled]) -> list[Fact]:
    """The facts that `brain` finds in `line` and its words bear out; none where its answer cannot be read.

    Raises:
        ModelError: the brain failed.
    """
    if all(states_nothing(one) or is_joke(one) for one in sentences(plainly(line.text))):
        return []
    talk = "\n".join(f"{one.speaker}: {one.text}" for one in before)
    asked = variants("noticing.ask")[0].format(before=talk, text=line.text, speaker=line.speaker)
    answer = await _answer(brain, variants("noticing.system")[0], asked)
    try:
        found = json.loads(answer)["facts"]
        return [fact for one in found if (fact := borne_out(one, line)) is not None]
    except (ValueError, KeyError, TypeError):
        return []


def borne_out(found: Mapping[str, Any], line: Recalled) -> Fact | None:
    """`found` as a fact where the words of `line` bear it out, else None."""
    quote, value = str(found["quote"]), str(found["value"]).strip()
    certainty = found["certainty"]
    where = _sentence(quote, line.text)
    if where is None or certainty not in _CERTAINTIES or not value or not _said(value, where):
        return None
    subject = _subject(str(found["subject"]), line)
    if subject is None or is_joked(line.text) or states_nothing(where):
        return None
    denied = bool(set(plain(where).split()) & set(word_list("negations")))
    over = bool(
        re.search(r"\bused to\b|\bno longer\b|\bany ?more\b|\bformer\b|\bex\b|\bwas\b|\bwere\b", where)
    )
    if bool(found["negated"]) != denied and not (over and found["over"]):
        return None
    sure = _no_surer(certainty, where)
    when, _ = dates.find(where, line.time, ahead=sure == "planned")
    since = when.iso if when and when.kind != "until" else None
    until = _ended(when, line.time) if found["over"] else None
    if found["over"] and not over:
        return None
    named = relation(str(found["relation"]))
    if sure == "certain" and (sensitive(named) or line.speaker != "person"):
        sure = "told"
    return Fact("", subject, named, value, None if until else since, until, sure, bool(found["negated"]))


def is_joked(text: str) -> bool:
    """Whether anything in `text` takes back what was said."""
    return any(is_joke(one) for one in sentences(plainly(text)))


def _sentence(quote: str, text: str) -> str | None:
    """The sentence of `text` in which `quote` stands, made plain; None where it does not."""
    for sentence in sentences(text):
        if plain(quote) and plain(quote) in plain(sentence):
            return plainly(sentence)
    return None


def _said(value: str, sentence: str) -> bool:
    """Whether every word of `value` was said, as it is or as a number or an inflection of it."""
    said = plain(sentence).split()
    stems = {word[:_STEM] for word in said}
    numbers = {str(dates.value_of(word)) for word in said}
    return all(
        word[:_STEM] in stems or word in numbers for word in plain(value).split() if word not in ("a", "the")
    )


def _subject(name: str, line: Recalled) -> str | None:
    if name.lower() in ("person", "i", "me", line.speaker.lower()):
        return line.speaker
    if line.speaker != "person" and name.startswith("my "):
        return f"{line.speaker}'s {name.removeprefix('my ')}"
    spoken = someone(name, Context())
    said = set(plain(line.text).split())
    return spoken if spoken and set(plain(spoken).split()) - {"my"} <= said | {"mother", "father"} else None


def _no_surer(certainty: Certainty, sentence: str) -> Certainty:
    """`certainty`, lowered where the words themselves are less sure."""
    sentence = sentence.lower()
    if re.search(r"\b(?:says?|said|told|heard|apparently|supposedly|according)\b", sentence):
        return "hearsay"
    if re.search(r"\b(?:thinking|planning|going to|want|hope|might|will|considering)\b", sentence):
        return "planned"
    if frame("doubt_after").search(sentence) or re.search(r"\b(?:maybe|perhaps|would|could)\b", sentence):
        return "unsure"
    return certainty


def _ended(when: dates.When | None, now: datetime) -> str:
    return (when.iso if when else None) or now.date().isoformat()


async def _answer(brain: Brain, system: str, asked: str) -> str:
    messages = [Message("system", system), Message("user", asked)]
    sampling = Sampling(max_tokens=600, temperature=0.0, repeat_penalty=1.0, seed=1, schema=_SCHEMA)
    async with aclosing(brain.stream(messages, sampling)) as pieces:
        return "".join([piece async for piece in pieces])
