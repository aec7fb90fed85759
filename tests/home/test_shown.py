"""What a page shows of the memory is what is kept, and what it changes rests on words of the person."""

from __future__ import annotations

from pathlib import Path

import pytest

from os1.errors import SettingsError
from os1.memory.facts import Fact
from os1.testing.pilot import Pilot, fly
from os1.types import Heard, new_id

pytestmark = pytest.mark.anyio


async def tell(pilot: Pilot, text: str) -> str:
    await pilot.clock.advance(60)
    now = pilot.clock.now()
    heard = Heard(new_id(now), text, now)
    await pilot.home.memory.heard(heard)
    return heard.id


async def test_lines_are_paged_backwards_and_found(tmp_path: Path) -> None:
    async with fly(tmp_path) as pilot:
        ids = [await tell(pilot, f"It is day {number} of the frost.") for number in range(7)]
        shown = pilot.home.memories
        latest = await shown.lines("", "", 3)
        assert [line["id"] for line in latest] == ids[-3:]
        assert [line["id"] for line in await shown.lines("", latest[0]["id"], 3)] == ids[1:4]
        assert await shown.lines("", "nobody", 3) == []
        found = await shown.lines("day 5", "", 3)
        assert found[0]["id"] == ids[5] and found[0]["why"]


async def test_a_correction_by_hand_is_kept_in_the_persons_words(tmp_path: Path) -> None:
    async with fly(tmp_path) as pilot:
        source = await tell(pilot, "Anna lives in Lisbon.")
        await pilot.home.memory.learn(
            [Fact("", "Anna", "lives_in", "Lisbon", sources=(source,), learned=pilot.clock.now())]
        )
        shown = pilot.home.memories
        (fact,) = await shown.facts("lisbon")
        assert await shown.facts("rome") == []
        corrected = await shown.correct(fact["id"], "Porto", "phone")
        assert corrected and corrected["value"] == "Porto"
        (told,) = [one for one in await pilot.log() if "Porto" in one.text]
        assert told.id in corrected["sources"] and told.speaker == "person"
        assert [one["value"] for one in await shown.facts("")] == ["Porto"]
        assert await shown.correct(corrected["id"], "", "phone") is None
        assert await shown.facts("") == []
        with pytest.raises(SettingsError, match="not known any more"):
            await shown.correct(corrected["id"], "Faro", "phone")


async def test_what_is_forgotten_comes_back_for_a_minute(tmp_path: Path) -> None:
    async with fly(tmp_path) as pilot:
        line = await tell(pilot, "The safe opens with 4711.")
        shown = pilot.home.memories
        assert [one["id"] for one in await shown.would_forget([line])] == [line]
        gone = await shown.forget([line])
        assert await shown.lines("", "", 5) == []
        assert await shown.unforget(gone["id"]) == 1
        gone = await shown.forget([line])
        await pilot.clock.advance(61)
        with pytest.raises(SettingsError, match="too late"):
            await shown.unforget(gone["id"])
        with pytest.raises(SettingsError, match="gone already"):
            await shown.forget([line])
