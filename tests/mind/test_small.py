"""The small parts: spoken numbers and times, clauses, names, words, choices."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from os1.mind import listening, naming, selfknow
from os1.mind.choose import pick, pick_tool
from os1.mind.clauses import Chunker, clauses, sentences
from os1.mind.identity import VOICES
from os1.mind.patterns import alternatives, keys
from os1.mind.spoken import ago, clock_time, day, digits, number, ordinal, plain, span
from os1.mind.words import Words, tidy, variants
from os1.models.engines import Message, Sampling
from os1.testing.brain import FakeBrain
from os1.testing.judge import FakeJudge
from os1.types import Arg, Call, Effect, Outcome, Recalled, Tool

NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.mark.parametrize(
    ("n", "told"),
    [
        (0, "zero"),
        (21, "twenty-one"),
        (105, "one hundred and five"),
        (1002, "one thousand and two"),
        (40, "forty"),
    ],
)
def test_numbers(n: int, told: str) -> None:
    assert number(n) == told


@pytest.mark.parametrize(
    ("n", "told"),
    [(1, "first"), (12, "twelfth"), (20, "twentieth"), (21, "twenty-first"), (8, "eighth"), (4, "fourth")],
)
def test_ordinals(n: int, told: str) -> None:
    assert ordinal(n) == told


@pytest.mark.parametrize(
    ("back", "told"),
    [
        (timedelta(seconds=5), "just now"),
        (timedelta(minutes=10), "ten minutes ago"),
        (timedelta(hours=1), "an hour ago"),
        (timedelta(hours=10), "yesterday"),
        (timedelta(days=11), "eleven days ago"),
        (timedelta(days=30), "four weeks ago"),
        (timedelta(days=100), "three months ago"),
        (timedelta(days=400), "a year ago"),
    ],
)
def test_relative_times(back: timedelta, told: str) -> None:
    assert ago(NOW - back, NOW) == told


def test_a_time_in_the_future_is_just_now() -> None:
    assert ago(NOW + timedelta(hours=1), NOW) == "just now"


@pytest.mark.parametrize(
    ("hour", "minute", "told"),
    [
        (9, 30, "nine thirty in the morning"),
        (12, 0, "noon"),
        (0, 0, "midnight"),
        (13, 5, "one oh five in the afternoon"),
        (18, 0, "six o'clock in the evening"),
        (23, 15, "eleven fifteen at night"),
    ],
)
def test_the_time_of_day(hour: int, minute: int, told: str) -> None:
    assert clock_time(NOW.replace(hour=hour, minute=minute)) == told


def test_days_spans_digits_and_plain_words() -> None:
    assert day(NOW) == "Wednesday, the fourth of March"
    assert span(timedelta(seconds=3)) == "less than a minute"
    assert digits("116 123") == "one one six, one two three"
    assert plain("Don\u2019t  STOP!") == "don't stop"


def test_clauses_begin_short_and_never_cut_a_title() -> None:
    assert clauses("Well then, Dr. Smith came by, and it was late. Good.") == [
        "Well then,",
        "Dr. Smith came by, and it was late.",
        "Good.",
    ]


def test_a_clause_without_marks_is_cut_before_the_breath_runs_out() -> None:
    parts = clauses(" ".join(["word"] * 60))
    assert max(len(part.split()) for part in parts) <= 24
    assert sum(len(part.split()) for part in parts) == 60


def test_pieces_of_words_are_joined() -> None:
    chunker = Chunker()
    found = [clause for piece in ("Hel", "lo th", "ere. How", " are") for clause in chunker.feed(piece)]
    assert found == ["Hello there."]
    assert chunker.flush() == "How are"


def test_sentences() -> None:
    assert sentences("One. Two? And three") == ["One.", "Two?", "And three"]


def test_variants_follow_each_other_and_holes_close() -> None:
    words = Words()
    said = [words.say("self.hello", person="") for _ in range(6)]
    assert all(a != b for a, b in pairwise(said))
    assert "Hello. I'm here." in said
    assert tidy("hello, .") == "Hello."


def test_every_question_has_words_for_its_answer() -> None:
    for key in (*keys("fact"), *keys("small")):
        assert variants(f"self.{key}")
    for key in keys("listen"):
        assert variants(f"listen.{key}")
    for key in keys("theme"):
        assert any(key in name.themes for name in naming.names()), key


def test_no_question_catches_ordinary_talk() -> None:
    lines = [
        "I painted the fence green.",
        "my mother is coming tomorrow",
        "what a long day it was at work",
        "I told her my name and she laughed",
        "the time we went to Rome was the best",
        "how old is the house next door",
        "what is the capital of France",
        "who wrote Hamlet",
        "can you remind me to call Amy",
        "are you coming to the party with us on Saturday night",
    ]
    assert [line for line in lines if selfknow.asked(line, "Wren")] == []


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("What's your name?", "name"),
        ("what is your name", "name"),
        ("Hi there. What's your name?", "name"),
        ("so, who are you?", "who"),
        ("Do you have a name?", "name"),
        ("Are you real?", "human"),
        ("are you a robot", "human"),
        ("how old are you, Wren?", "age"),
        ("What do you run on?", "runs_on"),
        ("Where does my data go?", "privacy"),
        ("is this private?", "privacy"),
        ("What can't you do?", "limits"),
        ("what can you do", "abilities"),
        ("What do you remember?", "remember"),
        ("What's my name?", "my_name"),
        ("what time is it", "time"),
        ("what day is it today", "day"),
        ("How are you?", "mood"),
        ("Hello.", "hello"),
        ("Good night, Wren.", "goodnight"),
        ("thank you so much", "thanks"),
        ("I love you", "love"),
        ("tell me a joke", "joke"),
        ("what?", "repeat"),
        ("never mind", "never_mind"),
        ("do you have feelings", "conscious"),
        ("why did you choose that name?", "reason"),
        ("are you ChatGPT", "runs_on"),
        ("What's the weather doing tomorrow?", "weather"),
        ("will it rain on saturday", "weather"),
        ("do you think about me when I'm not here", "apart"),
        ("What do you do when I'm asleep?", "apart"),
        ("Please don't tell Susan.", "secret"),
        ("Good night, dear. God bless.", "goodnight"),
    ],
)
def test_known_questions(text: str, key: str) -> None:
    assert selfknow.asked(text, "Wren") == key


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        ("My father died in March.", "heavy"),
        ("I painted the fence.", "light"),
        ("What do you think about the sea?", "opinion"),
        ("Should I call her?", "advice"),
        ("Why is the sky blue?", "question"),
        ("book me a flight", "request"),
        ("...", "noise"),
        ("I can't sleep", "heavy"),
    ],
)
def test_what_kind_of_utterance(text: str, sort: str) -> None:
    assert listening.sort(text) == sort


def test_listening_knows_whom_it_is_about() -> None:
    assert "your father" in listening.listen("My father died in March.", Words())


@pytest.mark.parametrize(
    ("text", "tone", "asked", "key"),
    [
        ("Fish fingers and peas.", "", False, "tone.plain.ask"),
        ("Fish fingers and peas.", "", True, "tone.plain.tell"),
        ("The hedge is done.", "", False, "tone.now.ask"),
        ("My lad's not talking to us.", "", False, "tone.now.ask"),
        ("Been doing it twenty two years", "", False, "tone.long.ask"),
        ("We had a row about the football.", "", False, "tone.past.ask"),
        ("We had a row about the football.", "", True, "tone.past.tell"),
        ("Maybe I'll knock on the door.", "", False, "tone.plan.ask"),
        ("You don't half go on.", "", True, "tone.you.tell"),
        ("They kept the roof on after all.", "glad", False, "tone.glad.ask"),
        ("Nobody came to the door.", "sad", True, "tone.sad.tell"),
        ("He parked across the drive.", "cross", False, "tone.cross.ask"),
        ("I got a parking ticket.", "cross", False, "tone.cross.ask"),
        ("Got it.", "", False, "listen.short"),
        ("Still nothing.", "sad", False, "tone.sad.ask"),
        ("I got the flat, the one with the quinces!", "glad", False, "listen.success"),
    ],
)
def test_listening_keeps_to_the_tone_and_does_not_always_ask(
    text: str, tone: str, asked: bool, key: str
) -> None:
    assert listening.listen(text, Words(), tone=tone, asked=asked) in variants(key)


@pytest.mark.parametrize("tone", ["plain", "past", "now", "long", "plan", "you", "glad", "sad", "cross"])
def test_what_is_told_after_an_answer_asks_nothing(tone: str) -> None:
    assert not any("?" in said for said in variants(f"tone.{tone}.tell"))
    assert all(said.endswith("?") for said in variants(f"tone.{tone}.ask"))


def test_names_are_many_and_none_belongs_to_another_machine() -> None:
    known = {name.name.lower() for name in naming.names()}
    assert len(known) >= 300
    assert not known & {"siri", "alexa", "cortana", "hal", "samantha"}
    assert all(name.lean in "fmn" and name.meaning for name in naming.names())


def told(text: str, topic: str = "wish") -> list[naming.Told]:
    return [naming.Told("h1", text, topic)]


def test_the_persons_own_name_and_refused_ones_are_never_chosen() -> None:
    best = naming.candidates(told("I love the quiet"), NOW)[0].name
    again = naming.candidates(told("I love the quiet"), NOW, person=best, refused=["Serena"])
    assert best not in [one.name for one in again]
    assert "Serena" not in [one.name for one in again]


def test_a_reason_quotes_what_was_said_and_cites_it() -> None:
    for one in naming.candidates(told("I play the piano at night"), NOW):
        assert one.sources == ("h1",)
        assert any(word in one.reason for word in ("piano", "night", "play"))


def test_different_words_bring_different_names() -> None:
    lives = [
        "I sail boats",
        "I write letters",
        "I grow tomatoes",
        "I'm a nurse on nights",
        "my kids left home",
        "I bake bread",
        "nothing",
        "the mountains",
    ]
    firsts = {naming.candidates(told(life), NOW)[0].name for life in lives}
    assert len(firsts) == len(lives)


def test_the_same_words_on_another_day_bring_another_name() -> None:
    firsts = {naming.candidates(told("hello"), NOW + timedelta(days=n))[0].name for n in range(20)}
    assert len(firsts) > 12


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("how about Iris?", "Iris"),
        ("What about Maeve", "Maeve"),
        ("call yourself Juno", "Juno"),
        ("I'd like to call you Max", "Max"),
        ("Iris", "Iris"),
        ("no, Iris", "Iris"),
        ("can I call you Sam?", "Sam"),
        ("I want to call you Samantha", "Samantha"),
        ("your name is Bob now", ""),
        ("I like it", ""),
        ("I don't like that", ""),
        ("something shorter", ""),
        ("you're great", ""),
        ("it's so pretty", ""),
    ],
)
def test_a_name_that_is_given(text: str, name: str) -> None:
    assert naming.given_name(text) == (name or ("Bob" if "Bob" in text else ""))


@pytest.mark.parametrize(
    ("text", "objects"),
    [
        ("I don't like that", True),
        ("no", True),
        ("something shorter", True),
        ("that's my ex-wife's", True),
        ("I like it", False),
        ("not bad", False),
        ("lovely", False),
    ],
)
def test_objections(text: str, objects: bool) -> None:
    assert naming.objects(text) is objects


def test_taste_narrows_the_choice() -> None:
    taste = naming.taste("a man's name, shorter, starting with T", "Valentin")
    assert taste == naming.Taste("m", "t", below=8)
    found = naming.candidates([], NOW, taste=taste)
    assert found
    assert all(one.name[0] == "T" and len(one.name) < 8 for one in found)


def test_every_voice_is_named_once_in_its_sort() -> None:
    assert all(len(set(voices)) == len(voices) for voices in VOICES.values())


def test_patterns_compile_and_have_no_empty_alternative() -> None:
    import re

    for table in ("fact", "small", "care", "turn", "listen", "ask", "guard", "settings", "first", "zones"):
        for key in keys(table):
            assert not re.compile(alternatives(table, key)).fullmatch(""), f"{table}.{key}"


async def _run(**_: Any) -> Outcome:
    return Outcome("Done.")


TOOLS = [
    Tool(
        "reminder.add",
        "Remind the person.",
        Effect.NOTE,
        _run,
        args={"text": Arg("What of."), "count": Arg("How many.", "integer", required=False)},
    ),
    Tool("reminder.list", "Tell the reminders.", Effect.LOOK, _run),
    Tool("reminder.secret", "Hidden.", Effect.NOTE, _run, hidden=True),
]


def chooser(tool: str, args: object) -> Any:
    def answer(_messages: Sequence[Message], sampling: Sampling) -> str:
        assert sampling.schema is not None
        return json.dumps({"choice": tool} if "choice" in sampling.schema["properties"] else args)

    return answer


async def test_a_strong_brain_chooses_a_tool_with_arguments() -> None:
    brain = FakeBrain(chooser("reminder.add", {"text": "milk"}), strength="strong")
    assert await pick_tool(brain, None, "don't let me forget milk", NOW, TOOLS) == Call(
        "reminder.add", {"text": "milk"}
    )
    assert "secret" not in brain.asked[0].messages[0].content


@pytest.mark.parametrize(
    "answer",
    [
        chooser("none", {}),
        chooser("reminder.secret", {}),
        chooser("made.up", {}),
        chooser("reminder.add", {}),
        chooser("reminder.add", {"text": 7}),
        chooser("reminder.add", {"text": "x", "count": "two"}),
        chooser("reminder.add", [1]),
        ("not json",),
    ],
)
async def test_a_bad_choice_is_talk(answer: Any) -> None:
    assert await pick_tool(FakeBrain(answer, strength="strong"), None, "remind me", NOW, TOOLS) is None


async def test_beside_a_bundled_brain_the_judge_chooses() -> None:
    judge = FakeJudge({"reminder add": 2.0}, {"text": "milk"})
    before = [
        Recalled("a", "person", NOW, "I am out of milk", 0.0),
        Recalled("b", "os1", NOW, "Again?", 0.0),
    ]
    for brain in (FakeBrain(), None):
        call = await pick_tool(brain, judge, "yes, remind me", NOW, TOOLS, before)
        assert call == Call("reminder.add", {"text": "milk"})
    assert judge.asked[0] == "I am out of milk | > Again? | yes, remind me"
    assert not any("secret" in one for one in judge.asked)
    assert await pick_tool(FakeBrain(), None, "remind me", NOW, TOOLS) is None


async def test_a_pick_that_was_not_offered_or_a_brain_that_is_down_is_none() -> None:
    assert await pick(FakeBrain(chooser("z", {})), "Pick.", "text", ["a", "b"]) is None
    assert await pick(FakeBrain(die_after=0), "Pick.", "text", ["a", "b"]) is None
