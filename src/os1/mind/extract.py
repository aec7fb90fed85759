"""What a free answer says about a name, a manner of speaking, a voice; None rather than a guess."""

from __future__ import annotations

import re
from typing import Literal

from os1.mind.patterns import listed_words, pattern
from os1.mind.spoken import plain

Manner = Literal["plain", "chatty", "playful"]
Sort = Literal["woman", "man", "any"]

_FILLER = listed_words("filler")
_NOT_NAMES = listed_words("not_names")
_WORD = r"[^\W\d_]+(?:['\u2019\-][^\W\d_]+)*"
_NAME = rf"(?P<name>(?:(?:dr|mr|mrs|ms|doctor|mister)\.? )?{_WORD}(?: {_WORD}){{0,2}})"
_CALLED = re.compile(
    r"\b(?:call me|calls? me|i go by|i'm called|i am called|just say|known as|prefer|rather be called)"
    rf"\s+{_NAME}",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\b(?:my (?:first |full |real )?name(?:'s| is| would be| was)|the name(?:'s| is)|name's|name is)"
    rf"(?: actually| just)?\s+{_NAME}",
    re.IGNORECASE,
)
_CORRECTED = re.compile(
    rf"\b(?:i said|i meant|it's spelled|no,? (?:it's|it is|that's|i'm))\s+{_NAME}", re.IGNORECASE
)
_INSTEAD = re.compile(rf"\bnot [^\W\d_]+[,.;:]? (?:but |it's )?{_NAME}", re.IGNORECASE)
_BEING = re.compile(rf"\b(?:i'm|i am|im|it's|it is|this is|that's|that would be)\s+{_NAME}", re.IGNORECASE)
_SPELLED = re.compile(r"\b((?:[A-Za-z][\s.\-,]+){2,}[A-Za-z])\b(?![a-z'])")
_TO_FRIENDS = re.compile(
    r"\b(?P<name>[A-Z][\w'-]+)[.,;]? (?:but |or )?(?P<called>[A-Z][\w'-]+) "
    r"(?:to (?:my |most |all my )?(?:friends|family|people)|for short)\b"
)
"""A name and the one that others use ("Margaret. Maggie to my friends")."""
_TITLES = {"dr": "Dr.", "doctor": "Dr.", "mr": "Mr.", "mister": "Mr.", "mrs": "Mrs.", "ms": "Ms."}
_PAST_NAME = re.compile(
    r"\b(?:and|but|because|who|short|with|from|i|or|though|if|is|as|not|here|speaking)\b.*$", re.IGNORECASE
)
_CHANGED = re.compile(r"\bwith (?:a|an) (\w)\b", re.IGNORECASE)


def refuses(text: str) -> bool:
    """Whether the person would rather not answer, or wants the next question."""
    return bool(pattern("answer", "refused").search(plain(text))) or plain(text) in (
        "no",
        "nope",
        "no thanks",
        "no thank you",
        "nah",
    )


def spoken_name(text: str) -> tuple[str, str] | None:
    """What to call the person and the name as given, from an answer to "what's your name?", or None.

    "My name's Theo Twombly" gives ("Theo", "Theo Twombly"). The name keeps the letters that were heard.
    """
    text = _straight(text)
    if refuses(text) and not _CALLED.search(text):
        return None
    if spelled := _spelled(text):
        return spelled, spelled
    if match := _TO_FRIENDS.search(text):
        return match["called"], match["name"]
    for rule in (_CALLED, _CORRECTED, _INSTEAD, _NAMED, _BEING):
        for match in reversed(list(rule.finditer(text))):
            if found := _clean(match["name"], sure=rule in (_CALLED, _NAMED), text=text):
                return _respelled(found, text)
    bare = _bare(text)
    return _respelled(bare, text) if bare else None


def corrected_name(text: str) -> tuple[str, str] | None:
    """A name that plainly sets right an earlier one ("no, it's Teo", "I said Theo"), or None.

    Only words that cannot be anything else count, since it is tried on answers to other questions.
    """
    text = _straight(text)
    for rule in (_CALLED, _NAMED, _CORRECTED):
        match = rule.search(text)
        if match and (found := _clean(match["name"], sure=rule is not _CORRECTED, text=text)):
            return _respelled(found, text)
    return None


def settled_name(text: str) -> tuple[str, str] | None:
    """A name that the person asks to be called in the midst of other talk ("call me Sam"), or None."""
    text = _straight(text)
    for rule in (_CALLED, _NAMED):
        if (match := rule.match(text)) and (found := _clean(match["name"], sure=True, text=text)):
            return found
    return None


def _straight(text: str) -> str:
    return text.replace("\u2019", "'").strip()


def _respelled(found: tuple[str, str], text: str) -> tuple[str, str]:
    """The name with the letter that the person named ("Catherine with a K")."""
    match = _CHANGED.search(text)
    letter = match[1].upper() if match else ""
    swaps = {("C", "K"), ("K", "C"), ("S", "Z"), ("G", "J"), ("J", "G"), ("F", "P")}
    if letter and (found[0][0], letter) in swaps:
        return letter + found[0][1:], letter + found[1][1:]
    return found


def _spelled(text: str) -> str:
    match = _SPELLED.search(text)
    letters = re.sub(r"[^A-Za-z]", "", match[1]) if match else ""
    return letters.capitalize() if 2 < len(letters) < 15 else ""


def _bare(text: str) -> tuple[str, str] | None:
    """A name on its own, with the noises people make before it."""
    if "?" in text:
        return None
    said = _PAST_NAME.sub("", text) or text
    words = [word for word in re.findall(r"[^\W\d_]+(?:['\-][^\W\d_]+)*", said)]
    while words and words[0].lower() in _FILLER:
        words.pop(0)
    while words and words[-1].lower() in _FILLER:
        words.pop()
    return _clean(" ".join(words), sure=False, text=text) if 1 <= len(words) <= 3 else None


def _clean(raw: str, *, sure: bool, text: str) -> tuple[str, str] | None:
    """A raw capture as (called, full), or None where it is not a name.

    `sure` says that the words around it promise a name; otherwise every word must look like one.
    """
    raw = _PAST_NAME.sub("", raw.strip()).strip()
    words = raw.replace(".", "").split()
    while words and words[0].lower() in ("just", "only", "actually", "called", "uh", "um", "simply"):
        words.pop(0)
    title = _TITLES.get(words[0].lower(), "") if words else ""
    names = words[1:] if title else words
    kept = []
    for word in names:
        if word.lower() in _NOT_NAMES or not _shaped(word):
            break
        kept.append(word)
    if not kept or len(kept[0]) < 2 or (len(kept) < len(names) and not sure and not _looks_named(kept, text)):
        return None
    if not sure and not _looks_named(kept, text):
        return None
    kept = [word if word[0].isupper() and not word.isupper() else word.title() for word in kept]
    kept = [re.sub(r"(?<=['\u2019])S$", "s", word) for word in kept]
    full = " ".join(kept)
    return (f"{title} {kept[-1]}", f"{title} {full}") if title else (kept[0], full)


def _shaped(word: str) -> bool:
    return bool(re.fullmatch(r"[^\W\d_]+(?:['\u2019\-][^\W\d_]+)*", word)) and len(word) <= 20


def _looks_named(words: list[str], text: str) -> bool:
    """Whether `words` can be a name without a promise: capitals, or nothing that an adjective or verb ends in."""
    if all(word[0].isupper() for word in words) and not text.isupper():
        first = text.lstrip().startswith(words[0])
        return not first or len(words) > 1 or not re.search(r"(ing|ed|ly|ful|ish)$", words[0])
    return not any(re.search(r"(ing|ed|ly|ful|less|ous|ish|tion)$", word.lower()) for word in words)


_LESS = re.compile(
    r"\bnot (?:too |so |very |that |all )?"
    r"(?:chirpy|cheery|cheerful|bubbly|perky|keen|gushing|gushy|sweet|sugary|over the top)\b"
)
"""What tells best how somebody wants to be spoken to, whatever else they say."""
_MANNERS: tuple[Manner, ...] = ("plain", "playful", "chatty")


def manner(text: str) -> Manner | None:
    """How the person wants to be spoken to, or None. The manner they name first wins; "either" is "chatty"."""
    words = re.sub(
        r"\b(?:not|don't be|without|never) (?:too |so |very |being )?(long|silly|serious|short|brief)\b",
        "",
        plain(text),
    )
    if _LESS.search(words):
        return "plain"
    found = [(match.start(), name) for name in _MANNERS if (match := pattern("manner", name).search(words))]
    if found:
        return min(found)[1]
    return "chatty" if pattern("answer", "anything").search(words) else None


def voice(text: str) -> Sort | None:
    """Which voice the person wants, or None."""
    words = plain(text)
    if pattern("answer", "anything").search(words):
        return "any"
    woman = re.search(
        r"\b(wom[ae]n('?s)?|female|feminine|girl('?s)?|lady('?s)?|lass(ie)?|gal|her|she|hers|first( one)?)\b",
        words,
    )
    man = re.search(
        r"\b(m[ae]n('?s)?|male|masculine|guy('?s)?|boy('?s)?|bloke('?s)?|chap|fell(a|er|ow)|lad|gent|dude|him|he|his"
        r"|deep(er)?|second( one)?)\b",
        words,
    )
    if woman and man:
        negated = re.search(r"\b(?:not|no|than) (?:a )?(wom[ae]n|female|m[ae]n|male)", words)
        if not negated:
            return "any"
        return "man" if negated[1].startswith(("w", "f")) else "woman"
    if woman or man:
        return "woman" if woman else "man"
    return None
