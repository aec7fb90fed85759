"""Documents name only what exists, and name all that must be named."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("src/os1/apps/*/README.md")])
_PATH = re.compile(r"`((?:src|tests|docs|bench|scripts)/[\w./-]*)`")
_LINK = re.compile(r"\]\((?!https?:)([^)#]+)")
_IMAGE = re.compile(r'src="([^"]+)"')


def paths_in(text: str) -> Iterator[str]:
    for pattern in (_PATH, _LINK, _IMAGE):
        yield from pattern.findall(text)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_path_in_a_document_exists(document: Path) -> None:
    for path in paths_in(document.read_text(encoding="utf-8")):
        assert (ROOT / path).exists() or (document.parent / path).exists(), f"{document.name} names {path}"


def test_every_dependency_is_listed_with_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    listed = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    runtime = [re.split(r"[\[>=<]", line)[0] for line in project["project"]["dependencies"]]
    for name in runtime:
        assert re.search(rf"^\| {re.escape(name)}[ (]", listed, re.MULTILINE), (
            f"{name} has no line in dependencies.md"
        )
    rows = re.findall(r"^\| ([\w.-]+)[^|]*\| [^|]+\| [^|]+\|$", listed, re.MULTILINE)
    assert sorted(set(rows) - {"Package"}) == sorted(runtime)


def test_the_lock_file_holds_versions_and_hashes_and_no_addresses() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in lock
    for line in lock.splitlines():
        assert line.startswith(("    --hash=sha256:",)) or re.match(r"^[a-z0-9._-]+==\S+", line), line


def test_every_command_is_documented_in_the_readme() -> None:
    from typer.main import get_command

    from os1.cli.app import app

    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = get_command(app).commands  # type: ignore[attr-defined]  # a group, for it has commands
    for name in commands:
        assert f"os1 {name}" in readme, f"`os1 {name}` is not in the README"
