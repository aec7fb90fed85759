"""The verb of a clause: which one it is, what helps it and denies it, and so whether it is so, was so, or
may come.

It walks over the words after a subject. What it does not know how to read it does not read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from os1.mind.tables import forms, word_list

Tense = Literal["present", "past", "perfect", "plan"]

_MODALS = frozenset(("would", "could", "should", "may", "might", "must", "ought", "shall", "need", "dare"))
_CAN = ("stand", "eat", "speak", "play", "drive", "have")
"""Verbs of which "can" says what is so."""
_CAN_NOT = ("have", "stand")
"""Of these only "can not" does."""
_SOFTENED = frozenset(
    """
    always usually often only just mainly mostly all necessarily entirely exactly quite sometimes both simply
    too
    """.split()  # noqa: SIM905 - one line a list
)
"""Adverbs that take the "not" before them for themselves: "not always" denies little."""
_NEVER_DONE = ("not", "never", "so", "you", "i", "we", "it", "that", "this", "too", "well")
"""What follows a "do" that is no verb of its own."""
_NO_ADVERBS = ("hardly", "barely", "scarcely", "nearly")
_PAST = frozenset(
    """
    was were had got spoke drank ate took drove bought made left lost began gave broke went flew grew came taught
    learnt split quit kept ran sold built sang wove bred put swam
    """.split()  # noqa: SIM905 - one line a list
)
_PARTICIPLES = _PAST | frozenset(
    (
        "been",
        "spoken",
        "drunk",
        "eaten",
        "taken",
        "driven",
        "gotten",
        "gone",
        "grown",
        "given",
        "run",
        "sung",
        "woven",
    )
)
_PLANS = re.compile(
    r"^(?P<no>)(?:(?:seriously |really |still |also |now )?(?:going|planning|hoping|intending|about|due"
    r"|starting|set"
    r"|looking forward) (?:to|on) |(?:seriously |really |still |also )?(?:thinking|dreaming) (?:of|about) "
    r"|(?:seriously )?considering |(?:toying|playing) with the idea of )(?P<verb>\w+)(?P<rest>.*)$"
)
_WILLS = re.compile(
    r"^(?:really |also |still )?(?:plan|plans|intend|intends|decided|want|wants|hope|hopes) (?P<no>not )?to "
    r"(?P<verb>\w+)(?P<rest>.*)$"
)
_LASTING = frozenset(("live", "work", "study", "learn", "take", "stay", "do", "train", "rent", "share"))
"""Verbs whose progressive tells of more than this moment."""
_MOVING = frozenset(
    ("move", "start", "go", "get", "leave", "quit", "marry", "divorce", "separate", "retire", "buy")
)
"""Verbs whose progressive tells of what is to come."""
_STATIVE = frozenset(("like", "love", "dislike", "miss", "trust", "admire", "worry", "fear"))
"""Verbs that are never a plan."""


@dataclass(slots=True)
class Walk:
    """A walk over `words`, the clause after its subject, which is a single somebody else where `third`.

    `verb` is the main verb in its first form and `words` what follows it; `nots` counts denials, `softened` that
    the denial is of an adverb alone; `by` is the helping verb that makes the difference.
    """

    words: list[str]
    third: bool
    verb: str = ""
    tense: Tense = "present"
    nots: int = 0
    softened: bool = False
    used_to: bool = False
    by: str = ""
    can: bool = False
    _helped: bool = field(default=False, repr=False)

    def to_the_verb(self) -> bool:
        """Take off everything up to the main verb; False where there is none that is known, or it does not
        agree."""
        while self.words:
            word = self.words.pop(0).lower().strip(",")
            if word in ("do", "does") and self._does_something():
                self.verb = "do"
                return (word == "does") == self.third
            if word in forms() and not (word in ("need",) or self._is_adverb(word)):
                return self._verb(word)
            if word in _MODALS or not (self._denies(word) or self._helps_all(word) or self._passes(word)):
                return False
        return False

    def _does_something(self) -> bool:
        """Whether a "do" just taken off is the verb itself ("I do the tills"), and helps no other."""
        following = self.words[0].lower().strip(",") if self.words and not self._helped else "not"
        return following not in (*_NEVER_DONE, *forms()) and not self._is_adverb(following)

    def _denies(self, word: str) -> bool:
        if word in ("not", "never"):
            self.nots += 1
            self.by = "never" if word == "never" and self.tense == "present" else self.by
            return True
        if self.nots and word in _SOFTENED:
            self.softened = True
            return True
        return False

    def _helps_all(self, word: str) -> bool:
        """Whether `word` helps any verb, and what that makes of it."""
        if word == "used" and self.words[:1] == ["to"]:
            self.words.pop(0)
            self.used_to = self._helped = True
        elif word in ("do", "does", "did", "will", "can"):
            agrees = word not in ("do", "does") or (word == "does") == self.third
            self.tense = {"did": "past", "will": "plan"}.get(word, self.tense)  # type: ignore[assignment]  # both are tenses
            self.can = self.can or word == "can"
            self._helped = True
            return agrees
        else:
            return False
        return True

    def _is_adverb(self, word: str) -> bool:
        return word in word_list("adverbs")

    def _passes(self, word: str) -> bool:
        """Whether `word` may stand before the verb without changing anything."""
        if plan := _WILLS.match(" ".join([word, *self.words])):
            return self._plan(plan)
        return self._is_adverb(word) or (word.endswith("ly") and word not in _NO_ADVERBS)

    def _plan(self, plan: re.Match[str]) -> bool:
        self.tense, self._helped = "plan", True
        self.nots += bool(plan["no"])
        self.words = [plan["verb"], *plan["rest"].split()]
        return True

    def _verb(self, word: str) -> bool:
        base = forms()[word]
        if self.can and (base not in _CAN or (base in _CAN_NOT and not self.nots)):
            return False
        if plan := _WILLS.match(" ".join([word, *self.words])):
            return self._plan(plan) and self.to_the_verb()
        if base in ("be", "have") and not self._agrees(base, word):
            return False
        if (base == "be" and self._be_helps(word)) or (base == "have" and self._have_helps(word)):
            return self.to_the_verb()
        return self._main(base, word)

    def _main(self, base: str, word: str) -> bool:
        """The main verb itself, in a form that fits what came before it."""
        self.verb = base
        if self.by in ("am", "is", "are", "was", "were", "been") and base != "be":
            return self._progressive(base, word)
        if self.tense == "perfect":
            return word in _PARTICIPLES or word.endswith("ed")
        if base == "be":
            self._after_be()
        if self.tense == "plan" and base in _STATIVE:
            return False
        if word in _PAST or word.endswith("ed"):
            if self.tense == "present":
                self.tense = "past"
            return not self._helped
        return self._agrees(base, word)

    def _agrees(self, base: str, word: str) -> bool:
        """Whether `word` is the form that the subject asks for: "she lives", "I live", "he will live"."""
        if base == "be":
            return self._helped == (word in ("be", "been", "being")) and (word != "is" or self.third)
        if word in _PAST or word.endswith("ing"):
            return True
        is_third = word == "has" or (word.endswith("s") and word != base)
        return is_third == (self.third and not self._helped)

    def _after_be(self) -> None:
        """Take off what denies or softens a "be" that is the main verb."""
        while self.words:
            word = self.words[0].lower().strip(",")
            if not (self._denies(word) or self._is_adverb(word)):
                return
            self.words.pop(0)

    def _next(self) -> str:
        """The next word that is neither a denial nor an adverb, in small letters."""
        skipped = ("not", "never", *word_list("adverbs"))
        return next((one for word in self.words if (one := word.lower().strip(",")) not in skipped), "")

    def _have_helps(self, word: str) -> bool:
        if plan := _WILLS.match(" ".join(self.words)):
            return self._plan(plan)
        follows = self._next()
        if follows == "got":
            at = [one.lower().strip(",") for one in self.words].index("got")
            self.nots += self.words[:at].count("not")
            self.words = [one for one in self.words[:at] if one != "not"] + self.words[at + 1 :]
            return False
        if follows in forms() and (follows in _PARTICIPLES or follows.endswith("ed")):
            self.tense = "past" if word == "had" else "perfect"
            self._helped = True
            return True
        return False

    def _be_helps(self, word: str) -> bool:
        denied = self.words[:1] == ["not"]
        plan = _PLANS.match(" ".join(self.words[1:] if denied else self.words))
        if plan and plan["verb"] in forms():
            self.nots += denied
            self._plan(plan)
            if word in ("was", "were"):
                self.words.clear()  # what was once going to be tells nothing
            return True
        follows = self._next()
        if follows.endswith("ing") and follows in forms() and forms()[follows] not in ("be", "have"):
            self.by, self._helped = word, True
            if word in ("was", "were") and self.tense == "present":
                self.tense = "past"
            return True
        return False

    def _progressive(self, base: str, word: str) -> bool:
        """Whether "is doing" tells of what lasts or is to come."""
        if not word.endswith("ing"):
            return False
        if base in _MOVING and self.tense in ("present", "plan"):
            self.tense = "plan"
            return True
        return base in _LASTING
