"""The answers to questions about the past: one small function for each kind of question in `questions.toml`.

Each gives what to say in the words that were said, with when, and the utterances it leans on; or None where it is
better left to ordinary talk. Nothing is put in other words, so nothing can be put wrongly.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from os1.memory.facts import Fact
from os1.mind.care import concern
from os1.mind.remembering import knowing
from os1.mind.remembering.finding import (
    Found,
    enough,
    find,
    fitting_facts,
    gist_of,
    newest_first,
    to_the_point,
)
from os1.mind.remembering.gist import Gist, gist, stems
from os1.mind.remembering.past import Past, Told
from os1.mind.remembering.questions import Question, is_told
from os1.mind.remembering.talks import summed
from os1.mind.remembering.telling import excerpt, is_person, quoted, told
from os1.mind.remembering.times import day_said, named_day, when_said
from os1.mind.spoken import clock_time, number, part_of_day
from os1.types import Recalled

Answer = Callable[[Question, Past], Awaitable[Told | None]]
Tell = Callable[[Question, Past, Gist, list[Found]], Awaitable[Told]]
_NOTHING = Gist({})
_CLOSE = 0.12
"""Scores that lie no further apart are equally good; then the newest counts, or the first."""
_QUOTED = 2
_DAYS_APART = timedelta(days=2)
_PAUSE = timedelta(minutes=30)
_LATELY = timedelta(days=30)
_AROUND = timedelta(days=30)
"""How far from the first or the last line the first or the last thing told is looked for."""


async def answer(question: Question, past: Past) -> Told | None:
    """The answer to `question`, or None where it is ordinary talk."""
    if question.pronoun and not past.last.who:
        return Told(past.words.say("remember.who")) if question.plainly else None
    return await ANSWERS[question.kind](question, past)


def of_what_fits(tell: Tell) -> Answer:
    """An answer that `tell` makes of the memories that fit; where none does that says so, and "that" is what the
    last answer leaned on."""

    async def answer(question: Question, past: Past) -> Told | None:
        if question.that:
            return await that_source(question, past)
        wanted, near, found = await _looked_up(question, past)
        return (
            await tell(question, past, wanted, found) if found else _not_found(question, near, wanted, past)
        )

    return answer


async def about(question: Question, past: Past, wanted: Gist, found: list[Found]) -> Told:
    """ "What do you remember about Catherine?": who she is, and the last and the best of what was told."""
    lead = await knowing.introduced(question, past)
    chosen = _best_and_last(found)
    if not lead.say and len(found) > len(chosen):
        lead = Told(past.words.say("remember.count", count=number(len(found)), what=_what(question, past)))
    said, cites = _quotes([one.memory for one in chosen], wanted, past)
    return Told(
        f"{lead.say} {said}".strip(),
        tuple(dict.fromkeys((*cites, *lead.cites))),
        lead.facts,
        who=lead.who or _who(wanted, question),
    )


async def thing(question: Question, past: Past, wanted: Gist, found: list[Found]) -> Told:
    """ "Do you remember the book I told you about?"; where two are meant, it asks which."""
    rivals = [one for one in found if one.covered >= 0.99 and one.score >= found[0].score - _CLOSE]
    if wanted.names or len(rivals) < _QUOTED or not _apart(rivals[0].memory, rivals[1].memory, wanted):
        said, cites = _quotes([found[0].memory], wanted, past)
        return Told(past.words.say("remember.yes", said=said), cites, who=_who(wanted, question))
    said, cites = _quotes([one.memory for one in rivals[:_QUOTED]], wanted, past)
    return Told(past.words.say("remember.which", said=said), cites)


async def ever(question: Question, past: Past) -> Told | None:
    """ "Did I ever mention a restaurant?": yes with the words, or no, and go on."""
    wanted, near, found = await _looked_up(question, past)
    if not found:
        return _near(near, wanted, past) or Told(past.words.say("remember.never"))
    said, cites = _quotes([_last(found).memory], wanted, past)
    return Told(past.words.say("remember.yes", said=said), cites, who=_who(wanted, question))


async def when_told(question: Question, past: Past, wanted: Gist, found: list[Found]) -> Told:
    """ "When did I tell you about the boat?": when, to the day and in which words; the last time or the first."""
    one = (_first if question.first else _last)(found).memory
    return Told(_dated(one, wanted, past), (one.id,), who=_who(wanted, question))


async def that_source(question: Question, past: Past) -> Told | None:
    """ "When did I tell you that?": the words that the last answer leaned on."""
    ids = past.last.cites or tuple(await past.memory.last_cited())
    lines = await past.memory.lines(ids[:1])
    if not lines:
        return Told(past.words.say("remember.what")) if question.that else None
    return Told(_dated(lines[0], _NOTHING, past), (lines[0].id,), past.last.facts, past.last.who)


async def how_often(question: Question, past: Past) -> Told | None:
    """ "How many times have I mentioned Paul?": the count and the last time."""
    wanted, near, found = await _looked_up(question, past)
    if not found:
        return _not_found(question, near, wanted, past)
    last = newest_first(found)
    key = "once" if len(found) == 1 else "often"
    slots = {"count": number(len(found)), "when": when_said(last[0].memory.time, past.now)}
    said = past.words.say(f"remember.{key}", what=_what(question, past), **slots)
    return Told(said, tuple(one.memory.id for one in last), who=_who(wanted, question))


async def own_words(question: Question, past: Past) -> Told | None:
    """ "What did you tell me about the boat?": its own words."""
    wanted = await gist_of(question, past)
    found = enough(question, await find(question, wanted, past, own=True))
    if not found:
        return Told(past.words.say("remember.not_found_own"))
    said, cites = _quotes([found[0].memory], wanted, past)
    return Told(said, cites)


async def promised(question: Question, past: Past) -> Told | None:
    """ "What did you promise me?": the promises that are open."""
    return await knowing.promises(past)


async def talked(question: Question, past: Past) -> Told | None:
    """ "What did we talk about yesterday?": what the talks were about, or the most telling things of then."""
    if question.when:
        lines = await past.memory.during(question.when.since, question.when.until)
        return await summed(lines, question.when, past) or _day(lines, question, past)
    before = await past.memory.during(past.now - _LATELY, past.now)
    lines = [one for one in before if one.id not in past.skip]
    talks = [i for i in range(1, len(lines)) if lines[i].time - lines[i - 1].time > _PAUSE]
    now = past.now - lines[-1].time < _PAUSE if lines else False
    if not now and talks:
        lines = lines[talks[-1] :]
    elif len(talks) > 1 or (talks and now):
        lines = lines[(talks[-2] if len(talks) > 1 else 0) : talks[-1]]
    return _day(lines, question, past)


async def did(question: Question, past: Past) -> Told | None:
    """ "What did I do on Saturday?": what was told then, or told later of that day."""
    when = question.when
    if when is None:
        return await talked(question, past)
    lines = await past.memory.during(when.since, min(when.until + timedelta(days=3), past.now))

    def of_it(one: Recalled) -> bool:
        named = named_day(one.text, one.time)
        return when.holds(one.time) if named is None else when.since.date() <= named < when.until.date()

    return _day([one for one in lines if of_it(one)], question, past)


async def edge(question: Question, past: Past) -> Told | None:
    """ "What was the first thing I told you?": the first, or the last before this."""
    ends = await past.memory.stats()
    if not ends["first"]:
        return Told(past.words.say("remember.person_nothing"))
    at = datetime.fromisoformat(ends["first"] if question.first else ends["last"])
    since, until = (at, at + _AROUND) if question.first else (past.now - _AROUND, past.now)
    lines = [
        one
        for one in await past.memory.during(since, until)
        if one.id not in past.skip and is_person(one.speaker, past.own) and is_told(one.text)
    ]
    if not lines:
        return _not_found(question, [], _NOTHING, past)
    one = lines[0] if question.first else lines[-1]
    return Told(told(one, _NOTHING, past.own, past.now, past.words), (one.id,))


async def me(question: Question, past: Past) -> Told | None:
    """ "What do you know about me?": what is known for sure, and how much was told."""
    return await knowing.person(past)


async def who(question: Question, past: Past) -> Told | None:
    """ "Who is Anna?": what she is to the person, and the words it comes from."""
    lead = await knowing.introduced(question, past)
    wanted = await gist_of(question, past)
    found = enough(question, await find(question, wanted, past))
    if not lead.say:
        near = [one for one in found if one.score >= found[0].score - _CLOSE]
        if not near:
            return _not_found(question, found, wanted, past)
        # Somebody is told of when they first come up.
        said, cites = _quotes([newest_first(near)[-1].memory], wanted, past)
        return Told(said, cites, who=_who(wanted, question))
    said, cites = _quotes(await past.memory.lines(lead.cites), wanted, past)
    return Told(f"{lead.say} {said}".strip(), cites, lead.facts, lead.who)


async def when(question: Question, past: Past) -> Told | None:
    """ "How long ago was the wedding?": the day that was named, worked out, and the words that named it."""

    def tell(found: Sequence[Found], wanted: Gist) -> tuple[str, str]:
        dated = [one for one in found if named_day(excerpt(one.memory.text, wanted), one.memory.time)]
        one = _last(dated or found).memory
        day = named_day(excerpt(one.text, wanted), one.time)
        said = told(one, wanted, past.own, past.now, past.words)
        return f"{on_day(day, past) if day else ''} {said}".strip(), one.id

    return await _answered(question, past, tell)


async def age(question: Question, past: Past) -> Told | None:
    """ "How old is Milo?": the fact, or the words with a number or a birthday in them."""
    return await life(replace(question, about=f"{question.about} age"), past)


async def life(question: Question, past: Past) -> Told | None:
    """A question about the person's life: the fact that is known, or the words that answer it best."""
    return await _answered(question, past, lambda found, wanted: _plain_answer(found, wanted, past))


