"""The command line as a person meets it: `os1` in a process of its own, and what it prints."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from os1 import config

Finished = subprocess.CompletedProcess[str]


def argv(*words: str | Path, home: Path | None = None) -> list[str]:
    """The command line of `os1 WORDS...` with `home`."""
    where = ["--home", str(home)] if home else []
    return [sys.executable, "-m", "os1.cli", *map(str, words), *where]


def os1(*words: str | Path, home: Path | None = None, stdin: str = "", **environment: str) -> Finished:
    """Run `os1 WORDS...` to its end, at most two minutes; `environment` is set beside this process's own."""
    return subprocess.run(
        argv(*words, home=home),
        input=stdin,
        capture_output=True,
        text=True,
        env=config.child_environment(COLUMNS="200", **environment),
        timeout=120,
        check=False,
    )


def sentence(done: Finished) -> str:
    """The one line on standard error of a command that failed; nothing on standard output, and no traceback."""
    assert done.returncode not in (0, None), done
    assert done.stdout == "", done.stdout
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("os1: ")
    assert "never should" not in lines[0], lines[0]
    return lines[0]
