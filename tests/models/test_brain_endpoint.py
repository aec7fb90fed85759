"""The brain of the settings: any OpenAI-compatible endpoint, here one on loopback that a test controls."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import aclosing
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from os1.config import Settings
from os1.errors import EngineDown, ModelError, SettingsError
from os1.models.brain import ChatBrain, endpoint_brain
from os1.models.brain_desks import is_loopback
from os1.models.engines import Message, Sampling

pytestmark = pytest.mark.anyio

PLAIN = Sampling()
ASK = [Message("system", "Be brief."), Message("user", "Hello?")]


@dataclass
class Cloud:
    """What the endpoint does (`status`, words, where it breaks off) and what it was asked."""

    words: tuple[str, ...] = ("Hi ", "there.")
    status: int = 200
    said: str = "no"
    break_after: int | None = None
    models: tuple[str, ...] = ("first", "second")
    url: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    left: threading.Event = field(default_factory=threading.Event)


class Door(BaseHTTPRequestHandler):
    def __init__(self, *args: Any, cloud: Cloud) -> None:
        self.cloud = cloud
        super().__init__(*args)

    def do_GET(self) -> None:
        data = [
            {"id": model, "object": "model", "created": 0, "owned_by": "x"} for model in self.cloud.models
        ]
        self._send({"object": "list", "data": data})

    def do_POST(self) -> None:
        self.cloud.keys.append(self.headers["Authorization"])
        self.cloud.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        if self.cloud.status != 200:
            self._send({"error": {"message": self.cloud.said}}, self.cloud.status)
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        try:
            for index, word in enumerate(self.cloud.words):
                if index == self.cloud.break_after:
                    self.connection.shutdown(2)
                    return
                last = "stop" if index == len(self.cloud.words) - 1 else None
                delta = {"index": 0, "delta": {"content": word}, "finish_reason": last}
                chunk = {
                    "id": "x",
                    "object": "chat.completion.chunk",
                    "created": 0,
                    "model": "m",
                    "choices": [delta],
                }
                self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
                self.wfile.flush()
            self.wfile.write(b"data: [DONE]\n\n")
        except (BrokenPipeError, ConnectionResetError):
            self.cloud.left.set()

    def _send(self, body: dict[str, Any], status: int = 200) -> None:
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    made = Cloud()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Door, cloud=made))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    made.url = f"http://127.0.0.1:{server.server_port}/v1"
    yield made
    server.shutdown()
    server.server_close()
    thread.join()


def brain_at(url: str, **more: Any) -> ChatBrain:
    return endpoint_brain(Settings(Path("/home"), Path("/models"), brain_url=url, **more))


async def say(brain: ChatBrain, sampling: Sampling = PLAIN) -> str:
    try:
        return "".join([piece async for piece in brain.stream(ASK, sampling)])
    finally:
        await brain.close()


async def test_it_streams_and_sends_only_what_every_endpoint_understands(cloud: Cloud) -> None:
    brain = brain_at(cloud.url, brain_model="big", brain_key="k1")
    assert (brain.info.strength, brain.info.name, brain.info.local) == ("strong", "big", True)
    schema = {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}
    assert await say(brain, Sampling(seed=4, stop=("\n",), schema=schema, max_tokens=9)) == "Hi there."
    (asked,) = cloud.asked
    assert cloud.keys == ["Bearer k1"]
    assert asked["messages"] == [{"role": m.role, "content": m.content} for m in ASK]
    assert (asked["model"], asked["seed"], asked["stop"], asked["max_tokens"]) == ("big", 4, ["\n"], 9)
    assert asked["response_format"]["json_schema"]["schema"] == schema
    assert not asked.keys() & {"repeat_penalty", "grammar", "json_schema", "cache_prompt"}


async def test_without_a_model_the_first_one_offered_is_used(cloud: Cloud) -> None:
    assert await say(brain_at(cloud.url)) == "Hi there."
    assert cloud.asked[0]["model"] == "first"
    cloud.models = ()
    with pytest.raises(SettingsError, match="brain_model"):
        await say(brain_at(cloud.url))


@pytest.mark.parametrize(
    ("status", "said", "error", "words"),
    [
        (401, "bad key", SettingsError, "OS1_BRAIN_KEY"),
        (404, "no such model", SettingsError, "brain_model"),
        (400, "request exceeds the available context size", ModelError, "longer than"),
        (400, "odd", ModelError, "odd"),
        (503, "loading", EngineDown, "try again"),
    ],
)
async def test_each_refusal_is_one_sentence_with_what_to_do(
    cloud: Cloud, status: int, said: str, error: type[Exception], words: str
) -> None:
    cloud.status, cloud.said = status, said
    with pytest.raises(error, match=words):
        await say(brain_at(cloud.url, brain_model="big"))


async def test_breaking_off_or_not_being_there_is_a_brain_that_is_down(cloud: Cloud) -> None:
    cloud.break_after = 1
    with pytest.raises(EngineDown, match="brain_url"):
        await say(brain_at(cloud.url, brain_model="big"))
    with pytest.raises(EngineDown, match="cannot be reached"):
        await say(brain_at("http://127.0.0.1:9/v1", brain_model="big"))
    with pytest.raises(EngineDown, match="cannot be reached"):
        await say(brain_at("http://127.0.0.1:9/v1"))


async def test_leaving_early_closes_the_connection(cloud: Cloud) -> None:
    cloud.words = ("word ",) * 200_000
    brain = brain_at(cloud.url, brain_model="big")
    async with aclosing(brain.stream(ASK)) as pieces:
        async for _ in pieces:
            break
    assert cloud.left.wait(10)
    await brain.close()


async def test_warming_costs_an_endpoint_nothing(cloud: Cloud) -> None:
    brain = brain_at(cloud.url, brain_model="big")
    await brain.warm(ASK)
    await brain.close()
    assert cloud.asked == []


@pytest.mark.parametrize(
    "url", ["https://api.example.com/v1", "http://192.168.1.5:1234/v1", "http://box.local/v1"]
)
def test_offline_never_leaves_the_machine(url: str) -> None:
    with pytest.raises(SettingsError, match="offline"):
        brain_at(url, offline=True)
    assert not brain_at(url).info.local


@pytest.mark.parametrize("url", ["http://localhost:1/v1", "http://127.8.8.8/v1", "http://[::1]:3/v1"])
def test_loopback_is_fine_offline(url: str) -> None:
    assert brain_at(url, offline=True).info.local
    assert is_loopback(url)


@pytest.mark.parametrize("url", ["localhost:11434", "ftp://x/v1", "http://"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="brain_url"):
        brain_at(url)
