"""Items are read as the format says, unknown keys are left, and a bad line is named."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from bench.brain import ITEMS
from bench.jobs.items import (
    JOBS,
    NOON,
    FactsTask,
    LetterTask,
    ReplyTask,
    SummaryTask,
    ToolTask,
    Turn,
    WantedFact,
    read_items,
)

from os1.errors import SettingsError
from os1.types import Mood

TOOL: dict[str, Any] = {
    "job": "tool",
    "now": "2026-03-04T09:30",
    "tools": [
        {"name": "timer.start", "doc": "Start a countdown.", "args": {"duration": "str", "loud": "bool"}}
    ],
    "turns": [{"who": "person", "text": "Nine minutes, please."}],
    "expect": {"tool": "timer.start", "args": {"duration": "nine minutes"}},
}
REPLY: dict[str, Any] = {
    "job": "reply",
    "memories": [{"when": "2026-02-20", "text": "B"}, {"when": "2026-02-01", "text": "A"}],
    "mood": {"valence": 0.2, "arousal": 0.4},
    "turns": [{"who": "person", "text": "Hello."}],
    "checks": {"care": False, "any": ["x"], "none": ["y"], "max_words": 9},
}


def file(folder: Path, *rows: object) -> Path:
    path = folder / "items.jsonl"
    path.write_text("\n".join(one if isinstance(one, str) else json.dumps(one) for one in rows), "utf-8")
    return path


def test_a_tool(tmp_path: Path) -> None:
    (item,) = read_items(file(tmp_path, TOOL | {"tags": ["kitchen"], "id": "t-1"}))
    assert isinstance(item.task, ToolTask)
    assert item.now == datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
    assert item.task.tools[0].args["loud"].kind == "boolean"
    assert (item.task.tool, item.task.args) == ("timer.start", {"duration": "nine minutes"})


def test_facts(tmp_path: Path) -> None:
    expect = [{"subject": "Julia", "relation": "likes", "value": "peonies", "since": "2020"}]
    (item,) = read_items(file(tmp_path, {"job": "facts", "turns": TOOL["turns"], "expect": expect}))
    assert isinstance(item.task, FactsTask)
    assert item.task.expect == (WantedFact("Julia", "likes", "peonies", negated=False, certain=True),)
    assert item.now == NOON


def test_a_reply_with_memories_in_order_of_time(tmp_path: Path) -> None:
    (item,) = read_items(file(tmp_path, REPLY))
    assert isinstance(item.task, ReplyTask)
    assert [text for _, text in item.task.memories] == ["A", "B"]
    assert item.task.mood == Mood(0.2, 0.4)
    assert (item.task.checks.care, item.task.checks.any, item.task.checks.max_words) == (False, ("x",), 9)


def test_what_the_os_says_last_is_what_a_reply_is_compared_with(tmp_path: Path) -> None:
    turns = [*REPLY["turns"], {"who": "os1", "text": "Hello yourself."}]
    (item,) = read_items(file(tmp_path, REPLY | {"turns": turns}))
    assert isinstance(item.task, ReplyTask)
    assert item.task.turns == (Turn("person", "Hello."),)
    assert item.task.checks.target == "Hello yourself."


def test_a_summary_and_a_letter(tmp_path: Path) -> None:
    brief = {"from": "A", "to": "B", "occasion": "C", "facts": ["d"]}
    summary, letter = read_items(
        file(
            tmp_path,
            {"job": "summary", "kind": "day", "text": "Up at six.", "target": "Early."},
            "",
            {"job": "letter", "brief": brief},
        )
    )
    assert isinstance(summary.task, SummaryTask)
    assert (summary.task.kind, summary.task.checks.target) == ("day", "Early.")
    assert isinstance(letter.task, LetterTask)
    assert (letter.task.brief.facts, letter.task.brief.manner) == (("d",), "")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("{", "line 2 is not JSON"),
        ("[]", "line 2 has the job None"),
        ({"job": "poem"}, "line 2 has the job 'poem'; the jobs are tool, facts, reply, summary, letter."),
        ({"job": "summary"}, "line 2 lacks 'text', which a summary needs."),
        ({"job": "summary", "kind": "novel", "text": "x"}, "line 2 is no usable summary (kind is 'novel'"),
        ({"job": "summary", "text": 3}, "line 2 is no usable summary (3 must be a text)."),
        (REPLY | {"turns": []}, "nobody says anything"),
        (REPLY | {"turns": [{"who": "dog", "text": "Woof."}]}, "a turn is of 'dog'"),
        (REPLY | {"memories": [{"when": "spring", "text": "x"}]}, "line 2 is no usable reply"),
        (TOOL | {"expect": {"tool": "timer.stop"}}, "the tool 'timer.stop' is not offered"),
        (TOOL | {"turns": [{"who": "os1", "text": "Yes?"}]}, "the last turn must be the person's"),
        (TOOL | {"tools": [{"name": "a", "doc": "b", "args": {"c": "list"}}]}, "line 2 lacks 'list'"),
        (TOOL | {"now": "noon"}, "line 2 is no usable tool"),
    ],
)
def test_a_bad_line_is_named_in_one_sentence(tmp_path: Path, row: object, said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read_items(file(tmp_path, TOOL, row))
    assert said in str(caught.value)
    assert str(caught.value).count("\n") == 0


def test_a_file_that_is_not_there_or_empty(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        read_items(tmp_path / "none.jsonl")
    with pytest.raises(SettingsError, match="holds no items"):
        read_items(file(tmp_path, ""))


def test_the_own_items_are_usable_and_cover_every_job() -> None:
    items = read_items(ITEMS)
    assert len(items) >= 40
    assert {item.job for item in items} == set(JOBS)
