"""The page as people meet it: one line, a picture, the thread, a decision; nothing typed is lost."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import Page, Route, expect

from bot.events import Invocation, Press, Reaction, Reply
from tests.browser.conftest import PHONE, Stage
from tests.browser.looks import CONTRAST

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def send(page: Page, words: str) -> None:
    await page.fill("#line", words)
    await page.press("#line", "Enter")


async def open_thread(page: Page) -> None:
    await page.locator(".thread-link").first.click()
    await expect(page.locator(".thread .strip")).to_be_visible()


async def test_a_starter_types_itself_and_brings_its_photo(stage: Stage) -> None:
    page = await stage.tab()
    await expect(page.locator("#line")).to_be_focused()
    await page.get_by_role("button", name="Product in a scene").click()
    await expect(page.locator(".chip.photo select")).to_have_value("product")
    await expect(page.locator("#line")).to_have_value(
        "a cold-brew can on wet stone, morning light, for an Instagram story"
    )
    await expect(page.get_by_text("Instagram story 1080x1920")).to_be_visible()
    await page.press("#line", "Enter")
    await expect(page.locator(".post .picture img")).to_be_visible()
    event = stage.desk.acts[0]
    assert isinstance(event, Invocation)
    assert [(p.filename, p.role) for p in event.photos] == [("can.jpg", "product")]


async def test_the_first_page_shows_nothing_but_the_line_and_three_starters(stage: Stage) -> None:
    page = await stage.tab()
    await expect(page.locator(".starter")).to_have_count(3)
    names = await page.locator("button:visible").evaluate_all("all => all.length")
    assert names == 3 + 3 + 3  # starters; sketch, photo, Options; credits, You, theme


async def test_enter_shows_a_card_at_once_and_the_picture_when_it_is_ready(stage: Stage) -> None:
    stage.desk.delay_s = 1.0
    page = await stage.tab()
    await send(page, "a can")
    await expect(page.locator(".post")).to_be_visible(timeout=1000)
    await expect(page.locator("#line")).to_have_value("")
    await expect(page.locator("#line")).to_be_focused()
    await open_thread(page)
    await expect(page.get_by_role("progressbar")).to_be_visible()
    await expect(page.locator(".thread .picture img")).to_be_visible()
    await expect(page.locator(".live")).to_contain_text("142")


async def test_a_reply_makes_the_next_version_beside_the_last_with_what_changed(
    stage: Stage,
) -> None:
    page = await stage.tab()
    await send(page, "a can")
    await open_thread(page)
    await page.get_by_role("button", name="darker stone").click()
    await expect(page.locator(".thread .sides .half")).to_have_count(2)
    await expect(page.locator(".thread .outline")).to_have_count(2)
    await expect(page.locator(".strip .version")).to_have_count(2)
    await page.get_by_role("button", name="Slider").click()
    slider = page.get_by_role("slider", name="Before / after")
    await slider.focus()
    await page.keyboard.press("ArrowRight")
    assert await slider.input_value() == "51"


async def test_a_reply_to_an_older_picture_names_it(stage: Stage) -> None:
    page = await stage.tab()
    await send(page, "a can")
    await open_thread(page)
    await page.fill("#line-thread", "warmer")
    await page.press("#line-thread", "Enter")
    await expect(page.locator(".strip .version")).to_have_count(2)
    await page.get_by_role("button", name="Reply", exact=True).first.click()
    await expect(page.locator("#line-thread")).to_be_focused()
    await page.keyboard.type("colder")
    await page.keyboard.press("Enter")
    await expect(page.locator(".strip .version")).to_have_count(3)
    first, second = [e for e in stage.desk.acts if isinstance(e, Reply)]
    assert (first.to, second.to != "") == ("", True)


async def test_four_pictures_are_picked_by_their_buttons(stage: Stage) -> None:
    page = await stage.tab()
    await send(page, "a can x4")
    await open_thread(page)
    await expect(page.locator(".pick .option")).to_have_count(4)
    await page.get_by_role("button", name="Pick b").click()
    await expect(page.locator(".tell")).to_be_visible()
    press = stage.desk.acts[-1]
    assert isinstance(press, Press)
    assert press.press == "v1:pick:142.1b"
    assert press.revision != ""


async def test_another_member_approves_in_the_same_tab(stage: Stage) -> None:
    page = await stage.tab()
    await send(page, "a can")
    await open_thread(page)
    await page.get_by_role("button", name="Ask for approval").click()
    await page.get_by_role("button", name="Act as them").click()
    await expect(
        page.get_by_role("button", name="1 picture waits for your decision")
    ).to_be_visible()
    assert await page.title() == "(1) Artdesk"
    await page.get_by_role("button", name="Approve", exact=True).first.click()
    await expect(page.get_by_text("locks in")).to_be_visible()
    press = stage.desk.acts[-1]
    assert isinstance(press, Press)
    assert press.actor.user == "m2"
    await page.reload()
    await expect(page.get_by_role("button", name="Practice approver")).to_be_visible()


async def test_a_double_click_is_one_act(stage: Stage) -> None:
    page = await stage.tab()
    await send(page, "a can")
    await open_thread(page)
    await page.get_by_role("button", name="Practise with it").dblclick()
    await expect(page.locator(".balance")).to_contain_text("496.6")
    await asyncio.sleep(0.8)
    assert len([e for e in stage.desk.acts if isinstance(e, Press)]) == 1


async def test_what_cannot_be_undone_asks_once_more(stage: Stage) -> None:
    page = await stage.tab()
    await send(page, "a can")
    await open_thread(page)
    await page.get_by_role("button", name="More").click()
    await page.get_by_role("button", name="Discard").click()
    await expect(page.get_by_text("You can undo this for 30 days")).to_be_visible()
    assert not any(isinstance(e, Press) for e in stage.desk.acts)
    await page.get_by_role("group", name="Discard").get_by_role("button", name="Discard").click()
    await expect(page.locator(".tell")).to_be_visible()


async def test_a_reaction_is_shown_and_can_be_taken_back(stage: Stage) -> None:
    page = await stage.tab()
    await send(page, "a can")
    await open_thread(page)
    await page.locator(".thread").get_by_role("button", name="Add a reaction").click()
    mine = page.get_by_role("button", name="Like, 1")
    async with page.expect_response("**/api/act"):  # it is shown before the studio has heard of it
        await page.get_by_role("button", name="Like", exact=True).click()
        await expect(mine).to_have_attribute("aria-pressed", "true")
    async with page.expect_response("**/api/act"):
        await mine.click()
        await expect(mine).to_have_count(0)
    reactions = [e for e in stage.desk.acts if isinstance(e, Reaction)]
    assert [(r.emoji, r.added) for r in reactions] == [("\U0001f44d", True), ("\U0001f44d", False)]


async def test_a_chip_that_is_taken_away_overrules_the_words(stage: Stage) -> None:
    page = await stage.tab()
    await page.fill("#line", "a can for a story, paid")
    await page.get_by_role("button", name="Remove Instagram story 1080x1920").click()
    await page.press("#line", "Enter")
    await expect(page.locator(".post").first).to_be_visible()
    event = stage.desk.acts[0]
    assert isinstance(event, Invocation)
    assert ("formats", "") in event.values


async def test_the_price_stands_on_the_button_and_a_check_is_one_tap(stage: Stage) -> None:
    page = await stage.tab()
    await page.fill("#line", "a paid beach, no people")
    await expect(page.get_by_role("button", name="Make it 3.4")).to_be_visible()
    await page.get_by_role("button", name="OK").click()
    await page.get_by_role("button", name="Free sketch").click()
    await expect(page.locator(".post").first).to_be_visible()
    event = stage.desk.acts[0]
    assert isinstance(event, Invocation)
    assert dict(event.values) == {"mood": "deserted", "model": "sketch"}


async def test_nothing_typed_is_lost_between_the_depths_or_by_a_reload(stage: Stage) -> None:
    page = await stage.tab()
    await page.fill("#line", "a can")
    await page.get_by_role("button", name="Options").click()
    await page.get_by_label("Must stay the same").fill("can\nlogo")
    await page.locator(".depths").get_by_role("button", name="More").click()
    await page.get_by_label("Light").fill("dawn")
    await page.reload()
    await expect(page.locator("#line")).to_have_value("a can")
    await expect(page.get_by_label("Light")).to_have_value("dawn")
    await page.press("#line", "Enter")
    await expect(page.locator(".post").first).to_be_visible()
    event = stage.desk.acts[0]
    assert isinstance(event, Invocation)
    kept = {name: value for name, value in event.values if name != "agreed"}
    assert kept == {"must_keep": "can\nlogo", "light": "dawn"}


async def _late(page: Page, path: str, times: int) -> None:
    """Loses a part of the page so many times."""
    left = [path] * times

    async def lose(route: Route) -> None:
        if left:
            left.pop()
            await route.abort()
        else:
            await route.continue_()

    await page.route(f"**{path}", lose)


@pytest.mark.parametrize("path", ["/static/js/card.js", "/api/forms", "/api/page**"])
async def test_a_part_of_the_page_that_is_lost_is_asked_for_again(stage: Stage, path: str) -> None:
    page = await stage.tab()
    await expect(page.locator("#line")).to_be_visible()
    await _late(page, path, 2)
    await page.reload()
    await expect(page.locator("#line")).to_be_visible()


LATE = """(() => {
  const later = setTimeout;
  window.requestAnimationFrame = () => 0;
  window.setTimeout = (act, ms = 0, ...rest) => later(act, ms <= 100 ? 1500 : ms, ...rest);
})()"""
"""A browser that is busy: what is done after painting comes long after the studio's answers."""


