"""A fact in plain spoken words, as the OS says it to the person: "your sister Anna lives in Lisbon"."""

from __future__ import annotations

import re

from os1.memory.facts import Fact
from os1.memory.relations import PETS, ROLES
from os1.mind import dates
from os1.mind.spoken import ordinal
from os1.mind.tables import tables

_YOURS = {"person": "you", "os1": "I"}


def told(fact: Fact) -> str:
    """`fact` as a clause, in the tense in which it holds, with how sure it is."""
    said = _clause(fact)
    if fact.since and not fact.until and fact.certainty != "planned":
        said += f", since {spoken_date(dates.worded(fact.since))}"
    if fact.certainty == "hearsay":
        return f"somebody said that {said}"
    if fact.certainty == "unsure":
        return f"perhaps {said}"
    return said


def whom(fact: Fact) -> str:
    """Whom `fact` is about, told from others of the name: "your sister Anna", "Anna from work"."""
    if not fact.mark:
        return who(fact.subject)
    own = fact.mark.startswith("my ")
    return f"your {fact.mark[3:]} {fact.subject}" if own else f"{fact.subject} {fact.mark}"


def who(subject: str) -> str:
    """`subject` as one says it to the person: "you", "your sister", "Anna"."""
    return _YOURS.get(subject) or re.sub(r"^my ", "your ", subject)


def spoken_date(value: str) -> str:
    """A date as `dates.said` gives it, as people say it: "14 March" is "the fourteenth of March"."""
    match = re.fullmatch(r"(\d{1,2}) (\w+)(?: (\d{4}))?", value)
    if match is None:
        return value
    year = f" {match[3]}" if match[3] else ""
    return f"the {ordinal(int(match[1]))} of {match[2]}{year}"


def _clause(fact: Fact) -> str:
    value = who(spoken_date(fact.value)) if fact.value != "person" else "you"
    subject = whom(fact)
    first = fact.subject in ("person", "os1")
    if fact.relation in ROLES | PETS:
        owner = "your" if first else f"{subject}'s"
        return f"{owner} {fact.relation} {_is(fact)} {value}"
    forms = tables()["telling"].get(fact.relation)
    if forms is None:
        owner = "your" if first else f"{subject}'s"
        return f"{owner} {fact.relation.replace('_', ' ')} {_is(fact)} {value}"
    form = forms[0] if first else forms[1]
    if form == "{value}":  # what they do is the verb itself
        verb, _, value = value.partition(" ")
        form = f"{verb if first else _third(verb)} {{value}}".strip()
    past = fact.until is not None
    if fact.certainty == "planned" and not past:
        return f"{subject} {'are' if first else 'is'} thinking of this: {_fill(form, fact, value)}"
    return f"{subject} {_fill(form, fact, value)}"


def _fill(form: str, fact: Fact, value: str) -> str:
    """The verb of `form` ("live in {value}") denied or in the past, with its value."""
    verb, _, rest = form.partition(" ")
    first = fact.subject in ("person", "os1")
    be = verb in ("are", "is")
    if fact.until:
        base = "were" if be and first else "was" if be else f"used to {_base(verb)}"
        verb = base if not fact.negated else f"{base} not"
    elif fact.negated:
        verb = f"{verb} not" if be else f"{'do' if first else 'does'} not {_base(verb)}"
    return f"{verb} {rest}".format(value=value).strip()


def _base(verb: str) -> str:
    if verb in ("has", "have"):
        return "have"
    return re.sub(r"(?<=ch)es$|(?<=sh)es$|(?<=o)es$|(?<!s)s$", "", verb)


def _third(verb: str) -> str:
    """ "Teach" as it is said of another: "teaches"."""
    return f"{verb}es" if verb.endswith(("ch", "sh", "o", "x", "ss")) else f"{verb}s"


def _is(fact: Fact) -> str:
    if fact.until:
        return "was not" if fact.negated else "was"
    return "is not" if fact.negated else "is"
