"""The key: made once, kept where only the person can read it, and never made anew over an old store."""

from __future__ import annotations

import asyncio
import dataclasses
import stat
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import keyring
import keyring.backend
import keyring.backends.fail
import keyring.backends.null
import pytest
from kept import heard, opened

from os1 import config
from os1.config import Settings
from os1.errors import Busy, StoreError, WrongKey
from os1.memory import erase
from os1.memory.keys import KEY_BYTES, erase_key, load_key, system_keyring


class FakeKeyring:
    """A desktop's keyring: it can be locked, forgetful, or gone."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False

    def get_password(self, service: str, username: str) -> str | None:
        self._open()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._open()
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._open()
        del self.kept[service, username]

    def _open(self) -> None:
        if self.locked:
            raise RuntimeError("the keyring is locked")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A home whose key goes into a file."""
    return config.load(tmp_path / "home")


@pytest.fixture
def desktop(settings: Settings) -> Settings:
    """A home whose key goes into a keyring, where there is one."""
    return dataclasses.replace(settings, keyring="auto")


@pytest.fixture
def _usual_keyring() -> Iterator[None]:
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


def test_without_a_keyring_the_key_is_a_file_of_the_owner(settings: Settings) -> None:
    key = load_key(settings)
    path = settings.home / "os1.key"
    assert len(key) == KEY_BYTES
    assert path.read_bytes() == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(settings.home.stat().st_mode) == 0o700
    assert load_key(settings) == key
    assert not [other.name for other in settings.home.iterdir() if other.name.startswith(".")]


def test_two_homes_have_two_keys(settings: Settings, tmp_path: Path) -> None:
    assert load_key(settings) != load_key(config.load(tmp_path / "other"))


def test_a_keyring_holds_the_key_and_no_file_does(desktop: Settings) -> None:
    ring = FakeKeyring()
    key = load_key(desktop, lambda: ring)
    assert list(ring.kept.values()) == [key.hex()]
    assert not (desktop.home / "os1.key").exists()
    assert key not in (desktop.home / "key.where").read_bytes()
    assert key.hex().encode() not in (desktop.home / "key.where").read_bytes()
    assert load_key(desktop, lambda: ring) == key


def test_a_keyring_that_refuses_at_first_start_gives_way_to_the_file(desktop: Settings) -> None:
    ring = FakeKeyring()
    ring.locked = True
    key = load_key(desktop, lambda: ring)
    ring.locked = False
    assert (desktop.home / "os1.key").read_bytes() == key == load_key(desktop, lambda: ring)
    assert not ring.kept


def test_never_means_no_keyring(settings: Settings) -> None:
    ring = FakeKeyring()
    load_key(settings, lambda: ring)
    assert not ring.kept


def test_a_keyring_that_vanished_is_an_error_and_not_a_new_key(desktop: Settings) -> None:
    ring = FakeKeyring()
    key = load_key(desktop, lambda: ring)
    with pytest.raises(WrongKey, match="cannot be reached"):
        load_key(desktop, lambda: None)
    with pytest.raises(WrongKey, match="settings forbid"):
        load_key(dataclasses.replace(desktop, keyring="never"), lambda: ring)
    with pytest.raises(WrongKey, match="no longer holds"):
        load_key(desktop, FakeKeyring)
    ring.locked = True
    with pytest.raises(WrongKey, match="is locked"):
        load_key(desktop, lambda: ring)
    ring.locked = False
    assert load_key(desktop, lambda: ring) == key


