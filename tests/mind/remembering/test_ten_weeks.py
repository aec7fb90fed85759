"""Ten weeks of a life, told a little every day, and questions about them: the right date, words and source."""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from os1.mind.noticer import Noticer
from os1.mind.remembering.questions import is_told, read
from os1.mind.remembering.requests import correction, off_the_record, wish
from os1.testing.command import os1
from os1.testing.living import Life, live

pytestmark = pytest.mark.anyio
DIARY = Path(__file__).parent / "ten_weeks.jsonl"
NOW = datetime(2026, 3, 16, 9, 30, tzinfo=UTC)  # the morning after its last line, a Monday

TEN = [
    ("What do you remember about Clara?", ("Clara moved in", "fourteen days ago"), "diary-128"),
    (
        "When did I tell you about Dad's hip operation?",
        ("seven weeks ago", "twenty-fifth of January"),
        "diary-049",
    ),
    ("How long ago was the wedding?", ("nine days ago", "seventh of March", "barn near Wells"), "diary-137"),
    ("Where does my sister live?", ("Porto", "seventeen days ago"), "diary-120"),
    (
        "Do you remember the book I told you about?",
        ("The Summer Book", "seventeenth of January"),
        "diary-033",
    ),
    ("What was the name of that restaurant?", ("Casa Miro", "twenty-seventh of January"), "diary-054"),
    ("When is Milo's birthday?", ("in five days", "twenty-first of March"), "diary-037"),
    ("Did I ever mention a piano?", ("Yes.", "First piano lesson", "two days ago"), "diary-154"),
    ("What did I say about Jonah last week?", ("wants the toaster", "five days ago"), "diary-147"),
    ("What did we talk about yesterday?", ("yesterday", "ran after a swan"), "diary-158"),
]
MORE = [
    ("Who is Priya?", ("cardiologist",), "diary-024"),
    ("What does Priya do?", ("cardiologist",), "diary-024"),
    ("What's my dentist called?", ("Dr Okafor", "eighteen days ago"), "diary-117"),
    ("Where did I put my passport?", ("blue teapot",), "diary-108"),
    ("Who lent me a book?", ("Priya lent me",), "diary-033"),
    ("What colour did I paint the kitchen?", ("yellow",), "diary-106"),
    ("When is the choir concert?", ("in twelve days", "twenty-eighth of March"), "diary-130"),
    ("How much was the electricity?", ("two hundred and eleven pounds",), "diary-151"),
    ("How did the wedding go?", ("lovely", "nine days ago"), "diary-138"),
    ("Is Priya going to Toronto?", ("isn't going to Toronto",), "diary-113"),
    ("When did I first mention Priya?", ("thirteenth of January",), "diary-023"),
    ("What happened on Valentine's Day?", ("hospital canteen",), "diary-093"),
    ("What's the name of my Portuguese teacher?", ("Beatriz",), "diary-061"),
    ("How many times have I mentioned Rafi?", ("seven times", "seventeen days ago"), "diary-119"),
    ("What did I do last weekend?", ("piano lesson", "two days ago"), "diary-154"),
    ("How old is Milo?", ("will be seven",), "diary-037"),
    ("I can't remember where I put my passport.", ("blue teapot",), "diary-108"),
    ("I forgot the name of my dentist.", ("Dr Okafor",), "diary-117"),
    ("Tell me about Clara.", ("Clara is your sister",), "diary-128"),
    ("How's Dad?", ("dance at Christmas",), "diary-156"),
    ("Why did Tom faint?", ("cut his thumb",), "diary-110"),
    ("When did Clara move?", ("second of March",), "diary-120"),
    ("How long have I been learning Portuguese?", ("six weeks ago",), "diary-061"),
    ("What did I eat at Casa Miro?", ("octopus",), "diary-054"),
    ("What does Dad call his broom handle?", ("Gerald",), "diary-047"),
    ("Where did I find my bicycle?", ("in the harbour",), "diary-103"),
    ("What was the first thing I told you?", ("Back to work",), "diary-001"),
    ("What's the last thing I told you?", ("bible from 1650",), "diary-160"),
    ("What did I say in January about the wrist?", ("Just a sprain",), "diary-029"),
    ("What's my sister's name?", ("Your sister is Clara",), "diary-003"),
    ("Do you remember when I fell on the ice?", ("went down like a sack",), "diary-025"),
    ("Am I allergic to cats?", ("not allergic to cats",), "diary-053"),
]
NOTHING = [
    "What do you remember about Paul?",
    "Did I ever tell you about my trip to Japan?",
    "Where are my keys?",
    "Where does my brother live?",
    "When did I tell you about the lighthouse?",
    "What's the capital of Portugal?",
    "Who is the president of France?",
    "What is love?",
    "What did I tell you about her?",
    "What should I cook for Priya?",
    "Do you think Priya likes me?",
    "How do I get to the station?",
    "Where can I buy a bicycle?",
    "Where do I work?",
    "Why is the sky blue?",
    "I had a terrible day.",
    "I remember the parrot.",
]


