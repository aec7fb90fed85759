"""What the judge learns from: choices among tools with their arguments, lines of situations, lines that need care.

A choice is drawn anew each time: other tools beside the wanted one, other wordings of them, or none that fits.
The two sides of a question are made by the mind's own functions.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from os1.mind.judging import Talk, argument_side, talk_of, tool_side
from os1.mind.repertoire import situations
from os1.models.judge import CONCERNS, TONES
from training import lint

DATA = Path(__file__).with_name("data")
CHOICES = DATA.parents[1] / "data"
_BESIDE = 3
"""Tools beside the one that is asked for."""
_APART = 10
"""One choice of the older data in so many is set apart."""
_SHARES = {"choices": 0.2, "turns": 0.08, "plain": 0.28, "own": 0.12, "asks": 0.32}
"""How often a choice comes from the older data, from talk in several turns, from plain lines, is talk beside the
OS's own tools, or comes from the asks."""
_AFTER = 0.5
"""How often talk beside the OS's own tools comes right after one was used."""
_DONE = (
    "Done.", "All right, that's set.", "Ten minutes, starting now, until twenty past two.",
    "I'll remind you at six.",
    "Tomorrow, Thursday, at seven in the evening: ring your sister.", "Nothing today.", "I've put that right.",
    "Gone.", "You told me two days ago: the boiler man comes on Friday.", "It's off.", "I have two for tomorrow.",
)  # fmt: skip
"""What the OS says once it has done something."""
_TALKS, _WITHOUT = 0.28, 0.12
"""How often an ask is mere talk with the tool's words, or comes without its tool."""
_ALARMS, _LOOKALIKES, _PLAIN = 5, 4, 5
_TONES = {"glad": "glad", "sad": "sad", "heavy": "sad", "cross": "cross"}
"""Tones of situations that a judge tells apart."""


@dataclass(frozen=True, slots=True)
class Named:
    """A tool as it is listed."""

    name: str
    doc: str
    args: tuple[str, ...]

    @property
    def side(self) -> str:
        return tool_side(self.name, self.doc, self.args)

    def asking(self, arg: str) -> str:
        return argument_side(self.name, self.doc, arg)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which of `tools` the last words of `talk` ask for, a place in them or None, and its arguments' words."""

    talk: Talk
    tools: tuple[Named, ...]
    wanted: int | None
    args: Mapping[str, str]

    def stretches(self) -> Iterator[tuple[str, tuple[int, int] | None]]:
        """For each argument of the wanted tool how it is asked for, and where it stands in the talk."""
        if self.wanted is None:
            return
        tool = self.tools[self.wanted]
        for arg in tool.args:
            place = self._place(self.args[arg]) if arg in self.args else None
            if place or arg not in self.args:
                yield tool.asking(arg), place

    def _place(self, words: str) -> tuple[int, int] | None:
        """Where the person said `words` last."""
        text, words = self.talk.text.lower(), words.strip().lower()
        begin = text.rfind(words)
        while begin >= 0:
            end = begin + len(words)
            if any(first <= begin and end <= last for first, last in self.talk.persons):
                return begin, end
            begin = text.rfind(words, 0, end - 1)
        return None


