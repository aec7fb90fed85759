"""The engines of one OS: chosen by size, opened together, closed together.

What cannot be opened is left out with a sentence that says why; the rest works without it. The engines'
processes load in the background, the mouth first; a request that comes earlier starts its own engine.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, cast

from os1.clock import Clock
from os1.config import Settings
from os1.errors import OS1Error, SettingsError, WeightsMissing
from os1.events import Bus
from os1.models import machine
from os1.models.brain import bundled_brain, endpoint_brain
from os1.models.catalogue import ROLES, Role, Weights
from os1.models.embedder import open_embedder
from os1.models.engines import Brain, Ears, Embedder, EngineSet, Judge, Mouth
from os1.models.store import Store

_FIRST: tuple[Role, ...] = ("mouth", "ears", "brain", "embedder")
"""In which order engines load: a greeting needs the mouth alone, and two cores load it sooner alone."""


class _Open(Protocol):
    """What every engine has once it is open."""

    async def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class _Bench:
    """What the openers share."""

    settings: Settings
    store: Store
    clock: Clock
    budget: machine.Budget
    on_state: Callable[[Role], Callable[[str], None]]
    alone: bool = False
    """Whether only one engine is wanted, which may then have all cores."""


@asynccontextmanager
async def open_engines(
    settings: Settings, clock: Clock, bus: Bus, roles: Sequence[str] = ROLES
) -> AsyncIterator[EngineSet]:
    """The engines for `roles`, until the block ends.

    Each one's coming and going is published as an `engine` event. Nothing is fetched here.

    Raises:
        SettingsError: a role is unknown.
    """
    if unknown := sorted(set(roles) - set(ROLES)):
        raise SettingsError(f"There is no engine {unknown[0]!r}; the engines are {', '.join(ROLES)}.")

    def on_state(role: Role) -> Callable[[str], None]:
        return lambda state: bus.publish("engine", role=role, state=state)

    store = Store(settings.models, offline=True)
    wanted = [role for role in ROLES if role in roles]
    bench = _Bench(settings, store, clock, machine.budget(settings.threads), on_state, len(wanted) == 1)
    loading: list[asyncio.Task[None]] = []
    opening = [asyncio.ensure_future(_OPENERS[role](bench)) for role in wanted]
    try:
        results = await asyncio.gather(*opening, return_exceptions=True)
        missing: dict[str, str] = {}
        engines: dict[Role, _Open] = {}
        for role, result in zip(wanted, results, strict=True):
            if isinstance(result, OS1Error):
                missing[role] = str(result)
            elif isinstance(result, BaseException):
                raise result
            else:
                engines[role] = result
        loading = [asyncio.create_task(_load([engines[role] for role in _FIRST if role in engines]))]
        yield EngineSet(
            cast("Brain | None", engines.get("brain")),
            cast("Ears | None", engines.get("ears")),
            cast("Mouth | None", engines.get("mouth")),
            cast("Embedder | None", engines.get("embedder")),
            missing,
            cast("Judge | None", getattr(engines.get("embedder"), "judge", None)),
        )
    finally:
        await _close([*opening, *loading])


async def _close(tasks: Sequence[asyncio.Future[_Open] | asyncio.Task[None]]) -> None:
    """Stop what is still opening or loading, and end every engine that was opened."""
    for task in tasks:
        task.cancel()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    opened = [result for result in results if result is not None and not isinstance(result, BaseException)]
    await asyncio.gather(*(engine.close() for engine in opened))


async def _load(engines: Sequence[_Open]) -> None:
    """Load ahead of the first request, one engine after the other; the request will tell if one failed."""
    for engine in engines:
        start: Callable[[], Awaitable[None]] | None = getattr(engine, "start", None)
        if start is not None:
            with contextlib.suppress(OS1Error):
                await start()


async def _settle(bench: _Bench, role: Role) -> tuple[list[str], list[Path]]:
    """The names and folders of the best sets for `role` that are here: the size's own, else a smaller one's."""
    first: WeightsMissing | None = None
    for names in bench.store.catalogue.choices(bench.settings.size, role, bench.settings.language):
        try:
            return list(names), [await bench.store.settle(name) for name in names]
        except WeightsMissing as error:
            first = first or error
    assert first is not None
    raise first


async def _settle_taught(bench: _Bench, role: Role) -> tuple[Weights, Path, Path | None]:
    """The best weights for `role` that are here, their folder, and the file of OS1's own adapter, if any."""
    names, folders = await _settle(bench, role)
    first, *taught = [bench.store.catalogue.get(name) for name in names]
    return first, folders[0], folders[1] / taught[0].files[0].path if taught else None


async def _open_brain(bench: _Bench) -> _Open:
    if bench.settings.brain_url:
        return endpoint_brain(bench.settings)
    weights, folder, adapter = await _settle_taught(bench, "brain")
    return bundled_brain(
        weights,
        folder,
        adapter=adapter,
        clock=bench.clock,
        threads=(bench.budget.brain, bench.budget.reading),
        on_state=bench.on_state("brain"),
    )


async def _open_ears(bench: _Bench) -> _Open:
    _, (folder,) = await _settle(bench, "ears")
    from os1.models.ears import open_ears

    return await open_ears(
        folder,
        clock=bench.clock,
        threads=bench.budget.ears,
        language=bench.settings.language,
        on_state=bench.on_state("ears"),
    )


async def _open_mouth(bench: _Bench) -> _Open:
    _, (model, voices, dictionaries) = await _settle(bench, "mouth")
    from os1.models.mouth import open_mouth

    return await open_mouth(
        model,
        voices,
        dictionaries,
        clock=bench.clock,
        threads=bench.budget.mouth,
        on_state=bench.on_state("mouth"),
    )


async def _open_embedder(bench: _Bench) -> _Open:
    weights, folder, adapter = await _settle_taught(bench, "embedder")
    return open_embedder(
        weights,
        folder,
        adapter=adapter,
        clock=bench.clock,
        threads=bench.budget.reading if bench.alone else bench.budget.embedder,
        on_state=bench.on_state("embedder"),
    )


_OPENERS: Mapping[Role, Callable[[_Bench], Awaitable[_Open]]] = {
    "brain": _open_brain,
    "ears": _open_ears,
    "mouth": _open_mouth,
    "embedder": _open_embedder,
}