async def _answered(
    question: Question, past: Past, tell: Callable[[Sequence[Found], Gist], tuple[str, str]]
) -> Told | None:
    """The fact that holds; else what `tell` makes of the memories that fit (its words and the id it cites); else
    what held once; else that there is nothing."""
    wanted = await gist_of(question, past)
    holds, held, over = await _known(question, wanted, past)
    if holds:
        return holds
    near = [one for one in await find(question, wanted, past) if one.memory.id not in over]
    if found := enough(question, near):
        pointed = to_the_point(found, wanted)
        if not pointed:
            return held or _near(found, wanted, past)
        said, id = tell(pointed, wanted)
        return Told(said, (id,), who=_who(wanted, question))
    return held or _not_found(question, near, wanted, past)


def _plain_answer(found: Sequence[Found], wanted: Gist, past: Past) -> tuple[str, str]:
    one = _last(found).memory
    return told(one, wanted, past.own, past.now, past.words), one.id


_NAME = re.compile(r"\b(?:called|names?(?: is| was)?)$")
ANSWERS: Mapping[str, Answer] = {
    "how_often": how_often,
    "own_words": own_words,
    "promised": promised,
    "when_told": of_what_fits(when_told),
    "that_source": that_source,
    "edge": edge,
    "talked": talked,
    "did": did,
    "me": me,
    "about": of_what_fits(about),
    "ever": ever,
    "thing": of_what_fits(thing),
    "who": who,
    "when": when,
    "where": life,
    "how": life,
    "age": age,
    "tell": of_what_fits(about),
    "why": life,
    "what": life,
    "whether": life,
}
"""What answers each kind of question; the kinds are those of `questions.toml`."""


