"""How utterances and acts lie in the store: dataclasses to columns and back. It knows nothing of searching."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

import apsw

from os1.memory.unspaced import pieces, words_in
from os1.types import Done, Heard, Recalled, Reply

TOKENIZER = ("porter", ["unicode61", "remove_diacritics", "2"])
"""The tokenizer of the word index, as the schema names it."""
SHOWN = "id, speaker, time, text"
"""The columns that `recalled` reads, in its order."""


def words_of(connection: apsw.Connection, text: str) -> list[tuple[str, str]]:
    """Each token of `text` as the index keeps it, and as it was written."""
    utf8 = text.encode()
    tokenize = connection.fts5_tokenizer(*TOKENIZER)
    found: Any = tokenize(utf8, apsw.FTS5_TOKENIZE_DOCUMENT, None)
    return [(token, utf8[start:end].decode()) for start, end, *tokens in found for token in tokens]


def add_utterance(connection: apsw.Connection, columns: Mapping[str, Any]) -> bool:
    """Insert one utterance; False where its id is there already (then nothing changes)."""
    text = columns["text"]
    row = {**columns, "words": len(words_of(connection, text)) + words_in(text)}
    if not _insert(connection, "utterance", row):
        return False
    if found := pieces(text):
        n = connection.last_insert_rowid()
        connection.executemany("INSERT INTO piece (piece, n) VALUES (?, ?)", [(one, n) for one in found])
    return True


def add_act(connection: apsw.Connection, done: Done) -> bool:
    """Insert one act; False where its id is there already (then nothing changes)."""
    call = done.undo and {
        "tool": done.undo.tool,
        "args": dict(done.undo.args),
        "quoted": sorted(done.undo.quoted),
    }
    row = {
        "id": done.id,
        "tool": done.tool,
        "args": packed(dict(done.args)),
        "heard": done.heard,
        **when(done.time),
        "ok": done.ok,
        "say": storable(done.say),
        "data": packed(dict(done.data)),
        "undo": call and packed(call),
    }
    return _insert(connection, "act", row)


def heard_columns(heard: Heard) -> dict[str, Any]:
    return {
        "id": heard.id,
        "speaker": "person",
        **when(heard.time),
        "text": storable(heard.text),
        "by": heard.by,
        "device": storable(heard.device),
        "language": heard.language,
        "confidence": heard.confidence,
        "prosody": heard.prosody and packed(asdict(heard.prosody)),
    }


def said_columns(reply: Reply) -> dict[str, Any]:
    return {
        "id": reply.id,
        "speaker": "os1",
        **when(reply.time),
        "text": storable(reply.text),
        "reply_to": reply.to,
        "interrupted": reply.interrupted,
        "mood": packed(asdict(reply.mood)),
        "cites": packed(list(reply.cites)),
        "done": packed(list(reply.done)),
    }


def recalled(row: tuple[Any, ...], score: float = 0.0, why: Mapping[str, float] | None = None) -> Recalled:
    """The memory in a row of `SHOWN` columns."""
    identifier, speaker, time, text = row
    return Recalled(identifier, speaker, datetime.fromisoformat(time), text, score, why or {})


def when(time: datetime) -> dict[str, Any]:
    """The two columns of a time: as said, with its zone, and in UTC milliseconds."""
    if time.tzinfo is None:
        raise ValueError("a time without a zone cannot be kept")
    return {"time": time.isoformat(), "at": int(time.timestamp() * 1000)}


def storable(text: str) -> str:
    """`text` with what UTF-8 cannot carry (halves of surrogate pairs) replaced by U+FFFD."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def packed(value: Any) -> str:
    return storable(json.dumps(value, ensure_ascii=False))


def _insert(connection: apsw.Connection, table: str, row: Mapping[str, Any]) -> bool:
    names = ", ".join(row)
    marks = ", ".join(f":{name}" for name in row)
    sql = f"INSERT INTO {table} ({names}) VALUES ({marks}) ON CONFLICT (id) DO NOTHING"  # noqa: S608 - our own names
    connection.execute(sql, dict(row))
    return connection.changes() > 0
