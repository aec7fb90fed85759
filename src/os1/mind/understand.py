"""What an utterance asks for, as far as code alone can tell: stop, yes, no, undo, or a tool that plainly matches.

Every rule here prefers doing nothing to doing the wrong thing: a yes counts only when it is nothing but a yes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from os1.mind.patterns import alternatives, listed_words
from os1.mind.spoken import plain
from os1.types import Ask, Call, Meaning, Tool

_NOT_ALONE = frozenset(
    (
        "and",
        "then",
        "now",
        "thanks",
        "thank you",
        "i am",
        "go on",
        "why not",
        "k",
        "true",
        "good",
        "great",
        "right",
        "lovely",
    )
)
"""Words that go with a yes but are none on their own."""
_EDGES = listed_words("edges")


def understand(
    text: str, when: datetime, tools: Sequence[Tool], *, asking: Ask | None, name: str
) -> Meaning | None:
    """What the rules make of `text`, or None where they cannot tell (then it is talk, or for a brain to choose).

    `name` is the OS's own name, which people put before or after what they want.
    """
    words = _without_name(plain(text), name)
    bare = _bare(words)
    if _is("stop", words, bare):
        return Meaning("stop")
    if asking and (answer := yes_or_no(words)) is not None:
        return Meaning("yes" if answer else "no")
    if call := match_tool(text, when, tools):
        return Meaning("act", call)
    if _is("undo", words, bare):
        return Meaning("undo")
    return None


def yes_or_no(text: str) -> bool | None:
    """Whether `text` is a yes or a no and nothing else; None for everything in between.

    A no may go on ("no, leave it for today"), for that is the safe side; a yes may not ("yes, but at six").
    """
    words = plain(text)
    forms = (words, _bare(words, keep=("no", "now", "ok", "okay", "alright", "please")))
    if any(re.match(alternatives("turn", "no"), form) for form in forms):
        return None if re.search(r"\b(yes|go ahead)\b", words) else False
    if any(re.fullmatch(rf"(?:{alternatives('turn', 'yes')}\b ?)+", form) for form in forms):
        return None if forms[1] in _NOT_ALONE else True
    return None


def _is(key: str, *forms: str) -> bool:
    return any(re.fullmatch(alternatives("turn", key), form) for form in forms)


def match_tool(text: str, when: datetime, tools: Sequence[Tool]) -> Call | None:
    """The first tool, in the given order, whose own rules say that the words plainly ask for it."""
    for tool in tools:
        if tool.match and not tool.hidden and (args := tool.match(text, when)) is not None:
            return Call(tool.name, args)
    return None


def _without_name(words: str, name: str) -> str:
    """`words` without the OS's own name at either end."""
    called = plain(name)
    if not called:
        return words
    return (
        re.sub(rf"^(?:hey |ok |okay )?{re.escape(called)} | {re.escape(called)}$", "", words).strip() or words
    )


def _bare(words: str, keep: Sequence[str] = ()) -> str:
    """`words` without the noises at both ends."""
    parts = words.split()
    while parts and parts[0] in _EDGES and parts[0] not in keep:
        parts.pop(0)
    while parts and parts[-1] in _EDGES and parts[-1] not in keep:
        parts.pop()
    return " ".join(parts)
