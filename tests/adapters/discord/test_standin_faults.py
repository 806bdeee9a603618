"""What the real client does when Discord misbehaves: every row of the table in facts/discord.md, section 9.
Who builds on discord.py builds on these."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import aiohttp
import discord
import pytest

from tests.adapters.discord.quick_client import QuickClient, file, hurried, png, running, slash
from tests.standins.discord import Discord, Used

MIB = 1024 * 1024
MESSAGES = "/channels/*/messages"
CALLBACK = "/interactions/*/*/callback"
FOLLOW_UPS = "/webhooks/*/*"
ORIGINAL = "/webhooks/*/*/messages/@original"


class Asked:
    """What became of one interaction: the error of its answer, and the interaction itself."""

    def __init__(self) -> None:
        self.error: BaseException | None = None
        self.done = asyncio.Event()
        self.interaction: discord.Interaction | None = None

    @property
    def http(self) -> tuple[int, int]:
        assert isinstance(self.error, discord.HTTPException), self.error
        return self.error.status, self.error.code


async def asking(
    d: Discord, client: QuickClient, act: Callable[[discord.Interaction], Awaitable[object]]
) -> tuple[Asked, Used]:
    """A person uses /brief; the bot answers it with `act`."""
    asked = Asked()

    async def answer(interaction: discord.Interaction) -> None:
        asked.interaction = interaction
        try:
            await act(interaction)
        except Exception as error:
            asked.error = error
        asked.done.set()

    await slash(d, client, answer)
    used = await d.member.slash("brief", d.briefs, what="a can", wait=False)
    await asyncio.wait_for(asked.done.wait(), 5)
    return asked, used


async def test_an_acknowledgement_after_four_seconds_is_unknown(
    d: Discord, client: QuickClient
) -> None:
    async def late(interaction: discord.Interaction) -> None:
        d.clock.move(4)
        await interaction.response.defer()

    asked, used = await asking(d, client, late)

    assert isinstance(asked.error, discord.NotFound)
    assert asked.http == (404, 10062)
    assert asked.interaction is not None
    assert not asked.interaction.response.is_done()
    assert used.failed


async def test_an_acknowledgement_whose_answer_is_lost_is_said_to_be_a_second_one(
    d: Discord, client: QuickClient
) -> None:
    d.fail("POST", CALLBACK, status=502, applied=True)
    with hurried() as waits:
        asked, used = await asking(d, client, lambda i: i.response.defer())

    assert asked.http == (400, 40060)
    assert asked.interaction is not None
    assert not asked.interaction.response.is_done()
    assert waits == [1]
    assert used.message.loading


async def test_a_message_whose_answer_is_lost_is_sent_again_with_the_same_nonce_and_stands_once(
    d: Discord, client: QuickClient
) -> None:
    d.fail("POST", MESSAGES, status=502, applied=True)
    with hurried() as waits:
        sent = await client.place(d.briefs.id).send("hello")

    assert [m.id for m in d.posted(d.briefs)] == [str(sent.id)]
    assert len(d.calls("POST", MESSAGES)) == 2
    assert waits == [1]


async def test_a_follow_up_whose_answer_is_lost_is_posted_twice(
    d: Discord, client: QuickClient
) -> None:
    async def act(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("first")
        await interaction.followup.send("second")

    d.fail("POST", FOLLOW_UPS, status=502, applied=True)
    with hurried():
        asked, used = await asking(d, client, act)

    assert asked.error is None
    assert [m.content for m in used.followups] == ["second", "second"]


async def test_an_edit_whose_answer_is_lost_is_applied_again(
    d: Discord, client: QuickClient
) -> None:
    async def act(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("first")
        await interaction.edit_original_response(content="second")

    d.fail("PATCH", ORIGINAL, status=502, applied=True)
    with hurried():
        asked, used = await asking(d, client, act)

    assert asked.error is None
    assert (used.message.content, used.message.edits) == ("second", 2)


async def test_the_same_nonce_from_two_calls_is_one_message(
    d: Discord, client: QuickClient
) -> None:
    place = client.place(d.briefs.id)
    first = await place.send("one", nonce="b1v1")
    second = await place.send("two", nonce="b1v1")
    d.clock.move(600)
    third = await place.send("three", nonce="b1v1")

    assert (first.id, first.content) == (second.id, second.content)
    assert third.id != first.id
    assert [m.content for m in d.posted(d.briefs)] == ["one", "three"]


async def test_503_is_raised_at_once_on_bot_routes(d: Discord, client: QuickClient) -> None:
    d.fail("POST", MESSAGES, status=503)
    with hurried() as waits, pytest.raises(discord.DiscordServerError):
        await client.place(d.briefs.id).send("hello")

    assert waits == []


async def test_503_is_tried_again_on_webhook_routes(d: Discord, client: QuickClient) -> None:
    d.fail("POST", CALLBACK, status=503)
    with hurried() as waits:
        asked, used = await asking(d, client, lambda i: i.response.send_message("here"))

    assert asked.error is None
    assert waits == [1]
    assert used.message.content == "here"


async def test_a_server_that_stays_broken_is_tried_five_times(
    d: Discord, client: QuickClient
) -> None:
    d.fail("POST", MESSAGES, status=500, times=9)
    with hurried() as waits, pytest.raises(discord.DiscordServerError):
        await client.place(d.briefs.id).send("hello")

    assert waits == [1, 3, 5, 7, 9]
    assert len(d.calls("POST", MESSAGES)) == 5


@pytest.mark.parametrize("applied", [False, True])
async def test_a_lost_connection_is_raised_at_once_whether_the_message_stands_or_not(
    d: Discord, client: QuickClient, applied: bool
) -> None:
    d.fail("POST", MESSAGES, cut=True, applied=applied)
    with hurried() as waits, pytest.raises(aiohttp.ClientError):
        await client.place(d.briefs.id).send("hello")

    assert waits == []
    assert len(d.posted(d.briefs)) == int(applied)


async def test_a_429_with_via_is_waited_for_and_without_it_raised(
    d: Discord, client: QuickClient
) -> None:
    d.slow_down("POST", MESSAGES, 7.5)
    with hurried() as waits:
        await client.place(d.briefs.id).send("hello")
    assert waits == [7.5]

    d.slow_down("POST", MESSAGES, 7.5, via=False)
    with hurried() as waits, pytest.raises(discord.HTTPException) as told:
        await client.place(d.briefs.id).send("hello")
    assert (told.value.status, waits) == (429, [])


async def test_a_ban_by_the_proxy_is_a_page_that_is_no_json(
    d: Discord, client: QuickClient
) -> None:
    d.fail("POST", MESSAGES, status=429, body="<html>1015</html>", headers={"Via": ""})
    with pytest.raises(discord.HTTPException) as told:
        await client.place(d.briefs.id).send("hello")

    assert told.value.status == 429


async def test_a_long_429_is_refused_by_bot_routes_and_waited_for_by_webhook_routes(
    d: Discord,
) -> None:
    async with running(d, QuickClient(max_ratelimit_timeout=30)) as client:
        d.slow_down("POST", MESSAGES, 60)
        with hurried() as waits, pytest.raises(discord.RateLimited):
            await client.place(d.briefs.id).send("hello")
        assert waits == []

        d.slow_down("POST", CALLBACK, 60)
        with hurried() as waits:
            asked, _ = await asking(d, client, lambda i: i.response.send_message("here"))
        assert (asked.error, waits) == (None, [60])


async def test_a_file_over_the_limit_of_the_server_is_413(d: Discord, client: QuickClient) -> None:
    place = client.place(d.briefs.id)
    with pytest.raises(discord.HTTPException) as told:
        await place.send(file=file(data=png(noise=10 * MIB)))
    assert (told.value.status, told.value.code) == (413, 40005)

    d.guild.premium_tier = 2
    sent = await place.send(file=file(data=png(noise=10 * MIB)))
    assert sent.attachments[0].size > 10 * MIB


async def test_several_files_over_25_mib_together_are_413(d: Discord, client: QuickClient) -> None:
    nine = png(noise=9 * MIB)
    with pytest.raises(discord.HTTPException) as told:
        await client.place(d.briefs.id).send(files=[file(f"{n}.png", nine) for n in range(3)])

    assert (told.value.status, told.value.code) == (413, 40005)


async def test_an_edit_through_the_token_after_15_minutes_is_401_and_by_id_still_works(
    d: Discord, client: QuickClient
) -> None:
    async def act(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("first")
        d.clock.move(901)
        await interaction.edit_original_response(content="second")

    asked, used = await asking(d, client, act)
    message = used.message

    assert not isinstance(asked.error, discord.NotFound)
    assert asked.http == (401, 50027)
    by_id = client.place(d.briefs.id).get_partial_message(int(message.id))
    await by_id.edit(content="third")
    assert message.content == "third"


async def test_in_an_archived_thread_edits_and_reactions_are_refused_and_a_send_revives_it(
    d: Discord, client: QuickClient
) -> None:
    root = await client.place(d.briefs.id).send("root")
    thread = await d.member.open_thread(d.posted(d.briefs)[0], "142 - can")
    place = client.place(thread.id)
    sent = await place.send("a version")
    assert str(root.id) == thread.id
    d.archive(thread)

    for refused in (sent.edit(content="x"), sent.add_reaction("✅")):
        with pytest.raises(discord.HTTPException) as told:
            await refused
        assert (told.value.status, told.value.code) == (400, 50083)
    await place.send("again")
    assert not thread.archived
    await sent.edit(content="x")


async def test_another_try_sends_the_whole_file_again(d: Discord, client: QuickClient) -> None:
    data = png(noise=MIB)
    d.fail("POST", MESSAGES, status=502)
    with hurried():
        await client.place(d.briefs.id).send(file=file(data=data))

    first, second = d.calls("POST", MESSAGES)
    assert first.files[0].data == second.files[0].data == data
    assert [len(m.attachments) for m in d.posted(d.briefs)] == [1]


@pytest.mark.parametrize("code", [4000, 4009, 1001])
async def test_after_a_close_that_allows_it_the_client_resumes_and_hears_what_it_missed(
    d: Discord, client: QuickClient, code: int
) -> None:
    with hurried():
        await d.gateway.close(code)
        await d.member.say("while you were away", d.briefs)
        await d.until(lambda: client.messages, "the message")

    assert client.messages[0].content == "while you were away"
    assert (d.gateway.identifies, d.gateway.resumes, client.readies) == (1, 1, 1)


async def test_an_intent_that_was_not_granted_ends_the_client(d: Discord) -> None:
    d.world.app.message_content = False
    with pytest.raises(discord.PrivilegedIntentsRequired):
        async with running(d):
            pass


async def test_a_wrong_token_on_the_gateway_ends_the_client(d: Discord) -> None:
    d.gateway.refusing.append(4004)
    with pytest.raises(discord.ConnectionClosed) as told:
        async with running(d):
            pass

    assert told.value.code == 4004


async def test_a_wrong_token_on_the_api_is_a_failed_login(d: Discord) -> None:
    with pytest.raises(discord.LoginFailure):
        async with running(d, token="nobody's"):
            pass


async def test_json_with_a_charset_breaks_the_client_after_the_message_was_stored(
    d: Discord, client: QuickClient
) -> None:
    d.fail("POST", MESSAGES, headers={"Content-Type": "application/json; charset=utf-8"})
    with pytest.raises(TypeError):
        await client.place(d.briefs.id).send("hello")

    assert len(d.posted(d.briefs)) == 1
