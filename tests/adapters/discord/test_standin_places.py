"""Threads, permissions and people of the stand-in, as the real client meets them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import discord
import pytest

from tests.adapters.discord.quick_client import (
    QuickClient,
    code,
    file,
    hurried,
    running,
)
from tests.standins.discord import CannotDo, Discord, Kind, Permission

# Threads


async def test_a_thread_has_the_id_of_its_message_and_there_is_one(
    d: Discord, client: QuickClient
) -> None:
    channel = client.get_channel(int(d.briefs.id))
    assert isinstance(channel, discord.TextChannel)
    root = await channel.send("root")
    thread = await root.create_thread(name="142 - can")
    await d.until(lambda: "THREAD_CREATE" in client.events, "the event")

    assert thread.id == root.id
    assert d.posted(d.briefs)[0].flags == 32
    assert await code(root.create_thread(name="again")) == (400, 160004)
    assert [m.type for m in d.member.sees(d.member.threads(d.briefs)[0])] == [21]


@pytest.mark.parametrize(("name", "expected"), [("", 50035), ("x" * 101, 50035), ("x" * 100, 0)])
async def test_a_thread_name_has_1_to_100_letters(
    d: Discord, client: QuickClient, name: str, expected: int
) -> None:
    root = await client.place(d.briefs.id).send("root")
    path = f"/channels/{d.briefs.id}/messages/{root.id}/threads"
    route = discord.http.Route("POST", path)

    assert (await code(client.http.request(route, json={"name": name})))[1] == expected


async def test_a_locked_thread_takes_messages_from_who_manages_threads_only(
    d: Discord, client: QuickClient
) -> None:
    thread = await d.member.open_thread(d.briefs, "talk")
    d.archive(thread, locked=True)
    place = client.place(thread.id)

    assert await code(place.send("x")) == (400, 160005)
    with pytest.raises(CannotDo):
        await d.member.say("x", thread)
    d.allow(d.briefs, Permission.MANAGE_THREADS)
    assert await code(place.send("x")) == (200, 0)


async def test_a_server_full_of_threads_opens_no_more(d: Discord, client: QuickClient) -> None:
    d.guild.active_thread_cap = 0
    root = await client.place(d.briefs.id).send("root")
    path = f"/channels/{d.briefs.id}/messages/{root.id}/threads"

    opening = client.http.request(discord.http.Route("POST", path), json={"name": "x"})
    assert await code(opening) == (400, 160006)


async def test_a_person_who_writes_into_an_archived_thread_revives_it_before_the_message(
    d: Discord, client: QuickClient
) -> None:
    thread = await d.member.open_thread(await d.member.say("root", d.briefs), "142")
    d.archive(thread)
    await d.member.say("one more", thread)
    await d.until(lambda: [m for m in client.messages if m.content == "one more"], "the message")

    told = [e for e in client.events if e in {"THREAD_UPDATE", "MESSAGE_CREATE"}]
    assert told[-3:] == ["THREAD_UPDATE", "THREAD_UPDATE", "MESSAGE_CREATE"]


async def test_a_private_thread_is_seen_by_its_members_only(
    d: Discord, client: QuickClient
) -> None:
    channel = client.get_channel(int(d.briefs.id))
    assert isinstance(channel, discord.TextChannel)
    d.deny(d.briefs, Permission.CREATE_PRIVATE_THREADS)
    assert await code(channel.create_thread(name="secret")) == (403, 50013)
    d.allow(d.briefs, Permission.CREATE_PRIVATE_THREADS)
    made = await channel.create_thread(name="secret")
    await made.add_user(discord.Object(int(d.member.id)))
    await made.send("for you")

    thread = d.world.channels[str(made.id)]
    assert thread.type == Kind.PRIVATE_THREAD
    assert [m.content for m in d.member.sees(thread)] == ["", "for you"]
    assert d.guest.sees(thread) == []
    assert [len(p.threads(d.briefs)) for p in (d.member, d.guest)] == [1, 0]


async def test_archived_threads_are_listed_and_revived(d: Discord, client: QuickClient) -> None:
    channel = client.get_channel(int(d.briefs.id))
    assert isinstance(channel, discord.TextChannel)
    made = await (await channel.send("root")).create_thread(name="142")
    await made.edit(archived=True)
    found = [thread async for thread in channel.archived_threads()]

    assert [thread.id for thread in found] == [made.id]
    await found[0].edit(archived=False)
    assert not d.world.channels[str(made.id)].archived
    assert await code(found[0].edit(locked=True)) == (403, 50013)


async def test_a_thread_in_which_nobody_writes_is_archived_by_itself(
    d: Discord, client: QuickClient
) -> None:
    channel = client.get_channel(int(d.briefs.id))
    assert isinstance(channel, discord.TextChannel)
    made = await (await channel.send("root")).create_thread(name="142", auto_archive_duration=1440)
    thread = d.world.channels[str(made.id)]
    d.clock.move(23 * 3600)
    await made.send("still here")
    d.clock.move(23 * 3600)
    assert not thread.archived
    d.clock.move(2 * 3600)
    assert thread.archived


async def test_commands_keep_their_ids_and_200_new_ones_a_day_are_the_end(
    d: Discord, client: QuickClient
) -> None:
    assert client.application_id is not None
    app = client.application_id

    def named(prefix: str) -> list[Any]:
        return [{"name": f"{prefix}{n}", "type": 1, "description": "x"} for n in range(90)]

    first = await client.http.bulk_upsert_global_commands(app, named("a"))
    assert await client.http.bulk_upsert_global_commands(app, named("a")) == first
    await client.http.bulk_upsert_global_commands(app, named("b"))
    assert await code(client.http.bulk_upsert_global_commands(app, named("c"))) == (400, 30034)
    assert d.member.offered(d.briefs) == [f"b{n}" for n in range(90)]


@pytest.mark.parametrize("needed", [32, "32"])
async def test_a_command_for_who_manages_the_server_is_offered_to_nobody_else(
    d: Discord, client: QuickClient, needed: int | str
) -> None:
    assert client.application_id is not None
    setup: Any = {"name": "setup", "type": 1, "description": "x"}
    setup["default_member_permissions"] = needed
    await client.http.bulk_upsert_global_commands(client.application_id, [setup])

    offered = {p.user.name for p in (d.owner, d.manager, d.member) if p.offered(d.briefs)}
    assert offered == {"owner", "manager"}


async def test_a_forum_post_is_a_thread_with_its_first_message(
    d: Discord, client: QuickClient
) -> None:
    forum = d.channel_called("ideas", kind=Kind.FORUM)
    route = discord.http.Route("POST", f"/channels/{forum.id}/threads?use_nested_fields=1")
    said: Any = await client.http.request(
        route, json={"name": "142", "message": {"content": "hello"}}
    )

    assert said["message"]["id"] == said["id"]
    assert [m.content for m in d.posted(d.world.channels[said["id"]])] == ["hello"]
    assert await code(client.place(forum.id).send("x")) == (400, 50008)


# Permissions

Act = Callable[[QuickClient, Discord], Awaitable[object]]


async def send(client: QuickClient, d: Discord) -> object:
    return await client.place(d.briefs.id).send("x")


async def send_file(client: QuickClient, d: Discord) -> object:
    return await client.place(d.briefs.id).send(file=file())


async def send_embed(client: QuickClient, d: Discord) -> object:
    return await client.place(d.briefs.id).send(embed=discord.Embed(title="x"))


async def first_reaction(client: QuickClient, d: Discord) -> None:
    message = await d.member.say("x", d.briefs)
    await client.place(d.briefs.id).get_partial_message(int(message.id)).add_reaction("✅")


async def thread_on(client: QuickClient, d: Discord) -> object:
    message = await d.member.say("x", d.briefs)
    path = f"/channels/{d.briefs.id}/messages/{message.id}/threads"
    return await client.http.request(discord.http.Route("POST", path), json={"name": "x"})


async def send_in_thread(client: QuickClient, d: Discord) -> object:
    thread = await d.member.open_thread(d.briefs, "x")
    return await client.place(thread.id).send("x")


async def read_one(client: QuickClient, d: Discord) -> object:
    message = await d.member.say("x", d.briefs)
    return await client.place(d.briefs.id).fetch_message(int(message.id))


async def delete_theirs(client: QuickClient, d: Discord) -> None:
    message = await d.member.say("x", d.briefs)
    await client.place(d.briefs.id).get_partial_message(int(message.id)).delete()


async def edit_theirs(client: QuickClient, d: Discord) -> object:
    message = await d.member.say("x", d.briefs)
    return await client.place(d.briefs.id).get_partial_message(int(message.id)).edit(content="y")


@pytest.mark.parametrize(
    ("act", "without", "expected"),
    [
        (send, Permission.VIEW_CHANNEL, (403, 50001)),
        (send, Permission.SEND_MESSAGES, (403, 50013)),
        (send_file, Permission.ATTACH_FILES, (403, 50013)),
        (send_embed, Permission.EMBED_LINKS, (403, 50013)),
        (first_reaction, Permission.ADD_REACTIONS, (403, 50013)),
        (first_reaction, Permission.READ_MESSAGE_HISTORY, (403, 50013)),
        (thread_on, Permission.CREATE_PUBLIC_THREADS, (403, 50013)),
        (send_in_thread, Permission.SEND_MESSAGES_IN_THREADS, (403, 50013)),
        (send_in_thread, Permission.SEND_MESSAGES, (200, 0)),
        (read_one, Permission.READ_MESSAGE_HISTORY, (403, 50001)),
        (delete_theirs, Permission(0), (403, 50013)),
        (edit_theirs, Permission(0), (403, 50005)),
    ],
)
async def test_what_a_channel_does_not_allow_is_refused(
    d: Discord, client: QuickClient, act: Act, without: Permission, expected: tuple[int, int]
) -> None:
    d.deny(d.briefs, without)

    assert await code(act(client, d)) == expected


async def test_a_channel_that_the_bot_may_not_see_is_listed_and_refused(d: Discord) -> None:
    d.deny(d.briefs, Permission.VIEW_CHANNEL)
    async with running(d) as client:
        known = client.get_channel(int(d.briefs.id))
        assert isinstance(known, discord.TextChannel)
        assert not known.permissions_for(known.guild.me).view_channel
        assert await code(known.send("x")) == (403, 50001)


async def test_a_dm_is_refused_where_they_are_closed(d: Discord, client: QuickClient) -> None:
    user = await client.fetch_user(int(d.member.id))
    await user.send("hello")
    d.member.user.dms_open = False

    assert [m.content for m in d.member.sees(d.member.dm)] == ["hello"]
    assert await code(user.send("again")) == (403, 50007)


async def test_what_is_not_there_has_its_own_code(d: Discord, client: QuickClient) -> None:
    assert await code(client.fetch_channel(1)) == (404, 10003)
    assert await code(client.place(d.briefs.id).fetch_message(1)) == (404, 10008)
    assert await code(client.http.get_member(int(d.guild.id), 1)) == (404, 10013)
    outsider = d.person("outsider")
    assert await code(client.http.get_member(int(d.guild.id), int(outsider.id))) == (404, 10007)
    assert await code(client.http.request(discord.http.Route("GET", "/nothing"))) == (404, 0)


async def test_words_that_the_server_does_not_want_are_refused(
    d: Discord, client: QuickClient
) -> None:
    d.guild.automod.add("cheap")

    assert await code(client.place(d.briefs.id).send("so cheap")) == (400, 200000)


async def test_a_scripted_code_comes_as_discord_sends_it(d: Discord, client: QuickClient) -> None:
    sent = await client.place(d.briefs.id).send("x")
    d.routes.old_edits = 0
    d.clock.move(3700)
    with hurried():
        assert await code(sent.edit(content="y")) == (429, 30046)
    d.routes.old_edits = None
    d.refuse("PATCH", "/channels/*/messages/*", 10008)
    assert await code(sent.edit(content="y")) == (404, 10008)
    assert await code(sent.edit(content="y")) == (200, 0)
