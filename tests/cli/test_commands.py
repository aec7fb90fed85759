"""The command line as a person meets it: help everywhere, one sentence for what cannot be done."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from os1.testing.command import os1, sentence

COMMANDS = [
    (),
    ("chat",),
    ("talk",),
    ("hear",),
    ("say",),
    ("language",),
    ("self",),
    ("doctor",),
    ("export",),
    ("backup",),
    ("restore",),
    ("erase",),
    ("bench",),
    ("memory",),
    ("memory", "import"),
    ("memory", "search"),
    ("memory", "show"),
    ("memory", "forget"),
    ("memory", "export"),
    ("memory", "stats"),
    ("memory", "facts"),
    ("memory", "people"),
    ("memory", "promises"),
    ("memory", "episodes"),
    ("memory", "correct"),
    ("memory", "confirm"),
    ("models",),
    ("models", "list"),
    ("models", "fetch"),
    ("models", "verify"),
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_has_help(command: tuple[str, ...]) -> None:
    done = os1(*command, "--help")
    assert done.returncode == 0
    assert "Usage:" in done.stdout
    assert len(done.stdout.splitlines()) > 5


@pytest.mark.parametrize("group", ["memory", "models"])
def test_a_group_alone_prints_its_help(group: str) -> None:
    done = os1(group)
    assert done.returncode == 2
    assert done.stderr.startswith(f"Usage: os1 {group}")


def test_an_unknown_command_gets_one_sentence() -> None:
    assert "dance" in sentence(os1("dance"))


def test_an_unknown_option_gets_one_sentence() -> None:
    assert "--loud" in sentence(os1("chat", "--loud"))


@pytest.mark.parametrize(
    "words",
    [
        ("memory", "dance"),
        ("memory", "show", "-n", "99999999999999999999"),
        ("memory", "search", "-k", "0", "boat"),
        ("memory", "search"),
        ("memory", "forget"),
        ("--port", "65536"),
        ("--size", "huge"),
        ("bench", "nonsense"),
        ("models", "fetch", "nonsense"),
        ("models", "verify", "nonsense"),
        ("talk", "--in", "b.wav"),
        ("talk", "--out", "a.wav", "--in", "b.wav", "--script", "c.jsonl"),
        ("say", "hello"),
    ],
    ids=" ".join,
)
def test_words_that_make_no_command_get_one_sentence(tmp_path: Path, words: tuple[str, ...]) -> None:
    done = os1("--home", tmp_path, *words)
    assert done.returncode == 2
    sentence(done)


def test_a_benchmark_that_is_unknown_is_named() -> None:
    assert "'nonsense'" in sentence(os1("bench", "nonsense"))


def test_a_home_that_is_a_file_gets_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("not a folder")
    assert "choose another" in sentence(os1("chat", "--once", "hello", home=tmp_path / "home"))


def test_settings_that_cannot_be_read_get_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("size = = 3")
    assert "settings.toml" in sentence(os1("self", home=tmp_path))
    (tmp_path / "settings.toml").write_text('colour = "red"')
    assert "colour" in sentence(os1("self", home=tmp_path))
    (tmp_path / "settings.toml").write_text('size = "huge"')
    assert "tiny" in sentence(os1("self", home=tmp_path))


def test_the_language_is_told_changed_and_refused_in_one_sentence(tmp_path: Path) -> None:
    told = os1("language", "PL", "--json", home=tmp_path)
    assert json.loads(told.stdout)["hears"] == "pl" and json.loads(told.stdout)["speaks"] == "en"
    assert os1("language", home=tmp_path).stdout.startswith("I hear pl and English. I answer in English.")
    assert "such as en, pl or de" in sentence(os1("language", "klingon", home=tmp_path))
    assert os1("language", home=tmp_path).stdout.startswith("I hear pl"), "what was there stays"


def test_memory_comes_in_is_found_and_goes(tmp_path: Path) -> None:
    lines = [
        {
            "id": "a:1",
            "speaker": "Ann",
            "time": "2026-01-05T10:00:00",
            "text": "The boat is called Marguerite.",
        },
        {"id": "a:2", "speaker": "Ben", "time": "2026-01-05T10:01:00", "text": "I never learned to swim."},
    ]
    file = tmp_path / "lines.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    home = tmp_path / "home"
    assert os1("memory", "import", str(file), home=home).returncode == 0
    found = json.loads(os1("memory", "search", "-k", "1", "--json", "name of the boat", home=home).stdout)
    assert [one["id"] for one in found] == ["a:1"]
    queries = tmp_path / "queries.txt"
    queries.write_text("boat\nswimming\n")
    batch = os1(
        "memory", "search", "-k", "5", "--json", "--batch", str(queries), home=home
    ).stdout.splitlines()
    assert [json.loads(line)[0]["id"] for line in batch] == ["a:1", "a:2"]
    assert os1("memory", "forget", "a:1", home=home).returncode == 0
    assert "Marguerite" not in os1("memory", "search", "boat", home=home).stdout
    stats = json.loads(os1("memory", "stats", "--json", home=home).stdout)
    assert stats["utterances"] == 1


def test_a_search_says_why_and_without_an_embedder_that_words_decide(tmp_path: Path) -> None:
    file, home, queries = tmp_path / "lines.jsonl", tmp_path / "home", tmp_path / "queries.txt"
    line = {
        "id": "1",
        "speaker": "Ann",
        "time": "2026-01-05T10:00:00",
        "text": "The boat is called Marguerite.",
    }
    file.write_text(json.dumps(line))
    queries.write_text("boat\nWhat is Ann's boat called?\n")
    nowhere = str(tmp_path / "no weights")
    kept = os1("memory", "import", str(file), home=home, OS1_MODELS=nowhere)
    assert (kept.returncode, kept.stderr.count("by words alone")) == (0, 1)
    done = os1("memory", "search", "--why", "--batch", str(queries), home=home, OS1_MODELS=nowhere)
    assert done.stderr.count("by words alone") == 1
    found, why, again, more = done.stdout.splitlines()
    assert found == again == "2026-01-05 10:00  Ann: The boat is called Marguerite."
    assert why.strip().startswith("found by its own words (")
    assert "who said it (" in more
    rows = json.loads(
        os1("memory", "search", "--why", "--json", "boat", home=home, OS1_MODELS=nowhere).stdout
    )
    assert rows[0]["id"] == "1"
    assert abs(sum(rows[0]["why"].values()) - rows[0]["score"]) < 0.001


@pytest.mark.models
def test_a_search_finds_by_meaning(tmp_path: Path) -> None:
    file, home = tmp_path / "lines.jsonl", tmp_path / "home"
    texts = ["My daughter plays the cello.", "The bread is in the oven.", "We missed the bus again."]
    rows = [
        {"id": str(n), "speaker": "Ann", "time": f"2026-01-0{n + 1}T10:00:00", "text": text}
        for n, text in enumerate(texts)
    ]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert os1("memory", "import", str(file), home=home).returncode == 0
    assert json.loads(os1("memory", "stats", "--json", home=home).stdout)["without_meaning"] == 0
    done = os1("memory", "search", "musical instruments", "--json", "--why", home=home)
    best = json.loads(done.stdout)[0]
    assert best["id"] == "0" and "words" not in best["why"] and best["why"]["meaning"] > 0.2
    assert done.stderr == ""


def test_a_bad_line_is_named_and_nothing_is_lost(tmp_path: Path) -> None:
    file = tmp_path / "lines.jsonl"
    good = {"id": "1", "speaker": "Ann", "time": "2026-01-05T10:00:00", "text": "Kept."}
    file.write_text(json.dumps(good) + "\n{not json\n")
    assert "line 2" in sentence(os1("memory", "import", str(file), home=tmp_path / "home")).lower()


def test_erase_asks_first(tmp_path: Path) -> None:
    file = tmp_path / "lines.jsonl"
    file.write_text(
        json.dumps({"id": "1", "speaker": "A", "time": "2026-01-05T10:00:00", "text": "x"}) + "\n"
    )
    home = tmp_path / "home"
    assert os1("memory", "import", str(file), home=home).returncode == 0
    assert os1("erase", home=home, stdin="n\n").returncode != 0
    assert (home / "os1.db").exists()
    assert os1("erase", "--yes", home=home).returncode == 0
    assert not (home / "os1.db").exists()
    assert "nothing to erase" in sentence(os1("erase", "--yes", home=home))


def test_export_is_open_and_refuses_a_full_folder(tmp_path: Path) -> None:
    home, out = tmp_path / "home", tmp_path / "out"
    file = tmp_path / "lines.jsonl"
    file.write_text(
        json.dumps({"id": "1", "speaker": "A", "time": "2026-01-05T10:00:00", "text": "The lake."}) + "\n"
    )
    os1("memory", "import", str(file), home=home)
    assert os1("export", str(out), home=home).returncode == 0
    assert "The lake." in (out / "conversation.jsonl").read_text()
    assert str(out) in sentence(os1("export", str(out), home=home))


@pytest.mark.parametrize("name", ["missing.wav", "text.wav", "empty.wav"])
def test_what_is_not_a_recording_gets_one_sentence(tmp_path: Path, name: str) -> None:
    (tmp_path / "text.wav").write_text("Dear diary, this is no sound.")
    (tmp_path / "empty.wav").write_bytes(b"")
    assert name in sentence(os1("hear", str(tmp_path / name), home=tmp_path / "home"))


def test_a_home_may_be_named_before_the_command_or_behind_it(tmp_path: Path) -> None:
    line = {"id": "1", "speaker": "Ann", "time": "2026-01-05T10:00:00", "text": "The boat is blue."}
    file = tmp_path / "lines.jsonl"
    file.write_text(json.dumps(line) + "\n", encoding="utf-8")
    assert os1("--home", tmp_path / "home", "memory", "import", file, OS1_MODELS=os.devnull).returncode == 0
    for words in (
        ("--home", tmp_path / "home", "memory", "show"),
        ("memory", "show", "--home", tmp_path / "home"),
    ):
        assert "The boat is blue." in os1(*words).stdout
