"""The inside of the embedder's process: MiniLM, mean-pooled to unit vectors.

OpenVINO computes it where it is installed, in half the time that onnxruntime takes (6 against 12 ms for a line of
speech on one core); their vectors agree to a cosine of 0.999.

The factory's setup is {"folder", "threads", "judge"}, the last one the file of the judge's adapter or "". A
request is {"texts": [...]}; the answer's payload holds one row of 384 little-endian float32 a text. Requests for
the judge, who shares the process and the files, are answered by `judge_worker`. Nothing is ever loaded from a hub.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from os1.errors import EngineDown
from os1.models.frames import Header
from os1.models.judge_worker import Judge, States, prepared
from os1.models.worker import Handle

WIDTH = 384
_LONGEST = 256
"""Tokens of a text that count; the model was trained on no longer ones."""
_BATCH = 16


def make(setup: dict[str, Any]) -> Handle:
    """Load the tokenizer and the network.

    Raises:
        EngineDown: the files cannot be used.
    """
    from tokenizers import Tokenizer

    folder = Path(setup["folder"])
    try:
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        compiled = functools.partial(_network, threads=setup["threads"])
        states_of = compiled((folder / "model.onnx").read_bytes())
        judge = _judge(folder, setup.get("judge", ""), compiled)
    except Exception as error:  # the libraries raise types of their own making for a bad file
        raise EngineDown(
            f"The embedder's weights in {folder} cannot be loaded ({error}); run `os1 models verify`."
        ) from error
    tokenizer.enable_truncation(_LONGEST)
    tokenizer.enable_padding()

    def embed(texts: list[str]) -> NDArray[np.float32]:
        encoded = tokenizer.encode_batch(texts)
        mask = np.array([one.attention_mask for one in encoded], dtype=np.int64)
        ids = np.array([one.ids for one in encoded], dtype=np.int64)
        feeds = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        states = states_of(feeds)
        weight = mask[:, :, None].astype(np.float32)
        mean = (states * weight).sum(axis=1) / weight.sum(axis=1)
        return np.asarray(mean / np.linalg.norm(mean, axis=1, keepdims=True), dtype=np.float32)

    def handle(header: Header, payload: bytes) -> tuple[Header, bytes]:
        if judge is not None and "judge" in header:
            return {}, judge.answer(header)
        texts: list[str] = header["texts"]
        # Alike lengths together, so that little is padded.
        order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
        rows = np.zeros((len(texts), WIDTH), dtype="<f4")
        for begin in range(0, len(order), _BATCH):
            batch = order[begin : begin + _BATCH]
            rows[batch] = embed([texts[index] for index in batch])
        return {}, rows.tobytes()

    return handle


def _judge(folder: Path, adapter: str, compiled: Callable[[bytes], States]) -> Judge | None:
    """The judge whose adapter lies at `adapter`, if there is one."""
    from tokenizers import Tokenizer

    if not adapter:
        return None
    tokenizer = prepared(Tokenizer.from_file(str(folder / "tokenizer.json")))
    return Judge(folder / "model.onnx", Path(adapter), tokenizer, compiled)


def _network(model: bytes, threads: int) -> States:
    try:
        import openvino
    except ImportError:  # there is none for this machine
        return _onnxruntime(model, threads)
    core = openvino.Core()
    options = {"INFERENCE_NUM_THREADS": threads, "PERFORMANCE_HINT": "LATENCY"}
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
