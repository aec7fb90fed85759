"""What a judge is asked about a talk, and what is made of its answers."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from os1.mind import care
from os1.mind.judging import argument_side, talk_of, tool_side, wanted
from os1.testing.judge import FakeJudge
from os1.types import Arg, Call, Effect, Outcome, Tool

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def _run() -> Outcome:
    raise AssertionError("a tool is only chosen here")


def tool(name: str, effect: Effect = Effect.NOTE, **args: Arg) -> Tool:
    return Tool(name, "It does a thing.", effect, _run, args=args)


LIGHT = tool(
    "light.dim",
    level=Arg("Percent.", "integer", required=False),
    room=Arg("Where.", choices=("kitchen", "hall"), required=False),
)
TIMER = tool("timer.start", duration=Arg("How long."))


def test_a_talk_is_its_last_turns_and_tells_where_the_person_speaks() -> None:
    talk = talk_of([(False, "one"), (True, "two"), (False, "three"), (True, "four"), (False, "five")])
    assert talk.text == "> two | three | > four | five"
    assert [talk.text[begin:end] for begin, end in talk.persons] == ["three", "five"]


def test_a_tool_is_shown_in_words() -> None:
    assert tool_side("smart_light.on", "Turn it on.", ["room"]) == "smart light on: Turn it on. room"
    assert argument_side("light.on", "Turn it on.", "room") == "room ? light on: Turn it on."


async def test_the_likeliest_tool_is_taken_with_the_persons_words() -> None:
    judge = FakeJudge({"timer start": 5.0, "light dim": 4.5}, {"duration": "ten min"})
    talk = talk_of([(False, "give it ten minutes, please")])
    assert await wanted(judge, talk, [LIGHT, TIMER]) == Call("timer.start", {"duration": "ten minutes"})


@pytest.mark.parametrize(
    ("said", "name", "doc", "declined"),
    [
        ("ah forget it I'll do it now", "reminder.add", "Remind the person.", True),
        ("Leave it, Stevie's still out.", "door.lock", "Lock a door.", True),
        ("it's still pitch black out, never mind", "blinds.open", "Open the blinds.", True),
        ("oh don't read me that one", "mail.read", "Read a mail aloud.", True),
        ("No, not till I've asked.", "file.delete", "Delete a file.", True),
        ("Hmm, no, hang on.", "file.delete", "Delete a file.", True),
        ("never mind the weather, put the radio on", "radio.play", "Play the radio.", False),
        ("Never mind. Put the radio on.", "radio.play", "Play the radio.", False),
        ("forget it, cancel the timer", "timer.cancel", "Cancel a timer.", False),
        ("Don't let me forget to ring Bo.", "reminder.add", "Remind the person.", False),
        ("I don't remember, look it up", "memory.find", "What you remember of it.", False),
        ("No, not that one, the blue one.", "light.on", "Turn a light on.", False),
    ],
)
async def test_what_is_given_up_or_forbidden_is_not_asked_for(
    said: str, name: str, doc: str, declined: bool
) -> None:
    one = Tool(name, doc, Effect.NOTE, _run)
    judge = FakeJudge({tool_side(name, "", ()).partition(":")[0]: 9.0}, {})
    assert (await wanted(judge, talk_of([(False, said)]), [one]) is None) is declined


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("A reminder, please. Water the plants.", "water the plants"),
        ("A reminder: Anna rings.", "Anna rings"),
    ],
)
async def test_a_verb_that_began_a_sentence_loses_its_capital(said: str, text: str) -> None:
    judge = FakeJudge({"reminder add": 5.0}, {"text": said.partition(". ")[2].rstrip(".") or "Anna rings"})
    add = tool("reminder.add", text=Arg("What."))
    assert await wanted(judge, talk_of([(False, said)]), [add]) == Call("reminder.add", {"text": text})


async def test_no_tool_is_taken_that_is_less_likely_than_none() -> None:
    judge = FakeJudge({"timer start": 0.9}, {"duration": "ten"})
    assert await wanted(judge, talk_of([(False, "ten")]), [TIMER]) is None
    assert await wanted(judge, talk_of([(False, "ten")]), []) is None


async def test_what_shares_no_word_with_a_tool_must_be_surer() -> None:
    judge = FakeJudge({"timer start": 3.0}, {"duration": "ten"})
    assert await wanted(judge, talk_of([(False, "ten")]), [TIMER]) is None
    assert await wanted(judge, talk_of([(False, "a timer, ten")]), [TIMER])
    assert await wanted(judge, talk_of([(True, "A timer?"), (False, "ten")]), [TIMER]) is None, (
        "its own words"
    )
    assert await wanted(judge, talk_of([(False, "a timer"), (True, "Yes?"), (False, "ten")]), [TIMER])


@pytest.mark.parametrize(
    ("text", "goes_on"), [("ten", True), ("what about ten?", True), ("what is ten?", False)]
)
async def test_a_new_question_is_no_answer_to_what_was_asked_for(text: str, goes_on: bool) -> None:
    judge = FakeJudge({"timer start": 3.0}, {"duration": "ten"})
    talk = talk_of([(False, "a timer"), (True, "For how long?"), (False, text)])
    assert (await wanted(judge, talk, [TIMER]) is not None) == goes_on


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("fish fingers", "fish fingers"),
        ("make it ten", "a timer, nine | > Nine minutes. | make it ten"),
        ("and ten", "a timer, nine | > Nine minutes. | and ten"),
    ],
)
async def test_what_was_asked_for_and_is_done_is_not_looked_at_again(text: str, shown: str) -> None:
    judge = FakeJudge()
    await wanted(judge, talk_of([(False, "a timer, nine"), (True, "Nine minutes."), (False, text)]), [TIMER])
    assert judge.asked[0] == shown


@pytest.mark.parametrize("effect", [Effect.CHANGE, Effect.SEND])
async def test_what_leaves_the_store_must_be_surer(effect: Effect) -> None:
    talk = talk_of([(False, "open the door")])
    assert await wanted(FakeJudge({"door open": 1.9}), talk, [tool("door.open", effect)]) is None
    assert await wanted(FakeJudge({"door open": 2.1}), talk, [tool("door.open", effect)]) == Call("door.open")


async def test_without_a_required_argument_there_is_no_call() -> None:
    assert await wanted(FakeJudge({"timer start": 5.0}), talk_of([(False, "a timer")]), [TIMER]) is None


@pytest.mark.parametrize(
    ("found", "args"),
    [
        ({"level": "30", "room": "the Kitchen"}, {"level": 30, "room": "kitchen"}),
        ({"level": "true", "room": "the attic"}, {}),
        ({"level": "thirty"}, {}),
        ({}, {}),
    ],
)
async def test_arguments_are_of_their_kind_or_left_out(
    found: dict[str, str], args: dict[str, object]
) -> None:
    talk = talk_of([(False, "dim the Kitchen and the attic to 30 or thirty, true")])
    assert await wanted(FakeJudge({"light dim": 5.0}, found), talk, [LIGHT]) == Call("light.dim", args)


async def test_a_judge_that_is_down_chooses_nothing_and_worries_about_nothing() -> None:
    judge = FakeJudge({"timer start": 5.0}, worries={"x": "crisis"}, down=True)
    assert await wanted(judge, talk_of([(False, "ten minutes")]), [TIMER]) is None
    assert await care.judged(judge, "x") == care.Worry()
    assert await care.judged(None, "x") == care.Worry()


async def test_what_worries_the_judge_is_taken_care_of() -> None:
    judge = FakeJudge(worries={"I have put my papers in order for them.": "crisis"})
    worry = await care.judged(judge, "I have put my papers in order for them.")
    assert worry == care.Worry("unsure", uneasy=True)
    assert await care.judged(judge, "I have put my papers in order.") == care.Worry()
    assert await care.judged(judge, "I want to kill myself.") == care.Worry("crisis")
    other = FakeJudge(worries={"x": "sexual"})
    assert await care.judged(other, "x") == care.Worry("sexual", uneasy=True), "only danger is asked about"
    young = FakeJudge(worries={"x": "minor"})
    assert await care.judged(young, "x") == care.Worry(uneasy=True)
