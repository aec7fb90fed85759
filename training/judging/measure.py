"""Measures the judge that is shipped on lines it never learned from: `python -m training.judging.measure`.

Situations: how often an unseen line finds its own, another or none. Care: how much danger is found by the rules,
by the judge and by both, and how often they are alarmed by lines that only look so and by ordinary talk.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence

import numpy as np

from os1 import config
from os1.home.repertory import learned
from os1.home.rooms import open_judge
from os1.mind import care
from os1.mind.repertoire import situations
from os1.models.engines import Judge
from training.judging import lessons
from training.lint import read

UNSEEN = lessons.DATA / "unseen.jsonl"
CARE = lessons.DATA / "care_heldout.jsonl"


async def situations_found(judge: Judge) -> None:
    repertoire = await learned(judge, config.default_models())
    raws = read([UNSEEN])
    plain = {one.key for one in situations() if not one.after}
    raws = [raw for raw in raws if raw["key"] in plain]
    rows = await judge.rows([raw["text"] for raw in raws])
    told = [(raw["key"], *repertoire.nearest(row)) for raw, row in zip(raws, rows, strict=True)]
    print(f"{len(told)} unseen lines of {len(plain)} situations")
    for least in (0.5, 0.55, 0.57, 0.6, 0.65, 0.7):
        kinds = Counter(
            "none" if score < least else "own" if one.key == own else "other" for own, one, score in told
        )
        print(f"  nearer than {least}:", {kind: round(count / len(told), 3) for kind, count in kinds.items()})


async def danger_found(judge: Judge) -> None:
    raws = read([CARE])
    alarms = [raw["text"] for raw in raws if raw["kind"] != "none"]
    calm = [raw["text"] for raw in raws if raw["kind"] == "none"]
    talk = [raw["text"] for raw in read([UNSEEN])]
    for name, texts in (("danger", alarms), ("looks so", calm), ("ordinary talk", talk)):
        shares = np.array([1 - (await judge.sense(text)).concern[""] for text in texts])
        ruled = np.array([care.concern(text) is not None for text in texts])
        print(f"{name}, {len(texts)} lines: rules {ruled.mean():.3f}")
        for least in (0.5, 0.7, 0.8, care.ALARM, 0.9, 0.95):
            judged = shares >= least
            print(f"  judge from {least}: {judged.mean():.3f}, both {(judged | ruled).mean():.3f}")
        if name == "ordinary talk":
            _show([text for text, share in zip(texts, shares, strict=True) if share >= care.ALARM])


def _show(texts: Sequence[str]) -> None:
    for text in texts:
        print("    alarmed by:", text)


async def main() -> None:
    async with open_judge(config.load()) as judge:
        await situations_found(judge)
        await danger_found(judge)


if __name__ == "__main__":
    asyncio.run(main())
