"""The trace of a talk: one JSON object a line, on disk line by line, with seconds on the audio clock.

A turn's words are traced as `transcript` only once they are durable: when its `heard` event is published, and
at the latest when its reply has been kept.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from os1.errors import SettingsError
from os1.events import Bus


class Trace:
    """Writes to `path` (nowhere when None) and counts what it saw. Use it as a context manager."""

    def __init__(self, path: Path | None, now: Callable[[], float]) -> None:
        self._now = now
        self._stack = ExitStack()
        self._file = None
        self._pending: dict[str, str] = {}
        self.events: list[dict[str, Any]] = []
        if path is not None:
            try:
                self._file = self._stack.enter_context(path.open("w", encoding="utf-8", buffering=1))
            except OSError as error:
                raise SettingsError(
                    f"The trace {path} cannot be written ({error.strerror}); choose another place."
                ) from error

    def __enter__(self) -> Trace:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def moment(self, name: str, at: float, data: Mapping[str, Any]) -> None:
        """Take one moment of the conversation (a `Watch`)."""
        if name == "turn_end":
            self._pending[data["id"]] = data["text"]
            data = {"id": data["id"]}
        elif name == "reply_text":
            if not data["failed"] and not data["interrupted"]:
                self._durable(data["to"])
            data = {key: data[key] for key in ("to", "text", "interrupted", "failed", "cites")}
        self._write(name, at, data)

    async def follow(self, bus: Bus, ready: asyncio.Event) -> None:
        """Trace each turn's words when the bus says that they are kept; for ever."""
        async with bus.subscribe() as events:
            ready.set()
            async for event in events:
                if event.name == "heard":
                    self._durable(event.data["id"])

    def _durable(self, id: str | None) -> None:
        text = self._pending.pop(id, None) if id else None
        if text is not None:
            self._write("transcript", self._now(), {"id": id, "text": text})

    def _write(self, name: str, at: float, data: Mapping[str, Any]) -> None:
        event = {"t": round(at, 3), "event": name, **data}
        self.events.append(event)
        if self._file is not None:
            self._file.write(json.dumps(event, ensure_ascii=False) + "\n")
