"""Rows of numbers for many texts, asked of an engine some at a time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

import numpy as np
from numpy.typing import NDArray

WIDTH = 384
"""Numbers in a row."""
_AT_ONCE = 64
"""Texts a request: a long import leaves room between for a question of the conversation."""


async def in_parts(texts: Sequence[str], ask: Callable[[list[str]], Awaitable[bytes]]) -> NDArray[np.float32]:
    """One row a text, shape (len(texts), 384); `ask` gives the little-endian float32 of some."""
    parts = [np.zeros((0, WIDTH), np.float32)]
    for begin in range(0, len(texts), _AT_ONCE):
        payload = await ask(list(texts[begin : begin + _AT_ONCE]))
        parts.append(np.frombuffer(payload, "<f4").reshape(-1, WIDTH))
    return np.concatenate(parts)
