"""Choices that a brain makes under a grammar, or a judge without one: an option, or a tool with its arguments.

Whatever it answers is checked again here: an option that was not offered, a missing argument or one of the wrong
kind, and the choice is void. Void means talk, never a wrong act.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from os1.errors import ModelError
from os1.mind.judging import fits, talk_of, wanted
from os1.mind.spoken import clock_time, day
from os1.models.engines import Brain, Judge, Message, Sampling
from os1.types import Arg, Call, Recalled, Tool

_LONGEST = 120
"""Tokens of an answer."""
_BEFORE = 4
"""Earlier turns that are shown: an answer to them ("no, at eight") means nothing without."""
NONE = "none"


async def pick(brain: Brain, instruction: str, text: str, options: Sequence[str]) -> str | None:
    """The option that fits `text`, or None where none does or the brain is down."""
    return await _choice(brain, instruction, [Message("user", text)], options)


async def pick_tool(
    brain: Brain | None,
    judge: Judge | None,
    text: str,
    now: datetime,
    tools: Sequence[Tool],
    before: Sequence[Recalled] = (),
) -> Call | None:
    """The tool that `text` asks for with its arguments, or None for talk. `before` is what was said just before,
    the oldest first.

    A strong brain chooses in JSON; beside a bundled one, or none, the judge does, whose arguments can only be the
    person's own words.
    """
    offered = [tool for tool in tools if not tool.hidden]
    if not offered:
        return None
    if brain is None or brain.info.strength == "bundled":
        talk = talk_of([*((one.speaker == "os1", one.text) for one in before), (False, text)])
        return await wanted(judge, talk, offered) if judge else None
    turns = [*_turns(before), Message("user", text)]
    listing = "\n".join(f"{tool.name}: {tool.doc}" for tool in offered)
    instruction = (
        f"It is {day(now)}, {clock_time(now)}. Choose the tool that the person's last words ask for, or none when "
        f"they only talk.\n{listing}"
    )
    name = await _choice(brain, instruction, turns, [tool.name for tool in offered])
    tool = next((one for one in offered if one.name == name), None)
    if tool is None:
        return None
    args = await _arguments(brain, turns, tool) if tool.args else {}
    return None if args is None else Call(tool.name, args)


async def _choice(
    brain: Brain, instruction: str, turns: Sequence[Message], options: Sequence[str]
) -> str | None:
    schema = {
        "type": "object",
        "properties": {"choice": {"type": "string", "enum": [*options, NONE]}},
        "required": ["choice"],
    }
    answer = await _ask(brain, instruction, turns, schema, max_tokens=24)
    choice = answer.get("choice")
    return choice if isinstance(choice, str) and choice in options else None


async def _arguments(brain: Brain, turns: Sequence[Message], tool: Tool) -> dict[str, Any] | None:
    """The arguments of `tool` in `turns`, checked; None where a required one is missing or one does not fit."""
    schema = {
        "type": "object",
        "properties": {name: _schema(arg) for name, arg in tool.args.items()},
        "required": [name for name, arg in tool.args.items() if arg.required],
    }
    told = "\n".join(f"{name}: {arg.doc}" for name, arg in tool.args.items())
    instruction = (
        f"Fill in the arguments of {tool.name} from the person's words, in their own words. Leave out what they "
        f"did not say.\n{told}"
    )
    answer = await _ask(brain, instruction, turns, schema, max_tokens=_LONGEST)
    args = {name: value for name, value in answer.items() if name in tool.args and value not in (None, "")}
    return args if _complete(args, tool) else None


def _complete(args: Mapping[str, Any], tool: Tool) -> bool:
    """Whether every required argument is there, and each one fits."""
    if any(arg.required and name not in args for name, arg in tool.args.items()):
        return False
    return all(fits(value, tool.args[name]) for name, value in args.items())


async def _ask(
    brain: Brain, instruction: str, turns: Sequence[Message], schema: Mapping[str, Any], *, max_tokens: int
) -> dict[str, Any]:
    """The brain's JSON answer; empty where it is down or gives no object."""
    messages = [Message("system", instruction), *turns]
    sampling = Sampling(max_tokens=max_tokens, temperature=0.0, repeat_penalty=1.0, seed=1, schema=schema)
    try:
        answer = json.loads("".join([piece async for piece in brain.stream(messages, sampling)]))
    except (ModelError, json.JSONDecodeError):
        return {}
    return answer if isinstance(answer, dict) else {}


def _schema(arg: Arg) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": arg.kind, "description": arg.doc}
    return schema | ({"enum": list(arg.choices)} if arg.choices else {})


def _turns(before: Sequence[Recalled]) -> list[Message]:
    return [Message("assistant" if one.speaker == "os1" else "user", one.text) for one in before[-_BEFORE:]]
