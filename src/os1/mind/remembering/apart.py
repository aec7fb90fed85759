"""Questions about somebody whose name several people have: which one is asked about, or asking that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from os1.memory.links import names_in
from os1.memory.namesakes import Namesake, marked, one_of
from os1.mind.remembering.past import Past
from os1.mind.remembering.questions import Question
from os1.mind.spoken import listed, number
from os1.mind.words import Words


async def apart(question: Question, past: Past) -> tuple[Question, Past, Sequence[Namesake]]:
    """`question` and `past` narrowed to the one who is meant; or with those who may be, where it does not say."""
    name = next(iter(names_in(f"of {question.about}")), "")
    people = await past.memory.namesakes(name) if name else []
    if not people:
        return question, past, ()
    one = one_of(people, question.about, name)
    if one is None:
        return question, past, people
    about = marked(question.about).replace(f"{one.mark} {name}", name)
    return replace(question, about=about), replace(past, one=one), ()


def which(people: Sequence[Namesake], words: Words) -> str:
    """The question which of `people` is meant."""
    those = listed([one.called for one in people])
    return words.say("remember.which_person", count=number(len(people)), name=people[0].name, those=those)
