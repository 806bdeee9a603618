"""What goes wrong between people and Discord: each time one clear sentence, credits right, nothing
posted twice."""

from __future__ import annotations

import asyncio
import io

import numpy as np
import pytest
from PIL import Image

from bot.domain.model import Usage
from bot.domain.outcome import Made, Ok, Outcome
from bot.ports import Call
from tests.adapters.discord.studio import OnDiscord, plain
from tests.adapters.discord.test_brief import png
from tests.standins.discord import Discord, File, Permission, labels, pictures
from tests.standins.model import Hang

MIB = 1024 * 1024
PAID = "a can on wet stone model:nano-banana-2.1"


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("can.pdf", b"%PDF-1.7 nothing", "PDF"),
        ("can.png", b"not a picture", "can.png"),
        ("can.png", b"", "can.png"),
        ("can.mp4", b"\0\0\0\x18ftypmp42" + b"\0" * 64, "video"),
    ],
)
async def test_a_file_that_is_no_picture_is_said_to_be_none(
    d: Discord, desk: OnDiscord, name: str, data: bytes, says: str
) -> None:
    used = await d.member.slash(
        "brief", d.briefs, what="a can model:sketch", photo1=File(name, data)
    )
    told = await used.settled()

    assert told.ephemeral
    assert says in plain(told)
    assert not await desk.look(lambda tx: tx.all("SELECT id FROM sessions"))


async def test_a_photo_that_is_too_large_is_refused_before_it_is_fetched(
    d: Discord, desk: OnDiscord
) -> None:
    d.member.user.upload_limit = 100 * MIB
    used = await d.member.slash(
        "brief",
        d.briefs,
        what="a can model:sketch",
        photo1=File("can.png", b"\x89PNG" + b"x" * (31 * MIB)),
    )
    told = await used.settled()

    assert "can.png" in plain(told)
    assert not d.calls("GET", "/ephemeral-attachments/**")


async def test_a_photo_that_is_gone_is_asked_for_again(d: Discord, desk: OnDiscord) -> None:
    d.fail("GET", "/ephemeral-attachments/**", status=404, body="gone", times=9)
    used = await d.member.slash(
        "brief", d.briefs, what="a can model:sketch", photo1=File("can.png", png())
    )

    assert "can.png" in plain(await used.settled())


async def test_a_bad_file_in_a_reply_is_told_in_place_to_its_sender_alone(
    d: Discord, desk: OnDiscord
) -> None:
    thread = await desk.briefs(d.member)
    sent = await d.member.say(
        "use this", thread, files=[File("can.pdf", b"%PDF-1.7")], mentions=[d.bot]
    )

    told = await desk.says(thread, "PDF")
    assert told.referenced is sent
    assert told.pings.users == {d.member.id}


async def test_a_double_click_is_one_act(d: Discord, desk: OnDiscord) -> None:
    await desk.grants(d.owner, 500)
    await desk.rules(ask_above=1)
    price = await (await d.owner.slash("brief", d.briefs, what=PAID)).settled()
    first, second = await asyncio.gather(
        d.owner.click(price, "Make it", wait=False), d.owner.click(price, "Make it", wait=False)
    )
    await desk.shows(d.briefs, "1.1")

    assert len(await desk.look(lambda tx: tx.all("SELECT id FROM sessions"))) == 1
    assert len(desk.google.calls) == 1
    assert first.of is not second.of


async def test_the_same_event_twice_is_one_act(d: Discord, desk: OnDiscord) -> None:
    thread = await desk.briefs(d.member)
    message = await d.member.say("warmer light", thread)
    await desk.shows(thread, "1.2")
    d.gateway.message("MESSAGE_CREATE", message)
    await asyncio.sleep(0.2)
    await desk.quiet()

    assert len((await desk.session()).versions) == 2


