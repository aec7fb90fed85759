"""People at the door: utterances made for tests."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from typing import Literal

from os1.types import Heard

_numbers = itertools.count(1)
A_THURSDAY = datetime(2026, 11, 26, 14, 0, tzinfo=UTC)
"""When utterances are heard unless a test says otherwise."""


def heard(
    text: str,
    time: datetime = A_THURSDAY,
    *,
    by: Literal["voice", "typing"] = "typing",
    id: str | None = None,
    device: str = "local",
) -> Heard:
    """What a person says at `time`; every call has an `id` of its own unless one is given."""
    return Heard(id=id or f"heard-{next(_numbers):06}", text=text, time=time, by=by, device=device)
