"""From a command to a locked picture: the whole way of a brief on Discord, with the real client."""

from __future__ import annotations

import io

from PIL import Image

from bot.domain.work import ReviewState, VersionState
from tests.adapters.discord.studio import OnDiscord, plain
from tests.standins.discord import Channel, Discord, File, Kind, Message, images, labels, pictures
from tests.standins.model import Hang

PAID = "a can on wet stone model:nano-banana-2.1"


def png(width: int = 300, height: int = 200) -> bytes:
    held = io.BytesIO()
    Image.new("RGB", (width, height), (200, 30, 30)).save(held, "PNG")
    return held.getvalue()


async def test_one_line_is_a_picture_in_its_thread_and_nobody_is_pinged(
    d: Discord, desk: OnDiscord
) -> None:
    thread = await desk.briefs(d.member)

    (root,) = desk.bot_says(d.briefs, "a can on wet stone")
    assert root.thread is thread
    assert thread.name == "1 - a can on wet stone"
    (picture,) = pictures(root)
    assert picture.filename.startswith("1")
    assert picture.description
    assert images(root)[0][:4] in {b"\x89PNG", b"\xff\xd8\xff\xe0"}
    assert labels(root)[:2] == ["Change...", "Other formats"]
    assert all(not m.pings.users for m in d.world.messages() if m.author is d.bot)


async def test_the_root_stands_at_once_and_is_the_running_card(d: Discord, desk: OnDiscord) -> None:
    hang = Hang()
    desk.google.then(hang)
    await desk.grants(d.owner, 100)

    used = await d.owner.slash("brief", d.briefs, what=PAID)
    await desk.agreed(d.owner, used)
    root = await desk.says(d.briefs, "Drawing")
    await desk.until(lambda: root.thread, "the thread")

    assert pictures(root) == []
    hang.release()
    await desk.until(lambda: pictures(root), "the picture on the root")
    await desk.quiet()
    assert "spent - Nano" in plain(root)
    assert len([m for m in d.posted(d.briefs) if "wet stone" in plain(m)]) == 1


async def test_a_reply_is_an_edit_and_one_to_an_older_version_is_a_branch(
    d: Discord, desk: OnDiscord
) -> None:
    thread = await desk.briefs(d.member)
    await d.member.say("warmer light", thread)
    second = await desk.shows(thread, "1.2")
    (root,) = desk.bot_says(d.briefs, "1.1")

    await d.member.say("darker stone", d.briefs, reply_to=root)
    third = await desk.shows(thread, "1.3")

    assert "from 1.1" in plain(third)
    assert len(pictures(second)) == len(pictures(third)) == 1
    await d.member.say("move the can left", thread, reply_to=second)
    assert "from 1.2" in plain(await desk.shows(thread, "1.4"))


async def test_progress_is_taken_away_when_its_picture_is_there(
    d: Discord, desk: OnDiscord
) -> None:
    await desk.grants(d.owner, 100)
    thread = await desk.briefs(d.owner, "a can on wet stone model:sketch")
    hang = Hang()
    desk.google.then(hang)

    await d.owner.say("warmer light, model:nano", thread)
    await desk.until(lambda: desk.bot_says(thread, "1.2"), "something about 1.2")
    price = desk.bot_says(thread, "Make it") or desk.bot_says(thread, "you have")
    if price:
        await d.owner.click(price[-1], "Make it")
    progress = await desk.says(thread, "Drawing")
    hang.release()
    await desk.until(lambda: progress.deleted, "progress to be gone")
    await desk.quiet()

    (result,) = desk.bot_says(thread, "1.2")
    assert len(pictures(result)) == 1
    assert not desk.bot_says(thread, "you have")


async def test_four_pictures_are_one_message_and_each_pick_is_its_own(
    d: Discord, desk: OnDiscord
) -> None:
    thread = await desk.briefs(d.member, "a can on wet stone model:sketch x4")
    (root,) = desk.bot_says(d.briefs, "Pick one")

    assert len(pictures(root)) == 4
    assert [a.filename.split(".")[1][:2] for a in pictures(root)] == ["1a", "1b", "1c", "1d"]
    await d.member.click(root, "2 (b)")
    picked = await desk.shows(thread, "1.1b")

    assert len(pictures(picked)) == 1
    assert "Picked: b" in plain(root)
    await d.member.react(root, "3\ufe0f\u20e3")
    await desk.says(thread, "1.1c")


async def test_a_photo_comes_with_the_command_and_has_its_role(d: Discord, desk: OnDiscord) -> None:
    used = await d.member.slash(
        "brief",
        d.briefs,
        what="this logo on a wall model:sketch",
        photo1=File("logo of ours.png", png()),
        photo1_is="logo",
    )
    await desk.until(lambda: desk.bot_says(d.briefs, "this logo on a wall"), "the root")
    await desk.quiet()

    (reference,) = (await desk.session()).brief.references
    assert (reference.role, reference.guessed) == ("logo", False)
    assert used.of.ack == 5


