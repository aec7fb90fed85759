"""Items are done by the product's own functions, with its care, guard and fallbacks, whatever the brain says."""

from __future__ import annotations

import json
from typing import Any

import pytest
from bench.jobs import texts
from bench.jobs.items import Item, item_of
from bench.jobs.meter import Metered
from bench.jobs.working import Means, Work, work

from os1.mind.words import variants
from os1.models.engines import Message, Sampling
from os1.testing.brain import DEGENERATE, FakeBrain

pytestmark = pytest.mark.anyio
TIMER = {"name": "timer.start", "doc": "Start a countdown.", "args": {"duration": "str"}}
NOTE = {"name": "note.add", "doc": "Write down a note.", "args": {"text": "str"}}


def item(**row: Any) -> Item:
    return item_of(json.dumps(row), "here")


def said(*texts: str) -> list[dict[str, str]]:
    """Turns, of which the last one is the person's."""
    who = ("person", "os1")
    return [{"who": who[(len(texts) - 1 - n) % 2], "text": text} for n, text in enumerate(texts)]


async def done(one: Item, *replies: str, strong: bool = True) -> Work:
    return await work(one, Means(Metered(FakeBrain(replies, strength="strong" if strong else "bundled"))))


def tool(text: str, *turns: str) -> Item:
    return item(job="tool", tools=[TIMER, NOTE], turns=said(*turns, text), expect={"tool": "none"})


async def test_a_tool_is_chosen_with_its_arguments_and_not_run() -> None:
    chosen = await done(
        tool("nine minutes please"), '{"choice": "timer.start"}', '{"duration": "nine minutes"}'
    )
    assert (chosen.tool, chosen.args) == ("timer.start", {"duration": "nine minutes"})


@pytest.mark.parametrize("answer", ['{"choice": "none"}', '{"choice": "bank.pay"}', "timer.start", ""])
async def test_what_is_no_choice_is_no_tool(answer: str) -> None:
    assert (await done(tool("nine minutes please"), answer)).tool == "none"


async def test_someone_in_danger_is_never_answered_with_a_tool() -> None:
    chosen = await done(tool("I don't want to live any more."), '{"choice": "note.add"}', '{"text": "live"}')
    assert chosen.tool == "none"


async def test_facts_hold_after_a_correction() -> None:
    turns = said(
        "Bram's birthday is the second of May.", "The second.", "No, that's wrong, it's the third of May."
    )
    found = await done(item(job="facts", turns=turns, expect=[]), "{}", strong=False)
    assert [(one.subject, one.relation, one.value) for one in found.facts] == [("Bram", "birthday", "3 May")]


async def test_a_brain_that_is_down_leaves_the_facts_of_the_clauses() -> None:
    def dead(messages: object, sampling: Sampling) -> str:
        return ""

    found = await work(
        item(job="facts", turns=said("I'm a locksmith."), expect=[]),
        Means(Metered(FakeBrain(dead, strength="strong", die_after=0))),
    )
    assert [(one.relation, one.value) for one in found.facts] == [("works_as", "locksmith")]


async def test_a_reply_is_the_brains_and_is_told_what_was_said_before() -> None:
    brain = FakeBrain(["Which stove did you choose?"], strength="strong")
    turns = said("I bought a stove.", "A big one?", "Enormous.")
    reply = await work(item(job="reply", turns=turns), Means(Metered(brain)))
    assert reply == Work("Which stove did you choose?", by_brain=True)
    shown = [one.content for one in brain.asked[0].messages]
    assert any("I bought a stove." in one for one in shown)
    assert any("A big one?" in one for one in shown)


async def test_memories_are_recalled_for_the_brain() -> None:
    brain = FakeBrain(["A heron, then."], strength="strong")
    told = [{"when": "2026-02-20", "text": "A heron lives behind the brewery."}]
    await work(
        item(job="reply", memories=told, turns=said("The heron stood still today.")), Means(Metered(brain))
    )
    assert "behind the brewery" in brain.asked[0].messages[-1].content


async def test_the_mood_is_the_brains_too() -> None:
    brain = FakeBrain(["Hm."], strength="strong")
    told = [{"when": "2026-02-20", "text": "A heron lives behind the brewery."}]
    mood = {"valence": -0.6, "arousal": 0.7}
    await work(
        item(job="reply", memories=told, turns=said("The heron is back."), mood=mood), Means(Metered(brain))
    )
    assert variants("mood.word.hurt")[0] in brain.asked[0].messages[-1].content


async def test_in_a_crisis_the_answer_is_not_the_brains() -> None:
    brain = FakeBrain(["Cheer up."], strength="strong")
    reply = await work(item(job="reply", turns=said("I want to kill myself.")), Means(Metered(brain)))
    assert not reply.by_brain
    assert brain.asked == []


@pytest.mark.parametrize("output", DEGENERATE.values(), ids=DEGENERATE)
async def test_degenerate_output_is_never_what_is_said(output: str) -> None:
    reply = await done(item(job="reply", turns=said("I painted the shed.")), output)
    assert reply.text
    assert not texts.leaks(reply.text)
    assert not texts.repeats(reply.text)


async def test_a_summary_and_a_letter() -> None:
    summary = await done(
        item(job="summary", text="Subject: Rent\n\nIt is due on Friday."), "The rent is due on Friday."
    )
    assert summary == Work("The rent is due on Friday.", by_brain=True)
    brief = {"from": "A", "to": "B", "occasion": "C", "facts": []}
    letter = await done(item(job="letter", brief=brief), "Dear [Name]")
    assert letter.text in variants("letter.not_yet")
    assert not letter.by_brain


async def test_the_meter_counts_what_passes_through() -> None:
    brain = Metered(FakeBrain(["One two three.", ""]))
    asked = [Message("user", "Count.")]
    for _ in range(2):
        assert [piece async for piece in brain.stream(asked)] in (["One", " two", " three."], [])
    assert [one.pieces for one in brain.said] == [3, 0]
    assert brain.said[0].text == "One two three."
    assert len(brain.waited()) == 1
    assert brain.speed() is not None
    assert Metered(FakeBrain()).speed() is None


async def test_leaving_the_meter_early_leaves_the_brain() -> None:
    inner = FakeBrain(["One two three."])
    pieces = Metered(inner).stream([Message("user", "Count.")])
    await anext(pieces)
    await pieces.aclose()
    assert inner.asked[0].closed
