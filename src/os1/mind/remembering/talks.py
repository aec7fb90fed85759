"""What the talks of a stretch of time were about, from their summaries."""

from __future__ import annotations

from collections.abc import Sequence

from os1.memory.episodes import Episode
from os1.mind.care import concern
from os1.mind.remembering.past import Past, Told
from os1.mind.remembering.times import Stretch, when_said
from os1.mind.spoken import number
from os1.types import Recalled

_TOLD = 3
"""Talks that an ear keeps at once; of more, the last."""


async def summed(lines: Sequence[Recalled], when: Stretch, past: Past) -> Told | None:
    """The talks in `when`, all of whose `lines` are given; None where none of them is summed up, or one is not.

    A talk of which somebody's distress is part is not summed up aloud.
    """
    found = [
        one
        for one in await past.memory.episodes(when.since)
        if one.began < when.until and not concern(one.summary)
    ]
    theirs = [one for one in lines if one.speaker != "os1" and one.id not in past.skip]
    if not found or any(not _within(one, found) for one in theirs):
        return None
    chosen = found[-_TOLD:]
    parts = [] if len(found) == len(chosen) else [past.words.say("remember.talks", count=number(len(found)))]
    before = ""
    for one in chosen:
        at = when_said(one.began, past.now)
        key = "remember.talk" if at != before else "remember.talk_then"
        parts.append(past.words.say(key, when=at, summary=_lowered(one.summary)))
        before = at
    cites = tuple(dict.fromkeys(source for one in chosen for source in one.sources))
    return Told(" ".join(parts), cites)


def _within(line: Recalled, found: Sequence[Episode]) -> bool:
    return any(one.began <= line.time <= one.ended for one in found)


def _lowered(summary: str) -> str:
    """`summary` as it goes on after "yesterday, "; a name at its beginning stays as it is."""
    return f"y{summary[1:]}" if summary.startswith("You ") else summary
