"""The wire between a parent and its engine process: length-prefixed frames over pipes.

A frame is two big-endian 32-bit lengths, a JSON header of the first length, and raw bytes of the second.
"""

from __future__ import annotations

import json
import struct
from asyncio import StreamReader
from typing import Any, BinaryIO

_LENGTHS = struct.Struct(">II")

Header = dict[str, Any]


def pack(header: Header, payload: bytes = b"") -> bytes:
    text = json.dumps(header).encode()
    return _LENGTHS.pack(len(text), len(payload)) + text + payload


async def read(stream: StreamReader) -> tuple[Header, bytes]:
    """The next frame; raises asyncio.IncompleteReadError at the end of the stream."""
    head, body = _LENGTHS.unpack(await stream.readexactly(_LENGTHS.size))
    return json.loads(await stream.readexactly(head)), await stream.readexactly(body)


def read_blocking(stream: BinaryIO) -> tuple[Header, bytes] | None:
    """The next frame, or None at the end of the stream."""
    lengths = stream.read(_LENGTHS.size)
    if len(lengths) < _LENGTHS.size:
        return None
    head, body = _LENGTHS.unpack(lengths)
    return json.loads(stream.read(head)), stream.read(body)
