"""What a sentence states: who does what, whether it is denied, over, planned, doubted or only heard.

Whatever is a question, a wish, a condition, a joke, a song or somebody's belief states nothing. It does not know
which statements are worth keeping.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from os1.mind.mentions import Context, Head, head, is_name, mentioned
from os1.mind.plainly import NAME, Clause, clauses, forms, tables, word_list

Tense = Literal["present", "past", "perfect", "plan"]
Sure = Literal["certain", "hearsay", "unsure"]

_SOMEONE = (
    rf"(?:(?:(?:[Mm]y|[Oo]ur|[Hh]is|[Hh]er|[Tt]heir|[Tt]he|[Aa]) (?:[\w'-]+ ){{0,2}}?[\w'-]+?(?: {NAME})?)"
    rf"|{NAME}|[Hh]e|[Ss]he)"
)
_QUESTION = re.compile(
    r"^(?:and |so |but |well |oh |hey )?(?:what|where|when|who|whom|whose|why|how|which|do|does|did|am|is|are|was|were|"
    r"can|could|will|would|should|shall|have|has|had|may|might|is not|are not|do not|does not) (?!not\b)"
    r"(?:I|you|we|he|she|it|they|my|your|his|her|our|the|that|this|there|am|is|are|was|were|do|does|did|many|much|old|"
    r"long|often|not|[A-Z])",
    re.IGNORECASE,
)
_TAG = re.compile(
    r", (?:right|is it|is not it|am I|do I|do not I|are not I|does he|does she|is he|is she)$", re.I
)
_MODALS = frozenset("would could should may might must ought shall need dare".split())  # noqa: SIM905
_SOFTENED = frozenset(
    [
        "always",
        "usually",
        "often",
        "only",
        "just",
        "mainly",
        "mostly",
        "all",
        "necessarily",
        "entirely",
        "exactly",
        "quite",
        "sometimes",
        "both",
        "simply",
        "even",
        "too",
    ]
)
"""Adverbs that take the "not" before them for themselves: "not always" denies little."""
_ANY_MORE = re.compile(r",? ?\b(?:any ?more|any longer|these days)\b", re.IGNORECASE)
_PAST = frozenset(
    [
        "was",
        "were",
        "had",
        "got",
        "spoke",
        "drank",
        "ate",
        "took",
        "drove",
        "bought",
        "made",
        "left",
        "lost",
        "began",
        "gave",
        "broke",
        "went",
        "flew",
        "grew",
        "came",
        "taught",
        "learnt",
        "split",
        "quit",
    ]
)
_PARTICIPLES = _PAST | frozenset("been lived spoken drunk eaten taken driven gotten gone grown quit".split())  # noqa: SIM905
_PLANS = re.compile(
    r"^(?:(?:seriously |really |still |also |now )?(?:going|planning|hoping|intending|about|due|starting|set|looking forward)"
    r" (?:to|on) |(?:seriously |really |still |also )?(?:thinking|dreaming) (?:of|about) |(?:seriously )?considering "
    r"|(?:toying|playing) with the idea of )(?P<verb>\w+)(?P<rest>.*)$"
)
_WILLS = re.compile(
    r"^(?:really |also |still )?(?:plan|plans|intend|intends|decided|want|wants|hope|hopes) to (?P<verb>\w+)(?P<rest>.*)$"
)
_LASTING = frozenset("live work study learn take".split())  # noqa: SIM905
"""Verbs whose progressive tells of more than this moment."""
_MOVING = frozenset("move start go get quit leave marry divorce separate retire buy adopt turn".split())  # noqa: SIM905
"""Verbs whose progressive tells of what is to come."""


@dataclass(frozen=True, slots=True)
class Statement:
    """`who` does `verb` (its first form), and `rest` of the clause. `attribute` is set where something of theirs is
    spoken of ("birthday"). `over` says that it is no longer so; `sure` whether it is the speaker's own word."""

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
    """The tense's helping verb, which tells passives ("was born") apart."""


