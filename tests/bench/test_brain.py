"""`os1 bench brain`: all items of a file are done and marked, and what cannot be used gets one sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from bench.brain import ITEMS, do_all, scored
from bench.jobs.items import read_items
from bench.jobs.meter import Metered

from os1.testing.brain import FakeBrain
from os1.testing.command import os1


@pytest.mark.anyio
@pytest.mark.parametrize("strength", ["bundled", "strong"])
async def test_every_item_is_done_and_every_job_gets_rows(strength: str) -> None:
    items = read_items(ITEMS)
    fake = FakeBrain(["Assistant: [Your Name]"], strength="strong" if strength == "strong" else "bundled")
    told, done = await do_all(items, Metered(fake))
    rows = {row.what.rpartition(" (")[0]: row.ours for row in scored(told)}
    assert [one.input for one in done] == [item.raw for item in items]
    assert all(0 <= value <= 100 for value in rows.values())
    # A brain that only leaks is never heard, and what must not depend on a brain does not.
    assert rows["reply: template or role leaks"] == rows["summary: template or role leaks"] == 0
    assert rows["reply: in the brain's own words"] == rows["letter: written"] == 0
    assert rows["reply: care given where it is wanted"] == 100
    assert rows["reply: care given where it is not"] == 0
    assert rows["facts: inversions, of what was given"] == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--data", "bad.jsonl"), "bad.jsonl, line 1 is not JSON"),
        (("--data", "none.jsonl"), "cannot be read"),
        (("--blind", "bad.jsonl"), "--replies"),
        (("--brain", "nonsense"), "it must look like http"),
    ],
    ids=lambda words: " ".join(words) if isinstance(words, tuple) else "",
)
def test_what_cannot_be_used_gets_one_sentence(tmp_path: Path, words: tuple[str, str], said: str) -> None:
    (tmp_path / "bad.jsonl").write_text("{\n", encoding="utf-8")
    option, value = words
    done = os1("bench", "brain", option, tmp_path / value if value.endswith("jsonl") else value)
    told = done.stderr.strip().splitlines()
    assert done.returncode in (2, 3)
    assert told[0] == "Measuring brain ..."
    assert len(told) == 2
    assert told[1].startswith("os1: ")
    assert said in told[1]


@pytest.mark.models
@pytest.mark.slow
def test_the_bundled_brain_is_measured_and_its_replies_are_kept(tmp_path: Path) -> None:
    items, kept = tmp_path / "items.jsonl", tmp_path / "replies.jsonl"
    turns = [{"who": "person", "text": "I painted the shed."}]
    items.write_text(
        json.dumps({"job": "reply", "turns": turns, "checks": {"care": False}}), encoding="utf-8"
    )
    done = os1("bench", "brain", "--data", items, "--replies", kept, "--json")
    rows = {row["what"]: row["ours"] for row in json.loads(done.stdout)["rows"]}
    assert rows["brain: tokens out"] > 0
    assert rows["brain: memory"] > 50
    assert rows["reply: care given where it is not (1)"] == 0
    assert json.loads(kept.read_text(encoding="utf-8"))["output"]
