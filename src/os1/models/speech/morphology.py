"""Endings: how a stem sounds with -s, -ed, -ing and the rest, and which stems a spelling may come from.

The sound rules are those of English (see Wiktionary on -s, -ed and -ing) with the American tap.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_TAPPED_AFTER = frozenset("AIOWYiuæɑəɛɪɹʊʌ")
_DOUBLED = re.compile(r"([bcdgklmnprstvxz])\1$")

_PLAIN_ENDINGS = {
    "ly": "li", "ness": "nəs", "less": "ləs", "ful": "fəl", "ment": "mənt", "able": "əbəl", "er": "əɹ",
    "est": "əst", "ish": "ɪʃ", "ship": "ʃˌɪp", "hood": "hˌʊd", "like": "lˌIk", "wise": "wˌIz", "y": "i",
    "ism": "ˌɪzəm", "ist": "ɪst", "ward": "wəɹd", "proof": "pɹˌuf",
}  # fmt: skip
_PREFIXES = {"un": "ˌʌn", "re": "ɹˌi", "non": "nˌɑn", "over": "ˌOvəɹ", "under": "ˌʌndəɹ", "pre": "pɹˌi",
             "mis": "mˌɪs", "dis": "dˌɪs", "anti": "ˌænti", "super": "sˌupəɹ", "co": "kˌO", "multi": "mˌʌlti",
             "micro": "mˌIkɹO", "sub": "sˌʌb", "inter": "ˌɪntəɹ", "out": "ˌWt"}  # fmt: skip


def with_s(stem: str, *, british: bool = False) -> str:
    if stem[-1] in "ptkfθ":
        return f"{stem}s"
    if stem[-1] in "szʃʒʧʤ":
        return f"{stem}{'ɪ' if british else 'ᵻ'}z"
    return f"{stem}z"


def with_ed(stem: str, *, british: bool = False) -> str:
    if stem[-1] in "pkfθʃsʧ":
        return f"{stem}t"
    if stem[-1] == "d":
        return f"{stem}{'ɪ' if british else 'ᵻ'}d"
    if stem[-1] != "t":
        return f"{stem}d"
    if british:
        return f"{stem}ɪd"
    return f"{stem[:-1]}ɾᵻd" if stem[-2:-1] in _TAPPED_AFTER and len(stem) > 1 else f"{stem}ᵻd"


def with_ing(stem: str, *, british: bool = False) -> str:
    return f"{_tapped(stem, british)}ɪŋ"


def with_ending(stem: str, ending: str, *, british: bool = False) -> str:
    """The sounds of `stem` with `ending` as spelled ("s", "'s", "ed", "ing", "ly", ...)."""
    match ending:
        case "s" | "'s":
            return with_s(stem, british=british)
        case "ed":
            return with_ed(stem, british=british)
        case "ing":
            return with_ing(stem, british=british)
    sounds = _PLAIN_ENDINGS[ending]
    return (_tapped(stem, british) if sounds[0] in "əɪi" else stem) + sounds


def _tapped(stem: str, british: bool) -> str:
    if not british and stem[-1:] == "t" and stem[-2:-1] in _TAPPED_AFTER and len(stem) > 1:
        return f"{stem[:-1]}ɾ"
    return stem


def stems(word: str) -> Iterator[tuple[str, str]]:
    """Stems that `word` may be made of with an ending, likeliest first, each with that ending."""
    if word.endswith("s") and not word.endswith("ss") and len(word) > 2:
        yield word[:-1], "s"
        if word.endswith("ies") and len(word) > 4:
            yield f"{word[:-3]}y", "s"
        elif word.endswith("es") and len(word) > 4:
            yield word[:-2], "s"
    if word.endswith("ed") and len(word) > 3:
        yield from ((stem, "ed") for stem in _before_vowel(word[:-2]))
    if word.endswith("ing") and len(word) > 4:
        yield from ((stem, "ing") for stem in _before_vowel(word[:-3]))
    for ending in _PLAIN_ENDINGS:
        rest = word.removesuffix(ending)
        if rest == word or len(rest) < 3:
            continue
        if ending[0] in "aeiy":
            yield from ((stem, ending) for stem in _before_vowel(rest))
        else:
            yield rest, ending
            if rest.endswith("i"):
                yield f"{rest[:-1]}y", ending


def _before_vowel(rest: str) -> Iterator[str]:
    if len(rest) < 2:
        return
    if rest.endswith("i"):
        yield f"{rest[:-1]}y"
        return
    doubled = _DOUBLED.search(rest)
    if doubled and len(rest) > 3:
        yield rest[:-1]
    yield rest
    yield f"{rest}e"


def prefixes(word: str) -> Iterator[tuple[str, str]]:
    """What may follow a prefix in `word`, with the sounds of that prefix."""
    for prefix, sounds in _PREFIXES.items():
        rest = word.removeprefix(prefix)
        if rest != word and len(rest) > 3:
            yield rest, sounds
