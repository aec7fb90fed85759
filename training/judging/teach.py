"""Teaches the judge: `python -m training.judging.teach`; what comes of it is laid beside OS1's code and pinned.

Every few steps it tells the losses, every tenth of the way it is measured on what was set apart and kept. Half an
hour of two cores is enough; `--from` goes on with what was kept.
"""

from __future__ import annotations

import argparse
import math
import random
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from tokenizers import Encoding
from torch import Tensor
from torch.nn import functional

from os1 import config
from os1.mind.repertoire import situations
from os1.models.encoder import open_tokenizer
from os1.models.judge_worker import LONGEST
from training.judging import lessons
from training.judging.lessons import Choice, Lessons
from training.judging.net import Net, unit
from training.release import ROOT, pin

OWN = ROOT / "src/os1/models/own/os1-judge.npz"
RUN = ROOT / "training/run/judge"
_FOLDER = "minilm-l6"
_CHOICES, _LINES = 20, 24
"""Choices and lines of situations a step."""
_PARTS = 4
"""Parts in which texts are read, by their length: else most of the work goes into padding."""
_TEMPERATURE = 0.05
_SOON = 40
"""Steps until the rate is at its height."""
_LOOKS = 10
_NEVER = -1e4


@dataclass(frozen=True, slots=True)
class Read:
    """Texts in tokens: shape (texts, tokens) each."""

    encoded: Sequence[Encoding]
    ids: Tensor
    mask: Tensor
    sides: Tensor


class Teacher:
    """A net with its lessons."""

    def __init__(self, folder: Path, told: Lessons, seed: int) -> None:
        torch.manual_seed(seed)
        self.net = Net(folder / "model.onnx", len(situations()))
        self.told = told
        self.dice = random.Random(seed)
        self.tokenizer = open_tokenizer(folder / "tokenizer.json", LONGEST)

    def losses(self) -> dict[str, Tensor]:
        """What one step gets wrong, by its kind."""
        self.net.train()
        choices = [self.told.choice(self.dice) for _ in range(_CHOICES)]
        situation, tone = self._situations()
        return {
            "tool": self._tools(choices),
            "stretch": self._stretches(choices),
            "situation": situation,
            "tone": tone,
            "concern": self._concerns(),
        }

    def right(self, choices: Sequence[Choice]) -> dict[str, float]:
        """The shares of `choices` with the right tool or none, of those that want a tool, and of the others."""
        self.net.eval()
        hits: dict[str, list[bool]] = defaultdict(list)
        for one in choices:
            with torch.no_grad():
                scores = self._scores([one])
            best = int(scores.argmax())
            got = best if scores[best] > 0 else None
            hits["all"].append(got == one.wanted)
            hits["none" if one.wanted is None else "tool"].append(got == one.wanted)
        return {name: sum(told) / len(told) for name, told in hits.items()}

    def _read(self, texts: Sequence[str] | Sequence[tuple[str, str]]) -> Read:
        encoded = self.tokenizer.encode_batch(list(texts))
        ids = torch.tensor([one.ids for one in encoded])
        mask = torch.tensor([one.attention_mask for one in encoded])
        return Read(encoded, ids, mask, torch.tensor([one.type_ids for one in encoded]))

    def _states(self, read: Read) -> Tensor:
        """The last states; nothing is in them where there is padding."""
        lengths = read.mask.sum(1)
        order = lengths.argsort()
        parts = []
        for some in order.chunk(_PARTS):
            width = int(lengths[some].max())
            states = self.net.states(
                read.ids[some, :width], read.mask[some, :width], read.sides[some, :width]
            )
            parts.append(functional.pad(states, (0, 0, 0, read.ids.shape[1] - width)))
        return torch.cat(parts)[order.argsort()]

    def _scores(self, choices: Sequence[Choice]) -> Tensor:
        """For all tools of all `choices`, one after the other."""
        read = self._read([(one.talk.text, tool.side) for one in choices for tool in one.tools])
        return self.net.wanted(self._states(read)[:, 0])[:, 0].float()

    def _tools(self, choices: Sequence[Choice]) -> Tensor:
        scores = self._scores(choices).split([len(one.tools) for one in choices])
        nothing = torch.zeros(1)
        parts = [
            functional.cross_entropy(
                torch.cat([own, nothing]), torch.tensor(len(own) if one.wanted is None else one.wanted)
            )
            for own, one in zip(scores, choices, strict=True)
        ]
        return torch.stack(parts).mean()

    def _stretches(self, choices: Sequence[Choice]) -> Tensor:
        asked = [(one.talk.text, side, place) for one in choices for side, place in one.stretches()]
        if not asked:
            return torch.zeros(())
        read = self._read([(text, side) for text, side, _ in asked])
        ends = torch.tensor(
            [_tokens(one, place) for one, (*_, place) in zip(read.encoded, asked, strict=True)]
        )
        elsewhere = (read.mask == 0) | (read.sides == 1)
        scores = self.net.span(self._states(read)).float().masked_fill(elsewhere[:, :, None], _NEVER)
        return functional.cross_entropy(scores.transpose(1, 2).flatten(0, 1), ends.flatten())

    def centre(self) -> None:
        """Put the centres of the situations amid their lines, as they lie now."""
        self.net.eval()
        total = torch.zeros_like(self.net.centres)
        with torch.no_grad():
            for begin in range(0, len(self.told.says), _LINES):
                some = self.told.says[begin : begin + _LINES]
                read = self._read([text for text, _ in some])
                rows = unit(self._states(read).float(), read.mask)
                total.index_add_(0, torch.tensor([place for _, place in some]), rows)
            self.net.centres.copy_(functional.normalize(total, dim=-1))

    def _situations(self) -> tuple[Tensor, Tensor]:
        """A line should lie nearest to the centre of its own situation, and have its tone."""
        told = self.told.placed(_LINES, self.dice)
        places = torch.tensor([place for _, place in told])
        read = self._read([text for text, _ in told])
        states = self._states(read)
        rows = unit(states.float(), read.mask)
        near = rows @ functional.normalize(self.net.centres, dim=-1).T / _TEMPERATURE
        tones = torch.tensor(self.told.tones)[places]
        return (
            functional.cross_entropy(near, places) / 2,
            functional.cross_entropy(self.net.tone(states[:, 0]).float(), tones) / 4,
        )

    def _concerns(self) -> Tensor:
        told = self.told.concerns(self.dice)
        read = self._read([text for text, _ in told])
        scores = self.net.care(self._states(read)[:, 0]).float()
        return functional.cross_entropy(scores, torch.tensor([kind for _, kind in told]))


