"""The page in a real browser: heard, answered, read, written to, and let in."""

from __future__ import annotations

from pathlib import Path

import pytest

from os1 import config
from os1.server import opened
from os1.testing.browser import chromium, visit, write_voice
from os1.testing.door import ANSWER, FakeDoor
from os1.testing.served import served

pytestmark = [pytest.mark.anyio, pytest.mark.browser]
PHONE = {"viewport": {"width": 360, "height": 640}, "has_touch": True, "is_mobile": True}


async def test_a_voice_goes_out_and_a_voice_and_words_come_back(tmp_path: Path) -> None:
    voice = write_voice(tmp_path / "voice.wav")
    async with served(tmp_path) as os1, chromium(voice) as browser, visit(browser, os1.reach.here) as visitor:
        await visitor.state("listening", "thinking", "speaking")
        assert await visitor.loudness(1.5) > 0.05
        await visitor.until("document.querySelectorAll('#lines li').length >= 2", timeout=10)
        assert (await visitor.lines())[:2] == [
            ("person", "And so, my fellow Americans."),
            ("os1", " ".join(ANSWER)),
        ]
        assert await visitor.page.evaluate("location.hash") == ""
        assert set(os1.door.echoes.values()) == {False}, "this browser cancels the echo"
        assert visitor.errors == [] and visitor.strangers == []


async def test_a_browser_that_does_not_cancel_the_echo_says_so(tmp_path: Path) -> None:
    async with served(tmp_path) as os1, chromium() as browser, visit(browser, os1.reach.here) as visitor:
        await visitor.state("listening")
        await visitor.page.add_init_script("MediaStreamTrack.prototype.getSettings = () => ({})")
        await visitor.page.reload()
        await visitor.state("listening")
        assert set(os1.door.echoes.values()) == {True}


async def test_words_can_be_written_and_read_with_keys_alone(tmp_path: Path) -> None:
    async with served(tmp_path) as os1, chromium() as browser, visit(browser, os1.reach.here) as visitor:
        page = visitor.page
        await visitor.state("listening")
        await page.keyboard.type("tell me <b>all</b>", delay=30)
        assert await page.input_value("#words") == "tell me <b>all</b>"
        await page.keyboard.press("Enter")
        await visitor.until(f"document.getElementById('caption').textContent === '{ANSWER[1]}'")
        assert os1.door.said[0][0] == "tell me <b>all</b>"
        await page.keyboard.press("Escape")
        await page.keyboard.press("t")
        await visitor.until("!document.getElementById('sheet').inert")
        assert ("person", "tell me <b>all</b>") in await visitor.lines()
        await page.keyboard.press("Escape")
        assert await page.evaluate("document.getElementById('sheet').inert")
        assert visitor.errors == []


async def test_space_mutes_and_unmutes(tmp_path: Path) -> None:
    async with served(tmp_path) as os1, chromium() as browser, visit(browser, os1.reach.here) as visitor:
        await visitor.state("listening")
        await visitor.page.keyboard.press("Space")
        await visitor.state("muted")
        assert await visitor.page.inner_text("#status") == "muted"
        await visitor.page.keyboard.press("Space")
        await visitor.state("listening")


async def test_a_refused_microphone_is_said_in_a_sentence_and_writing_works(tmp_path: Path) -> None:
    async with (
        served(tmp_path) as os1,
        chromium(allowed=False) as browser,
        visit(browser, os1.reach.here, permissions=[]) as visitor,
    ):
        await visitor.state("begin")
        await visitor.page.click("#stage")
        await visitor.state("writing")
        assert "keeps the microphone from me" in await visitor.page.inner_text("#notice")
        await visitor.page.keyboard.type("hello")
        await visitor.page.keyboard.press("Enter")
        await visitor.until(f"document.body.innerText.includes('{ANSWER[1]}')")


async def test_the_page_comes_back_by_itself_after_the_os_restarts(tmp_path: Path) -> None:
    settings = config.load(tmp_path)
    async with chromium() as browser:
        first = FakeDoor()
        async with opened(first, settings, port=0) as reach:
            port = int(reach.here.split(":")[2].split("/")[0])
            context = visit(browser, reach.here)
            visitor = await context.__aenter__()
            await visitor.state("listening")
        try:
            await first.close()
            await visitor.state("away")
            second = FakeDoor()
            await _copy(first, second)
            async with opened(second, settings, port=port):
                await visitor.state("listening", timeout=20)
                assert await visitor.loudness(1.5) > 0.05
                assert visitor.errors == []
                await second.close()
        finally:
            await context.__aexit__(None, None, None)


async def test_a_phone_comes_in_by_the_qr_link_and_goes_when_it_is_removed(tmp_path: Path) -> None:
    async with served(tmp_path, lan=True) as os1, chromium() as browser:
        assert os1.reach.phones is not None
        port = os1.reach.phones.rstrip("/").rsplit(":", 1)[1]
        link = f"https://127.0.0.1:{port}/#token={os1.reach.invite().token}"
        async with visit(browser, link, ignore_https_errors=True, **PHONE) as phone:
            await phone.state("listening")
            assert await phone.page.evaluate("document.documentElement.scrollWidth") <= 360
            async with visit(browser, os1.reach.here) as desk:
                await desk.state("listening")
                await desk.page.click("#handle")
                await desk.page.click("#show-devices")
                row = desk.page.locator("#devices li", has_text="here now")
                await row.get_by_role("button").click()
                await row.get_by_role("button").click()
                await phone.page.wait_for_selector("#code")
            assert len(os1.door.hung_up) == 1
            assert phone.strangers == []


async def test_a_code_lets_a_browser_in_and_a_wrong_one_does_not(tmp_path: Path) -> None:
    async with served(tmp_path) as os1, chromium() as browser, visit(browser, f"{os1.base}/") as visitor:
        code = os1.reach.invite().code
        await visitor.page.fill("#code", f"{(int(code) + 1) % 1_000_000:06d}")
        await visitor.until("document.getElementById('status').textContent.includes('did not work')")
        await visitor.page.fill("#code", code)
        await visitor.state("listening")
        assert visitor.errors == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_text_has_contrast_enough(tmp_path: Path, scheme: str) -> None:
    async with (
        served(tmp_path) as os1,
        chromium() as browser,
        visit(browser, os1.reach.here, color_scheme=scheme) as visitor,
    ):
        await visitor.state("listening")
        colours = await visitor.page.evaluate(
            "['--ink','--soft','--glow','--ground','--edge','--paper','--paper-ink','--paper-soft']"
            ".map((name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim())"
        )
    ink, soft, _, ground, edge, paper, paper_ink, paper_soft = colours
    # Small words lie in the lower third of the page, between the ground and the edge of the gradient.
    for front, back in ((ink, ground), (ink, edge), (soft, edge), (paper_ink, paper), (paper_soft, paper)):
        assert contrast(front, back) >= 4.5, (front, back)


def contrast(one: str, other: str) -> float:
    """The WCAG 2 contrast ratio of two #rrggbb colours."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


async def _copy(one: FakeDoor, other: FakeDoor) -> None:
    """What the store keeps over a restart."""
    for key, document in await one.shelf("server").items():
        await other.shelf("server").put(key, document)
