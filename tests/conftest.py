"""The suite-wide rules: no network beyond loopback, no settings from the machine that runs the tests."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import pytest

_LOOPBACK = ("127.", "::1", "localhost", "0.0.0.0", "::")


@pytest.fixture
def anyio_backend() -> str:
    """Async tests (`pytest.mark.anyio`) run on asyncio, as the product does."""
    return "asyncio"


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    """Refuse every connection that would leave the machine."""
    patch = pytest.MonkeyPatch()
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def check(sock: socket.socket, address: Any) -> None:
        if sock.family in (socket.AF_INET, socket.AF_INET6) and not str(address[0]).startswith(_LOOPBACK):
            raise RuntimeError(f"a test tried to reach {address[0]}; only loopback is allowed")

    def guarded(sock: socket.socket, address: Any) -> None:
        check(sock, address)
        connect(sock, address)

    def guarded_ex(sock: socket.socket, address: Any) -> int:
        check(sock, address)
        return connect_ex(sock, address)

    patch.setattr(socket.socket, "connect", guarded)
    patch.setattr(socket.socket, "connect_ex", guarded_ex)
    yield
    patch.undo()


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests never read the settings of whoever runs them, and never touch a system keyring."""
    for variable in (
        "OS1_HOME",
        "OS1_SIZE",
        "OS1_BRAIN_URL",
        "OS1_BRAIN_MODEL",
        "OS1_BRAIN_KEY",
        "OS1_THREADS",
    ):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("OS1_OFFLINE", "1")
    monkeypatch.setenv("OS1_KEYRING", "never")
