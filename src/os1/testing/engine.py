"""An engine for tests of the supervision: it does what the request says, in a real child process.

Setup: {"refuse": sentence} makes it not start, {"trip": text}
lets its library fail, {"silent": true} makes it never get ready, {"crash": true} makes
it die while starting. Requests: {"do": "echo"|"pid"|"hang"|"die"|"complain"|"break"},
and {"do": "sleep", "seconds": n}.
"""

from __future__ import annotations

import os
import signal
import threading
from typing import Any

from os1.errors import SettingsError, WeightsBroken
from os1.models.frames import Header
from os1.models.worker import Handle

FACTORY = "os1.testing.engine:make"


def make(setup: dict[str, Any]) -> Handle:
    """The engine, or the failure that `setup` asks for."""
    _fail_as_told(setup)

    def handle(header: Header, payload: bytes) -> tuple[Header, bytes]:
        match header["do"]:
            case "pid":
                return {"pid": os.getpid()}, b""
            case "hang":
                threading.Event().wait()
            case "sleep":
                threading.Event().wait(header["seconds"])
            case "die":
                _die()
            case "complain":
                raise SettingsError("There is no such voice.")
            case "break":
                raise ZeroDivisionError("by zero")
        return {"said": header.get("say", "")}, payload

    return handle


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _fail_as_told(setup: dict[str, Any]) -> None:
    if "refuse" in setup:
        raise WeightsBroken(setup["refuse"])
    if "trip" in setup:
        raise ImportError(setup["trip"])
    if setup.get("crash"):
        _die()
    if setup.get("silent"):
        threading.Event().wait()
