"""The daily work at the page of the real studio: prices, branches, picks, talk, cancel, credits that
run out; nothing is lost whenever the page is loaded again."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from bot.domain.attribution import looked_up
from bot.domain.outcome import Outcome
from bot.ports import Call
from tests.browser.conftest import Studio
from tests.browser.looks import CONTRAST, NAMELESS
from tests.standins.model import Hang, good, picture

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def send(page: Page, words: str, line: str = "#line") -> None:
    await page.fill(line, words)
    await page.press(line, "Enter")


async def order(page: Page, words: str, price: str) -> None:
    """A brief whose price was in view: it is not asked again."""
    await page.fill("#line", words)
    await expect(page.locator(".channel .price")).to_contain_text(price)
    await page.press("#line", "Enter")


async def say(page: Page, words: str) -> None:
    """A line in the thread, with its price in view before Enter."""
    await page.fill("#line-thread", words)
    await expect(page.locator(".thread .price")).to_be_visible()
    await page.press("#line-thread", "Enter")
    await expect(page.locator("#line-thread")).to_have_value("")


async def start(page: Page, words: str = "a can on stone for a story") -> None:
    await send(page, words)
    await expect(page.locator(".thread .kind-result .picture img")).to_be_visible()


async def press(page: Page, name: str, where: str = ".thread") -> None:
    await page.locator(where).get_by_role("button", name=name).last.click()


async def test_branches_by_name_and_by_answering_an_older_picture(practice: Studio) -> None:
    page = await practice.tab()
    await start(page)
    await say(page, "darker stone")
    await expect(page.locator(".strip .version-name")).to_have_text(["1.1", "1.2"])
    await page.fill("#line-thread", "v1: more room for copy")
    await expect(page.locator(".thread .price")).to_contain_text("Changes 1.1 - free")
    await page.press("#line-thread", "Enter")
    await expect(page.locator(".strip .version-name")).to_contain_text(["1.1", "1.2", "from 1.1"])
    await page.get_by_role("button", name="Reply", exact=True).first.click()
    await expect(page.locator(".answering")).to_contain_text("1.1")
    await page.keyboard.type("light from the right")
    await expect(page.locator(".thread .price")).to_contain_text("Changes 1.1 - free")
    await page.keyboard.press("Enter")
    names = page.locator(".strip .version-name")
    await expect(names).to_contain_text(["1.1", "1.2", "1.3", "1.4"])
    await expect(names.last).to_contain_text("from 1.1")
    replies = await page.locator(".thread .suggestions button").all_text_contents()
    assert not {"darker stone", "more room for copy", "light from the right"} & set(replies)


async def test_talk_is_free_and_a_doubt_is_asked_once(practice: Studio) -> None:
    page = await practice.tab()
    await start(page)
    await page.fill("#line-thread", "// lunch?")
    await expect(page.locator(".thread .price")).to_contain_text("Just talk")
    await page.press("#line-thread", "Enter")
    await expect(page.locator(".thread .words")).to_have_text("// lunch?")
    await page.fill("#line-thread", "the thing by the fridge")
    await expect(page.locator(".thread .price")).to_contain_text("I will ask once")
    await page.press("#line-thread", "Enter")
    question = page.locator(".thread .kind-ask")
    await expect(question).to_contain_text("Shall I change 1.1")
    await page.reload()
    await question.get_by_role("button", name="Just talking").click()
    await expect(question).to_have_count(0)
    await expect(page.locator(".strip .version")).to_have_count(1)
    await send(page, "the thing by the door", "#line-thread")
    await question.get_by_role("button", name="Edit 1.1").click()
    await expect(page.locator(".strip .version")).to_have_count(2)
    await expect(question).to_have_count(0)


async def test_a_dropped_photo_is_in_the_picture_and_its_job_can_be_changed(
    practice: Studio, photo: Path
) -> None:
    page = await practice.tab()
    await page.set_input_files("input[type=file]", photo)
    await expect(page.get_by_label("What is can.jpg for?")).not_to_have_value("")
    await page.get_by_label("What is can.jpg for?").select_option("product")
    await page.reload()
    await expect(page.get_by_label("What is can.jpg for?")).to_have_value("product")
    await start(page, "on a wooden table, for a story")
    await expect(page.locator(".channel .chips")).to_contain_text("can.jpg = product")
    drop = """() => { const data = new DataTransfer();
        data.items.add(new File([new Uint8Array([37,80,68,70,45])], 'deck.pdf'));
        const init = {dataTransfer: data, bubbles: true, cancelable: true, clientX: 300, clientY: 300};
        for (const type of ['dragover', 'drop']) document.body.dispatchEvent(new DragEvent(type, init)); }"""
    await page.evaluate(drop)
    await expect(page.get_by_role("alert")).to_contain_text("I can use pictures")


async def test_work_of_a_vendor_is_seen_cancelled_and_waited_for(paid: Studio) -> None:
    vendor = paid.real.vendor
    hanging = [Hang() for _ in range(8)]
    vendor.then(*hanging)
    page = await paid.tab()
    await order(page, "a can on stone for a story", "3.4 credits")
    await expect(page.locator(".thread .progress")).to_contain_text("3.4 reserved")
    await expect(page.locator(".thread .progress .count")).to_contain_text("s of about")
    await expect(page.locator(".balance strong")).to_have_text("96.6")
    # a reload in the middle of the work comes back to it
    await page.reload()
    await expect(page.locator(".thread").get_by_role("progressbar")).to_be_visible()
    # a second line waits for the first in its thread, and can be cancelled for nothing
    await order(page, "another can on sand for a story", "3.4 credits")
    await expect(page.locator(".thread-link")).to_have_count(2)
    await expect(page.locator(".thread h2")).to_contain_text("2 - another can")
    hanging[0].release()
    await page.locator(".thread-link").first.click()
    await expect(page.locator(".thread .kind-result .picture img")).to_be_visible()
    await expect(page.locator(".thread .kind-result")).to_contain_text("3.4 spent")
    await page.locator(".thread-link").last.click()
    await press(page, "Stop: 3.4 is spent either way")
    await page.get_by_role("group", name="Stop").get_by_role("button", name="Stop").click()
    await expect(page.locator(".thread")).to_contain_text("Stopping")


async def test_an_edit_that_waits_says_its_place_and_is_cancelled_free(paid: Studio) -> None:
    page = await paid.tab()
    await order(page, "a can on stone for a story", "3.4 credits")
    await expect(page.locator(".thread .kind-result .picture img")).to_be_visible()
    hang = Hang()
    paid.real.vendor.then(hang)
    await page.fill("#line-thread", "warmer light")
    await expect(page.locator(".thread .price")).to_contain_text("Changes 1.1 - 3.4 credits")
    await page.press("#line-thread", "Enter")
    await expect(page.locator(".thread .progress .count")).to_contain_text("s of about")
    await page.fill("#line-thread", "v1: darker stone")
    await expect(page.locator(".thread .price")).to_contain_text("Changes 1.1 - 3.4 credits")
    await page.press("#line-thread", "Enter")
    await expect(page.locator(".thread .progress .count").last).to_contain_text("in line")
    await expect(page.locator(".balance strong")).to_have_text("89.8")
    await press(page, "Cancel, free")
    await expect(page.locator(".thread")).to_contain_text("Cancelled. 3.4 given back.")
    await expect(page.locator(".balance strong")).to_have_text("93.2")
    hang.release()
    await expect(page.locator(".thread .sides")).to_be_visible()


async def test_one_of_four_is_picked_before_it_is_changed(practice: Studio) -> None:
    page = await practice.tab()
    await send(page, "a can on stone for a story x4")
    await expect(page.locator(".pick .option")).to_have_count(4)
    await page.fill("#line-thread", "darker stone")
    await expect(page.locator(".thread .price")).to_contain_text("Pick")
    await press(page, "Pick b")
    await expect(page.locator(".picked-word")).to_have_text("Picked b")
    await expect(page.locator(".thread .kind-result")).to_contain_text("1.1b")
    await expect(page.locator(".thread .price")).to_contain_text("Changes 1.1b")
    await page.press("#line-thread", "Enter")
    await expect(page.locator(".strip .version")).to_have_count(2)
    await expect(page.locator(".thread .sides figcaption").first).to_have_text("1.1b")


async def test_a_parked_brief_starts_by_itself_after_a_grant(practice: Studio) -> None:
    dear = {"model": "pro", "resolution": "4K", "count": "4", "agreed": "96000"}
    await practice.real.says("setup", member_cap="9000", channel_cap="9000")
    for number in range(5):
        await practice.real.says("brief", what=f"four cans, take {number}", **dear)
    page = await practice.tab()
    await expect(page.locator(".balance strong")).to_have_text("20.0")
    # Twenty pictures are as many as may wait at once: the next brief comes when they are drawn.
    for number in range(5):
        ready = page.locator(f'article[aria-label$="take {number}: ready"]')
        await expect(ready).to_be_visible(timeout=90_000)
    await page.fill("#line", "a can on stone for a story model:pro 4k x2")
    await expect(page.locator(".channel .price")).to_have_class("price warn")
    await page.get_by_role("button", name="Make it 48.0").click()
    parked = page.locator(".thread .kind-parked")
    await expect(parked).to_contain_text("Parked: nothing is lost")
    await page.reload()
    await expect(parked).to_be_visible()
    await page.locator(".balance").click()
    await press(page, "Add credits", ".panel")
    await page.get_by_label("How many credits?").fill("100")
    await page.locator(".panel .sheet").get_by_role("button", name="Send").click()
    await expect(page.locator(".panel-note")).to_contain_text("100.0 credits added")
    await page.get_by_role("button", name="Close").click()
    await expect(page.locator(".thread .pick .option")).to_have_count(2)


async def test_a_person_is_added_by_name_and_acts_in_the_same_tab(practice: Studio) -> None:
    page = await practice.tab()
    await start(page)
    await page.get_by_role("button", name="You. Act as").click()
    await page.get_by_role("menuitem", name="Add or rename people").click()
    await press(page, "Add a person", ".panel")
    await expect(page.locator(".sheet .field")).to_have_count(2)
    await page.get_by_label("Name").fill("Mia")
    await page.get_by_label("What may they do?").fill("approve")
    await page.locator(".sheet").get_by_role("button", name="Send").click()
    mia = page.locator(".panel .person").filter(has_text="Mia")
    await expect(mia).to_contain_text("approves")
    await mia.get_by_role("button", name="Change").click()
    await expect(page.get_by_label("Name")).to_have_value("Mia")
    await page.get_by_label("Name").fill("Mia K")
    await page.locator(".sheet").get_by_role("button", name="Send").click()
    await page.get_by_role("button", name="Close").click()
    await press(page, "Ask for approval")
    await expect(page.locator(".thread .tell")).to_contain_text("Mia K")
    await page.get_by_role("button", name="You. Act as").click()
    await page.get_by_role("menuitemradio", name="Mia K").click()
    await expect(page.locator(".count-badge")).to_have_text("1")
    await page.locator(".kind-review").get_by_role("button", name="Approve").click()
    await expect(page.locator(".kind-review")).to_contain_text("Mia K approves")
    await page.fill("#line-thread", "make it warmer")
    await expect(page.locator(".thread .price")).to_contain_text("A comment for the maker")


async def test_history_is_searched_as_it_is_typed_and_opens_threads(practice: Studio) -> None:
    for what in ("a can on stone", "a cup on wood", "a shoe on sand"):
        await practice.real.says("brief", what=what)
    page = await practice.tab()
    await send(page, "/history")
    rows = page.locator(".panel tbody tr")
    await expect(rows).to_have_count(3)
    await page.get_by_label("Search").fill("cup")
    await expect(rows).to_have_count(1)
    await rows.get_by_role("button").click()
    await expect(page.locator(".thread h2")).to_have_text("2 - a cup on wood")
    await page.go_back()
    await expect(page.locator(".thread")).to_have_count(0)


async def test_the_options_of_a_change_are_sent_with_it(practice: Studio) -> None:
    page = await practice.tab()
    await start(page)
    await page.locator(".thread").get_by_role("button", name="Options").click()
    await page.locator(".thread .depths").get_by_label("Model").fill("Nano Banana 2.1")
    await page.fill("#line-thread", "darker stone")
    price = page.locator(".thread .price")
    await expect(price).to_contain_text(re.compile(r"Changes 1.1 - [1-9]\S* credits"))
    await page.press("#line-thread", "Enter")
    await expect(page.locator(".thread .sides")).to_be_visible()
    await expect(page.locator(".thread .kind-result").last).to_contain_text("Nano Banana 2.1")
    await expect(page.locator(".balance strong")).not_to_have_text("500.0")


async def test_a_private_brief_is_nobody_elses(practice: Studio) -> None:
    await practice.real.says("people", verb="add", name="Sam", rights="sketch")
    page = await practice.tab()
    await page.get_by_role("button", name="Options").click()
    await page.get_by_label("Private").check()
    await send(page, "a secret can")
    await expect(page.locator(".thread .kind-result .picture img")).to_be_visible()
    thread = page.url
    await page.get_by_role("button", name="You. Act as").click()
    await page.get_by_role("menuitemradio", name="Sam").click()
    await expect(page.locator(".thread .picture")).to_have_count(0)
    await expect(page.locator(".channel")).not_to_contain_text("secret")
    await page.goto(thread)
    await page.reload()
    await expect(page.locator("body")).not_to_contain_text("secret can")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_card_and_panel_can_be_read_and_named(practice: Studio, scheme: str) -> None:
    page = await practice.tab(color_scheme=scheme, reduced_motion="reduce")

    async def look() -> None:
        assert await page.evaluate(CONTRAST) == []
        assert await page.evaluate(NAMELESS) == []

    await start(page)
    await press(page, "darker stone")
    await expect(page.locator(".thread .sides")).to_be_visible()
    await page.locator(".thread").get_by_role("button", name="More", exact=True).last.click()
    await look()
    await press(page, "Details")
    await expect(page.locator(".thread .facts")).to_be_visible()
    await press(page, "Ask for approval")
    await expect(page.locator(".kind-review")).to_be_visible()
    await look()
    for command in ("credits", "history", "models", "help", "setup"):
        await send(page, f"/{command}")
        await expect(page.locator(".panel .card")).to_be_visible()
        await look()
    await press(page, "Change...", ".panel")
    await expect(page.locator(".panel .sheet")).to_be_visible()
    await look()


async def test_the_end_of_the_talk_stays_in_view_until_somebody_scrolls_up(
    practice: Studio,
) -> None:
    page = await practice.tab()
    await start(page)
    for number, words in enumerate(("darker stone", "more room for copy"), start=2):
        await press(page, words)
        await expect(page.locator(".strip .version")).to_have_count(number)
        await expect(page.locator(".thread .kind-result")).to_have_count(number)
        newest = page.locator(".thread .kind-result").last
        await expect(newest.get_by_role("button", name="Ask for approval")).to_be_in_viewport()
    await expect(page.get_by_role("button", name="Newest")).to_have_count(0)
    await page.locator(".strip button").first.click()
    await expect(page.get_by_role("button", name="Newest")).to_be_visible()
    await page.get_by_role("button", name="Newest").click()
    await expect(newest.get_by_role("button", name="Ask for approval")).to_be_in_viewport()


async def test_how_far_a_picture_is_and_what_was_looked_up_for_it(paid: Studio) -> None:
    found = looked_up(
        [("cold brew can", "https://www.google.com/search?q=cold+brew+can")],
        [("<b>Cans</b> & co", "https://example.com/can")],
    )

    def drawn(call: Call) -> Outcome:
        made = good(call)
        return replace(made, pictures=(replace(made.pictures[0], looked_up=found),))

    hang = Hang(then=drawn)
    paid.real.vendor.then(hang)
    page = await paid.tab()
    await order(page, "a can for a story, look it up on the web model:2.1", "16.1")
    await expect(page.locator(".thread").get_by_role("progressbar")).to_be_visible()
    show = await hang.begun()
    show(picture("rough", 600, 900))
    rough = page.locator(".thread .picture.drawing")
    await expect(rough.locator("img")).to_have_js_property("naturalWidth", 427)
    await expect(rough.locator(".stamp")).to_have_text("Still drawing")
    assert await rough.get_by_role("button").count() == 0
    show(picture("finer", 900, 600))
    await expect(rough.locator("img")).to_have_js_property("naturalWidth", 640)
    hang.release()
    link = page.locator(".thread .kind-result").get_by_role("link", name="<b>Cans</b> & co")
    await expect(link).to_have_attribute("href", "https://example.com/can")
    await expect(link).to_have_attribute("rel", "noopener noreferrer external")
    await expect(page.locator(".thread .sources").first).to_contain_text("Looked up: cold brew can")
    await expect(rough).to_have_count(0)


async def test_an_open_panel_follows_what_others_do(practice: Studio) -> None:
    mine, theirs = await practice.tab(), await practice.tab()
    await start(mine)
    await theirs.get_by_role("button", name="You. Act as").click()
    await theirs.get_by_role("menuitemradio", name="Practice approver").click()
    approvals = theirs.get_by_role("banner").get_by_role(
        "button", name=re.compile("Approvals|waits")
    )
    await approvals.click()
    await expect(theirs.locator(".panel")).to_contain_text("Nothing waits for you")
    await press(mine, "Ask for approval")
    await expect(theirs.locator(".panel")).to_contain_text("1 waits for you")
    await theirs.locator(".panel").get_by_role("button", name="1.1").click()
    await press(theirs, "Approve")
    await approvals.click()
    await expect(theirs.locator(".panel")).to_contain_text("Nothing waits for you")

    await mine.locator(".balance").click()
    await expect(mine.locator(".panel .kind-credits")).to_contain_text("500.0")
    await practice.real.grant(25)
    await expect(mine.locator(".panel .kind-credits")).to_contain_text("525.0")
