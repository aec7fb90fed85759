"""The adapter and the training step, on a tiny model; skipped without PyTorch, which `make brain` installs."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch")
gguf = pytest.importorskip("gguf")
pytest.importorskip("transformers")

from training.adapter import adapt, cut, write  # noqa: E402
from training.train import Example, batches, losses  # noqa: E402


def tiny() -> Any:
    from transformers import LlamaConfig, LlamaForCausalLM

    torch.manual_seed(1)
    shape = LlamaConfig(
        vocab_size=64,
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
    )
    return LlamaForCausalLM(shape)


def example(length: int) -> Example:
    tokens = [(3 * n + 1) % 64 for n in range(length)]
    return Example("tool", tokens, [0.0] * (length // 2) + [3.0] * (length - length // 2))


def test_a_fresh_adapter_changes_nothing_and_alone_is_learned() -> None:
    model = tiny().eval()
    tokens = torch.arange(8).reshape(1, 8)
    before = model(tokens).logits
    parameters = adapt(model, rank=4, alpha=8.0, dropout=0.0)
    assert torch.allclose(model(tokens).logits, before)
    assert len(parameters) == 2 * 7 * 2
    assert all(not one.requires_grad for name, one in model.named_parameters() if name not in parameters)


def test_a_few_steps_lower_the_loss_of_what_is_to_be_learned() -> None:
    model = tiny()
    parameters = adapt(model, rank=4, alpha=8.0, dropout=0.0)
    optimizer = torch.optim.AdamW(parameters.values(), lr=0.02)
    batch = [example(12), example(9)]
    seen = []
    for _ in range(20):
        loss, weights = losses(model, batch)
        assert len(loss) == len(weights) == 6 + 5
        loss.mean().backward()
        optimizer.step()
        optimizer.zero_grad()
        seen.append(loss.mean().item())
    assert seen[-1] < 0.9 * seen[0]


def test_batches_hold_everything_once_and_no_more_than_they_may() -> None:
    examples = [example(4 + n) for n in range(40)]
    made = list(batches(examples, 120, random.Random(3)))
    assert sorted(len(one.tokens) for batch in made for one in batch) == list(range(4, 44))
    assert all(max(len(one.tokens) for one in batch) * len(batch) <= 120 for batch in made)


def test_what_is_cut_off_is_what_matters_least() -> None:
    torch.manual_seed(2)
    a, b = torch.randn(6, 20), torch.randn(12, 6)
    weights = {"x.a": torch.cat([a[:2] * 50, a[2:]]), "x.b": b}
    kept = cut(weights, 2)
    assert (tuple(kept["x.a"].shape), tuple(kept["x.b"].shape)) == ((2, 20), (12, 2))
    whole = weights["x.b"] @ weights["x.a"]
    assert (kept["x.b"] @ kept["x.a"] - whole).norm() < 0.05 * whole.norm()
    same = cut(weights, 6)
    assert torch.allclose(same["x.b"] @ same["x.a"], whole, atol=1e-3)


def test_the_file_holds_every_layer_in_the_order_of_llama_cpp(tmp_path: Path) -> None:
    model = tiny()
    parameters = adapt(model, rank=32, alpha=8.0, dropout=0.0)
    for one in parameters.values():
        torch.nn.init.normal_(one)
    path = tmp_path / "a.gguf"
    write(path, parameters, architecture="llama", heads=(4, 2), alpha=8.0, notes={"name": "tiny"})
    tensors = {one.name: one for one in gguf.GGUFReader(path).tensors}
    assert len(tensors) == len(parameters)
    b = parameters["model.layers.1.self_attn.q_proj.b"].detach().numpy()
    kept = np.array(tensors["blk.1.attn_q.weight.lora_b"].data).reshape(b.shape)
    # Each head's two halves are laced into one another: its second row comes from the middle.
    assert np.allclose(kept[:2], b[[0, 4]], atol=2e-3)
    down = parameters["model.layers.0.mlp.down_proj.b"].detach().numpy()
    assert np.allclose(
        np.array(tensors["blk.0.ffn_down.weight.lora_b"].data).reshape(down.shape), down, atol=4e-3
    )
