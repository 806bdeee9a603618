"""What people write on Discord: mentions, direct messages, replies; what is left alone; and how it works
where the desk may not read."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.adapters.discord.studio import OnDiscord, on_discord, plain
from tests.adapters.discord.test_brief import png
from tests.standins.discord import Discord, File, Permission, labels, pictures
from tests.standins.model import Hang


async def test_a_mention_with_words_is_a_brief(d: Discord, desk: OnDiscord) -> None:
    await d.member.say("a can on wet stone model:sketch", d.briefs, mentions=[d.bot])

    root = await desk.shows(d.briefs, "1.1")
    assert root.thread is not None
    assert (await desk.session()).brief.what == "a can on wet stone"


async def test_a_mention_in_the_middle_and_of_the_bot_s_role_is_one_too(
    d: Discord, desk: OnDiscord
) -> None:
    role = next(r for r in d.guild.roles.values() if r.managed)
    await d.member.say(f"please <@&{role.id}> a can on wet stone model:sketch", d.briefs)

    await desk.shows(d.briefs, "1.1")
    assert "<@" not in (await desk.session()).brief.what


async def test_a_bare_mention_is_help_for_the_one_who_asks(d: Discord, desk: OnDiscord) -> None:
    asked = await d.member.say("", d.briefs, mentions=[d.bot])

    told = await desk.says(d.briefs, "How it works here")
    assert told.referenced is asked
    assert told.pings.users == {d.member.id}


async def test_words_without_a_mention_are_nothing_of_the_desk(d: Discord, desk: OnDiscord) -> None:
    before = len(d.posted(d.briefs))
    await d.member.say("a can on wet stone", d.briefs)
    await d.member.say("what do you think, " + d.approver.mention, d.briefs)
    await d.robot.say(f"{d.bot.mention} a can on wet stone", d.briefs)
    await asyncio.sleep(0.2)
    await desk.quiet()

    assert len(d.posted(d.briefs)) == before
    assert not await desk.look(
        lambda tx: tx.all(
            "SELECT origin FROM inbox WHERE lane LIKE '%/' || :c || '/'", c=d.briefs.id
        )
    )


async def test_talk_in_a_thread_costs_nothing_and_gets_no_answer(
    d: Discord, desk: OnDiscord
) -> None:
    thread = await desk.briefs(d.member)
    before = len(d.posted(thread))
    mine = await d.member.say("is this the final?", thread)
    await d.approver.say("warmer light", thread, reply_to=mine)
    await d.member.say(f"{d.approver.mention} what do you say", thread)
    await d.member.say("// warmer light", thread)
    await asyncio.sleep(0.3)
    await desk.quiet()

    assert len(d.posted(thread)) == before
    assert len((await desk.session()).versions) == 1


async def test_a_mention_in_the_thread_is_always_an_edit(d: Discord, desk: OnDiscord) -> None:
    thread = await desk.briefs(d.member)
    await d.member.say("is it darker now", thread, mentions=[d.bot])

    await desk.shows(thread, "1.2")


async def test_two_replies_at_once_keep_their_order(d: Discord, desk: OnDiscord) -> None:
    thread = await desk.briefs(d.member)
    await d.member.say("warmer light", thread)
    await d.member.say("move the can left", thread)
    await desk.shows(thread, "1.3")

    session = await desk.session()
    assert [v.instruction for v in session.versions[1:]] == ["warmer light", "move the can left"]


async def test_a_photo_in_a_reply_comes_along(d: Discord, desk: OnDiscord) -> None:
    thread = await desk.briefs(d.member)
    await d.member.say("put this logo on the can", thread, files=[File("logo.png", png())])

    await desk.shows(thread, "1.2")


async def test_an_edited_message_asks_once_whether_to_run_it_again(
    d: Discord, desk: OnDiscord
) -> None:
    thread = await desk.briefs(d.member)
    message = await d.member.say("warmer light", thread)
    await desk.shows(thread, "1.2")

    await d.member.edit(message, "colder light")
    await desk.until(
        lambda: [m for m in d.posted(thread) if "Run" in str(labels(m))], "the question"
    )
    await desk.quiet()
    asking = [m for m in d.posted(thread) if "Run" in str(labels(m))]
    assert len(asking) == 1


async def test_a_message_that_is_edited_again_is_asked_about_again(
    d: Discord, desk: OnDiscord
) -> None:
    thread = await desk.briefs(d.member)
    message = await d.member.say("warmer light", thread)
    await desk.shows(thread, "1.2")

    for said in ("colder light", "softer light from the left"):
        await d.member.edit(message, said)
        await desk.says(thread, f'to "{said}"')
    await desk.quiet()


async def test_a_direct_message_is_a_brief_and_an_answer_to_the_desk_an_edit(
    d: Discord, desk: OnDiscord
) -> None:
    await d.member.write("a can on wet stone model:sketch")
    root = await desk.shows(d.member.dm, "1.1")

    assert len(pictures(root)) == 1
    await d.member.write("warmer light", reply_to=root)
    second = await desk.shows(d.member.dm, "1.2")
    assert "from 1.1" in plain(second)


async def test_a_mention_that_answers_the_welcome_is_a_brief(d: Discord, desk: OnDiscord) -> None:
    welcome = await desk.says(d.general, "This is the art desk")
    await d.member.say("thanks", d.general, reply_to=welcome)
    await d.member.say("a can model:sketch", d.general, mentions=[d.bot], reply_to=welcome)

    await desk.shows(d.general, "1.1")
    assert (await desk.session()).brief.what == "a can"


async def test_a_direct_message_that_answers_a_note_of_the_desk_is_a_brief(
    d: Discord, desk: OnDiscord
) -> None:
    d.refuse("POST", "/interactions/*/*/callback", 10062)
    await d.member.slash("brief", d.briefs, what="a can model:sketch", wait=False)
    note = await desk.says(d.member.dm, "Please try again")
    await d.member.say("a can on wet stone model:sketch", d.member.dm, reply_to=note)

    await desk.shows(d.member.dm, "1.1")


async def test_an_answer_to_an_older_set_in_direct_messages_is_about_that_set(
    d: Discord, desk: OnDiscord
) -> None:
    await d.member.write("a can on wet stone x4 model:sketch")
    older = await desk.shows(d.member.dm, "1.1")
    await d.member.write("a poster model:sketch")
    await desk.shows(d.member.dm, "2.1")
    await d.member.say("warmer light", d.member.dm, reply_to=older)

    assert "1.1 has several pictures (a, b, c, d)" in plain(
        await desk.says(d.member.dm, "Pick one first")
    )
    assert len((await desk.session(2)).versions) == 1


async def test_an_answer_to_a_brief_that_is_still_drawn_is_its_first_change(
    d: Discord, desk: OnDiscord
) -> None:
    hang = Hang()
    desk.sketch.then(hang)
    await d.member.slash("brief", d.briefs, what="a can on wet stone model:sketch")
    thread = await desk.thread_of(d.briefs)
    (root,) = desk.bot_says(d.briefs, "a can on wet stone")
    await d.member.say("warmer light", d.briefs, reply_to=root)
    hang.release()

    await desk.shows(thread, "1.2")


async def test_who_left_the_server_is_nobody_in_direct_messages_too(
    d: Discord, desk: OnDiscord
) -> None:
    dm = d.member.dm
    del d.guild.members[d.member.id]
    await d.member.say("a can on wet stone model:sketch", dm)

    await d.saw("GET", f"/guilds/*/members/{d.member.id}")
    await desk.quiet()
    assert not await desk.look(lambda tx: tx.all("SELECT id FROM sessions"))


async def test_a_thread_that_a_person_opened_on_the_root_stays_the_desk_s_after_a_command_there(
    d: Discord, desk: OnDiscord
) -> None:
    hang = Hang()
    desk.sketch.then(hang)
    d.fail("POST", "/channels/*/messages/*/threads", cut=True)
    await d.member.slash("brief", d.briefs, what="a can on wet stone model:sketch")
    root = await desk.says(d.briefs, "a can")
    thread = await d.member.open_thread(root, "mine")
    hang.release()
    await desk.shows(d.briefs, "1.1")
    await d.member.say("warmer light", thread)
    await desk.shows(thread, "1.2")

    await (await d.member.slash("help", thread)).settled()
    await d.member.say("move the can left", thread)
    await desk.shows(thread, "1.3")


async def test_a_brief_in_the_thread_of_others_works_there(d: Discord, desk: OnDiscord) -> None:
    start = await d.member.say("ideas", d.general)
    thread = d.deeds.open_thread(d.general, "ideas", d.member.user, message=start)
    await d.member.say("a can on wet stone model:sketch", thread, mentions=[d.bot])

    await desk.until(lambda: [m for m in d.world.messages() if "1.1" in plain(m)], "a picture")
    await desk.quiet()


# --- where the desk may not read --------------------------------------------------------------


async def test_without_the_switch_in_the_portal_the_desk_starts_and_says_once_how_it_is_heard(
    d: Discord, tmp_path: Path
) -> None:
    d.world.app.message_content = False
    async with on_discord(d, tmp_path / "studio") as desk:
        assert desk.noted("discord_no_message_content")
        thread = await desk.briefs(d.member)
        await d.member.say("warmer light", thread)
        await desk.says(thread, "I cannot read plain replies here")
        await d.member.say("hello?", thread)
        await asyncio.sleep(0.2)
        await desk.quiet()
        assert len(desk.bot_says(thread, "I cannot read")) == 1

        await d.member.say("warmer light", thread, mentions=[d.bot])
        second = await desk.shows(thread, "1.2")
        await d.member.say("move the can left", thread, reply_to=second)
        await desk.shows(thread, "1.3")


async def test_it_says_so_once_a_thread_also_after_a_restart(d: Discord, tmp_path: Path) -> None:
    options = {"read": False}
    async with on_discord(d, tmp_path / "studio", options=options) as desk:
        thread = await desk.briefs(d.member)
        await d.member.say("warmer light", thread)
        await desk.says(thread, "I cannot read")
        await desk.stop()
        await desk.start()
        await d.member.say("warmer light", thread)
        await asyncio.sleep(0.3)
        await desk.quiet()
        assert len(desk.bot_says(thread, "I cannot read")) == 1


async def test_unread_threads_are_worked_in_by_button_form_and_command(
    d: Discord, tmp_path: Path
) -> None:
    async with on_discord(d, tmp_path / "studio", options={"read": False}) as desk:
        thread = await desk.briefs(d.member)
        (root,) = desk.bot_says(d.briefs, "1.1")
        form = await d.member.click(root, "Change...")
        await d.member.submit(form, {"instruction": "warmer light"})
        await desk.shows(thread, "1.2")
        await d.member.slash("edit", thread, instruction="move the can left")
        await desk.shows(thread, "1.3")


# --- threads that sleep -----------------------------------------------------------------------


async def test_words_wake_a_sleeping_thread_and_are_heard(d: Discord, desk: OnDiscord) -> None:
    thread = await desk.briefs(d.member)
    d.archive(thread)
    await d.member.say("warmer light", thread)

    await desk.shows(thread, "1.2")


async def test_a_sleeping_thread_of_another_day_is_known_after_a_restart(
    d: Discord, desk: OnDiscord
) -> None:
    thread = await desk.briefs(d.member)
    d.archive(thread)
    await desk.stop()
    await desk.start()
    await d.member.say("warmer light", thread)

    await desk.shows(thread, "1.2")


async def test_an_edit_of_a_message_in_a_sleeping_thread_wakes_it_without_a_word(
    d: Discord, desk: OnDiscord
) -> None:
    await desk.set_up(approvals="2")
    thread = await desk.briefs(d.member)
    (root,) = desk.bot_says(d.briefs, "1.1")
    await d.member.click(root, "Ask for approval")
    review = await desk.says(thread, "0 of 2 approvals")
    await desk.quiet()
    before = len(thread.messages)
    d.archive(thread)

    await d.approver.click(review, "Approve")
    await desk.until(lambda: "1 of 2 approvals" in plain(review), "the vote")
    assert len(thread.messages) == before
    assert not thread.archived


async def test_a_locked_thread_is_told_to_the_maker(d: Discord, desk: OnDiscord) -> None:
    thread = await desk.briefs(d.member)
    (root,) = desk.bot_says(d.briefs, "1.1")
    form = await d.member.click(root, "Change...")
    d.archive(thread, locked=True)
    await d.member.submit(form, {"instruction": "warmer light"})

    told = await desk.says(d.member.dm, "locked")
    assert "1" in plain(told)
    await desk.quiet()


async def test_missing_permission_is_told_by_its_name_before_anything_is_spent(
    d: Discord, desk: OnDiscord
) -> None:
    d.deny(d.briefs, Permission.EMBED_LINKS | Permission.CREATE_PUBLIC_THREADS)
    used = await d.member.slash("brief", d.briefs, what="a can model:sketch")
    told = await used.settled()

    assert told.ephemeral
    assert "Embed Links, Create Public Threads" in plain(told)
    assert not await desk.look(lambda tx: tx.all("SELECT id FROM sessions"))


async def test_who_asks_by_words_where_the_desk_may_not_answer_is_told_by_direct_message(
    d: Discord, desk: OnDiscord
) -> None:
    d.deny(d.briefs, Permission.SEND_MESSAGES)
    await d.member.say("a can model:sketch", d.briefs, mentions=[d.bot])

    assert await desk.says(d.member.dm, "Send Messages")
    await desk.quiet()
