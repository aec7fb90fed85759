"""The doctor's facts about the machine: measured, and each trouble with its remedy."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from os1.config import Settings
from os1.models.catalogue import load
from os1.models.machine import Finding, Machine, advise_size, budget, check, measure
from os1.models.store import Store

LAPTOP = Machine("Linux x86_64", 2, 8_000_000_000, 50_000_000_000, ("avx2",))


def findings(models: Path, **more: Any) -> list[Finding]:
    settings = Settings(models, models, **more)
    return check(settings, Store(models, offline=True))


def put(models: Path, *names: str) -> None:
    """Files of the right sizes and no content: enough for whoever does not read them."""
    for name in names:
        for file in load().get(name).files:
            path = models / name / file.path
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as out:
                out.truncate(file.bytes)


def troubles(found: list[Finding]) -> dict[str, str]:
    assert all(one.advice for one in found if not one.ok), "every trouble has a remedy"
    return {one.what: one.advice for one in found if not one.ok}


def test_the_machine_is_measured_even_where_the_folder_is_still_to_be_made(tmp_path: Path) -> None:
    machine = measure(tmp_path / "not" / "yet")
    assert machine.cores >= 1 and machine.ram > 1e8 and machine.disk > 0 and machine.system


@pytest.mark.parametrize(
    ("cores", "gigabytes", "size"),
    [
        (1, 1, "tiny"),
        (2, 64, "tiny"),
        (4, 8, "small"),
        (8, 8, "small"),
        (8, 16, "medium"),
        (32, 128, "large"),
    ],
)
def test_the_advised_size_needs_both_cores_and_memory(cores: int, gigabytes: int, size: str) -> None:
    assert advise_size(replace(LAPTOP, cores=cores, ram=gigabytes * 10**9)) == size


def test_on_two_cores_thought_and_hearing_have_one_each_and_the_mouth_both() -> None:
    assert (budget(2).brain, budget(2).ears, budget(2).mouth, budget(2).reading) == (1, 1, 2, 2)
    assert budget(1) == replace(budget(2), reading=1, mouth=1)
    for cores in range(3, 33):
        share = budget(cores)
        assert share.mouth <= 4 and share.brain + share.mouth <= max(3, cores)
    assert budget(0).reading >= 1


def test_an_empty_folder_names_what_each_loss_means(tmp_path: Path) -> None:
    found = troubles(findings(tmp_path))
    text = " ".join(found)
    for loss in ("cannot hear", "cannot speak aloud", "words of its own", "not by meaning"):
        assert loss in text
    assert "Run `os1 models fetch`." in found.values()


def test_all_weights_here_is_no_trouble_and_a_bigger_size_says_what_serves_instead(tmp_path: Path) -> None:
    put(tmp_path, *(weights.name for weights in load().needed("tiny", "en")))
    assert not any("eights" in what or "Without" in what for what in troubles(findings(tmp_path)))
    found = " ".join(troubles(findings(tmp_path, size="medium")))
    assert "smollm2-135m serves as brain, because qwen3-4b is not here" in found
    assert "whisper-tiny.en serves as ears" in found


def test_another_language_wants_its_own_ears(tmp_path: Path) -> None:
    put(tmp_path, *(weights.name for weights in load().needed("tiny", "en")))
    assert "Without whisper-base it cannot hear." in troubles(findings(tmp_path, language="pl"))


def test_an_endpoint_needs_no_brain_weights_and_says_where_it_is(tmp_path: Path) -> None:
    found = findings(tmp_path, brain_url="https://api.example.com/v1")
    assert any("beyond this machine" in one.what for one in found)
    assert not any("words of its own" in one.what for one in found)


def test_missing_npm_matters_only_while_something_needs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    found = troubles(findings(tmp_path))
    assert any("npm client is missing" in what for what in found)
    assert any("Node.js" in advice for advice in found.values())
    put(tmp_path, "kokoro-voices")
    assert not any("npm client is missing" in what for what in troubles(findings(tmp_path)))


def test_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=10_000_000))
    assert any("GB are free" in what for what in troubles(findings(tmp_path)))
