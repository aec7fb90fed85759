"""The memory under /api/memory, and its panel in a real browser before a real home."""

from __future__ import annotations

from pathlib import Path

import pytest

from os1 import config
from os1.memory.facts import Fact
from os1.server import opened
from os1.testing.browser import Visitor, chromium, visit
from os1.testing.pilot import Pilot, fly
from os1.testing.served import next_event, served
from os1.types import Heard, new_id

pytestmark = pytest.mark.anyio
LINES = [
    {"id": f"u{n}", "speaker": "person", "time": "2026-03-04T09:30:00+00:00", "text": text, "why": {}}
    for n, text in enumerate(["I keep bees.", "Anna moved to Lisbon.", "The lake froze."])
]
FACT = {"id": "f1", "subject": "Anna", "relation": "lives_in", "value": "Lisbon", "sources": ["u1"]}


async def test_lines_and_facts_are_looked_through(tmp_path: Path) -> None:
    async with served(tmp_path) as os1, os1.known() as known:
        os1.door.memories.kept, os1.door.memories.known = list(LINES), [FACT]
        assert (await known.get("/api/memory?n=2")).json() == LINES[1:]
        assert (await known.get("/api/memory?before=u1")).json() == LINES[:1]
        assert (await known.get("/api/memory?q=lake")).json() == LINES[2:]
        assert (await known.get("/api/memory/facts?q=lisbon")).json() == [FACT]
        assert (await known.get("/api/memory/facts?q=rome")).json() == []


@pytest.mark.parametrize("query", ["n=0", "n=many", "n=201", "n=-1", "q=" + "x" * 501])
async def test_what_cannot_be_meant_gets_a_sentence(tmp_path: Path, query: str) -> None:
    async with served(tmp_path) as os1, os1.known() as known:
        answer = await known.get(f"/api/memory?{query}")
        assert answer.status_code == 400
        assert answer.json()["error"].endswith(".")


async def test_lines_are_shown_before_they_go_and_can_come_back(tmp_path: Path) -> None:
    async with served(tmp_path) as os1, os1.known() as known:
        os1.door.memories.kept = list(LINES)
        asked = {"ids": ["u0", "u2"]}
        assert (await known.post("/api/memory/would-forget", json=asked)).json() == [LINES[0], LINES[2]]
        gone = (await known.post("/api/memory/forget", json=asked)).json()
        assert gone["lines"] == 2 and os1.door.memories.kept == [LINES[1]]
        assert (await known.post("/api/memory/forget", json=asked)).status_code == 409
        assert (await known.delete(f"/api/memory/forget/{gone['id']}")).json() == {"lines": 2}
        late = await known.delete(f"/api/memory/forget/{gone['id']}")
        assert late.status_code == 409 and "too late" in late.json()["error"]


@pytest.mark.parametrize("body", [{}, {"ids": []}, {"ids": [3]}, {"ids": "u0"}])
async def test_nothing_is_forgotten_without_names(tmp_path: Path, body: dict[str, object]) -> None:
    async with served(tmp_path) as os1, os1.known() as known:
        for path in ("forget", "would-forget"):
            assert (await known.post(f"/api/memory/{path}", json=body)).status_code == 400


async def test_a_fact_is_corrected(tmp_path: Path) -> None:
    async with served(tmp_path) as os1, os1.known() as known:
        os1.door.memories.known = [FACT]
        assert (await known.put("/api/memory/facts/f1", json={"value": " Porto "})).json()["value"] == "Porto"
        assert (await known.put("/api/memory/facts/f1", json={"value": 3})).status_code == 400
        assert (await known.put("/api/memory/facts/f1", json={"value": ""})).json() is None
        assert (await known.put("/api/memory/facts/f1", json={"value": "x"})).status_code == 409


async def test_strangers_and_other_sites_see_and_change_nothing(tmp_path: Path) -> None:
    async with served(tmp_path) as os1, os1.known() as known:
        os1.door.memories.kept = list(LINES)
        async with os1.browser() as stranger:
            assert (await stranger.get("/api/memory")).status_code == 401
            assert (await stranger.post("/api/memory/forget", json={"ids": ["u0"]})).status_code == 401
        elsewhere = {"origin": "http://elsewhere.example"}
        asked = await known.post("/api/memory/forget", json={"ids": ["u0"]}, headers=elsewhere)
        assert asked.status_code == 403
        assert os1.door.memories.kept == LINES


async def tell(pilot: Pilot, *texts: str) -> list[str]:
    ids = []
    for text in texts:
        await pilot.clock.advance(60)
        now = pilot.clock.now()
        ids.append(new_id(now))
        await pilot.home.memory.heard(Heard(ids[-1], text, now))
    return ids


async def test_every_open_page_hears_of_what_is_gone_and_of_a_correction(tmp_path: Path) -> None:
    async with served(tmp_path) as os1, os1.known() as known, os1.live(known) as socket:
        os1.door.bus.publish("forgotten", lines=3)
        assert await next_event(socket, "forgotten") == {"lines": 3}


async def memory_panel(visitor: Visitor) -> None:
    await visitor.state("writing")
    await visitor.page.click("#handle")
    await visitor.page.click("#show-memory")
    await visitor.until("!document.getElementById('memory').hidden")


ROWS = "[...document.querySelectorAll('#memory ul:last-of-type li')].map((li) => li.firstChild.textContent)"


@pytest.mark.browser
async def test_the_panel_finds_corrects_forgets_and_brings_back(tmp_path: Path) -> None:
    async with fly(tmp_path) as pilot, chromium() as browser:
        ids = await tell(
            pilot, "I keep bees behind the house.", "Anna lives in Lisbon now.", "The lake froze."
        )
        known = Fact("", "Anna", "lives_in", "Lisbon", sources=(ids[1],), learned=pilot.clock.now())
        await pilot.home.memory.learn([known])
        async with (
            opened(pilot.home, config.load(tmp_path), port=0) as reach,
            visit(browser, reach.here) as visitor,
        ):
            await memory_panel(visitor)
            await visitor.until("document.querySelectorAll('#memory mark').length === 1")
            page = visitor.page
            assert "lake" in (await page.evaluate(ROWS))[0]

            await page.click("#memory button[aria-label^='Correct']")
            await page.fill("#memory form input", "Porto")
            await page.keyboard.press("Enter")
            await visitor.until("document.querySelector('#memory mark')?.textContent === 'Porto'")
            assert [fact.value for fact in await pilot.home.memory.facts("Anna")] == ["Porto"]
            assert "Porto, not Lisbon" in (await pilot.log())[-1].text

            await page.fill("#memory input[type=search]", "bees")
            await page.keyboard.press("Enter")
            await visitor.until(f"{ROWS}[0].startsWith('I keep bees')")
            await page.click("#memory ul:last-of-type button")
            await visitor.until("document.querySelector('#memory .asking')")
            assert ids[0] in [one.id for one in await pilot.log()]
            await page.click("#memory .asking button")
            await visitor.until(f"{ROWS}[0].startsWith('I can\\u2019t find')")
            assert ids[0] not in [one.id for one in await pilot.log()]
            await page.click("#memory [aria-live] button")
            await visitor.until(f"{ROWS}[0].startsWith('I keep bees')")
            assert ids[0] in [one.id for one in await pilot.log()]
            assert visitor.errors == [] and visitor.strangers == []
