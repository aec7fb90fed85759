"""Choices that a brain makes under a grammar: one of some options, or a tool with its arguments.

Whatever it answers is checked again here: an option that was not offered, an argument of the wrong kind, or, from
a small brain, a word that the person did not say, and the choice is void. Void means talk, never a wrong act.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from os1.errors import ModelError
from os1.mind.listening import sort
from os1.mind.spoken import clock_time, day, plain
from os1.models.engines import Brain, Message, Sampling
from os1.types import Arg, Call, Tool

NONE = "none"
_KINDS: Mapping[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
}
_STEM = 4
"""Letters by which two words count as the same ("reminder", "remind")."""


async def pick(brain: Brain, instruction: str, text: str, options: Sequence[str]) -> str | None:
    """The option that fits `text`, or None where none does or the brain is down."""
    schema = {
        "type": "object",
        "properties": {"choice": {"type": "string", "enum": [*options, NONE]}},
        "required": ["choice"],
    }
    answer = await _ask(brain, instruction, text, schema, max_tokens=24)
    choice = answer.get("choice")
    return choice if isinstance(choice, str) and choice in options else None


async def pick_tool(brain: Brain, text: str, now: datetime, tools: Sequence[Tool]) -> Call | None:
    """The tool that `text` asks for with its arguments, or None for talk.

    A strong brain sees every tool. A bundled one is asked only where the words already point at some tool, and may
    use nothing but the person's own words as arguments.
    """
    offered = [tool for tool in tools if not tool.hidden]
    strong = brain.info.strength == "strong"
    if not strong:
        offered = [tool for tool in offered if _hinted(text, tool)] if sort(text) == "request" else []
    if not offered:
        return None
    listing = "\n".join(f"{tool.name}: {tool.doc}" for tool in offered)
    instruction = (
        f"It is {day(now)}, {clock_time(now)}. Choose the tool that the person's words ask for, or none when they "
        f"only talk.\n{listing}"
    )
    name = await pick(brain, instruction, text, [tool.name for tool in offered])
    tool = next((one for one in offered if one.name == name), None)
    if tool is None:
        return None
    args = await _arguments(brain, text, tool) if tool.args else {}
    if args is None or (not strong and not _own_words(args, text)):
        return None
    return Call(tool.name, args)


async def _arguments(brain: Brain, text: str, tool: Tool) -> dict[str, Any] | None:
    """The arguments of `tool` in `text`, checked; None where a required one is missing or one does not fit."""
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
    answer = await _ask(brain, instruction, text, schema, max_tokens=120)
    args = {name: value for name, value in answer.items() if name in tool.args and value not in (None, "")}
    if any(arg.required and name not in args for name, arg in tool.args.items()):
        return None
    return args if all(_fits(value, tool.args[name]) for name, value in args.items()) else None


async def _ask(
    brain: Brain, instruction: str, text: str, schema: Mapping[str, Any], *, max_tokens: int
) -> dict[str, Any]:
    """The brain's JSON answer; empty where it is down or gives no object."""
    messages = [Message("system", instruction), Message("user", text)]
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


def _hinted(text: str, tool: Tool) -> bool:
    """Whether `text` shares a telling word with the tool's name."""
    said = {word[:_STEM] for word in plain(text).split() if len(word) >= _STEM}
    return bool(
        said & {word[:_STEM] for word in plain(tool.name.replace(".", " ").replace("_", " ")).split()}
    )


def _own_words(args: Mapping[str, Any], text: str) -> bool:
    """Whether every text among `args` was said as it stands."""
    said = f" {plain(text)} "
    return all(f" {plain(value)} " in said for value in args.values() if isinstance(value, str))
