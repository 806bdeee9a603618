"""The studio in Slack, from the first line to the locked picture: people type, press, fill and react,
and read what Slack shows them."""

from __future__ import annotations

import re

import pytest

from bot.domain.work import ReviewState, VersionState
from bot.views.welcome import welcome_card
from tests.adapters.slack.conftest import Opening
from tests.adapters.slack.office import PNG, Office
from tests.standins.model import Hang
from tests.standins.slack import Message
from tests.stories.studio import NANO


async def test_a_brief_from_the_form_to_the_locked_and_exported_picture(office: Office) -> None:
    olga, bea = office.person("olga"), office.person("bea")
    await office.approves("bea")
    assert (await olga.slash("/brief")).ok
    modal = await olga.modal("New picture")
    assert modal.labels == [
        "What should it show?",
        "Where will it run?",
        "Photos",
        "Must stay the same",
    ]
    modal.fill("what", "a red can on wet stone")
    assert "Instagram story" in await modal.suggest("where", "insta")
    modal.choose("where", "Instagram story")
    await office.quiet()
    price = re.search(r"(\d+\.\d) credits - 1,000.0 left", modal.text)
    assert price is not None
    assert modal.view.body["submit"]["text"] == f"Make it {price[1]}"
    assert (await modal.submit()).payload == {}
    assert not modal.open
    await office.settle()
    root = office.root()
    assert root.text == "1.1 - Instagram story 1080x1920 is ready"
    assert len(olga.pictures(root)) == 1

    await olga.say("make it warmer", thread=root)
    await office.settle()
    (second,) = office.thread(root)
    assert '1.2* - Instagram story 1080x1920 - from 1.1: "make it warmer"' in office.says(second)
    await olga.say("v1: softer light", thread=root)
    await office.settle()
    third = office.thread(root)[-1]
    assert 'from 1.1: "softer light"' in office.says(third)

    await olga.click(third, "Ask for approval")
    await office.settle()
    review = bea.messages(bea.dm)[-1]
    assert "0 of 1 approval" in office.says(review)
    await bea.click(review, "Approve")
    await office.settle()
    assert "1 of 1 approval" in office.says(review)
    office.stage.clock.move(61)
    await office.settle()
    approved = office.root()
    assert "*1.3* approved and locked by bea" in office.says(approved)
    await olga.click(approved, "Export")
    await office.quiet()
    files = [f for m in office.thread(approved) for f in m.files]
    assert [office.slack.world.files[f].name for f in files] == [
        "1.3-story.jpg",
        "1.3-original.png",
    ]
    assert (await office.session()).versions[2].review.state is ReviewState.APPROVED  # type: ignore[union-attr]
    await olga.slash("/artdesk", "credits")
    await olga.sees(f"{await office.stage.free():,.1f}")


async def test_words_after_the_command_run_at_once_and_only_results_are_new_messages(
    office: Office,
) -> None:
    olga, hang = office.person("olga"), Hang()
    office.stage.google.then(hang)
    acked = await olga.slash("/brief", "a red can on wet stone model:nano-banana-2.1")
    assert acked.ok
    assert acked.text == ""
    root = await olga.sees("Drawing", "design")
    assert "a red can on wet stone" in office.says(root)
    hang.release()
    await office.settle()
    assert [m.ts for m in olga.messages() if m.bot_id] == [root.ts]
    assert len(olga.pictures(root)) == 1
    office.stage.google.then(hang := Hang())
    await olga.say("make it warmer", thread=root)
    running = await olga.sees("Drawing", thread=root)
    hang.release()
    await office.settle()
    (result,) = office.thread(root)
    assert running.deleted
    assert result.ts != running.ts
    assert len(olga.pictures(result)) == 1


async def test_a_set_is_picked_from_by_number_and_button_and_each_pick_is_a_message(
    office: Office,
) -> None:
    olga = office.person("olga")
    await olga.slash("/brief", f"a red can x4 model:{NANO}")
    price = await olga.sees("Ready: up to 20.2 credits")
    assert price.only_for == olga.id
    await olga.click(price, "Make it 20.2")
    await office.settle()
    assert price.deleted
    root = office.root()
    assert len(olga.pictures(root)) == 4
    await olga.react(root, "two")
    await office.settle()
    (pick,) = office.thread(root)
    assert "*1.1b*" in office.says(pick)
    await olga.click(root, "Pick c")
    await office.settle()
    assert "*1.1c*" in office.says(office.thread(root)[-1])
    assert len(olga.pictures(office.thread(root)[-1])) == 1


