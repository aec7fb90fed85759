"""The brain: one client of the OpenAI chat protocol, before the bundled engine or any endpoint of the settings.

It knows messages and sampling; where the brain is and what it can do beyond the protocol is its desk's business.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from os1.clock import Clock
from os1.config import Settings
from os1.errors import EngineDown, ModelError, OS1Error, SettingsError
from os1.models.brain_desks import Bundled, Desk, Endpoint, is_loopback
from os1.models.catalogue import Weights
from os1.models.child import Child
from os1.models.engines import EngineInfo, Message, Sampling

_ENDPOINT_CONTEXT = 8192
_PLAIN = Sampling()


class ChatBrain:
    """A `Brain` over the OpenAI chat protocol. `keeps_prompts` says that warming saves time there."""

    def __init__(self, info: EngineInfo, desk: Desk, *, keeps_prompts: bool) -> None:
        self._info = info
        self._desk = desk
        self._keeps_prompts = keeps_prompts
        self._warming: asyncio.Task[None] | None = None

    @property
    def info(self) -> EngineInfo:
        return self._info

    async def address(self) -> tuple[str, str, str]:
        """The base URL, the key and the model's name with which any OpenAI client reaches the same brain.

        Raises:
            EngineDown: it cannot be reached.
        """
        client, model = await self._desk.client()
        return str(client.base_url), client.api_key, model

    async def start(self) -> None:
        """Be ready to answer at once.

        Raises:
            EngineDown: it cannot be reached.
        """
        await self._desk.client()

    async def stream(
        self, messages: Sequence[Message], sampling: Sampling = _PLAIN
    ) -> AsyncGenerator[str, None]:
        """Pieces of text as they come; closing the iterator closes the connection, which stops the brain.

        Raises:
            EngineDown: the brain died or does not answer; a bundled one is being restarted.
            ModelError: it refused the request, which is too long or which it does not understand.
        """
        if self._warming and not self._warming.done():
            self._warming.cancel()
        import openai

        client, model = await self._desk.client()
        body = await self._desk.body(sampling)
        try:
            response = await client.chat.completions.create(
                model=model,
                messages=[{"role": m.role, "content": m.content} for m in messages],  # type: ignore[misc]  # a dict literal forgets that the role is one of three
                stream=True,
                max_tokens=sampling.max_tokens,
                temperature=sampling.temperature,
                top_p=sampling.top_p,
                seed=sampling.seed,
                stop=list(sampling.stop) or None,
                extra_body=body,
            )
            assert isinstance(
                response, openai.AsyncStream
            )  # because of stream=True, which hides in overloads
            async with response:
                ended = False
                async for chunk in response:
                    if chunk.choices:
                        ended = ended or chunk.choices[0].finish_reason is not None
                        if text := chunk.choices[0].delta.content:
                            yield text
        except openai.APIStatusError as error:
            raise await self._refusal(error) from error
        except openai.APITimeoutError as error:
            raise EngineDown(await self._desk.failed(True)) from error
        except openai.APIError as error:
            raise EngineDown(await self._desk.failed(False)) from error
        if not ended:
            # A connection that merely ends looks complete to HTTP/1.0, but half a sentence is not an answer.
            raise EngineDown(await self._desk.failed(False))

    async def warm(self, *prompts: Sequence[Message]) -> None:
        """Read `prompts` into the engine's cache, one by one.

        Gives way to the next `stream`, or the next `warm`, with all of them, keeping what was read.
        """
        if not self._keeps_prompts:
            return
        if self._warming:
            self._warming.cancel()
        reading = self._warming = asyncio.ensure_future(self._read(prompts))
        try:
            await asyncio.wait({reading})
        finally:
            reading.cancel()
        if reading.done() and not reading.cancelled() and (error := reading.exception()):
            raise error

    async def forget(self) -> None:
        """Let go of every prompt in the engine's cache; what lies beyond this machine cannot be reached."""
        if self._warming:
            self._warming.cancel()
        await self._desk.forget()

    async def close(self) -> None:
        if self._warming:
            self._warming.cancel()
        await self._desk.close()

    async def _read(self, prompts: Sequence[Sequence[Message]]) -> None:
        import openai

        client, model = await self._desk.client()
        body = await self._desk.body(_PLAIN)
        try:
            for messages in prompts:
                await client.chat.completions.create(
                    model=model,
                    messages=[{"role": m.role, "content": m.content} for m in messages],  # type: ignore[misc]  # as in stream
                    max_tokens=1,
                    extra_body=body,
                )
        except openai.APIStatusError as error:
            raise await self._refusal(error) from error
        except openai.APIError as error:
            raise EngineDown(await self._desk.failed(False)) from error

    async def _refusal(self, error: Any) -> OS1Error:
        """The sentence for an HTTP error answer (an openai.APIStatusError)."""
        name, status, said = self._info.name, error.status_code, str(error.message)
        if "exceed" in said and "context" in said:
            return ModelError(f"The talk is longer than {name} can read at once; leave out older turns.")
        if status in (401, 403):
            return SettingsError(f"{name} refuses the key ({status}); set the right one in OS1_BRAIN_KEY.")
        if status == 404:
            return SettingsError(
                f"There is no model {name} at this address; check brain_url and brain_model."
            )
        if status == 429 or status >= 500:
            await self._desk.failed(False)
            return EngineDown(f"{name} cannot answer now (HTTP {status}); try again in a moment.")
        return ModelError(f"{name} refused the request ({status}: {said}); run `os1 doctor`.")


def bundled_brain(
    weights: Weights,
    folder: Path,
    *,
    adapter: Path | None = None,
    clock: Clock,
    threads: tuple[int, int],
    on_state: Callable[[str], None] = lambda state: None,
) -> ChatBrain:
    """The brain of the catalogue's `weights` that lie in `folder`; it starts with its first use. `adapter` is a
    file of what it was taught besides.

    `threads` are those for writing and those for reading the prompt.
    """
    key = secrets.token_urlsafe(24)
    setup: Mapping[str, Any] = {
        "model": str(folder / weights.files[0].path),
        "adapter": str(adapter) if adapter else "",
        "alias": weights.name,
        "key": key,
        "context": weights.context,
        "threads": threads[0],
        "reading_threads": threads[1],
    }
    child = Child(
        "brain", "os1.models.brain_worker:make", setup, clock=clock, threads=threads[1], on_state=on_state
    )
    info = EngineInfo(
        "brain",
        weights.title,
        licence=weights.licence,
        bytes=weights.bytes,
        strength=weights.strength,
        context=weights.context,
    )
    return ChatBrain(info, Bundled(child, weights.name, key), keeps_prompts=True)


def _usable(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # brackets or a port that no address can have
        return False


def endpoint_brain(settings: Settings) -> ChatBrain:
    """The brain at `settings.brain_url`.

    Raises:
        SettingsError: the address cannot be used, or it is beyond this machine and OS1 is to stay offline.
    """
    url = settings.brain_url.rstrip("/")
    if not _usable(url):
        raise SettingsError(
            f"brain_url is {settings.brain_url!r}; it must look like http://localhost:11434/v1."
        )
    local = is_loopback(url)
    if settings.offline and not local:
        raise SettingsError(
            f"The brain at {url} is beyond this machine, and OS1 is set to stay offline; clear brain_url, or "
            "turn offline off."
        )
    info = EngineInfo(
        "brain",
        settings.brain_model or url,
        licence="its owner's terms",
        local=local,
        strength="strong",
        context=_ENDPOINT_CONTEXT,
    )
    return ChatBrain(info, Endpoint(url, settings.brain_model, settings.brain_key), keeps_prompts=False)
