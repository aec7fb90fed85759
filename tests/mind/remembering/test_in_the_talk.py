"""Questions about the past within other talk: the first start, care, lines from elsewhere, and a strong brain."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from os1.mind.words import variants
from os1.testing.brain import FakeBrain
from os1.testing.living import MORNING, Life, live

pytestmark = pytest.mark.anyio
ELSEWHERE = [
    ("l1", "Melanie", "I ran a charity race for mental health on Saturday."),
    ("l2", "Theo", "My sister Anna moved to Porto."),
    ("l3", "os1", "I think a bigger pot would help the fern."),
]


async def with_lines(life: Life, folder: Path) -> None:
    file = folder / "lines.jsonl"
    rows = [
        {"id": id, "speaker": who, "time": (MORNING - timedelta(days=9)).isoformat(), "text": text}
        for id, who, text in ELSEWHERE
    ]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    await life.memory.import_lines(file)


async def answered(life: Life, text: str) -> tuple[str, list[str]]:
    clauses, _ = await life.turn(text)
    return " ".join(clause.text for clause in clauses), [id for one in clauses for id in one.cites]


async def test_what_others_said_is_told_as_theirs(tmp_path: Path) -> None:
    async with live(tmp_path) as life:
        await with_lines(life, tmp_path)
        said, cites = await answered(life, "What do you know about the charity race?")
        assert "Melanie" in said
        assert "ou told me" not in said
        assert cites == ["l1"]


async def test_lines_under_the_own_name_are_the_own(tmp_path: Path) -> None:
    async with live(tmp_path) as life:
        await with_lines(life, tmp_path)
        assert "Theo said" in (await answered(life, "What did I say about Porto?"))[0]
        await life.say("Call me Theo.")
        said, cites = await answered(life, "What did I say about Porto?")
    assert "ou told me nine days ago" in said or "ine days ago, you told me" in said
    assert cites == ["l2"]


async def test_its_own_words_are_found_when_asked_for(tmp_path: Path) -> None:
    async with live(tmp_path) as life:
        await with_lines(life, tmp_path)
        said, cites = await answered(life, "What did you tell me about the fern?")
        assert "I said nine days ago" in said
        assert cites == ["l3"]
        assert (await answered(life, "What did I tell you about the fern?"))[1] == []
        assert (await answered(life, "What did you say about the boat?"))[1] == []


async def test_what_it_promised_is_told(tmp_path: Path) -> None:
    async with live(tmp_path) as life:
        said, cites = await answered(life, "What did you promise me?")
    assert "othing" in said
    assert cites == []


async def test_questions_about_oneself_before_anything_was_told(tmp_path: Path) -> None:
    async with live(tmp_path) as life:
        assert "Not much yet" in await life.say("What do you know about me?")
        assert "Which thing" in await life.say("When did I tell you that?")
        await life.say("I'm a bookbinder in Bristol.")
        said, cites = await answered(life, "What do you know about me?")
    assert "bookbinder" in said
    assert len(cites) == 1


async def test_care_comes_before_memory(tmp_path: Path) -> None:
    async with live(tmp_path) as life:
        await life.say("I have nothing to live for.")
        said, cites = await answered(life, "Do you remember that I want to die?")
    assert "program" in said
    assert cites == []


async def test_what_was_said_in_danger_is_not_brought_up_unasked(tmp_path: Path) -> None:
    async with live(tmp_path) as life:
        await life.say("I want to die.")
        await life.say("I planted a fern.")
        await life.clock.advance(90_000, step=3600)
        said = await life.say("What did we talk about yesterday?")
    assert "fern" in said
    assert "die" not in said


async def test_the_first_talk_goes_on_through_a_question(tmp_path: Path) -> None:
    async with live(tmp_path) as life:
        await life.mind.opening()
        await life.say("I'm Theo.")
        assert life.mind.identity.person == "Theo"
        said = await life.say("What do you know about me?")
        assert said
        await life.say("Playful, please.")
        assert life.mind.identity.manner == "playful"


async def test_a_strong_brain_answers_about_a_life_and_code_about_what_was_told(tmp_path: Path) -> None:
    brain = FakeBrain(("In Porto, by the sea.",), strength="strong")
    async with live(tmp_path) as life:
        await life.say("My sister Anna moved to Porto.")
    async with live(tmp_path, brain, MORNING + timedelta(days=3)) as life:
        assert await life.say("Where does my sister live?") == "In Porto, by the sea."
        asked = len(brain.asked)
        said, cites = await answered(life, "What did I tell you about my sister?")
        assert "hree days ago" in said
        assert len(cites) == 1
        assert len(brain.asked) == asked


async def test_where_a_strong_brain_fails_code_answers(tmp_path: Path) -> None:
    brain = FakeBrain(("[Your Name]",), strength="strong")
    async with live(tmp_path, brain) as life:
        await life.say("My sister Anna moved to Porto.")
        said, cites = await answered(life, "Where does my sister live?")
    assert "Porto" in said
    assert len(cites) == 1


@pytest.mark.parametrize(
    "later",
    [
        "Anna moved to Porto last week.",
        "My sister lives in Porto now.",
        "Anna doesn't live in Lisbon any more.",
    ],
)
async def test_what_is_over_is_never_told_as_present(tmp_path: Path, later: str) -> None:
    async with live(tmp_path) as life:
        await life.say("My sister Anna lives in Lisbon.")
        await life.clock.advance(90_000, step=3600)
        await life.say(later)
        await life.clock.advance(90_000, step=3600)
        said = await life.say("Where does my sister live?")
    assert "lives in Lisbon." not in said.split("\u201c")[0]
    if "Porto" in later:
        assert "Porto" in said
    else:
        assert "Not any more" in said or "any more" in said


async def test_a_birthday_that_is_known_is_counted_to(tmp_path: Path) -> None:
    async with live(tmp_path) as life:
        await life.say("Tom's birthday is on the fourteenth of March.")
        said, cites = await answered(life, "When is Tom's birthday?")
    assert "fourteenth of March" in said
    assert "in ten days" in said
    assert len(cites) == 1


async def test_hearsay_is_quoted_and_not_stated(tmp_path: Path) -> None:
    async with live(tmp_path) as life:
        await life.say("Tom says that Anna lives in Rome.")
        said = await life.say("Where does Anna live?")
    assert "Tom says" in said
    assert "Anna lives in Rome." not in said.split("\u201c")[0]


async def test_the_friend_who_did_something_is_found_by_what_they_did(tmp_path: Path) -> None:
    async with live(tmp_path) as life:
        for text in (
            "Paul lent me a book about bees.",
            "Paul's birthday is on the third of May.",
            "Tess has her birthday in June.",
        ):
            await life.say(text)
            await life.clock.advance(3600, step=600)
        said, cites = await answered(life, "When is the birthday of the friend who lent me the book?")
        assert "third of May" in said and "June" not in said
        (cited,) = await life.memory.lines(cites)
        assert cited.text.startswith("Paul's birthday")


@pytest.mark.parametrize(
    ("question", "sure"),
    [
        ("When's Dad's operation?", False),
        ("When is Dad's birthday lunch?", True),
        ("When is Milo's concert?", False),
        ("When is Milo's birthday?", True),
    ],
)
async def test_a_date_is_no_answer_for_something_else_of_the_same_person(
    tmp_path: Path, question: str, sure: bool
) -> None:
    async with live(tmp_path) as life:
        for told in (
            "Dad's birthday lunch is the twelfth of April.",
            "Milo will be seven on the first of May.",
        ):
            await life.say(told)
        said, cites = await answered(life, question)
    assert ("twelfth of April" in said or "first of May" in said) and cites
    assert said.startswith(("I'm not sure it's what you mean.", "This is the nearest I have.")) is not sure


@pytest.mark.parametrize(
    ("told", "question", "name"),
    [
        ("I've got a cat, Mishka.", "So what's my cat called?", "Mishka"),
        ("My lad's not talking to me. His name's Jamie.", "What's my son's name?", "Jamie"),
    ],
)
async def test_a_name_is_told_where_a_name_is_asked_for(
    tmp_path: Path, told: str, question: str, name: str
) -> None:
    async with live(tmp_path, None) as life:
        await life.say(told)
        said, _ = await answered(life, question)
    assert name in said.partition("“")[0], "not only in the words that are quoted"


@pytest.mark.parametrize(
    "question",
    ["What's my daughter called?", "Do you know what my son's name is?", "How old is my sister?"],
)
async def test_what_was_never_told_of_ones_own_is_owned_up_to(tmp_path: Path, question: str) -> None:
    async with live(tmp_path, None) as life:
        said, cites = await answered(life, question)
    assert said in variants("remember.not_found") and not cites
