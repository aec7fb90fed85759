"""Is this call one that may be asked for, by someone who may ask? Knows no effects and runs nothing."""

from __future__ import annotations

import json
import math
from typing import Any

from os1.errors import Refused
from os1.types import Arg, Call, Heard, Tool


def require_person(source: object) -> None:
    """Only an utterance of the person, spoken or typed, may ask for an act or answer a question.

    Raises:
        Refused: `source` is anything else (a mail, a page, a nudge, another mind).
    """
    if not isinstance(source, Heard) or source.by not in ("voice", "typing"):
        raise Refused("Only you can ask me to do that, and you haven't.")


def checked(call: Call, tool: Tool) -> Call:
    """The call with arguments that fit the tool, as a copy of its own that nobody else can change.

    Raises:
        Refused: an argument is missing, unknown or of the wrong type.
    """
    for name in call.args:
        if name not in tool.args:
            raise Refused(f"I can't do that: I know no {_words(name)} for it. Say it another way.")
    for name, arg in tool.args.items():
        if name in call.args:
            _check(name, arg, call.args[name])
        elif arg.required:
            raise Refused(f"I still need to know the {_words(name)}. Tell me that too.")
    args = json.loads(json.dumps(dict(call.args)))
    return Call(call.tool, args, call.quoted & frozenset(args))


def fingerprint(call: Call) -> str:
    """One text for each distinct call: equal exactly when tool, arguments and their sources are equal."""
    return json.dumps([call.tool, dict(call.args), sorted(call.quoted)], sort_keys=True)


def _check(name: str, arg: Arg, value: Any) -> None:
    if not _fits(arg, value):
        raise Refused(f"The {_words(name)} doesn't make sense to me. Say it another way.")
    if arg.choices and value not in arg.choices:
        raise Refused(f"The {_words(name)} can be {', '.join(arg.choices)}. Pick one of those.")


def _fits(arg: Arg, value: Any) -> bool:
    if arg.kind == "string":
        return isinstance(value, str)
    if arg.kind == "boolean":
        return isinstance(value, bool)
    if isinstance(value, bool):
        return False
    if arg.kind == "integer":
        return isinstance(value, int)
    return isinstance(value, int | float) and math.isfinite(value)


def _words(name: str) -> str:
    return name.replace("_", " ")
