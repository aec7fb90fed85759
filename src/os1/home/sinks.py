"""Sinks for words that are read: a terminal, a page, a program. What is shown counts as said."""

from __future__ import annotations

from collections.abc import Callable

from os1.types import Clause


class TextSink:
    """Hands each clause to `show` at once; a screen needs no time to play."""

    def __init__(self, show: Callable[[str], None]) -> None:
        self._show = show
        self._shown: list[str] = []

    async def play(self, clause: Clause) -> None:
        self._shown.append(clause.text.strip())
        self._show(clause.text)

    async def drained(self) -> None:
        return

    def played(self) -> str:
        return " ".join(self._shown)
