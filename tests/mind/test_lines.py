"""Plain lines for a bundled brain: what is asked, what may be answered, and how it is read."""

from __future__ import annotations

import pytest

from os1.mind.lines import tool_grammar, tool_line, tool_of, tool_prompt
from os1.models.engines import Message
from os1.types import Arg, Effect, Outcome, Tool


async def _run() -> Outcome:
    raise AssertionError("a tool is only chosen here")


TOOLS = [
    Tool("timer.start", "Start a timer.", Effect.NOTE, _run, args={"duration": Arg("How long.")}),
    Tool(
        "light.dim",
        "Dim the lights.",
        Effect.NOTE,
        _run,
        args={"level": Arg("Percent.", "integer"), "room": Arg("Where.", choices=("kitchen", "hall"))},
    ),
    Tool("list.show", "Show the list.", Effect.LOOK, _run),
]


def test_a_tool_is_asked_for_with_the_names_of_its_arguments() -> None:
    messages = tool_prompt(TOOLS, [Message("user", "ten minutes please")])
    assert messages[0].role == "system"
    assert "light.dim(level, room): Dim the lights.\nlist.show(): Show the list." in messages[0].content
    assert messages[-1].content == "ten minutes please"


@pytest.mark.parametrize("args", [{}, {"duration": "ten minutes"}, {"a": "x: y", "b": "z"}])
def test_an_answer_is_read_as_it_was_written(args: dict[str, str]) -> None:
    assert tool_of(tool_line("timer.start", args)) == ("timer.start", args)


def test_an_answer_of_nothing_is_none() -> None:
    assert tool_of("") == ("none", {})
    assert tool_of("timer.start\nno argument at all") == ("timer.start", {})


def test_the_grammar_knows_every_tool_and_only_stretches_of_what_was_said() -> None:
    grammar = tool_grammar(TOOLS, ['Set "ten" minutes,', "please."])
    rules = dict(line.split(" ::= ", 1) for line in grammar.strip().splitlines())
    assert rules["root"] == '"none" | t0 | t1 | t2'
    assert rules["t0"] == '"timer.start" ("\\nduration: " said)?'
    assert rules["t1"] == '"light.dim" ("\\nlevel: " integer)? ("\\nroom: " ("kitchen" | "hall"))?'
    assert rules["t2"] == '"list.show"'
    assert rules["said"] == "w0 | w1 | w2 | w3"
    assert rules["w0"] == '"Set" (" " w1i)?'
    assert rules["w1i"] == '"\\"" w1'
    assert rules["w1"] == '"ten" ("\\" " w2i)?'
    assert rules["w2"] == '"minutes"', "a stretch ends with its text"
    assert rules["w3"] == '"please"'
    assert "number" not in rules