async def test_answers_that_come_before_the_first_painting_are_not_missed(stage: Stage) -> None:
    page = await stage.tab()
    await page.add_init_script(LATE)
    await page.reload()
    await expect(page.locator("#line")).to_be_visible()


async def test_a_page_that_never_comes_says_so(stage: Stage) -> None:
    page = await stage.tab()
    await _late(page, "/static/js/card.js", 100)
    await page.reload()
    await expect(page.get_by_text("Reload to try again; nothing is lost")).to_be_visible()


async def test_a_reload_in_the_middle_of_work_comes_back_to_the_thread(stage: Stage) -> None:
    stage.desk.delay_s = 2.0
    page = await stage.tab()
    await send(page, "a can")
    await open_thread(page)
    await page.reload()
    await expect(page.get_by_role("progressbar")).to_be_visible()
    await expect(page.locator(".thread .picture img")).to_be_visible()


async def test_a_photo_is_pasted_or_dropped_and_its_role_changed(stage: Stage, photo: Path) -> None:
    page = await stage.tab()
    await page.set_input_files("input[type=file]", photo)
    await page.get_by_label("What is can.jpg for?").select_option("style")
    await page.reload()
    await expect(page.get_by_label("What is can.jpg for?")).to_have_value("style")
    drop = """name => { const data = new DataTransfer();
        data.items.add(new File([new Uint8Array([137,80,78,71])], name));
        const init = {dataTransfer: data, bubbles: true, cancelable: true, clientX: 300, clientY: 300};
        for (const type of ['dragover', 'drop']) document.body.dispatchEvent(new DragEvent(type, init)); }"""
    await page.evaluate(drop, "drop.png")
    await expect(page.get_by_label("What is drop.png for?")).to_be_visible()
    await page.evaluate(drop.replace("137,80", "37,80"), "deck.pdf")
    await expect(page.get_by_role("alert")).to_contain_text("I can use pictures")


