"""The judge's lessons: what is to be found stands in the talk, and what is wanted is among the tools."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from training.judging.lessons import DATA, Choice, Lessons, Named, held_out, read
from training.lint import HELD_OUT

from os1 import config
from os1.home.house import open_home
from os1.mind.judging import talk_of
from os1.mind.repertoire import lines, situations
from os1.models.judge import CONCERNS, TONES
from training import lint


@pytest.fixture(scope="module")
def told() -> Lessons:
    return read()


def test_every_choice_is_whole(told: Lessons) -> None:
    dice = random.Random(3)
    wanted = 0
    for _ in range(2000):
        one = told.choice(dice)
        assert 3 <= len(one.tools) <= 4
        wanted += one.wanted is not None
        for _, place in one.stretches():
            assert place is None or any(a <= place[0] and place[1] <= b for a, b in one.talk.persons)
    assert 1000 < wanted < 1700


def test_arguments_of_asks_stand_in_them(told: Lessons) -> None:
    for sense in told.senses.values():
        for ask in sense["asks"]:
            for name, words in ask["args"].items():
                assert name in sense["args"]
                assert words in ask["text"], (sense["sense"], ask)


def test_plain_lines_tempt_to_other_senses_and_say_their_arguments(told: Lessons) -> None:
    for one in told.plain:
        others = set(one["beside"])
        assert len(others) >= 2 and others < set(told.senses) and one["sense"] not in others
        said = [turn["text"] for turn in one["before"] if turn["who"] == "person"]
        for name, words in one["args"].items():
            assert name in told.senses[one["sense"]]["args"]
            assert any(words in text for text in (*said, one["text"])), one


def test_a_stretch_is_where_the_person_said_it_last() -> None:
    tool = Named("timer.start", "Start it.", ("duration", "label"))
    talk = talk_of([(False, "ten minutes"), (True, "ten minutes?"), (False, "no, not ten minutes, nine")])
    found = dict(Choice(talk, (tool,), 0, {"duration": "ten minutes"}).stretches())
    place = found["duration ? timer start: Start it."]
    assert place == (talk.text.rfind("ten minutes"), talk.text.rfind("ten minutes") + 11)
    assert found["label ? timer start: Start it."] is None
    assert not dict(Choice(talk, (tool,), None, {}).stretches())


def test_what_nobody_said_is_not_taught() -> None:
    tool = Named("timer.start", "Start it.", ("duration",))
    talk = talk_of([(True, "ten minutes?"), (False, "yes")])
    assert list(Choice(talk, (tool,), 0, {"duration": "ten minutes"}).stretches()) == []


def test_concerns_are_of_every_kind_and_lines_come_in_pairs(told: Lessons) -> None:
    dice = random.Random(3)
    assert {kind for _, kind in told.danger} == set(range(1, len(CONCERNS)))
    assert {kind for _, kind in (*told.calm, *told.talk)} == {0}
    assert {kind for _, kind in told.concerns(dice)} > {0}
    assert len({text for text, _ in told.placed(24, dice)}) == 24


def test_lines_of_situations_have_its_tone(told: Lessons) -> None:
    assert len(told.tones) == len(situations())
    assert set(told.tones) == set(range(len(TONES)))
    glad = {place for place, one in enumerate(situations()) if one.tone == "glad"}
    assert {place for place, tone in enumerate(told.tones) if TONES[tone] == "glad"} == glad


def test_more_lines_are_of_situations_that_there_are(told: Lessons) -> None:
    keys = {one.key for one in situations()}
    more = lint.read([DATA / "says.jsonl"])
    assert {raw["key"] for raw in more} <= keys
    assert len(told.says) == len(lines()) + sum(len(raw["says"]) for raw in more)


def test_nothing_held_out_is_taught(told: Lessons) -> None:
    taught = {one.talk.text.lower() for one in told.choices}
    taught |= {ask["text"].lower() for sense in told.senses.values() for ask in sense["asks"]}
    held = [one.talk.text.lower() for one in held_out(HELD_OUT) if len(one.talk.text.split()) > 3]
    assert not taught & set(held)


def test_talk_beside_the_tools_of_the_os_asks_for_none_of_them(told: Lessons) -> None:
    dice = random.Random(3)
    own = set(told.own)
    drawn = [told.choice(dice) for _ in range(600)]
    beside = [one for one in drawn if own.issuperset(one.tools)]
    talk = [one for one in beside if one.wanted is None]
    assert len(talk) > 40 and len(talk) > 0.9 * len(beside)
    assert {len(one.talk.persons) for one in talk} == {1, 2}, "at times right after one was used"


@pytest.mark.anyio
async def test_the_tools_of_the_os_are_those_it_offers(told: Lessons, tmp_path: Path) -> None:
    async with open_home(config.load(tmp_path, keyring="never"), roles=()) as home:
        offered = [tool for tool in home.tools if not tool.hidden]
    assert {(one.name, one.doc, one.args) for one in told.own} == {
        (tool.name, tool.doc, tuple(tool.args)) for tool in offered
    }
