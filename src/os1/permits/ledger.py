"""What was asked, begun, done, declined, undone and granted, durable on a shelf.

The intent is written before an act and the outcome after it, so that after a crash it is known what was in
the middle. Old acts leave the ledger (the memory keeps every Done); grants stay until they are revoked.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Literal

from os1.types import Call, Done, Keeper, Shelf

State = Literal["begun", "finished", "unfinished", "declined"]
KEPT = 1000
"""Acts that stay in the ledger, and so can be undone or are known not to be run twice."""


@dataclass(frozen=True, slots=True)
class Record:
    """One act. `number` counts up; `mark` is the fingerprint of what was asked; `done` is what is known so far.

    `state` is "begun" while the tool runs and "unfinished" when it was cut off, so that nobody knows how far it
    got. `answered` is the id of the utterance that said yes or no, `undoes` the id of the act this one took back.
    """

    number: int
    mark: str
    done: Done
    state: State = "begun"
    answered: str = ""
    undoes: str = ""


class Ledger:
    """Reads the shelf once, then keeps it and its own copy in step. Writes are durable when they return."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._opened = False
        self._records: dict[str, Record] = {}  # in the order of their numbers
        self._grants: dict[str, dict[str, Any]] = {}
        self.cut_off: list[Record] = []
        """Acts that were in the middle when the process last ended."""

    async def open(self) -> None:
        """Read the shelf, the first time; acts that were begun and never ended become "unfinished"."""
        if self._opened:
            return
        await self._read()
        for record in list(self._records.values()):
            if record.state == "begun":
                self.cut_off.append(replace(record, state="unfinished"))
                await self.write(self.cut_off[-1])
        self._opened = True

    async def reread(self) -> None:
        """Read the shelf again, after something was forgotten or came back; what is under way stays so."""
        if self._opened:
            await self._read()

    def next_number(self) -> int:
        return 1 + max((record.number for record in self.records()[-1:]), default=0)

    def records(self) -> list[Record]:
        """All acts, oldest first."""
        return list(self._records.values())

    def asked(self, heard: str, mark: str) -> Record | None:
        """The act that this very utterance already asked for, if any."""
        matches = (r for r in self._records.values() if r.done.heard == heard and r.mark == mark)
        return next(matches, None)

    def answered(self, heard: str) -> Record | None:
        """The act that this very utterance already decided, if any."""
        return next((r for r in self._records.values() if r.answered == heard), None)

    def undoable(self, done: str | None) -> Record | None:
        """The act with the id `done`, or else the last one, if it can be taken back and has not been."""
        records = self.records()
        gone = {record.undoes for record in records if record.done.ok}
        for record in reversed(records):
            act = record.done
            if done in (None, act.id) and act.ok and act.undo and act.id not in gone:
                return record
        return None

    async def write(self, record: Record) -> None:
        """Put the record on the shelf; it replaces the earlier one of the same act."""
        await self._shelf.put(f"act/{record.done.id}", _document(record))
        self._records[record.done.id] = record
        for old in self.records()[:-KEPT]:
            await self._shelf.delete(f"act/{old.done.id}")
            del self._records[old.done.id]

    def granted(self) -> list[str]:
        """The kinds of change that the person has allowed, by name."""
        return sorted(self._grants)

    async def grant(self, kind: str, heard: str, when: datetime) -> None:
        document = {"heard": heard, "time": when.isoformat()}
        await self._shelf.put(f"grant/{kind}", document)
        self._grants[kind] = document

    async def revoke(self, kind: str) -> bool:
        """Forget that `kind` was allowed; tells whether it was."""
        await self._shelf.delete(f"grant/{kind}")
        return self._grants.pop(kind, None) is not None

    async def _read(self) -> None:
        records, grants = [], {}
        for key, document in await self._shelf.items():
            kind, _, name = key.partition("/")
            if kind == "grant":
                grants[name] = document
            else:
                records.append(_record(document))
        records.sort(key=lambda record: record.number)
        self._records = {record.done.id: record for record in records}
        self._grants = grants


def _without(key: str, document: Mapping[str, Any], ids: frozenset[str]) -> Mapping[str, Any] | None:
    """What is left of an entry: an act goes with the words that asked for it; a grant stays, without a source."""
    if key.startswith("grant/"):
        return {**document, "heard": ""}
    if ids.intersection((document["done"]["heard"], document["done"]["id"], document["undoes"])):
        return None
    return {**document, "answered": "" if document["answered"] in ids else document["answered"]}


KEEPER = Keeper(_without)


def _document(record: Record) -> dict[str, Any]:
    """Plain JSON; what a tool put into its data and JSON lacks is kept as text."""
    return dict(json.loads(json.dumps(asdict(record), default=_plain, skipkeys=True)))


def _plain(value: object) -> Any:
    if isinstance(value, frozenset):
        return sorted(value)
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _record(document: Mapping[str, Any]) -> Record:
    done = dict(document["done"])
    undo = done.pop("undo")
    call = undo and Call(undo["tool"], undo["args"], frozenset(undo["quoted"]))
    time = datetime.fromisoformat(done.pop("time"))
    return Record(**{**document, "done": Done(**done, time=time, undo=call)})
