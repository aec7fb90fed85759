"""Choices that a brain makes under a grammar: one of some options, or a tool with its arguments.

Whatever it answers is checked again here: an option that was not offered, a missing argument or one of the wrong
kind, and the choice is void. Void means talk, never a wrong act.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from os1.errors import ModelError
from os1.mind import lines
from os1.mind.listening import sort
from os1.mind.patterns import listed_words
from os1.mind.spoken import clock_time, day, plain
from os1.models.engines import Brain, Message, Sampling
from os1.types import Arg, Call, Effect, Recalled, Tool

_KINDS: Mapping[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
}
_STEM = 4
"""Letters by which two words count as the same ("reminder", "remind")."""
_LONGEST = 120
"""Tokens of an answer."""
_BEFORE = 4
"""Earlier turns that are shown: an answer to them ("no, at eight") means nothing without."""
_NO_ACT = ("heavy", "opinion", "advice", "noise")
"""Sorts of utterances in which a small brain is not asked for a tool."""


async def pick(brain: Brain, instruction: str, text: str, options: Sequence[str]) -> str | None:
    """The option that fits `text`, or None where none does or the brain is down."""
    return await _choice(brain, instruction, [Message("user", text)], options)


async def pick_tool(
    brain: Brain, text: str, now: datetime, tools: Sequence[Tool], before: Sequence[Recalled] = ()
) -> Call | None:
    """The tool that `text` asks for with its arguments, or None for talk. `before` is what was said just before,
    the oldest first.

    A bundled brain answers in lines whose arguments can only be the person's own words; a strong one in JSON.
    """
    offered = _offered(brain, tools)
    if not offered:
        return None
    turns = [*_turns(before), Message("user", text)]
    if brain.info.strength == "bundled":
        return None if sort(text) in _NO_ACT else await _in_lines(brain, turns, offered)
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


def tool_listing(brain: Brain, tools: Sequence[Tool]) -> list[Message]:
    """What every question to a bundled `brain` for one of `tools` begins with; nothing where it is not asked."""
    offered = _offered(brain, tools)
    return lines.tool_prompt(offered, ()) if offered and brain.info.strength == "bundled" else []


def _offered(brain: Brain, tools: Sequence[Tool]) -> list[Tool]:
    """Those of `tools` that `brain` may pick: a bundled one none that changes more than OS1's own notes."""
    shown = [tool for tool in tools if not tool.hidden]
    if brain.info.strength == "strong":
        return shown
    return [tool for tool in shown if tool.effect in (Effect.LOOK, Effect.NOTE)]


async def _choice(
    brain: Brain, instruction: str, turns: Sequence[Message], options: Sequence[str]
) -> str | None:
    schema = {
        "type": "object",
        "properties": {"choice": {"type": "string", "enum": [*options, lines.NONE]}},
        "required": ["choice"],
    }
    answer = await _ask(brain, instruction, turns, schema, max_tokens=24)
    choice = answer.get("choice")
    return choice if isinstance(choice, str) and choice in options else None


async def _in_lines(brain: Brain, turns: Sequence[Message], tools: Sequence[Tool]) -> Call | None:
    """What a bundled brain picks."""
    said = [one.content for one in turns if one.role == "user"]
    sampling = Sampling(
        max_tokens=_LONGEST,
        temperature=0.0,
        repeat_penalty=1.0,
        seed=1,
        grammar=lines.tool_grammar(tools, said),
    )
    try:
        answer = "".join([piece async for piece in brain.stream(lines.tool_prompt(tools, turns), sampling)])
    except ModelError:
        return None
    name, told = lines.tool_of(answer)
    tool = next((one for one in tools if one.name == name), None)
    if tool is None or not any(_hinted(text, tool) for text in said):
        return None
    args = _read(told, tool)
    return None if args is None else Call(name, args)


def _hinted(text: str, tool: Tool) -> bool:
    """Whether `text` shares a telling word with what `tool` is: a small brain takes much for a request that is
    none, and to miss one is better than to act unasked."""
    return not _stems(text).isdisjoint(_stems(f"{tool.name.replace('.', ' ').replace('_', ' ')} {tool.doc}"))


def _stems(text: str) -> set[str]:
    return {word[:_STEM] for word in plain(text).split() if len(word) >= _STEM} - {
        word[:_STEM] for word in listed_words("common")
    }


def _read(told: Mapping[str, str], tool: Tool) -> dict[str, Any] | None:
    """`told` as arguments of `tool`; None where a required one is missing or one does not fit."""
    args: dict[str, Any] = {}
    for name, text in told.items():
        if name not in tool.args:
            return None
        try:
            args[name] = text if tool.args[name].kind == "string" else json.loads(text)
        except json.JSONDecodeError:
            return None
    return args if _complete(args, tool) else None


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
    return all(_fits(value, tool.args[name]) for name, value in args.items())


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


def _fits(value: object, arg: Arg) -> bool:
    right = isinstance(value, _KINDS[arg.kind]) and (arg.kind == "boolean" or not isinstance(value, bool))
    return right and (not arg.choices or value in arg.choices)


def _turns(before: Sequence[Recalled]) -> list[Message]:
    return [Message("assistant" if one.speaker == "os1" else "user", one.text) for one in before[-_BEFORE:]]
