"""What the page keeps for people: their words when the studio cannot take them, their place on the
page when a button that they pressed is gone."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Studio

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def send(page: Page, words: str, line: str = "#line") -> None:
    await page.fill(line, words)
    await page.press(line, "Enter")


async def test_what_was_typed_comes_back_when_the_studio_cannot_take_it(practice: Studio) -> None:
    page = await practice.tab()
    words = ("a can " * 6_667).strip()
    await send(page, words)
    await expect(page.locator(".channel .tell")).to_contain_text("nothing is lost")
    await expect(page.locator("#line")).to_have_value(words)
    await send(page, "a can on stone for a story x4")
    await expect(page.locator(".pick .option")).to_have_count(4)
    await page.locator(".thread").get_by_role("button", name="Options").click()
    await page.locator(".thread .depths").get_by_label("Model").fill("Nano Banana 2.1")
    await send(page, "darker stone", "#line-thread")
    await expect(page.locator(".thread .tell")).to_contain_text("Pick")
    await expect(page.locator("#line-thread")).to_have_value("darker stone")
    model = page.locator(".thread .depths").get_by_label("Model")
    await expect(model).to_have_value("Nano Banana 2.1")
    await model.fill("")
    await page.press("#line-thread", "Enter")
    await expect(page.locator(".thread .words").last).to_have_text("darker stone")
    await expect(page.locator("#line-thread")).to_have_value("")
