"""The inside of an engine process: `python -m os1.models.worker MODULE:FACTORY JSON`.

The factory is called with the decoded JSON object and returns a function from one request frame to one
response frame. The process answers requests in order until its standard input ends, which is also how it
learns that its parent died.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys
import threading
from collections.abc import Callable
from typing import BinaryIO

from os1.errors import EngineDown, OS1Error
from os1.models import frames

Handle = Callable[[frames.Header, bytes], tuple[frames.Header, bytes]]

_LOOK_EVERY = 1.0
"""Seconds between two looks whether the parent still lives."""


def serve(handle: Handle, requests: BinaryIO, responses: BinaryIO) -> None:
    """Answer frames until the requests end; a failed request is answered with its error, in words."""
    while (frame := read_or_none(requests)) is not None:
        header, payload = frame
        try:
            answer, body = handle(header, payload)
        except OS1Error as error:
            answer, body = {"error": str(error), "type": type(error).__name__}, b""
        except Exception as error:  # noqa: BLE001 - the engine's library may raise anything; the parent decides
            answer, body = {"error": f"{type(error).__name__}: {error}", "type": ""}, b""
        responses.write(frames.pack(answer | {"id": header["id"]}, body))
        responses.flush()


def read_or_none(requests: BinaryIO) -> tuple[frames.Header, bytes] | None:
    try:
        return frames.read_blocking(requests)
    except (ConnectionError, ValueError):
        return None


def main() -> None:
    """Build the engine, say {"ready": ...} and serve; what libraries print goes to standard error."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_die_with, args=(os.getppid(),), daemon=True).start()
    responses = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    module, _, name = sys.argv[1].partition(":")
    factory = getattr(importlib.import_module(module), name)
    try:
        handle: Handle = factory(json.loads(sys.argv[2]))
    except OS1Error as error:
        responses.write(frames.pack({"ready": False, "error": str(error), "type": type(error).__name__}))
        responses.flush()
        raise SystemExit(error.exit_code) from None
    except Exception as error:  # noqa: BLE001 - whatever the engine's library raises, the parent shall read it
        responses.write(
            frames.pack({"ready": False, "error": f"{type(error).__name__}: {error}", "type": ""})
        )
        responses.flush()
        raise SystemExit(EngineDown.exit_code) from None
    responses.write(frames.pack({"ready": True}))
    responses.flush()
    serve(handle, sys.stdin.buffer, responses)


def _die_with(parent: int) -> None:
    """End this process soon after its parent, also in the middle of a long computation that nobody awaits now."""
    never = threading.Event()
    while os.getppid() == parent:
        never.wait(_LOOK_EVERY)
    os._exit(EngineDown.exit_code)


if __name__ == "__main__":
    main()
