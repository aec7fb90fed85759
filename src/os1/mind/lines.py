"""A tool as a bundled brain is asked for it and answers: in plain lines, shorter and steadier than JSON.

An argument can be nothing but a stretch of the person's own words: the grammar of the answer is made of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from os1.mind.words import variants
from os1.models.engines import Message
from os1.types import Arg, Tool

NONE = "none"
_ARGUMENT = re.compile(r"([\w.-]+): (.+)")
_EDGES = ",.;:?!\"'()\u2013\u2014\u2026"
_VALUES = {
    "integer": '"-"? [0-9]{1,9}',
    "number": '"-"? [0-9]{1,9} ("." [0-9]{1,9})?',
    "boolean": '"true" | "false"',
}


def tool_prompt(tools: Sequence[Tool], turns: Sequence[Message]) -> list[Message]:
    """What a bundled brain is asked; `turns` end with the person's words."""
    listing = "\n".join(f"{tool.name}({', '.join(tool.args)}): {tool.doc}" for tool in tools)
    return [Message("system", variants("choose.bundled")[0].format(tools=listing)), *turns]


def tool_line(name: str, args: Mapping[str, object]) -> str:
    """The answer that names `name` with `args`."""
    return "\n".join([name, *(f"{key}: {value}" for key, value in args.items())])


def tool_of(line: str) -> tuple[str, dict[str, str]]:
    """The name and the arguments, as text, in an answer."""
    name, *rest = line.strip().splitlines() or [NONE]
    return name.strip(), {match[1]: match[2].strip() for one in rest if (match := _ARGUMENT.fullmatch(one))}


def tool_grammar(tools: Sequence[Tool], said: Sequence[str]) -> str:
    """GBNF for an answer to `tool_prompt`: none, or a tool whose arguments are stretches of what was `said`."""
    rules = [f"root ::= {' | '.join([_quoted(NONE), *(f't{n}' for n in range(len(tools)))])}"]
    kinds: set[str] = set()
    for n, tool in enumerate(tools):
        parts = [_quoted(tool.name)]
        for name, arg in tool.args.items():
            value = _value(arg)
            kinds.add(value)
            parts.append(f"({_quoted(chr(10) + name + ': ')} {value})?")
        rules.append(f"t{n} ::= {' '.join(parts)}")
    rules += [f"{kind} ::= {_VALUES[kind]}" for kind in sorted(kinds & set(_VALUES))]
    if "said" in kinds:
        rules += _stretches(said)
    return "\n".join(rules) + "\n"


def _value(arg: Arg) -> str:
    """What in the grammar stands for a value of `arg`: a rule's name, or its choices."""
    if arg.choices:
        return f"({' | '.join(_quoted(one) for one in arg.choices)})"
    return "said" if arg.kind == "string" else arg.kind


def _stretches(said: Sequence[str]) -> list[str]:
    """Rules for any run of whole words of one text, without the marks at its edges."""
    rules: list[str] = []
    starts: list[str] = []
    for text in said:
        words = [part for part in text.split() if part.strip(_EDGES)]
        first = len(starts)
        for n, word in enumerate(words):
            bare = word.strip(_EDGES)
            after = word[word.index(bare) + len(bare) :]
            before = word[: word.index(bare)]
            goes_on = f" ({_quoted(f'{after} ')} w{first + n + 1}i)?" if n + 1 < len(words) else ""
            rules.append(f"w{first + n} ::= {_quoted(bare)}{goes_on}")
            rules.append(f"w{first + n}i ::= {f'{_quoted(before)} ' if before else ''}w{first + n}")
            starts.append(f"w{first + n}")
    return [f"said ::= {' | '.join(starts)}", *rules]


def _quoted(text: str) -> str:
    """`text` as a GBNF literal."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
