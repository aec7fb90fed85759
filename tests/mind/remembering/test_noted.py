"""A fact that was just told is said back; one on health, money or law is asked about, once, before it counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from os1.testing.living import Life, live

pytestmark = pytest.mark.anyio


async def certainty(life: Life) -> list[str]:
    return [fact.certainty for fact in await life.memory.facts() if fact.relation == "allergic_to"]


@pytest.mark.parametrize(
    ("text", "back"),
    [
        ("My dog is called Bohr.", "Your dog is Bohr."),
        ("Klara's birthday is on the third of April.", "Klara's birthday is the third of April."),
        ("I work as a roofer.", "You work as a roofer."),
    ],
)
async def test_a_plain_fact_is_said_back_and_cited(tmp_path: Path, text: str, back: str) -> None:
    async with live(tmp_path) as life:
        clauses, _ = await life.turn(text)
        assert " ".join(clause.text for clause in clauses).startswith(back)
        (line,) = [one for one in await life.memory.recent(9) if one.text == text]
        assert clauses[0].cites == (line.id,)


@pytest.mark.parametrize(
    "text",
    [
        "I might move to Rome.",
        "Tom says that Klara is getting married.",
        "My brother died last year.",
        "If I were rich, I'd live in Rome.",
        "It's a long way home.",
    ],
)
async def test_what_is_uncertain_or_sad_is_not_just_noted(tmp_path: Path, text: str) -> None:
    async with live(tmp_path) as life:
        said = await life.say(text)
        assert "I'll remember that" not in said and "Is that so?" not in said
        assert "I'll keep that" not in said and "Good to know" not in said


async def test_a_yes_makes_a_grave_fact_certain(tmp_path: Path) -> None:
    async with live(tmp_path) as life:
        assert "you are allergic to penicillin. Is that so?" in await life.say("I'm allergic to penicillin.")
        assert await certainty(life) == ["told"]
        await life.say("Yes.")
        assert await certainty(life) == ["certain"]
        assert "Is that so" not in await life.say("I'm allergic to penicillin.")


async def test_a_no_strikes_it(tmp_path: Path) -> None:
    async with live(tmp_path) as life:
        await life.say("I'm allergic to penicillin.")
        await life.say("No.")
        assert await certainty(life) == []


async def test_a_yes_to_something_else_confirms_nothing(tmp_path: Path) -> None:
    async with live(tmp_path) as life:
        await life.say("I'm allergic to penicillin.")
        await life.say("What time is it?")
        await life.say("Yes.")
        assert await certainty(life) == ["told"]
