"""The judge's part of the embedder's process: which tool is wanted, which words mean what, is somebody in danger.

A request is {"judge": kind, "talk": text, "others": [...], "within": [[start, end], ...]}; the answer's payload
holds little-endian float32, or int32 for stretches. What the questions look like the mind knows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from os1.models.frames import Header
from os1.models.judge_network import adapted, read_adapter

States = Callable[[Mapping[str, NDArray[np.int64]]], NDArray[np.float32]]
"""From the network's named inputs to its last states, shape (texts, tokens, 384)."""

_LONGEST = 96
"""Tokens of a question that count, as it was taught."""
_STRETCH = 24
"""Tokens of the longest stretch."""
_BATCH = 16


class Judge:
    """The adapted network with its heads. `compile_network` makes states of a model's bytes."""

    def __init__(
        self, model: Path, adapter: Path, tokenizer: Any, compile_network: Callable[[bytes], States]
    ) -> None:
        import onnx

        heads = read_adapter(adapter)
        self._states_of = compile_network(adapted(onnx.load(str(model)), heads).SerializeToString())
        self._heads = heads
        self._tokenizer = tokenizer

    def answer(self, header: Header) -> bytes:
        """The payload for one request."""
        kind, talk = header["judge"], header["talk"]
        match kind:
            case "wanted":
                return self._wanted(talk, header["others"]).astype("<f4").tobytes()
            case "stretches":
                return self._stretches(talk, header["others"], header["within"]).astype("<i4").tobytes()
            case "concern":
                return self._concern(talk).astype("<f4").tobytes()
            case "rows":
                return self._rows(header["others"]).astype("<f4").tobytes()
        raise ValueError(f"the judge knows no {kind!r}")

    def _wanted(self, talk: str, others: Sequence[str]) -> NDArray[np.float32]:
        """For each of `others`, by how much it is likelier than nothing, in logits."""
        _, states, _ = self._read([(talk, other) for other in others])
        return np.asarray(self._head("wanted", states[:, 0])[:, 0])

    def _concern(self, talk: str) -> NDArray[np.float32]:
        """Probabilities of none and of each kind of concern."""
        _, states, _ = self._read([talk])
        scores = self._head("care", states[:, 0])[0]
        shares = np.exp(scores - scores.max())
        return np.asarray(shares / shares.sum())

    def _rows(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """A unit row a text, near those of texts that call for the same reply; shape (texts, 384)."""
        order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
        rows = np.zeros((len(texts), 384), np.float32)
        for begin in range(0, len(order), _BATCH):
            some = order[begin : begin + _BATCH]
            _, states, mask = self._read([texts[index] for index in some])
            mean = (states * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
            rows[some] = mean / np.linalg.norm(mean, axis=1, keepdims=True)
        return rows

    def _stretches(
        self, talk: str, others: Sequence[str], within: Sequence[tuple[int, int]]
    ) -> NDArray[np.int32]:
        """For each of `others`, where its words stand in `talk` (first letter, and the one after the last), inside
        one of `within`; -1 twice where they do not. Shape (others, 2)."""
        encoded, states, _ = self._read([(talk, other) for other in others])
        scores = self._head("span", states)
        found = [_stretch(one, score, within) for one, score in zip(encoded, scores, strict=True)]
        return np.array(found, np.int32).reshape(len(others), 2)

    def _read(self, texts: Sequence[Any]) -> tuple[list[Any], NDArray[np.float32], NDArray[np.float32]]:
        """The tokens, the last states and the mask of texts or pairs of texts."""
        encoded = self._tokenizer.encode_batch(list(texts))
        feeds = {
            "input_ids": np.array([one.ids for one in encoded], np.int64),
            "attention_mask": np.array([one.attention_mask for one in encoded], np.int64),
            "token_type_ids": np.array([one.type_ids for one in encoded], np.int64),
        }
        return encoded, self._states_of(feeds), feeds["attention_mask"].astype(np.float32)

    def _head(self, name: str, states: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.asarray(states @ self._heads[f"{name}.weight"].T + self._heads[f"{name}.bias"])


def prepared(tokenizer: Any) -> Any:
    """`tokenizer` set for the judge."""
    tokenizer.enable_truncation(_LONGEST)
    tokenizer.enable_padding()
    return tokenizer


def _stretch(encoded: Any, scores: NDArray[np.float32], within: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The likeliest stretch by the `scores` of its first and last token; the very first token stands for none."""
    inside = [
        index
        for index, (begin, end) in enumerate(encoded.offsets)
        if not encoded.special_tokens_mask[index]
        and encoded.type_ids[index] == 0
        and any(first <= begin and end <= last for first, last in within)
    ]
    best, found = float(scores[0].sum()), (-1, -1)
    for first in inside:
        for last in inside:
            if first <= last <= first + _STRETCH and float(scores[first, 0] + scores[last, 1]) > best:
                best, found = float(scores[first, 0] + scores[last, 1]), (first, last)
    if found == (-1, -1):
        return found
    return encoded.offsets[found[0]][0], encoded.offsets[found[1]][1]
