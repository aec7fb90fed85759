"""Weights for the doors: what there is, bringing it here, checking it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from os1.config import Settings
from os1.errors import WeightsMissing
from os1.home.repertory import is_learned, learned
from os1.home.rooms import open_judge, open_mouth
from os1.models.catalogue import Weights as Set
from os1.models.store import Progress as Step
from os1.models.store import Store

__all__ = ["Step", "Weights"]


class Weights:
    """The weights that `settings` point at."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._store = Store(settings.models, offline=settings.offline)

    def rows(self) -> list[dict[str, Any]]:
        """One row per set of the catalogue; `needed` says whether the chosen size uses it."""
        needed = {weights.name for weights in self._needed()}
        return [
            {
                "name": held.weights.name,
                "role": held.weights.role,
                "title": held.weights.title,
                "licence": held.weights.licence,
                "bytes": held.weights.bytes,
                "state": held.state,
                "needed": held.weights.name in needed,
            }
            for held in self._store.list()
        ]

    def absent(self, names: Sequence[str]) -> list[str]:
        """Which of `names` (default: what the size needs) are not here yet.

        Raises:
            SettingsError: a name is not in the catalogue.
        """
        chosen = names or [weights.name for weights in self._needed()]
        return [name for name in chosen if not self._store.present(name)]

    def _needed(self) -> list[Set]:
        return self._store.catalogue.needed(self._settings.size, self._settings.language)

    def bytes_of(self, name: str) -> int:
        """How large the set is."""
        return self._store.catalogue.get(name).bytes

    async def fetch(self, name: str, progress: Callable[[Step], None]) -> None:
        """Bring the set here; see `Store.fetch` for what it raises."""
        await self._store.fetch(name, progress)

    def prepared(self) -> bool:
        """Whether the mouth's weights have been made ready for this processor (see `os1.models.kokoro_engine`),
        and the repertoire has been learned."""
        return self._voiced() and is_learned(self._settings.models)

    async def prepare(self) -> None:
        """Start the mouth once, which makes its weights ready for this processor, and learn the repertoire; each
        takes about half a minute.

        Raises:
            ModelError: the weights are missing or broken.
        """
        if not self._voiced():
            async with open_mouth(self._settings) as mouth:
                await mouth.speak("Hello.")
        if not is_learned(self._settings.models):
            async with open_judge(self._settings) as judge:
                await learned(judge, self._settings.models)

    def _voiced(self) -> bool:
        return any(self._settings.models.glob("kokoro-*/made-*"))

    async def verify(self, names: Sequence[str]) -> list[str]:
        """Read and compare `names` (default: all that are here); gives what was checked.

        Raises:
            WeightsBroken: a file is not what the catalogue pins.
            WeightsMissing: a named set, or every set, is not here.
        """
        chosen = list(names) or [held.weights.name for held in self._store.list() if held.state != "missing"]
        if not chosen:
            raise WeightsMissing(f"There are no weights in {self._store.folder} yet; run `os1 models fetch`.")
        for name in chosen:
            await self._store.verify(name)
        return chosen
