"""Thinking ahead: a reply begun before its turn is certain is gone on with, or never was."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from os1.mind.identity import Fact, Identity
from os1.mind.words import variants
from os1.models.engines import Message
from os1.testing.brain import FakeBrain
from os1.testing.judge import FakeJudge
from os1.testing.living import MORNING, Life, live
from os1.types import Clause, Effect, Heard, Outcome, Recalled, Tool, new_id

pytestmark = pytest.mark.anyio
REMARK = "I painted the fence green."
ANSWER = "Green, really? And how does the house look beside it now?"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def foreseen(life: Life, heard: Heard) -> list[Clause]:
    """What was rehearsed while `heard` was thought about, once the brain had time."""
    await life.mind.warm()
    rehearsed: list[Clause] = []

    async def nothing() -> list[Recalled]:
        return []

    await life.mind.foresee(heard, (), nothing, None, rehearsed.append)
    for _ in range(50):
        await asyncio.sleep(0)
    return rehearsed


async def said(life: Life, heard: Heard) -> list[Clause]:
    meaning = await life.mind.understand(heard, (), asking=None)
    return [clause async for clause in life.mind.reply(heard, meaning, (), ())]


def utterance(life: Life, text: str) -> Heard:
    return Heard(new_id(life.clock.now()), text, life.clock.now())


async def test_a_reply_goes_on_from_what_was_begun(tmp_path: Path) -> None:
    brain = FakeBrain((ANSWER, "no"))
    async with live(tmp_path, brain) as life:
        heard = utterance(life, REMARK)
        rehearsed = await foreseen(life, heard)
        assert [clause.text for clause in rehearsed] == ["Green, really?"], "the first clause, once"
        clauses = await said(life, heard)
    assert " ".join(clause.text for clause in clauses) == ANSWER
    assert clauses[0] == rehearsed[0], "words and mood, so that its sound can be used"
    assert len(brain.asked) == 1


async def test_other_words_are_answered_anew(tmp_path: Path) -> None:
    brain = FakeBrain(("Wrong, all of it.", ANSWER))
    async with live(tmp_path, brain) as life:
        await foreseen(life, utterance(life, "I painted the gate blue."))
        heard = utterance(life, REMARK)
        clauses = await said(life, heard)
    assert " ".join(clause.text for clause in clauses) == ANSWER


async def test_what_is_dropped_stops_the_brain(tmp_path: Path) -> None:
    brain = FakeBrain((ANSWER,), stall_after=3)
    async with live(tmp_path, brain) as life:
        await foreseen(life, utterance(life, REMARK))
        (asked,) = brain.asked
        begun = asked.closed
        await life.mind.drop()
        assert (begun, asked.closed) == (False, True)
        await life.mind.drop()


async def test_a_reply_that_is_interrupted_stops_what_was_begun(tmp_path: Path) -> None:
    brain = FakeBrain((ANSWER,), stall_after=4)
    async with live(tmp_path, brain) as life:
        heard = utterance(life, REMARK)
        await foreseen(life, heard)
        reply = asyncio.ensure_future(said(life, heard))
        await asyncio.sleep(0.05)
        reply.cancel()
        await asyncio.gather(reply, return_exceptions=True)
        assert brain.asked[0].closed


@pytest.mark.parametrize(
    "text",
    ["I want to die.", "Are you human?", "Stop."],
)
async def test_what_is_not_for_this_brain_is_not_begun(tmp_path: Path, text: str) -> None:
    brain = FakeBrain((ANSWER,))
    async with live(tmp_path, brain) as life:
        assert await foreseen(life, utterance(life, text)) == [] and brain.asked == []


@pytest.mark.parametrize("text", ["My father died last night.", "What should I do about it?"])
async def test_where_listening_answers_its_words_are_rehearsed_and_said(tmp_path: Path, text: str) -> None:
    brain = FakeBrain((ANSWER,))
    async with live(tmp_path, brain) as life:
        heard = utterance(life, text)
        (rehearsed,) = await foreseen(life, heard)
        assert (await said(life, heard))[0].text == rehearsed.text and brain.asked == []


@pytest.mark.parametrize("text", ["Are you human?", "Tell me about yourself.", "How are you?"])
async def test_what_it_says_of_itself_is_rehearsed_and_said(tmp_path: Path, text: str) -> None:
    async with live(tmp_path, None) as life:
        own = Identity(MORNING, {"name": Fact("Wren")})
        await life.memory.shelf("mind").put("self", {"identity": own.to_document(), "first": None})
        heard = utterance(life, text)
        (rehearsed,) = await foreseen(life, heard)
        (again,) = await foreseen(life, heard)
        assert (await said(life, heard))[0] == rehearsed == again, "looking ahead uses nothing up"


async def test_talk_is_rehearsed_before_a_tool_is_looked_for(tmp_path: Path) -> None:
    order: list[str] = []

    class Slow(FakeJudge):
        async def wanted(self, talk: str, tools: Sequence[str]) -> NDArray[np.float32]:
            order.append("tool")
            return await super().wanted(talk, tools)

    async def start() -> Outcome:
        raise AssertionError("thinking ahead does nothing")

    async def nothing() -> list[Recalled]:
        return []

    timer = Tool("timer.start", "Start a timer.", Effect.NOTE, start)
    async with live(tmp_path, None, judge=Slow()) as life:
        await life.mind.warm()
        for text in ("The bus went round the square.", "The timer went off at noon."):
            heard = utterance(life, text)
            await life.mind.foresee(heard, [timer], nothing, None, lambda clause: order.append("words"))
            await life.mind.drop()
    assert order == ["words", "tool", "tool", "words"], "but not where its words are there"


async def test_what_is_usual_is_what_listening_says_next_in_the_present_mood(tmp_path: Path) -> None:
    async with live(tmp_path, None) as life:
        await life.mind.warm()
        usual = life.mind.usual([])
        (first, *_) = await said(life, utterance(life, "The bus went round the square."))
        assert first in usual


async def test_what_tools_often_answer_is_usual_with_any_brain(tmp_path: Path) -> None:
    async def start() -> Outcome:
        raise AssertionError("nothing is done for it")

    timer = Tool("timer.start", "Start a timer.", Effect.NOTE, start, often=("For how long?",))
    for strength in ("bundled", "strong"):
        async with live(tmp_path / strength, FakeBrain((ANSWER,), strength=strength)) as life:
            await life.mind.warm()
            assert "For how long?" in [clause.text for clause in life.mind.usual([timer])]


async def test_thinking_ahead_changes_nothing_that_is_kept(tmp_path: Path) -> None:
    async with live(tmp_path, FakeBrain((ANSWER,))) as life:
        await life.mind.warm()
        before = await _kept(life)
        await foreseen(life, utterance(life, "Thank you, I painted the fence green."))
        await life.mind.drop()
        assert await _kept(life) == before


async def _kept(life: Life) -> object:
    return await life.memory.shelf("mind").items()


async def test_a_brain_that_dies_while_thinking_ahead_is_apologised_for(tmp_path: Path) -> None:
    brain = FakeBrain((ANSWER,), die_after=0)
    async with live(tmp_path, brain) as life:
        heard = utterance(life, REMARK)
        assert await foreseen(life, heard) == []
        clauses = await said(life, heard)
        assert " ".join(clause.text for clause in clauses) in variants("talk.engine_down")


async def test_the_brain_reads_ahead_what_was_said_last(tmp_path: Path) -> None:
    brain = FakeBrain((ANSWER,))
    async with live(tmp_path, brain) as life:
        await life.say(REMARK)
        await life.mind.warm()
        heard = utterance(life, "It is the north side.")
        await foreseen(life, heard)
        await life.mind.drop()
    read, asked = brain.warmed[-1], brain.asked[-1].messages
    assert asked[: len(read)] == read and asked[len(read) :] == (Message("user", heard.text),)
