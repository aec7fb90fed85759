"""One OS1 a home, and a note for the person's own programs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from os1.errors import Busy, SettingsError
from os1.home.lock import note, only_one, running

HOLD = """
import sys, time
from pathlib import Path
from os1.home.lock import only_one, note
with only_one(Path(sys.argv[1])) as lock:
    note(lock, socket="somewhere")
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_os_is_refused_until_the_first_has_ended(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        found = running(tmp_path)
        assert found is not None
        assert (found["socket"], found["pid"]) == ("somewhere", other.pid)
        with pytest.raises(Busy, match="already runs"), only_one(tmp_path):
            pass
        other.kill()
        other.wait()
    assert running(tmp_path) is None
    with only_one(tmp_path) as lock:
        note(lock, socket="here")


def test_nothing_runs_in_a_home_that_does_not_exist(tmp_path: Path) -> None:
    assert running(tmp_path / "none") is None
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("below", ["", "deeper"])
def test_a_file_cannot_be_a_home(tmp_path: Path, below: str) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match="choose another"), only_one(tmp_path / "file" / below):
        pass


def test_the_note_is_for_the_owner_alone(tmp_path: Path) -> None:
    with only_one(tmp_path) as lock:
        assert lock.stat().st_mode & 0o077 == 0
