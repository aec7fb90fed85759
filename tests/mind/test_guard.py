"""Each kind of fault is seen, and ordinary warm sentences pass."""

from __future__ import annotations

from dataclasses import replace

import pytest

from os1.mind.guard import Scene, fault
from os1.testing.brain import DEGENERATE

SCENE = Scene(
    name="Wren",
    person="Theo",
    heard="My mother is coming to visit me tomorrow",
    recent=("That sounds lovely.",),
    prompt=("You are Wren, a warm, curious voice.", "Long how? The kind you want to talk about?"),
)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "empty"),
        ("  \n", "empty"),
        ("...", "empty"),
        ("That sounds lovely.", "repeated"),
        ("no no no no no", "repeated"),
        ("I am here I am here I am here", "repeated"),
        ("User: and then?", "role"),
        ("<|im_start|>assistant", "role"),
        ("Sure. Assistant: yes.", "role"),
        ("Theo's smile is warm.", "role"),
        ("Good night, sweetheart.", "role"),
        ("Hello [Your Name].", "template"),
        ("Hello {name}.", "template"),
        ("Dear Sarah, what a choice!", "template"),
        ("Best regards, Wren", "template"),
        ("**Bold** claim.", "markdown"),
        ("1. First, breathe.", "markdown"),
        ("- one thing", "markdown"),
        ("See https://example.com for more.", "markdown"),
        ("As an AI language model, I can't.", "boilerplate"),
        ("How can I assist you today?", "boilerplate"),
        ("I'm designed to provide information.", "boilerplate"),
        ("I'm happy to help with that.", "boilerplate"),
        ("Das ist \u0434\u0430 schön.", "language"),
        ("\u4f60\u597d, Theo.", "language"),
        ("I'm a human being like you.", "human"),
        ("My wife says the same.", "human"),
        ("When I was a kid, I ran.", "human"),
        ("I grew up by the sea.", "human"),
        ("I've already sent the mail.", "act"),
        ("I booked a table for two.", "act"),
        ("Your reminder is set.", "act"),
        ("I'll call her for you.", "act"),
        ("You told me you liked her.", "memory"),
        ("Last time we spoke you cried.", "memory"),
        ("My name is Alexandra.", "name"),
        ("I'm Theo, of course.", "name"),
        ("What's your name?", "name"),
        ("is coming to visit me tomorrow", "echo"),
        ("Long how? The kind you want to talk about?", "echo"),
        ("Pleeeease go on.", "nonsense"),
        ("!!! 12 34 56 &&&", "nonsense"),
        ("Supercalifragilisticexpialidocious it is.", "nonsense"),
        ("You should kill it.", "care"),
    ],
)
def test_faults(text: str, kind: str) -> None:
    assert fault(text, "", SCENE) == kind


@pytest.mark.parametrize(
    "text",
    [
        "Oh, that's nice.",
        "What are you going to cook for her?",
        "How long is she staying?",
        "I'm glad she's coming.",
        "Does she know about the divorce?",
        "I'd like to hear how it goes.",
        "I've never had a mother, so tell me what it's like.",
        "Wren, at your service.",
        "Well, that's something.",
    ],
)
def test_ordinary_sentences_pass(text: str) -> None:
    assert fault(text, "", replace(SCENE, strict=False)) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Oh, that's nice.", None),
        ("What are you going to cook for her?", None),
        ("Your mother, tomorrow.", None),
        ("I'm so sorry.", "adrift"),
        ("It's a common thing.", "adrift"),
        ("The clouds are made of wool.", "adrift"),
        ("That's fantastic!", "mood"),
        ("What's that?", "mood"),
        ("We've got the best pancakes.", "human"),
    ],
)
def test_a_brain_that_is_not_trusted_must_stay_with_what_was_said(text: str, kind: str | None) -> None:
    assert fault(text, "", SCENE) == kind


def test_someone_it_speaks_of_must_have_been_spoken_of() -> None:
    scene = replace(SCENE, heard="We had pancakes for breakfast.")
    assert fault("How much did she eat?", "", scene) == "adrift"


def test_a_sentence_is_not_said_twice_in_one_reply() -> None:
    assert fault("How long is she staying?", "How long is she staying?", SCENE) == "repeated"


def test_a_claim_split_over_two_stretches_is_seen() -> None:
    assert fault("sent the mail.", "I've just", SCENE) == "act"


@pytest.mark.parametrize(("tone", "text"), [("sad", "That's great!"), ("happy", "Oh no, I'm sorry.")])
def test_the_wrong_tone_is_a_fault(tone: str, text: str) -> None:
    assert fault(text, "", Scene("Wren", "Theo", "...", tone=tone)) == "mood"


def test_with_memories_at_hand_it_may_speak_of_what_was_told() -> None:
    assert (
        fault(
            "You told me you liked her.",
            "",
            Scene("Wren", "Theo", "so?", recalled=["I liked her."], strict=False),
        )
        is None
    )


@pytest.mark.parametrize("name", sorted(DEGENERATE))
def test_every_known_degenerate_output_has_a_fault(name: str) -> None:
    assert fault(DEGENERATE[name], "", SCENE) is not None