async def _known(question: Question, wanted: Gist, past: Past) -> tuple[Told | None, Told | None, set[str]]:
    """The fact that answers `question`, or else one that did once, and the utterances of those that are over."""
    if not past.read_up:
        return None, None, set()
    now = await fitting_facts(question, wanted, past)
    if _NAME.search(question.about):  # that there is a cat does not tell what it is called
        now = [fact for fact in now if fact.relation not in ("has_pet", "has_family")] or now
    once = [fact for fact in await fitting_facts(question, wanted, past, over=True) if fact.until]
    over = {source for fact in once for source in fact.sources}
    holds = [found for fact in now if (found := await _stated(fact, question, wanted, past))]
    held = [found for fact in once if (found := await _stated(fact, question, wanted, past))]
    return next(iter(holds), None), next(iter(held), None), over


async def _stated(fact: Fact, question: Question, wanted: Gist, past: Past) -> Told | None:
    """`fact` as an answer, with the words it comes from; None where it is too doubtful for one."""
    lines = await past.memory.lines(fact.sources[-1:])
    lead = knowing.stated(fact, past)
    if not lines or lead is None:
        return None
    if question.kind == "when" and lead and (day := named_day(f"on {fact.value}", past.now)):
        lead = f"{lead} {on_day(day, past)}"
    said = told(lines[0], wanted, past.own, past.now, past.words)
    who = "" if fact.subject == "person" else fact.subject
    return Told(f"{lead} {said}".strip(), (lines[0].id,), (fact.id,), who)


