"""The first talk as two people have it, with every turn they may take away from the straight road."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from os1.testing.brain import FakeBrain
from os1.testing.living import MORNING, Life, live

pytestmark = pytest.mark.anyio

THEODORE = [
    "Hi, I'm Theodore Twombly.",
    "Warm, I guess.",
    "A woman's.",
    "Yes.",
    "I'm going through a divorce. I write letters.",
]
AMY = [
    "uh, it's Amy",
    "make me laugh",
    "a man's voice",
    "another one",
    "yes",
    "I make video games and I'm up all night",
]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def start(life: Life, answers: Sequence[str]) -> str:
    """The talk with `answers`; gives the last thing said."""
    said = await life.mind.opening() or ""
    for answer in answers:
        said = await life.say(answer)
    return said


async def test_the_greeting_is_honest_and_asks_one_question(tmp_path: Path) -> None:
    async with live(tmp_path) as life:
        said = await life.mind.opening()
    assert said is not None
    assert "program" in said
    assert said.count("?") == 1


async def test_it_learns_and_names_itself_for_a_reason_that_was_said(tmp_path: Path) -> None:
    async with live(tmp_path) as life:
        last = await start(life, THEODORE)
        own = life.mind.identity
        assert (own.person, own.value("person_full"), own.manner) == (
            "Theodore",
            "Theodore Twombly",
            "chatty",
        )
        assert own.voice == "af_heart"
        assert own.name in last
        assert own.reason in last
        cited = [one.text for one in await life.memory.recent(50) if one.id in own.facts["name"].sources]
        assert cited
        assert "warm" in own.character
        assert "steady" in own.character
        assert "Theodore" in await life.say("I like it.")
        assert await life.mind.opening() is None
        assert own.name in await life.say("What is your name?")


async def test_two_people_get_two_names(tmp_path: Path) -> None:
    names = []
    for who, answers in (("t", THEODORE), ("a", AMY)):
        (tmp_path / who).mkdir()
        async with live(tmp_path / who) as life:
            await start(life, answers)
            names.append(life.mind.identity.name)
    assert all(names)
    assert names[0] != names[1]


async def test_a_voice_is_offered_by_ear_until_one_pleases(tmp_path: Path) -> None:
    async with live(tmp_path) as life:
        await start(life, AMY[:3])
        assert life.mind.identity.voice == "am_michael"
        await life.say("another one")
        assert life.mind.identity.voice == "am_fenrir"
        await life.say("go back to the first one")
        assert life.mind.identity.voice == "am_michael"


async def test_a_voice_is_kept_by_who_talks_of_something_else(tmp_path: Path) -> None:
    async with live(tmp_path) as life:
        await start(life, AMY[:3])
        said = await life.say("Oh, I don't know. My sister said that I should try you, no idea why.")
        assert life.mind.identity.voice == "am_michael" and "on your mind" in said


async def test_the_voices_run_out(tmp_path: Path) -> None:
    async with live(tmp_path) as life:
        await start(life, [*AMY[:3], "another", "another"])
        said = await life.say("another")
    assert "all the voices" in said


async def test_a_voice_of_the_other_sort_can_be_asked_for(tmp_path: Path) -> None:
    async with live(tmp_path) as life:
        await start(life, [*AMY[:3], "no, a woman's"])
        assert life.mind.identity.voice == "af_heart"


@pytest.mark.parametrize("refusal", ["skip", "none of your business", "I'd rather not say", "no"])
async def test_every_question_can_be_refused(tmp_path: Path, refusal: str) -> None:
    async with live(tmp_path) as life:
        await start(life, [refusal] * 4)
        own = life.mind.identity
        assert own.name
        assert own.person == ""
        await life.say("fine")
        assert await life.mind.opening() is None


async def test_no_question_is_asked_more_than_twice(tmp_path: Path) -> None:
    async with live(tmp_path) as life:
        await start(life, [])
        for _ in range(20):
            await life.say("the weather in the mountains is always changing")
        assert await life.mind.opening() is None
        assert life.mind.identity.name


async def test_silence_is_met_with_the_question_again(tmp_path: Path) -> None:
    async with live(tmp_path) as life:
        said = await start(life, ["..."])
    assert "call you" in said


@pytest.mark.parametrize(
    ("aside", "told"),
    [
        ("Are you a person?", "program"),
        ("why do you ask?", "hey you"),
        ("what?", "call you"),
        ("what time is it?", "nine thirty"),
        ("where does my data go?", "computer"),
    ],
)
async def test_questions_back_are_answered_and_the_question_stays(
    tmp_path: Path, aside: str, told: str
) -> None:
    async with live(tmp_path) as life:
        said = await start(life, [aside])
        assert told in said
        assert "call you" in said
        assert "Theo" in await life.say("Theo")


async def test_asked_for_its_name_it_takes_one_there_and_then(tmp_path: Path) -> None:
    async with live(tmp_path) as life:
        said = await start(life, ["Theo", "do you have a name?"])
        name = life.mind.identity.name
        assert name
        assert name in said
        await start_rest(life)
        assert life.mind.identity.name == name


async def start_rest(life: Life) -> None:
    for answer in ("short", "you choose", "yes", "nothing much to tell, I run a shop"):
        await life.say(answer)


async def test_the_name_is_corrected_on_the_way(tmp_path: Path) -> None:
    async with live(tmp_path) as life:
        await start(life, ["Leo"])
        said = await life.say("No, I said Theo.")
        assert life.mind.identity.person == "Theo"
        assert "playful" in said


async def test_asr_mistakes_get_a_second_try(tmp_path: Path) -> None:
    async with live(tmp_path) as life:
        said = await start(life, ["what it is the of or"])
        assert "skip" in said
        await life.say("Theodore")
        assert life.mind.identity.person == "Theodore"


async def test_an_objection_brings_another_name_and_never_the_first_again(tmp_path: Path) -> None:
    async with live(tmp_path) as life:
        await start(life, THEODORE)
        seen = [life.mind.identity.name]
        for objection in ("I don't like that.", "no, pick another", "hmm, something shorter"):
            await life.say(objection)
            assert life.mind.identity.name not in seen
            seen.append(life.mind.identity.name)
        assert len(seen[-1]) < max(4, len(seen[-2])) or len(seen[-1]) < 4
        said = await life.say("How about Iris?")
        assert life.mind.identity.name == "Iris"
        assert "Iris" in said
        assert seen[-1] in life.mind.identity.refused


async def test_a_name_can_be_talked_over_long_after_the_first_talk(tmp_path: Path) -> None:
    async with live(tmp_path) as life:
        await start(life, [*THEODORE, "I like it", "I painted the fence today."])
        names = [life.mind.identity.name]
        await life.say("I don't like your name.")
        names.append(life.mind.identity.name)
        await life.say("something shorter")
        names.append(life.mind.identity.name)
        assert len(set(names)) == 3
        assert len(names[2]) < len(names[1])
        await life.say("how about Iris?")
        assert "Iris" in await life.say("what is your name?")
        assert "You gave it to me" in await life.say("why did you choose it?")


async def test_why_is_answered_with_the_reason(tmp_path: Path) -> None:
    async with live(tmp_path) as life:
        await start(life, THEODORE)
        assert life.mind.identity.reason in await life.say("why that name?")


async def test_other_talk_after_the_proposal_ends_the_talk_and_is_answered(tmp_path: Path) -> None:
    async with live(tmp_path) as life:
        await start(life, THEODORE)
        said = await life.say("What time is it?")
        assert life.mind.identity.name in said
        assert "nine thirty" in said
        assert await life.mind.opening() is None


@pytest.mark.parametrize("steps", range(6))
async def test_it_goes_on_where_it_was_after_being_killed(tmp_path: Path, steps: int) -> None:
    async with live(tmp_path) as life:
        await start(life, THEODORE[:steps])
        before = life.mind.identity
    async with live(tmp_path, start=MORNING + timedelta(hours=3)) as life:
        said = await life.mind.opening()
        assert said is not None
        assert "switched off" in said
        assert life.mind.identity == before
        for answer in [*THEODORE[steps:], "I like it"]:
            await life.say(answer)
        assert life.mind.identity.person == "Theodore"
        assert life.mind.identity.born == before.born
        assert await life.mind.opening() is None


async def test_nothing_said_keeps_it_waiting(tmp_path: Path) -> None:
    async with live(tmp_path) as life:
        await life.mind.opening()
        assert life.mind.identity.born == MORNING
        assert life.mind.identity.name == ""


async def test_a_brain_that_is_down_does_not_hinder_it(tmp_path: Path) -> None:
    async with live(tmp_path, FakeBrain(die_after=0)) as life:
        await start(life, THEODORE)
        assert life.mind.identity.name


async def test_a_strong_brain_hears_odd_answers_and_picks_the_name(tmp_path: Path) -> None:
    def answer(messages: Sequence[object], sampling: object) -> str:
        choices = sampling.schema["properties"]["choice"]["enum"]  # type: ignore[attr-defined]  # Sampling by duck
        wanted = next((c for c in choices if c in ("Zebedee", "plain", "man")), choices[2])
        return f'{{"choice": "{wanted}"}}'

    async with live(tmp_path, FakeBrain(answer, strength="strong")) as life:
        await start(
            life,
            [
                "they always shouted Zebedee across the whole yard",
                "as if you were a telegram",
                "gravel and smoke",
                "ok",
                "I sing",
            ],
        )
        own = life.mind.identity
        assert (own.person, own.manner, own.voice) == ("Zebedee", "plain", "am_michael")
        assert own.name
