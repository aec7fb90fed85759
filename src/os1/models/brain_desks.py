"""Where a brain is reached: a llama.cpp child process behind a random key, or an endpoint of the settings.

A desk knows how to get a client, what may be asked there beyond the plain protocol, and what to do when it fails.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from os1.errors import EngineDown, OS1Error, SettingsError
from os1.models.child import Child
from os1.models.engines import Sampling

if TYPE_CHECKING:
    from openai import AsyncOpenAI

_PATIENCE = 60.0
"""Seconds without a single piece of text before the brain counts as hanging."""
_ASK_TIMEOUT = 15.0
_GRAMMARS = 200
"""Schemas whose grammars are remembered."""


class Desk(Protocol):
    """Where a brain is reached: gives a client and the model's name there, and hears when it failed."""

    async def client(self) -> tuple[AsyncOpenAI, str]: ...

    async def body(self, sampling: Sampling) -> dict[str, Any]:
        """What goes into the request beside the messages and the usual sampling."""

    async def failed(self, hung: bool) -> str:
        """Look after the engine; give the sentence for the person."""

    async def forget(self) -> None:
        """Let go of the prompts that the engine keeps, where they are ours to let go of."""

    async def close(self) -> None: ...


class Bundled:
    """The desk of a llama.cpp child process."""

    def __init__(self, child: Child, alias: str, key: str) -> None:
        self._child = child
        self._alias = alias
        self._key = key
        self._client: AsyncOpenAI | None = None
        self._port = 0
        self._grammars: dict[str, str] = {}

    async def client(self) -> tuple[AsyncOpenAI, str]:
        importing = asyncio.to_thread(_import_openai)
        (port, _) = await asyncio.gather(self._ask(), importing)
        if self._client is None or port != self._port:
            if self._client:
                await self._client.close()
            self._client, self._port = _client(f"http://127.0.0.1:{port}/v1", self._key, local=True), port
        return self._client, self._alias

    async def body(self, sampling: Sampling) -> dict[str, Any]:
        body: dict[str, Any] = {
            "repeat_penalty": sampling.repeat_penalty,
            "cache_prompt": True,
            "chat_template_kwargs": {"enable_thinking": False},
        }
        if sampling.schema is not None:
            body["grammar"] = await self._grammar(sampling.schema)
        elif sampling.grammar is not None:
            body["grammar"] = sampling.grammar
        return body

    async def failed(self, hung: bool) -> str:
        with contextlib.suppress(OS1Error):
            if hung:
                await self._child.restart()
            else:
                await self._child.request({"do": "port"}, timeout=_ASK_TIMEOUT)
        return f"The brain ({self._alias}) stopped in the middle; it is being restarted, so please say that again."

    async def forget(self) -> None:
        # Its cache has no other end: what was read stays in memory until other prompts take its place.
        await self._child.renew()

    async def close(self) -> None:
        if self._client:
            await self._client.close()
        await self._child.close()

    async def _grammar(self, schema: Mapping[str, Any]) -> str:
        key = json.dumps(schema)
        if key not in self._grammars:
            if len(self._grammars) >= _GRAMMARS:
                self._grammars.clear()
            header, _ = await self._child.request({"do": "grammar", "schema": schema}, timeout=_ASK_TIMEOUT)
            self._grammars[key] = header["grammar"]
        return self._grammars[key]

    async def _ask(self) -> int:
        """The server's port; a process found dead is replaced at once."""
        try:
            header, _ = await self._child.request({"do": "port"}, timeout=_ASK_TIMEOUT)
        except EngineDown:
            header, _ = await self._child.request({"do": "port"}, timeout=_ASK_TIMEOUT)
        return int(header["port"])


class Endpoint:
    """The desk of an OpenAI-compatible endpoint that the settings name."""

    def __init__(self, url: str, model: str, key: str) -> None:
        self._url = url
        self._model = model
        self._key = key
        self._client: AsyncOpenAI | None = None

    async def client(self) -> tuple[AsyncOpenAI, str]:
        if self._client is None:
            await asyncio.to_thread(_import_openai)
            self._client = _client(self._url, self._key or "none", local=is_loopback(self._url))
        if not self._model:
            self._model = await self._first_model(self._client)
        return self._client, self._model

    async def body(self, sampling: Sampling) -> dict[str, Any]:
        if sampling.schema is None:
            return {}
        named = {"name": "answer", "schema": dict(sampling.schema), "strict": True}
        return {"response_format": {"type": "json_schema", "json_schema": named}}

    async def failed(self, hung: bool) -> str:
        how = "does not answer" if hung else "cannot be reached"
        return f"The brain at {self._url} {how}; check that it runs and that brain_url is right."

    async def forget(self) -> None:
        return

    async def close(self) -> None:
        if self._client:
            await self._client.close()

    async def _first_model(self, client: AsyncOpenAI) -> str:
        import openai

        try:
            listed = (await client.models.list()).data
        except openai.OpenAIError as error:
            raise EngineDown(await self.failed(False)) from error
        if not listed:
            raise SettingsError(f"{self._url} offers no model; name one in brain_model.")
        return listed[0].id


def is_loopback(url: str) -> bool:
    """Whether the address of `url` never leaves this machine; names other than localhost count as leaving."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _import_openai() -> None:
    import openai  # noqa: F401 - only for its weight: the event loop must not wait for it


def _client(url: str, key: str, *, local: bool) -> AsyncOpenAI:
    from openai import AsyncOpenAI, DefaultAsyncHttpxClient, Timeout

    timeout = Timeout(_PATIENCE, connect=10.0)
    http = DefaultAsyncHttpxClient(trust_env=not local, timeout=timeout)
    retries = 0 if local else 1
    return AsyncOpenAI(api_key=key, base_url=url, http_client=http, max_retries=retries, timeout=timeout)
