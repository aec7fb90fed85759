"""What no output may be is seen whatever the job, and ordinary texts pass."""

from __future__ import annotations

import pytest

from os1.mind.outputs import flaw, is_stock, loops
from os1.testing.brain import DEGENERATE


@pytest.mark.parametrize(
    "text",
    [
        "Marit launches the boat on Saturday.",
        "Café at ten, and it's forty euros. Is that all right?",
        "Oskar,\n\nThe pear tree fell.\n\nNell",
        "No, no, no. It never rains, it never rains here.",
        "Here's what you do: you walk in, and then you walk out again.",
    ],
)
def test_an_ordinary_text_has_no_flaw(text: str) -> None:
    assert flaw(text) is None


@pytest.mark.parametrize("text", DEGENERATE.values(), ids=DEGENERATE)
def test_what_small_brains_really_give_has_one(text: str) -> None:
    assert flaw(text) is not None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "empty"),
        ("... !", "empty"),
        ("<|im_end|> bye", "leak"),
        ("Assistant: hello", "leak"),
        ("Dear {name}, hello", "leak"),
        ("Yours, ______", "leak"),
        ("Put your name here.", "leak"),
        ("As an AI, I can't.", "leak"),
        ("Certainly, I'll sum it up.", "leak"),
        ("Here is a summary of it.", "leak"),
        ("How can I help you?", "leak"),
        ("What stands between <<< and >>> is short.", "leak"),
        ("**Boat** on Saturday.", "markdown"),
        ("- boat\n- rope", "markdown"),
        ("See https://x.example now.", "markdown"),
        ("The boat \U0001f6a2 leaves.", "markdown"),
        ("\u041b\u043e\u0434\u043a\u0430 leaves.", "foreign"),
        ("it goes it goes it goes", "loop"),
    ],
)
def test_each_flaw_by_its_kind(text: str, kind: str) -> None:
    assert flaw(text) == kind


def test_a_long_text_that_says_the_same_in_between_loops() -> None:
    told = "we went to the sea and "
    assert loops(f"{told}then {told}so {told}but {told}yet {told}now".split())
    other = "we went to the sea and found a small grey stone that looked like somebody we knew"
    assert not loops(other.split())


@pytest.mark.parametrize(
    "text", ["Dear Sir or Madam,", "I hope this letter finds you well.", "To whom it may concern:"]
)
def test_forms_are_known_by_their_first_words(text: str) -> None:
    assert is_stock(text)
    assert not is_stock("Oskar, you once wrote that the boat is well.")
