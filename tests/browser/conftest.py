"""The real page in the system's Chromium: in front of the scripted Desk, or of the whole studio.
Missing on a person's machine: skipped with the reason; with CI=true: a failure. One browser for all
tests, one studio for each.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from adapters.server import Server
from adapters.web import routes
from adapters.web.client import WebChat
from tests.browser.studio import Real, opened
from tests.standins.fake_desk import CountingIds, FakeDesk, RealClock

SWITCHED_OFF = (
    # Two renderers for each window, for the menu of an address line that nobody sees.
    "WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup",
    # What Playwright switches off: its list is replaced by this one, and these would ask the internet.
    "HttpsUpgrades", "HttpsFirstBalancedModeAutoEnable", "MediaRouter", "OptimizationHints",
    "NetworkTimeServiceQuerying", "AimEnabled", "PreconnectToSearch", "LensOverlay",
    "PaintHolding", "ThirdPartyStoragePartitioning",
)  # fmt: skip
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(SWITCHED_OFF)}",
]
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
PATIENCE_MS = 12_000
"""How long a page may take to what must happen: a slow machine is no bug."""


def chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found:
        return found
    if os.environ.get("CI") == "true":
        pytest.fail("Chromium is missing: apt-get install chromium")
    pytest.skip("Chromium is not installed here")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    path = chromium()
    expect.set_options(timeout=PATIENCE_MS)
    async with async_playwright() as playwright:
        opened_browser = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield opened_browser
        await opened_browser.close()


@dataclass
class Tabs:
    """Tabs at one address; what went wrong in them fails the test, and what they did is told when
    it fails."""

    browser: Browser
    url: str
    errors: list[str] = field(default_factory=list)
    did: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    async def tab(self, size: dict[str, int] | None = None, **options: object) -> Page:
        viewport = size or DESKTOP
        touch = {"has_touch": True, "is_mobile": True} if viewport == PHONE else {}
        context = await self.browser.new_context(viewport=viewport, **touch, **options)  # type: ignore[arg-type]
        self.contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        page = await context.new_page()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on(
            "console",
            lambda m: self.errors.append(m.text) if "Content Security" in m.text else None,
        )
        self._follow(page)
        await page.goto(self.url)
        return page

    def _follow(self, page: Page) -> None:
        number, began = len(self.contexts), time.monotonic()

        def note(what: object) -> None:
            self.did.append(f"tab {number}, {time.monotonic() - began:.2f} s: {what}")

        page.on("request", lambda r: note(f"{r.method} {r.url}"))
        page.on("requestfinished", lambda r: note(f"has {r.url}"))
        page.on("requestfailed", lambda r: note(f"lost {r.url}: {r.failure}"))
        page.on("console", lambda m: note(m.text))

    async def close(self) -> None:
        print(*self.did, sep="\n")
        for context in self.contexts:
            await context.close()


@dataclass
class Stage(Tabs):
    """The page in front of the scripted Desk."""

    desk: FakeDesk = field(kw_only=True)
    chat: WebChat = field(kw_only=True)


@pytest_asyncio.fixture(loop_scope="session")
async def stage(browser: Browser) -> AsyncIterator[Stage]:
    clock, ids = RealClock(), CountingIds()
    chat = WebChat(clock, ids)
    desk = FakeDesk(chat, clock, ids, delay_s=0.3)
    server = Server(routes.build(desk, chat, clock=clock, ids=ids, secret=None))
    made = Stage(browser, await server.start(), desk=desk, chat=chat)
    yield made
    await made.close()
    await server.stop()
    await desk.close()
    assert made.errors == []


@dataclass
class Studio(Tabs):
    """The page in front of the whole studio."""

    real: Real = field(kw_only=True)


Opening = Callable[..., Awaitable[Studio]]


@pytest_asyncio.fixture(loop_scope="session")
async def open_studio(browser: Browser, tmp_path: Path) -> AsyncIterator[Opening]:
    """Opens studios with what the test needs; a bug that was logged fails the test."""
    made: list[Studio] = []

    async def opening(**wanted: object) -> Studio:
        real = await opened(tmp_path / f"studio{len(made)}", **wanted)  # type: ignore[arg-type]
        made.append(Studio(browser, real.url, real=real))
        return made[-1]

    yield opening
    for studio in made:
        await studio.close()
        await studio.real.stop()
    for studio in made:
        assert studio.errors == []
        assert studio.real.bugs() == []


@pytest_asyncio.fixture(loop_scope="session")
async def practice(open_studio: Opening) -> Studio:
    """A fresh studio without any key, as after `make run`."""
    return await open_studio()


@pytest_asyncio.fixture(loop_scope="session")
async def paid(open_studio: Opening) -> Studio:
    """A vendor's key and 100 credits; the vendor answers when the test says so."""
    studio = await open_studio(keyed=True)
    await studio.real.grant(100)
    return studio


@pytest.fixture
def photo() -> Path:
    return Path(__file__).parents[2] / "adapters/web/static/starters/can.jpg"