@functools.cache
def frame(key: str) -> re.Pattern[str]:
    """One kind of frame from `noticing.toml`."""
    joined = "|".join(tables()["frames"][key]).replace("{someone}", _SOMEONE)
    # Only the first of the named groups of one name may stand in an expression.
    return re.compile(
        joined, re.IGNORECASE if key in ("nothing", "joke", "plain", "unsure", "doubt_after") else 0
    )


def is_joke(sentence: str) -> bool:
    """Whether `sentence` takes back what was said before it."""
    bare = re.sub(r"[^\w' ]", "", sentence).strip()
    return bool(
        re.fullmatch(rf"(?:(?:no|nah|haha|ha|sorry|well|ok|okay),? )*(?:{frame('joke').pattern})", bare, re.I)
    )


def states_nothing(sentence: str) -> bool:
    """Whether `sentence` as a whole is no statement: a question, a wish, a condition, a song, a dream."""
    text = sentence.strip()
    if text.endswith("?") or "quoted" in text.split() or _TAG.search(text.rstrip(".! ")):
        return True
    return bool(_QUESTION.match(text) or frame("nothing").search(text))


def statements(sentence: str, context: Context) -> Iterator[Statement]:
    """What `sentence` states, clause by clause; whom it speaks of is noted in `context`."""
    named = list(context.namings)
    mentioned(sentence, context)
    if states_nothing(sentence):
        context.namings = named
        return
    sure: Sure = "certain"
    before: Head | None = None
    for clause in clauses(sentence):
        if clause.after in ("but", "so"):
            sure = "certain"
        if clause.after in ("while", "though", "although", "or", "then"):
            before = None
        if _subordinate(clause):
            continue
        text, doubt, source = _unframed(clause.text, context)
        if text is None:
            return
        sure = doubt if doubt != "certain" else sure
        found = _carried(before, clause, text) or _head(text, source, context)
        if found is None:
            continue
        before = found
        here: Sure = "unsure" if frame("doubt_after").search(found.rest) and sure == "certain" else sure
        if stated := _predicate(found, frame("doubt_after").sub("", found.rest).strip(" ,"), here):
            yield stated


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
            return None, sure, ""
        if match := frame("hearsay").match(_small_i(text)):
            sure, source = "hearsay", match["who"] or ""
            if source and source.lower() not in ("he", "she"):
                head(f"{source} ", context)
        elif match := frame("unsure").match(text):
            sure = "unsure"
        elif not (match := frame("plain").match(text)) or is_name(text.split(",")[0].strip()):
            return text, sure, source
        text = text[match.end() :].strip(" ,")
        if not text:
            return "", sure, source


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
    if source and text.split()[:1] and text.split(maxsplit=1)[0].lower() in ("he", "she"):
        speaker = head(f"{source} ", context)
        if speaker is not None:
            return Head(speaker.who, text.partition(" ")[2])
    return head(text, context)


def _predicate(found: Head, rest: str, sure: Sure) -> Statement | None:
    """The verb of the clause and what becomes of it; None for what no rule may read."""
    over = bool(_ANY_MORE.search(rest)) or bool(re.search(r"\bno longer\b", rest))
    rest = _ANY_MORE.sub("", re.sub(r"\bno longer\b", "", rest))
    rest = re.sub(r", not even .*$", "", rest)
    rest = re.sub(r"(?:,| and| but)+ not (?:in|at|as|with|on|a|an|the|for|[A-Z])\b.*$", "", rest)
    walk = _Walk(rest.split())
    if not walk.to_the_verb():
        return None
    denied = walk.nots == 1
    if walk.nots > 1 or (denied and walk.softened):
        return None
    tail = " ".join(walk.words).strip()
    if set(tail.lower().replace(",", "").split()) & set(word_list("negations")):
        return None
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
    )


