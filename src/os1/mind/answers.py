"""A short answer to a question that the OS asked, as the whole sentence that it stands for: "What is your dog
called?", "Rex" is "My dog is called Rex". It knows nothing of facts; in doubt an answer stays as it is."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from os1.mind.dates import NUMBER
from os1.mind.first_names import leanings
from os1.mind.mentions import ROLE
from os1.mind.patterns import listed_words
from os1.mind.plainly import NAME, plainly, sentences
from os1.mind.tables import tables

_LEADS = re.compile(
    r"^(?:(?:yes|yeah|yep|yup|oh|well|um|er|so|ok|okay|sure|right|ah|it is|that is|that would be|just)\b[,.]? )*",
    re.IGNORECASE,
)
"""How an answer begins that says no more by it."""

_COUNTED = re.compile(rf"^(?:An?|The|My|{NUMBER})\b", re.IGNORECASE)
_NO_ANSWERS = (
    "guess",
    "secret",
    "whatever",
    "anything",
    "any",
    "why",
    "who",
    "what",
    "nope",
    "pass",
    "lots",
    "depends",
)
"""What has a capital only because the answer begins with it."""


@dataclass(frozen=True, slots=True)
class _Form:
    """How something is asked and answered, and the sentence that both make; `names` that the answer has to be
    somebody's name."""

    asks: re.Pattern[str]
    reply: re.Pattern[str]
    says: str
    names: bool


def in_full(question: str, answer: str) -> str:
    """`answer`, which follows `question`, with what it leaves out."""
    asked = [one for one in sentences(plainly(question)) if one.rstrip().endswith("?")]
    said = sentences(plainly(answer))
    if not asked or not said or said[0].rstrip().endswith("?"):
        return answer
    for form in _forms():
        words = asked[-1].strip()
        match = form.asks.search(words)
        for count in (2, 1) if match else ():
            short = _LEADS.sub("", " ".join(one.strip() for one in said[:count])).strip(" .!,")
            if reply := form.reply.fullmatch(short):
                return _together(form, match, reply, said[count:]) or answer
    return answer


def _together(form: _Form, asked: re.Match[str] | None, reply: re.Match[str], after: list[str]) -> str | None:
    """The sentence that a question and its answer make, and what was said `after` it."""
    found = {key: value for key, value in reply.groupdict().items() if value}
    if form.names:
        name = found["reply"][0].upper() + found["reply"][1:]
        if not _is_given(name, written=name == found["reply"]):
            return None
        found["reply"] = name
    found["reply"] = _COUNTED.sub(lambda match: match.group().lower(), found["reply"])
    about = {key: value for key, value in (asked.groupdict() if asked else {}).items() if value}
    return " ".join([form.says.format(**{**about, **found}), *after])


def _is_given(name: str, *, written: bool) -> bool:
    """Whether an answer is a name: a known one, or one that is `written` as a name and is no other word."""
    first = name.split(maxsplit=1)[0]
    other = first.lower() in (*_NO_ANSWERS, *listed_words("common"), *listed_words("not_names"))
    return first in leanings() or (written and not other)


@functools.cache
def _forms() -> tuple[_Form, ...]:
    slots = {"{role}": f"(?P<role>{ROLE})", "{name}": f"(?P<reply>{NAME}|[a-z]+)", "{number}": NUMBER}
    found = []
    for given in tables()["answer"]:
        asks, reply = given["asks"], given["reply"]
        for slot, pattern in slots.items():
            asks, reply = asks.replace(slot, pattern), reply.replace(slot, pattern)
        names = "{name}" in given["reply"]
        # A name is known by its capital.
        flags = 0 if names else re.IGNORECASE
        found.append(_Form(re.compile(asks, re.IGNORECASE), re.compile(reply, flags), given["says"], names))
    return tuple(found)
