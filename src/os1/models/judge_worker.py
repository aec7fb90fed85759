"""The judge's part of the embedder's process: which tool is wanted, which words mean what, is somebody in danger.

A request is {"judge": kind, "talk": text, "others": [...], "within": [[start, end], ...]}; the answer's payload
holds little-endian float32, or int32 for stretches. What the questions look like the mind knows.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from os1.models.encoder import Encoder
from os1.models.frames import Header
from os1.models.judge_network import adapted, read_adapter

LONGEST = 96
"""Tokens of a question that count, as it was taught."""
_STRETCH = 24
"""Tokens of the longest stretch."""


class Judge:
    """The adapted network with its heads: `folder` holds the embedder's files, `adapter` is the judge's own."""

    def __init__(self, folder: Path, adapter: Path, threads: int) -> None:
        import onnx

        self._heads = read_adapter(adapter)
        model = adapted(onnx.load(str(folder / "model.onnx")), self._heads).SerializeToString()
        self._encoder = Encoder(model, folder / "tokenizer.json", longest=LONGEST, threads=threads)

    def answer(self, header: Header) -> bytes:
        """The payload for one request."""
        kind, talk = header["judge"], header["talk"]
        match kind:
            case "wanted":
                return self._wanted(talk, header["others"]).astype("<f4").tobytes()
            case "stretches":
                return self._stretches(talk, header["others"], header["within"]).astype("<i4").tobytes()
            case "sense":
                return self._sense(talk).astype("<f4").tobytes()
            case "rows":
                return self._encoder.rows(header["others"]).astype("<f4").tobytes()
        raise ValueError(f"the judge knows no {kind!r}")

    def _wanted(self, talk: str, others: Sequence[str]) -> NDArray[np.float32]:
        """For each of `others`, by how much it is likelier than nothing, in logits."""
        _, states, _ = self._encoder.read([(talk, other) for other in others])
        return np.asarray(self._head("wanted", states[:, 0])[:, 0])

    def _sense(self, talk: str) -> NDArray[np.float32]:
        """Probabilities of none and of each kind of concern, and then those of the tones."""
        _, states, _ = self._encoder.read([talk])
        return np.concatenate([_shares(self._head(name, states[:, 0])[0]) for name in ("care", "tone")])

    def _stretches(
        self, talk: str, others: Sequence[str], within: Sequence[tuple[int, int]]
    ) -> NDArray[np.int32]:
        """For each of `others`, where its words stand in `talk` (first letter, and the one after the last), inside
        one of `within`; -1 twice where they do not. No two have a word in common. Shape (others, 2)."""
        found = np.full((len(others), 2), -1, np.int32)
        if not others:
            return found
        encoded, states, _ = self._encoder.read([(talk, other) for other in others])
        scores = self._head("span", states)
        runs: list[Sequence[int]] = [_inside(encoded[0], one) for one in within]
        left = set(range(len(others)))
        while left:
            (gain, first, last), row = max((_likeliest(scores[row], runs), row) for row in left)
            if gain <= 0:
                break
            left.remove(row)
            found[row] = encoded[0].offsets[first][0], encoded[0].offsets[last][1]
            runs = [part for run in runs for part in _without(run, first, last)]
        return found

    def _head(self, name: str, states: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.asarray(states @ self._heads[f"{name}.weight"].T + self._heads[f"{name}.bias"])


def _shares(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """The probabilities that logits stand for."""
    shares = np.exp(scores - scores.max())
    return np.asarray(shares / shares.sum())


def _inside(encoded: Any, part: tuple[int, int]) -> list[int]:
    """The tokens of the talk that lie in the stretch `part` of its letters."""
    return [
        index
        for index, (begin, end) in enumerate(encoded.offsets)
        if not encoded.special_tokens_mask[index]
        and encoded.type_ids[index] == 0
        and part[0] <= begin
        and end <= part[1]
    ]


def _likeliest(scores: NDArray[np.float32], runs: Sequence[Sequence[int]]) -> tuple[float, int, int]:
    """The likeliest stretch in one of `runs` by the `scores` of its first and last token: by how much it is
    likelier than none, for which the very first token stands, and the two tokens."""
    none, best = float(scores[0].sum()), (0.0, 0, 0)
    for run in runs:
        for place, first in enumerate(run):
            for last in run[place : place + _STRETCH]:
                gain = float(scores[first, 0] + scores[last, 1]) - none
                if gain > best[0]:
                    best = gain, first, last
    return best


def _without(run: Sequence[int], first: int, last: int) -> list[Sequence[int]]:
    """What is left of `run` before `first` and after `last`."""
    if not run or first > run[-1] or last < run[0]:
        return [run]
    return [[one for one in run if one < first], [one for one in run if one > last]]
