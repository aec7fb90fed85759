"""A conversation in one or two sentences and a mood, from its own words alone: what it was about, and the
sentence of the person that says most of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from os1.mind.listening import topic
from os1.mind.patterns import listed_words
from os1.mind.plainly import sentences
from os1.mind.spoken import listed, plain
from os1.mind.tables import forms
from os1.mind.words import Words
from os1.types import Recalled

_MOODS = {
    "grief": "sad", "divorce": "sad", "lonely": "sad", "sad": "sad", "loss": "sad", "sleepless": "tired",
    "tired": "tired", "ill": "worried", "afraid": "worried", "stressed": "worried", "angry": "angry",
    "success": "glad", "happy": "glad", "love": "glad",
}  # fmt: skip
_TOPICS = 3
_LONGEST = 24


@dataclass(frozen=True, slots=True)
class Summed:
    """The summary, the mood in a word, and the ids of the utterances that the summary rests on."""

    summary: str
    mood: str
    sources: tuple[str, ...]


def sum_up(lines: Sequence[Recalled], telling: Collection[str], words: Words) -> Summed:
    """What was talked about in `lines`; `telling` are the ids of those from which something was learned."""
    theirs = [one for one in lines if one.speaker != "os1"] or list(lines)
    about = _topics(theirs)
    best, line = max(
        ((sentence, one) for one in theirs for sentence in sentences(one.text) or [one.text]),
        key=lambda pair: _weight(pair[0], about, pair[1].id in telling),
    )
    speakers = {one.speaker for one in theirs}
    key = "summary.yours" if speakers == {"person"} else "summary.theirs"
    who = listed(sorted(speakers)) if key == "summary.theirs" else ""
    summary = words.say(
        key if about else f"{key}_short",
        topics=listed(about or [""]),
        who=who,
        quoted=_cut(best),
        speaker=line.speaker,
    )
    sources = [line.id, *(one.id for one in theirs if set(about) & set(_content(one.text)))]
    return Summed(summary, _mood(theirs), tuple(dict.fromkeys(sources)))


def _topics(lines: Sequence[Recalled]) -> list[str]:
    """The words that most was said about, names first where they are said as often."""
    counts: Counter[str] = Counter()
    for one in lines:
        counts.update(dict.fromkeys(_content(one.text), 1))
    ranked = sorted(counts, key=lambda word: (-counts[word], not word[0].isupper(), -len(word)))
    return ranked[:_TOPICS]


def _content(text: str) -> list[str]:
    """The words of `text` that carry something; names keep their capital."""
    found = []
    for match in re.finditer(r"[^\W\d_][\w'-]*[^\W_]", text):
        word = re.sub(r"['\u2019](?:s|m|re|ve|ll|d|t)$", "", match.group())
        begins = match.start() == 0 or text[: match.start()].rstrip()[-1:] in ".!?"
        known = word.lower() in _plain_words() or len(word) < 4
        if not known and not re.search(r"(?:ing|ed|ly)$", word):
            found.append(word if word[0].isupper() and not begins else word.lower())
        elif word[0].isupper() and not begins and word.lower() not in _plain_words() and len(word) > 1:
            found.append(word)
    return found


def _plain_words() -> frozenset[str]:
    """Words that are said in any talk."""
    return listed_words("common") | listed_words("not_names") | frozenset(forms())


def _weight(sentence: str, about: Sequence[str], telling: bool) -> float:
    """How much `sentence` says of the whole: what it was about, what was learned from it, what was felt."""
    count = len(sentence.split())
    touched = len(set(about) & set(_content(sentence)))
    asks = sentence.rstrip().endswith("?")
    felt = topic(plain(sentence)) is not None
    return touched + telling + 0.5 * felt - 2.0 * asks - (1.0 if count < 4 or count > _LONGEST else 0.0)


def _cut(sentence: str) -> str:
    words = sentence.split()
    return sentence if len(words) <= _LONGEST else " ".join(words[:_LONGEST]).rstrip(",;") + " ..."


def _mood(lines: Sequence[Recalled]) -> str:
    felt = Counter(
        _MOODS[found[0]] for one in lines if (found := topic(plain(one.text))) and found[0] in _MOODS
    )
    return max(felt, key=lambda mood: felt[mood]) if felt else "calm"