async def test_change_this_opens_a_form_about_that_version(office: Office) -> None:
    olga = office.person("olga")
    await olga.slash("/brief", f"a red can model:{NANO}")
    await office.settle()
    root = office.root()
    await olga.say("make it warmer", thread=root)
    await office.settle()
    await olga.click(root, "Change...")
    modal = await olga.modal("Change a picture")
    modal.fill("What should change?", "a darker stone")
    await modal.submit()
    await office.settle()
    assert 'from 1.1: "a darker stone"' in office.says(office.thread(root)[-1])


async def test_votes_by_button_and_by_reaction_are_one_vote_wherever_they_are_given(
    office: Office,
) -> None:
    olga, bea, root = office.person("olga"), office.person("bea"), await office.in_review()
    in_thread, in_dm = office.thread(root)[-1], bea_card(office)
    await olga.react(in_thread, "+1", tone=3)
    await office.settle()
    assert "1 like" in office.says(in_dm)
    await bea.react(in_thread, "white_check_mark")
    await office.settle()
    assert "1 of 1 approval" in office.says(in_dm)
    await bea.unreact(in_thread, "white_check_mark")
    await office.settle()
    assert "0 of 1 approval" in office.says(in_dm)
    await bea.click(in_dm, "Approve")
    await office.settle()
    assert "1 of 1 approval" in office.says(in_thread)
    assert (await office.session()).versions[0].review.approvals == 1  # type: ignore[union-attr]


def bea_card(office: Office) -> Message:
    bea = office.person("bea")
    return bea.messages(bea.dm)[-1]


async def test_a_vote_that_does_not_count_gets_one_sentence_to_that_person(office: Office) -> None:
    root = await office.in_review()
    max_, review = office.person("max"), office.thread(root)[-1]
    await max_.react(review, "white_check_mark")
    await office.settle()
    (said,) = max_.ephemerals()
    assert said.thread_ts == root.ts
    assert "1.1" in office.says(said)
    assert "0 of 1 approval" in office.says(review)
    assert office.person("olga").ephemerals()[-1].text != said.text


@pytest.mark.parametrize("name", ["gus", "ulf", "sam"])
async def test_guests_and_strangers_see_and_never_vote_or_spend(office: Office, name: str) -> None:
    root = await office.in_review("shared" if name == "sam" else "design")
    somebody, review = office.person(name), office.thread(root)[-1]
    await somebody.react(review, "white_check_mark")
    await somebody.say("make it warmer", thread=root)
    await office.settle()
    assert "0 of 1 approval" in office.says(review)
    assert len((await office.session()).versions) == 1
    assert office.stage.bugs() == []


async def test_a_private_brief_lives_in_the_direct_messages_of_its_maker(office: Office) -> None:
    olga, bea = office.person("olga"), office.person("bea")
    await office.approves("bea")
    await olga.slash("/brief", f"a secret can model:{NANO} private")
    await office.settle()
    assert [m for m in olga.messages() if m.bot_id and not m.only_for] == []
    root = olga.messages(olga.dm)[-1]
    assert "a secret can" in office.says(root)
    await olga.say("make it warmer", thread=root)
    await office.settle()
    result = office.thread(root)[-1]
    assert 'from 1.1: "make it warmer"' in office.says(result)
    await olga.click(result, "Ask for approval")
    await office.settle()
    review = bea.messages(bea.dm)[-1]
    assert len(bea.pictures(review)) == 1
    await bea.react(review, "white_check_mark")
    await office.settle()
    assert "1 of 1 approval" in office.says(office.thread(root)[-1])


async def test_a_brief_without_credits_is_parked_and_starts_when_they_come(
    open_office: Opening,
) -> None:
    office = await open_office(given=10)
    olga = office.person("olga")
    await office.orders(f"a can x4 model:{NANO}")
    parked = office.root()
    assert "Parked" in office.says(parked)
    await office.stage.grant(5000)
    await office.settle()
    assert "Parked" not in office.says(parked)
    assert len(olga.pictures(parked)) == 4


