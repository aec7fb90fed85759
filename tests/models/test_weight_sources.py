"""The package clients and the hub, each against a small one on this machine."""

from __future__ import annotations

import asyncio
import io
import sys
import tarfile
import threading
import zipfile
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from os1.models import landing
from os1.models.catalogue import Part
from os1.models.sources import FromHub, SourceFailed, from_npm, from_own, from_pypi

pytestmark = pytest.mark.anyio

MARK = "ran.txt"


def quiet(held: int) -> None:
    """Nobody listens to the progress."""


async def test_a_file_that_os1_should_have_brought_along_is_missed_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SourceFailed, match="install it again"):
        await from_own([Part("os1", "gone.gguf")], tmp_path, quiet)


def real_wheel(folder: Path, name: str, members: dict[str, bytes]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    info = f"{name}-1.0.dist-info"
    with zipfile.ZipFile(folder / f"{name}-1.0-py3-none-any.whl", "w") as pack:
        for member, content in members.items():
            pack.writestr(member, content)
        pack.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        pack.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        pack.writestr(f"{info}/RECORD", "")


def source_package(folder: Path, name: str, mark: Path) -> None:
    """A source package whose set-up leaves a mark when anything runs it."""
    setup = f"open({str(mark)!r}, 'w').write('ran')\n"
    setup += f"from setuptools import setup\nsetup(name={name!r}, version='1.0')"
    folder.mkdir(parents=True, exist_ok=True)
    with tarfile.open(folder / f"{name}-1.0.tar.gz", "w:gz") as tar:
        entry = tarfile.TarInfo(f"{name}-1.0/setup.py")
        entry.size = len(setup.encode())
        tar.addfile(entry, io.BytesIO(setup.encode()))


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is all the package index pip knows."""
    folder = tmp_path / "index"
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    return folder


async def test_pip_brings_wheels_as_they_are_and_keeps_them_for_the_next_try(
    tmp_path: Path, index: Path
) -> None:
    real_wheel(index, "parrot", {"parrot/data.bin": b"squawk"})
    part = Part("parrot==1.0", "parrot/data.bin")
    found = await from_pypi([part], tmp_path / "scratch", quiet)
    assert b"".join(landing.joined([(found[part], part.member)], threading.Event())) == b"squawk"
    (index / "parrot-1.0-py3-none-any.whl").unlink()
    assert await from_pypi([part], tmp_path / "scratch", quiet) == found


async def test_pip_never_runs_a_source_package(tmp_path: Path, index: Path) -> None:
    source_package(index, "trap", tmp_path / MARK)
    with pytest.raises(SourceFailed, match=r"pip ended with code 1: ERROR: .*trap==1\.0"):
        await from_pypi([Part("trap==1.0", "x")], tmp_path / "scratch", quiet)
    assert not (tmp_path / MARK).exists()


def client(folder: Path, name: str, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a stand-in for a package client first in the path."""
    folder.mkdir()
    path = folder / name
    path.write_text(f"#!{sys.executable}\n{script}")
    path.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))


PACK = """
import io, os, sys, tarfile
assert "--ignore-scripts" in sys.argv and sys.argv[1:3] == ["pack", "voices@1.0"]
folder = sys.argv[sys.argv.index("--pack-destination") + 1]
with tarfile.open(os.path.join(folder, "voices-1.0.tgz"), "w:gz") as tar:
    for name, text in {"package/a.bin": b"aaa", "../../evil": b"x", "package/b.bin": b"bb"}.items():
        entry = tarfile.TarInfo(name)
        entry.size = len(text)
        tar.addfile(entry, io.BytesIO(text))
    link = tarfile.TarInfo("package/link.bin")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/hostname"
    tar.addfile(link)
"""


async def test_npm_gives_the_named_members_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client(tmp_path / "bin", "npm", PACK, monkeypatch)
    scratch = tmp_path / "deep" / "er" / "scratch"
    parts = [Part("voices@1.0", f"package/{name}.bin") for name in "ab"]
    found = await from_npm(parts, scratch, quiet)
    assert [found[part].read_bytes() for part in parts] == [b"aaa", b"bb"]
    assert not any("evil" in str(path) for path in everything(tmp_path))
    for absent in ("package/c.bin", "package/link.bin"):
        with pytest.raises(KeyError):
            await from_npm([Part("voices@1.0", absent)], scratch, quiet)


