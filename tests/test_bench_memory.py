"""The scorer of memory: what it reads and counts. Nothing is timed here."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from bench.invented import Invented, InventedEmbedder
from bench.memory_score import measure_score, read_samples, score
from bench.table import Row


def _data(folder: Path) -> Path:
    talk: dict[str, Any] = {
        "session_2_date_time": "2:10 pm on 3 June, 2021",
        "session_2": [{"dia_id": "D2:1", "speaker": "Ida", "text": "The kiln cracked every bowl."}],
        "session_1_date_time": "10:00 am on 1 June, 2021",
        "session_1": [
            {
                "dia_id": "D1:1",
                "speaker": "Ida",
                "text": "I bought a kiln.",
                "blip_caption": "a kiln in a shed",
            },
            {"dia_id": "D1:2", "speaker": "Olaf", "text": "How splendid!"},
        ],
    }
    questions = [
        {"question": "What did Ida buy?", "category": 4, "evidence": ["D1:1"]},
        {"question": "What about the kiln?", "category": 1, "evidence": ["D1:01; D:2:1", "D9:9"]},
        {"question": "Nobody knows?", "category": 4, "evidence": ["D7:7"]},
        {"question": "What did Olaf buy?", "category": 5, "evidence": ["D1:1"]},
    ]
    file = folder / "data.json"
    file.write_text(json.dumps([{"sample_id": "one", "conversation": talk, "qa": questions}]))
    return file


def test_a_file_is_read_in_order_with_its_times_and_captions(tmp_path: Path) -> None:
    (sample,) = read_samples(_data(tmp_path))
    assert [line["id"] for line in sample.lines] == ["D1:1", "D1:2", "D2:1"]
    assert sample.lines[0]["text"] == "I bought a kiln. [shares an image: a kiln in a shed]"
    assert sample.lines[2]["time"].startswith("2021-06-03T14:10")
    assert [(kind, sorted(evidence)) for _, kind, evidence in sample.questions] == [
        (4, ["D1:1"]),
        (1, ["D1:1", "D2:1"]),
    ]


def test_recall_is_the_share_of_evidence_among_the_first() -> None:
    found = [str(n) for n in range(50)]
    assert score(found, frozenset({"0", "7", "24", "gone"})) == [0.25, 0.5, 0.75, 0.75]


def test_ours_is_measured_beside_words_alone(tmp_path: Path) -> None:
    rows = asyncio.run(measure_score(_data(tmp_path)))
    (whole,) = [row for row in rows if row.what == "memory: recall@10, all" and row.peer == "FTS5 alone"]
    assert whole == Row("memory: recall@10, all", 100.0, "%", "FTS5 alone", 100.0)
    assert {row.what for row in rows} >= {"memory: recall@10, multi-hop", "memory: recall@10, one"}


@pytest.mark.parametrize("words", [(), ("harbour", "lantern", "violin")])
def test_an_invented_world_is_the_same_each_time(tmp_path: Path, words: tuple[str, ...]) -> None:
    first, second = tmp_path / "1", tmp_path / "2"
    Invented(words).write(first, 300)
    Invented(words).write(second, 300)
    assert first.read_bytes() == second.read_bytes()
    rows = [json.loads(line) for line in first.read_text().splitlines()]
    assert len({row["id"] for row in rows}) == 300
    assert all(row["text"] and row["speaker"] for row in rows)
    assert len(list(Invented(words).queries(first, 5))) == 5


def test_invented_vectors_are_near_where_texts_share_their_topic() -> None:
    texts = ["the harbour at night.", "the harbour at noon.", "a violin in her attic."]
    rows = asyncio.run(InventedEmbedder().embed(texts))
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    assert rows[0] @ rows[1] > rows[0] @ rows[2]
