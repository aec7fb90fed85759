"""The lint finds each fault it promises, and the data has none."""

from __future__ import annotations

from typing import Any

import pytest
from training.lint import DATA, HELD_OUT, faults, overlaps, read

COMMON = {"kind": "everyday", "tags": [], "provenance": "original"}


def reply(text: str, **more: Any) -> dict[str, Any]:
    turns = [{"who": "person", "text": "It rained."}, {"who": "os1", "text": text}]
    return {"id": "r1", "job": "reply", **COMMON, "turns": turns, **more}


def tool(name: str, **args: str) -> dict[str, Any]:
    listed = [{"name": "reminder.add", "doc": "Remind.", "args": {"text": "str", "when": "str"}}]
    turns = [{"who": "person", "text": "Feed the cat at seven."}]
    expect = {"tool": name, "args": args}
    return {"id": "t1", "job": "tool", **COMMON, "now": "", "tools": listed, "turns": turns, "expect": expect}


def facts(value: str) -> dict[str, Any]:
    fact = {"subject": "Anna", "relation": "likes", "value": value, "negated": False, "certain": True}
    turns = [{"who": "person", "text": "Anna likes the baker's rolls."}]
    return {"id": "f1", "job": "facts", **COMMON, "turns": turns, "expect": [fact]}


def letter(target: str) -> dict[str, Any]:
    brief = dict.fromkeys(("from", "to", "relation", "occasion", "facts", "manner"), "")
    return {"id": "l1", "job": "letter", **COMMON, "brief": brief, "target": target}


@pytest.mark.parametrize(
    "item",
    [
        reply("So it did. Half past five, and dark already."),
        tool("reminder.add", text="feed the cat", when="seven"),
        tool("none"),
        facts("the baker"),
        letter("dear " * 60),
    ],
)
def test_good_items_pass(item: dict[str, Any]) -> None:
    assert list(faults([item])) == []


@pytest.mark.parametrize(
    ("item", "says"),
    [
        (reply("It is 5 o'clock."), "nobody can speak"),
        (reply("**So** it did."), "nobody can speak"),
        (reply("Hello {name}."), "nobody can speak"),
        (reply("Of course! It did."), "worn phrase"),
        (reply("well " * 61), "61 words"),
        (reply(" "), "says nothing"),
        (reply("So it did.", mod={}), "has mod"),
        ({**reply("So it did."), "job": "song"}, "no job"),
        ({**reply("So it did."), "turns": [{"who": "person", "text": "Hm."}]}, "last turn"),
        ({**tool("none"), "turns": [{"who": "cat", "text": "Miaow."}]}, "neither"),
        ({key: value for key, value in tool("none").items() if key != "now"}, "lacks now"),
        (tool("mail.send"), "not among its tools"),
        (tool("none", text="feed the cat"), "but it has arguments"),
        (tool("reminder.add", text="feed the dog"), "nobody said 'dog'"),
        (tool("reminder.add", whom="the cat"), "takes no whom"),
        (facts("cakes"), "nobody said 'cakes'"),
        (letter("Dear [Name], " + "so " * 60), "[Name]"),
        (letter("Dear Anna."), "2 words"),
    ],
)
def test_each_fault_is_found(item: dict[str, Any], says: str) -> None:
    assert any(says in fault for fault in faults([item]))


def test_twins_and_used_ids_are_found() -> None:
    words = "The boat lay upside down behind the house all winter long."
    other = {**reply(words), "id": "r2"}
    assert any("nearly the same as r1" in fault for fault in faults([reply(words), other]))
    assert any("used twice" in fault for fault in faults([reply("One."), reply("Two.")]))


def test_the_data_has_no_fault() -> None:
    items = read(sorted(DATA.glob("*.jsonl")))
    assert len(items) > 3500
    assert list(faults(items)) == []


def test_what_is_held_out_was_not_learned() -> None:
    held, learned = read([HELD_OUT]), read(sorted(DATA.glob("*.jsonl")))
    assert len(held) >= 400
    assert list(overlaps(held, learned)) == []
    assert any("held" in fault for fault in overlaps([{**learned[0], "id": "held"}], learned))