def test_a_keyring_that_hangs_is_given_up(desktop: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os1.memory.keys._PATIENCE", 0.05)
    ring = FakeKeyring()
    load_key(desktop, lambda: ring)
    release = threading.Event()

    def hangs() -> FakeKeyring:
        release.wait()
        return ring

    with pytest.raises(WrongKey, match="did not answer"):
        load_key(desktop, hangs)
    release.set()


def test_a_key_file_that_others_may_read_is_refused(settings: Settings) -> None:
    load_key(settings)
    (settings.home / "os1.key").chmod(0o644)
    with pytest.raises(StoreError, match="chmod 600"):
        load_key(settings)


def test_a_key_file_of_the_wrong_length_is_refused(settings: Settings) -> None:
    load_key(settings)
    (settings.home / "os1.key").write_bytes(b"short")
    with pytest.raises(WrongKey, match="5 bytes instead of 32"):
        load_key(settings)


def test_another_homes_key_is_refused(settings: Settings) -> None:
    load_key(settings)
    (settings.home / "os1.key").write_bytes(bytes(KEY_BYTES))
    with pytest.raises(WrongKey, match="not the one"):
        load_key(settings)


def test_a_missing_key_file_is_not_made_anew(settings: Settings) -> None:
    load_key(settings)
    (settings.home / "os1.key").unlink()
    with pytest.raises(WrongKey, match="missing"):
        load_key(settings)
    assert not (settings.home / "os1.key").exists()


def test_a_store_without_any_key_gets_no_new_one(settings: Settings) -> None:
    settings.home.mkdir()
    settings.store.write_bytes(b"somebody's memories")
    with pytest.raises(WrongKey, match="os1 erase"):
        load_key(settings)
    assert not (settings.home / "os1.key").exists()


def test_a_key_file_whose_record_was_lost_is_taken_up_again(settings: Settings) -> None:
    key = load_key(settings)
    (settings.home / "key.where").unlink()
    assert load_key(settings) == key
    assert (settings.home / "key.where").exists()


def test_a_damaged_record_says_so(settings: Settings) -> None:
    load_key(settings)
    (settings.home / "key.where").write_text("{}")
    with pytest.raises(WrongKey, match="damaged"):
        load_key(settings)


@pytest.mark.usefixtures("_usual_keyring")
def test_keyrings_that_keep_plain_text_or_nothing_do_not_count() -> None:
    class Plaintext(keyring.backend.KeyringBackend):
        """What keyrings.alt offers: a file anyone's program can read."""

        def get_password(self, service: str, username: str) -> str | None:
            raise AssertionError("a plain-text keyring was asked")

        def set_password(self, service: str, username: str, password: str) -> None:
            raise AssertionError("a plain-text keyring was given the key")

    kinds: list[Any] = [Plaintext, keyring.backends.null.Keyring, keyring.backends.fail.Keyring]
    for kind in kinds:
        keyring.set_keyring(kind())
        assert system_keyring() is None


async def _live(settings: Settings) -> None:
    async with opened(settings.home, load_key(settings)) as memory:
        await memory.heard(heard("h1", "remember me"))
        assert [one.text for one in await memory.recent(5)] == ["remember me"]


def test_erase_leaves_nothing_and_a_new_life_can_begin(settings: Settings) -> None:
    asyncio.run(_live(settings))
    (settings.home / "settings.toml").write_text("")
    asyncio.run(erase(settings))
    assert [path.name for path in settings.home.iterdir()] == ["settings.toml"]
    asyncio.run(_live(settings))


def test_erase_of_no_home_is_nothing(settings: Settings) -> None:
    asyncio.run(erase(settings))
    assert not settings.home.exists()


def test_erase_waits_for_whoever_has_the_store_open(settings: Settings) -> None:
    async def check() -> None:
        async with opened(settings.home, load_key(settings)):
            with pytest.raises(Busy, match="stop it first"):
                await erase(settings)
        await _live(settings)

    asyncio.run(check())


def test_erase_takes_the_key_out_of_the_keyring(desktop: Settings) -> None:
    ring = FakeKeyring()
    load_key(desktop, lambda: ring)
    with pytest.raises(StoreError, match="cannot be reached"):
        erase_key(desktop, lambda: None)
    assert ring.kept
    erase_key(desktop, lambda: ring)
    assert not ring.kept
    assert not (desktop.home / "key.where").exists()
