"""Forms on Discord: five fields a page, nothing typed is lost between pages, wrong input and restarts;
entries while typing; the two commands of a message."""

from __future__ import annotations

from tests.adapters.discord.studio import OnDiscord, plain
from tests.adapters.discord.test_brief import png
from tests.standins.discord import Discord, File, labels, pictures

PRICEY = "a can on wet stone for:story x4 model:pro"


def menu(message: object, label: str) -> str:
    """The value of an entry of the menu More, by the beginning of its label."""
    rows = message.components  # type: ignore[attr-defined]
    found = [
        option["value"]
        for row in rows
        for one in row["components"]
        for option in one.get("options", [])
        if option["label"].startswith(label)
    ]
    assert found, f"{label} is not in the menu"
    return str(found[0])


async def test_a_price_is_for_the_asker_alone_and_goes_when_it_is_agreed_to(
    d: Discord, desk: OnDiscord
) -> None:
    await desk.grants(d.owner, 500)
    await desk.rules(ask_above=1)
    price = await (await d.owner.slash("brief", d.briefs, what=PRICEY)).settled()

    assert price.ephemeral
    assert "you have 500" in plain(price)
    assert labels(price)[0].startswith("Make it")
    await d.owner.click(price, "Make it")
    await desk.until(lambda: price.deleted, "the price to go")
    await desk.shows(d.briefs, "1.1")
    assert len(pictures(desk.bot_says(d.briefs, "1.1")[-1])) == 4


async def test_change_opens_the_form_as_it_was_typed_and_its_price_stands_in_the_same_place(
    d: Discord, desk: OnDiscord
) -> None:
    await desk.grants(d.owner, 500)
    await desk.rules(ask_above=1)
    price = await (await d.owner.slash("brief", d.briefs, what=PRICEY, stays="can, logo")).settled()

    form = await d.owner.click(price, "Change...")
    fields = [part["component"]["custom_id"] for part in form.modal["components"]]
    values = {
        p["component"]["custom_id"]: p["component"].get("value") for p in form.modal["components"]
    }
    assert fields == ["what", "where", "photos", "stays", "text"]
    assert values["what"] == "a can on wet stone"
    assert values["stays"] in {"can\nlogo", "can, logo"}

    sent = await d.owner.submit(
        form, {"what": "a can on dry sand", "photos": [File("can.png", png())]}
    )
    await desk.until(lambda: sent.of.ack == 6 and "Photos" in plain(price), "the price anew")
    assert "4 pictures" in plain(price)
    await d.owner.click(price, "Make it")
    await desk.shows(d.briefs, "1.1")
    brief = (await desk.session()).brief
    assert brief.what == "a can on dry sand"
    assert brief.must_keep == ("can", "logo")
    assert len(brief.references) == 1
    assert (await desk.session()).versions[0].quote.model.startswith("gemini-3-pro")


async def test_the_other_pages_of_a_form_keep_what_stands_on_the_first(
    d: Discord, desk: OnDiscord
) -> None:
    await desk.grants(d.owner, 500)
    await desk.rules(ask_above=1)
    price = await (await d.owner.slash("brief", d.briefs, what=PRICEY)).settled()

    form = await d.owner.choose(price, "More", menu(price, "More options 4"))
    fields = [part["component"]["custom_id"] for part in form.modal["components"]]
    assert "light" in fields
    await d.owner.submit(form, {"light": "from the left"})
    await desk.until(lambda: "from the left" in plain(price), "the price anew")
    await d.owner.click(price, "Make it")
    await desk.shows(d.briefs, "1.1")

    brief = (await desk.session()).brief
    assert (brief.what, brief.light) == ("a can on wet stone", "from the left")


