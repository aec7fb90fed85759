"""Takes the best epoch of a training and makes it the brain that OS1 ships: `python -m training.release RUN`.

The best is the one with the least loss on what was set apart. It becomes a GGUF adapter beside OS1's code, and the
catalogue is told its size and SHA-256.
"""

from __future__ import annotations

import argparse
import json
import re
from hashlib import sha256
from pathlib import Path

from safetensors.torch import load_file

from training.adapter import cut, write

ROOT = Path(__file__).resolve().parents[1]
OWN = ROOT / "src/os1/models/own/os1-brain.gguf"
CATALOGUE = ROOT / "src/os1/models/catalogue.toml"
_HEADS = (9, 3)
"""Heads of queries and of keys in SmolLM2 135M."""
_RANK = 3
"""What is shipped of an adapter: of rank 16, this much holds nine tenths, and picks tools as well."""
_NOTES = {
    "name": "OS1 brain",
    "description": "What OS1 taught SmolLM2 135M Instruct: talk, tools, facts, summaries, letters.",
    "license": "apache-2.0",
}


def best(run: Path) -> int:
    """The epoch of `run` with the least loss."""
    lines = (run / "losses.jsonl").read_text(encoding="utf-8").splitlines()
    losses = {one["epoch"]: one["all"] for one in map(json.loads, lines) if one["epoch"]}
    return int(min(losses, key=lambda epoch: losses[epoch]))


def release(run: Path, epoch: int, path: Path = OWN) -> None:
    """Write `epoch` of `run` to `path` as an adapter, cut to what is shipped."""
    recipe = json.loads((run / "recipe.json").read_text(encoding="utf-8"))
    weights = cut(load_file(run / f"epoch-{epoch}.safetensors"), _RANK)
    path.parent.mkdir(exist_ok=True)
    alpha = recipe["alpha"] / recipe["rank"] * _RANK
    write(path, weights, architecture="llama", heads=_HEADS, alpha=alpha, notes=_NOTES)


def pin(path: Path = OWN, catalogue: Path = CATALOGUE) -> None:
    """Tell the catalogue the size and the SHA-256 of `path`."""
    data = path.read_bytes()
    line = f'{{ path = "{path.name}", bytes = {len(data)}, sha256 = "{sha256(data).hexdigest()}" }}'
    text = catalogue.read_text(encoding="utf-8")
    new = re.sub(rf'\{{ path = "{re.escape(path.name)}".*?\}}', line, text)
    catalogue.write_text(new, encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path)
    parser.add_argument("--epoch", type=int, default=0, help="this one instead of the best")
    given = parser.parse_args()
    epoch = given.epoch or best(given.run)
    release(given.run, epoch)
    pin()
    print(f"Epoch {epoch} of {given.run} is now {OWN.relative_to(ROOT)}.")


if __name__ == "__main__":
    main()