async def test_what_somebody_threw_on_a_thread_is_a_reference(office: Office) -> None:
    olga = office.person("olga")
    await olga.slash("/brief", f"a red can model:{NANO}")
    await office.settle()
    root = office.root()
    await olga.say("use this label", thread=root, files=[("label.png", PNG)])
    await office.settle()
    call = office.stage.google.calls[-1]
    assert [len(r.data) > 0 for r in call.references] == [True]
    assert 'from 1.1: "use this label"' in office.says(office.thread(root)[-1])


async def test_a_reply_below_a_review_in_direct_messages_is_about_that_picture(
    office: Office,
) -> None:
    root, bea = await office.in_review(), office.person("bea")
    await office.stage.you.runs("setup", who_approves="bea", who_spends="bea")
    await bea.write("make the can bigger", thread=bea_card(office))
    await office.settle()
    thread = [office.says(m) for m in office.thread(root)]
    assert any("make the can bigger" in words for words in thread)


async def test_talk_is_left_alone_and_a_mention_is_always_a_change(office: Office) -> None:
    olga, ann = office.person("olga"), office.person("ann")
    root = await office.drawn()
    await olga.say("@ann is this the final?", thread=root)
    await ann.say("// looks fine to me", thread=root)
    await olga.say("great work!", thread=root)
    await office.settle()
    assert office.thread(root) == []
    await olga.mention("warmer", thread=root)
    await office.settle()
    assert '"warmer"' in office.says(office.thread(root)[-1])


async def test_what_is_said_elsewhere_is_not_even_kept(office: Office) -> None:
    ann, max_ = office.person("ann"), office.person("max")
    first = await ann.say("shall we make it warmer?")
    await max_.say("yes, make it warmer", thread=first)
    await max_.react(first, "white_check_mark")
    await office.quiet()
    rows = await office.stage.look(lambda tx: tx.all("SELECT event FROM inbox"))
    assert not [row for row in rows if "warmer" in row.text("event")]
    assert len(office.slack.calls("users.info")) == 0


async def test_a_broadcast_reply_is_a_reply(office: Office) -> None:
    root = await office.drawn()
    await office.person("olga").say("make it warmer", thread=root, broadcast=True)
    await office.settle()
    assert '"make it warmer"' in office.says(office.thread(root)[-1])


async def test_other_bots_are_ignored_in_threads_and_in_mentions(office: Office) -> None:
    root = await office.drawn()
    bot = office.person("otherbot")
    await bot.say("make it warmer", thread=root)
    await bot.mention("a blue can")
    await bot.react(root, "x")
    await office.settle()
    assert len(await office.stage.threads()) == 1
    assert (await office.session()).versions[0].state is VersionState.READY
    assert len((await office.session()).versions) == 1


async def test_changed_words_ask_once_whether_to_run_them(office: Office) -> None:
    olga = office.person("olga")
    root = await office.drawn()
    said = await olga.say("make it warmer", thread=root)
    await office.settle()
    await olga.edit(said, "make it colder")
    await office.settle()
    question = await olga.sees("make it colder", thread=root)
    assert question.only_for == olga.id
    run = next(w for w in office.says(question).splitlines() if w.startswith("Run"))
    await olga.click(question, run)
    await office.settle()
    assert '"make it colder"' in office.says(office.thread(root)[-1])


async def test_a_mention_is_a_brief_once_although_it_is_told_twice(office: Office) -> None:
    olga = office.person("olga")
    said = await olga.mention("a red can on wet stone", files=[("can.png", PNG)])
    await office.settle()
    kinds = {d.payload["event"]["type"] for d in office.slack.deliveries_of(said)}
    assert kinds == {"message", "app_mention"}
    session = await office.session()
    assert len(await office.stage.threads()) == 1
    assert len(session.brief.references) == 1


async def test_a_mention_below_the_welcome_is_a_brief_and_other_words_there_are_talk(
    office: Office,
) -> None:
    olga = office.person("olga")
    await olga.mention("help")
    await office.quiet()
    home = office.surface.chat.home
    channel = office.slack.person("olga")._channel("design").id
    await office.surface.chat.say(home.venue(channel), welcome_card("acme"))
    welcome = [m for m in olga.messages("design") if m.bot_id and not m.only_for][-1]

    await olga.say("nice to have you", thread=welcome)
    await office.settle()
    assert await office.stage.threads() == ()
    await olga.mention("a red can on wet stone model:sketch", thread=welcome)
    await office.settle()
    assert len(await office.stage.threads()) == 1


