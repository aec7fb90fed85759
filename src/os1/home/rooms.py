"""Single rooms for commands that need no running OS: the store alone, the weights alone, one engine alone."""

from __future__ import annotations

import asyncio
import functools
import logging
import shutil
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import TypeVar

from os1.clock import SystemClock
from os1.config import Settings
from os1.errors import Busy, EngineDown, SettingsError, StoreError
from os1.events import Bus
from os1.home.by_hand import correct_saying
from os1.home.keepers import keepers
from os1.home.local import knock
from os1.home.lock import only_one, running
from os1.memory import Fact, Memory, anything_kept, erase, open_memory
from os1.memory.backup import Restored, restore
from os1.memory.keys import key_files, load_key
from os1.memory.namesakes import marked, one_of
from os1.mind.noticer import Noticer
from os1.mind.remembering.apart import which
from os1.mind.telling import told
from os1.mind.words import Words
from os1.models.engine_set import open_engines
from os1.models.engines import Ears, EngineSet, Judge, Mouth

T = TypeVar("T")
_log = logging.getLogger(__name__)


@asynccontextmanager
async def open_store(settings: Settings) -> AsyncIterator[Memory]:
    """The person's memory alone; it may be open in a running OS at the same time.

    That it had to be mended is logged as a warning.
    """
    key = await asyncio.to_thread(load_key, settings)
    # What is to be purged is that OS's matter: it has documents at hand that must not come back.
    purge = running(settings.home) is None
    async with open_memory(
        settings.store, key, SystemClock(), functools.cache(keepers), purge=purge
    ) as memory:
        if memory.repaired:
            _log.warning("%s", memory.repaired)
        yield memory


async def read_up(memory: Memory) -> int:
    """Read what was not read yet, without a brain; gives how many lines that were. Milliseconds a line."""
    return await Noticer(memory, None, SystemClock()).catch_up(most=10**9)


async def correct_by_hand(memory: Memory, fact_id: str, value: str | None) -> Fact | None:
    """Correct a fact as the person types it; what they say by it is kept in the log, as any of their words.

    Raises:
        SettingsError: there is no such fact.
    """
    old = next((one for one in await memory.facts(past=True) if one.id == fact_id), None)
    if old is None:
        raise SettingsError(f"There is no fact {fact_id}; `os1 memory facts` lists them with their ids.")
    said = f"That's wrong: {told(old)}." if value is None else f"That's wrong: {told(old)}. It's {value}."
    _, new = await correct_saying(memory, SystemClock(), said, "command line", (fact_id, value))
    return new


async def whom(memory: Memory, name: str) -> tuple[str, str]:
    """The name of the person who is meant by `name`, with what tells them from others called so, if there are any.

    Raises:
        SettingsError: several people have that name.
    """
    bare = marked(name)
    people = await memory.namesakes(bare)
    if not people:
        return name, ""
    one = one_of(people, name, bare)
    if one is None:
        ways = " or ".join(f'--person "{bare} {each.mark}"' for each in people)
        raise SettingsError(f"{which(people, Words())} Say it with {ways}.")
    return bare, one.mark


@asynccontextmanager
async def open_store_and_embedder(settings: Settings) -> AsyncIterator[tuple[Memory, str]]:
    """The person's memory, which finds by meaning too; else the text says why by words alone."""
    async with (
        open_store(settings) as memory,
        open_engines(settings, SystemClock(), Bus(), ("embedder",)) as engines,
    ):
        memory.use(engines.embedder)
        yield memory, engines.missing.get("embedder", "")


__all__ = [
    "Memory",
    "anything_kept",
    "correct_by_hand",
    "erase_home",
    "forget",
    "key_file",
    "open_ears",
    "open_mouth",
    "open_store",
    "open_store_and_embedder",
    "read_up",
    "restore_home",
    "whom",
]


def key_file(settings: Settings) -> Path | None:
    """The file that holds the key of the store, or None where the system keyring has it."""
    file = key_files(settings.home)[0]
    return file if file.exists() else None


async def restore_home(settings: Settings, file: Path, passphrase: str | None, *, replace: bool) -> Restored:
    """Put back what is in the backup `file` (see `os1.memory.backup.restore`), while no OS runs here.

    Raises:
        Busy: an OS1 runs with this home.
    """
    with only_one(settings.home):
        return await restore(settings, file, passphrase, replace=replace)


async def forget(settings: Settings, ids: Sequence[str]) -> int:
    """Forget `ids` at once and for good, by the OS that runs or, where none does, here; gives how many went.

    Raises:
        Busy: another program has the OS and does not answer for it.
    """
    found = running(settings.home)
    if found is None:
        with only_one(settings.home):
            async with open_store(settings) as memory:
                return (await memory.forget(ids)).lines
    if "socket" not in found:
        raise Busy(f"Another program already talks with the OS of {settings.home}; end that talk first.")
    async with knock(found["socket"]) as visitor:
        visitor.forget(ids)
        async for message in visitor.messages():
            if "forgotten" in message:
                return int(message["forgotten"])
            if "trouble" in message:
                raise StoreError(message["trouble"])
    raise EngineDown("OS1 went away before it had forgotten; start it again with `os1`, then try again.")


async def erase_home(settings: Settings) -> None:
    """Destroy the store, its key, and the certificate authority that phones were asked to trust.

    Raises:
        Busy: an OS1 runs with this home.
    """
    with only_one(settings.home):
        await erase(settings)
        await asyncio.to_thread(shutil.rmtree, settings.home / "tls", ignore_errors=True)


def open_ears(settings: Settings) -> AbstractAsyncContextManager[Ears]:
    """The ears alone; raises EngineDown where there are none, and the sentence says why."""
    return _alone(settings, "ears", lambda engines: engines.ears)


def open_mouth(settings: Settings) -> AbstractAsyncContextManager[Mouth]:
    """The mouth alone; raises EngineDown where there is none, and the sentence says why."""
    return _alone(settings, "mouth", lambda engines: engines.mouth)


def open_judge(settings: Settings) -> AbstractAsyncContextManager[Judge]:
    """The judge alone; raises EngineDown where there is none, and the sentence says why."""
    return _alone(settings, "embedder", lambda engines: engines.judge)


@asynccontextmanager
async def _alone(settings: Settings, role: str, of: Callable[[EngineSet], T | None]) -> AsyncIterator[T]:
    """What `of` finds among the engines where `role` is the only one wanted."""
    async with open_engines(settings, SystemClock(), Bus(), (role,)) as engines:
        found = of(engines)
        if found is None:
            raise EngineDown(engines.missing[role])
        yield found