@dataclass(frozen=True, slots=True)
class Lessons:
    """All the data. `senses` are tools in several wordings with what asks for them and what only sounds so."""

    choices: Sequence[Choice]
    apart: Sequence[Choice]
    senses: Mapping[str, Mapping[str, Any]]
    turns: Sequence[Mapping[str, Any]]
    plain: Sequence[Mapping[str, Any]]
    """Everyday lines, each with the senses that it tempts to."""
    own: Sequence[Named]
    """The tools that the OS has by itself."""
    danger: Sequence[tuple[str, int]]
    calm: Sequence[tuple[str, int]]
    talk: Sequence[tuple[str, int]]
    says: Sequence[tuple[str, int]]
    tones: Sequence[int]
    """The place in `TONES` of each situation's tone."""

    def choice(self, dice: random.Random) -> Choice:
        """A choice."""
        match dice.choices(list(_SHARES), list(_SHARES.values()))[0]:
            case "choices":
                return _shortened(dice.choice(self.choices), dice)
            case "turns":
                return self._in_turns(dice.choice(self.turns), dice)
            case "plain":
                return self._in_turns(dice.choice(self.plain), dice)
            case "own":
                return self._mere_talk(dice)
        return self._ask(dice)

    def placed(self, count: int, dice: random.Random) -> list[tuple[str, int]]:
        """`count` lines with the place of their situation."""
        return dice.sample(self.says, count)

    def concerns(self, dice: random.Random) -> list[tuple[str, int]]:
        """Lines with the place of their concern in `CONCERNS`."""
        return [
            *dice.sample(self.danger, _ALARMS),
            *dice.sample(self.calm, _LOOKALIKES),
            *dice.sample(self.talk, _PLAIN),
        ]

    def _ask(self, dice: random.Random) -> Choice:
        sense, own = dice.choice(list(self.senses.items()))
        near, far = self._others(sense)
        talk = talk_of([(False, dice.choice(own["not"]))])
        if (throw := dice.random()) < _TALKS:
            # What is no ask for this tool may be one for another that is much like it.
            return Choice(talk, self._listed([sense, *dice.sample(far, _BESIDE)], dice), None, {})
        ask = dice.choice(own["asks"])
        talk = talk_of([(False, ask["text"])])
        if throw < _TALKS + _WITHOUT:
            return Choice(talk, self._listed(dice.sample(far, _BESIDE), dice), None, {})
        beside = dice.sample(near, min(2, len(near)))
        beside += dice.sample(far, _BESIDE - len(beside))
        return Choice(talk, self._listed([sense, *beside], dice), 0, ask["args"])

    def _mere_talk(self, dice: random.Random) -> Choice:
        """What people say in everyday talk, which asks for none of the OS's own tools."""
        text, _ = dice.choice(self.talk)
        turns = [(False, text)]
        if dice.random() < _AFTER:
            asked = dice.choice(dice.choice(list(self.senses.values()))["asks"])
            turns = [(False, asked["text"]), (True, dice.choice(_DONE)), *turns]
        return Choice(talk_of(turns), tuple(dice.sample(self.own, _BESIDE + 1)), None, {})

    def _in_turns(self, raw: Mapping[str, Any], dice: random.Random) -> Choice:
        """The choice in `raw`, beside senses that it names or beside such as hardly fit."""
        talk = talk_of([*((one["who"] == "os1", one["text"]) for one in raw["before"]), (False, raw["text"])])
        wanted = [raw["sense"]] if raw["sense"] in self.senses else []
        others = raw.get("beside") or (self._others(raw["sense"])[1] if wanted else list(self.senses))
        beside = dice.sample(others, min(len(others), _BESIDE + 1 - len(wanted)))
        place = 0 if wanted else None
        return Choice(talk, self._listed([*wanted, *beside], dice), place, raw.get("args", {}))

    def _others(self, sense: str) -> tuple[list[str], list[str]]:
        """The other senses: those that may be mistaken for it, and those that hardly can."""
        family = sense.partition(".")[0]
        near = [
            one
            for one in self.senses
            if one != sense and (one in self.senses[sense]["near"] or one.partition(".")[0] == family)
        ]
        return near, [one for one in self.senses if one != sense and one not in near]

    def _listed(self, senses: Sequence[str], dice: random.Random) -> tuple[Named, ...]:
        """The tools of `senses`, each in one of its wordings."""
        told = [self.senses[one] for one in senses]
        return tuple(
            Named(dice.choice(one["names"]), dice.choice(one["docs"]), tuple(one["args"])) for one in told
        )


def read() -> Lessons:
    """The data as it lies in the files."""
    older = [_older(raw) for raw in lint.read([CHOICES / "tools.jsonl"])]
    random.Random(0).shuffle(older)
    concerns = [
        (raw["text"], CONCERNS.index(raw["kind"].removeprefix("none")))
        for raw in lint.read([DATA / "care.jsonl"])
    ]
    talk = [
        (turn["text"], 0)
        for name in ("talk", "self")
        for raw in lint.read([CHOICES / f"{name}.jsonl"])
        for turn in raw["turns"]
        if turn["who"] == "person" and raw["kind"] != "care"
    ]
    more = {raw["key"]: raw["says"] for raw in lint.read([DATA / "says.jsonl"])}
    says = [
        (text, place)
        for place, one in enumerate(situations())
        for text in (*one.says, *more.get(one.key, ()))
    ]
    return Lessons(
        choices=older[len(older) // _APART :],
        apart=older[: len(older) // _APART],
        senses={raw["sense"]: raw for raw in lint.read([DATA / "asks.jsonl"])},
        turns=lint.read([DATA / "turns.jsonl"]),
        plain=lint.read([DATA / "plain.jsonl"]),
        own=[Named(raw["name"], raw["doc"], tuple(raw["args"])) for raw in lint.read([DATA / "own.jsonl"])],
        danger=[one for one in concerns if one[1]],
        calm=[one for one in concerns if not one[1]],
        talk=[*talk, *((text, 0) for text, _ in says)],
        says=says,
        tones=[TONES.index(_TONES.get(one.tone, "")) for one in situations()],
    )


def held_out(path: Path) -> list[Choice]:
    """The choices in a file of items, for measuring."""
    return [_older(raw) for raw in lint.read([path]) if raw["job"] == "tool"]


def _older(raw: Mapping[str, Any]) -> Choice:
    tools = tuple(Named(one["name"], one["doc"], tuple(one.get("args", {}))) for one in raw["tools"])
    talk = talk_of([(one["who"] == "os1", one["text"]) for one in raw["turns"]])
    names = [tool.name for tool in tools]
    expect = raw["expect"]
    wanted = names.index(expect["tool"]) if expect["tool"] in names else None
    return Choice(talk, tools, wanted, {name: str(value) for name, value in expect.get("args", {}).items()})


def _shortened(choice: Choice, dice: random.Random) -> Choice:
    """`choice` with few tools beside the wanted one."""
    wanted = [] if choice.wanted is None else [choice.tools[choice.wanted]]
    others = [tool for place, tool in enumerate(choice.tools) if place != choice.wanted]
    count = min(len(others), _BESIDE + 1 - len(wanted))
    return Choice(choice.talk, (*wanted, *dice.sample(others, count)), 0 if wanted else None, choice.args)
