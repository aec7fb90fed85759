"""Teaches the bundled brain: `python -m training.train`; it can be stopped at any time and goes on where it was.

Every epoch's adapter is kept with its losses on what was set apart; `training.release` takes the best of them.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor, distributed, multiprocessing, nn
from torch.nn import functional
from transformers import AutoModelForCausalLM, AutoTokenizer, GgufConfig

from os1 import config
from training import lessons
from training.adapter import adapt

WEIGHT = {"reply": 1.0, "tool": 3.0, "facts": 3.0, "summary": 1.0, "letter": 0.5}
"""How much one token of a job's answer counts: short answers would drown in long ones."""
_APART = 16
"""One group in so many is set apart."""
_LOOK = 25
_STATE = "state.safetensors"
_MOMENTS = ("step", "exp_avg", "exp_avg_sq")
"""What AdamW keeps for each parameter."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """All that decides what comes out. `batch` is in tokens, padding included; `part` is the share of the data."""

    base: str
    rank: int = 16
    alpha: float = 32.0
    dropout: float = 0.0
    rate: float = 6e-4
    epochs: int = 3
    batch: int = 3072
    warm: float = 0.05
    seed: int = 7
    part: float = 1.0


@dataclass(frozen=True, slots=True)
class Example:
    """A lesson in tokens. `weights` are zero where nothing is to be learned, shape as `tokens`."""

    job: str
    tokens: list[int]
    weights: list[float]


def tokenised(lesson: lessons.Lesson, tokenizer: AutoTokenizer) -> Example:
    """`lesson` in the chat format of the base (ChatML); what is learned is an answer with its end."""
    tokens: list[int] = []
    weights: list[float] = []
    for place, message in enumerate(lesson.messages):
        head = tokenizer(f"<|im_start|>{message.role}\n").input_ids
        body = tokenizer(f"{message.content}<|im_end|>").input_ids
        end = tokenizer("\n").input_ids
        learned = WEIGHT[lesson.job] if place in lesson.learned else 0.0
        tokens += head + body + end
        weights += [0.0] * len(head) + [learned] * len(body) + [0.0] * len(end)
    return Example(lesson.job, tokens, weights)


def is_apart(group: str) -> bool:
    """Whether the items of `group` are for validation."""
    return int(sha256(group.encode()).hexdigest(), 16) % _APART == 0


def batches(examples: Sequence[Example], size: int, dice: random.Random) -> Iterator[list[Example]]:
    """`examples` in random batches of like length, each at most `size` tokens with its padding."""
    shuffled = sorted(examples, key=lambda one: len(one.tokens) + dice.random() * 60)
    made: list[list[Example]] = []
    batch: list[Example] = []
    for one in shuffled:
        longest = max(len(one.tokens), *(len(other.tokens) for other in batch)) if batch else len(one.tokens)
        if batch and longest * (len(batch) + 1) > size:
            made.append(batch)
            batch = []
        batch.append(one)
    made.append(batch)
    dice.shuffle(made)
    yield from made


def losses(model: nn.Module, batch: Sequence[Example]) -> tuple[Tensor, Tensor]:
    """Cross-entropy of each learned token in nats, and its weight, both of shape (n,)."""
    longest = max(len(one.tokens) for one in batch)
    tokens = torch.zeros(len(batch), longest, dtype=torch.long)
    weights = torch.zeros(len(batch), longest)
    seen = torch.zeros(len(batch), longest, dtype=torch.long)
    for row, one in enumerate(batch):
        tokens[row, : len(one.tokens)] = torch.tensor(one.tokens)
        weights[row, : len(one.tokens)] = torch.tensor(one.weights)
        seen[row, : len(one.tokens)] = 1
    hidden = model.model(input_ids=tokens, attention_mask=seen).last_hidden_state[:, :-1]
    wanted = weights[:, 1:] > 0
    logits = model.lm_head(hidden[wanted]).float()
    return functional.cross_entropy(logits, tokens[:, 1:][wanted], reduction="none"), weights[:, 1:][wanted]


@torch.no_grad()  # type: ignore[untyped-decorator]  # PyTorch is here only where brains are taught
def validation(model: nn.Module, examples: Sequence[Example], size: int) -> dict[str, float]:
    """The mean loss of a token for each job, and over all by weight."""
    model.eval()
    sums: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for job, worth in WEIGHT.items():
        own = [one for one in examples if one.job == job]
        if not own:
            continue
        for batch in batches(own, size, random.Random(0)):
            loss, _ = losses(model, batch)
            sums[job][0] += float(loss.sum())
            sums[job][1] += len(loss)
            sums["all"][0] += worth * float(loss.sum())
            sums["all"][1] += worth * len(loss)
    model.train()
    return {job: round(total / count, 4) for job, (total, count) in sums.items()}


def load(base: Path) -> tuple[nn.Module, AutoTokenizer]:
    """The model in a GGUF file, in bfloat16, and its tokenizer."""
    tokenizer = AutoTokenizer.from_pretrained(base.parent, gguf_file=base.name)
    model = AutoModelForCausalLM.from_pretrained(
        base.parent,
        gguf_file=base.name,
        dtype=torch.bfloat16,
        quantization_config=GgufConfig(dequantize=True),
    )
    return model, tokenizer


def prepare(recipe: Recipe, tokenizer: AutoTokenizer) -> tuple[list[Example], list[Example]]:
    """What is to be learned, and what is set apart."""
    dice = random.Random(recipe.seed)
    learned: list[Example] = []
    apart: list[Example] = []
    for raw in lessons.read():
        if dice.random() >= recipe.part:
            continue
        for lesson in lessons.lessons(raw, dice):
            (apart if is_apart(lesson.group) else learned).append(tokenised(lesson, tokenizer))
    return learned, apart


def train(rank: int, workers: int, recipe: Recipe, out: Path) -> None:
    """Train by `recipe`; adapters, losses and the state to go on from lie in `out`.

    Each of `workers` processes, one thread each, takes its share of every batch: two such are twice as fast as two
    threads where others compute too, as they wait for each other once a step instead of at every layer.
    """
    torch.set_num_threads(1)
    torch.manual_seed(recipe.seed)
    distributed.init_process_group(
        "gloo", init_method=f"file://{(out / 'meeting').absolute()}", rank=rank, world_size=workers
    )
    model, tokenizer = load(Path(recipe.base))
    learned, apart = prepare(recipe, tokenizer)
    parameters = adapt(model, recipe.rank, recipe.alpha, recipe.dropout)
    optimizer = torch.optim.AdamW(parameters.values(), lr=recipe.rate, betas=(0.9, 0.99), weight_decay=0.01)
    begun = _resume(out, parameters, optimizer)
    steps = sum(1 for _ in batches(learned, recipe.batch, random.Random(recipe.seed)))
    whole = steps * recipe.epochs
    if rank == 0:
        print(f"{len(learned)} lessons to learn, {len(apart)} set apart, {steps} steps an epoch", flush=True)
        if not begun:
            _note(out, 0, validation(model, apart, recipe.batch))
    model.train()
    for epoch in range(begun, recipe.epochs):
        began, total, count = time.monotonic(), 0.0, 0.0
        for n, batch in enumerate(batches(learned, recipe.batch, random.Random(recipe.seed + epoch))):
            step = epoch * steps + n
            for place in optimizer.param_groups:
                place["lr"] = recipe.rate * _pace(step / whole, recipe.warm)
            share = sum(sum(one.weights[1:]) for one in batch)
            if own := batch[rank::workers]:
                loss, weights = losses(model, own)
                (loss * weights).sum().div(share).backward()
                total += float((loss.detach() * weights).sum())
                count += float(weights.sum())
            _together(parameters)
            nn.utils.clip_grad_norm_(parameters.values(), 1.0)
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
            if rank == 0 and n % _LOOK == _LOOK - 1:
                seconds = time.monotonic() - began
                print(
                    f"epoch {epoch + 1}, step {n + 1}/{steps}, loss {total / count:.3f}, {seconds:.0f} s",
                    flush=True,
                )
                total = count = 0.0
        if rank == 0:
            _keep(out, epoch + 1, parameters, optimizer)
            _note(out, epoch + 1, validation(model, apart, recipe.batch))
    distributed.destroy_process_group()


def _together(parameters: dict[str, nn.Parameter]) -> None:
    """Add up the gradients of all workers."""
    for one in parameters.values():
        if one.grad is None:
            one.grad = torch.zeros_like(one)
    flat = torch.cat([one.grad.flatten() for one in parameters.values() if one.grad is not None])
    distributed.all_reduce(flat)
    place = 0
    for one in parameters.values():
        one.grad = flat[place : place + one.numel()].view_as(one)
        place += one.numel()


def _pace(done: float, warm: float) -> float:
    """The learning rate's share after `done` of the whole: up in a line, then down along a cosine to a tenth."""
    if done < warm:
        return done / warm
    return 0.1 + 0.9 * 0.5 * (1 + math.cos(math.pi * (done - warm) / (1 - warm)))


