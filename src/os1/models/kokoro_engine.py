"""What computes Kokoro: OpenVINO with integer kernels where that is faster here, else onnxruntime.

Both take a graph made from the bundled file (`os1.models.kokoro_recipe`). The first start makes it, measures both,
and keeps the faster one's form beside the weights, in a file named by all that it depends on; later starts load
that. Where nothing can be kept, or the file is another model, the bundled file runs as it is.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import importlib.util
import json
import platform
import sys
import tempfile
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from os1.clock import SystemClock
from os1.errors import WeightsBroken, WeightsMissing

Inputs = dict[str, NDArray[Any]]
""""tokens", "style" and "speed"."""
Synthesise = Callable[[Inputs], NDArray[np.float32]]

_RECIPE = 3
"""Rises with every change of what is made, so that nothing made before is loaded."""
_KINDS = ("openvino", "onnx")


def open_engine(model: Path, threads: int, trial: Inputs) -> Synthesise:
    """The faster engine for the file `model` here, on so many threads; `trial` is a short phrase to try.

    Raises:
        WeightsMissing: there is no such file.
        WeightsBroken: no engine can load it.
    """
    if not model.is_file():
        raise WeightsMissing(f"{model} is missing; run `os1 models fetch` to get the mouth.")
    name = _name(model, threads)
    for kind in _KINDS:
        path = model.parent / f"{name}.{kind}"
        if path.is_file():
            # A file that was cut short or comes from another machine is made again.
            with contextlib.suppress(RuntimeError, WeightsBroken, OSError):
                return _loaders()[kind](path.read_bytes(), threads)
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
    return _chosen(model, name, threads, trial)


def _name(model: Path, threads: int) -> str:
    """A name for what is made from `model` here: it changes with the file, the engines and the processor."""
    status = model.stat()
    facts = [_RECIPE, status.st_size, status.st_mtime_ns, threads, platform.machine(), _processor()]
    facts += [
        importlib.metadata.version(package) for package in ("openvino", "onnxruntime") if _here(package)
    ]
    return "made-" + hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:16]


def _processor() -> str:
    """What the kernel says the processor can do; only Linux tells in a file."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line for line in lines if line.startswith(("flags", "Features"))), "")


def _here(package: str) -> bool:
    return importlib.util.find_spec(package) is not None


def _loaders() -> dict[str, Callable[[bytes, int], Synthesise]]:
    return {"openvino": _imported, "onnx": onnxruntime_engine}


def _chosen(model: Path, name: str, threads: int, trial: Inputs) -> Synthesise:
    """Make both engines, keep the faster."""
    from os1.models.kokoro_recipe import rebuilt

    data = model.read_bytes()
    try:
        plain = rebuilt(data)
    except (WeightsBroken, KeyError, StopIteration, ImportError):
        return onnxruntime_engine(data, threads)
    fast: Synthesise | None = None
    if _here("openvino"):
        ranges = json.loads(files("os1.models").joinpath("kokoro_ranges.json").read_text(encoding="utf-8"))
        # OpenVINO raises RuntimeError for whatever it cannot do on a processor.
        with contextlib.suppress(RuntimeError):
            made = _compiled(rebuilt(data, ranges), threads)
            # What later starts will load is what is tried.
            fast = _imported(made, threads)
            if fast(trial).any():
                # Kept before it is compared: whoever is ended for taking long finds it at the next start.
                _keep(model.parent, f"{name}.openvino", made)
    slow = onnxruntime_engine(plain, threads)
    if (
        fast is not None
        and _alike(fast(trial), slow(trial))
        and _seconds(fast, trial) < _seconds(slow, trial)
    ):
        return fast
    _keep(model.parent, f"{name}.onnx", plain)
    return slow


def _alike(sound: NDArray[np.float32], other: NDArray[np.float32]) -> bool:
    """Whether two engines said the same phrase about as long and as loud; a kernel that fails gives silence."""
    if not (sound.any() and other.any() and np.isfinite(sound).all()):
        return False
    length, level = sound.size / other.size, float(sound.std() / other.std())
    return 0.8 < length < 1.25 and 0.7 < level < 1.4


def _seconds(engine: Synthesise, trial: Inputs) -> float:
    """How long the phrase takes once it has been computed before."""
    clock = SystemClock()

    def once() -> float:
        begin = clock.monotonic()
        engine(trial)
        return clock.monotonic() - begin

    once()
    return min(once(), once())


def _keep(folder: Path, name: str, data: bytes) -> None:
    """Put the file there in one step and remove its predecessors; a full or foreign folder goes without."""
    with contextlib.suppress(OSError):
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".made-", delete=False) as file:
            half = Path(file.name)
            try:
                file.write(data)
                file.flush()
                half.chmod(0o644)
                half.replace(folder / name)
            except OSError:
                half.unlink(missing_ok=True)
                raise
        for old in folder.glob("made-*"):
            if old.name != name and old.suffix.removeprefix(".") in _KINDS:
                old.unlink(missing_ok=True)


def _openvino() -> Any:
    # Without this its import brings a module that can report to its makers; nothing here shall be able to.
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]  # None forbids the import
    import openvino

    return openvino


_LENGTHS = 24


def _options(threads: int) -> dict[str, Any]:
    """The same when a graph is compiled and when it is loaded again: what is left out falls back to the
    processor's own taste, and in bf16 (AMD's since Zen 4) the integer graph predicts no sounds at all."""
    return {
        "PERFORMANCE_HINT": "LATENCY",
        "INFERENCE_NUM_THREADS": threads,
        "INFERENCE_PRECISION_HINT": "f32",
        # What is prepared for each length of a phrase is kept; without a bound it grows to a gigabyte in a talk.
        "CPU_RUNTIME_CACHE_CAPACITY": _LENGTHS,
    }


def _compiled(data: bytes, threads: int) -> bytes:
    core = _openvino().Core()
    compiled = core.compile_model(core.read_model(data), "CPU", _options(threads))
    return bytes(compiled.export_model().getvalue())


def _imported(data: bytes, threads: int) -> Synthesise:
    compiled = _openvino().Core().import_model(data, "CPU", _options(threads))
    request = compiled.create_infer_request()

    def synthesise(inputs: Inputs) -> NDArray[np.float32]:
        return np.array(request.infer(inputs)[compiled.output(0)], np.float32).reshape(-1)

    return synthesise


def onnxruntime_engine(data: bytes, threads: int) -> Synthesise:
    """The model in `data` through onnxruntime.

    Raises:
        WeightsBroken: it cannot be loaded.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # Phrases differ in length, so plans made for one do not fit the next.
    options.enable_mem_pattern = False
    # The other engines want the cores as soon as this one has nothing to do.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.add_session_config_entry("session.set_denormal_as_zero", "1")
    # Weights held as integers become floats once, when they are loaded.
    options.add_session_config_entry("session.disable_quant_qdq", "1")
    try:
        session = onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
    except Exception as error:
        # onnxruntime raises classes of its own that share no base below Exception.
        raise WeightsBroken(
            "The mouth's model cannot be loaded; run `os1 models fetch` to get it again."
        ) from error

    def synthesise(inputs: Inputs) -> NDArray[np.float32]:
        return np.asarray(session.run(["audio"], inputs)[0], np.float32).reshape(-1)

    return synthesise