async def test_a_slash_lists_commands_and_the_form_opens_for_what_is_needed(stage: Stage) -> None:
    page = await stage.tab()
    await page.focus("#line")
    await page.keyboard.type("/cr")
    await expect(page.get_by_role("option")).to_have_text(["/creditsBalance, reserved, entries"])
    await page.keyboard.press("Enter")
    await expect(page.locator("#line")).to_have_value("/credits ")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("table")).to_be_visible()
    await page.keyboard.type("/edit ")
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("What should change?")).to_be_focused()
    await page.keyboard.press("Escape")
    await send(page, "/nonsense x")
    await expect(page.get_by_role("alert")).to_contain_text("There is no /nonsense")
    await expect(page.locator("#line")).to_have_value("/nonsense x")


async def test_a_form_that_comes_back_keeps_its_words_and_says_what_is_wrong(stage: Stage) -> None:
    page = await stage.tab()
    await send(page, "a can")
    await open_thread(page)
    await page.get_by_role("button", name="More").click()
    await page.get_by_role("button", name="Change").click()
    await expect(page.get_by_label("Add a person")).to_have_value("Maria")
    await expect(page.get_by_label("Credits a month")).to_have_attribute("aria-invalid", "true")
    await page.get_by_label("Credits a month").fill("50")
    await page.locator(".sheet").get_by_role("button", name="Send").click()
    await expect(page.locator(".tell")).to_contain_text("Saved.")


async def test_a_lost_connection_is_said_and_nothing_typed_is_lost(stage: Stage) -> None:
    page = await stage.tab()
    await send(page, "a can")
    await expect(page.locator(".post .picture img")).to_be_visible()
    await page.context.set_offline(True)
    await send(page, "another can")
    await expect(page.get_by_role("alert")).to_contain_text("still here")
    await expect(page.locator("#line")).to_have_value("another can")
    await page.context.set_offline(False)
    await page.press("#line", "Enter")
    await expect(page.locator(".channel .post .picture")).to_have_count(2)


