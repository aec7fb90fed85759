"""`os1 memory forget`, `os1 backup` and `os1 restore` as a person types them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from os1.testing.command import os1, sentence

_LINES = [
    {
        "id": "a",
        "speaker": "Ann",
        "time": "2026-01-05T10:00:00",
        "text": "Paul has a boat called Marguerite.",
    },
    {"id": "b", "speaker": "Ann", "time": "2026-01-06T10:00:00", "text": "The surgery went well."},
    {"id": "c", "speaker": "Paul", "time": "2026-01-07T23:30:00", "text": "I sold it."},
    {"id": "d", "speaker": "Ann", "time": "2026-01-08T10:00:00", "text": "Good night. " + "Zzz " * 100},
]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    file = tmp_path / "lines.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in _LINES))
    assert os1("memory", "import", file, home=tmp_path / "home").returncode == 0
    return tmp_path / "home"


def left(home: Path) -> str:
    shown = os1("memory", "show", "--json", home=home).stdout
    return "".join(json.loads(line)["id"] for line in shown.splitlines())


def test_forgetting_by_id_needs_no_question(home: Path) -> None:
    done = os1("memory", "forget", "a", "zzz", home=home)
    assert done.stdout.splitlines()[-1] == "Forgot 1."
    assert "Marguerite" in done.stdout
    assert json.loads(os1("memory", "forget", "b", "--json", home=home).stdout) == {"forgotten": 1}
    assert left(home) == "cd"


@pytest.mark.parametrize(
    ("wish", "stays"),
    [
        (("--person", "paul"), "bd"),
        (("--topic", "the boat"), "bcd"),
        (("--since", "2026-01-06", "--until", "2026-01-07"), "ad"),
        (("--since", "2026-01-07T23:00"), "ab"),
        (("--person", "Paul", "--until", "2026-01-05"), "bcd"),
        (("a", "--topic", "surgery"), "cd"),
    ],
    ids=str,
)
def test_a_search_is_shown_and_done_after_a_yes(home: Path, wish: tuple[str, ...], stays: str) -> None:
    refused = os1("memory", "forget", *wish, home=home)
    assert refused.returncode == 2
    assert "--yes" in refused.stderr
    assert len(refused.stdout.splitlines()) == 4 - len(stays)
    assert max(map(len, refused.stdout.splitlines())) < 200
    assert left(home) == "abcd"
    done = os1("memory", "forget", *wish, "--yes", home=home)
    assert done.stdout.splitlines()[-1] == f"Forgot {4 - len(stays)}."
    assert left(home) == stays


def test_what_is_not_there_or_no_time_is_said(home: Path) -> None:
    assert os1("memory", "forget", "--topic", "zeppelin", home=home).stdout == "There is nothing like that.\n"
    assert "2026-03-04" in sentence(os1("memory", "forget", "--since", "last spring", home=home))


def test_a_backup_goes_to_another_machine_under_a_passphrase(home: Path, tmp_path: Path) -> None:
    secret, file, new = tmp_path / "secret", tmp_path / "b" / "os1.backup", tmp_path / "new"
    secret.write_text("correct horse\n")
    made = os1("backup", file, "--passphrase-file", secret, home=home)
    assert "4 utterances" in made.stdout
    assert "Only the passphrase" in made.stdout
    assert "--passphrase" in sentence(os1("restore", file, home=new))
    done = os1("restore", file, "--passphrase-file", secret, home=new)
    assert done.stdout == f"4 utterances and all the rest are back in {new}.\n"
    assert left(new) == "abcd"


def test_a_backup_under_the_homes_key_says_where_that_is(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "os1.backup"
    made = os1("backup", file, home=home)
    assert str(home / "os1.key") in made.stdout
    assert "throw old backups away" in made.stdout
    os1("memory", "forget", "a", home=home)
    assert "--replace" in sentence(os1("restore", file, home=home))
    done = os1("restore", file, "--replace", home=home)
    assert str(home / "aside-1") in done.stdout
    assert left(home) == "abcd"
    told = json.loads(os1("backup", file, "--json", home=home).stdout)
    assert told == {"file": str(file), "utterances": 4, "by": "home"}
    told = json.loads(os1("restore", file, "--replace", "--json", home=home).stdout)
    assert told == {"utterances": 4, "aside": str(home / "aside-2")}


def test_passphrases_that_cannot_be_had_get_one_sentence(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "os1.backup"
    (tmp_path / "empty").write_text("\n")
    assert "terminal" in sentence(os1("backup", file, "--passphrase", home=home))
    assert "empty" in sentence(os1("backup", file, "--passphrase-file", tmp_path / "empty", home=home))
    assert "cannot be read" in sentence(os1("backup", file, "--passphrase-file", tmp_path / "no", home=home))
    assert "nothing to back up" in sentence(os1("backup", file, home=tmp_path / "nobody"))
    assert not file.exists()
    assert not (tmp_path / "nobody").exists()


def test_restoring_what_is_no_backup_gets_one_sentence(home: Path) -> None:
    assert "not a backup" in sentence(os1("restore", home / "os1.db", "--replace", home=home))
    assert left(home) == "abcd"


def test_an_export_is_also_a_command_of_the_memory(home: Path, tmp_path: Path) -> None:
    assert os1("memory", "export", tmp_path / "out", home=home).returncode == 0
    assert "Marguerite" in (tmp_path / "out" / "conversation.jsonl").read_text()
