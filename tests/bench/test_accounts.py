"""A turn without its one reply is found in a trace."""

from __future__ import annotations

from typing import Any

import pytest
from bench.accounts import unaccounted


def turn(at: float, id: str) -> dict[str, Any]:
    return {"t": at, "event": "turn_end", "id": id}


def reply(at: float, to: str | None, text: str = "Yes.", **reason: bool) -> dict[str, Any]:
    told = {"interrupted": False, "failed": False} | reason
    return {"t": at, "event": "reply_text", "to": to, "text": text} | told


def test_a_whole_talk_is_accounted_for() -> None:
    events = [
        reply(0.5, None, "Hello."),
        turn(1, "a"),
        reply(3, "a"),
        turn(4, "b"),
        turn(5, "c"),
        reply(5.1, "b", "", interrupted=True),
        reply(6, "c", "", failed=True),
        turn(7, "d"),
        {"t": 7, "event": "transcript", "id": "d", "text": "Stop it."},
        reply(7.1, "d", ""),
    ]
    assert unaccounted(events) == []


@pytest.mark.parametrize(
    ("events", "words"),
    [
        ([turn(1, "a")], "0 replies"),
        ([turn(1, "a"), reply(2, "a"), reply(3, "a")], "2 replies"),
        ([reply(2, "a")], "to no turn"),
        ([turn(1, "a"), reply(2, "a", "")], "nothing says why"),
        ([turn(1, "a"), turn(2, "b"), reply(3, "b"), reply(4, "a")], "out of order"),
        ([turn(2, "a"), reply(1, "a")], "out of order"),
    ],
)
def test_what_is_wrong_is_told(events: list[dict[str, Any]], words: str) -> None:
    (sentence,) = unaccounted(events)
    assert words in sentence