def on_day(day: date, past: Past) -> str:
    """When a day is, in a sentence."""
    key = "remember.day_past" if day < past.now.date() else "remember.day"
    return past.words.say(key, when=day_said(day, past.now))


def _day(lines: Sequence[Recalled], question: Question, past: Past) -> Told | None:
    """The most telling of `lines`, in the order in which they were said."""
    kept = [
        one
        for one in lines
        if one.id not in past.skip and one.speaker != "os1" and is_told(one.text) and not concern(one.text)
    ]
    if not kept:
        return Told(
            past.words.say("remember.nothing_then", when=question.when.said if question.when else "then")
        )
    best = sorted(kept, key=lambda one: len(stems(one.text)), reverse=True)[: _QUOTED + 1]
    best.sort(key=lambda one: one.time)
    said, cites = _quotes(best[:_QUOTED], _NOTHING, past)
    return Told(said, cites)


def _quotes(lines: Sequence[Recalled], wanted: Gist, past: Past) -> tuple[str, tuple[str, ...]]:
    parts: list[str] = []
    before: Recalled | None = None
    for one in lines:
        parts.append(told(one, wanted, past.own, past.now, past.words, after=before))
        before = one
    return " ".join(parts), tuple(one.id for one in lines)


def _dated(one: Recalled, wanted: Gist, past: Past) -> str:
    """When `one` was said, to the day and the part of it, and in which words."""
    if not is_person(one.speaker, past.own):
        return told(one, wanted, past.own, past.now, past.words)
    time = one.time.astimezone(past.now.tzinfo)
    near = (past.now.date() - time.date()).days <= 1
    part = f"at {clock_time(time)}" if near else part_of_day(time)
    when = f"{day_said(time.date(), past.now)}, {part}"
    return past.words.say("remember.on", when=when, said=quoted(one.text, wanted))


async def _looked_up(question: Question, past: Past) -> tuple[Gist, list[Found], list[Found]]:
    """What `question` is about, the memories near to it, and those of them that answer it."""
    wanted = await gist_of(question, past)
    near = await find(question, wanted, past)
    return wanted, near, enough(question, near)


def _not_found(question: Question, near: Sequence[Found], wanted: Gist, past: Past) -> Told | None:
    """An honest no, with the nearest there is, where the question was plainly one for memory; else None."""
    plainly = question.kind in ("who", "where", "when", "age") or _NAME.search(question.about)
    mine = plainly and " my " in f" {question.about.lower()} "
    if not (question.plainly or mine):
        return None
    if question.plainly and (nearest := _near(near, wanted, past)):
        return nearest
    if question.echo and question.kind in ("about", "when_told", "how_often"):
        return Told(past.words.say("remember.not_found_about", what=question.echo))
    return Told(past.words.say("remember.not_found"))


def _near(near: Sequence[Found], wanted: Gist, past: Past) -> Told | None:
    """The nearest memory, said to be no more than that."""
    if not near:
        return None
    said, cites = _quotes([near[0].memory], wanted, past)
    return Told(past.words.say("remember.near", said=said), cites)


def _best_and_last(found: Sequence[Found]) -> list[Found]:
    """The newest of the best, and the best besides it; newest first."""
    if not found:
        return []
    last = _last(found)
    others = [one for one in found if abs(one.memory.time - last.memory.time) > _DAYS_APART]
    return newest_first([last, *others[: _QUOTED - 1]])


def _last(found: Sequence[Found]) -> Found:
    return newest_first([one for one in found if one.score >= found[0].score - _CLOSE])[0]


def _first(found: Sequence[Found]) -> Found:
    return newest_first([one for one in found if one.covered >= found[0].covered - _CLOSE])[-1]


def _apart(one: Recalled, other: Recalled, wanted: Gist) -> bool:
    """Whether two memories speak of different things of the kind that was asked for."""
    a, b = (gist(excerpt(line.text, wanted)).weights.keys() for line in (one, other))
    names = [{w for w in text.split() if w[:1].isupper()} for text in (one.text, other.text)]
    return len(a & b) < 0.4 * min(len(a), len(b)) and names[0].isdisjoint(names[1] - {"I"})


def _what(question: Question, past: Past) -> str:
    return question.echo or past.last.who or "that"


def _who(wanted: Gist, question: Question) -> str:
    """Who a following "her" will mean: the one name that was asked about."""
    return question.about if len(wanted.names) == 1 and len(question.about.split()) <= 2 else ""