async def test_peoples_words_are_never_markup(stage: Stage) -> None:
    page = await stage.tab()
    await send(page, "<img src=x onerror=\"document.title='owned'\"><b>can</b>")
    await expect(page.locator(".channel .heading")).to_contain_text("<img src=x")
    await open_thread(page)
    await page.fill("#line-thread", "// <script>document.title='owned'</script>")
    await page.press("#line-thread", "Enter")
    await expect(page.locator(".words")).to_contain_text("<script>")
    assert "owned" not in await page.title()


async def test_two_tabs_see_the_same_channel_live(stage: Stage) -> None:
    mine, theirs = await stage.tab(), await stage.tab()
    await expect(theirs.locator(".starter").first).to_be_visible()
    await send(mine, "a can")
    await expect(theirs.locator(".post .picture img")).to_be_visible()


async def test_the_whole_job_works_with_the_keyboard_alone(stage: Stage) -> None:
    page = await stage.tab()
    await expect(page.locator("#line")).to_be_focused()
    await page.keyboard.type("a can for a story")
    await page.keyboard.press("Enter")
    await expect(page.locator(".thread-link")).to_be_visible()

    async def walk_to(name: str) -> None:
        for _ in range(60):
            await page.keyboard.press("Tab")
            here = await page.evaluate(
                "e => (e = document.activeElement) === document.body ? '' : e.getAttribute('aria-label') || e.textContent"
            )
            if name in here:
                return
        pytest.fail(f"no way to {name} with Tab")

    await walk_to("Open thread")
    await page.keyboard.press("Enter")
    await expect(page.locator("#line-thread")).to_be_focused()
    await page.keyboard.type("warmer")
    await page.keyboard.press("Enter")
    await expect(page.locator(".strip .version")).to_have_count(2)
    await walk_to("Full size")
    await page.keyboard.press("Enter")
    await expect(page.locator("dialog.viewer")).to_be_visible()
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("Escape")
    await expect(page.locator("dialog.viewer")).to_have_count(0)
    await walk_to("Ask for approval")
    await page.keyboard.press("Enter")
    await walk_to("Act as them")
    await page.keyboard.press("Enter")
    await expect(page.locator(".count-badge")).to_have_text("1")
    await walk_to("Approve")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("locks in")).to_be_visible()


async def test_on_a_phone_the_thread_is_a_full_page_with_back(stage: Stage) -> None:
    page = await stage.tab(PHONE)
    await send(page, "a can")
    await open_thread(page)
    await expect(page.locator(".channel")).to_be_hidden()
    await expect(page.locator("#line-thread")).to_be_in_viewport()
    await page.get_by_role("button", name="Back").click()
    await expect(page.locator(".channel")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_on_a_phone_nothing_is_wider_than_the_screen_and_targets_are_large(
    stage: Stage, scheme: str
) -> None:
    page = await stage.tab(PHONE, color_scheme=scheme)
    small = """() => [...document.querySelectorAll('button, select, a[href], summary')]
        .filter(e => e.offsetParent && !e.closest('.skip, .chip, .completion') && !e.matches('.link, .skip, .reaction, .segments button, .brand'))
        .map(e => [e.className, e.getBoundingClientRect()]).filter(([, r]) => r.height < 43.5).map(([c, r]) => c + ' ' + r.height)"""
    wide = "document.documentElement.scrollWidth > innerWidth"
    assert not await page.evaluate(wide)
    await send(page, "a can x4")
    await open_thread(page)
    await expect(page.locator(".pick .option")).to_have_count(4)
    assert not await page.evaluate(wide)
    assert await page.evaluate(small) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_word_has_enough_contrast_in_both_themes(stage: Stage, scheme: str) -> None:
    page = await stage.tab(color_scheme=scheme, reduced_motion="reduce")
    await expect(page.locator(".starter").first).to_be_visible()
    assert await page.evaluate(CONTRAST) == []
    await send(page, "a can")
    await open_thread(page)
    await page.get_by_role("button", name="More").click()
    await page.get_by_role("button", name="Discard").click()
    await page.get_by_role("button", name="Ask for approval").click()
    await expect(page.get_by_role("button", name="Act as them")).to_be_visible()
    await asyncio.sleep(0.8)
    assert await page.evaluate(CONTRAST) == []


async def test_the_chosen_theme_stays(stage: Stage) -> None:
    page = await stage.tab(color_scheme="light")
    for _ in range(2):
        await page.get_by_role("button", name="Theme").click()
    await page.reload()
    assert (
        await page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(22, 22, 20)"
    )
