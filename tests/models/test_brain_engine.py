"""The bundled brain itself: llama.cpp in its own process, with the real weights."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

import httpx
import pytest

from os1.clock import SystemClock
from os1.config import default_models
from os1.errors import EngineDown, ModelError
from os1.models.brain import ChatBrain, bundled_brain
from os1.models.brain_desks import Bundled
from os1.models.catalogue import load
from os1.models.child import Child
from os1.models.engines import Message, Sampling
from os1.models.store import Store

pytestmark = [pytest.mark.anyio, pytest.mark.models]

NAME = "smollm2-135m"
STORY = [Message("user", "Tell me a very long story about the sea.")]
SHORT = Sampling(max_tokens=12, seed=7)


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    """One brain for the module needs one event loop for the module."""
    return "asyncio"


@pytest.fixture(scope="module")
async def brain() -> AsyncIterator[ChatBrain]:
    made = await open_brain()
    yield made
    await made.close()


async def open_brain() -> ChatBrain:
    folder = await Store(default_models(), offline=True).settle(NAME)
    taught = await Store(default_models(), offline=True).settle("os1-brain") / "os1-brain.gguf"
    return bundled_brain(load().get(NAME), folder, adapter=taught, clock=SystemClock(), threads=(1, 2))


async def say(brain: ChatBrain, text: str, sampling: Sampling = SHORT) -> list[str]:
    asked = [Message("system", "You are a warm friend."), Message("user", text)]
    return [piece async for piece in brain.stream(asked, sampling)]


async def test_it_streams_and_a_seed_makes_it_say_the_same(brain: ChatBrain) -> None:
    first = await say(brain, "How are you?")
    assert 1 < len(first) <= 12
    assert "".join(first).strip()
    assert await say(brain, "How are you?") == first


async def test_a_stop_string_ends_it(brain: ChatBrain) -> None:
    whole = "".join(await say(brain, "How are you?"))
    word = whole.split()[2]
    assert word not in "".join(
        await say(brain, "How are you?", Sampling(max_tokens=12, seed=7, stop=(word,)))
    )


async def test_a_schema_gives_json_of_that_shape_without_white_space(brain: ChatBrain) -> None:
    schema = {
        "type": "object",
        "properties": {
            "tool": {"type": "string", "enum": ["remind", "none"]},
            "when": {"type": "string", "maxLength": 12},
        },
        "required": ["tool", "when"],
        "additionalProperties": False,
    }
    text = "".join(
        await say(brain, "Remind me at five.", Sampling(max_tokens=60, temperature=0, schema=schema))
    )
    answer = json.loads(text)
    assert answer["tool"] in ("remind", "none") and len(answer["when"]) <= 12
    assert text == json.dumps(answer, separators=(",", ":"), ensure_ascii=False)


async def test_a_grammar_leaves_no_other_choice(brain: ChatBrain) -> None:
    grammar = 'root ::= "perhaps" | "never"'
    text = "".join(await say(brain, "Is it so?", Sampling(max_tokens=9, grammar=grammar)))
    assert text in ("perhaps", "never")


async def test_a_talk_that_is_too_long_is_told_apart(brain: ChatBrain) -> None:
    with pytest.raises(ModelError, match="longer than"):
        await say(brain, "The sea is blue. " * 900)


async def test_the_next_warming_takes_the_place_of_the_last(brain: ChatBrain) -> None:
    long = [Message("system", "You are brief. " * 60), Message("user", "Hello.")]
    first = asyncio.ensure_future(brain.warm(long, [Message("user", "One.")]))
    await asyncio.sleep(0.01)
    await asyncio.gather(brain.warm([Message("user", "Two.")]), first)


async def test_a_warmed_prompt_is_not_read_again(brain: ChatBrain) -> None:
    begin = Message("system", "You are a friend who knows the harbour. " * 6)
    await brain.warm([begin])
    client, model = await brain._desk.client()
    answer = await client.chat.completions.create(
        model=model,
        messages=[
            {"role": "system", "content": begin.content},
            {"role": "user", "content": "Where is the pier?"},
        ],
        max_tokens=1,
    )
    usage = answer.usage
    assert usage is not None and usage.prompt_tokens_details is not None
    assert usage.prompt_tokens - (usage.prompt_tokens_details.cached_tokens or 0) < 20


async def test_nobody_else_on_the_machine_may_use_it(brain: ChatBrain) -> None:
    client, _ = await brain._desk.client()
    async with httpx.AsyncClient(trust_env=False) as stranger:
        body = {"messages": [{"role": "user", "content": "hi"}], "max_tokens": 1}
        answer = await stranger.post(f"{client.base_url}chat/completions", json=body)
        assert answer.status_code == 401
        assert (await stranger.get(str(client.base_url.copy_with(path="/props")))).status_code != 200


async def test_leaving_early_stops_the_generation(brain: ChatBrain) -> None:
    async with aclosing(brain.stream(STORY, Sampling(max_tokens=1500, temperature=1.0))) as pieces:
        async for _ in pieces:
            break
    clock = SystemClock()
    begin = clock.monotonic()
    assert await say(brain, "Hello?", Sampling(max_tokens=1))
    waited = clock.monotonic() - begin
    begin = clock.monotonic()
    await say(brain, "How are you?", Sampling(max_tokens=12, seed=7))
    a_token = (clock.monotonic() - begin) / 12
    assert waited < 300 * a_token, "the story went on behind the closed connection"


async def test_killed_in_mid_stream_it_says_so_and_the_next_reply_works() -> None:
    brain = await open_brain()
    try:
        desk = brain._desk
        assert isinstance(desk, Bundled)
        with pytest.raises(EngineDown, match="restarted"):
            async for _ in brain.stream(STORY, Sampling(max_tokens=1500)):
                pid = desk._child.pid
                assert pid is not None
                os.kill(pid, signal.SIGKILL)
        assert await say(brain, "Still there?")
    finally:
        await brain.close()
    with pytest.raises(EngineDown, match="shut down"):
        await say(brain, "And now?")


async def test_weights_that_are_none_are_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "not.gguf").write_bytes(b"nothing of the kind")
    setup = {
        "model": str(tmp_path / "not.gguf"),
        "adapter": "",
        "alias": "x",
        "key": "k",
        "context": 512,
        "threads": 1,
        "reading_threads": 1,
    }
    child = Child("brain", "os1.models.brain_worker:make", setup, clock=SystemClock())
    with pytest.raises(EngineDown, match="os1 models verify"):
        await child.start()
