"""Which words are questions about the past, of which kind, and what they ask for; and which are other talk."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from os1.mind.remembering.answers import ANSWERS
from os1.mind.remembering.gist import table
from os1.mind.remembering.questions import is_told, read

NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "kind", "about"),
    [
        ("What do you remember about Catherine?", "about", "Catherine"),
        ("so what do you still know about my sister", "about", "my sister"),
        ("What did I say about Paul?", "about", "Paul"),
        ("hey Wren, what was it I told you about the boat again?", "about", "the boat"),
        ("Remind me what I said about the boat.", "about", "the boat"),
        ("tell me everything you know about Anna", "about", "Anna"),
        ("Do you know anything about jazz?", "about", "jazz"),
        ("What do you know about me?", "me", ""),
        ("what do you remember", "me", ""),
        ("How well do you know me?", "me", ""),
        ("When did I tell you about the boat?", "when_told", "the boat"),
        ("When did I first mention that Anna is moving?", "when_told", "Anna is moving"),
        ("how long ago did I tell you about the boat?", "when_told", "the boat"),
        ("when was the last time I talked about Paul", "when_told", "Paul"),
        ("Did I ever mention a restaurant in Porto?", "ever", "a restaurant in Porto"),
        ("Have I told you about my new boss?", "ever", "my new boss"),
        ("didn't I tell you about the dentist", "ever", "the dentist"),
        ("Do you remember the book I told you about?", "thing", "the book"),
        ("do you remember Anna", "thing", "Anna"),
        ("Remember when we went to Porto?", "thing", "we went to Porto"),
        ("How often have I mentioned Paul?", "how_often", "Paul"),
        ("how many times did I complain about the printer", "how_often", "the printer"),
        ("What did you tell me about the boat?", "own_words", "the boat"),
        ("What did you promise me?", "promised", ""),
        ("How do you know that?", "that_source", ""),
        ("When was that?", "that_source", ""),
        ("What did we talk about?", "talked", ""),
        ("Where were we?", "talked", ""),
        ("Good morning. What did I say about Paul?", "about", "Paul"),
        ("What was the last thing I told you?", "edge", ""),
    ],
)
def test_a_question_for_what_was_told_is_read(text: str, kind: str, about: str) -> None:
    question = read(text, NOW, "Wren")
    assert question is not None
    assert (question.kind, question.about, question.plainly) == (kind, about, True)


@pytest.mark.parametrize(
    ("text", "kind", "about"),
    [
        ("Who is Anna?", "who", "Anna"),
        ("do you remember who my dentist is", "who", "my dentist"),
        ("what does Anna do for work?", "who", "Anna"),
        ("Who gave me the blue vase?", "who", "gave me the blue vase"),
        ("When is Tom's birthday?", "when", "Tom's birthday"),
        ("how long ago was the wedding", "when", "the wedding"),
        ("How long is it since I saw Anna?", "when", "I saw Anna"),
        ("what day is my appointment", "when", "my appointment"),
        ("Where does my sister live?", "where", "my sister live"),
        ("Do you remember where I parked the car?", "where", "I parked the car"),
        ("What was the name of that restaurant?", "what", "the name of that restaurant"),
        ("What's my dentist called?", "what", "my dentist called"),
        ("what was that film called that I told you about?", "what", "film called"),
        ("what colour did I paint the kitchen", "what", "colour did I paint the kitchen"),
        ("How old is my nephew?", "age", "my nephew"),
        ("How did the interview go?", "how", "the interview"),
        ("am I allergic to anything?", "whether", "I allergic to anything"),
        ("Is Priya going to Toronto?", "whether", "Priya going to Toronto"),
    ],
)
def test_a_question_about_their_life_is_read(text: str, kind: str, about: str) -> None:
    question = read(text, NOW, "Wren")
    assert question is not None
    assert (question.kind, question.about, question.plainly) == (kind, about, False)


@pytest.mark.parametrize(
    "text",
    [
        "What do you think about Anna?",
        "What should I say to Paul?",
        "Should I tell my sister?",
        "Where did I go wrong?",
        "Why am I so tired?",
        "What am I doing with my life?",
        "When will my life begin?",
        "Am I going to die?",
        "What do I do now?",
        "Can you hear me?",
        "Do you love me?",
        "Do you remember me?",
        "Do you remember to breathe?",
        "What time is it?",
        "What day is it?",
        "Who are you?",
        "Who cares?",
        "Where are you?",
        "When is your birthday?",
        "How are you?",
        "Did I tell you to stop?",
        "Remind me to call Anna.",
        "Remember to buy milk.",
        "Remember that I'm allergic to nuts.",
        "Guess what Anna said.",
        "I remember when we went to Porto.",
        "I told you about the boat.",
        "You know what Tom said.",
        "I don't want to live any more, what did I do?",
        "My mother died. What did I do?",
        "Tell me a joke.",
        "Had lentil soup again. I'm becoming a lentil.",
        "Can you remember that I park on level four?",
        "Did I tell you that I speak Welsh? My nan taught me.",
    ],
)
def test_what_is_near_a_question_for_memory_stays_talk(text: str) -> None:
    assert read(text, NOW, "Wren") is None


@pytest.mark.parametrize("text", ["Who is the president of France?", "What is the capital of Portugal?"])
def test_what_may_be_about_anything_is_said_to_be_so(text: str) -> None:
    question = read(text, NOW)
    assert question is not None
    assert not question.personal
    assert not question.plainly


def test_a_name_that_is_known_makes_a_question_personal() -> None:
    assert not getattr(read("where is rafi", NOW), "personal", True)
    assert getattr(read("where is rafi", NOW, "", frozenset({"rafi"})), "personal", False)


@pytest.mark.parametrize(
    ("text", "about", "since", "until"),
    [
        ("What did I say about Paul last week?", "Paul", date(2026, 2, 23), date(2026, 3, 2)),
        ("What did I say last week about Paul?", "Paul", date(2026, 2, 23), date(2026, 3, 2)),
        ("What did we talk about yesterday?", "", date(2026, 3, 3), date(2026, 3, 4)),
        ("what did I tell you on Monday", "", date(2026, 3, 2), date(2026, 3, 3)),
        ("What did I do last weekend?", "", date(2026, 2, 28), date(2026, 3, 2)),
        ("What happened in January?", "", date(2026, 1, 1), date(2026, 2, 1)),
    ],
)
def test_the_time_that_is_asked_about_is_read(text: str, about: str, since: date, until: date) -> None:
    question = read(text, NOW)
    assert question is not None
    assert question.when is not None
    assert (question.about, question.when.since.date(), question.when.until.date()) == (about, since, until)


def test_pronouns_and_that_are_told_apart() -> None:
    assert getattr(read("What do you know about her?", NOW), "pronoun", False)
    assert getattr(read("When did I tell you that?", NOW), "that", False)
    assert getattr(read("When did I first mention Paul?", NOW), "first", False)


@pytest.mark.parametrize(
    ("text", "echo"),
    [
        ("What did I say about my sister?", "your sister"),
        ("What did I say about the one who came to us in the rain?", ""),
        ("What did I say about her?", ""),
    ],
)
def test_what_is_asked_for_can_be_said_back(text: str, echo: str) -> None:
    question = read(text, NOW)
    assert question is not None
    assert question.echo == echo


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Anna moved to Porto.", True),
        ("Can you remember that I park on level four?", True),
        ("Remember that I'm allergic to nuts.", True),
        ("I'm vegan.", True),
        ("What a day. We danced until the band went home.", True),
        ("She moved to Porto. Isn't that far?", True),
        ("what did I say about Anna", False),
        ("Where does my sister live?", False),
        ("Remind me to call Anna.", False),
        ("Forget what I said.", False),
        ("okay", False),
    ],
)
def test_what_tells_something_is_known(text: str, told: bool) -> None:
    assert is_told(text) is told


def test_every_kind_of_question_has_an_answer() -> None:
    assert set(ANSWERS) == {*table()["kinds"], *table()["life"]}
