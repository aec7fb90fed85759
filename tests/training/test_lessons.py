"""Lessons: the prompts are those of the mind, and only what is to be learned is learned."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from training.lessons import Lesson, group, lessons, read

TALK = {
    "job": "reply",
    "kind": "everyday",
    "turns": [
        {"who": "person", "text": "The bus left without me."},
        {"who": "os1", "text": "On purpose?"},
        {"who": "person", "text": "He waved."},
        {"who": "os1", "text": "Then it's personal."},
    ],
}


def made(raw: dict[str, Any]) -> list[Lesson]:
    return list(lessons(raw, random.Random(1)))


def learned(lesson: Lesson) -> list[str]:
    return [lesson.messages[place].content for place in lesson.learned]


def test_a_dialogue_teaches_every_reply_at_once() -> None:
    (lesson,) = made(TALK)
    assert learned(lesson) == ["On purpose?", "Then it's personal."]
    assert [one.role for one in lesson.messages] == ["system", "user", "assistant", "user", "assistant"]
    assert lesson.group == "the bus left without me."


def test_a_dialogue_with_memories_teaches_each_reply_with_what_may_be_known() -> None:
    raw = TALK | {
        "memories": [{"when": "2026-02-20", "text": "I can't stand the driver of the number nine."}],
        "now": "2026-03-04T09:30",
        "mood": {"valence": -0.3, "arousal": 0.1},
    }
    first, second = made(raw)
    assert learned(first) == ["On purpose?"]
    assert learned(second) == ["Then it's personal."]
    for one in (first, second):
        aside, asked = one.messages[-3:-1]
        assert aside.role == "system"
        assert "number nine" in aside.content
        assert "a little low" in aside.content
        assert asked.role == "user"


def test_facts_teach_lines() -> None:
    fact = {"subject": "Ada", "relation": "likes", "value": "figs", "negated": True, "certain": False}
    raw = {"job": "facts", "kind": "extract", "turns": [{"who": "person", "text": "Ada?"}], "expect": [fact]}
    assert learned(made(raw)[0]) == ["Ada | likes | figs | not | unsure"]
    assert learned(made(raw | {"expect": []})[0]) == ["none"]


def test_contrasts_are_one_group() -> None:
    assert group(TALK) == group(TALK | {"turns": [{"who": "person", "text": "the bus left without me."}]})
    assert group({"job": "summary", "text": "a"}) != group({"job": "summary", "text": "b"})


@pytest.mark.slow
def test_every_item_of_the_data_gives_lessons() -> None:
    dice = random.Random(1)
    for raw in read():
        for lesson in lessons(raw, dice):
            assert lesson.learned, json.dumps(raw)
            assert all(lesson.messages[place].role == "assistant" for place in lesson.learned)
