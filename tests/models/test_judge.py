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
from os1.models.judge import CONCERNS, TONES, ChildJudge
from os1.models.judge_network import SIDES, adapted, layers, linear_weights, read_adapter
from os1.models.judge_worker import _likeliest, _without
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
    await made.start()
    yield made
    await made.close()


@pytest.fixture
def judge(embedder: ChildEmbedder) -> ChildJudge:
    assert embedder.judge is not None
    return embedder.judge


async def test_the_wanted_tool_is_likelier_than_others_and_talk_wants_none(judge: ChildJudge) -> None:
    timer, light = await judge.wanted("set a timer for ten minutes for the eggs", [TIMER, LIGHT])
    assert timer > 0 > light
    assert max(await judge.wanted("My mother used to bake bread on Sundays.", [TIMER, LIGHT])) < 0


async def test_arguments_are_the_persons_own_words(judge: ChildJudge) -> None:
    talk = talk_of([(True, "Ten hours?"), (False, "set a timer for ten minutes please")])
    asked = [argument_side("timer.start", "Set a timer.", name) for name in ("duration", "label")]
    duration, label = await judge.stretches(talk.text, asked, talk.persons)
    assert duration is not None
    assert talk.text[slice(*duration)] == "ten minutes"
    assert label is None


async def test_danger_is_told_from_what_looks_like_it(judge: ChildJudge) -> None:
    danger = (
        await judge.sense("I've given the dog away and paid the rent, so nobody will have any trouble after.")
    ).concern
    assert set(danger) == set(CONCERNS)
    assert sum(danger.values()) == pytest.approx(1, abs=1e-4)
    assert danger[""] < 0.2
    assert (await judge.sense("This traffic is killing me.")).concern[""] > 0.8


async def test_the_tone_of_a_line_is_told(judge: ChildJudge) -> None:
    for text, tone in (
        ("I passed! I can't believe it, I actually passed!", "glad"),
        ("The house is so empty since she died.", "sad"),
        ("My boss shouted at me in front of everyone and I am furious.", "cross"),
        ("I put the blue bin out.", ""),
    ):
        told = (await judge.sense(text)).tone
        assert set(told) == set(TONES)
        assert sum(told.values()) == pytest.approx(1, abs=1e-4)
        assert max(told, key=lambda one: told[one]) == tone, text


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


async def test_who_waits_too_long_hears_so_and_the_engine_lives() -> None:
    child = Child("judge", engine.FACTORY, {}, clock=SystemClock())
    judge = ChildJudge(child, patience=0.05)
    try:
        await child.start()
        pid = child.pid
        busy = asyncio.ensure_future(child.request({"do": "sleep", "seconds": 0.5}))
        await asyncio.sleep(0.05)
        with pytest.raises(EngineDown, match="busy"):
            await judge.sense("anything")
        await busy
        assert child.pid == pid
    finally:
        await child.close()


def test_the_likeliest_stretch_lies_in_one_run() -> None:
    scores = np.zeros((8, 2), np.float32)
    scores[2, 0], scores[4, 1] = 3, 2
    assert _likeliest(scores, [[1, 2, 3, 4, 5]]) == (5.0, 2, 4)
    assert _likeliest(scores, [[1, 2, 3], [4, 5]]) == (3.0, 2, 2)
    scores[0] = 4
    assert _likeliest(scores, [[1, 2, 3, 4, 5]])[0] == 0, "none is likelier"
    assert _likeliest(scores, []) == (0.0, 0, 0)


@pytest.mark.parametrize(
    ("first", "last", "left"),
    [(2, 3, [[1], [4, 5]]), (1, 5, [[], []]), (7, 9, [[1, 2, 3, 4, 5]]), (5, 5, [[1, 2, 3, 4], []])],
)
def test_what_is_taken_is_taken(first: int, last: int, left: list[list[int]]) -> None:
    assert _without([1, 2, 3, 4, 5], first, last) == left


async def test_two_arguments_have_no_word_in_common(judge: ChildJudge) -> None:
    talk = talk_of([(False, "wake me at seven")])
    asked = [argument_side("alarm.set", "Wake the person.", name) for name in ("when", "time", "at")]
    found = [place for place in await judge.stretches(talk.text, asked, talk.persons) if place]
    assert found
    words = [talk.text[begin:end] for begin, end in found]
    assert len(set(words)) == len(words)


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
