"""What speech over a reply asks for: the floor, or nothing. A pure rule on words; it makes nobody fall silent.

A wish for silence counts at once. Other words count when two of them are no listener's sounds, or when there has
been enough speech for one; a listener's sounds ("mm-hm", "yeah, right") never do.
"""

from __future__ import annotations

from os1.voice.words import begins_with_stop, beyond_backchannels, may_become_backchannel

ENOUGH = 0.35
"""Seconds of speech after which one word that is no listener's sound is an interruption."""


def takes_floor(text: str, spoken: float, speaks: bool) -> bool:
    """Whether `text`, in `spoken` seconds of speech so far, interrupts; `speaks`: there may be more to come."""
    if begins_with_stop(text):
        return True
    left = beyond_backchannels(text)
    if not left:
        return False
    if not speaks or len(left) >= 2:
        return True
    return spoken >= ENOUGH and not may_become_backchannel(left[0])