async def test_words_of_people_cannot_mark_mention_or_link(d: Discord, desk: OnDiscord) -> None:
    evil = "@everyone <@&1> **bold** [click](https://evil.example) # h <t:1:R> \u202ereversed model:sketch"
    thread = await desk.briefs(d.member, evil)
    await desk.quiet()

    for message in d.world.messages():
        if message.author is d.bot:
            assert not message.pings.everyone
            assert not message.pings.roles
            assert "\u202e" not in plain(message)
    root = next(m for m in d.posted(d.briefs) if pictures(m))
    said = root.embeds[0]["description"]
    assert r"\[click\]\(https\:" in said
    assert r"\@everyone" in said
    assert len(thread.name) <= 100


async def test_very_long_words_have_a_card_that_fits(d: Discord, desk: OnDiscord) -> None:
    await desk.briefs(d.member, "w" * 3900 + " model:sketch")
    (root,) = [m for m in d.posted(d.briefs) if pictures(m)]
    details = next(
        option["value"]
        for row in root.components
        for one in row["components"]
        for option in one.get("options", [])
        if option["label"] == "Details"
    )
    told = await (await d.member.choose(root, "More", details)).settled()

    assert "w" * 300 in plain(told) or told.attachments


# --- what disappears --------------------------------------------------------------------------


async def test_a_root_that_was_deleted_is_not_posted_again(d: Discord, desk: OnDiscord) -> None:
    thread = await desk.briefs(d.member)
    (root,) = [m for m in d.posted(d.briefs) if pictures(m)]
    await d.owner.delete(root)
    await desk.quiet()
    await d.member.say("warmer light", thread)
    await desk.shows(thread, "1.2")

    assert not [m for m in d.posted(d.briefs) if not m.ephemeral]


async def test_a_message_that_went_before_its_edit_keeps_nothing_else_waiting(
    d: Discord, desk: OnDiscord
) -> None:
    await desk.grants(d.owner, 100)
    desk.google.then(Hang())
    used = await d.owner.slash("brief", d.briefs, what=PAID)
    await desk.agreed(d.owner, used)
    root = await desk.says(d.briefs, "Drawing")
    thread = await desk.until(lambda: root.thread, "the thread")
    root.deleted = True
    d.briefs.messages.pop(root.id)
    desk.google.let_go()
    await desk.quiet()
    await d.owner.say("warmer light model:sketch", thread)

    await desk.until(lambda: any("1.2" in plain(m) for m in d.posted(thread)), "the next version")
    await desk.quiet()
    assert (await desk.audit()) == ()


async def test_a_deleted_channel_is_told_to_the_maker_and_the_picture_is_kept(
    d: Discord, desk: OnDiscord
) -> None:
    await desk.grants(d.owner, 100)
    desk.google.then(Hang())
    used = await d.owner.slash("brief", d.briefs, what=PAID)
    await desk.agreed(d.owner, used)
    root = await desk.says(d.briefs, "Drawing")
    await desk.until(lambda: root.thread, "the thread")
    await desk.quiet()
    d.deeds.delete_channel(d.briefs)
    desk.google.let_go()
    await desk.quiet()

    session = await desk.session()
    assert session.versions[0].pictures
    used = await d.owner.slash("history", d.general)
    assert "1.1" in plain(await used.settled())


async def test_thrown_out_in_the_middle_the_credits_are_right_and_it_comes_back(
    d: Discord, desk: OnDiscord
) -> None:
    await desk.grants(d.owner, 100)
    desk.google.then(Hang())
    used = await d.owner.slash("brief", d.briefs, what=PAID)
    await desk.agreed(d.owner, used)
    root = await desk.says(d.briefs, "Drawing")
    thread = await desk.until(lambda: root.thread, "the thread")
    await desk.quiet()
    d.deeds.kick(d.guild)
    desk.google.let_go()
    await desk.quiet()
    assert await desk.free() < 100
    assert (await desk.audit()) == ()

    d.deeds.invite(d.guild, d.guild.everyone.permissions)
    await desk.until(
        lambda: len(desk.bot_says(d.general, "This is the art desk")) == 2, "a welcome"
    )
    await d.owner.say("warmer light model:sketch", thread)
    await desk.until(lambda: any("1.2" in plain(m) for m in d.posted(thread)), "work goes on")
    await desk.quiet()


