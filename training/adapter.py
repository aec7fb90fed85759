"""A low-rank adapter (LoRA, Hu et al. 2021) on every linear layer of a frozen model, and its GGUF file.

The base weights stay in bfloat16 as the quantised file gives them; the adapter's own are float32 and are cast for
the arithmetic. The file is what llama.cpp loads beside the base.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

import gguf
import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

_LAYERS: Mapping[str, str] = {
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
}
"""A layer's name in the model, and in GGUF."""


class Adapted(nn.Module):  # type: ignore[misc]  # PyTorch is here only where brains are taught
    """`base` (a frozen nn.Linear) plus `alpha / rank` times B A x."""

    def __init__(self, base: nn.Linear, rank: int, alpha: float, dropout: float) -> None:
        super().__init__()
        self.weight, self.bias = base.weight, base.bias
        self.scale = alpha / rank
        self.dropout = dropout
        self.a = nn.Parameter(torch.empty(rank, base.in_features))
        self.b = nn.Parameter(torch.zeros(base.out_features, rank))
        nn.init.kaiming_uniform_(self.a, a=5**0.5)

    def forward(self, x: Tensor) -> Tensor:
        kind = x.dtype
        low = functional.dropout(x, self.dropout, self.training) if self.dropout else x
        low = functional.linear(low, self.a.to(kind)) * self.scale
        return functional.linear(x, self.weight, self.bias) + functional.linear(low, self.b.to(kind))


def adapt(
    model: nn.Module, rank: int, alpha: float, dropout: float, layers: Collection[str] = tuple(_LAYERS)
) -> dict[str, nn.Parameter]:
    """Freeze `model` and put an adapter on each linear layer whose name ends as one of `layers`; gives the
    adapter's parameters by name."""
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    for name, layer in list(model.named_modules()):
        if isinstance(layer, nn.Linear) and name.endswith(tuple(layers)):
            owner = model.get_submodule(name.rpartition(".")[0])
            setattr(owner, name.rpartition(".")[2], Adapted(layer, rank, alpha, dropout))
    return {name: one for name, one in model.named_parameters() if one.requires_grad}


def cut(weights: Mapping[str, Tensor], rank: int) -> dict[str, Tensor]:
    """The adapter of `rank` nearest to `weights`, by its singular values; their scale stays what it was."""
    kept: dict[str, Tensor] = {}
    for name in (one for one in weights if one.endswith(".a")):
        other = f"{name[:-1]}b"
        a, small_a = torch.linalg.qr(weights[name].float().T)
        b, small_b = torch.linalg.qr(weights[other].float())
        left, values, right = torch.linalg.svd(small_b @ small_a.T)
        share = values[:rank].sqrt()
        kept[name] = (a @ right[:rank].T * share).T.contiguous()
        kept[other] = (b @ left[:, :rank] * share).contiguous()
    return kept


def write(
    path: Path,
    weights: Mapping[str, Tensor],
    *,
    architecture: str,
    heads: tuple[int, int],
    alpha: float,
    notes: Mapping[str, str],
) -> None:
    """Write the adapter's `weights` (by the names that `adapt` gave) as GGUF: A in 8 bits, B in 16.

    `heads` are those of queries and of keys; llama.cpp keeps their rows in another order. `notes` are strings of
    the general section (name, licence ...).
    """
    writer = gguf.GGUFWriter(path, architecture)
    writer.add_string("general.type", "adapter")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", alpha)
    for key, value in notes.items():
        writer.add_string(f"general.{key}", value)
    for name, kind, values in _tensors(weights, architecture, heads):
        if kind == "a":
            rows = gguf.quants.quantize(values, gguf.GGMLQuantizationType.Q8_0)
            writer.add_tensor(f"{name}.weight.lora_a", rows, raw_dtype=gguf.GGMLQuantizationType.Q8_0)
        else:
            writer.add_tensor(f"{name}.weight.lora_b", values.astype(np.float16))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _tensors(
    weights: Mapping[str, Tensor], architecture: str, heads: tuple[int, int]
) -> Iterator[tuple[str, str, np.ndarray]]:
    """The GGUF name of a layer, "a" or "b", and the values."""
    for name, tensor in sorted(weights.items()):
        layer, _, kind = name.rpartition(".")
        block, _, part = layer.partition("layers.")[2].partition(".")
        values = tensor.detach().float().numpy()
        if kind == "b" and architecture == "llama" and part in ("self_attn.q_proj", "self_attn.k_proj"):
            values = _permuted(values, heads[part == "self_attn.k_proj"])
        yield f"blk.{block}.{_LAYERS[part]}", kind, np.ascontiguousarray(values, dtype=np.float32)


def _permuted(rows: np.ndarray, heads: int) -> np.ndarray:
    """The rows of queries or keys in the order of llama.cpp's rotary embedding."""
    out, rank = rows.shape
    return rows.reshape(heads, 2, out // heads // 2, rank).swapaxes(1, 2).reshape(out, rank)
