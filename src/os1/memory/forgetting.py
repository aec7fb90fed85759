"""Forgetting that is true: the words, their places in the index, and the acts they asked for.

The rows and their index entries go in one transaction; then the whole file is written anew, since pages keep
stale copies of rows that once moved. A process that dies in between leaves that to the next one that opens the
store. Only that something was forgotten stays, when, and how much.
"""

from __future__ import annotations

from collections.abc import Sequence

import apsw

from os1.clock import Clock
from os1.memory.rows import storable
from os1.memory.store import Store


async def forget(store: Store, ids: Sequence[str], clock: Clock) -> int:
    """Forget the utterances `ids`, all or none; unknown ids are passed over. Gives how many there were.

    Raises:
        Busy: they are forgotten, but another process is reading, and traces stay in the file until the next
            `forget` or start.
    """
    wanted = [(storable(one),) for one in ids]
    at = int(clock.now().timestamp() * 1000)

    def remove(connection: apsw.Connection) -> int:
        connection.executemany("DELETE FROM act WHERE heard = ?", wanted)
        count = 0
        for one in wanted:
            connection.execute("DELETE FROM utterance WHERE id = ?", one)
            count += connection.changes()
        if count:
            connection.execute("INSERT INTO forgetting (at, utterances) VALUES (?, ?)", (at, count))
        return count

    count = await store.write(remove)
    await finish(store)
    return count


async def finish(store: Store) -> None:
    """Scrub the file where something was forgotten since it was last scrubbed."""

    def due(connection: apsw.Connection) -> int | None:
        last: int | None = connection.execute("SELECT max(rowid) FROM forgetting WHERE scrubbed = 0").get
        return last

    if last := await store.read(due):
        await store.scrub()
        await store.write(
            lambda connection: connection.execute(
                "UPDATE forgetting SET scrubbed = 1 WHERE rowid <= ?", (last,)
            )
        )
