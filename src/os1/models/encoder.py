"""A network that reads texts, with its tokenizer: what the embedder and the judge share inside their process.

OpenVINO computes it where it is installed, in half the time that onnxruntime takes (6 against 12 ms for a line of
speech on one core); their vectors agree to a cosine of 0.999. Nothing is ever loaded from a hub.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from os1.models.rows import WIDTH

_BATCH = 16
_SHAPES = 64

States = Callable[[Mapping[str, NDArray[np.int64]]], NDArray[np.float32]]
"""From the network's named inputs to its last states, shape (texts, tokens, 384)."""


class Encoder:
    """`model` are the network's bytes, `longest` the tokens of a text that count."""

    def __init__(self, model: bytes, tokenizer: Path, *, longest: int, threads: int) -> None:
        self._tokenizer = open_tokenizer(tokenizer, longest)
        self._states_of = _network(model, threads)

    def read(self, texts: Sequence[Any]) -> tuple[list[Any], NDArray[np.float32], NDArray[np.float32]]:
        """The tokens, the last states and the mask of texts or pairs of texts."""
        encoded = self._tokenizer.encode_batch(list(texts))
        feeds = {
            "input_ids": np.array([one.ids for one in encoded], np.int64),
            "attention_mask": np.array([one.attention_mask for one in encoded], np.int64),
            "token_type_ids": np.array([one.type_ids for one in encoded], np.int64),
        }
        return encoded, self._states_of(feeds), feeds["attention_mask"].astype(np.float32)

    def rows(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The mean of each text's states at length 1, shape (texts, 384)."""
        # Alike lengths together, so that little is padded.
        order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
        rows = np.zeros((len(texts), WIDTH), np.float32)
        for begin in range(0, len(order), _BATCH):
            batch = order[begin : begin + _BATCH]
            _, states, mask = self.read([texts[index] for index in batch])
            mean = (states * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
            rows[batch] = mean / np.linalg.norm(mean, axis=1, keepdims=True)
        return rows


def open_tokenizer(file: Path, longest: int) -> Any:
    """The tokenizer in `file`, which cuts texts after `longest` tokens and pads them to the longest of a batch."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(file))
    tokenizer.enable_truncation(longest)
    tokenizer.enable_padding()
    return tokenizer


def _network(model: bytes, threads: int) -> States:
    try:
        import openvino
    except ImportError:  # there is none for this machine
        return _onnxruntime(model, threads)
    core = openvino.Core()
    options = {
        "INFERENCE_NUM_THREADS": threads,
        "PERFORMANCE_HINT": "LATENCY",
        # What is prepared for each length and number of texts is kept; without a bound that doubles the memory.
        "CPU_RUNTIME_CACHE_CAPACITY": _SHAPES,
    }
    network = core.compile_model(core.read_model(model), "CPU", options)
    names = [node.get_any_name() for node in network.inputs]

    def states(feeds: Mapping[str, NDArray[np.int64]]) -> NDArray[np.float32]:
        return np.asarray(network({name: feeds[name] for name in names})[0])

    return states


def _onnxruntime(model: bytes, threads: int) -> States:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    names = [node.name for node in session.get_inputs()]

    def states(feeds: Mapping[str, NDArray[np.int64]]) -> NDArray[np.float32]:
        return np.asarray(session.run(None, {name: feeds[name] for name in names})[0])

    return states
