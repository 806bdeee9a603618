"""The first day in a server: the welcome, who may do what, which servers are this team's; and private
work."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.adapters.discord.studio import OnDiscord, on_discord, plain
from tests.standins.discord import Channel, Discord, Kind, Permission, labels, pictures

PAID = "a can on wet stone model:nano-banana-2.1"


async def test_the_welcome_stands_once_in_the_first_channel_that_takes_it(
    d: Discord, tmp_path: Path
) -> None:
    d.deny(d.general, Permission.SEND_MESSAGES)
    async with on_discord(d, tmp_path / "studio") as desk:
        (welcome,) = await desk.until(lambda: d.posted(d.briefs), "the welcome")
        assert len(plain(welcome).splitlines()) == 3
        assert labels(welcome)[0] == "Try a free sketch"
        await desk.stop()
        await desk.start()
        await desk.quiet()
        assert d.posted(d.briefs) == [welcome]
        assert not d.posted(d.general)
        assert not welcome.pings.users


async def test_everybody_may_try_a_sketch_by_one_press(d: Discord, desk: OnDiscord) -> None:
    (welcome,) = await desk.until(lambda: d.posted(d.general), "the welcome")
    await d.guest.click(welcome, "Try a free sketch")

    root = await desk.shows(d.general, "1.1")
    assert root.thread is not None


async def test_set_up_is_for_who_manages_the_server(d: Discord, desk: OnDiscord) -> None:
    (welcome,) = await desk.until(lambda: d.posted(d.general), "the welcome")
    refused = await (await d.member.click(welcome, "Admins: set up")).settled()
    form = await d.manager.click(welcome, "Admins: set up")

    assert refused.ephemeral
    assert form.modal["title"].startswith("Set up")
    assert "setup" in d.manager.offered(d.general)
    assert "setup" not in d.member.offered(d.general)


async def test_a_channel_spends_after_one_press_by_an_admin(d: Discord, desk: OnDiscord) -> None:
    (welcome,) = await desk.until(lambda: d.posted(d.general), "the welcome")
    await desk.grants(d.owner, 100)
    refused = await (await d.member.slash("brief", d.briefs, what=PAID)).settled()
    assert refused.ephemeral
    assert "admins spend" in plain(refused)

    await d.member.click(welcome, "Admins: let")
    await desk.quiet()
    still = await (await d.member.slash("brief", d.general, what=PAID)).settled()
    assert "admins spend" in plain(still)

    opened = await (await d.manager.click(welcome, "Admins: let")).settled()
    assert "Everybody here may spend" in plain(opened)
    await d.member.slash("brief", d.general, what=PAID)
    await desk.shows(d.general, "1.1")
    elsewhere = await (await d.member.slash("brief", d.briefs, what=PAID)).settled()
    assert "admins spend" in plain(elsewhere)


async def test_who_loses_manage_server_is_no_admin_any_more(d: Discord, desk: OnDiscord) -> None:
    await desk.grants(d.manager, 100)
    d.guild.members[d.manager.id].roles.clear()
    refused = await (
        await d.manager.slash("credits", d.general, verb="grant", amount="5")
    ).settled()

    assert "100.0 left" not in plain(refused) or "added" not in plain(refused)
    assert await desk.free() == 100


async def test_a_second_server_hears_one_sentence_and_nothing_else(
    d: Discord, desk: OnDiscord
) -> None:
    other = d.world.guild("Other", d.person("stranger").user)
    channel = d.world.channel(other, "lobby")
    d.deeds.joined(other)
    stranger = d.member_called("visitor", guild=other)

    await desk.says(channel, "works for another team")
    used = await stranger.slash("brief", channel, what="a can model:sketch")
    told = await used.settled()
    await stranger.say("a can model:sketch", channel, mentions=[d.bot])
    await asyncio.sleep(0.3)
    await desk.quiet()
    assert told.ephemeral
    assert not any(pictures(m) for m in d.posted(channel))
    assert not await desk.look(lambda tx: tx.all("SELECT id FROM sessions"))


async def test_named_servers_are_the_team_s_and_no_other(d: Discord, tmp_path: Path) -> None:
    other = d.world.guild("Other", d.person("stranger").user)
    channel = d.world.channel(other, "lobby")
    options = {"homes": frozenset({other.id})}
    async with on_discord(d, tmp_path / "studio", options=options) as desk:
        await desk.says(channel, "This is the art desk")
        await desk.says(d.general, "works for another team")


# --- private work -----------------------------------------------------------------------------


def _private_threads(d: Discord) -> list[Channel]:
    return [c for c in d.world.channels.values() if c.type == Kind.PRIVATE_THREAD]


async def test_a_private_brief_is_a_thread_that_only_its_maker_sees(
    d: Discord, tmp_path: Path
) -> None:
    async with on_discord(d, tmp_path / "studio") as desk:
        await d.member.slash("brief", d.briefs, what="a secret can model:sketch", private=True)
        thread = await desk.thread_of(d.briefs)
        await desk.shows(thread, "1.1")

        assert thread.type == Kind.PRIVATE_THREAD
        assert d.member.id in thread.members
        assert d.approver.id not in thread.members
        assert not desk.bot_says(d.briefs, "secret")
        await d.member.say("warmer light", thread)
        await desk.shows(thread, "1.2")
        assert not [
            m
            for m in d.world.messages()
            if "secret" in plain(m) and m.channel is not thread and not m.ephemeral
        ]


async def test_a_private_brief_is_a_direct_message_where_the_server_forbids_private_threads(
    d: Discord, desk: OnDiscord
) -> None:
    d.deny(d.briefs, Permission.CREATE_PRIVATE_THREADS)
    await d.member.slash("brief", d.briefs, what="a secret can model:sketch", private=True)
    root = await desk.shows(d.member.dm, "1.1")

    assert not desk.bot_says(d.briefs, "secret")
    await d.member.write("warmer light", reply_to=root)
    await desk.shows(d.member.dm, "1.2")


async def test_a_private_review_reaches_who_decides_by_direct_message(
    d: Discord, desk: OnDiscord
) -> None:
    d.deny(d.briefs, Permission.CREATE_PRIVATE_THREADS)
    await desk.set_up(approvals="1")
    await d.member.slash("brief", d.briefs, what="a secret can model:sketch", private=True)
    root = await desk.shows(d.member.dm, "1.1")
    await d.member.click(root, "Ask for approval")

    review = await desk.says(d.approver.dm, "0 of 1 approval")
    await d.approver.click(review, "Approve")
    await desk.until(lambda: "1 of 1 approval" in plain(review), "the vote")
    d.clock.move(61)
    await desk.until(lambda: "agreed" in plain(review), "the lock")


async def test_a_private_thread_whose_making_nobody_heard_of_is_found_again(
    d: Discord, tmp_path: Path
) -> None:
    async with on_discord(d, tmp_path / "studio") as desk:
        d.fail("POST", f"/channels/{d.briefs.id}/threads", cut=True, applied=True)
        await d.member.slash("brief", d.briefs, what="a secret can model:sketch", private=True)
        thread = await desk.thread_of(d.briefs)
        await desk.shows(thread, "1.1")
        private = [c for c in d.world.channels.values() if c.type == Kind.PRIVATE_THREAD]
        assert [c for c in private if c.members.keys() & {d.member.id}] == [thread]


@pytest.mark.parametrize("how", ["command", "mention"])
async def test_a_brief_from_the_private_thread_of_others_is_private_too(
    d: Discord, desk: OnDiscord, how: str
) -> None:
    secret = d.deeds.open_thread(d.briefs, "secret", d.member.user, kind=Kind.PRIVATE_THREAD)
    secret.members[d.bot.id] = d.clock.now()
    if how == "command":
        await d.member.slash("brief", secret, what="a secret can model:sketch", private=False)
    else:
        await d.member.say("a secret can model:sketch", secret, mentions=[d.bot])
    await desk.until(lambda: len(_private_threads(d)) > 1, "a thread of its own")
    await desk.quiet()
    (made,) = (one for one in _private_threads(d) if one is not secret)
    await desk.shows(made, "1.1")

    assert not desk.bot_says(d.briefs, "secret")


async def test_a_second_brief_in_one_s_own_private_thread_is_private_too(
    d: Discord, desk: OnDiscord
) -> None:
    await d.member.slash("brief", d.briefs, what="a can model:sketch", private=True)
    first = await desk.thread_of(d.briefs)
    await desk.shows(first, "1.1")
    await d.member.slash("brief", first, what="a secret bottle model:sketch")
    await desk.until(lambda: len(_private_threads(d)) > 1, "a thread of its own")
    await desk.quiet()

    assert not desk.bot_says(d.briefs, "secret")


async def test_private_work_stays_private_in_an_outage_of_the_server(
    d: Discord, desk: OnDiscord
) -> None:
    client: Any = desk.surface._client
    state = client._connection
    state._guilds.pop(int(d.guild.id))
    state._add_guild_from_data({"id": int(d.guild.id), "unavailable": True})
    await d.member.slash("brief", d.briefs, what="a secret can model:sketch", private=True)
    await desk.shows(await desk.thread_of(d.briefs), "1.1")

    assert not desk.bot_says(d.briefs, "secret")


async def test_out_of_credits_is_parked_and_goes_on_when_they_come(
    d: Discord, desk: OnDiscord
) -> None:
    await desk.grants(d.owner, 2)
    used = await d.owner.slash("brief", d.briefs, what=PAID)
    await desk.agreed(d.owner, used)
    root = await desk.says(d.briefs, "Parked")
    assert "Drop it" in labels(root)

    await desk.grants(d.owner, 50)
    await desk.shows(d.briefs, "1.1")
    assert "spent" in plain(root)
