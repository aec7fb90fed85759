"""Whom a talk has named so far, and whom "she" means. In doubt it means nobody.

It knows no sentences: what is said of whom is for others to read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from os1.mind.first_names import leanings

PRONOUNS = {"he": "m", "him": "m", "his": "m", "she": "f", "her": "f", "hers": "f"}
_SHORTLY = 2
"""Sentences within which whoever was spoken of may still be meant by a pronoun."""

_FORGOTTEN = 3
"""Sentences before somebody was spoken of, from which whoever could not be placed is no longer meant."""


@dataclass(frozen=True, slots=True)
class Naming:
    """That `name` is what somebody's `role` ("sister") is called; `owner` is that somebody."""

    owner: str
    role: str
    name: str


@dataclass(slots=True)
class Context:
    """Whom the talk has named so far, the last one last, with their sex where it is known ("m", "f", ""; "p" where
    they are more than one)."""

    seen: list[tuple[str, str]] = field(default_factory=list)
    tied: dict[str, str] = field(default_factory=dict)
    """Whose somebody is who was spoken of by a tie to another ("Anna's husband")."""
    namings: list[Naming] = field(default_factory=list)
    names: frozenset[str] = frozenset()
    """Names that are known to be somebody's."""
    sentence: int = 0
    """The number of the sentence that is being read."""
    place: dict[str, int] = field(default_factory=dict)
    """In which sentence somebody was spoken of last."""
    heads: dict[str, int] = field(default_factory=dict)
    """In which sentence somebody was the subject last."""
    strangers: dict[str, int] = field(default_factory=dict)
    """In which sentence somebody of a sex came up last who cannot be placed ("the baby", a "she" from nowhere)."""
    maybe: set[str] = field(default_factory=set)
    """Whatever was a subject and may be nobody at all ("Heathrow was a mess")."""
    newcomer: bool = False
    """Whether somebody came up who has no name yet, so that "her name is" may be said of them."""
    came_up: dict[str, int] = field(default_factory=dict)
    """In which sentence a name came up last that is nobody's yet ("a present for Hamid")."""
    mocks: bool = False
    """Whether this utterance began as one does that says the opposite of what it means."""
    lead: str = ""
    """Whom the last clause with a subject speaks of."""
    late: list[str] = field(default_factory=list)
    """Whoever is called "my late ..."."""
    courtesy: bool = False
    """Whether this talk has somebody who is called uncle or aunt and is none."""

    introduced: str = ""
    """Who came up last as somebody new, of whom more may be said."""

    def stranger(self, sexes: str) -> None:
        """Note that somebody came up who cannot be placed, and is of any of `sexes`."""
        self.strangers |= dict.fromkeys(sexes, self.sentence)

    def mention(self, who: str, sex: str = "") -> None:
        """Note that `who` was spoken of."""
        known = sex or next((s for name, s in self.seen if name == who and s), "") or leaning(who)
        self.seen = [one for one in self.seen if one[0] != who]
        self.seen.append((who, known))
        self.place[who] = self.sentence
        self.maybe.discard(who)

    def heads_with(self, who: str, *, sure: bool) -> None:
        """Note that `who` is the subject of a clause; not `sure` where they may be nobody."""
        known = who in self.names or (who in self.place and who not in self.maybe)
        self.mention(who)
        if not (sure or known):
            self.maybe.add(who)
        self.heads[who] = self.sentence

    def introduce(self, who: str, sex: str) -> None:
        """Note that `who` is somebody of whom more may be said ("we have a son, he is called Ren")."""
        self.mention(who, sex)
        self.heads[who] = self.sentence
        self.introduced = who

    def renamed(self, who: str, name: str) -> None:
        """Note that whoever was called `who` is really called `name`."""
        self.seen = [(name if one == who else one, sex) for one, sex in self.seen]
        for noted in (self.place, self.heads):
            if who in noted:
                noted[name] = noted.pop(who)
        self.lead = name if self.lead == who else self.lead

    def meant(self, pronoun: str) -> str | None:
        """Whom `pronoun` means: of those it can fit the one spoken of last; of several in that sentence, its one
        subject. None where another might as well be meant."""
        sex = PRONOUNS[pronoun.lower()]
        fitting = {who: s for who, s in self.seen if s in (sex, "")}
        last = max((self.place[who] for who in fitting), default=0)
        near = [who for who in fitting if self.place[who] == last]
        if len(near) > 1:
            near = [who for who in near if self.heads.get(who) == last]
        if len(near) != 1 or near[0] in self.maybe or self._might_be_another(near[0], sex, fitting):
            self.stranger(sex)
            return None
        return near[0]

    def meant_owner(self, pronoun: str) -> str | None:
        """Whose something is by "his" or "her": as `meant`, but nobody's where another of that sex came up
        lately, for owners are not only those of whom the last sentence speaks."""
        who = self.meant(pronoun)
        if who is None:
            return None
        sex, since = PRONOUNS[pronoun.lower()], self.place[who] - _FORGOTTEN
        return (
            None if any(s == sex and self.place[one] >= since and one != who for one, s in self.seen) else who
        )

    def just_named(self, pronoun: str) -> str | None:
        """The one name that came up in this sentence or the one before, where `pronoun` can mean nobody else."""
        sex = PRONOUNS[pronoun.lower()]
        around = [who for who, known in self.seen if known in (sex, "") and who not in self.came_up]
        lately = [self.place[who] for who in around] + [self.strangers.get(sex, -1)]
        names = [one for one, at in self.came_up.items() if at >= self.sentence - 1]
        fitting = [one for one in names if leaning(one) in (sex, "")]
        return fitting[0] if len(fitting) == 1 and max(lately) < self.sentence - 1 else None

    def _might_be_another(self, who: str, sex: str, fitting: Mapping[str, str]) -> bool:
        """Whether a pronoun of `sex` that seems to mean `who` may as well mean another: somebody who cannot be
        placed, one who was the subject shortly before, one whose `who` is, or, where nothing says what sex `who`
        is, one who fits better."""
        head = self.heads.get(who, -1)
        stranger = self.strangers.get(sex)
        if stranger is not None and stranger >= max(head, self.place.get(who, 0) - _FORGOTTEN):
            return True
        if self.tied.get(who) in fitting:
            return True
        others = [one for one in fitting if one != who]
        if any(fitting[one] for one in others) and not fitting[who]:
            return head != self.sentence
        shortly = [one for one in others if self.place[one] >= self.place[who] - _SHORTLY]
        return bool(shortly) and head != self.place[who]


def leaning(who: str) -> str:
    """ "f" or "m" where whoever has the first name `who` mostly is, else ""."""
    return leanings().get(who.split(maxsplit=1)[0], "")
