"""`os1 memory facts` and its kin, as a person uses them in a terminal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from os1.testing.command import os1, sentence

LINES = [
    ("a1", "person", "2026-02-03T10:00:00", "My sister Anna lives in Lisbon. Her birthday is on May 14th."),
    ("a2", "os1", "2026-02-03T10:01:00", "Lovely. I'll look for a card."),
    ("a3", "person", "2026-02-03T10:02:00", "I'm allergic to nuts. I used to live in Graz."),
]  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("home")
    fields = ("id", "speaker", "time", "text")
    lines = [json.dumps(dict(zip(fields, line, strict=True))) for line in LINES]
    file = folder / "lines.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    assert os1("memory", "import", str(file), "--home", str(folder / "os")).returncode == 0
    return str(folder / "os")


def printed(*command: str) -> list[dict[str, Any]]:
    done = os1("memory", *command, "--json")
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_facts_are_listed_with_what_they_rest_on(home: str) -> None:
    facts = printed("facts", "--home", home)
    assert [(one["subject"], one["relation"], one["value"], one["sources"]) for one in facts] == [
        ("person", "sister", "Anna", ["a1"]),
        ("person", "allergic_to", "nuts", ["a3"]),
        ("Anna", "lives_in", "Lisbon", ["a1"]),
        ("Anna", "birthday", "14 May", ["a1"]),
    ]
    assert [one["value"] for one in printed("facts", "--past", "--home", home)].count("Graz") == 1
    assert [one["value"] for one in printed("facts", "my sister", "--home", home)] == [
        "Anna",
        "Lisbon",
        "14 May",
    ]
    words = os1("memory", "facts", "--past", "--home", home).stdout
    assert "person lives_in Graz until" in words
    assert "person allergic_to nuts (told)" in words


def test_people_promises_and_episodes_are_listed(home: str) -> None:
    assert os1("memory", "people", "--home", home).stdout == "Anna: sister, birthday 14 May\n"
    assert printed("people", "--home", home)[0]["dates"] == [["birthday", "14 May"]]
    assert [one["state"] for one in printed("promises", "--home", home)] == ["open"]
    assert "open: I'll look for a card." in os1("memory", "promises", "--home", home).stdout
    assert printed("episodes", "--home", home) == []


def test_a_fact_is_corrected_closed_and_confirmed(home: str) -> None:
    facts = {one["value"]: one["id"] for one in printed("facts", "--home", home)}
    (right,) = printed("correct", facts["14 May"], "14 March", "--home", home)
    assert (right["subject"], right["value"]) == ("Anna", "14 March")
    assert [one["value"] for one in printed("facts", "Anna", "--home", home)] == [
        "Anna",
        "Lisbon",
        "14 March",
    ]
    shown = os1("memory", "show", "-n", "1", "--home", home).stdout
    assert "That's wrong: Anna's birthday is the fourteenth of May. It's 14 March." in shown
    assert printed("correct", facts["Lisbon"], "--home", home) == [{"closed": facts["Lisbon"]}]
    assert [one["value"] for one in printed("facts", "Anna", "--home", home)] == ["Anna", "14 March"]
    assert "(certain)" in os1("memory", "confirm", facts["nuts"], "--home", home).stdout


def test_a_fact_that_is_not_there_gets_one_sentence(home: str) -> None:
    assert "no fact nothing" in sentence(os1("memory", "correct", "nothing", "x", "--home", home))
    assert "no fact nothing" in sentence(os1("memory", "confirm", "nothing", "--home", home))


@pytest.fixture
def two_annas(tmp_path: Path) -> Path:
    texts = [
        "My sister Anna sings.",
        "Anna from work sold a kayak.",
        "Paul lent me a book.",
        "Paul is in Oslo.",
    ]
    rows = [
        {"id": f"t{n}", "speaker": "person", "time": f"2026-02-0{n + 1}T10:00:00", "text": text}
        for n, text in enumerate(texts)
    ]
    file = tmp_path / "lines.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    home = tmp_path / "os"
    assert os1("memory", "import", str(file), home=home, OS1_MODELS=str(tmp_path)).returncode == 0
    return home


def test_forgetting_one_of_two_asks_which_and_several_may_be_named(two_annas: Path) -> None:
    refused = os1("memory", "forget", "--person", "Anna", "--yes", home=two_annas)
    assert refused.returncode == 2
    assert "people called Anna: your sister and the one from work. Which one do you mean?" in sentence(
        refused
    )
    assert 'Say it with --person "Anna my sister" or --person "Anna from work".' in sentence(refused)
    people = ("--person", "Anna from work", "--person", "Paul")
    done = os1("memory", "forget", *people, "--yes", "--json", home=two_annas)
    assert json.loads(done.stdout) == {"forgotten": 3}
    left = os1("memory", "show", home=two_annas).stdout
    assert "sings" in left and "kayak" not in left and "Paul" not in left


def test_a_search_says_which_memory_led_to_another(two_annas: Path, tmp_path: Path) -> None:
    query = ("memory", "search", "--why", "Where is the friend who lent me the book?")
    told = os1(*query, home=two_annas, OS1_MODELS=str(tmp_path)).stdout
    assert "because it names Paul, as do your words about the friend who lent you the book" in told
    rows = json.loads(os1(*query, "--json", home=two_annas, OS1_MODELS=str(tmp_path)).stdout)
    assert [row["id"] for row in rows if "because" in row] == ["t3"]


@pytest.mark.models
def test_what_means_a_topic_is_shown_below_and_goes_only_on_request(tmp_path: Path) -> None:
    texts = ["My divorce is final.", "My ex-wife wants the house.", "The library has a new roof."]
    rows = [
        {"id": f"t{n}", "speaker": "person", "time": f"2026-02-0{n + 1}T10:00:00", "text": text}
        for n, text in enumerate(texts)
    ]
    file, home = tmp_path / "lines.jsonl", tmp_path / "os"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    assert os1("memory", "import", str(file), home=home).returncode == 0
    looked = os1("memory", "forget", "--topic", "my divorce", home=home)
    assert looked.returncode == 2
    said, _, meant = looked.stdout.partition("These do not say it, but may mean it:\n")
    assert "final" in said and "ex-wife" in meant and "roof" not in looked.stdout
    assert "--meaning" in looked.stderr
    assert "Forgot 1." in os1("memory", "forget", "--topic", "my divorce", "--yes", home=home).stdout
    assert "ex-wife" in os1("memory", "show", home=home).stdout
    gone = os1("memory", "forget", "--topic", "my divorce", "--yes", "--meaning", home=home).stdout
    assert "ex-wife" in gone and "Forgot 1." in gone
