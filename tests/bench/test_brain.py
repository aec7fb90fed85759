"""`os1 bench brain`: all items of a file are done and marked, and what cannot be used gets one sentence."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from bench.brain import ITEMS, do_all, scored
from bench.jobs import replies
from bench.jobs.items import read_items
from bench.jobs.meter import Metered
from bench.jobs.replies import Kept
from bench.jobs.working import Means

from os1 import config
from os1.clock import SystemClock
from os1.events import Bus
from os1.models.engine_set import open_engines
from os1.testing.brain import FakeBrain
from os1.testing.command import os1


@pytest.mark.anyio
@pytest.mark.parametrize("strength", ["bundled", "strong"])
async def test_every_item_is_done_and_every_job_gets_rows(strength: str) -> None:
    items = read_items(ITEMS)
    fake = FakeBrain(["Assistant: [Your Name]"], strength="strong" if strength == "strong" else "bundled")
    told, done = await do_all(items, Means(Metered(fake)))
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


@pytest.fixture
def endpoint() -> Iterator[str]:
    """The address of a brain on loopback that always says the same."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Door)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    server.server_close()


class _Door(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        for word, end in (("Which ", None), ("blue?", "stop")):
            choice = {"index": 0, "delta": {"content": word}, "finish_reason": end}
            chunk = {
                "id": "x",
                "object": "chat.completion.chunk",
                "created": 0,
                "model": "m",
                "choices": [choice],
            }
            self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
        self.wfile.write(b"data: [DONE]\n\n")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing; the test reads the command's own output."""


def test_any_endpoint_is_measured_and_compared_blind(tmp_path: Path, endpoint: str) -> None:
    items, new, old = (tmp_path / f"{name}.jsonl" for name in ("items", "new", "old"))
    item = {
        "job": "reply",
        "turns": [{"who": "person", "text": "I painted it blue."}],
        "checks": {"care": False},
    }
    items.write_text(json.dumps(item), encoding="utf-8")
    replies.write(old, [Kept("elder", item, "Why blue?", True)])
    words = ("bench", "brain", "--brain", endpoint, "--model", "m", "--data", items)
    done = os1(*words, "--replies", new, "--blind", old, "--json")
    rows = {row["what"]: row["ours"] for row in json.loads(done.stdout)["rows"]}
    assert rows["reply: in the brain's own words (1)"] == 100
    assert rows["reply: care given where it is not (1)"] == 0
    assert rows["brain: first token in the jobs, p50"] > 0
    assert replies.read(new) == [Kept("m", item, "Which blue?", True)]
    page = (tmp_path / "new.blind.txt").read_text(encoding="utf-8")
    assert "Why blue?" in page
    assert "Which blue?" in page
    key = json.loads((tmp_path / "new.key.json").read_text(encoding="utf-8"))
    assert sorted((key[0]["A"], key[0]["B"])) == ["elder", "m"]


@pytest.mark.models
@pytest.mark.anyio
async def test_the_bundled_brain_is_measured() -> None:
    items = [item for item in read_items(ITEMS) if item.job == "letter"][:1]
    async with open_engines(config.load(), SystemClock(), Bus(), ("brain",)) as engines:
        assert engines.brain is not None
        brain = Metered(engines.brain)
        _, done = await do_all(items, Means(brain))
    assert done[0].output
    assert brain.waited()
    assert (brain.speed() or 0) > 0
