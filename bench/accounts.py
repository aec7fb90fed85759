"""Whether a talk's trace accounts for every turn: each has one reply, or the reason why there is none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from os1.voice.words import begins_with_stop


def unaccounted(events: Sequence[Mapping[str, Any]]) -> list[str]:
    """A sentence for each turn of the trace `events` that was answered twice, late, out of order or not at all.

    A reply of no words needs a reason: it was interrupted, it failed, or it was silence that was asked for.
    """
    turns = [event for event in events if event["event"] == "turn_end"]
    replies = [event for event in events if event["event"] == "reply_text" and event["to"] is not None]
    counts = Counter(str(reply["to"]) for reply in replies)
    found = []
    for turn in turns:
        count = counts.pop(str(turn["id"]), 0)
        if count != 1:
            found.append(f"{_named(turn)} has {count} replies.")
    found += [
        f"A reply at {reply['t']:.1f} s is to no turn." for reply in replies if str(reply["to"]) in counts
    ]
    said = {str(event["id"]): event["text"] for event in events if event["event"] == "transcript"}
    hushed = {id for id, text in said.items() if begins_with_stop(text)}
    for reply in replies:
        if not (reply["text"] or reply["interrupted"] or reply["failed"] or str(reply["to"]) in hushed):
            found.append(f"The reply at {reply['t']:.1f} s has no words, and nothing says why.")
    found += _out_of_order(turns, replies)
    return found


def _out_of_order(turns: Sequence[Mapping[str, Any]], replies: Sequence[Mapping[str, Any]]) -> list[str]:
    asked = {str(turn["id"]): (number, turn) for number, turn in enumerate(turns)}
    found, last = [], -1
    for reply in replies:
        number, turn = asked.get(str(reply["to"]), (last, None))
        if turn is not None and (number < last or reply["t"] < turn["t"]):
            found.append(f"{_named(turn)} is answered out of order.")
        last = max(last, number)
    return found


def _named(turn: Mapping[str, Any]) -> str:
    return f"The turn at {turn['t']:.1f} s"
