"""The embedder with its real weights: alike means near, in any order and number."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest

from os1.clock import SystemClock
from os1.config import default_models
from os1.errors import EngineDown
from os1.models.catalogue import load
from os1.models.embedder import ChildEmbedder, open_embedder
from os1.models.embedder_worker import make
from os1.models.store import Store

pytestmark = [pytest.mark.anyio, pytest.mark.models]


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    """One embedder for the module needs one event loop for the module."""
    return "asyncio"


@pytest.fixture(scope="module")
async def embedder() -> AsyncIterator[ChildEmbedder]:
    folder = await Store(default_models(), offline=True).settle("minilm-l6")
    made = open_embedder(load().get("minilm-l6"), folder, clock=SystemClock())
    yield made
    await made.close()


async def test_rows_are_unit_vectors_and_meaning_beats_words(embedder: ChildEmbedder) -> None:
    rows = await embedder.embed(
        ["My mother is dear to me.", "I love my mum.", "The mother board is broken.", ""]
    )
    assert rows.shape == (4, 384) and rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    assert rows[0] @ rows[1] > 0.5 > rows[0] @ rows[2]


async def test_batches_do_not_mix_up_rows(embedder: ChildEmbedder) -> None:
    texts = [f"number {n} " + "walks home " * (n % 7) for n in range(40)]
    together = await embedder.embed(texts)
    alone = np.concatenate([await embedder.embed([texts[n]]) for n in (0, 17, 39)])
    assert np.all((together[[0, 17, 39]] * alone).sum(axis=1) > 0.98)


async def test_only_the_first_256_tokens_count(embedder: ChildEmbedder) -> None:
    begin = "the sea is blue " * 100
    rows = await embedder.embed([begin + "a", begin + "stock market crash " * 50])
    assert rows[0] @ rows[1] > 0.999


async def test_nothing_gives_nothing(embedder: ChildEmbedder) -> None:
    assert (await embedder.embed([])).shape == (0, 384)


async def test_without_openvino_the_vectors_are_alike(
    embedder: ChildEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "openvino", None)
    folder = await Store(default_models(), offline=True).settle("minilm-l6")
    handle = make({"folder": str(folder), "threads": 1})
    texts = ["The boat is called Marguerite.", "No.", "I went there " * 30]
    _, payload = handle({"texts": texts}, b"")
    rows = np.frombuffer(payload, "<f4").reshape(3, 384)
    assert np.all((rows * await embedder.embed(texts)).sum(axis=1) > 0.99)


async def test_weights_that_are_none_are_one_sentence(tmp_path: Path) -> None:
    for name in ("tokenizer.json", "model.onnx"):
        (tmp_path / name).write_text("{}")
    broken = open_embedder(load().get("minilm-l6"), tmp_path, clock=SystemClock())
    with pytest.raises(EngineDown, match="os1 models verify"):
        await broken.start()
