"""The stand-in's gateway and its limits: intents, sessions, what is lost and what is heard again."""

from __future__ import annotations

import discord
import pytest

from tests.adapters.discord.quick_client import (
    INTENTS,
    QuickClient,
    code,
    hurried,
    png,
    running,
    slash,
)
from tests.standins.discord import Discord, File, Permission


async def test_without_the_intent_messages_are_empty_unless_they_name_the_bot(d: Discord) -> None:
    d.world.app.message_content = False
    async with running(d, QuickClient(intents=INTENTS & ~(1 << 15))) as client:
        await d.member.say("warmer", d.briefs, files=[File("a.png", png())])
        await d.member.say("warmer", d.briefs, mentions=[d.bot])
        await d.member.write("warmer")
        await client.place(d.briefs.id).send("mine")
        own = d.posted(d.briefs)[-1]
        await d.member.say("reply", d.briefs, reply_to=own)
        await d.member.say("reply", d.briefs, reply_to=own, ping=False)
        await d.until(lambda: len(client.messages) == 6, "six messages")
        history = [m.content async for m in client.place(d.briefs.id).history()]

        assert [m.content for m in client.messages] == [
            "", f"{d.bot.mention} warmer", "warmer", "mine", "reply", "",
        ]  # fmt: skip
        assert client.messages[0].attachments == []
        assert history == ["", "reply", "mine", f"{d.bot.mention} warmer", ""]


async def test_what_was_not_asked_for_is_not_heard(d: Discord) -> None:
    async with running(d, QuickClient(intents=1 | 1 << 9 | 1 << 15)) as client:
        await d.member.write("a dm")
        message = await d.member.say("in the channel", d.briefs)
        await d.member.react(message, "✅")
        await d.member.say("last", d.briefs)
        await d.until(lambda: len(client.messages) == 2, "two messages")

        assert [m.content for m in client.messages] == ["in the channel", "last"]
        assert client.reactions == []


async def test_reactions_come_with_who_where_and_how(d: Discord, client: QuickClient) -> None:
    sent = await client.place(d.briefs.id).send("x")
    message = d.posted(d.briefs)[0]
    await sent.add_reaction("✅")
    await d.approver.react(message, "✅", burst=True)
    await d.approver.react(message, "👍🏽")
    await d.until(lambda: len(client.reactions) == 3, "three reactions")

    own, burst, toned = client.reactions
    assert (own.user_id, own.member) == (int(d.bot.id), None)
    assert (burst.user_id, burst.burst, burst.message_author_id) == (
        int(d.approver.id), True, int(d.bot.id),
    )  # fmt: skip
    assert burst.member is not None
    assert [role.id for role in burst.member.roles][1:] == [int(d.approver_role.id)]
    assert str(toned.emoji) == "👍🏽"
    again = await client.place(d.briefs.id).fetch_message(sent.id)
    assert [(r.count, r.burst_count, r.me) for r in again.reactions] == [
        (2, 1, True),
        (1, 0, False),
    ]
    assert [u.id async for u in again.reactions[0].users()] == [int(d.bot.id)]


async def test_taking_reactions_away_is_told_in_three_ways(d: Discord, client: QuickClient) -> None:
    message = await d.member.say("x", d.briefs)
    for emoji in ("✅", "❌"):
        await d.member.react(message, emoji)
    await d.member.unreact(message, "✅")
    d.deeds.clear(message, "❌")
    d.deeds.clear(message)
    await d.until(lambda: "MESSAGE_REACTION_REMOVE_ALL" in client.events, "the last event")

    assert [e for e in client.events if "REACTION_REMOVE" in e] == [
        "MESSAGE_REACTION_REMOVE", "MESSAGE_REACTION_REMOVE_EMOJI", "MESSAGE_REACTION_REMOVE_ALL",
    ]  # fmt: skip


async def test_a_lost_session_starts_anew_and_what_was_missed_is_gone(
    d: Discord, client: QuickClient
) -> None:
    with hurried():
        await d.gateway.cut()
        await d.member.say("missed", d.briefs)
        d.gateway.forget()
        await d.until(lambda: client.readies == 2, "a second READY")
    await d.member.say("heard", d.briefs)
    await d.until(lambda: client.messages, "the message")

    assert [m.content for m in client.messages] == ["heard"]
    assert d.gateway.identifies == 2


async def test_a_gateway_that_is_down_is_asked_again_until_it_is_back(
    d: Discord, client: QuickClient
) -> None:
    d.gateway.down = True
    with hurried() as waits:
        await d.gateway.cut()
        await d.until(lambda: len(waits) >= 3, "three tries")
        d.gateway.down = False
        await d.until(lambda: client.resumes == 1, "RESUMED")

    assert d.gateway.identifies == 1


@pytest.mark.parametrize("resumable", [True, False])
async def test_op_7_resumes_and_op_9_resumes_only_where_it_says_so(
    d: Discord, client: QuickClient, resumable: bool
) -> None:
    with hurried():
        d.gateway.reconnect()
        await d.until(lambda: client.resumes == 1, "RESUMED")
        d.gateway.invalidate(resumable=resumable)
        await d.until(lambda: client.resumes + client.readies == 3, "both")

    assert (client.readies, client.resumes) == ((1, 2) if resumable else (2, 1))


