"""`make pictures`: the pictures of the README, taken from the real page of a fresh studio. Run it
again when the page changes; nothing is posed that a newcomer does not see in the first minute."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

ROOT = Path(__file__).parents[1]
DESKTOP = {"width": 1360, "height": 940}
PHONE = {"width": 390, "height": 844}
READY_MS = 20_000
"""A sketch takes a second; a busy machine may take longer."""
COLOURS = 256
"""A palette is enough for a page and keeps the file small."""


@contextmanager
def studio() -> Iterator[str]:
    """A fresh studio on a free port, and its address."""
    with tempfile.TemporaryDirectory(prefix="artdesk-") as data:
        mine = {k: v for k, v in os.environ.items() if not k.startswith("ARTDESK_")}  # noqa: TID251
        running = subprocess.Popen(
            [sys.executable, "-m", "bot", "run"],
            cwd=ROOT,
            env={**mine, "ARTDESK_DATA": data, "ARTDESK_PORT": "0"},
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            said = running.stdout.readline() if running.stdout else ""
            found = re.search(r"http://\S+", said)
            if found is None:
                raise RuntimeError(f"the studio did not open: {said}")
            yield found[0]
        finally:
            running.send_signal(signal.SIGINT)
            running.wait(30)


def versions(page: Page, count: int) -> None:
    """Waits until so many versions stand in the strip and the newest is drawn."""
    strip = page.locator(".thread .strip .version")
    expect(strip).to_have_count(count, timeout=READY_MS)
    expect(page.get_by_role("progressbar")).to_have_count(0, timeout=READY_MS)


def first_minute(page: Page) -> None:
    """The starter, its sketch, one reply."""
    page.get_by_role("button", name="Product in a scene").click()
    # The starter types itself; Enter in the middle of it would send half a brief.
    expect(page.locator("#line")).to_have_value(re.compile("Instagram story$"))
    page.press("#line", "Enter")
    page.locator(".thread-link").first.click(timeout=READY_MS)
    versions(page, 1)
    page.fill("#line-thread", "headline: Summer has landed")
    page.press("#line-thread", "Enter")
    versions(page, 2)
    top(page)


def top(page: Page) -> None:
    """The newest picture from its upper edge, when what changed is outlined."""
    expect(page.locator(".thread .outline").first).to_be_visible(timeout=READY_MS)
    page.locator(".thread .post .picture").last.scroll_into_view_if_needed()
    page.locator(".thread .post").last.evaluate("post => post.scrollIntoView({block: 'start'})")
    page.wait_for_timeout(500)


def shoot(page: Page, name: str) -> None:
    with Image.open(BytesIO(page.screenshot())) as picture:
        small = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.FLOYDSTEINBERG)
        target = ROOT / "docs" / name
        small.save(target, optimize=True)
    print(f"{target.relative_to(ROOT)}: {target.stat().st_size // 1024} kB")


def main() -> None:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    with studio() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport=DESKTOP, color_scheme="light")  # type: ignore[arg-type]
        page.goto(url)
        first_minute(page)
        shoot(page, "page.png")
        phone = browser.new_page(viewport=PHONE, color_scheme="dark")  # type: ignore[arg-type]
        phone.goto(url)
        phone.locator(".thread-link").first.click(timeout=READY_MS)
        versions(phone, 2)
        top(phone)
        shoot(phone, "phone.png")
        browser.close()


if __name__ == "__main__":
    main()
