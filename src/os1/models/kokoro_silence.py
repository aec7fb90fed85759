"""Leaves out the silence that Kokoro would compute around a phrase, and makes most phrases equally long inside.

The model says a quarter of a second or more of nothing before and after every phrase. Its rhythm and melody must
be worked out with that silence, or it swallows the first word; only the half that makes sound of them may go
without. There the number of frames is rounded up to whole `_STEP`s, for an engine prepares itself for each length
that it meets, which costs a tenth of a second the first time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from os1.errors import WeightsBroken
from os1.models.kokoro_graph import Graph, node

if TYPE_CHECKING:
    from onnx import NodeProto

_DURATIONS = "/encoder/Clip_output_0"
"""Frames of each token, shape (1, tokens); the first token is silence."""
_TAKEN = (
    ("/encoder/MatMul_1_output_0", 2, 1),
    ("/encoder/Reshape_output_0", 1, 2),
    ("/encoder/Reshape_1_output_0", 1, 2),
)
"""What the second half takes: the name, its axis of time, and its values a frame."""
_LEAD, _TAIL = 5, 5
"""Frames (25 ms each) kept of the silence before, and left out of the eighteen or so after."""
_STEP = 8
_FLAT = -1


def cut_silence(graph: Graph) -> None:
    """Let the second half of the model begin shortly before the first sound and end soon after the last.

    Raises:
        WeightsBroken: it is another model.
    """
    names = (_DURATIONS, *(name for name, _, _ in _TAKEN))
    if missing := [name for name in names if name not in graph.maker]:
        raise WeightsBroken(f"The mouth's model has no {missing[0]!r}; it is not the one known here.")
    measured = graph.maker[_DURATIONS]
    replacements: dict[str, Sequence[NodeProto]] = {_DURATIONS: [measured, *_bounds(graph)]}
    for name, axis, values in _TAKEN:
        maker = graph.maker[name]
        maker.output[list(maker.output).index(name)] = f"{name}/uncut"
        replacements[f"{name}/uncut"] = [maker, *_slice(graph, name, axis, values)]
    graph.replace(replacements)


def _bounds(graph: Graph) -> Iterator[NodeProto]:
    """The first frame that is wanted and the one after the last, as numbers "silence/begin" and "silence/end"."""
    facts = {name: graph.constant(f"silence/{name}", np.array([at], np.int64)) for name, at in (
        ("zero", 0), ("one", 1), ("flat", _FLAT)
    )}  # fmt: skip
    lead, tail, step, nothing = (
        graph.constant(f"silence/{name}", float(value))
        for name, value in (("lead", _LEAD), ("tail", _TAIL), ("step", _STEP), ("nothing", 0))
    )
    yield node("Slice", [_DURATIONS, facts["zero"], facts["one"], facts["one"]], "silence/first")
    yield node("Reshape", ["silence/first", facts["flat"]], "silence/before")
    yield node("ReduceSum", [_DURATIONS], "silence/sum", keepdims=0)
    yield node("Reshape", ["silence/sum", facts["flat"]], "silence/all")
    yield node("Sub", ["silence/before", lead], "silence/surplus")
    yield node("Max", ["silence/surplus", nothing], "silence/earliest")
    yield node("Sub", ["silence/all", "silence/earliest"], "silence/rest")
    yield node("Sub", ["silence/rest", tail], "silence/wanted")
    yield node("Div", ["silence/wanted", step], "silence/steps")
    yield node("Ceil", ["silence/steps"], "silence/whole")
    yield node("Mul", ["silence/whole", step], "silence/rounded")
    # What is rounded up is taken from the silence behind first, then from the silence before.
    yield node("Min", ["silence/rounded", "silence/all"], "silence/count")
    yield node("Sub", ["silence/all", "silence/count"], "silence/latest")
    yield node("Min", ["silence/earliest", "silence/latest"], "silence/begin")
    yield node("Add", ["silence/begin", "silence/count"], "silence/end")


def _slice(graph: Graph, name: str, axis: int, values: int) -> Iterator[NodeProto]:
    scale = graph.constant(f"silence/values{values}", np.array([values], np.float32))
    for bound in ("begin", "end"):
        yield node("Mul", [f"silence/{bound}", scale], f"{name}/{bound}/float")
        yield node("Cast", [f"{name}/{bound}/float"], f"{name}/{bound}", to=7)
    at = graph.constant(f"silence/axis{axis}", np.array([axis], np.int64))
    yield node("Slice", [f"{name}/uncut", f"{name}/begin", f"{name}/end", at], name)
