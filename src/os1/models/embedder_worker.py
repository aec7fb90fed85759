"""The inside of the embedder's process: MiniLM, mean-pooled to unit vectors.

The factory's setup is {"folder", "threads", "judge"}, the last one the file of the judge's adapter or "". A
request is {"texts": [...]}; the answer's payload holds one row of 384 little-endian float32 a text. Requests for
the judge, who shares the process and the files, are answered by `judge_worker`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from os1.errors import EngineDown
from os1.models.encoder import Encoder
from os1.models.frames import Header
from os1.models.judge_worker import Judge
from os1.models.worker import Handle

_LONGEST = 256
"""Tokens of a text that count; the model was trained on no longer ones."""
_JUDGE_THREADS = 2
"""At least: what it is asked lasts a moment, in which a reply waits for it and little else is computed."""


def make(setup: dict[str, Any]) -> Handle:
    """Load the tokenizer and the network.

    Raises:
        EngineDown: the files cannot be used.
    """
    folder, threads, adapter = Path(setup["folder"]), setup["threads"], setup.get("judge", "")
    try:
        model = (folder / "model.onnx").read_bytes()
        encoder = Encoder(model, folder / "tokenizer.json", longest=_LONGEST, threads=threads)
        judge = Judge(folder, Path(adapter), max(threads, _JUDGE_THREADS)) if adapter else None
    except Exception as error:  # the libraries raise types of their own making for a bad file
        raise EngineDown(
            f"The embedder's weights in {folder} cannot be loaded ({error}); run `os1 models verify`."
        ) from error

    def handle(header: Header, payload: bytes) -> tuple[Header, bytes]:
        if judge is not None and "judge" in header:
            return {}, judge.answer(header)
        return {}, encoder.rows(header["texts"]).astype("<f4").tobytes()

    return handle
