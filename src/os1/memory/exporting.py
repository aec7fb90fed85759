"""Everything that is kept, written out in open formats that need no OS1 to read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import apsw

from os1.errors import StoreError
from os1.memory.files import make_folder, replacing, spoken
from os1.memory.store import Store

_PAGE = 1000
_JSON = {"prosody", "mood", "cites", "done", "args", "data", "undo"}
_YES_OR_NO = {"imported", "interrupted", "ok"}
_INTERNAL = {"n", "at", "words"}
_README = """What OS1 kept, as of the moment of the export. Every file is UTF-8 text.

conversation.jsonl  Every utterance in order of arrival, one JSON object a line: id, speaker ("person", "os1", or
                    a name from an import), time (ISO 8601), text; of what was heard also by, device, language,
                    confidence and prosody; of what was said also reply_to, interrupted, mood, cites and done.
                    `os1 memory import conversation.jsonl` reads it back.
acts.jsonl          Everything OS1 did, one JSON object a line: id, tool, args, heard (the utterance that asked for
                    it), time, ok, say, data, undo.
shelves.json        What each part of OS1 keeps: owner, then key, then the document.

These files are not encrypted. Whoever can read them can read all you told.
"""


async def export(store: Store, folder: Path) -> None:
    """Write conversation.jsonl, acts.jsonl, shelves.json and README.txt into `folder`, each whole or not at all.

    Raises:
        DiskFull, StoreError: the folder cannot be written, or something is in it already.
    """

    def write(connection: apsw.Connection) -> None:
        make_folder(folder)
        with spoken(folder):
            if any(folder.iterdir()):
                raise StoreError(f"{folder} is not empty; name a new folder for the export.")
        for name, table in (("conversation.jsonl", "utterance"), ("acts.jsonl", "act")):
            with replacing(folder / name) as file:
                for row in _rows(connection, table):
                    file.write(_line(row))
        with replacing(folder / "shelves.json") as file:
            file.write(json.dumps(_shelves(connection), ensure_ascii=False, indent=1).encode() + b"\n")
        with replacing(folder / "README.txt") as file:
            file.write(_README.encode())

    await store.read(write)


def _rows(connection: apsw.Connection, table: str) -> Iterator[dict[str, Any]]:
    cursor = connection.execute(f"SELECT * FROM {table} ORDER BY n")  # noqa: S608 - our own names
    names: list[str] = []
    for values in cursor:
        names = names or [column[0] for column in cursor.get_description()]
        yield {
            name: _plain(name, value)
            for name, value in zip(names, values, strict=True)
            if name not in _INTERNAL
        }


def _plain(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in _JSON:
        return json.loads(value)
    return bool(value) if name in _YES_OR_NO else value


def _line(row: dict[str, Any]) -> bytes:
    kept = {name: value for name, value in row.items() if value is not None}
    return json.dumps(kept, ensure_ascii=False).encode() + b"\n"


def _shelves(connection: apsw.Connection) -> dict[str, dict[str, Any]]:
    shelves: dict[str, dict[str, Any]] = {}
    for owner, key, document in connection.execute(
        "SELECT owner, key, document FROM shelf ORDER BY owner, key"
    ):
        shelves.setdefault(owner, {})[key] = json.loads(document)
    return shelves
