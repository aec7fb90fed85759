"""The weights folder: one folder per set, shared by every home on this machine.

A set counts as present when its files have the pinned sizes and a stamp says that their SHA-256 was right when
last they changed. Fetching is resumable, atomic and verified, and safe when two processes do it at once.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import fcntl
import json
import shutil
import tarfile
import threading
import zipfile
import zlib
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from os1.errors import DiskFull, SettingsError, WeightsBroken, WeightsMissing
from os1.models import catalogue as catalogues
from os1.models import landing, sources
from os1.models.catalogue import Catalogue, File, Kind, Source, Weights

_STAMP = ".verified.json"
_SLACK = 2.5
"""Bytes of free disk wanted per byte of weights: the package, what it unpacks to, and some air."""

_DAMAGED = (KeyError, EOFError, zipfile.BadZipFile, tarfile.TarError, zlib.error)

_Mark = list[int | str]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the fetching of set `name` is: `done` of `total` bytes, now busy with `doing`."""

    name: str
    done: int
    total: int
    doing: str


Tell = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Held:
    """One line of the store's list: `state` is "present", "unverified", "partial" or "missing"."""

    weights: Weights
    state: str


class Store:
    """The weights under `folder`. `also` are further folders that may hold sets or files, tried before any source.

    `offline` refuses every source but folders and OS1 itself. `getters` fetch from packages and hubs (a test gives
    its own).
    """

    def __init__(
        self,
        folder: Path,
        *,
        offline: bool = False,
        also: Sequence[Path] = (),
        catalogue: Catalogue | None = None,
        getters: Mapping[Kind, sources.Getter] | None = None,
    ) -> None:
        self.folder = folder
        self.catalogue = catalogue or catalogues.load()
        self._offline = offline
        self._also = tuple(also)
        self._getters = sources.getters() if getters is None else getters

    def present(self, name: str) -> bool:
        """Whether the set is here and was verified since its files last changed; reads no weights."""
        weights = self.catalogue.get(name)
        return all(self._stamped(weights, file) for file in weights.files)

    def path(self, name: str) -> Path:
        """The folder that holds the set's files.

        Raises:
            WeightsMissing: it is not here, or not verified yet (see `settle`).
        """
        if not self.present(name):
            raise self._missing(self.catalogue.get(name))
        return self.folder / name

    async def settle(self, name: str) -> Path:
        """The folder of the set, verifying first what changed or was put there by hand; what OS1 brings along
        is laid there.

        Raises:
            WeightsMissing: a file is not here.
            WeightsBroken: a file is not what the catalogue pins.
        """
        weights = self.catalogue.get(name)
        if not self.present(name):
            if any(source.kind == "own" for source in weights.sources):
                return await self.fetch(name)
            if not all(self._sized(weights, file) for file in weights.files):
                raise self._missing(weights)
            await self.verify(name)
        return self.folder / name

    def list(self) -> Sequence[Held]:
        """Every set of the catalogue with its state, without reading weights."""
        return [Held(weights, self._state(weights)) for weights in self.catalogue.weights.values()]

    async def verify(self, name: str) -> None:
        """Read every byte of the set and compare.

        Raises:
            WeightsMissing: a file is not here.
            WeightsBroken: a file is not what the catalogue pins.
        """
        weights = self.catalogue.get(name)
        for file in weights.files:
            path = self.folder / name / file.path
            if not path.is_file():
                raise self._missing(weights)
            if not await self._good(path, file):
                raise WeightsBroken(
                    f"{path} is not what the catalogue pins; run `os1 models fetch` to replace it."
                )
        self._stamp(weights)

    async def fetch(self, name: str, progress: Tell = lambda progress: None) -> Path:
        """Bring the set here from the first source that has it; what is here and right is kept.

        Raises:
            WeightsMissing: no source could give it; the sentence holds each one's reason.
            WeightsBroken: a source gave something else than the catalogue pins, and no other had it.
            DiskFull: there is no room.
        """
        weights = self.catalogue.get(name)
        if self.present(name):
            progress(Progress(name, weights.bytes, weights.bytes, "already here"))
            return self.folder / name
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SettingsError(
                f"The weights folder {self.folder} cannot be made ({error.strerror}); name another in OS1_MODELS."
            ) from error
        async with self._locked(name):
            await self._fetch(weights, progress)
        return self.folder / name

    async def _fetch(self, weights: Weights, progress: Tell) -> None:
        wanted: Sequence[File] = [
            file for file in weights.files if not await self._good(self._place(weights, file), file)
        ]
        for file in wanted:
            self._place(weights, file).unlink(missing_ok=True)
        wanted = await self._from_folders(weights, wanted)
        self._check_room(sum(file.bytes for file in wanted))
        tell = _rising(progress)
        reasons: Sequence[str] = ()
        broken: WeightsBroken | None = None
        for source in weights.sources if wanted else ():
            if self._offline and source.kind != "own":
                reasons = [*reasons, "OS1 is set to stay offline"]
                break
            try:
                await self._from_source(weights, source, wanted, tell)
            except sources.SourceFailed as failure:
                reasons = [*reasons, str(failure)]
            except WeightsBroken as error:
                broken = error
                reasons = [*reasons, f"the {source.kind} source gave files with another SHA-256"]
            wanted = [file for file in wanted if not self._sized(weights, file)]
            if not wanted:
                break
        if wanted and broken and len(reasons) == 1:
            raise broken
        if wanted:
            raise self._unobtainable(weights, reasons)
        self._stamp(weights)
        tell(Progress(weights.name, weights.bytes, weights.bytes, "here"))
        await asyncio.to_thread(shutil.rmtree, self._scratch(weights), ignore_errors=True)

    async def _from_folders(self, weights: Weights, wanted: Sequence[File]) -> Sequence[File]:
        """Copy what another folder holds (in a folder of the set's name, or flat); give what is still wanted."""
        left: Sequence[File] = ()
        for file in wanted:
            places = [p for root in self._also for p in (root / weights.name / file.path, root / file.path)]
            for place in places:
                if await self._good(place, file):
                    await self._land(weights, file, [(place, "")], lambda done: None)
                    break
            else:
                left = [*left, file]
        return left

    async def _from_source(
        self, weights: Weights, source: Source, wanted: Sequence[File], progress: Tell
    ) -> None:
        done = weights.bytes - sum(file.bytes for file in wanted)
        scratch = self._scratch(weights)

        def tell(doing: str, more: int) -> None:
            progress(Progress(weights.name, min(done + more, weights.bytes), weights.bytes, doing))

        parts = [part for file in wanted for part in source.parts.get(file.path, ())]
        try:
            where = await self._getters[source.kind](
                parts, scratch, lambda arrived: tell(f"downloading ({source.kind})", arrived)
            )
            for file in wanted:
                pieces = [(where[part], part.member) for part in source.parts.get(file.path, ())]
                if pieces:
                    await self._land(weights, file, pieces, lambda written: tell("checking", written))
                done += file.bytes
        except (WeightsBroken, *_DAMAGED) as error:
            # What was downloaded is wrong, so the next try must not build on it.
            await asyncio.to_thread(shutil.rmtree, scratch, ignore_errors=True)
            if isinstance(error, WeightsBroken):
                raise
            raise sources.SourceFailed(
                f"the {source.kind} source gave a damaged package ({error})"
            ) from error
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise landing.no_room(self.folder, weights.bytes) from error
            raise
        except sources.SourceFailed as failure:
            if "No space left" in str(failure) or "ENOSPC" in str(failure):
                raise landing.no_room(self.folder, weights.bytes) from failure
            raise

    async def _land(
        self,
        weights: Weights,
        file: File,
        pieces: Sequence[tuple[Path, str]],
        tell: Callable[[int], None],
    ) -> None:
        into = self.folder / weights.name
        loop = asyncio.get_running_loop()

        def told(done: int) -> None:
            loop.call_soon_threadsafe(tell, done)

        await _in_thread(lambda stop: landing.land(file, into, landing.joined(pieces, stop), told))

    async def _good(self, path: Path, file: File) -> bool:
        return await _in_thread(lambda stop: landing.matches(path, file, stop))

    @asynccontextmanager
    async def _locked(self, name: str) -> AsyncIterator[None]:
        """One process at a time fetches a set; the lock goes with the process that holds it."""
        with (self.folder / f".{name}.lock").open("w") as handle:
            while True:
                try:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    await asyncio.sleep(0.2)
            yield

    def _check_room(self, wanted: int) -> None:
        if shutil.disk_usage(self.folder).free < wanted * _SLACK:
            raise landing.no_room(self.folder, int(wanted * _SLACK))

    def _place(self, weights: Weights, file: File) -> Path:
        return self.folder / weights.name / file.path

    def _scratch(self, weights: Weights) -> Path:
        return self.folder / ".parts" / weights.name

    def _sized(self, weights: Weights, file: File) -> bool:
        with contextlib.suppress(OSError):
            return self._place(weights, file).stat().st_size == file.bytes
        return False

    def _stamped(self, weights: Weights, file: File) -> bool:
        if not self._sized(weights, file):
            return False
        return self._stamps(weights).get(file.path) == _mark(self._place(weights, file), file)

    def _stamps(self, weights: Weights) -> dict[str, _Mark]:
        try:
            stamps = json.loads((self.folder / weights.name / _STAMP).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return stamps if isinstance(stamps, dict) else {}

    def _stamp(self, weights: Weights) -> None:
        marks = {file.path: _mark(self._place(weights, file), file) for file in weights.files}
        stamp = self.folder / weights.name / _STAMP
        half = stamp.with_suffix(".half")
        with contextlib.suppress(PermissionError):
            # A folder that belongs to someone else can be used; it is hashed again each time.
            half.write_text(json.dumps(marks), encoding="utf-8")
            half.replace(stamp)

    def _state(self, weights: Weights) -> str:
        if self.present(weights.name):
            return "present"
        sized = [self._sized(weights, file) for file in weights.files]
        if all(sized):
            return "unverified"
        return "partial" if any(sized) else "missing"

    def _missing(self, weights: Weights) -> WeightsMissing:
        return WeightsMissing(
            f"The weights {weights.name} ({weights.title}, {weights.bytes / 1e6:,.0f} MB) are not in "
            f"{self.folder}; run `os1 models fetch`."
        )

    def _unobtainable(self, weights: Weights, reasons: Sequence[str]) -> WeightsMissing:
        why = "; ".join(dict.fromkeys(reasons)) or "no source is known"
        return WeightsMissing(
            f"The weights {weights.name} ({weights.title}) could not be fetched: {why}. Mend that and run "
            f"`os1 models fetch` again, or put the files into {self.folder / weights.name}."
        )


async def _in_thread(work: Callable[[threading.Event], T]) -> T:
    """Run blocking `work` in a thread; cancellation asks it to stop and waits until it has cleaned up."""
    stop = threading.Event()
    running = asyncio.ensure_future(asyncio.to_thread(work, stop))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        stop.set()
        with contextlib.suppress(landing.Stopped, OSError, WeightsBroken, DiskFull):
            await running
        raise


def _rising(progress: Tell) -> Tell:
    """Tell the same, but never less than before: checking begins again at the first byte."""
    most = 0

    def tell(step: Progress) -> None:
        nonlocal most
        most = max(most, step.done)
        progress(replace(step, done=most))

    return tell


def _mark(path: Path, file: File) -> _Mark:
    status = path.stat()
    return [status.st_size, status.st_mtime_ns, file.sha256]
