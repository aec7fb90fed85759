"""Word lists written as text, so that they read like text."""

from __future__ import annotations


def listed(text: str) -> list[str]:
    """The words of `text`, which spaces part."""
    return text.split()


def among(text: str) -> frozenset[str]:
    """The words of `text` as a set."""
    return frozenset(text.split())
