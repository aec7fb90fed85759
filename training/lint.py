"""Finds what must not be in the training data: `python -m training.lint [FILE.jsonl ...]` prints each fault.

It checks the form of every item, the spoken style of every turn of OS1, that arguments and facts come from what
was said, and that no two items are nearly the same. What is good writing it does not know.
"""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

Item = Mapping[str, Any]

DATA = Path(__file__).with_name("data")
HELD_OUT = Path(__file__).with_name("heldout.jsonl")
"""Items to measure a brain with (`os1 bench brain --data`), which it never learned from."""
_COMMON = {"id", "job", "kind", "tags", "provenance"}
_KEYS: Mapping[str, tuple[set[str], set[str]]] = {
    "reply": ({"turns"}, {"character", "mood", "memories", "now"}),
    "tool": ({"now", "tools", "turns", "expect"}, set()),
    "facts": ({"turns", "expect"}, set()),
    "summary": ({"text", "target"}, set()),
    "letter": ({"brief", "target"}, set()),
}
"""For each job the keys that an item must and may have beside the common ones."""
_BRIEF = {"from", "to", "relation", "occasion", "facts", "manner"}
_FACT = {"subject", "relation", "value", "negated", "certain"}
_BANNED = re.compile(
    r"\b(?:as an ai|language model|i'm here for you|how can i (?:help|assist)|i understand how you feel"
    r"|that sounds (?:hard|tough|difficult|great|amazing)|(?:absolutely|of course|certainly)(?=!)|feel free)\b",
    re.IGNORECASE,
)
_WRITTEN = re.compile(r"[*#`_<>{}\[\]|]|\d|https?:|\n|[\U0001F300-\U0001FAFF]")
"""Marks that nobody speaks: markdown, templates, digits (numbers are written as people say them), pictures."""
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_LONGEST_TURN, _LONGEST_SUMMARY, _LETTER = 60, 70, (30, 260)
_SHINGLE, _OVERLAP = 5, 8
_ALIKE = 0.5


def faults(items: Sequence[Item]) -> Iterator[str]:
    """One sentence for each fault, with the item's id."""
    seen: set[str] = set()
    for item in items:
        name = str(item.get("id", "an item without id"))
        if name in seen:
            yield f"{name}: the id is used twice."
        seen.add(name)
        found = list(_form(item))
        for fault in found or _CHECKS[item["job"]](item):
            yield f"{name}: {fault}"
    yield from _twins(items)


def overlaps(items: Sequence[Item], learned: Sequence[Item]) -> Iterator[str]:
    """One sentence for each of `items` that has eight words in a row in common with one of `learned`."""
    known = {run: str(item["id"]) for item in learned for run in _runs(_said(item), _OVERLAP)}
    for item in items:
        common = sorted(_runs(_said(item), _OVERLAP) & known.keys())
        if common:
            yield f"{item['id']}: {' '.join(common[0])!r} stands in {known[common[0]]} too."


def read(paths: Iterable[Path]) -> list[Item]:
    """The items of JSON-lines files."""
    return [
        json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines() if line
    ]


def _form(item: Item) -> Iterator[str]:
    if item.get("job") not in _KEYS:
        yield f"there is no job {item.get('job')!r}."
        return
    needed, allowed = _KEYS[item["job"]]
    needed = needed | _COMMON
    if missing := needed - item.keys():
        yield f"it lacks {', '.join(sorted(missing))}."
    if extra := item.keys() - needed - allowed:
        yield f"it has {', '.join(sorted(extra))}, which no item has."
    last = "os1" if item["job"] == "reply" else "person"
    turns = item.get("turns", [])
    if "turns" in needed and (not turns or turns[-1]["who"] != last):
        yield f"its last turn is not of {last}."
    if any(turn["who"] not in ("person", "os1") for turn in turns):
        yield "a turn is of neither the person nor OS1."


def _reply(item: Item) -> Iterator[str]:
    for turn in item["turns"]:
        if turn["who"] == "os1":
            yield from _spoken(turn["text"], _LONGEST_TURN)