async def test_what_is_pressed_while_nobody_listens_is_lost(
    d: Discord, client: QuickClient
) -> None:
    heard: list[str] = []

    async def answer(interaction: discord.Interaction) -> None:
        heard.append(str(interaction.id))
        await interaction.response.defer()

    await slash(d, client, answer)
    with hurried():
        await d.gateway.close(4000)
        lost = await d.member.slash("brief", d.briefs, what="x")
        await d.until(lambda: client.resumes == 1, "RESUMED")
        used = await d.member.slash("brief", d.briefs, what="x")

    assert (lost.failed, lost.of.lost, used.failed) == (True, True, False)
    assert heard == [used.of.id]


async def test_two_processes_with_one_token_both_hear_and_the_second_ack_is_refused(
    d: Discord, client: QuickClient
) -> None:
    codes: list[tuple[int, int]] = []

    async def answer(interaction: discord.Interaction) -> None:
        codes.append(await code(interaction.response.defer()))

    await slash(d, client, answer)
    async with running(d) as second:
        second.answer = answer
        await d.member.slash("brief", d.briefs, what="x")
        await d.until(lambda: len(codes) == 2, "two answers")

    assert sorted(codes) == [(200, 0), (400, 40060)]


async def test_being_thrown_out_and_coming_back_are_told_and_an_outage_is_neither(
    d: Discord, client: QuickClient
) -> None:
    heard: list[str] = []
    for name in ("guild_remove", "guild_join", "guild_unavailable", "guild_available"):

        async def on(_: discord.Guild, name: str = name) -> None:
            heard.append(name)

        setattr(client, f"on_{name}", on)
    d.deeds.outage(d.guild)
    await d.until(lambda: heard == ["guild_unavailable"], "the outage")
    d.deeds.back(d.guild)
    await d.until(lambda: heard[1:] == ["guild_available"], "its end")
    d.deeds.kick(d.guild)
    await d.until(lambda: heard[2:] == ["guild_remove"], "the end")
    assert await code(client.place(d.briefs.id).send("x")) == (403, 50001)
    d.deeds.invite(d.guild, Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES)
    await d.until(lambda: heard[3:] == ["guild_join"], "the beginning")
    assert await code(client.place(d.briefs.id).send("x")) == (200, 0)


async def test_threads_of_a_server_can_be_told_all_at_once(d: Discord, client: QuickClient) -> None:
    await d.member.open_thread(d.briefs, "one")
    d.deny(d.briefs, Permission.VIEW_CHANNEL)
    hidden = await d.member.open_thread(d.briefs, "two")
    assert [t.name for t in client.get_all_channels()] == ["general", "briefs", "reviews"]
    d.allow(d.briefs, Permission.VIEW_CHANNEL)
    d.deeds.sync_threads(d.guild)
    await d.until(lambda: "THREAD_LIST_SYNC" in client.events, "the event")

    guild = client.get_guild(int(d.guild.id))
    assert guild is not None
    assert guild.get_thread(int(hidden.id)) is not None


async def test_a_deleted_channel_and_thread_and_message_are_told_and_gone(
    d: Discord, client: QuickClient
) -> None:
    message = await d.member.say("x", d.briefs)
    thread = await d.member.open_thread(message, "x")
    await d.member.delete(message)
    d.deeds.delete_channel(thread)
    d.deeds.delete_channel(d.briefs)
    await d.until(lambda: "CHANNEL_DELETE" in client.events, "the last event")

    assert {"MESSAGE_DELETE", "THREAD_DELETE"} <= set(client.events)
    assert await code(client.place(thread.id).send("x")) == (404, 10003)


# Limits, and what must not be sent


async def test_limits_are_announced_and_the_client_itself_waits_with_the_fifth_message_in_five_seconds(
    d: Discord, client: QuickClient
) -> None:
    """The fifth call returns late, not the sixth: the client sleeps before it gives the answer out."""
    d.limits.on = True
    with hurried(d) as waits:
        for n in range(4):
            await client.place(d.briefs.id).send(f"{n}")
        assert waits == []
        await client.place(d.briefs.id).send("4")
        assert len(waits) == 1
        await client.place(d.briefs.id).send("5")

    assert 4 < waits[0] <= 5
    assert d.limits.hits == 0
    assert len(d.posted(d.briefs)) == 6


async def test_who_does_not_heed_the_headers_gets_429_and_the_50_a_second_spare_interactions(
    d: Discord, client: QuickClient
) -> None:
    d.limits.on = True
    d.limits.global_a_second = 3
    with hurried(d) as waits:
        await slash(d, client, lambda i: i.response.defer())
        for _ in range(4):
            await client.http.request(discord.http.Route("GET", "/users/@me"))
        used = [await d.member.slash("brief", d.briefs, what="x") for _ in range(5)]

    assert d.limits.hits == 1
    assert 0 < waits[-1] <= 1
    assert not any(one.failed for one in used)


async def test_a_secret_in_a_body_and_a_token_where_none_belongs_are_violations(
    d: Discord, client: QuickClient
) -> None:
    d.server.secrets.add("sk-vendor-key")
    await client.place(d.briefs.id).send("my key is sk-vendor-key")
    await code(client.http.request(discord.http.Route("GET", "/webhooks/1/2/messages/3")))

    assert d.violations == [
        f"POST /channels/{d.briefs.id}/messages: carries a secret",
        "GET /webhooks/1/2/messages/3: carries Authorization",
    ]
    d.violations.clear()


async def test_sharded_clients_learn_the_address_from_the_server(d: Discord) -> None:
    class Sharded(QuickClient, discord.AutoShardedClient):
        pass

    async with running(d, Sharded()) as client:
        await d.member.say("hello", d.briefs)
        await d.until(lambda: client.messages, "the message")

    assert d.calls("GET", "/gateway/bot")
    assert d.gateway.received[1]["d"]["shard"] == [0, 1]
