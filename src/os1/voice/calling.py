"""Whether words call a name: the rule alone, without sound or time.

Ears mishear names, and names resemble other words. So what is not the name itself must stand where a call stands,
and must not be a word that opens half of all sentences.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence

from os1.voice.words import words_in

_CALLS = frozenset(words_in("hey hi hello hallo morning evening afternoon night"))
"""Words before a name that make it a call, so that it may be misheard."""
_FILLERS = _CALLS | frozenset(words_in("good ok okay oh ah so um uh well and yo please now"))
_MOST_WORDS = 3
"""Ears may split a name: "Mira Bell", "Pene lope"."""
_EXACT = 3
"""Names of so few letters are too like everything else to be misheard."""
_LONG = 7
"""Names of so many letters may have two letters wrong."""
_ORDINARY = frozenset(
    words_in(
        """
        about actually after again all also although always an and any anyway are area as ask at away back be
        because bed been before behind being below beside better between big both bring but by bye call came
        can car care come could day dear did do does done door down during each easy eat either else end
        enough even ever every far feel few finally find fine first five food for free from get give given go
        gone good great had half hardly has have he hear hello her here hi home hope house how however i'm if
        in instead into is it its join june just keep kind know last later less let like list live look love
        made make many may maybe me might mind mine more morning most must my near need neither never new next
        nice nine no none nope nor not now of off often oh old on once one only open or other otherwise our
        out over pay people perhaps play please put quite rain rather read ready real really right room said
        same say see seriously several she should since sir so some soon sorry stay still stop such suddenly
        sure surely take talk tea tell than thank that the them then there therefore these they this those
        though through till time today together tomorrow tonight too try turn two under unless until upon us
        use usually very want was we well went were what when where whether which while who whose why will
        with within without would yeah year yep yes yesterday yet you your
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


Spellings = Collection[tuple[str, ...]]
"""What ears are known to write for a name, in words of lower case (see `os1.voice.heard_as`)."""


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
    if not called or skipped == len(words):
        return False
    if words[skipped] == called:
        return True
    greeted = not _CALLS.isdisjoint(words[:skipped])
    for count in range(1, min(_MOST_WORDS, len(words) - skipped) + 1):
        heard = tuple(words[skipped : skipped + count])
        if _ORDINARY.issuperset(heard) or not (greeted or _is_set_off(text, skipped + count)):
            continue
        if heard in spellings or (len(called) > _EXACT and _resembles(heard, called)):
            return True
    return False


def _resembles(words: Sequence[str], name: str) -> bool:
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