async def test_a_direct_message_in_plain_words_is_a_brief_and_its_thread_is_a_session(
    office: Office,
) -> None:
    olga = office.person("olga")
    await olga.write("a red can on wet stone")
    await office.settle()
    root = olga.messages(olga.dm)[-1]
    assert "a red can on wet stone" in office.says(root)
    await olga.write("make it warmer", thread=root)
    await office.settle()
    assert '"make it warmer"' in office.says(office.thread(root)[-1])
    await olga.write("credits")
    await office.quiet()
    assert "left" in office.says(olga.messages(olga.dm)[-1])


async def test_use_as_reference_and_edit_this_image_replace_commands_in_threads(
    office: Office,
) -> None:
    olga, ann = office.person("olga"), office.person("ann")
    root = await office.drawn()
    await olga.shortcut("edit_message", root)
    modal = await olga.modal("Edit this image")
    modal.fill("instruction", "a darker stone")
    await modal.submit()
    await office.settle()
    assert 'from 1.1: "a darker stone"' in office.says(office.thread(root)[-1])
    await olga.shortcut("reference", root)
    form = await olga.modal("New picture")
    assert form.labels[2] == "Photos that come along"
    form.fill("what", "the same can on a beach")
    await form.submit()
    await office.settle()
    assert len((await office.session()).brief.references) == 1

    theirs = await ann.say("look", files=[("beach.png", PNG)])
    await olga.shortcut("edit_message", theirs)
    other = await olga.modal("Edit this image")
    other.fill("instruction", "add a can")
    await other.submit()
    await office.settle()
    (reference,) = (await office.session()).brief.references
    assert reference.role == "base"


async def test_the_front_page_shows_my_briefs_what_waits_for_me_and_the_credits(
    office: Office,
) -> None:
    await office.in_review()
    bea = office.person("bea")
    await bea.open_home()
    home = await bea.home("Waits for your vote")
    assert "1.1" in home.text
    assert "left" in home.text
    await home.click("Help")
    assert "How it works here" in (await bea.modal("Artdesk")).text
    await home.click("New picture")
    assert "What should it show?" in (await bea.modal("New picture")).labels


async def test_every_command_can_be_reached_without_typing(office: Office) -> None:
    olga = office.person("olga")
    await olga.shortcut("command.credits")
    card = await olga.modal()
    assert "1,000.0" in card.text
    await card.close()
    await olga.shortcut("menu")
    menu = await olga.modal("Artdesk")
    for form in office.surface.chat.desk.all_forms():  # type: ignore[union-attr]
        if form.slash:
            assert form.title in menu.text
    await menu.click("New picture")
    brief = await olga.modal("New picture")
    brief.choose("Channel", office.slack.place("design").id)
    brief.fill("what", "a red can")
    await brief.submit()
    await office.settle()
    assert "a red can" in office.says(office.root("design"))


async def test_more_shows_the_rest_and_details_and_the_original_goes_into_the_thread(
    office: Office,
) -> None:
    olga = office.person("olga")
    root = await office.drawn()
    await olga.say("make it warmer", thread=root)
    await office.settle()
    result = office.thread(root)[-1]
    await olga.click(result, "More")
    more = await olga.sees("Reuse this brief")
    assert more.only_for == olga.id
    await olga.click(more, "Details")
    await office.quiet()
    assert "1.2" in office.says(more)
    await olga.click(result, "More")
    await olga.click(await olga.sees("Reuse this brief"), "Original")
    await office.quiet()
    shared = [m for m in office.thread(root) if m.files]
    names = [office.slack.world.files[f].name for m in shared for f in m.files]
    assert names == ["1.2-ig_square.jpg", "1.2-original.png"]


async def test_the_envelope_sends_the_original_to_the_person_alone(office: Office) -> None:
    root = await office.drawn()
    ann = office.person("ann")
    await ann.react(root, "email")
    await office.quiet()
    files = [f for m in ann.messages(ann.dm) for f in m.files]
    assert len(files) == 2
    assert office.thread(root) == []


async def test_the_cross_of_the_maker_discards_and_can_be_undone(office: Office) -> None:
    root = await office.drawn()
    olga = office.person("olga")
    await olga.react(root, "x")
    await office.settle()
    assert "discarded" in office.says(root)
    await olga.click(root, "Undo")
    await office.settle()
    assert "discarded" not in office.says(root)
