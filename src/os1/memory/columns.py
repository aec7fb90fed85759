"""Arrays that grow at their end, so that one more line costs nothing however many there are."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

Numbers = NDArray[Any]


class Column:
    """An array of shape (`rows`, n), or (n,) where `rows` is 0, that grows along n."""

    def __init__(self, kind: DTypeLike, rows: int = 0) -> None:
        self._room: Numbers = np.zeros((rows, 0) if rows else 0, kind)
        self._used = 0

    def __len__(self) -> int:
        return self._used

    @property
    def values(self) -> Numbers:
        """What is in it: a view, which may be written into and is outdated by the next growth."""
        return self._room[..., : self._used]

    def extend(self, values: Numbers) -> None:
        """Append `values` of shape (n,), or (`rows`, n)."""
        begin = self._used
        self.stretch(begin + values.shape[-1])
        self.values[..., begin:] = values

    def stretch(self, length: int) -> None:
        """Grow to `length`; what is new is zero."""
        if length > self._room.shape[-1]:
            room = np.zeros(
                (*self._room.shape[:-1], max(length, self._used + self._used // 4)), self._room.dtype
            )
            room[..., : self._used] = self.values
            self._room = room
        self._used = max(self._used, length)
