"""The real page in the system's Chromium, in front of the scripted Desk. Missing on a person's
machine: skipped with the reason; with CI=true: a failure."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, async_playwright

from adapters.server import Server
from adapters.web import routes
from adapters.web.client import WebChat
from tests.standins.fake_desk import CountingIds, FakeDesk, RealClock

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}


def chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found:
        return found
    if os.environ.get("CI") == "true":
        pytest.fail("Chromium is missing: apt-get install chromium")
    pytest.skip("Chromium is not installed here")


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    path = chromium()
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield opened
        await opened.close()


@dataclass
class Stage:
    """The running studio; `server` can be stopped and started on the same port."""

    url: str
    desk: FakeDesk
    chat: WebChat
    server: Server
    browser: Browser
    errors: list[str] = field(default_factory=list)

    async def tab(self, size: dict[str, int] | None = None, **options: object) -> Page:
        viewport = size or DESKTOP
        touch = {"has_touch": True, "is_mobile": True} if viewport == PHONE else {}
        context = await self.browser.new_context(viewport=viewport, **touch, **options)  # type: ignore[arg-type]
        context.set_default_timeout(6000)
        page = await context.new_page()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on(
            "console",
            lambda m: self.errors.append(m.text) if "Content Security" in m.text else None,
        )
        await page.goto(self.url)
        return page


@pytest.fixture
async def stage(browser: Browser) -> AsyncIterator[Stage]:
    clock, ids = RealClock(), CountingIds()
    chat = WebChat(clock, ids)
    desk = FakeDesk(chat, clock, ids, delay_s=0.3)
    server = Server(routes.build(desk, chat, clock=clock, ids=ids, secret=None))
    made = Stage(await server.start(), desk, chat, server, browser)
    yield made
    await server.stop()
    await desk.close()
    assert made.errors == []


@pytest.fixture
def photo() -> Path:
    return Path(__file__).parents[2] / "adapters/web/static/starters/can.jpg"
