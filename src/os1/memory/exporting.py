"""Everything that is kept, written out in open formats that need no OS1 to read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import apsw

from os1.errors import StoreError
from os1.memory.files import make_folder, replacing, spoken
from os1.memory.store import Store

_JSON = {"prosody", "mood", "cites", "done", "args", "data", "undo", "sources"}
_YES_OR_NO = {"imported", "interrupted", "ok", "negated", "confirmed"}
_INTERNAL = {"n", "at", "words", "reader", "asked"}
TABLES: Mapping[str, tuple[str, str]] = {
    "utterance": (
        "conversation.jsonl",
        """Every utterance in order of arrival, one JSON object a line: id, speaker ("person", "os1", or a
name from an import), time (ISO 8601), text; of what was heard also by, device, language, confidence and prosody;
of what was said also reply_to, interrupted, mood, cites and done.
`os1 memory import conversation.jsonl` reads it back.""",
    ),
    "act": (
        "acts.jsonl",
        """Everything OS1 did, one JSON object a line: id, tool, args, heard (the utterance that asked for it),
time, ok, say, data, undo.""",
    ),
    "claim": (
        "facts.jsonl",
        """What it has read out of the conversation, one JSON object a line: id, utterance (where it was said),
subject, relation, value, since, until, certainty, negated, confirmed, retracted, retracted_by.""",
    ),
    "episode": (
        "episodes.jsonl",
        """Talks in short, one JSON object a line: id, first and last (the utterances), summary, mood, sources.""",
    ),
    "promise": (
        "promises.jsonl",
        """What OS1 said it would do, one JSON object a line: id, utterance (where it did so), kind, text, due.""",
    ),
}
"""What is written of which table, where the store has it: the file, and what the README says of it."""
_README = """What OS1 kept, as of the moment of the export. Every file is UTF-8 text.

{files}

shelves.json
What each part of OS1 keeps: owner, then key, then the document.

These files are not encrypted. Whoever can read them can read all you told.
"""


async def export(store: Store, folder: Path) -> None:
    """Write the files of `TABLES`, shelves.json and README.txt into `folder`, each whole or not at all.

    Raises:
        DiskFull, StoreError: the folder cannot be written, or something is in it already.
    """

    def write(connection: apsw.Connection) -> None:
        make_folder(folder)
        with spoken(folder):
            if any(folder.iterdir()):
                raise StoreError(f"{folder} is not empty; name a new folder for the export.")
        there = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
        told = [(table, *about) for table, about in TABLES.items() if table in there]
        for table, name, _ in told:
            with replacing(folder / name) as file:
                for row in _rows(connection, table):
                    file.write(_line(row))
        with replacing(folder / "shelves.json") as file:
            file.write(json.dumps(_shelves(connection), ensure_ascii=False, indent=1).encode() + b"\n")
        with replacing(folder / "README.txt") as file:
            files = "\n\n".join(f"{name}\n{about}" for _, name, about in told)
            file.write(_README.format(files=files).encode())

    await store.read(write)


def _rows(connection: apsw.Connection, table: str) -> Iterator[dict[str, Any]]:
    """The rows of a table; where one points at an utterance, by that one's id."""
    points = {
        str(column)
        for (column,) in connection.execute(
            'SELECT "from" FROM pragma_foreign_key_list(?) WHERE "table" = \'utterance\'', (table,)
        )
    }
    names = [
        str(name)
        for (name,) in connection.execute("SELECT name FROM pragma_table_info(?)", (table,))
        if name not in _INTERNAL
    ]
    columns = ", ".join(
        f'(SELECT id FROM utterance WHERE n = t."{name}")' if name in points else f't."{name}"'  # noqa: S608
        for name in names
    )
    sql = f'SELECT {columns} FROM "{table}" AS t ORDER BY t.n'  # noqa: S608 - our own names
    for values in connection.execute(sql):
        yield {name: _plain(name, value) for name, value in zip(names, values, strict=True)}


def _plain(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in _JSON and value[:1] in "[{":  # the mood of a talk is a word, that of an utterance an object
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
