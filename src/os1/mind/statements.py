"""What a sentence states: who does what, whether it is denied, over, planned, doubted or only heard.

Whatever is a question, a wish, a condition, a joke, a song or somebody's belief states nothing. It does not know
which statements are worth keeping.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

from os1.mind import dates
from os1.mind.mentions import Head, head, is_many, is_name, listed, mentioned, someone
from os1.mind.plainly import NAME, Clause, clauses
from os1.mind.tables import tables, word_list
from os1.mind.verbs import Tense, Walk
from os1.mind.whom import Context, leaning

Sure = Literal["certain", "hearsay", "unsure"]

_SOMEONE = (
    rf"(?:(?:(?:[Mm]y|[Oo]ur|[Hh]is|[Hh]er|[Tt]heir|[Tt]he|[Aa]) (?:[\w'-]+ ){{0,2}}?[\w'-]+?(?: {NAME})?)"
    rf"|{NAME}|[Hh]e|[Ss]he)"
)
_QUESTION = re.compile(
    r"^(?:and |so |but |well |oh |hey )?(?:what|where|when|who|whom|whose|why|how|which|do|does|did|am"
    r"|is|are|was|were|"
    r"can|could|will|would|should|shall|have|has|had|may|might|"
    r"(?:is|are|do|does) not(?= (?:I|you|we|he|she|it|they|my|your)\b)) (?!not\b)"
    r"(?:I|you|we|he|she|it|they|my|your|his|her|our|the|that|this|there|am|is|are|was|were|do|does|did|many|much|old|"
    r"long|often|not|[A-Z])",
    re.IGNORECASE,
)
_TAG = re.compile(
    r", (?:right|(?:is|are|am|was|were|do|does|did|has|have|had|can|could|will|would) (?:not )?"
    r"(?:I|you|we|he|she|it|they))$",
    re.I,
)
_OF_THINGS = frozenset(
    """
    be have get come go move start quit leave turn pass drop grow take make stay die lose call miss want put share
    support rent train do walk
    """.split()  # noqa: SIM905 - one line a list
)
"""Verbs that do not show that a capital at the head of a clause is somebody's ("Papers came through")."""
_ANY_DAY = datetime(2000, 1, 1, tzinfo=UTC)
_ANY_MORE = re.compile(r",? ?\b(?:any ?more|any longer|these days)\b", re.IGNORECASE)


