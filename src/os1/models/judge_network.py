"""The embedder's network taught to judge: the same weights, with OS1's own low-rank adapter added to them.

The adapter (LoRA, Hu et al. 2021) adds `B A` to each of the 36 linear layers, a pair of embeddings for the two
sides of a question, and the heads that read the last states. It was taught by `training/`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from os1.errors import WeightsBroken

if TYPE_CHECKING:
    from onnx import ModelProto, NodeProto

LAYERS = 6
LINEAR = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)
"""The linear layers of each of the network's layers, by the names of their biases."""
SIDES = "embeddings.token_type_embeddings.weight"
_INNER = "inner."
_ROUNDED, _SCALE = "_q", "_scale"

Adapter = Mapping[str, NDArray[np.float32]]
"""By name: `<layer>.a` (rank, inputs), `<layer>.b` (outputs, rank), `SIDES` (2, 384), and the heads."""


def read_adapter(path: Path) -> Adapter:
    """The adapter in the file at `path`.

    Raises:
        WeightsBroken: it cannot be read.
    """
    try:
        with np.load(path, allow_pickle=False) as kept:
            return {name: np.asarray(kept[name], np.float32) for name in kept.files}
    except (OSError, EOFError, ValueError, BadZipFile) as error:
        raise WeightsBroken(f"{path} cannot be read; run `os1 models fetch` to get it again.") from error


def layers() -> list[str]:
    """The name of every linear layer that an adapter adds to."""
    return [f"encoder.layer.{number}.{name}" for number in range(LAYERS) for name in LINEAR]


def linear_weights(model: ModelProto) -> dict[str, NDArray[np.float32]]:
    """The weight of every linear layer, shape (inputs, outputs), by the layer's name.

    Raises:
        WeightsBroken: it is another model.
    """
    return {layer: weight for layer, _, weight in _linear(model)}


def adapted(model: ModelProto, adapter: Adapter) -> ModelProto:
    """`model` with what `adapter` adds to its weights; they are floats then, and `model` is changed.

    Raises:
        WeightsBroken: the two do not belong together.
    """
    from onnx import numpy_helper

    try:
        for layer, node, weight in _linear(model):
            taught = weight + (adapter[f"{layer}.b"] @ adapter[f"{layer}.a"]).T
            name = f"{layer}.adapted"
            model.graph.initializer.append(numpy_helper.from_array(np.ascontiguousarray(taught), name))
            node.input[1] = name
        sides = next(one for one in model.graph.initializer if one.name == f"{_INNER}{SIDES}")
        sides.CopyFrom(numpy_helper.from_array(adapter[SIDES], sides.name))
    except (KeyError, ValueError, StopIteration) as error:
        raise WeightsBroken("OS1's judge does not fit the embedder; run `os1 models fetch`.") from error
    return model


def _products(model: ModelProto) -> dict[str, NodeProto]:
    """The matrix product of every linear layer, told by the bias that is added to what it gives."""
    takers: dict[str, list[Any]] = {}
    for node in model.graph.node:
        for name in node.input:
            takers.setdefault(name, []).append(node)
    wanted = set(layers())
    found: dict[str, NodeProto] = {}
    for node in model.graph.node:
        if node.op_type != "MatMul":
            continue
        for taker in takers.get(node.output[0], []):
            for name in taker.input:
                layer = name.removeprefix(_INNER).removesuffix(".bias")
                if taker.op_type == "Add" and layer in wanted:
                    found[layer] = node
    if found.keys() != wanted:
        raise WeightsBroken("The embedder's model is not the one that OS1's judge was taught on.")
    return found


def _linear(model: ModelProto) -> list[tuple[str, NodeProto, NDArray[np.float32]]]:
    """Every linear layer: its name, its product, and the rounded weight that this multiplies by, as floats."""
    from onnx import numpy_helper

    makers = {name: made for made in model.graph.node for name in made.output}
    constants = {one.name: one for one in model.graph.initializer}
    found = []
    for layer, node in _products(model).items():
        name = node.input[1]
        while name in makers:
            name = makers[name].input[0]
        scale = name.removesuffix(_ROUNDED) + _SCALE
        if name not in constants or scale not in constants:
            raise WeightsBroken("The embedder's model is not the one that OS1's judge was taught on.")
        rounded = numpy_helper.to_array(constants[name]).astype(np.float32)
        found.append((layer, node, np.asarray(rounded * numpy_helper.to_array(constants[scale]))))
    return found
