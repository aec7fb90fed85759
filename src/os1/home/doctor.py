"""What works on this machine and what does not: machine, weights, store, and each engine tried for real."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

import numpy as np

from os1.clock import SystemClock
from os1.config import Settings
from os1.errors import OS1Error, SoundError
from os1.events import Bus
from os1.home.lock import running
from os1.home.rooms import open_store
from os1.models.engine_set import open_engines
from os1.models.engines import EARS_RATE, EngineSet, Message, Sampling
from os1.models.machine import Finding, check
from os1.models.store import Store


async def examine(settings: Settings) -> list[Finding]:
    """Every finding, in the order a person would ask: machine, weights, sound card, memory, engines."""
    store = Store(settings.models, offline=True)
    found = await asyncio.to_thread(check, settings, store)
    found.append(await asyncio.to_thread(_sound_card))
    try:
        if running(settings.home) is not None:
            found.append(Finding(True, f"An OS1 runs with the home {settings.home}."))
    except OS1Error as error:
        found.append(Finding(False, "The home cannot be used.", str(error)))
    found.append(await _memory(settings))
    async with open_engines(settings, SystemClock(), Bus(), ("brain", "ears", "mouth")) as engines:
        found += [finding async for finding in _engines(engines)]
    return found


def _sound_card() -> Finding:
    """No sound card is no fault of a machine: the page brings its own microphone."""
    from os1.voice.portaudio import open_card

    try:
        microphone, speaker = open_card().names
    except SoundError as error:
        return Finding(True, "`os1 talk` has recordings only.", str(error))
    return Finding(True, f"The microphone is {microphone}, the loudspeaker {speaker}.")


async def _memory(settings: Settings) -> Finding:
    try:
        if not settings.store.exists():
            return Finding(True, f"There is no OS1 in {settings.home} yet; its first start will make it.")
        async with open_store(settings) as memory:
            stats, whole = await memory.stats(), await memory.whole()
    except OS1Error as error:
        return Finding(False, "The memory cannot be opened.", str(error))
    if memory.repaired:
        return Finding(True, memory.repaired)
    if not whole:
        return Finding(False, "The memory is damaged.", "Start OS1 again, and it saves what can be read.")
    return Finding(True, f"The memory is whole and holds {stats['utterances']} utterances.")


async def _engines(engines: EngineSet) -> AsyncIterator[Finding]:
    for role, trial in _TRIALS.items():
        if role in engines.missing:
            continue  # the weights' own finding has said so
        try:
            await trial(engines)
        except OS1Error as error:
            yield Finding(False, f"The {role} does not work.", str(error))
        else:
            yield Finding(True, f"The {role} works.")


async def _think(engines: EngineSet) -> None:
    assert engines.brain is not None
    async for _ in engines.brain.stream([Message("user", "Hello.")], Sampling(max_tokens=4)):
        pass


async def _hear(engines: EngineSet) -> None:
    assert engines.ears is not None
    await engines.ears.transcribe(np.zeros(EARS_RATE, np.float32))


async def _speak(engines: EngineSet) -> None:
    assert engines.mouth is not None
    await engines.mouth.speak("Hello.")


_TRIALS: Mapping[str, Callable[[EngineSet], Awaitable[None]]] = {
    "brain": _think,
    "ears": _hear,
    "mouth": _speak,
}