def _tokens(encoded: Encoding, place: tuple[int, int] | None) -> tuple[int, int]:
    """The first and the last token of a stretch of the talk; the very first stands for none."""
    if place is None:
        return 0, 0
    inside = [
        index
        for index, (begin, end) in enumerate(encoded.offsets)
        if not encoded.special_tokens_mask[index]
        and encoded.type_ids[index] == 0
        and end > place[0]
        and begin < place[1]
    ]
    return (inside[0], inside[-1]) if inside else (0, 0)


def teach(teacher: Teacher, minutes: float, rate: float, run: Path) -> None:
    """Take steps for so many `minutes`; the learning `rate` goes down as a cosine does."""
    run.mkdir(parents=True, exist_ok=True)
    net = teacher.net
    groups = [{"params": net.adapters(), "times": 1.0}, {"params": net.heads(), "times": 2.0}]
    optimiser = torch.optim.AdamW(groups, lr=rate, weight_decay=0.01)
    taught = [*net.adapters(), *net.heads()]
    lately: dict[str, float] = {}
    began, step, looks = time.monotonic(), 0, 1
    while (gone := (time.monotonic() - began) / (60 * minutes)) < 1:
        step += 1
        share = min(1.0, step / _SOON) * max(0.03, (1 + math.cos(math.pi * gone)) / 2)
        for group in optimiser.param_groups:
            group["lr"] = rate * share * group["times"]
        with torch.autocast("cpu", torch.bfloat16):
            losses = teacher.losses()
        optimiser.zero_grad()
        torch.stack(list(losses.values())).sum().backward()
        torch.nn.utils.clip_grad_norm_(taught, 1.0)
        optimiser.step()
        lately = {
            name: 0.98 * lately.get(name, loss.item()) + 0.02 * loss.item() for name, loss in losses.items()
        }
        if step % 25 == 0:
            print(f"{gone:4.0%}", step, {name: round(loss, 3) for name, loss in lately.items()}, flush=True)
        if gone >= looks / _LOOKS:
            looks += 1
            keep(net, run / "kept.safetensors")
            print(f"{gone:4.0%} set apart:", teacher.right(teacher.told.apart), flush=True)
    keep(net, run / "kept.safetensors")


def keep(net: Net, path: Path) -> None:
    """Write what was taught to `path`."""
    taught = {name: one.detach().clone() for name, one in net.named_parameters() if one.requires_grad}
    save_file(taught, path)


def release(net: Net, path: Path = OWN) -> None:
    """Write the judge as its process reads it; half floats are exact enough."""
    kept = {name: np.asarray(value, np.float16) for name, value in net.adapter().items()}
    np.savez(path, allow_pickle=False, **kept)
    pin(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--from", dest="kept", type=Path, help="what was kept of an earlier run")
    given = parser.parse_args()
    teacher = Teacher(config.default_models() / _FOLDER, lessons.read(), given.seed)
    if given.kept:
        kept = load_file(given.kept)
        teacher.net.load_state_dict(
            {name: one for name, one in kept.items() if name != "centres"}, strict=False
        )
    teacher.centre()
    teach(teacher, given.minutes, given.rate, RUN)
    release(teacher.net)
    print(f"The judge is now {OWN.relative_to(ROOT)}:", teacher.right(teacher.told.apart))


if __name__ == "__main__":
    main()