_MOCKING = re.compile(
    r"^(?:oh,? (?:yes|yeah|sure|great|joy|right|of course|how|brilliant|wonderful|lovely|good)"
    r"|yeah,? (?:right|sure|because)|sure|because|great|brilliant|wonderful|fantastic|lovely|perfect|how lovely)\b"
    r"|\b(?:just|simply|so|really do) (?:love|adore|enjoy)s?\b",
    re.IGNORECASE,
)
"""How one begins who says the opposite of what one likes."""
_SPEAKS = re.compile(
    rf"(?:(?i:and|but|so|then|well) )*{_SOMEONE}(?: just| then| always| only)? (?:says?|said|goes|went"
    r"|(?:is|was|are|were) (?:like|all)|asked|shouted"
    r"|replied|answered|whispered|wrote|texted|announced|yelled|laughed)(?: to (?:me|him|her|us|them))?(?: like)?"
)
"""A clause that says no more than that somebody speaks: their words follow, and "I" is them."""
_UNSURE_END = re.compile(
    r",? or (?:was|were|is|so|something|rather|not|at least|used|did|maybe|perhaps|whatever)\b|, (?:or|well)\b"
    r"|\bsort of\b"
)
_LITTLE = re.compile(r"\b(?:much|a lot|enough|often|every\w*|all the|all that|anything like)\b")
"""What leaves little of a denial ("I don't drink much")."""
_UNTIL_NOW = re.compile(r"\bnever\b.*\bbefore$")
"""What was never so before and is now ("I've a hat. I've never owned a hat before.")."""
_CONDITION = re.compile(r"\b(?:when|whenever|without|as soon as|the minute|except|apart from|around)\b")
_KEPT = re.compile(
    r"(?:[Tt]wo|[Tt]hree|[Ff]our) (?:dogs|cats|rabbits|horses|ponies|hens|hamsters|budgies|ferrets|tortoises), "
    rf"{NAME}(?:, {NAME})*,? and {NAME}[,.!]*$"
)
"""Animals with their names and no verb."""
_ALIAS = re.compile(
    r"\b(?i:everybody|everyone|people|most people|(?:all )?my (?:friends|mates|family)|they all)"
    rf"(?: just| all)? calls? me (?={NAME}(?:[,.!]|$| (?:and|but|because|for|though)\b))"
)
"""How one says what one is called by others."""
_ONCE = re.compile(
    r" as an? (?:little |small |young )?(?:child|kid|boy|girl|teenager|baby|student|man|woman)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Statement:
    """`who` does `verb` (its first form), and `rest` of the clause. `attribute` is set where something of
    theirs is spoken of ("birthday"). `over` says that it is no longer so; `sure` whether it is the speaker's
    own word; `by` is the helping verb, which tells passives and "never" apart; `can` that it is said of what
    can be."""

    who: str
    verb: str
    rest: str
    tense: Tense
    negated: bool
    over: bool
    sure: Sure
    attribute: str = ""
    we: bool = False
    by: str = ""
    can: bool = False


@functools.cache
def frame(key: str) -> re.Pattern[str]:
    """One kind of frame from `noticing.toml`."""
    joined = "|".join(tables()["frames"][key]).replace("{someone}", _SOMEONE)
    # Only the first of the named groups of one name may stand in an expression.
    return re.compile(joined, 0 if key in ("hearsay", "belief") else re.IGNORECASE)


def is_joke(sentence: str) -> bool:
    """Whether `sentence` takes back what was said before it, and says no more."""
    return after_joke(sentence) == ""


def after_joke(sentence: str) -> str | None:
    """What `sentence` goes on with after it took back what was said; None where it takes nothing back."""
    before = r"(?:(?:no|nah|haha|ha|sorry|well|ok|okay),? )*"
    before += r"(?:(?:I|it|he|she|they|we) (?:have|has|am|is|are|do|did) not,? )?"
    ends = r"(?:[,.!?:;]+ *|$| -+ )"
    if re.fullmatch(rf"{before}(?:{frame('joke_alone').pattern})[,.!?: ]*", sentence.strip(), re.IGNORECASE):
        return ""
    match = re.match(rf"{before}(?:{frame('joke').pattern}){ends}", sentence.strip(), re.IGNORECASE)
    return sentence.strip()[match.end() :].strip() if match else None


def is_mistaken(sentence: str) -> bool:
    """Whether `sentence` is nothing but that what was said before it is not so."""
    before = r"(?:(?:no|nope|oh|ah|wait|sorry|oops|well|actually),? )*"
    return bool(re.fullmatch(rf"{before}(?:{frame('mistaken').pattern})[,.! ]*", sentence.strip(), re.I))


def states_nothing(sentence: str) -> bool:
    """Whether `sentence` as a whole is no statement: a question, a wish, a condition, a song, a dream."""
    text = sentence.strip()
    if text.endswith("?") or "quoted" in text.split() or _TAG.search(text.rstrip(".! ")):
        return True
    return bool(_QUESTION.match(text) or frame("nothing").search(text))


def statements(sentence: str, context: Context) -> Iterator[Statement]:
    """What `sentence` states, clause by clause; whom it speaks of is noted in `context`."""
    context.sentence += 1
    if states_nothing(sentence):
        named = list(context.namings)
        mentioned(sentence, context)
        context.namings = named if frame("invented").search(sentence) else context.namings
        return
    sentence = _ALIAS.sub("my nickname is ", _supplied(sentence, context))
    listed(sentence, context)
    context.mocks = context.mocks or bool(_MOCKING.search(sentence))
    told = frame("hearsay_after").search(sentence.rstrip(".! "))
    sentence = sentence if told is None else sentence[: told.start()]
    doubt = re.search(rf",? (?:{frame('doubt_after').pattern})[.! ]*$", sentence, re.IGNORECASE)
    thread = _Thread(context)
    for clause in clauses(sentence):
        stated = thread.follow(clause)
        mocked = context.mocks and stated and (stated.verb in ("like", "love") or "avo" in stated.attribute)
        if stated and not mocked:
            less: Sure = "hearsay" if told else "unsure"
            yield replace(stated, sure=less) if (doubt or told) and stated.sure == "certain" else stated
        mentioned(clause.text, context)  # only now: "him" was somebody from before
        if thread.broken:
            return


def _supplied(sentence: str, context: Context) -> str:
    """`sentence` with the subject that it leaves out, where that is clear."""
    if context.lead in ("", "person"):
        sentence = re.sub(
            r"^(?:[Jj]ust |[Ss]o |[Oo]k )?[Gg]ot (?=(?:an?|one|two|three|four|\d) )", "I have ", sentence
        )
        sentence = re.sub(r"^[Bb]een (?=an? |\w+ing\b)", "I have been ", sentence)
        sentence = re.sub(
            rf"^It is (?={NAME} on (?:the|my|all my) (?:forms?|passport|birth certificate|paperwork)\b)",
            "My name is ",
            sentence,
        )
        if _KEPT.match(sentence):
            sentence = f"I have {sentence[0].lower()}{sentence[1:]}"
        return re.sub(r"^[Cc]an not (?=(?:stand|abide|bear) )", "I can not ", sentence)
    return re.sub(r"^Was (?=an? )", f"{context.lead} was ", sentence)


@dataclass(slots=True)
class _Thread:
    """What goes on from clause to clause of a sentence: the subject, a time named ahead, and how sure it all is.
    `broken` says that from here on nothing is stated."""

    context: Context
    before: Head | None = None
    time: str = ""
    sure: Sure = "certain"
    broken: bool = False
    denied: Statement | None = None
    """What the clause before denies, which may be true of another ("I am not diabetic, that is my dad")."""

    def follow(self, clause: Clause) -> Statement | None:
        """What `clause` states."""
        if clause.after in ("but", "so"):
            self.sure = "certain"
        if clause.after in ("while", "though", "although", "or", "then"):
            self.before = None
        if self.denied and (other := _of_another(clause.text.strip(" ,"), self.context)):
            return replace(self.denied, who=other, negated=False)
        if _subordinate(clause):
            return None
        if _SPEAKS.fullmatch(clause.text.strip(" ,")):
            _note(clause.text.rsplit(maxsplit=1)[0], self.context)
            self.broken = True
            return None
        text, doubt, source = _unframed(clause.text, self.context)
        if text is None:
            self.broken = True
            return None
        if _only_a_time(text):
            self.time = text
            return None
        self.sure = doubt if doubt != "certain" else self.sure
        self.before = _carried(self.before, clause, text) or _head(text, source, self.context)
        stated = self._state(self.before) if self.before else None
        self.denied = stated if stated and stated.negated and stated.verb == "be" else None
        return stated

    def _state(self, who: Head) -> Statement | None:
        doubted = frame("doubt_after").search(who.rest) and self.sure == "certain"
        rest = frame("doubt_after").sub("", who.rest).strip(" ,")
        stated = _predicate(who, f"{rest} {self.time}".strip(), "unsure" if doubted else self.sure)
        self.time = ""
        self.context.lead = who.who
        if who.who != "person":
            does = stated is not None and stated.verb not in _OF_THINGS
            self.context.heads_with(who.who, sure=does or "my " in who.who or bool(leaning(who.who)))
            if stated and stated.negated and stated.verb == "be":  # "Uncle Ferenc is not really an uncle"
                self.context.namings = [one for one in self.context.namings if one.name != who.who]
        return stated


def _of_another(text: str, context: Context) -> str | None:
    """Of whom what was just denied is true, where `text` says only that."""
    match = re.fullmatch(r"(?:that|it) (?:is|was|would be) (?P<who>(?:my|our) [\w -]+)", text, re.IGNORECASE)
    return someone(match["who"], context) if match else None


def _only_a_time(text: str) -> bool:
    """Whether `text` says nothing but when, for the clause after it."""
    when, rest = dates.find(text, _ANY_DAY)
    return when is not None and not rest.strip(" ,")


def _carried(before: Head | None, clause: Clause, text: str) -> Head | None:
    """The subject of the clause before, where this one goes on with it ("and work there", "it's Rupert")."""
    if before and clause.carries:
        return Head(before.who, text, we=before.we)
    if before and before.attribute and (match := re.match(r"it (?=is |was )", text, re.IGNORECASE)):
        return Head(before.who, text[match.end() :], before.attribute)
    return None


def _subordinate(clause: Clause) -> bool:
    return bool(
        re.match(r"(?:when|where|while|before|after|until|once|as|than|that|which|who) ", clause.text, re.I)
    )


def _unframed(text: str, context: Context) -> tuple[str | None, Sure, str]:
    """`text` without what frames it, how sure that leaves it, and who said it; None where nothing is stated."""
    sure: Sure = "certain"
    source = ""
    text = text.strip()
    while True:
        if frame("belief").match(text):
            _note(text, context)
            return None, sure, ""
        if match := frame("hearsay").match(_small_i(text)):
            sure, source = "hearsay", match["who"] or ""
            _note(source, context)
            if (
                match["who"]
                and re.match(r".*[,:] $", match.group())
                and re.match(r"(?:I|my|we|our)\b", text[match.end() :], re.I)
            ):
                return None, sure, ""
        elif match := frame("unsure").match(text):
            sure = "unsure"
        elif not (match := frame("plain").match(text)) or is_name(text.split(",")[0].strip()):
            return text, sure, source
        text = text[match.end() :].strip(" ,")
        if not text:
            return "", sure, source


def _note(source: str, context: Context) -> None:
    """Note who says or thinks something, so that "he" may be them."""
    if source.split(maxsplit=1)[:1] not in ([], ["he"], ["she"], ["He"], ["She"]):
        speaker = head(f"{source} ", context)
        if speaker is None:
            context.stranger("mf")
        elif speaker.who != "person":
            context.heads_with(speaker.who, sure=False)


def _small_i(text: str) -> str:
    """`text` for frames that are matched by case: only "I" at its beginning is small there."""
    return re.sub(
        r"^(?:I|We|They|Apparently|Supposedly|Allegedly|Rumour|Rumor|Word|According|People|It) ",
        _lowered,
        text,
    )


def _lowered(match: re.Match[str]) -> str:
    return match.group().lower()


def _head(text: str, source: str, context: Context) -> Head | None:
    """The subject of `text`; "he" who speaks of himself is whoever said it."""
    if source and text and text.split(maxsplit=1)[0].lower() in ("he", "she"):
        speaker = head(f"{source} ", context)
        if speaker is not None:
            return Head(speaker.who, text.partition(" ")[2])
    return head(text, context)


def _predicate(found: Head, rest: str, sure: Sure) -> Statement | None:
    """The verb of the clause and what becomes of it; None for what no rule may read."""
    over = bool(_ANY_MORE.search(rest)) or bool(re.search(r"\bno longer\b", rest))
    rest = _ANY_MORE.sub("", re.sub(r"\bno longer\b", "", rest))
    rest = re.sub(r", not even .*$|,? (?:and )?never (?:have|has|did|will)\b.*$", "", rest)
    rest = re.sub(r"(?:,| and| but)+ not (?:in|at|as|with|on|a|an|the|for|[A-Z])\b.*$", "", rest)
    walk = Walk(
        rest.split(), third=bool(found.attribute) or (found.who != "person" and not is_many(found.who))
    )
    if not walk.to_the_verb():
        return None
    denied = walk.nots == 1
    if walk.nots > 1 or (denied and walk.softened) or _UNTIL_NOW.search(rest):
        return None
    if _UNSURE_END.search(" ".join(walk.words)) or (denied and _LITTLE.search(" ".join(walk.words))):
        return None
    if walk.verb == "be" and walk.tense == "present" and _CONDITION.search(" ".join(walk.words)):
        return None
    tail = " ".join(walk.words).strip()
    said = re.split(r",| and | but | because | so | though | although | since ", tail.lower())[0]
    if set(said.split()) & set(word_list("negations")):
        return None
    if _ONCE.search(tail) and walk.tense == "present" and not walk.used_to:
        return None
    tail = _ONCE.sub("", tail)
    if walk.verb == "stand" and not (walk.can and denied):
        return None
    denied = denied and walk.verb != "stand"
    ended = walk.used_to or (over and denied)
    return Statement(
        found.who,
        walk.verb,
        tail,
        walk.tense,
        denied and not over,
        ended or (over and not denied and "no longer" in found.rest),
        sure,
        found.attribute,
        found.we,
        walk.by,
        walk.can,
    )
