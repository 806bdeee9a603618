"""The first minute of a newcomer, in the real studio, step by step as experience.md section 10."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import PHONE, Studio

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

CARD_MS = 100
SKETCH_MS = 1500
TRIES = 3
"""Other programs share this machine: one of so many tries must keep the time."""
STOPWATCH = """() => {
  const seen = window.seen = {};
  addEventListener('keydown', e => { if (e.key === 'Enter') Object.assign(seen, {enter: performance.now(), card: 0, sketch: 0}); }, true);
  const old = new Set(document.querySelectorAll('.channel .post, .channel .picture'));
  const look = () => {
    const fresh = css => [...document.querySelectorAll(css)].some(e => !old.has(e));
    if (seen.enter && !seen.card && fresh('.channel .post')) seen.card = performance.now();
    if (seen.enter && !seen.sketch && fresh('.channel .picture')) seen.sketch = performance.now();
  };
  new MutationObserver(look).observe(document.body, {childList: true, subtree: true});
}"""


async def press(page: Page, name: str, where: str = ".thread") -> None:
    await page.locator(where).get_by_role("button", name=name).last.click()


@pytest.mark.timed
async def test_a_sketch_is_there_in_a_moment(practice: Studio) -> None:
    page = await practice.tab()
    best = (CARD_MS * 10, SKETCH_MS * 10)
    for number in range(TRIES):
        await page.evaluate(STOPWATCH)
        await page.fill("#line", f"a cold-brew can on wet stone, take {number}, for a story")
        await expect(page.locator(".composer .chip").first).to_be_visible()
        await page.press("#line", "Enter")
        await expect(page.locator(".channel .picture")).to_have_count(number + 1)
        seen = await page.evaluate("window.seen")
        best = min(best, (seen["card"] - seen["enter"], seen["sketch"] - seen["enter"]))
        if best[0] < CARD_MS and best[1] < SKETCH_MS:
            break
        await page.reload()
        await expect(page.locator("#line")).to_be_visible()
    assert best[0] < CARD_MS
    assert best[1] < SKETCH_MS


async def test_the_first_minute(practice: Studio) -> None:
    page = await practice.tab()
    # 0 s: one line, three starters, 500 practice credits
    await expect(page.locator("#line")).to_be_focused()
    await expect(page.locator(".starter")).to_have_count(3)
    await expect(page.locator(".balance")).to_have_text("500.0practice credits")
    # 3 s: a starter types itself, its photo appears as the product
    await page.get_by_role("button", name="Product in a scene").click()
    await expect(page.locator("#line")).to_have_value(
        "a cold-brew can on wet stone, morning light, for an Instagram story"
    )
    await expect(page.locator(".chip.photo select")).to_have_value("product")
    chips = page.locator(".composer .chip")
    await expect(chips.filter(has_text="Instagram story 1080x1920")).to_be_visible()
    await expect(chips.filter(has_text="can.jpg")).to_have_count(1)
    # 6 s: Enter; the sketch, beside it what the real thing would cost
    await page.press("#line", "Enter")
    thread = page.locator(".thread")
    await expect(thread.locator(".picture img")).to_be_visible()
    await expect(thread.get_by_text("Nano Banana 2.1 would cost 3.4")).to_be_visible()
    await expect(page.locator(".channel .by")).to_contain_text("You")
    # 12 s: three replies to tap
    await expect(thread.locator(".suggestions button")).to_have_text(
        ["headline: Summer has landed", "same as YouTube thumbnail", "darker stone"]
    )
    await press(page, "headline: Summer has landed")
    # 20 s: 1.2 beside 1.1, what changed outlined, the words above, the buttons in view
    await expect(thread.locator(".sides .half figcaption")).to_contain_text(["1.1", "1.2"])
    await expect(thread.locator(".outline").first).to_be_visible()
    await expect(thread.locator(".post .words")).to_have_text("headline: Summer has landed")
    await expect(thread.locator(".suggestions button")).to_have_text(
        ["bigger headline", "same as YouTube thumbnail", "darker stone"]
    )
    await expect(page.get_by_role("button", name="Ask for approval").last).to_be_in_viewport()
    # 30 s: practise: reserved, spent, the balance ticks and opens the ledger
    await press(page, "Practise with it 3.4")
    await expect(page.locator(".balance strong")).to_have_text("496.6")
    await expect(thread.get_by_text("3.4 spent")).to_be_visible()
    await page.reload()
    await page.locator(".balance").click()
    rows = page.locator(".panel tbody tr")
    await expect(rows).to_have_count(2)
    await expect(rows.first).to_contain_text("spent, Nano Banana 2.1")
    await expect(rows.first).to_contain_text("You")
    await page.get_by_role("button", name="Close").click()
    # 40 s: approval by the practice approver
    await press(page, "Ask for approval")
    await expect(thread.get_by_text("Practice approver decides.")).to_be_visible()
    await page.reload()
    await press(page, "Act as them")
    await expect(page.locator(".count-badge")).to_have_text("1")
    await page.get_by_role("button", name="1 picture waits for your decision").click()
    await page.locator(".panel").get_by_role("button", name="1.3").click()
    review = thread.locator(".kind-review")
    await review.get_by_role("button", name="Approve").click()
    await expect(review.get_by_text("Approved - locks in")).to_be_visible()
    await expect(review.get_by_role("button", name="Undo")).to_be_visible()
    await expect(page.locator(".count-badge")).to_have_count(0)
    await page.reload()
    await review.get_by_role("button", name="Lock now").click()
    # 50 s: download; 60 s: make it for real
    approved = page.locator(".channel .kind-approved")
    await expect(approved).to_contain_text("1.3 approved (practice) by Practice approver")
    async with page.expect_download() as download:
        await approved.get_by_role("link", name="Download").click()
    file = await download.value
    assert file.suggested_filename == "1.3-story.jpg"
    assert Path(await file.path()).read_bytes().startswith(b"\xff\xd8")
    await expect(approved).to_contain_text("Make it for real:")
    await approved.get_by_role("button", name="add a key").click()
    await expect(page.locator(".panel")).to_contain_text("ARTDESK_GOOGLE_API_KEY")


async def walk_to(page: Page, name: str) -> None:
    """Tab until the focus stands on something called like that."""
    for _ in range(80):
        await page.keyboard.press("Tab")
        here = await page.evaluate(
            "e => (e = document.activeElement) === document.body ? '' : e.getAttribute('aria-label') || e.textContent"
        )
        if here.startswith(name):
            return
    pytest.fail(f"no way to {name} with Tab")


async def test_from_the_line_to_the_approval_with_the_keyboard_alone(practice: Studio) -> None:
    page = await practice.tab()
    await expect(page.locator("#line")).to_be_focused()
    await page.keyboard.type("a can on stone for a story")
    await page.keyboard.press("Enter")
    thread = page.locator(".thread")
    await expect(thread.locator(".suggestions")).to_be_visible()
    await expect(page.locator("#line-thread")).to_be_focused()
    await page.keyboard.type("darker stone")
    await expect(page.locator(".thread .price")).to_contain_text("Changes 1.1")
    await page.keyboard.press("Enter")
    await expect(thread.locator(".sides")).to_be_visible()
    await expect(page.locator(".live")).to_contain_text("1.2 is ready")
    await expect(page.locator("#line-thread")).to_be_focused()
    await page.locator(".skip").focus()
    await walk_to(page, "Full size")
    await page.keyboard.press("Enter")
    await expect(page.locator("dialog.viewer")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.locator("dialog.viewer")).to_have_count(0)
    await page.locator(".thread .sides .open").last.focus()
    await walk_to(page, "Ask for approval")
    await page.keyboard.press("Enter")
    await expect(thread.get_by_text("Practice approver decides.")).to_be_visible()
    await walk_to(page, "Act as them")
    await page.keyboard.press("Enter")
    await expect(page.locator(".count-badge")).to_have_text("1")
    await expect(page.locator("#line-thread")).to_be_focused()
    await page.locator(".kind-review .open").focus()
    await walk_to(page, "Approve")
    await page.keyboard.press("Enter")
    await expect(thread.get_by_text("Approved - locks in")).to_be_visible()


async def test_what_is_ready_is_said_once(practice: Studio) -> None:
    page = await practice.tab()
    await page.evaluate("""() => { window.said = [];
        const live = document.querySelector('.live');
        new MutationObserver(() => window.said.push(live.textContent.trim())).observe(live, {childList: true, characterData: true, subtree: true}); }""")
    await page.fill("#line", "a can on stone for a story")
    await page.press("#line", "Enter")
    await expect(page.locator(".thread .suggestions")).to_be_visible()
    await press(page, "darker stone")
    await expect(page.locator(".thread .sides")).to_be_visible()
    await expect(page.locator(".live")).to_contain_text("1.2 is ready")
    said = await page.evaluate("window.said")
    assert [words for words in said if "ready" in words] == ["1.1 is ready", "1.2 is ready"]


async def test_on_a_phone_the_thread_is_a_page_and_its_buttons_are_in_view(
    practice: Studio,
) -> None:
    page = await practice.tab(PHONE, color_scheme="dark")
    await page.get_by_role("button", name="Product in a scene").tap()
    await expect(page.locator(".chip.photo select")).to_have_value("product")
    await page.get_by_role("button", name="Free sketch").tap()
    await expect(page.locator(".thread .suggestions")).to_be_visible()
    await expect(page.locator(".channel")).to_be_hidden()
    await expect(page.locator("#line-thread")).to_be_in_viewport()
    await expect(page.locator(".thread .suggestions button").last).to_be_in_viewport()
    assert not await page.evaluate("document.documentElement.scrollWidth > innerWidth")
    await page.get_by_role("button", name="Back").tap()
    await expect(page.locator(".channel .picture")).to_be_visible()
    assert not await page.evaluate("document.documentElement.scrollWidth > innerWidth")