@pytest.fixture
async def life(tmp_path: Path) -> AsyncIterator[Life]:
    async with live(tmp_path, start=NOW) as life:
        await life.memory.import_lines(DIARY)
        await Noticer(life.memory, None, life.clock).catch_up()
        yield life


@pytest.mark.parametrize(("question", "words", "source"), [*TEN, *MORE])
async def test_a_question_is_answered_with_date_words_and_source(
    life: Life, question: str, words: tuple[str, ...], source: str
) -> None:
    clauses, _ = await life.turn(question)
    said = " ".join(clause.text for clause in clauses)
    assert source in [id for clause in clauses for id in clause.cites]
    for word in words:
        assert word.lower() in said.lower()


@pytest.mark.parametrize("question", NOTHING)
async def test_what_was_never_told_is_not_made_up(life: Life, question: str) -> None:
    clauses, _ = await life.turn(question)
    assert clauses
    assert not [id for clause in clauses for id in clause.cites]
    assert "\u201c" not in " ".join(clause.text for clause in clauses)


@pytest.mark.parametrize(("question", "words", "source"), TEN)
async def test_nothing_need_have_been_read_before(
    tmp_path: Path, question: str, words: tuple[str, ...], source: str
) -> None:
    async with live(tmp_path, start=NOW) as life:
        await life.memory.import_lines(DIARY)
        clauses, _ = await life.turn(question)
    assert source in [id for clause in clauses for id in clause.cites]


async def test_what_is_quoted_was_said(life: Life) -> None:
    told = DIARY.read_text(encoding="utf-8")
    for question, _, _ in (*TEN, *MORE):
        said = await life.say(question)
        for part in said.split("\u201c")[1:]:
            assert part.split("\u201d")[0].rstrip(".") in told


async def test_that_and_her_mean_what_was_told_last(life: Life) -> None:
    await life.say("Where did I put my passport?")
    clauses, _ = await life.turn("When did I tell you that?")
    assert "twenty-second of February" in " ".join(clause.text for clause in clauses)
    assert clauses[0].cites == ("diary-108",)
    await life.say("Who is Rafi?")
    assert "Rafi" in await life.say("What did I say about him?")


async def test_that_outlives_a_restart(tmp_path: Path) -> None:
    async with live(tmp_path, start=NOW) as life:
        await life.memory.import_lines(DIARY)
        await life.say("Where did I put my passport?")
    async with live(tmp_path, start=NOW + timedelta(hours=1)) as life:
        clauses, _ = await life.turn("When did I tell you that?")
    assert clauses[0].cites == ("diary-108",)
    assert "twenty-second of February" in " ".join(clause.text for clause in clauses)


async def test_two_that_fit_bring_a_question_back(tmp_path: Path) -> None:
    async with live(tmp_path, start=NOW) as life:
        await life.say("Anna lent me a film about a whale.")
        await life.clock.advance(90_000, step=3600)
        await life.say("Tom gave me a film on pottery in Peru.")
        await life.clock.advance(90_000, step=3600)
        said = await life.say("Do you remember the film I told you about?")
    assert "Which one" in said
    assert "whale" in said
    assert "Peru" in said


def test_what_a_life_tells_is_neither_question_nor_wish() -> None:
    for row in DIARY.read_text(encoding="utf-8").splitlines():
        text = json.loads(row)["text"]
        assert read(text, NOW) is None, text
        assert wish(text, NOW) is None, text
        assert off_the_record(text) is None, text
        assert correction(text) is None, text
        assert is_told(text) is not (text.endswith("?") or text.startswith("Remind me")), text


def shifted(days: int) -> str:
    """The diary, told `days` later."""
    lines = [json.loads(line) for line in DIARY.read_text(encoding="utf-8").splitlines()]
    for line in lines:
        line["time"] = (datetime.fromisoformat(line["time"]) + timedelta(days=days)).isoformat()
    return "".join(json.dumps(line) + "\n" for line in lines)


@pytest.mark.models
def test_ten_questions_on_the_command_line(tmp_path: Path) -> None:
    # The command line lives in the present, and so must the diary: its last line was told yesterday.
    file, home = tmp_path / "diary.jsonl", tmp_path / "home"
    today = datetime.fromtimestamp(os.stat(tmp_path).st_mtime, UTC)
    file.write_text(shifted((today.date() - NOW.date()).days), encoding="utf-8")
    assert os1("memory", "import", file, home=home).returncode == 0
    for question, words, source in TEN:
        done = os1("chat", "--once", question, "--json", home=home)
        reply = json.loads(done.stdout)
        assert source in reply["cites"], (question, reply)
        assert any(word.lower() in reply["text"].lower() for word in words), reply
