"""The silence around a phrase is left out of what is computed, whatever the phrase is like."""

from __future__ import annotations

from typing import Any

import numpy as np
import onnxruntime
import pytest
from numpy.typing import NDArray
from onnx import ModelProto, TensorProto, helper

from os1.errors import WeightsBroken
from os1.models.kokoro_graph import Graph
from os1.models.kokoro_silence import cut_silence

SOUNDS, PITCH, NOISE = (
    "/encoder/MatMul_1_output_0",
    "/encoder/Reshape_output_0",
    "/encoder/Reshape_1_output_0",
)
INPUTS = {
    "durations": ("/encoder/Clip_output_0", [1, None]),
    "sounds": (SOUNDS, [1, 2, None]),
    "pitch": (PITCH, [1, None]),
    "noise": (NOISE, [1, None]),
}


def small() -> ModelProto:
    """The seam of the model: four values on one side, three on the other."""
    nodes = [helper.make_node("Identity", [name], [inner]) for name, (inner, _) in INPUTS.items()]
    outputs = {"out_sounds": SOUNDS, "out_pitch": PITCH, "out_noise": NOISE}
    nodes += [helper.make_node("Neg", [inner], [name]) for name, inner in outputs.items()]
    graph = helper.make_graph(
        nodes,
        "seam",
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, at) for name, (_, at) in INPUTS.items()],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in outputs],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=9)


def frames_left(durations: list[int]) -> tuple[int, int]:
    """The first frame that is left of a phrase with these durations, and how many there are."""
    graph = Graph(small())
    cut_silence(graph)
    count = sum(durations)
    one, two = np.arange(count, dtype=np.float32), np.arange(2 * count, dtype=np.float32)
    session = onnxruntime.InferenceSession(graph.packed(), providers=["CPUExecutionProvider"])
    given: dict[str, NDArray[Any]] = {
        "durations": np.array([durations], np.float32),
        "sounds": np.stack([one, one])[None],
        "pitch": two[None],
        "noise": two[None],
    }
    sounds, pitch, noise = session.run(["out_sounds", "out_pitch", "out_noise"], given)
    begin, length = int(-sounds[0, 0, 0]), sounds.shape[2]
    assert np.array_equal(-sounds[0, 1], one[begin : begin + length])
    assert np.array_equal(-pitch[0], two[2 * begin : 2 * (begin + length)]) and np.array_equal(pitch, noise)
    return begin, length


@pytest.mark.parametrize(
    ("durations", "begin", "count"),
    [
        ([15, *[2] * 20, 13, 9], 10, 64),
        ([15, *[2] * 20, 13, 8], 10, 64),
        ([18, 3, 2, 4, 3, 4, 14, 9, 1], 13, 40),
        ([3, *[2] * 20, 13, 9], 0, 64),
        ([5, 1, 1], 0, 7),
        ([8, 1, 2], 3, 8),
    ],
)
def test_most_of_the_silence_goes_and_lengths_are_alike(durations: list[int], begin: int, count: int) -> None:
    assert frames_left(durations) == (begin, count)


@pytest.mark.parametrize("lead", range(1, 25))
@pytest.mark.parametrize("words", [3, 10, 31])
def test_no_frame_of_the_words_is_lost(lead: int, words: int) -> None:
    begin, count = frames_left([lead, *[2] * words, 13, 8])
    assert begin <= max(0, lead - 5)
    assert begin + count >= lead + 2 * words + 13 + 8 - 5


def test_another_model_is_left_alone() -> None:
    model = small()
    model.graph.node[1].output[0] = "elsewhere"
    model.graph.node[4].input[0] = "elsewhere"
    with pytest.raises(WeightsBroken, match="not the one known here"):
        cut_silence(Graph(model))
