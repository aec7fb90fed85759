"""Replies are kept with what was asked, and two files of them stand side by side without their names."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from bench.jobs import replies
from bench.jobs.items import item_of
from bench.jobs.replies import Kept, compare, kept, read, write
from bench.jobs.working import Work

from bench import brain
from os1.errors import SettingsError
from os1.memory.facts import Fact

OURS = [
    Kept(
        "ours", {"job": "reply", "turns": [{"who": "person", "text": f"Number {n}?"}]}, f"Mine is {n}.", True
    )
    for n in range(20)
]
THEIRS = [Kept("theirs", one.input, f"Not {n}.", False) for n, one in enumerate(OURS)]


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "replies.jsonl"
    write(path, OURS)
    assert read(path) == OURS


@pytest.mark.parametrize(
    ("row", "done", "output"),
    [
        ({"job": "summary", "text": "x"}, Work("It's x."), "It's x."),
        (
            {
                "job": "tool",
                "tools": [],
                "turns": [{"who": "person", "text": "x"}],
                "expect": {"tool": "none"},
            },
            Work(tool="note.add", args={"text": "x"}),
            {"tool": "note.add", "args": {"text": "x"}},
        ),
        (
            {"job": "facts", "turns": [{"who": "person", "text": "x"}], "expect": []},
            Work(facts=(Fact("", "person", "likes", "x"),)),
            [
                {
                    "subject": "person",
                    "relation": "likes",
                    "value": "x",
                    "negated": False,
                    "certainty": "certain",
                }
            ],
        ),
    ],
)
def test_every_job_keeps_its_outcome(row: dict[str, object], done: Work, output: object) -> None:
    one = kept(item_of(json.dumps(row), "here"), done, "ours")
    assert (one.input, one.output, one.brain) == (row, output, "ours")


def test_sides_and_order_are_shuffled_and_the_key_tells_them(tmp_path: Path) -> None:
    blind, key_path, count = compare(tmp_path / "replies.jsonl", OURS, THEIRS)
    pages = blind.read_text(encoding="utf-8").split("=== ")[1:]
    key = json.loads(key_path.read_text(encoding="utf-8"))
    assert count == len(pages) == len(key) == 20
    assert all({one[side] for one in key} == {"ours", "theirs"} for side in "AB")
    assert [page.split("Number ")[1][:2].strip("? ") for page in pages] != [str(n) for n in range(20)]
    for page, one in zip(pages, key, strict=True):
        first = page.split("--- A\n")[1].split("\n")[0]
        assert first.startswith("Mine") == (one["A"] == "ours")
        assert "ours" not in page
        assert "theirs" not in page


def test_the_same_files_give_the_same_comparison(tmp_path: Path) -> None:
    first = compare(tmp_path / "one.jsonl", OURS, THEIRS)[0].read_text(encoding="utf-8")
    assert compare(tmp_path / "two.jsonl", OURS, THEIRS)[0].read_text(encoding="utf-8") == first


def test_what_both_say_alike_or_only_one_was_asked_is_left_out(tmp_path: Path) -> None:
    theirs = [Kept("theirs", OURS[0].input, OURS[0].output, True), *THEIRS[1:3]]
    assert compare(tmp_path / "r.jsonl", OURS, theirs)[2] == 2
    with pytest.raises(SettingsError, match="share no input"):
        compare(tmp_path / "r.jsonl", OURS, theirs[:1])


def test_summaries_and_letters_show_what_they_were_made_from(tmp_path: Path) -> None:
    inputs = ({"job": "summary", "text": "The source."}, {"job": "letter", "brief": {"from": "Nell"}})
    ours, theirs = ([Kept(name, one, name.upper(), True) for one in inputs] for name in ("x", "y"))
    page = compare(tmp_path / "r.jsonl", ours, theirs)[0].read_text(encoding="utf-8")
    assert "The source." in page
    assert '"from": "Nell"' in page


def test_bad_files_are_named_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text('{"brain": "x"}\n', encoding="utf-8")
    with pytest.raises(SettingsError, match="line 1 is no reply"):
        read(path)
    with pytest.raises(SettingsError, match="cannot be read"):
        read(tmp_path / "none.jsonl")
    with pytest.raises(SettingsError, match="cannot be written"):
        replies.write(tmp_path / "no" / "folder.jsonl", OURS)


@pytest.mark.anyio
async def test_a_comparison_needs_a_place_for_the_new_replies(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="--replies"):
        await brain.measure(brain.Wanted(blind=tmp_path / "other.jsonl"))