async def test_wrong_input_in_a_form_is_told_and_opens_again_as_it_was(
    d: Discord, desk: OnDiscord
) -> None:
    await desk.grants(d.owner, 500)
    await desk.rules(ask_above=1)
    price = await (await d.owner.slash("brief", d.briefs, what=PRICEY)).settled()
    form = await d.owner.click(price, "Change...")

    await d.owner.submit(form, {"where": "storyy, thumbb"})
    await desk.until(lambda: "Fix" in labels(price), "what is wrong")
    assert "storyy" in plain(price)
    again = await d.owner.click(price, "Fix")
    values = {
        p["component"]["custom_id"]: p["component"].get("value") for p in again.modal["components"]
    }
    assert values["what"] == "a can on wet stone"
    assert "storyy" in str(values["where"])
    await d.owner.submit(again, {"where": "story"})
    await desk.until(lambda: "Make it" in str(labels(price)), "the price")


async def test_an_option_that_is_wrong_is_told_with_a_way_to_fix_it(
    d: Discord, desk: OnDiscord
) -> None:
    told = await (await d.member.slash("brief", d.briefs, what="a can", model="nonsense")).settled()

    assert told.ephemeral
    assert "nonsense" in plain(told)
    assert labels(told) == ["Fix"]
    form = await d.member.click(told, "Fix")
    names = [part["component"]["custom_id"] for part in form.modal["components"]]
    assert "what" in names or "model" in names
    model = await d.member.choose(told, "More", menu(told, "More options 2"))
    await d.member.submit(model, {"model": "sketch"})
    await desk.shows(d.briefs, "1.1")


async def test_forms_open_after_a_restart(d: Discord, desk: OnDiscord) -> None:
    await desk.grants(d.owner, 500)
    await desk.rules(ask_above=1)
    price = await (await d.owner.slash("brief", d.briefs, what=PRICEY)).settled()
    form = await d.owner.click(price, "Change...")
    await desk.stop()
    await desk.start()

    before = price.edits
    await d.owner.submit(form, {"what": "a can on dry sand"})
    await desk.until(lambda: price.edits > before, "the price anew")
    await d.owner.click(price, "Make it")
    await desk.shows(d.briefs, "1.1")
    assert (await desk.session()).brief.what == "a can on dry sand"


async def test_setting_up_one_page_leaves_the_other_as_it_is(d: Discord, desk: OnDiscord) -> None:
    await desk.set_up(approvals="2", member_cap="77", time_zone="Europe/Berlin")
    card = await (await d.owner.slash("setup", d.general)).settled()

    form = await d.owner.click(card, "Change...")
    await d.owner.submit(form, {"approvals": ["1"]})
    await desk.quiet()
    policy = await desk.policy()
    assert (policy.approvals, policy.member_daily_cap, policy.time_zone) == (
        1,
        77_000,
        "Europe/Berlin",
    )


async def test_a_result_opens_its_form_and_one_line_is_the_next_version(
    d: Discord, desk: OnDiscord
) -> None:
    thread = await desk.briefs(d.member)
    (root,) = desk.bot_says(d.briefs, "1.1")

    form = await d.member.click(root, "Change...")
    names = [part["component"]["custom_id"] for part in form.modal["components"]]
    assert "version" not in names
    await d.member.submit(form, {"instruction": "warmer light"})
    assert "from 1.1" in plain(await desk.shows(thread, "1.2"))


async def test_a_suggestion_is_a_reply_in_its_thread(d: Discord, desk: OnDiscord) -> None:
    thread = await desk.briefs(d.member)
    (root,) = desk.bot_says(d.briefs, "1.1")

    await d.member.click(root, "darker stone")
    assert "darker stone" in plain(await desk.shows(thread, "1.2"))


# --- while typing -----------------------------------------------------------------------------


async def test_places_are_offered_and_the_list_goes_on_after_a_comma(
    d: Discord, desk: OnDiscord
) -> None:
    (first, *_) = await d.member.autocomplete("brief", d.briefs, "where", "stor")
    more = await d.member.autocomplete("brief", d.briefs, "where", f"{first[1]}, thumb")

    assert "story" in first[0].lower()
    assert more
    assert all(value.startswith(f"{first[1]}, ") for _, value in more)


async def test_models_are_offered_with_what_helps_to_choose(d: Discord, desk: OnDiscord) -> None:
    offered = await d.member.autocomplete("brief", d.briefs, "model", "")

    assert 0 < len(offered) <= 25
    assert any("Nano" in name for name, _ in offered)


