"""The embedder's network in PyTorch, frozen, with an adapter on each linear layer and the judge's heads."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn
from torch.nn import functional
from transformers import BertConfig, BertModel

from os1.models.judge import CONCERNS, TONES
from os1.models.judge_network import LAYERS, LINEAR, SIDES, Adapter, linear_weights
from os1.models.rows import WIDTH
from training.adapter import Adapted, adapt

_INNER = "inner."


class Net(nn.Module):  # type: ignore[misc]  # PyTorch is here only where brains are taught
    """The network; `states` are what its heads read. `model` is the embedder's file.

    `centres` of the `situations` only teach: what is shipped goes by the lines themselves.
    """

    def __init__(
        self, model: Path, situations: int, rank: int = 16, alpha: float = 32.0, dropout: float = 0.1
    ) -> None:
        super().__init__()
        self.bert = _bert(model, dropout)
        adapt(self.bert, rank, alpha, dropout=0.0, layers=LINEAR)
        self.bert.embeddings.token_type_embeddings.weight.requires_grad_(True)
        self.wanted = nn.Linear(WIDTH, 1)
        self.span = nn.Linear(WIDTH, 2)
        self.care = nn.Linear(WIDTH, len(CONCERNS))
        self.tone = nn.Linear(WIDTH, len(TONES))
        self.centres = nn.Parameter(torch.randn(situations, WIDTH) / WIDTH**0.5)

    def states(self, ids: Tensor, mask: Tensor, sides: Tensor) -> Tensor:
        """The last states, shape (texts, tokens, 384)."""
        return self.bert(input_ids=ids, attention_mask=mask, token_type_ids=sides).last_hidden_state

    def heads(self) -> list[nn.Parameter]:
        """The parameters that begin from nothing."""
        heads = (self.wanted, self.span, self.care, self.tone)
        return [self.centres, *(one for head in heads for one in head.parameters())]

    def adapters(self) -> list[nn.Parameter]:
        """All other parameters that are taught."""
        heads = {id(one) for one in self.heads()}
        return [one for one in self.parameters() if one.requires_grad and id(one) not in heads]

    def adapter(self) -> Adapter:
        """What was taught, as the judge's process reads it."""
        taught: dict[str, np.ndarray] = {}
        for name, layer in self.bert.named_modules():
            if isinstance(layer, Adapted):
                taught[f"{name}.a"] = layer.a.detach().numpy()
                taught[f"{name}.b"] = layer.b.detach().numpy() * layer.scale
        taught[SIDES] = self.bert.embeddings.token_type_embeddings.weight.detach().numpy()
        for name in ("wanted", "span", "care", "tone"):
            head = self.get_submodule(name)
            taught[f"{name}.weight"] = head.weight.detach().numpy()
            taught[f"{name}.bias"] = head.bias.detach().numpy()
        return taught


def unit(states: Tensor, mask: Tensor) -> Tensor:
    """The mean of the states under `mask` at length 1, shape (texts, 384)."""
    weight = mask[:, :, None].to(states.dtype)
    return functional.normalize((states * weight).sum(1) / weight.sum(1), dim=-1)


def _bert(model: Path, dropout: float) -> BertModel:
    """The network with the weights of the embedder's file."""
    graph = onnx.load(str(model))
    weights = {f"{name}.weight": value.T for name, value in linear_weights(graph).items()}
    constants = {one.name: numpy_helper.to_array(one) for one in graph.graph.initializer}
    for name, value in constants.items():
        if name.startswith(_INNER) and value.dtype == np.float32 and not name.endswith("_scale"):
            weights[name.removeprefix(_INNER)] = value
        elif name.startswith(_INNER) and name.endswith("_q"):
            scale = constants[f"{name.removesuffix('_q')}_scale"]
            weights[name.removeprefix(_INNER).removesuffix("_q")] = value.astype(np.float32) * scale
    config = BertConfig(
        vocab_size=len(weights["embeddings.word_embeddings.weight"]),
        hidden_size=WIDTH,
        num_hidden_layers=LAYERS,
        num_attention_heads=12,
        intermediate_size=4 * WIDTH,
        hidden_dropout_prob=dropout,
        attention_probs_dropout_prob=0.0,
    )
    bert = BertModel(config, add_pooling_layer=False)
    tensors = {name: torch.tensor(np.ascontiguousarray(value)) for name, value in weights.items()}
    missing = bert.load_state_dict(tensors, strict=False).missing_keys
    if wanting := [name for name in missing if not name.endswith("position_ids")]:
        raise ValueError(f"the embedder's file has no {wanting[0]}")
    return bert
