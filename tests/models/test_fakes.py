"""The fakes keep the protocols' promises, so that what is built on them holds with the real ones."""

from __future__ import annotations

import asyncio
from contextlib import aclosing

import numpy as np
import pytest

from os1.errors import EngineDown
from os1.models.engines import Brain, Embedder, Message, Sampling
from os1.testing.brain import FakeBrain, FakeEmbedder

pytestmark = pytest.mark.anyio

ASK = [Message("user", "Hello")]
PLAIN = Sampling()


async def say(brain: Brain, sampling: Sampling = PLAIN) -> str:
    return "".join([piece async for piece in brain.stream(ASK, sampling)])


async def test_scripted_replies_come_in_order_and_the_last_stays() -> None:
    brain = FakeBrain(["One two.", "Three, four. Five."])
    assert [await say(brain) for _ in range(3)] == ["One two.", "Three, four. Five.", "Three, four. Five."]
    assert await say(brain, Sampling(max_tokens=2)) == "Three, four."
    assert await say(brain, Sampling(stop=(",",))) == "Three"
    assert brain.asked[0].messages == tuple(ASK) and brain.asked[0].taken == "One two."


async def test_a_function_may_answer() -> None:
    brain = FakeBrain(lambda messages, sampling: f"{messages[-1].content} {sampling.max_tokens}")
    assert await say(brain) == "Hello 160"


async def test_it_can_die_once_stall_and_be_left() -> None:
    brain = FakeBrain(["one two three"], die_after=1)
    with pytest.raises(EngineDown):
        await say(brain)
    assert await say(brain) == "one two three"
    brain.stall_after = 2
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(say(brain), 0.05)
    assert brain.asked[-1].taken == "one two" and brain.asked[-1].closed
    async with aclosing(brain.stream(ASK)) as pieces:
        async for _ in pieces:
            break
    assert brain.asked[-1].closed and brain.asked[-1].taken == "one"
    await brain.warm(ASK)
    assert brain.warmed == [tuple(ASK)]


async def test_the_embedder_finds_shared_words_and_is_the_same_each_time() -> None:
    embedder: Embedder = FakeEmbedder()
    rows = await embedder.embed(["the cat sleeps", "The cat SLEEPS!", "my cat eats", "a red boat", ""])
    assert rows.shape == (5, 384) and rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    alike = rows @ rows[0]
    assert alike[1] > 0.99 > alike[2] > 0.15 > abs(alike[3])
    assert np.array_equal(
        rows,
        await FakeEmbedder().embed(["the cat sleeps", "the cat sleeps", "my cat eats", "a red boat", ""]),
    )
    assert (await embedder.embed([])).shape == (0, 384)
