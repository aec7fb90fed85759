"""What a few words mean for whose turn it is; nothing of what they mean otherwise."""

from __future__ import annotations

import re
from itertools import dropwhile


def _phrases(text: str) -> frozenset[str]:
    return frozenset(text.split())


_BACKCHANNELS = _phrases(
    "mm mhm mm-hm mm-hmm mmhmm hm hmm hmmm uh-huh uhuh aha ah oh ooh wow yeah yep yup right okay ok sure "
    "really nice cool i-see got-it oh-yeah oh-okay okay-okay yeah-yeah right-right ah-okay oh-wow oh-nice "
    "all-right alright of-course exactly ha haha hahaha ha-ha ha-ha-ha heh hehe huh i-know go-on"
)
_MURMURS = _phrases("i'm um hum him em am")
"""What ears make of "mm" before another of a listener's sounds ("Mm-hm, right" becomes "I'm right")."""
_LONGEST_PHRASE = 3
_BEGINNINGS = _phrases(
    "no know what what's where who who's when why how which can could would will do did does is are but actually "
    "sorry excuse hey tell let let's don't please your you've be"
)
"""Words with which people begin to say something, and which ears do not make of a murmur; "know" is "no"."""
_STOPS = _phrases(
    "stop stop-it stop-stop stop-talking stop-please please-stop wait wait-wait wait-a-minute wait-a-second "
    "hold-on hang-on shut-up be-quiet quiet enough that's-enough silence pause"
)
_WHOLE = _STOPS | _phrases(
    "yes yeah yep yup no nope nah okay ok sure hello hi hey thanks thank-you yes-please no-thanks no-thank-you "
    "never-mind go-on go-ahead goodbye bye good-night good-morning yes-it-is no-it-isn't i-do i-don't"
)
_UNFINISHED = _phrases(
    "um uh er erm hmm and but because so or if when that which the a an to of for with from in on at my your "
    "is are was were like"
)

_NEVER_LAST = _phrases(
    "um uh er erm and but because whether if although unless than the a an my your our their "
    "i'm we're they're it's"
)
"""Words after which people go on even where the ears closed the sentence with a full stop."""
_UMS, _BEFORE_UM = _phrases("arm am em"), _phrases("is was and but so")
"""What ears make of "um" before a pause, and where it is hardly ever the word that they write."""
_CONDITION = re.compile(r"(?:(?:and|but|so|well) )*(?:if|unless|although)\b[^,?]*$", re.IGNORECASE)
_LONGEST_CONDITION = 8
_ADDRESS = re.compile(
    r"(?:(?:and|but|so|now|well|yet) )+(?:my|dear|ladies|gentlemen|friends)\b(?: (?!(?:am|is|was|are|were|has|had"
    r"|have|said|did|does|will|can|came|went|called|told|got|made|wants|says)\b)[\w'-]+){0,5}",
    re.IGNORECASE,
)
_BEFORE_TO = _phrases("remind-me going want wanted need needed used able trying supposed ought forgot")
"""Words before "to" and a verb; ears that hear the pause and not the verb write "too" or "two" for it."""
_TO = _phrases("to too two")
_DIGITS = _phrases("zero oh one two three four five six seven eight nine double")
_TIMED = _phrases("at by till until past to around about for after before from in than since")
_MEASURED = _TIMED | _phrases("is am was")
"""Before a number, words that make it a time or an amount rather than part of a longer number; the latter only
where it is a short one."""


def words_in(text: str) -> list[str]:
    """The words of `text` in lower case, without punctuation."""
    return re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", text.lower().replace("’", "'"))


def _key(text: str) -> str:
    return "-".join(words_in(text))


def is_backchannel(text: str) -> bool:
    """A listener's small sounds ("mm-hm", "yeah, right") that do not ask for the floor."""
    return bool(words_in(text)) and not beyond_backchannels(text)


def beyond_backchannels(text: str) -> list[str]:
    """The words of `text` after the listener's sounds it begins with ("Yeah, right, but why" gives "but why")."""
    words = words_in(text)
    said = list(dropwhile(_MURMURS.__contains__, words))
    return [] if said and not _without_backchannels(said) else _without_backchannels(words)


def _without_backchannels(words: list[str]) -> list[str]:
    words = list(words)
    while words:
        for length in range(min(_LONGEST_PHRASE, len(words)), 0, -1):
            if "-".join(words[:length]) in _BACKCHANNELS:
                del words[:length]
                break
        else:
            return words
    return words


def begins_saying(words: list[str]) -> bool:
    """Whether `words` begin an utterance as people begin to say something. A lone "you" is what ears make of a
    breath."""
    return words[0] in _BEGINNINGS or (words[0] == "you" and len(words) > 1)


def begins_with_stop(text: str) -> bool:
    """Whether the first words are a wish for silence, whatever follows ("wait, that's not what I meant")."""
    words = words_in(text)
    return any("-".join(words[:length]) in _STOPS for length in range(1, _LONGEST_PHRASE + 1))


def is_whole(text: str) -> bool:
    """So short and so complete that nothing more needs to be waited for."""
    return _key(text) in _WHOLE


def is_unfinished(text: str) -> bool:
    """Ends on a word after which people go on, whatever the voice did: "and", "um", "to the"."""
    if _wants_verb(text):
        return True
    if text.rstrip().endswith(("?", "!")):
        return False
    if text.rstrip().endswith(("...", "…", ",", "-", "–")):
        return True
    words = words_in(text)
    if words[-1:] != [] and words[-1] in _UMS and not _BEFORE_UM.isdisjoint(words[-2:-1]):
        return True
    # A full stop after "in" or "on" is trusted ("Come in."), after "um" or "and" it is not.
    closed = text.rstrip().endswith(".")
    return bool(words) and words[-1] in (_NEVER_LAST if closed else _UNFINISHED | _NEVER_LAST)


def _wants_verb(text: str) -> bool:
    """Whether a verb is to follow: "remind me to", and what ears make of it before a pause ("Remind me too?")."""
    words = words_in(text)
    before = {"-".join(words[-2:-1]), "-".join(words[-3:-1])}
    return words[-1:] != [] and words[-1] in _TO and not _BEFORE_TO.isdisjoint(before)


def is_opening(text: str) -> bool:
    """Says no more than what most people go on after: a condition ("If it rains tomorrow."), or an address that a
    sentence has led up to ("And so, my dear friends.")."""
    said = text.strip().rstrip(".")
    if len(words_in(said)) <= _LONGEST_CONDITION and _CONDITION.match(said):
        return True
    return bool(_ADDRESS.fullmatch(said.replace(",", "")))


def is_spelling(text: str) -> bool:
    """Ends on a digit or a letter of something that is spelled out, after which people pause and go on."""
    words = words_in(text)
    last = words[-1] if words else ""
    long = len(last) >= 3 and last.replace("-", "").isdigit()
    if len(words) < 2 or words[-2] in (_TIMED if long else _MEASURED):
        return False
    letter = len(last) == 1 and last not in ("i", "a") and len(words[-2]) == 1
    return letter or last in _DIGITS or last.replace("-", "").isdigit()


def syllables(text: str) -> int:
    """About how many syllables `text` has, counted by its groups of vowels; at least one a word."""
    return sum(max(1, len(re.findall(r"[aeiouy]+", re.sub(r"e$", "", word)))) for word in words_in(text))
