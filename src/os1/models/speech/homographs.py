"""Which part of speech a word plays, guessed from its neighbours: enough to choose between two readings.

No parser: closed classes of words and a few rules. It is asked only for words that a dictionary lists with
several sounds ("read", "live", "record", "close", "use").
"""

from __future__ import annotations

from collections.abc import Sequence

from os1.models.speech.words import among

_DETERMINERS = among(
    "the a an this that these those my your his her its our their no some any each every another such what "
    "which whose many several few all both much more most one two three four five six seven eight nine ten"
)
_POSSESSIVES = ("'s", "s'")
_AUXILIARIES = among(
    "to will would can could should may might must shall do does did don't doesn't didn't won't wouldn't can't "
    "cannot couldn't shouldn't let's please let help i'll you'll he'll she'll it'll we'll they'll i'd you'd "
    "he'd she'd we'd they'd gonna gotta wanna cannot"
)
_PLURAL_SUBJECTS = among("i you we they who people")
_SINGULAR_SUBJECTS = among("he she it who that everyone somebody someone everybody nobody")
_BE = among(
    "is are was were be been being am i'm you're we're they're he's she's it's that's isn't aren't wasn't "
    "weren't very so too quite rather really feel feels felt seem seems seemed looks"
)
_HAVE = among("have has had having i've you've we've they've haven't hasn't hadn't having been got get")
_PREPOSITIONS = among(
    "of in on for with without from at by into about under over after before during per through between"
)
_ADVERBS = among(
    "always never also just often still usually sometimes already ever only then not even hardly now "
    "actually rarely all"
)
_OBJECTS = among("me you him her it us them this that these those my your his its our their")
_FUNCTION = among("and or but nor if when while because than as so")
_PAST_SIGNS = among("yesterday ago last once earlier previously was were had did aloud")
_AFTER_VERBS = (
    _OBJECTS
    | _PREPOSITIONS
    | among("the a an here there alone together happily quietly near up down out off away well")
)


def role(words: Sequence[str], place: int) -> str:
    """The role of `words[place]` in its clause: NOUN, VERB, ADJ, VBD, VBN, or DEFAULT where nothing tells.

    `words` are the words of one clause (no pause inside) in lower case, save that names keep their capital.
    """
    word = words[place].lower()
    before = words[place - 1].lower() if place else ""
    after = words[place + 1].lower() if place + 1 < len(words) else ""
    if before in _ADVERBS and place > 1:
        return role([*words[: place - 1], *words[place:]], place - 1)
    if word == "read":
        return _read(words, place, before, after)
    if not before:
        return "VERB" if after in _OBJECTS or after in _DETERMINERS else "DEFAULT"
    return _after(words, place, before, after)


def _after(words: Sequence[str], place: int, before: str, after: str) -> str:
    """The role of a word by the one before it."""
    if before in _AUXILIARIES or before in _PLURAL_SUBJECTS:
        return "VERB"
    if before in _SINGULAR_SUBJECTS and words[place].endswith("s"):
        return "VERB"
    if before in _HAVE:
        return "VBN"
    if before in _BE:
        return "VBN" if after in _PREPOSITIONS and words[place] in ("wound", "read") else "ADJ"
    if before in _DETERMINERS or before.endswith(_POSSESSIVES):
        return (
            "NOUN" if not after or after in _AFTER_VERBS | _FUNCTION | _BE | _AUXILIARIES | _HAVE else "ADJ"
        )
    if before in _PREPOSITIONS:
        return "NOUN"
    if words[place].endswith("s") and after in _AFTER_VERBS | _DETERMINERS and _is_subject(words[place - 1]):
        return "VERB"
    if before in ("and", "or") and place > 1:
        return role([*words[: place - 2], *words[place:]], place - 2) if place > 2 else "DEFAULT"
    if place > 1 and (words[place - 2].lower() in _DETERMINERS or words[place - 2].endswith(_POSSESSIVES)):
        return "NOUN"
    return "DEFAULT"


def _is_subject(word: str) -> bool:
    return word[:1].isupper() or word.lower() in _SINGULAR_SUBJECTS


def _read(words: Sequence[str], place: int, before: str, after: str) -> str:
    if before in _HAVE or before in _BE - {"very", "so", "too", "really"} or before in ("well", "having"):
        return "VBN"
    if before in _AUXILIARIES or (not before and after):
        return "VERB"
    others = {word.lower() for word in words}
    if others & _PAST_SIGNS and "did" not in words[:place]:
        return "VBD"
    if before in _SINGULAR_SUBJECTS or (place and words[place - 1][:1].isupper() and before not in ("i",)):
        return "VBD"
    return "DEFAULT"
