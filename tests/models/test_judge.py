"""The judge with its real weights: what is asked for, which words mean what, what is alike, who is in danger."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import onnx
import pytest

from os1.clock import SystemClock
from os1.config import default_models
from os1.errors import EngineDown, WeightsBroken
from os1.mind.judging import argument_side, talk_of, tool_side
from os1.models.catalogue import load
from os1.models.child import Child
from os1.models.embedder import ChildEmbedder, open_embedder
from os1.models.judge import CONCERNS, ChildJudge
from os1.models.judge_network import SIDES, adapted, layers, linear_weights, read_adapter
from os1.models.store import Store
from os1.testing import engine

pytestmark = [pytest.mark.anyio, pytest.mark.models]
TIMER = tool_side("timer.start", "Set a timer; label is what it is for, if said.", ["duration", "label"])
LIGHT = tool_side("light.off", "Switch lights off.", ["room"])
MODEL = default_models() / "minilm-l6/model.onnx"


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    """One engine for the module needs one event loop for the module."""
    return "asyncio"


@pytest.fixture(scope="module")
async def embedder() -> AsyncIterator[ChildEmbedder]:
    store = Store(default_models(), offline=True)
    folder, taught = await store.settle("minilm-l6"), await store.settle("os1-judge")
    made = open_embedder(
        load().get("minilm-l6"), folder, adapter=taught / "os1-judge.npz", clock=SystemClock()
    )
    yield made
    await made.close()


@pytest.fixture
def judge(embedder: ChildEmbedder) -> ChildJudge:
    assert embedder.judge is not None
    return embedder.judge


async def test_the_wanted_tool_is_likelier_than_others_and_talk_wants_none(judge: ChildJudge) -> None:
    timer, light = await judge.wanted("set a timer for ten minutes for the eggs", [TIMER, LIGHT])
    assert timer > 0 > light
    assert max(await judge.wanted("ten minutes is a long time to wait for a bus", [TIMER, LIGHT])) < 0


async def test_arguments_are_the_persons_own_words(judge: ChildJudge) -> None:
    talk = talk_of([(True, "Ten hours?"), (False, "set a timer for ten minutes please")])
    asked = [argument_side("timer.start", "Set a timer.", name) for name in ("duration", "label")]
    duration, label = await judge.stretches(talk.text, asked, talk.persons)
    assert duration is not None
    assert talk.text[slice(*duration)] == "ten minutes"
    assert label is None


async def test_danger_is_told_from_what_looks_like_it(judge: ChildJudge) -> None:
    danger = await judge.concern("I've written the letters and there's nothing left for me to stay for.")
    assert set(danger) == set(CONCERNS)
    assert sum(danger.values()) == pytest.approx(1, abs=1e-4)
    assert danger[""] < 0.2
    assert (await judge.concern("This traffic is killing me."))[""] > 0.8


async def test_lines_that_call_for_one_reply_are_alike(judge: ChildJudge) -> None:
    rows = await judge.rows(
        ["I slept terribly.", "hardly a wink last night", "My sunflower opened today.", ""]
    )
    assert rows.shape == (4, 384)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-3)
    assert rows[0] @ rows[1] > rows[0] @ rows[2] + 0.2
    assert (await judge.rows([])).shape == (0, 384)


async def test_the_embedder_is_what_it_was(embedder: ChildEmbedder) -> None:
    plain = open_embedder(load().get("minilm-l6"), MODEL.parent, clock=SystemClock())
    try:
        assert plain.judge is None
        texts = ["My mother is dear to me.", "I love my mum."]
        assert np.allclose(await plain.embed(texts), await embedder.embed(texts), atol=1e-5)
    finally:
        await plain.close()


async def test_who_waits_too_long_hears_so_and_the_engine_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os1.models.judge._PATIENCE", 0.05)
    child = Child("judge", engine.FACTORY, {}, clock=SystemClock())
    judge = ChildJudge(child)
    try:
        await child.start()
        pid = child.pid
        busy = asyncio.ensure_future(child.request({"do": "sleep", "seconds": 0.5}))
        await asyncio.sleep(0.05)
        with pytest.raises(EngineDown, match="busy"):
            await judge.concern("anything")
        await busy
        assert child.pid == pid
    finally:
        await child.close()


def test_an_adapter_of_nothing_changes_nothing() -> None:
    model = onnx.load(str(MODEL))
    before = linear_weights(model)
    nothing = {f"{name}.a": np.zeros((2, len(before[name])), np.float32) for name in layers()}
    nothing |= {f"{name}.b": np.zeros((before[name].shape[1], 2), np.float32) for name in layers()}
    nothing[SIDES] = np.zeros((2, 384), np.float32)
    changed = {one.name: onnx.numpy_helper.to_array(one) for one in adapted(model, nothing).graph.initializer}
    for name in layers():
        assert np.array_equal(changed[f"{name}.adapted"], before[name])


@pytest.mark.parametrize("content", [b"", b"no archive"])
def test_a_broken_adapter_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "os1-judge.npz").write_bytes(content)
    with pytest.raises(WeightsBroken, match="os1 models fetch"):
        read_adapter(tmp_path / "os1-judge.npz")
    with pytest.raises(WeightsBroken, match="os1 models fetch"):
        read_adapter(tmp_path / "none.npz")


def test_an_adapter_of_another_model_is_told() -> None:
    with pytest.raises(WeightsBroken, match="does not fit"):
        adapted(onnx.load(str(MODEL)), {})
    with pytest.raises(WeightsBroken, match="not the one"):
        linear_weights(onnx.ModelProto())
