"""A talk on the terminal: with an OS of its own, or as a visitor of the one that runs."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import typer

from os1.cli.terminal import Terminal
from os1.config import Settings
from os1.errors import EngineDown
from os1.events import reply_data
from os1.home.house import Home, open_home
from os1.home.local import knock
from os1.home.sinks import TextSink


async def alone(chosen: Settings, once: str | None, as_json: bool) -> None:
    async with open_home(chosen, roles=("brain", "embedder")) as home:
        for role, why in home.engines.missing.items():
            typer.echo(f"Without {role}: {why}", err=True)
        if once is not None:
            await _one(home, once, Terminal(), as_json)
        else:
            await talk_here(home, as_json)


async def talk_here(home: Home, as_json: bool = False) -> None:
    """Hold a conversation on this terminal until the input ends; nudges ring here as well."""
    terminal = Terminal()

    async def listener(turn: Any) -> bool:
        return await terminal.speak_first(turn, TextSink(terminal.show))

    await listener(home.greet)
    leave = home.listen(listener)
    try:
        async for text in terminal.lines():
            await _one(home, text, terminal, as_json)
    finally:
        leave()


async def _one(home: Home, text: str, terminal: Terminal, as_json: bool) -> None:
    reply = await home.typed(text, "terminal", _mute if as_json else terminal.show)
    terminal.end()
    if as_json:
        typer.echo(json.dumps(reply_data(reply) if reply else {}, ensure_ascii=False))


def _mute(clause: str) -> None:
    """With --json, the reply is printed whole."""


async def visit(socket: str, once: str | None, as_json: bool) -> None:
    """The same talk with the OS that already runs."""
    terminal, answered = Terminal(), asyncio.Event()
    async with knock(socket) as visitor:
        reading = asyncio.create_task(_show(visitor.messages(), terminal, answered, as_json))
        if once is None:
            visitor.listen()
        async for text in _one_line(once) if once is not None else terminal.lines():
            answered.clear()
            visitor.say(text)
            waiting = asyncio.create_task(answered.wait())
            await asyncio.wait({waiting, reading}, return_when=asyncio.FIRST_COMPLETED)
            waiting.cancel()
            if reading.done():
                raise EngineDown("OS1 went away in the middle of the talk; start it again with `os1`.")
        reading.cancel()


async def _one_line(text: str) -> AsyncIterator[str]:
    yield text


async def _show(
    messages: AsyncIterator[dict[str, Any]], terminal: Terminal, answered: asyncio.Event, as_json: bool
) -> None:
    async for message in messages:
        if "clause" in message and not as_json:
            terminal.show(message["clause"])
        elif "nudge" in message:
            terminal.end()
            terminal.invite()
        elif "trouble" in message or "reply" in message:
            terminal.end()
            if "trouble" in message:
                typer.echo(message["trouble"], err=True)
            elif as_json:
                typer.echo(json.dumps(message["reply"], ensure_ascii=False))
            answered.set()