def _spoken(text: str, longest: int) -> Iterator[str]:
    if not text.strip():
        yield "OS1 says nothing."
    if len(text.split()) > longest:
        yield f"OS1 speaks {len(text.split())} words at once: {text!r}."
    if match := _WRITTEN.search(text):
        yield f"nobody can speak {match[0]!r}: {text!r}."
    if match := _BANNED.search(text):
        yield f"a worn phrase, {match[0]!r}: {text!r}."


def _tool(item: Item) -> Iterator[str]:
    tools = {tool["name"]: tool["args"] for tool in item["tools"]}
    name, args = item["expect"]["tool"], item["expect"]["args"]
    if len(tools) != len(item["tools"]):
        yield "a tool is listed twice."
    if name == "none":
        if args:
            yield "no tool is wanted, but it has arguments."
        return
    if name not in tools:
        yield f"{name} is not among its tools."
        return
    if strange := args.keys() - tools[name].keys():
        yield f"{name} takes no {', '.join(sorted(strange))}."
    yield from _from_turns(item, [str(value) for value in args.values()])


def _facts(item: Item) -> Iterator[str]:
    for fact in item["expect"]:
        if missing := _FACT - fact.keys():
            yield f"a fact lacks {', '.join(sorted(missing))}."
        else:
            yield from _from_turns(item, [fact["value"]])


def _from_turns(item: Item, values: Sequence[str]) -> Iterator[str]:
    """Every word of a value was said."""
    said = set(_words(" ".join(turn["text"] for turn in item["turns"])))
    for value in values:
        if strange := [word for word in _words(value) if word not in said and f"{word}'s" not in said]:
            yield f"nobody said {' '.join(strange)!r} of {value!r}."


def _summary(item: Item) -> Iterator[str]:
    yield from _spoken(item["target"], _LONGEST_SUMMARY)
    if not item["text"].strip():
        yield "there is nothing to sum up."


def _letter(item: Item) -> Iterator[str]:
    if missing := _BRIEF - item["brief"].keys():
        yield f"its brief lacks {', '.join(sorted(missing))}."
    shortest, longest = _LETTER
    if not shortest <= len(item["target"].split()) <= longest:
        yield f"the letter has {len(item['target'].split())} words."
    if match := re.search(r"\[[^\]]*\]|\{[^}]*\}|[#*`]", item["target"]):
        yield f"the letter has {match[0]!r} in it."


_CHECKS: Mapping[str, Callable[[Item], Iterator[str]]] = {
    "reply": _reply,
    "tool": _tool,
    "facts": _facts,
    "summary": _summary,
    "letter": _letter,
}


def _twins(items: Sequence[Item]) -> Iterator[str]:
    """Pairs whose words are mostly the same, by shared runs of five words (Broder 1997)."""
    shingles = [_runs(_own_words(item), _SHINGLE) for item in items]
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, runs in enumerate(shingles):
        common: dict[int, int] = defaultdict(int)
        for run in runs:
            for other in holders[run]:
                common[other] += 1
            holders[run].append(number)
        for other, count in common.items():
            if count / min(len(runs), len(shingles[other])) >= _ALIKE and count >= 3:
                yield f"{items[number]['id']}: it is nearly the same as {items[other]['id']}."


def _own_words(item: Item) -> str:
    """The words that make the item what it is: of a choice of tools the last turn, for its openings may recur."""
    return str(item["turns"][-1]["text"]) if item["job"] == "tool" else _said(item)


def _said(item: Item) -> str:
    parts = [turn["text"] for turn in item.get("turns", [])]
    return " ".join([*parts, str(item.get("text", "")), str(item.get("target", ""))])


def _runs(text: str, length: int) -> set[tuple[str, ...]]:
    words = _words(text)
    return {tuple(words[at : at + length]) for at in range(len(words) - length + 1)}


def _words(text: str) -> list[str]:
    return [word.lower().replace("’", "'") for word in _WORD.findall(text)]


def main() -> None:
    paths = [Path(name) for name in sys.argv[1:]] or sorted(DATA.glob("*.jsonl"))
    found = list(faults(read(paths)))
    for fault in found:
        print(fault)
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
