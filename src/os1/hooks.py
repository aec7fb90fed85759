"""The plug-in hooks. What is built in enters by the same door: Python entry points.

`os1.apps` is the one hook so far: each entry point names an `App`. An app is one part of life (reminders,
mail, ...): it brings tools, may raise nudges, and owns a shelf in the encrypted store.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import Protocol

from os1.clock import Clock
from os1.errors import SettingsError
from os1.types import Keeper, Nudge, Shelf, Tool

APPS = "os1.apps"


@dataclass(frozen=True, slots=True)
class AppContext:
    """All that an app gets of the house: time, its own shelf, and a way to speak first.

    `nudge` hands over a reason to speak; when it returns, home has it on disk and will speak it, once, when
    somebody listens. It may be called again with the same key without harm. `on_forgotten` takes what reads the
    shelf again: it is called whenever documents changed because the person had something forgotten.
    """

    clock: Clock
    shelf: Shelf
    nudge: Callable[[Nudge], Awaitable[None]]
    on_forgotten: Callable[[Callable[[], Awaitable[None]]], None] = lambda reread: None


class Running(Protocol):
    """An app at work: its tools, and its background task (which ends only by cancellation)."""

    @property
    def tools(self) -> Sequence[Tool]: ...

    async def run(self, started: asyncio.Event) -> None:
        """Do the app's background work for ever; set `started` once what was due while away has been raised."""


@dataclass(frozen=True, slots=True)
class App:
    """What an entry point of the group `os1.apps` names: the app's name and how it starts.

    An app whose documents hold words of the person brings a `keeper`; without one, whatever names a forgotten
    utterance by its id is cut out of them.
    """

    name: str
    start: Callable[[AppContext], Running]
    keeper: Keeper | None = None


def installed_apps() -> list[App]:
    """Every installed app, by name.

    Raises:
        SettingsError: two apps share a name, or an entry point does not name an App.
    """
    apps: dict[str, App] = {}
    for point in entry_points(group=APPS):
        app = point.load()
        if not isinstance(app, App):
            raise SettingsError(
                f"The plug-in {point.value!r} is not an os1.hooks.App; remove it or ask its author."
            )
        if app.name in apps:
            raise SettingsError(f"Two apps call themselves {app.name!r}; uninstall one of them.")
        apps[app.name] = app
    return [apps[name] for name in sorted(apps)]
