"""A mail, a thread, a day or a conversation in one or two spoken sentences.

A strong brain reads the text between marks, as data; what it says is refused where it leaks, loops, invents or
obeys. A bundled one is not asked: it takes one for another in what it sums up. Then, and where two tries came to
nothing, the text speaks for itself: who wrote, and the sentence that asks most.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from os1.mind import excerpt
from os1.mind.attempts import attempted
from os1.mind.clauses import ends_sentence, sentences
from os1.mind.faithful import borne_out, invented
from os1.mind.orders import Outside, obeys, parted, reports
from os1.mind.outputs import Flaw, flaw
from os1.mind.words import Words, variants
from os1.models.engines import Brain, EngineInfo, Message, Sampling

Kind = Literal["mail", "thread", "day", "conversation"]
Fault = Flaw | Literal["long", "unfinished", "label", "voice", "obeys", "invented", "adrift"]

_SENTENCES = 2
_WORDS = 60
_LEAST_BORNE_OUT = 0.2
"""The share of a sentence's telling words that must be the text's own; one good summary in twenty has less."""
_LABEL = re.compile(
    r"(?:(?:[Aa]n? |[Tt]he |[Ii]n )?(?i:mail|thread(?: of messages)?|day|talk|conversation|summary|message)s?"
    r"|[A-Z\u00c0-\u00de][\w.'-]*(?: [A-Z\u00c0-\u00de][\w.'-]*){0,2}):"
)
_OTHERS_VOICE = re.compile(
    r"(?:I'm (?!sorry)|I'll |I'd (?:like|love) |I've (?!left|done|ignored)|I (?:am|will|have|was|had) "
    r"|We |We're |My |Dear )"
)
"""How a sentence begins that speaks as the writer instead of telling of them."""
_LETTERS_A_TOKEN = 3
_SAMPLING = Sampling(max_tokens=90, temperature=0.2, top_p=0.9, repeat_penalty=1.05, stop=("<|im_", "\n\n"))


@dataclass(frozen=True, slots=True)
class Summary:
    """`say` is what to speak; `by` tells whether a brain put it in words or the text speaks for itself."""

    say: str
    by: Literal["brain", "excerpt"]


async def sum_up(brain: Brain | None, kind: Kind, text: str, words: Words) -> Summary:
    """`text` (lines as they are written) in one or two spoken sentences."""
    outside = Outside(text, "") if kind == "conversation" else parted(text)
    if brain is not None and brain.info.strength == "strong" and outside.said:

        def accept(said: str) -> str | None:
            return said if fault(said, outside) is None else None

        if said := await attempted(brain, prompt(brain.info, kind, text), _SAMPLING, accept):
            return Summary(said, "brain")
    return Summary(excerpt.excerpt(kind, outside, words), "excerpt")


def prompt(info: EngineInfo, kind: Kind, text: str) -> list[Message]:
    """What the brain of `info` is asked; a text longer than half its context loses its end."""
    what = variants(f"sum.what.{kind}")[0]
    room = info.context * _LETTERS_A_TOKEN // 2
    quoted = text[:room].replace("<<<", "<<").replace(">>>", ">>").strip()
    system = variants("sum.ordered")[0].format(what=what)
    asked = variants("sum.ask")[0].format(what=f"{what[0].upper()}{what[1:]}", text=quoted)
    return [Message("system", system), Message("user", asked)]


def fault(said: str, outside: Outside) -> Fault | None:
    """What is wrong with `said` as the summary of `outside`, or None."""
    if found := flaw(said):
        return found
    told = sentences(said)
    if len(told) > _SENTENCES or len(said.split()) > _WORDS:
        return "long"
    if not ends_sentence(told[-1].split()[-1]):
        return "unfinished"
    if _LABEL.match(said):
        return "label"
    if any(_OTHERS_VOICE.match(one) for one in told):
        return "voice"
    if obeys(said, outside):
        return "obeys"
    source = f"{outside.said}\n{outside.orders}"
    if invented(said, source):
        return "invented"
    held_to = [one for one in told if not (outside.orders and reports(one))]
    return "adrift" if any(borne_out(one, source) < _LEAST_BORNE_OUT for one in held_to) else None
