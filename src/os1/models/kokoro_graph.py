"""Kokoro's quantised graph made fast: what onnxruntime runs slowly is put back, what a CPU likes is put in.

The bundled file computes integer convolutions with scales taken from every phrase anew, the slowest way there is
on a CPU. `restore` gives it plain convolutions, products and LSTMs whose weights stay integers in the file.
`quantise` then gives the large convolutions fixed scales, for engines that have fast integer kernels. What is
computed stays the same, but for rounding.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from os1.errors import WeightsBroken

if TYPE_CHECKING:
    from onnx import ModelProto, NodeProto

_PERIODIC = 4
"""The degree of the polynomial for the square of a sine; its error is below 2e-6."""

_LOUDER = 50.0
"""How much larger rounding errors are made in a spectrum; they stay below 1e-5 of its peak."""

Ranges = Mapping[str, tuple[float, float]]
"""By the name of a convolution's input, the least and the greatest value in it over many phrases."""


class Graph:
    """A model's graph while it is edited: nodes by what they give and take, constants by name.

    Raises:
        WeightsBroken: an edit does not find what it expects; the model is another one.
    """

    def __init__(self, model: ModelProto) -> None:
        from onnx import numpy_helper

        self._helper = numpy_helper
        self.model = model
        self.nodes: list[NodeProto] = list(model.graph.node)
        self.constants = {tensor.name: tensor for tensor in model.graph.initializer}
        self._index()

    def _index(self) -> None:
        self.maker = {name: node for node in self.nodes for name in node.output}
        self.takers: dict[str, list[NodeProto]] = {}
        for node in self.nodes:
            for name in node.input:
                self.takers.setdefault(name, []).append(node)

    def value(self, name: str) -> NDArray[Any]:
        if name not in self.constants:
            raise WeightsBroken(f"The mouth's model has no constant {name!r}; it is not the one known here.")
        return np.asarray(self._helper.to_array(self.constants[name]))

    def constant(self, name: str, value: NDArray[Any] | float) -> str:
        if name not in self.constants:
            array = np.asarray(value, np.float32) if isinstance(value, float) else value
            self.constants[name] = self._helper.from_array(np.ascontiguousarray(array), name)
        return name

    def only_taker(self, node: NodeProto, kind: str) -> NodeProto:
        """The one node that takes what `node` gives, of type `kind`."""
        takers = self.takers.get(node.output[0], [])
        if len(takers) != 1 or takers[0].op_type != kind:
            raise WeightsBroken(
                f"The mouth's model has no {kind} after {node.name!r}; it is not the one known here."
            )
        return takers[0]

    def replace(self, replacements: Mapping[str, Sequence[NodeProto]]) -> None:
        """Put nodes in the place of the one that gives the named output, and drop what nothing needs any more."""
        nodes = [new for node in self.nodes for new in replacements.get(node.output[0], [node])]
        needed = {output.name for output in self.model.graph.output}
        kept: list[NodeProto] = []
        for node in reversed(nodes):
            if needed.intersection(node.output):
                kept.append(node)
                needed.update(node.input)
        self.nodes = kept[::-1]
        self.constants = {name: tensor for name, tensor in self.constants.items() if name in needed}
        self._index()

    def packed(self) -> bytes:
        """The model as a file has it."""
        from onnx import ModelProto

        packed = ModelProto()
        packed.CopyFrom(self.model)
        for field in ("node", "initializer", "value_info"):
            packed.graph.ClearField(field)
        packed.graph.node.extend(self.nodes)
        packed.graph.initializer.extend(self.constants.values())
        domains = {node.domain for node in self.nodes}
        used = [operators for operators in self.model.opset_import if operators.domain in {"", *domains}]
        packed.ClearField("opset_import")
        packed.opset_import.extend(used)
        return bytes(packed.SerializeToString())


def node(kind: str, inputs: Sequence[str], output: str, **attributes: Any) -> NodeProto:
    from onnx import helper

    return helper.make_node(kind, list(inputs), [output], name=f"{output}/{kind}", **attributes)


