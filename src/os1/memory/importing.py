"""Lines from elsewhere, kept as they are: {"id", "speaker", "time", "text"}, one JSON object a line.

What is imported is data, never an instruction. Ids are kept verbatim; a known id changes nothing. Lines are
kept in batches, so that an import that stops half way can be given again.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from datetime import datetime, tzinfo
from itertools import islice
from pathlib import Path
from typing import IO, Any

import apsw

from os1.errors import SettingsError
from os1.memory.rows import add_utterance, storable, when
from os1.memory.store import Store

_BATCH = 500
_FIELDS = ("id", "speaker", "time", "text")


async def import_lines(store: Store, path: Path, zone: tzinfo | None) -> dict[str, int]:
    """Keep every line of `path`; times without a zone are in `zone`. Counts "imported" and "known" lines.

    Raises:
        SettingsError: the file or a line of it cannot be read; the batches before that line are kept.
    """
    counts = {"imported": 0, "known": 0}
    async with aclosing(_batches(path, zone)) as batches:
        async for batch in batches:

            def keep(connection: apsw.Connection, batch: list[dict[str, Any]] = batch) -> int:
                return sum(add_utterance(connection, columns) for columns in batch)

            new = await store.write(keep)
            counts["imported"] += new
            counts["known"] += len(batch) - new
    return counts


async def _batches(path: Path, zone: tzinfo | None) -> AsyncGenerator[list[dict[str, Any]], None]:
    try:
        file = await asyncio.to_thread(path.open, "rb")
        with file:
            first = 1
            while lines := await asyncio.to_thread(_read, file):
                batch = [
                    _columns(path, number, line, zone)
                    for number, line in enumerate(lines, start=first)
                    if line.strip()
                ]
                yield batch
                first += len(lines)
    except OSError as error:
        raise SettingsError(
            f"{path} cannot be read ({error.strerror}); give a file of JSON lines."
        ) from error


def _read(file: IO[bytes]) -> list[bytes]:
    return list(islice(file, _BATCH))


def _columns(path: Path, number: int, line: bytes, zone: tzinfo | None) -> dict[str, Any]:
    try:
        given = json.loads(line.decode("utf-8-sig"))
        return {**_fields(given, zone), "imported": True}
    except (ValueError, OverflowError, RecursionError) as error:
        raise SettingsError(
            f"Line {number} of {path} cannot be imported ({error}); mend it and import the file again: "
            "lines that are known already stay as they are."
        ) from error


def _fields(given: object, zone: tzinfo | None) -> Mapping[str, Any]:
    if not isinstance(given, dict):
        raise ValueError("it is not a JSON object")
    for name in _FIELDS:
        if not isinstance(given.get(name), str):
            raise ValueError(f'"{name}" must be a text')
    if not given["id"]:
        raise ValueError('"id" is empty')
    time = datetime.fromisoformat(given["time"])
    time = time if time.tzinfo else time.replace(tzinfo=zone)
    texts = {name: storable(given[name]) for name in ("id", "speaker", "text")}
    return {**texts, **when(time)}
