"""The catalogue is complete, honest and licensed for everyone."""

from __future__ import annotations

import re
from hashlib import sha256

import pytest

from os1.config import SIZES
from os1.errors import SettingsError
from os1.models.catalogue import ROLES, Part, load
from os1.models.sources import OWN

WEIGHTS = list(load().weights.values())


@pytest.mark.parametrize("weights", WEIGHTS, ids=lambda w: w.name)
def test_every_file_is_pinned_and_every_source_gives_known_files(weights) -> None:  # type: ignore[no-untyped-def]  # pytest's parameter
    assert weights.role in ROLES
    assert weights.licence and weights.said_by and weights.title
    assert weights.files and weights.sources
    paths = {file.path for file in weights.files}
    for file in weights.files:
        assert re.fullmatch(r"[0-9a-f]{64}", file.sha256)
        assert file.bytes > 0
        assert not file.path.startswith(("/", ".")) and ".." not in file.path
    for source in weights.sources:
        assert set(source.parts) <= paths
        for part in (part for parts in source.parts.values() for part in parts):
            assert part.container and part.member and ".." not in part.member
            if source.kind == "pypi":
                assert re.fullmatch(r"[a-z0-9-]+==[0-9.]+", part.container)
            elif source.kind == "npm":
                assert re.fullmatch(r"[a-z0-9-]+@[0-9.]+", part.container)
            elif source.kind == "own":
                assert part.container == "os1"
            else:
                assert re.fullmatch(r"[\w.-]+/[\w.-]+@\w+", part.container)


def test_no_licence_binds_the_person_to_more_than_notice() -> None:
    for weights in WEIGHTS:
        assert re.match(r"(Apache-2\.0|MIT)", weights.licence), weights.name


def test_hashes_are_not_repeated_by_mistake() -> None:
    hashes = {(file.sha256, file.bytes) for weights in WEIGHTS for file in weights.files}
    assert len({sha for sha, _ in hashes}) == len(hashes)


def test_every_size_fills_every_role_and_tiny_needs_no_model_hub() -> None:
    catalogue = load()
    for size in SIZES:
        assert {weights.role for weights in catalogue.needed(size, "en")} == set(ROLES)
    for weights in catalogue.needed("tiny", "en"):
        assert weights.sources[0].kind in ("own", "pypi", "npm")
        assert set(weights.sources[0].parts) == {file.path for file in weights.files}


def test_choices_go_down_to_the_bundled_set() -> None:
    catalogue = load()
    assert catalogue.choices("medium", "brain", "en") == [
        ("qwen3-4b",),
        ("qwen3-1.7b",),
        ("smollm2-135m", "os1-brain"),
    ]
    assert catalogue.choices("large", "embedder", "en") == [("minilm-l6", "os1-judge")]


def test_another_language_has_ears_of_its_own_at_every_size() -> None:
    for size in SIZES:
        assert load().choices(size, "ears", "pl") == [("whisper-base",)]
        assert {weights.name for weights in load().needed(size, "pl")} >= {"whisper-base", "kokoro-voices"}


def test_what_os1_brings_along_is_what_the_catalogue_pins() -> None:
    for weights in WEIGHTS:
        if weights.sources[0].kind == "own":
            for file in weights.files:
                data = (OWN / file.path).read_bytes()
                assert (len(data), sha256(data).hexdigest()) == (file.bytes, file.sha256)


def test_joined_files_keep_the_order_of_their_parts() -> None:
    parts = load().get("kokoro-82m-int8").sources[0].parts["model.onnx"]
    assert [part.container[-8] for part in parts] == ["1", "2", "3", "4"]
    assert load().get("kokoro-voices").sources[0].parts["af_heart.bin"] == (
        Part("kokoro-js@1.2.1", "package/voices/af_heart.bin"),
    )


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(SettingsError, match="smollm2-135m"):
        load().get("gpt-9")
