"""The promises that every app makes: strings in one file, a quality card that says done or why not."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import os1.apps.reminders as package

FOLDER = Path(package.__file__).parent
SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("*.py"))


def test_every_sentence_is_used_and_none_is_a_list_or_a_digit() -> None:
    sections = tomllib.loads((FOLDER / "strings.toml").read_text(encoding="utf-8"))
    for section, sentences in sections.items():
        for name, sentence in sentences.items():
            whole = f'"{section}.{name}"' in SOURCE
            built = re.search(rf'f"{section}\.[^"]*{{', SOURCE) or f'("{name}"' in SOURCE
            assert whole or built, f"{section}.{name} is never said"
            assert not re.search(r"[*#_\d\n]", re.sub(r"{\w+}", "", sentence)), (
                f"{section}.{name} is not speech"
            )


def test_the_quality_card_is_done_or_gives_a_reason() -> None:
    card = tomllib.loads((FOLDER / "quality.toml").read_text(encoding="utf-8"))
    assert {"undo", "offline", "restart", "spoken-output", "strings", "tests", "docs"} <= set(card["rules"])
    assert set(card["rules"].values()) == {"done"}
    assert all(len(reason.split()) > 2 for reason in card["exempt"].values())
