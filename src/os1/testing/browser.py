"""A real browser for tests: headless Chromium whose microphone is a file, and what can be measured in its page."""

from __future__ import annotations

import asyncio
import json
import shutil
import wave
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from os1.errors import SettingsError

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext, Page

_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
    "--allow-loopback-in-peer-connection",
)
_ALLOWED = ("--use-fake-ui-for-media-stream", "--autoplay-policy=no-user-gesture-required")
_LOUDNESS = """
async (milliseconds) => {
    const stream = document.getElementById("voice").srcObject;
    if (!stream) return 0;
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    context.createMediaStreamSource(stream).connect(analyser);
    const data = new Float32Array(analyser.fftSize);
    const until = performance.now() + milliseconds;
    let loudest = 0;
    while (performance.now() < until) {
        await new Promise((done) => setTimeout(done, 50));
        analyser.getFloatTimeDomainData(data);
        loudest = Math.max(loudest, Math.sqrt(data.reduce((sum, x) => sum + x * x, 0) / data.length));
    }
    await context.close();
    return loudest;
}
"""


def executable() -> str:
    """Where this machine's Chromium is.

    Raises:
        SettingsError: there is none.
    """
    for name in ("chromium", "chromium-browser", "google-chrome", "chrome"):
        if found := shutil.which(name):
            return found
    raise SettingsError(
        "No Chromium on this machine; install one (apt-get install chromium) for browser tests."
    )


@asynccontextmanager
async def chromium(microphone: Path | None = None, *, allowed: bool = True) -> AsyncIterator[Browser]:
    """A headless Chromium. `microphone` is a WAV file that it hears over and over (else it hears beeps).

    `allowed` grants the microphone and autoplay without asking; otherwise the browser's own rules hold.
    """
    from playwright.async_api import async_playwright

    flags = [*_FLAGS, *(_ALLOWED if allowed else ())]
    if microphone is not None:
        flags.append(f"--use-file-for-fake-audio-capture={microphone}")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable(), args=flags)
        try:
            yield browser
        finally:
            await browser.close()


class Visitor:
    """A page, and all that went wrong in it or left the machine: `errors` and `strangers` should stay empty."""

    def __init__(self, page: Page, origin: str) -> None:
        self.page = page
        self.errors: list[str] = []
        self.strangers: list[str] = []
        self._origin = origin
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda message: self._noted(message.type, message.text))
        page.on("request", lambda request: self._asked(request.url))

    def _noted(self, kind: str, text: str) -> None:
        # Refused and failed requests are logged by the browser itself; tests look at what they lead to.
        if kind == "error" and not text.startswith(("Failed to load resource", "WebSocket connection to")):
            self.errors.append(text)

    def _asked(self, url: str) -> None:
        host = self._origin.split("://", 1)[1]
        if url.split("://", 1)[-1].split("/", 1)[0] != host:
            self.strangers.append(url)

    async def until(self, expression: str, *, timeout: float = 15) -> None:
        """Wait until `expression` is true in the page; raises TimeoutError after `timeout` seconds.

        Asked from outside again and again: what Playwright itself offers evaluates text inside the page,
        which the page's own policy forbids.
        """
        from playwright.async_api import Error

        async with asyncio.timeout(timeout):
            while True:
                try:
                    if await self.page.evaluate(expression):
                        return
                except Error as error:
                    if "context was destroyed" not in str(error):  # the page is on its way to another
                        raise
                await asyncio.sleep(0.05)

    async def state(self, *wanted: str, timeout: float = 15) -> str:
        """Wait until the page is in one of the states `wanted` (seconds); give the one it is in."""
        await self.until(f"{json.dumps(wanted)}.includes(document.body?.dataset.state)", timeout=timeout)
        return str(await self.page.evaluate("document.body.dataset.state"))

    async def loudness(self, seconds: float = 1.0) -> float:
        """The loudest RMS of the OS's voice as it arrives in the page, 0 to 1, over `seconds`."""
        return float(await self.page.evaluate(_LOUDNESS, seconds * 1000))

    async def lines(self) -> list[tuple[str, str]]:
        """What the transcript shows, as (side, words) with side "person" or "os1"."""
        found: list[Any] = await self.page.evaluate(
            "[...document.querySelectorAll('#lines li')].map((li) => [li.className, li.lastChild.textContent])"
        )
        return [(side, words) for side, words in found]


@asynccontextmanager
async def visit(browser: Browser, url: str, **options: Any) -> AsyncIterator[Visitor]:
    """Open `url` in a browser of its own (no cookies); `options` are Playwright's for a context."""
    context: BrowserContext = await browser.new_context(**options)
    try:
        page = await context.new_page()
        visitor = Visitor(page, "/".join(url.split("/", 3)[:3]))
        await page.goto(url)
        yield visitor
    finally:
        await context.close()


def write_voice(path: Path, seconds: float = 4.0, rate: int = 48_000) -> Path:
    """A WAV file that comes and goes like speech: a buzz of 140 Hz, three syllables a second, then a pause."""
    import numpy as np

    t = np.arange(int(seconds * rate)) / rate
    buzz = sum(np.sin(2 * np.pi * 140 * k * t) / k for k in range(1, 12))
    shape = np.clip(np.sin(2 * np.pi * 1.5 * t) ** 2, 0, 1) * (t < seconds * 0.7)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((9000 * buzz * shape).astype(np.int16).tobytes())
    return path