def _keep(
    out: Path, epoch: int, parameters: dict[str, nn.Parameter], optimizer: torch.optim.Optimizer
) -> None:
    """Write down the epoch's adapter, and what the optimizer knows of each of its parameters."""
    weights = {name: one.detach() for name, one in parameters.items()}
    save_file(weights, out / f"epoch-{epoch}.safetensors")
    known = {
        f"{kind}:{name}": optimizer.state[one][kind] for name, one in parameters.items() for kind in _MOMENTS
    }
    half = out / "state.half"
    save_file(weights | known, half, metadata={"epoch": str(epoch)})
    half.replace(out / _STATE)


def _resume(out: Path, parameters: dict[str, nn.Parameter], optimizer: torch.optim.Optimizer) -> int:
    """Take up where an earlier run ended; gives the epochs that are done."""
    if not (out / _STATE).exists():
        return 0
    with safe_open(out / _STATE, "pt") as kept:
        epoch = int(kept.metadata()["epoch"])
        for name, one in parameters.items():
            one.data.copy_(kept.get_tensor(name))
            optimizer.state[one] = {kind: kept.get_tensor(f"{kind}:{name}") for kind in _MOMENTS}
    return epoch


def _note(out: Path, epoch: int, found: dict[str, float]) -> None:
    print(f"after epoch {epoch}: {found}", flush=True)
    with (out / "losses.jsonl").open("a") as file:
        file.write(json.dumps({"epoch": epoch, **found}) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    usual = Recipe(str(config.default_models() / "smollm2-135m" / "smollm2-135m-instruct-q4_1.gguf"))
    parser.add_argument("--base", default=usual.base, help="GGUF file of the base model")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("run"))
    parser.add_argument("--rate", type=float, default=usual.rate)
    parser.add_argument("--rank", type=int, default=usual.rank)
    parser.add_argument("--epochs", type=int, default=usual.epochs)
    parser.add_argument("--part", type=float, default=usual.part)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    recipe = Recipe(given.base, rank=given.rank, rate=given.rate, epochs=given.epochs, part=given.part)
    given.out.mkdir(parents=True, exist_ok=True)
    (given.out / "recipe.json").write_text(json.dumps(asdict(recipe), indent=1))
    (given.out / "meeting").unlink(missing_ok=True)
    multiprocessing.spawn(train, (given.workers, recipe, given.out), nprocs=given.workers)


if __name__ == "__main__":
    main()