def restore(graph: Graph) -> None:
    """Undo the dynamic quantisation: plain Conv, MatMul and LSTM over weights that are dequantised when loaded.

    Raises:
        WeightsBroken: there is none to undo.
    """
    replacements: dict[str, Sequence[NodeProto]] = {}
    given: set[str] = set()
    for old in graph.nodes:
        if old.op_type in ("ConvInteger", "MatMulInteger"):
            output, nodes = _plain(graph, old)
        elif old.op_type == "DynamicQuantizeLSTM":
            output, nodes = old.output[0], _plain_lstm(graph, old)
        else:
            continue
        replacements[output] = [new for new in nodes if new.output[0] not in given]
        given.update(new.output[0] for new in nodes)
    if not replacements:
        raise WeightsBroken("The mouth's model is not quantised as expected; it is not the one known here.")
    graph.replace(replacements)


def _plain(graph: Graph, old: NodeProto) -> tuple[str, list[NodeProto]]:
    """What stands for an integer node with its chain of scales, and the name of the chain's last output."""
    quantiser = graph.maker[old.input[0]]
    bias: list[str] = []
    last = old
    if graph.takers[old.output[0]][0].op_type == "Add":
        last = graph.only_taker(old, "Add")
        bias = [_float_bias(graph, next(name for name in last.input if name != old.output[0]))]
    cast = graph.only_taker(last, "Cast")
    scaled = graph.only_taker(cast, "Mul")
    scales = graph.maker[next(name for name in scaled.input if name != cast.output[0])]
    scale = next(name for name in scales.input if name != quantiser.output[1])
    weights = _dequantised(
        graph, (old.input[1], scale, old.input[3]), axis=int(old.op_type == "MatMulInteger")
    )
    new = node(
        old.op_type.removesuffix("Integer"), [quantiser.input[0], weights.output[0], *bias], scaled.output[0]
    )
    new.attribute.extend(old.attribute)
    return scaled.output[0], [weights, new]


def _float_bias(graph: Graph, name: str) -> str:
    """The bias before it was divided by the scales and rounded to whole numbers."""
    step = graph.maker[name]
    while step.op_type in ("Reshape", "Cast", "Floor"):
        step = graph.maker[step.input[0]]
    if step.op_type != "Div" or step.input[0] not in graph.constants:
        raise WeightsBroken(f"The mouth's model has no bias behind {name!r}; it is not the one known here.")
    return str(step.input[0])


def _plain_lstm(graph: Graph, old: NodeProto) -> list[NodeProto]:
    inputs = list(old.input)
    weights = _dequantised(graph, (inputs[1], inputs[8], inputs[9]), axis=0, swapped=True)
    recurrent = _dequantised(graph, (inputs[2], inputs[10], inputs[11]), axis=0, swapped=True)
    new = node("LSTM", [inputs[0], weights.output[0], recurrent.output[0], *inputs[3:7]], old.output[0])
    del new.output[:]
    new.output.extend(old.output)
    new.attribute.extend(old.attribute)
    return [weights, recurrent, new]


def _dequantised(graph: Graph, names: tuple[str, str, str], *, axis: int, swapped: bool = False) -> NodeProto:
    """The node that gives the float weights for integers, their scales (one, or one for each of `axis`) and zeros.

    `swapped` weights have their last two axes the other way round.
    """
    weights, scale, zero = (graph.value(name) for name in names)
    one = scale.size == 1
    held = [
        graph.constant(f"{names[0]}/swapped", weights.swapaxes(1, 2)) if swapped else names[0],
        graph.constant(f"{names[1]}/plain", scale.reshape(() if one else -1)),
        graph.constant(f"{names[2]}/plain{scale.size}", zero.reshape(() if one else -1)),
    ]
    return node("DequantizeLinear", held, f"{names[0]}/{names[1]}/float", axis=axis)