def everything(folder: Path) -> list[Path]:
    return list(folder.rglob("*"))


async def test_without_npm_it_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SourceFailed, match=r"install Node\.js with npm"):
        await from_npm([Part("voices@1.0", "x")], tmp_path, quiet)


SLOW = """
import os, sys, time
with open(os.path.join(os.getcwd(), "half"), "wb") as out:
    out.write(b"x" * 5000)
print("ERROR: never shown", file=sys.stderr)
with open(os.path.join(os.path.dirname(os.getcwd()), "pid"), "w") as out:
    out.write(str(os.getpid()))
time.sleep(60)
"""


async def test_cancelling_kills_the_client_and_progress_was_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client(tmp_path / "bin", "npm", SLOW, monkeypatch)
    arrived = asyncio.Event()

    def tell(held: int) -> None:
        if held >= 5000 and (tmp_path / "pid").exists():
            arrived.set()

    fetching = asyncio.create_task(from_npm([Part("voices@1.0", "x")], tmp_path / "scratch", tell))
    await arrived.wait()
    pid = int((tmp_path / "pid").read_text())
    fetching.cancel()
    with pytest.raises(asyncio.CancelledError):
        await fetching
    assert not is_running(pid)
    assert not (tmp_path / "scratch" / "tmp").exists()


def is_running(pid: int) -> bool:
    import psutil

    return psutil.pid_exists(pid)


class Hub(BaseHTTPRequestHandler):
    """A hub with one file, which breaks off after `cut` bytes where that is set."""

    content = bytes(range(256)) * 8000
    ranges: list[str | None]
    cut: list[int]

    def __init__(self, *args: object, ranges: list[str | None], cut: list[int]) -> None:
        self.ranges, self.cut = ranges, cut
        super().__init__(*args)  # type: ignore[arg-type]  # the server's own arguments, passed through

    def do_GET(self) -> None:
        if self.path != "/owner/model/resolve/main/sub/model.gguf":
            self.send_error(404)
            return
        asked = self.headers["Range"]
        self.ranges.append(asked)
        begin = int(asked.removeprefix("bytes=").rstrip("-")) if asked else 0
        body = self.content[begin:]
        self.send_response(206 if asked else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: self.cut.pop() if self.cut else None])

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""


@pytest.fixture
def hub() -> Iterator[tuple[str, list[str | None], list[int]]]:
    ranges: list[str | None] = []
    cut: list[int] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Hub, ranges=ranges, cut=cut))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", ranges, cut
    server.shutdown()
    server.server_close()
    thread.join()


async def test_the_hub_is_resumed_where_it_broke_off(
    tmp_path: Path, hub: tuple[str, list[str | None], list[int]]
) -> None:
    address, ranges, cut = hub
    cut.append(1_500_000)
    part = Part("owner/model@main", "sub/model.gguf")
    with pytest.raises(SourceFailed, match="could not be reached"):
        await FromHub(address)([part], tmp_path, quiet)
    found = await FromHub(address)([part], tmp_path, quiet)
    assert found[part].read_bytes() == Hub.content
    assert ranges[0] is None
    assert ranges[1] is not None and 0 < int(ranges[1][6:-1]) <= 1_500_000
    await FromHub(address)([part], tmp_path, quiet)
    assert len(ranges) == 2


async def test_a_hub_without_the_file_or_not_there_says_so(
    tmp_path: Path, hub: tuple[str, list[str | None], list[int]]
) -> None:
    with pytest.raises(SourceFailed, match=r"404 for none\.gguf"):
        await FromHub(hub[0])([Part("owner/model@main", "none.gguf")], tmp_path, quiet)
    with pytest.raises(SourceFailed, match="could not be reached"):
        await FromHub("http://127.0.0.1:9")([Part("owner/model@main", "none.gguf")], tmp_path, quiet)