async def test_closed_direct_messages_are_answered_in_place(d: Discord, desk: OnDiscord) -> None:
    await desk.briefs(d.member)
    (root,) = [m for m in d.posted(d.briefs) if pictures(m)]
    d.member.user.dms_open = False

    await d.member.react(root, "\u2709\ufe0f")
    told = await desk.says(d.briefs, "to keep")
    assert told.pings.users == {d.member.id}
    assert told.attachments


async def test_missing_reactions_permission_leaves_the_buttons(d: Discord, desk: OnDiscord) -> None:
    await desk.set_up(approvals="1")
    thread = await desk.briefs(d.member)
    (root,) = [m for m in d.posted(d.briefs) if pictures(m)]
    d.deny(d.briefs, Permission.ADD_REACTIONS)
    await d.member.click(root, "Ask for approval")
    review = await desk.says(thread, "0 of 1 approval")
    await desk.quiet()

    assert not review.reactions
    await d.approver.click(review, "Approve")
    await desk.until(lambda: "1 of 1 approval" in plain(review), "the vote")


async def test_the_cap_of_threads_is_told(d: Discord, desk: OnDiscord) -> None:
    d.guild.active_thread_cap = 0
    await d.member.slash("brief", d.briefs, what="a can model:sketch")

    told = await desk.says(d.member.dm, "active threads")
    assert told
    await desk.quiet()


async def test_a_word_that_the_server_blocks_is_told(d: Discord, desk: OnDiscord) -> None:
    d.guild.automod.add("forbidden")
    await d.member.slash("brief", d.briefs, what="a forbidden can model:sketch")

    assert await desk.says(d.member.dm, "AutoMod")
    await desk.quiet()


# --- large originals --------------------------------------------------------------------------


async def test_an_original_that_does_not_fit_is_shown_smaller_and_comes_in_parts(
    d: Discord, desk: OnDiscord
) -> None:
    d.guild.own_upload_limit = 100_000
    d.member.user.upload_limit = 100_000
    desk.sketch.then(noisy)
    await desk.briefs(d.member)
    (root,) = [m for m in d.posted(d.briefs) if pictures(m)]

    (shown,) = pictures(root)
    assert len(shown.data) <= 100_000
    assert "Shown smaller" in plain(root)

    details = entry(root, "Original")
    told = await (await d.member.choose(root, "More", details)).settled()
    assert "1.1-original.png in parts" in labels(told)
    used = await d.member.click(told, "1.1-original")
    first = await used.settled()
    await desk.quiet()
    pieces = [a for m in (first, *used.followups) for a in m.attachments]
    whole = b"".join(a.data for a in sorted(pieces, key=lambda a: a.filename))
    assert whole == await desk.original()
    assert "cat 1.1-original.png.*" in plain(first)

    longer = await d.member.click(told, "1.1-ig")
    first = await longer.settled()
    await desk.until(lambda: longer.followups, "the parts that one message does not take")
    assert len(first.attachments) == 10


async def test_a_place_that_takes_less_than_it_says_gets_a_smaller_file(
    d: Discord, desk: OnDiscord
) -> None:
    desk.sketch.then(noisy)
    d.refuse("PATCH", f"/channels/{d.briefs.id}/messages/*", 40005, times=1)
    d.refuse("POST", f"/channels/{d.briefs.id}/messages", 40005, times=0)
    await desk.briefs(d.member)

    (root,) = [m for m in d.posted(d.briefs) if pictures(m)]
    assert pictures(root)


def entry(message: object, label: str) -> str:
    found = [
        option["value"]
        for row in message.components  # type: ignore[attr-defined]
        for one in row["components"]
        for option in one.get("options", [])
        if option["label"] == label
    ]
    assert found, label
    return str(found[0])


def noisy(_call: Call) -> Outcome:
    """A picture that no encoder makes small."""
    held = io.BytesIO()
    pixels = np.random.default_rng(1).integers(0, 255, (500, 500, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(held, "PNG")
    return Ok((Made(held.getvalue(), "image/png", 500, 500, alt="noise"),), Usage())
