"""A letter is the sender's own or there is none: no form, no placeholder, no fact that was not given."""

from __future__ import annotations

import pytest

from os1.mind.letters import Brief, Letter, fault, prompt, write_letter
from os1.mind.words import Words, variants
from os1.testing.brain import DEGENERATE, FakeBrain

pytestmark = pytest.mark.anyio
BRIEF = Brief(
    sender="Nell, 61, a bell-ringer",
    to="Oskar",
    relation="her brother",
    occasion="he moved to the coast",
    facts=("she kept his blue ladder", "the pear tree fell in the storm", "she visits in May"),
    manner="short, dry, fond",
)
GOOD = """Oskar,

The pear tree fell in the storm, so you needn't feel bad any longer about never pruning it. I kept your blue
ladder. It leans where the tree was and looks as though it's waiting for somebody to explain.

I'll visit you in May, when the bells can spare me. Don't tidy.

Nell"""

NOTHING = """Oskar,

Nothing much happens here and the weather stays grey, as you know well. Rain came. Wind went. Somebody sang. A door
closed slowly. We waited for news, and none was to be had from anyone at all, so we sat and drank our tea.

Nell"""


def letter(**changed: str) -> str:
    text = GOOD
    for old, new in changed.items():
        text = text.replace(
            {"tree": "pear tree", "month": "in May", "end": "Nell", "start": "Oskar,"}[old], new
        )
    return text


async def test_a_letter_with_the_facts_is_handed_over_as_it_is() -> None:
    brain = FakeBrain([GOOD])
    assert await write_letter(brain, BRIEF, Words()) == Letter(GOOD.replace("\n\n", "\n\n"))


@pytest.mark.parametrize("output", DEGENERATE.values(), ids=DEGENERATE)
async def test_two_failures_give_an_honest_word_and_no_form(output: str) -> None:
    brain = FakeBrain([output])
    written = await write_letter(brain, BRIEF, Words())
    assert written.text == ""
    assert written.say in variants("letter.not_yet")
    assert len(brain.asked) == 2


async def test_without_a_brain_there_is_no_letter() -> None:
    written = await write_letter(None, BRIEF, Words())
    assert (written.text, bool(written.say)) == ("", True)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (GOOD, None),
        (letter(start="Dear Sir or Madam,"), "stock"),
        (letter(start="Dear [Name],"), "leak"),
        (letter(month="with Henrik"), "invented"),
        (letter(month="in 1987"), "invented"),
        (letter(end="Yours faithfully and with all the very best wishes"), "unsigned"),
        ("Oskar, the pear tree fell.\nNell", "short"),
        (GOOD.replace("Oskar,", "Oskar, " + "and so the day went by here " * 60), "loop"),
        (NOTHING, "facts"),
    ],
    ids=["good", "stock", "placeholder", "name", "year", "unsigned", "short", "loop", "facts"],
)
def test_what_is_wrong_with_a_letter(text: str, kind: str | None) -> None:
    assert fault(text, BRIEF) == kind


def test_small_and_round_numbers_and_kin_are_a_manner_of_speaking() -> None:
    assert fault(letter(month="in May, a hundred times over, as Mum would, at seven"), BRIEF) is None


@pytest.mark.parametrize("strength", ["bundled", "strong"])
def test_the_brain_is_given_everything_in_the_brief(strength: str) -> None:
    asked = prompt(BRIEF, strength)[1].content
    assert all(part in asked for part in (BRIEF.sender, BRIEF.to, BRIEF.occasion, BRIEF.manner, *BRIEF.facts))
