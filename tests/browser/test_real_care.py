"""What the page keeps for people: their words when the studio cannot take them, their place on the
page when a button that they pressed is gone."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Stage, Studio

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


HERE = "() => (e => e.id || e.getAttribute('aria-label') || e.textContent || e.tagName)(document.activeElement)"


async def here(page: Page) -> str:
    """What the keyboard stands on, by its name; BODY: nowhere."""
    name: str = await page.evaluate(HERE)
    return name.strip()


async def opened(stage: Stage) -> Page:
    page = await stage.tab()
    await send(page, "a can")
    await page.locator(".thread-link").first.click()
    await expect(page.locator(".thread .picture img")).to_be_visible()
    return page


async def test_a_pressed_button_keeps_the_focus_or_leaves_it_to_the_line(stage: Stage) -> None:
    page = await opened(stage)
    await page.get_by_role("button", name="Practise with it").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator(".balance")).to_contain_text("496.6")
    assert (await here(page)).startswith("Practise with it")
    await page.locator(".thread").get_by_role("button", name="More", exact=True).click()
    discard = page.get_by_role("button", name="Discard")
    await discard.focus()
    await page.keyboard.press("Enter")
    await expect(
        page.get_by_role("group", name="Discard").get_by_role("button").first
    ).to_be_focused()
    await page.get_by_role("button", name="No, keep it").focus()
    await page.keyboard.press("Enter")
    await expect(discard).to_be_focused()
    await page.get_by_role("button", name="Ask for approval").press("Enter")
    await page.get_by_role("button", name="Dismiss").last.press("Enter")
    await expect(page.locator("#line-thread")).to_be_focused()


async def test_reactions_are_given_with_the_keyboard_alone(stage: Stage) -> None:
    page = await opened(stage)
    add = page.locator(".thread").get_by_role("button", name="Add a reaction")
    await add.press("Enter")
    await expect(page.locator(".thread .reaction.offer").first).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(add).to_be_focused()
    await add.press("Enter")
    await page.get_by_role("button", name="Like", exact=True).press("Enter")
    await expect(add).to_be_focused()
    await page.get_by_role("button", name="Like, 1").press("Enter")
    await expect(add).to_be_focused()


async def test_what_opened_a_thread_or_a_panel_has_the_focus_when_it_is_closed(
    stage: Stage,
) -> None:
    page = await opened(stage)
    await page.locator(".thread").get_by_role("button", name="Close").press("Enter")
    await expect(page.locator(".thread")).to_have_count(0)
    await expect(page.locator(".thread-link")).to_be_focused()
    credits_ = page.locator("button.balance")
    await credits_.press("Enter")
    await expect(page.locator(".panel table")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.locator(".panel")).to_have_count(0)
    await expect(credits_).to_be_focused()


async def test_the_wrong_field_has_the_focus_each_time_a_form_comes_back(practice: Studio) -> None:
    page = await practice.tab()
    await page.locator(".balance").click()
    await page.locator(".panel").get_by_role("button", name="Add credits").click()
    amount = page.get_by_label("How many credits?")
    for wrong in ("-5", "12.34"):
        await amount.fill(wrong)
        await page.locator(".panel .sheet").get_by_role("button", name="Send").press("Enter")
        await expect(amount).to_have_attribute("aria-invalid", "true")
        await expect(amount).to_be_focused()


async def test_the_skip_link_leads_to_the_line_and_leaves_the_thread_open(stage: Stage) -> None:
    page = await opened(stage)
    await page.locator("a.skip").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("#line-thread")).to_be_focused()
    await page.evaluate("location.hash = 'line'")
    await expect(page.locator(".thread .picture img")).to_be_visible()
    await page.locator(".thread").get_by_role("button", name="Close").click()
    await page.locator("a.skip").press("Enter")
    await expect(page.locator("#line")).to_be_focused()


async def test_words_for_a_version_that_is_not_there_are_asked_about(practice: Studio) -> None:
    page = await practice.tab()
    await send(page, "a can on stone for a story")
    await expect(page.locator(".thread .kind-result .picture img")).to_be_visible()
    await send(page, "v99: make it darker", "#line-thread")
    question = page.locator(".thread .kind-ask")
    await expect(question).to_contain_text("Shall I change 1.1")
    await question.get_by_role("button", name="Edit 1.1").click()
    await expect(page.locator(".strip .version")).to_have_count(2)
    await expect(question).to_have_count(0)


async def test_every_file_that_cannot_be_used_has_its_sentence(practice: Studio) -> None:
    page = await practice.tab()
    svg = {"name": "logo.svg", "mimeType": "image/svg+xml", "buffer": b"<svg xmlns='x'/>"}
    pdf = {"name": "deck.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
    await page.set_input_files("input[type=file]", [svg, pdf])  # type: ignore[arg-type]
    alert = page.get_by_role("alert")
    await expect(alert).to_contain_text("logo.svg")
    await expect(alert).to_contain_text("deck.pdf")


async def test_a_problem_that_is_settled_goes_away(practice: Studio) -> None:
    page = await practice.tab()
    await send(page, "a can " * 6_667)
    await expect(page.locator(".channel .tell")).to_have_count(1)
    await send(page, "a can on stone for a story")
    await expect(page.locator(".thread .kind-result .picture img")).to_be_visible()
    await expect(page.locator(".channel .tell")).to_have_count(0)