# --- the commands of a message ----------------------------------------------------------------


async def test_use_as_reference_opens_a_brief_that_has_the_picture(
    d: Discord, desk: OnDiscord
) -> None:
    message = await d.approver.say("our can", d.briefs, files=[File("can.png", png())])

    form = await d.member.context("Use as reference", message)
    await d.member.submit(form, {"what": "this can on wet stone"})
    await desk.until(lambda: desk.bot_says(d.briefs, "this can on wet stone"), "the root")
    await desk.quiet()
    assert len((await desk.session()).brief.references) == 1


async def test_use_as_reference_on_words_alone_says_what_it_needs(
    d: Discord, desk: OnDiscord
) -> None:
    message = await d.approver.say("only words", d.briefs)
    used = await d.member.context("Use as reference", message)

    assert plain(await used.settled())


async def test_use_as_reference_on_a_picture_of_the_desk(d: Discord, desk: OnDiscord) -> None:
    await desk.briefs(d.member)
    (root,) = desk.bot_says(d.briefs, "1.1")

    form = await d.member.context("Use as reference", root)
    await d.member.submit(form, {"what": "the same can on a beach"})
    await desk.until(lambda: desk.bot_says(d.briefs, "the same can on a beach"), "the root")
    await desk.quiet()
    assert len((await desk.session(2)).brief.references) == 1


async def test_edit_this_image_changes_a_picture_of_the_desk(d: Discord, desk: OnDiscord) -> None:
    thread = await desk.briefs(d.member)
    (root,) = desk.bot_says(d.briefs, "1.1")

    form = await d.member.context("Edit this image", root)
    assert [p["component"]["custom_id"] for p in form.modal["components"]] == ["text"]
    await d.member.submit(form, {"text": "warmer light"})
    assert "from 1.1" in plain(await desk.shows(thread, "1.2"))


async def test_edit_this_image_makes_a_brief_of_somebody_s_photo(
    d: Discord, desk: OnDiscord
) -> None:
    message = await d.approver.say("look", d.briefs, files=[File("can.png", png())])
    form = await d.member.context("Edit this image", message)

    used = await d.member.submit(form, {"text": "put it on wet stone, model:sketch"})
    await desk.agreed(d.member, used)
    await desk.until(lambda: desk.bot_says(d.briefs, "wet stone"), "the root")
    await desk.quiet()
    (reference,) = (await desk.session()).brief.references
    assert reference.role == "base"


async def test_edit_this_image_on_words_alone_says_what_it_needs(
    d: Discord, desk: OnDiscord
) -> None:
    message = await d.approver.say("only words", d.briefs)
    form = await d.member.context("Edit this image", message)
    used = await d.member.submit(form, {"text": "warmer"})

    assert plain(await used.settled())


# --- second steps -----------------------------------------------------------------------------


async def test_what_cannot_be_undone_is_asked_once_more_with_its_consequence(
    d: Discord, desk: OnDiscord
) -> None:
    await desk.grants(d.owner, 100)
    await desk.set_up(approvals="1")
    thread = await desk.briefs(d.owner, "a can on wet stone model:nano-banana-2.1")
    root = await desk.shows(d.briefs, "1.1")
    await d.owner.click(root, "Ask for approval")
    review = await desk.says(thread, "0 of 1 approval")
    await d.approver.click(review, "Approve")
    d.clock.move(61)
    approved = await desk.says(d.briefs, "approved and locked")

    asked = await d.approver.choose(approved, "More", menu(approved, "Take back"))
    assert asked.message.ephemeral
    assert "Export stops" in plain(asked.message)
    await d.approver.click(asked.message, "No, leave it")
    assert plain(asked.message) == "Nothing was changed."

    again = await d.approver.choose(approved, "More", menu(approved, "Take back"))
    form = await d.approver.click(again.message, "Take back")
    await d.approver.submit(form, {"reason": "wrong legal line"})
    await desk.quiet()
    review_now = (await desk.session()).versions[0].review
    assert review_now is not None
    assert review_now.state == "revoked"