def spectra_as_convolutions(graph: Graph) -> None:
    """A short Fourier transform with a fixed window is a convolution, which every engine computes faster."""
    replacements: dict[str, Sequence[NodeProto]] = {}
    for old in graph.nodes:
        if old.op_type != "STFT":
            continue
        window = graph.value(old.input[2]).astype(np.float64)
        basis = _basis(window)
        name, axis = old.output[0], graph.constant(f"{old.output[0]}/axis", np.array([1], np.int64))
        shape = graph.constant(f"{name}/shape", np.array([1, 2, len(basis) // 2, -1], np.int64))
        hop = int(graph.value(old.input[1]))
        replacements[name] = [
            node("Unsqueeze", [old.input[0], axis], f"{name}/wave"),
            node(
                "Conv",
                [f"{name}/wave", graph.constant(f"{name}/basis", basis)],
                f"{name}/bands",
                strides=[hop],
            ),
            node("Reshape", [f"{name}/bands", shape], f"{name}/parts"),
            node("Transpose", [f"{name}/parts"], name, perm=[0, 3, 2, 1]),
        ]
    graph.replace(replacements)


def _basis(window: NDArray[np.float64]) -> NDArray[np.float32]:
    """The real, then the imaginary parts' filters, each as long as the window.

    The voice's source is constant where nothing is voiced, and its phases there are those of rounding errors. The
    model expects onnxruntime's, so they are put into the filters, large enough to stand out among an engine's own.
    """
    turns = np.outer(np.arange(len(window) // 2 + 1), np.arange(len(window))) / len(window)
    exact = np.concatenate([np.cos(2 * np.pi * turns) * window, -np.sin(2 * np.pi * turns) * window])
    errors = _rounding(window.astype(np.float32)) - exact.sum(1)
    filters = exact + _LOUDER * errors[:, None] / len(window)
    return np.asarray(filters[:, None], np.float32)


def _rounding(window: NDArray[np.float32]) -> NDArray[np.float64]:
    """What onnxruntime's own transform gives for a constant 1: real, then imaginary parts."""
    import onnxruntime
    from onnx import TensorProto, helper, numpy_helper

    constants: dict[str, NDArray[Any]] = {
        "w": window,
        "hop": np.array(1, np.int64),
        "size": np.array(len(window), np.int64),
    }
    small = helper.make_graph(
        [helper.make_node("STFT", ["x", "hop", "w", "size"], ["y"], onesided=1)],
        "spectrum",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, len(window)])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    model = helper.make_model(small, opset_imports=[helper.make_opsetid("", 20)], ir_version=9)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    (parts,) = session.run(["y"], {"x": np.ones((1, len(window)), np.float32)})
    return np.concatenate([parts[0, 0, :, 0], parts[0, 0, :, 1]]).astype(np.float64)


def sines_as_polynomials(graph: Graph) -> None:
    """The square of a sine, by range reduction and a polynomial, where an engine has no vector sine of its own."""
    half = 0.125 * (1 - np.cos(np.pi * (np.arange(400) + 0.5) / 400))
    factors = np.polyfit(half, np.sin(np.pi * np.sqrt(half)) ** 2 / half, _PERIODIC)
    names = [graph.constant(f"sine/{place}", float(factor)) for place, factor in enumerate(factors)]
    turn = graph.constant("sine/turn", 1 / math.pi)
    replacements: dict[str, Sequence[NodeProto]] = {}
    for old in graph.nodes:
        takers = graph.takers.get(old.output[0], [])
        if old.op_type != "Sin" or [taker.op_type for taker in takers] != ["Pow"]:
            continue
        if graph.value(takers[0].input[1]) == 2:
            replacements[takers[0].output[0]] = list(
                _square_of_sine(old.input[0], takers[0].output[0], turn, names)
            )
    graph.replace(replacements)


def _square_of_sine(taken: str, given: str, turn: str, factors: Sequence[str]) -> Iterator[NodeProto]:
    at = f"{given}/sine"
    yield node("Mul", [taken, turn], f"{at}/turns")
    yield node("Round", [f"{at}/turns"], f"{at}/whole")
    yield node("Sub", [f"{at}/turns", f"{at}/whole"], f"{at}/rest")
    yield node("Mul", [f"{at}/rest", f"{at}/rest"], f"{at}/square")
    total = factors[0]
    for place, factor in enumerate(factors[1:]):
        yield node("Mul", [f"{at}/square", total], f"{at}/product{place}")
        total = f"{at}/sum{place}"
        yield node("Add", [f"{at}/product{place}", factor], total)
    yield node("Mul", [f"{at}/square", total], given)


def upsampling_as_convolutions(graph: Graph) -> None:
    """A transposed convolution is a convolution that gives the samples between as channels, which is faster."""
    from onnx import helper

    replacements: dict[str, Sequence[NodeProto]] = {}
    for old in graph.nodes:
        facts = {fact.name: helper.get_attribute_value(fact) for fact in old.attribute}
        if old.op_type == "ConvTranspose" and facts.get("group", 1) == 1 and not facts.get("output_padding"):
            step, pads = facts["strides"][0], facts.get("pads", [0, 0])
            if graph.value(old.input[1]).shape[2] % step == 0:
                replacements[old.output[0]] = _upsampled(graph, old, step, pads)
    graph.replace(replacements)


def _upsampled(graph: Graph, old: NodeProto, step: int, pads: Sequence[int]) -> list[NodeProto]:
    weights = graph.value(old.input[1])
    taken, given, width = weights.shape
    taps = width // step
    phases = weights.reshape(taken, given, taps, step)[:, :, ::-1].transpose(1, 3, 0, 2)
    name = old.output[0]
    inputs = [old.input[0], graph.constant(f"{name}/phases", phases.reshape(given * step, taken, taps))]
    if len(old.input) > 2:
        inputs.append(graph.constant(f"{name}/bias", np.repeat(graph.value(old.input[2]), step)))
    apart = graph.constant(f"{name}/apart", np.array([1, given, step, -1], np.int64))
    together = graph.constant(f"{name}/together", np.array([1, given, -1], np.int64))
    begin = graph.constant(f"{name}/begin", np.array([pads[0]], np.int64))
    end = graph.constant(f"{name}/end", np.array([-pads[1] if pads[1] else 2**31], np.int64))
    axis = graph.constant(f"{name}/axis", np.array([2], np.int64))
    return [
        node("Conv", inputs, f"{name}/channels", pads=[taps - 1, taps - 1]),
        node("Reshape", [f"{name}/channels", apart], f"{name}/split"),
        node("Transpose", [f"{name}/split"], f"{name}/turned", perm=[0, 1, 3, 2]),
        node("Reshape", [f"{name}/turned", together], f"{name}/whole"),
        node("Slice", [f"{name}/whole", begin, end, axis], name),
    ]


def quantise(graph: Graph, ranges: Ranges) -> None:
    """Give the convolutions whose inputs are in `ranges` integers to work on, with these fixed scales."""
    replacements: dict[str, Sequence[NodeProto]] = {}
    done: Counter[str] = Counter()
    for old in graph.nodes:
        if old.op_type != "Conv" or old.input[0] not in ranges:
            continue
        name, weights = old.input[0], _float_weights(graph, old.input[1])
        scales = np.maximum(np.abs(weights).reshape(len(weights), -1).max(1), 1e-9) / 127
        whole = np.clip(np.round(weights / scales[:, None, None]), -127, 127).astype(np.int8)
        at = f"{old.output[0]}/weights"
        held = [
            graph.constant(f"{at}/whole", whole),
            graph.constant(f"{at}/scales", scales.astype(np.float32)),
            graph.constant(f"{at}/zeros", np.zeros(len(scales), np.int8)),
        ]
        new = node("Conv", [f"{name}/rounded", at, *old.input[2:]], old.output[0])
        new.attribute.extend(old.attribute)
        rounded = [] if done[name] else list(_rounded(graph, name, ranges[name]))
        done[name] += 1
        replacements[old.output[0]] = [*rounded, node("DequantizeLinear", held, at, axis=0), new]
    graph.replace(replacements)


def _rounded(graph: Graph, name: str, bounds: tuple[float, float]) -> Iterator[NodeProto]:
    low, high = min(bounds[0], 0.0), max(bounds[1], 0.0)
    scale = (high - low) / 255 or 1.0
    facts = [
        graph.constant(f"{name}/scale", scale),
        graph.constant(f"{name}/zero", np.array(round(-low / scale), np.uint8)),
    ]
    yield node("QuantizeLinear", [name, *facts], f"{name}/whole")
    yield node("DequantizeLinear", [f"{name}/whole", *facts], f"{name}/rounded")


def _float_weights(graph: Graph, name: str) -> NDArray[np.float32]:
    """The weights that a constant holds or that `restore` dequantises along their first axis."""
    if name in graph.constants:
        return np.asarray(graph.value(name), np.float32)
    whole, scale, zero = (graph.value(part) for part in graph.maker[name].input)
    shape = (-1, *[1] * (whole.ndim - 1)) if scale.size > 1 else ()
    floats = (whole.astype(np.float32) - zero.astype(np.float32).reshape(shape)) * scale.reshape(shape)
    return np.asarray(floats, np.float32)
