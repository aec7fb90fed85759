"""Every input with what became of it, in a file; and two such files side by side for people who judge blind.

Which side is whose, and the order, come from a fixed seed and stand in a file apart.
"""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.jobs.items import Item
from bench.jobs.working import Work
from os1.errors import SettingsError, reason

_SEED = 20260304
_TEXTS = ("reply", "summary", "letter")
"""Jobs whose outputs people can judge."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One line of a replies file."""

    brain: str
    input: Mapping[str, Any]
    output: Any
    by_brain: bool


def kept(item: Item, done: Work, brain: str) -> Kept:
    """What to keep of `done`: the text, or the choice, or the facts."""
    output: Any = done.text
    if item.job == "tool":
        output = {"tool": done.tool, "args": dict(done.args)}
    elif item.job == "facts":
        output = [
            {
                "subject": one.subject,
                "relation": one.relation,
                "value": one.value,
                "negated": one.negated,
                "certainty": one.certainty,
            }
            for one in done.facts
        ]
    return Kept(brain, item.raw, output, done.by_brain)


def write(path: Path, replies: Sequence[Kept]) -> None:
    """Raises SettingsError where the file cannot be written."""
    rows = [
        {"brain": one.brain, "by_brain": one.by_brain, "input": one.input, "output": one.output}
        for one in replies
    ]
    _write(path, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))


def read(path: Path) -> list[Kept]:
    """Raises SettingsError where the file is not one that `write` made; the sentence names the line."""
    found = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} cannot be read ({reason(error)}); give a file of --replies.") from error
    for number, line in enumerate(lines, 1):
        try:
            row = json.loads(line)
            found.append(Kept(row["brain"], row["input"], row["output"], row["by_brain"]))
        except (json.JSONDecodeError, KeyError, TypeError) as error:
            raise SettingsError(f"{path}, line {number} is no reply; give a file of --replies.") from error
    return found


def compare(path: Path, ours: Sequence[Kept], theirs: Sequence[Kept]) -> tuple[Path, Path, int]:
    """Write the comparison and its key beside the replies file `path`; gives both paths and how many pairs differ.

    Raises:
        SettingsError: the two files have no text in common that differs, or it cannot be written.
    """
    others = {_same(one): one for one in theirs}
    pairs = [
        (one, others[_same(one)])
        for one in ours
        if one.input["job"] in _TEXTS and _same(one) in others and others[_same(one)].output != one.output
    ]
    if not pairs:
        raise SettingsError("The two files of replies share no input on which their texts differ.")
    chance = random.Random(_SEED)
    chance.shuffle(pairs)
    sheet, key = [], []
    for number, pair in enumerate(pairs, 1):
        first, second = chance.sample(pair, 2)
        sheet.append(_page(number, first.input, str(first.output), str(second.output)))
        key.append({"number": number, "A": first.brain, "B": second.brain})
    blind, answers = path.with_suffix(".blind.txt"), path.with_suffix(".key.json")
    _write(blind, "\n".join(sheet))
    _write(answers, json.dumps(key, indent=1) + "\n")
    return blind, answers, len(pairs)


def _same(one: Kept) -> str:
    return json.dumps(one.input, sort_keys=True)


def _page(number: int, given: Mapping[str, Any], first: str, second: str) -> str:
    if given["job"] == "reply":
        told = [f"  (told on {one['when']}: {one['text']})" for one in given.get("memories", ())]
        said = [f"  {one['who']}: {one['text']}" for one in given["turns"]]
        asked = "\n".join((*told, *said))
    elif given["job"] == "summary":
        asked = given["text"]
    else:
        asked = json.dumps(given["brief"], ensure_ascii=False, indent=1)
    return f"=== {number} ({given['job']})\n{asked}\n\n--- A\n{first}\n\n--- B\n{second}\n"


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"{path} cannot be written ({reason(error)}); choose another file.") from error