async def test_a_review_is_voted_on_by_button_and_reaction_and_locks(
    d: Discord, desk: OnDiscord
) -> None:
    await desk.set_up(approvals="2")
    thread = await desk.briefs(d.member)
    (root,) = desk.bot_says(d.briefs, "1.1")
    await d.member.click(root, "Ask for approval")
    review = await desk.says(thread, "0 of 2 approvals")
    await desk.until(lambda: len(review.reactions) == 3, "the signs to tap")

    await d.approver.react(review, "\u2705")
    await desk.until(lambda: "1 of 2 approvals" in plain(review), "a vote by reaction")
    await d.second_approver.click(review, "Approve")
    await desk.until(lambda: "2 of 2 approvals" in plain(review), "a vote by button")
    d.clock.move(61)
    await desk.until(lambda: "agreed" in plain(review) or "locked" in plain(review), "the lock")
    await desk.quiet()

    assert (await desk.session()).versions[0].review.state is ReviewState.APPROVED  # type: ignore[union-attr]
    await desk.until(
        lambda: not any(d.bot.id in r.users for r in review.reactions.values()), "no seeds"
    )


async def test_a_super_reaction_with_a_skin_tone_counts_and_taking_it_back_too(
    d: Discord, desk: OnDiscord
) -> None:
    await desk.set_up(approvals="2")
    thread = await desk.briefs(d.member)
    (root,) = desk.bot_says(d.briefs, "1.1")
    await d.member.click(root, "Ask for approval")
    review = await desk.says(thread, "0 of 2 approvals")

    await d.approver.react(review, "\u2705", burst=True)
    await desk.until(lambda: "1 of 2 approvals" in plain(review), "a super vote")
    await d.approver.unreact(review, "\u2705")
    await desk.until(lambda: "0 of 2 approvals" in plain(review), "the vote taken back")
    await d.second_approver.react(review, "\U0001f44d\U0001f3fd")
    await desk.quiet()
    assert "0 of 2 approvals" in plain(review)


async def test_a_cross_by_its_maker_cancels_what_runs(d: Discord, desk: OnDiscord) -> None:
    await desk.grants(d.owner, 100)
    desk.google.then(Hang())
    used = await d.owner.slash("brief", d.briefs, what=PAID)
    await desk.agreed(d.owner, used)
    root = await desk.says(d.briefs, "Drawing")

    await d.owner.react(root, "\u274c")
    await desk.until(lambda: "top" in plain(root) or "ancel" in plain(root), "stopping")
    desk.google.let_go()
    await desk.quiet()


async def test_an_envelope_sends_the_original_by_direct_message(
    d: Discord, desk: OnDiscord
) -> None:
    await desk.briefs(d.member)
    (root,) = desk.bot_says(d.briefs, "1.1")

    await d.member.react(root, "\u2709\ufe0f")
    sent: Message = await desk.says(d.member.dm, "to keep")

    assert len(sent.attachments) == 2
    assert all(a.filename.startswith("1.1") for a in sent.attachments)


async def test_an_approved_picture_is_a_post_of_the_forum_with_its_picture(
    d: Discord, desk: OnDiscord
) -> None:
    await desk.set_up(approvals="1")
    forum = d.channel_called("ideas", kind=Kind.FORUM)
    post = await d.owner.open_thread(forum, "my idea")
    await d.owner.slash("brief", post, what="a can on wet stone model:sketch")
    await desk.until(lambda: len(_posts_of(d, forum)) > 1, "a post of its own")
    brief = _posts_of(d, forum)[-1]
    root = await desk.shows(brief, "1.1")

    await d.owner.click(root, "Ask for approval")
    await d.approver.click(await desk.says(brief, "0 of 1 approval"), "Approve")
    await desk.quiet()
    d.clock.move(61)
    await desk.until(lambda: len(_posts_of(d, forum)) > 2, "the approved picture")
    await desk.quiet()

    (approved,) = d.posted(_posts_of(d, forum)[-1])
    assert len(pictures(approved)) == 1


def _posts_of(d: Discord, forum: Channel) -> list[Channel]:
    return [c for c in d.world.channels.values() if c.parent is forum]


async def test_export_brings_the_file_and_credits_show_what_it_cost(
    d: Discord, desk: OnDiscord
) -> None:
    await desk.grants(d.owner, 100)
    await desk.set_up(approvals="1")
    used = await d.owner.slash("brief", d.briefs, what=PAID)
    await desk.agreed(d.owner, used)
    await desk.until(lambda: desk.bot_says(d.briefs, "spent - Nano"), "the picture")
    await desk.quiet()
    (root,) = desk.bot_says(d.briefs, "spent - Nano")
    thread = root.thread
    assert thread is not None

    await d.owner.click(root, "Ask for approval")
    review = await desk.says(thread, "0 of 1 approval")
    await d.approver.click(review, "Approve")
    d.clock.move(61)
    approved = await desk.says(d.briefs, "approved and locked")
    exported = await (await d.owner.click(approved, "Export")).settled()
    file = await (await d.owner.click(approved, "Download")).settled()
    told = await (await d.owner.slash("credits", d.briefs)).settled()

    assert exported.attachments
    assert [a.filename for a in file.attachments] == [
        a.filename for a in exported.attachments[:1]
    ] or file.attachments
    assert "spent, Nano" in plain(told)
    assert told.ephemeral
    assert (await desk.session()).versions[0].state is VersionState.READY
