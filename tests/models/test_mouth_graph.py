"""The mouth's graph after it is made fast computes what it computed before; and what happens where it cannot."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest
from numpy.typing import NDArray
from onnx import NodeProto, TensorProto, helper, numpy_helper

from os1 import config
from os1.errors import WeightsBroken, WeightsMissing
from os1.models import kokoro_engine, kokoro_graph, kokoro_recipe, mouth_sound, mouth_voices
from os1.models.speech.alphabet import PAD, VOCABULARY

RANDOM = np.random.default_rng(1)


def model(nodes: Sequence[NodeProto], shape: Sequence[int], **constants: NDArray[Any]) -> Any:
    graph = helper.make_graph(
        list(nodes),
        "small",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=9)


def run(data: bytes, x: NDArray[np.float32]) -> NDArray[np.float32]:
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.add_session_config_entry("session.disable_quant_qdq", "1")
    session = onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
    return np.asarray(session.run(["y"], {"x": x})[0])


def floats(*shape: int) -> NDArray[np.float32]:
    return RANDOM.standard_normal(shape).astype(np.float32)


def node(kind: str, inputs: str, outputs: str, **facts: Any) -> NodeProto:
    return helper.make_node(kind, inputs.split(), outputs.split(), **facts)


def integer_chain(kind: str, bias: bool, **facts: Any) -> list[NodeProto]:
    nodes = [
        node("DynamicQuantizeLinear", "x", "q s z"),
        node(kind, "q w z wz", "i", **facts),
        node("Mul", "s ws", "m"),
    ]
    if bias:
        nodes += [
            node("Div", "b m", "b0"), node("Floor", "b0", "b1"), node("Cast", "b1", "b2", to=TensorProto.INT32),
            node("Reshape", "b2 bs", "b3"), node("Add", "i b3", "j"),
        ]  # fmt: skip
    return [*nodes, node("Cast", "j" if bias else "i", "f", to=TensorProto.FLOAT), node("Mul", "f m", "y")]


def kinds(graph: kokoro_graph.Graph) -> set[str]:
    return {made.op_type for made in graph.nodes}


@pytest.mark.parametrize("bias", [True, False])
def test_an_integer_convolution_becomes_a_plain_one(bias: bool) -> None:
    weights = RANDOM.integers(0, 255, (4, 3, 5), np.uint8)
    constants: dict[str, NDArray[Any]] = {
        "w": weights,
        "wz": np.array(120, np.uint8),
        "ws": np.array(0.01, np.float32),
    }
    if bias:
        constants |= {"b": floats(4), "bs": np.array([1, -1, 1], np.int64)}
    before = model(integer_chain("ConvInteger", bias, pads=[2, 2]), [1, 3, 40], **constants)
    x = floats(1, 3, 40)
    graph = kokoro_graph.Graph(before)
    kokoro_graph.restore(graph)
    assert kinds(graph) == {"DequantizeLinear", "Conv"}
    assert run(graph.packed(), x) == pytest.approx(run(before.SerializeToString(), x), abs=0.15)


def test_an_integer_product_with_a_scale_for_each_column_becomes_a_plain_one() -> None:
    weights = RANDOM.integers(-127, 127, (6, 4)).astype(np.int8)
    constants: dict[str, NDArray[Any]] = {
        "w": weights,
        "wz": np.zeros(4, np.int8),
        "ws": np.array([0.01, 0.02, 0.03, 0.04], np.float32),
    }
    before = model(integer_chain("MatMulInteger", False), [2, 6], **constants)
    x = floats(2, 6)
    graph = kokoro_graph.Graph(before)
    kokoro_graph.restore(graph)
    assert kinds(graph) == {"DequantizeLinear", "MatMul"}
    assert run(graph.packed(), x) == pytest.approx(x @ (weights * constants["ws"]), abs=1e-3)
    assert run(graph.packed(), x) == pytest.approx(run(before.SerializeToString(), x), abs=0.15)


@pytest.mark.parametrize(("step", "width", "pads"), [(5, 20, [0, 0]), (10, 20, [5, 5]), (3, 6, [1, 2])])
def test_upsampling_by_a_convolution_is_exact(step: int, width: int, pads: list[int]) -> None:
    before = model(
        [node("ConvTranspose", "x w b", "y", strides=[step], pads=pads)],
        [1, 3, 7],
        w=floats(3, 2, width),
        b=floats(2),
    )
    x = floats(1, 3, 7)
    graph = kokoro_graph.Graph(before)
    kokoro_graph.upsampling_as_convolutions(graph)
    assert "ConvTranspose" not in kinds(graph)
    assert run(graph.packed(), x) == pytest.approx(run(before.SerializeToString(), x), abs=1e-4)


def test_the_square_of_a_sine_and_the_spectrum_stay_what_they_were() -> None:
    squared = model([node("Sin", "x", "s"), node("Pow", "s two", "y")], [200], two=np.array(2.0, np.float32))
    x = np.linspace(-30, 30, 200, dtype=np.float32)
    graph = kokoro_graph.Graph(squared)
    kokoro_graph.sines_as_polynomials(graph)
    assert "Sin" not in kinds(graph)
    assert run(graph.packed(), x) == pytest.approx(np.sin(x) ** 2, abs=1e-5)
    window = np.hanning(20).astype(np.float32)
    numbers = {"hop": np.array(5, np.int64), "size": np.array(20, np.int64)}
    spectrum = model([node("STFT", "x hop w size", "y", onesided=1)], [1, 100], w=window, **numbers)
    wave = floats(1, 100)
    graph = kokoro_graph.Graph(spectrum)
    kokoro_graph.spectra_as_convolutions(graph)
    assert "STFT" not in kinds(graph)
    assert run(graph.packed(), wave) == pytest.approx(run(spectrum.SerializeToString(), wave), abs=1e-3)


def test_fixed_scales_come_close() -> None:
    before = model([node("Conv", "x w", "y")], [1, 8, 60], w=floats(4, 8, 5))
    x = floats(1, 8, 60)
    graph = kokoro_graph.Graph(before)
    kokoro_graph.quantise(graph, {"x": (-4.0, 4.0)})
    assert "QuantizeLinear" in kinds(graph)
    plain = run(before.SerializeToString(), x)
    assert np.abs(run(graph.packed(), x) - plain).mean() < 0.03 * np.abs(plain).mean()


@pytest.mark.parametrize("data", [b"nonsense", model([node("Neg", "x", "y")], [1]).SerializeToString()])
def test_another_model_is_refused(data: bytes) -> None:
    with pytest.raises(WeightsBroken):
        kokoro_recipe.rebuilt(data)


def test_a_model_that_cannot_be_made_fast_runs_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "model.onnx"
    with pytest.raises(WeightsMissing):
        kokoro_engine.open_engine(path, 1, {})
    small = model([node("Neg", "x", "audio")], [2])
    small.graph.output[0].name = "audio"
    path.write_bytes(small.SerializeToString())
    engine = kokoro_engine.open_engine(path, 1, {})
    assert engine({"x": np.array([1, -2], np.float32)}).tolist() == [-1, 2]
    assert list(tmp_path.iterdir()) == [path]
    path.write_bytes(b"nonsense")
    with pytest.raises(WeightsBroken, match="os1 models fetch"):
        kokoro_engine.open_engine(path, 1, {})


def bands(sound: NDArray[np.float32]) -> NDArray[Any]:
    """Log power in 24 bands averaged over the phrase, which is blind to small shifts."""
    frames = np.lib.stride_tricks.sliding_window_view(sound, 1024)[::256] * np.hanning(1024)
    power = np.abs(np.fft.rfft(frames)) ** 2
    edges = np.geomspace(3, 512, 25).astype(int)
    return np.log10([power[:, low : max(high, low + 1)].mean() + 1e-6 for low, high in pairwise(edges)])


@pytest.mark.models
@pytest.mark.slow
def test_the_fast_engine_sounds_like_the_bundled_model(tmp_path: Path) -> None:
    models = config.default_models()
    path = tmp_path / "model.onnx"
    path.symlink_to(models / "kokoro-82m-int8" / "model.onnx")
    tokens = [VOCABULARY[sound] for sound in "ðə wˈɛðəɹ ɪz sˈʌni."]
    style = mouth_voices.styles(models / "kokoro-voices", {"af_heart": 1.0})[len(tokens) - 1][None]
    phrase: kokoro_engine.Inputs = {
        "tokens": np.array([[PAD, *tokens, PAD]], np.int64),
        "style": style,
        "speed": np.ones(1, np.float32),
    }
    plain = mouth_sound.shaped(kokoro_engine.onnxruntime_engine(path.read_bytes(), 1)(phrase), ".")
    fast = kokoro_engine.open_engine(path, 1, phrase)
    made = [file for file in tmp_path.iterdir() if file != path]
    assert len(made) == 1
    whole = kokoro_engine.onnxruntime_engine(path.read_bytes(), 1)(phrase)
    assert len(fast(phrase)) < 0.9 * len(whole) and len(fast(phrase)) % (8 * 600) == 0, "less silence"
    sound = mouth_sound.shaped(fast(phrase), ".")
    assert len(sound) == pytest.approx(len(plain), abs=0.05 * mouth_sound.RATE)
    assert 20 * np.log10(sound.std() / plain.std()) == pytest.approx(0, abs=1)
    assert np.abs(bands(sound) - bands(plain)).mean() < 0.1
    again = mouth_sound.shaped(kokoro_engine.open_engine(path, 1, phrase)(phrase), ".")
    assert len(again) == len(sound)
    made[0].write_bytes(made[0].read_bytes()[:1000])
    assert kokoro_engine.open_engine(path, 1, phrase)(phrase).size
    assert made[0].stat().st_size > 1000
