"""Keeps pipecat's log out of the person's terminal: warnings go to Python's logging, the rest nowhere.

Its WebRTC transport warns that a call has neither video nor a data channel; ours never has.
"""

from __future__ import annotations

import functools
import logging
import warnings
from importlib import import_module

_log = logging.getLogger("os1.voice.pipecat")


@functools.cache
def hush_pipecat() -> None:
    """Must run before the first import of pipecat, which greets on standard error and imports `audioop`.

    (Python 3.11 and 3.12 warn of that module's end; pipecat brings its own from 3.13 on.)
    """
    from loguru import logger

    logger.remove()
    logger.add(
        lambda line: _log.warning("%s", line.rstrip()),
        level="WARNING",
        format="{name}: {message}",
        filter={"": "WARNING", "pipecat.transports.smallwebrtc": "ERROR"},
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        import_module("pipecat.audio.utils")