@dataclass(slots=True)
class _Walk:
    """A walk over the words after the subject, up to the main verb: what helps it, what denies it."""

    words: list[str]
    verb: str = ""
    tense: Tense = "present"
    nots: int = 0
    softened: bool = False
    used_to: bool = False
    by: str = ""
    can: bool = False

    def to_the_verb(self) -> bool:
        """Take off everything before the main verb, and the verb; False where there is none that is known."""
        while self.words:
            word = self.words.pop(0).lower().strip(",")
            if word in ("not", "never"):
                self.nots += 1
                if word == "never" and self.tense == "present":
                    self.by = "never"
            elif self.nots and word in _SOFTENED:
                self.softened = True
            elif word == "used" and self.words[:1] == ["to"]:
                self.words.pop(0)
                self.used_to = True
            elif word in ("do", "does", "did") and self.words:
                self.tense = "past" if word == "did" else self.tense
            elif word in ("will", "shall"):
                self.tense = "plan"
            elif word == "can":
                self.can = True
            elif word in _MODALS:
                return False
            elif word in forms():
                return self._verb(word)
            elif not self._passed(word):
                return False
        return False

    def _passed(self, word: str) -> bool:
        """Whether `word` may stand before the verb without changing anything."""
        if plan := _WILLS.match(" ".join([word, *self.words])):
            return self._plan(plan)
        return word in word_list("adverbs") or (
            word.endswith("ly") and word not in ("hardly", "barely", "scarcely")
        )

    def _plan(self, plan: re.Match[str]) -> bool:
        self.tense = "plan"
        self.words = [plan["verb"], *plan["rest"].split()]
        return True

    def _verb(self, word: str) -> bool:
        base = forms()[word]
        if self.can and base not in ("stand", "eat", "speak", "play", "drive"):
            return False
        if base in ("be", "have") and self._helps(base, word):
            return self.to_the_verb()
        if plan := _WILLS.match(" ".join([word, *self.words])):
            self._plan(plan)
            return self.to_the_verb()
        if self.by in ("am", "is", "are", "was", "were", "been") and base != "be":
            return self._helped(base, word)
        self.verb = base
        if self.tense == "perfect" and word not in _PARTICIPLES and not word.endswith("ed"):
            return False
        if base == "be":
            self._after_be()
        past = word in _PAST or (word.endswith("ed") and base not in ("need",))
        if past and self.tense == "present":
            self.tense = "past"
        return True

    def _after_be(self) -> None:
        """Take off what denies or softens a "be" that is the main verb."""
        while self.words:
            word = self.words[0].lower().strip(",")
            if word in ("not", "never"):
                self.nots += 1
            elif self.nots and word in _SOFTENED:
                self.softened = True
            elif word not in word_list("adverbs"):
                return
            self.words.pop(0)

    def _helps(self, base: str, word: str) -> bool:
        """Whether this "be" or "have" only helps another verb; the tense is set by it then."""
        rest = " ".join(self.words)
        if base == "have":
            bare = [
                one.lower()
                for one in self.words
                if one.lower() not in ("not", "never", *word_list("adverbs"))
            ]
            if bare[:1] == ["got"]:
                self.words = [one for one in self.words if one.lower() != "got"]
                return False
            if bare and bare[0] in forms() and (bare[0] in _PARTICIPLES or bare[0].endswith("ed")):
                self.tense = "past" if word == "had" else "perfect"
                return True
            return False
        if plan := _PLANS.match(rest):
            self._plan(plan)
            return True
        bare = [
            one.lower() for one in self.words if one.lower() not in ("not", "never", *word_list("adverbs"))
        ]
        follows = bare[0] if bare else ""
        if follows in forms() and forms()[follows] not in ("be", "have", "stand") and _helpable(follows):
            self.by = word
            if word in ("was", "were") and self.tense == "present":
                self.tense = "past"
            return True
        return False

    def _helped(self, base: str, word: str) -> bool:
        """The main verb after a helping "be": a progressive, or a participle that says what is so."""
        self.verb = base
        if not word.endswith("ing"):
            return False
        if base in _MOVING and self.tense in ("present", "plan"):
            self.tense = "plan"
            return True
        return base in _LASTING


def _helpable(word: str) -> bool:
    return word.endswith("ing")
