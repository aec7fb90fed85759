"""From the bundled Kokoro file to the fast model: which edits, in which order. What each does it does not know."""

from __future__ import annotations

from os1.errors import WeightsBroken
from os1.models.kokoro_graph import (
    Graph,
    Ranges,
    quantise,
    restore,
    sines_as_polynomials,
    spectra_as_convolutions,
    upsampling_as_convolutions,
)
from os1.models.kokoro_silence import cut_silence


def rebuilt(data: bytes, ranges: Ranges | None = None) -> bytes:
    """The fast model for the bundled model's `data`; with `ranges`, for an engine with fast integer kernels.

    Raises:
        WeightsBroken: it is another model.
    """
    from google.protobuf.message import DecodeError
    from onnx import ModelProto

    try:
        graph = Graph(ModelProto.FromString(data))
    except DecodeError as error:
        raise WeightsBroken(
            "The mouth's model cannot be read; run `os1 models fetch` to get it again."
        ) from error
    restore(graph)
    spectra_as_convolutions(graph)
    cut_silence(graph)
    if ranges is not None:
        sines_as_polynomials(graph)
        upsampling_as_convolutions(graph)
        quantise(graph, ranges)
    return graph.packed()
