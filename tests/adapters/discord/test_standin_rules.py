"""What Discord refuses and what it makes of a body: sizes, counts, files, mentions, interactions. Each rule is
met by the real client."""

from __future__ import annotations

from typing import Any

import discord
import pytest

from tests.adapters.discord.quick_client import QuickClient, file, png, raw
from tests.standins.discord import Discord, images, words
from tests.standins.discord.components import known_emoji
from tests.standins.discord.refusals import Json
from tests.standins.discord.world import Pings


def button(**more: Any) -> Json:
    return {"type": 2, "style": 1, "label": "x", "custom_id": "v1:x", **more}


def rows(*buttons: Json) -> list[Json]:
    return [{"type": 1, "components": list(buttons)}]


TEXT: Json = {"type": 10, "content": "x"}
BAD_BODIES: dict[str, tuple[Json, str]] = {
    "content": ({"content": "x" * 2001}, "content"),
    "emoji count as two": ({"content": "\U0001f600" * 1001}, "content"),
    "eleven embeds": ({"embeds": [{"title": "x"}] * 11}, "embeds"),
    "embed title": ({"embeds": [{"title": "x" * 257}]}, "embeds.0.title"),
    "embed text": ({"embeds": [{"description": "x" * 4097}]}, "embeds.0.description"),
    "embeds together": ({"embeds": [{"description": "x" * 3001}] * 2}, "embeds"),
    "empty embed": ({"embeds": [{}]}, "embeds.0.description"),
    "field value": (
        {"embeds": [{"fields": [{"name": "x", "value": ""}]}]}, "embeds.0.fields.0.value",
    ),
    "six rows": ({"components": rows(button()) * 6}, "components"),
    "six buttons": (
        {"components": rows(*(button(custom_id=f"{n}") for n in range(6)))},
        "components.0.components",
    ),
    "custom id": (
        {"components": rows(button(custom_id="x" * 101))}, "components.0.components.0.custom_id",
    ),
    "same custom id": (
        {"components": rows(button(), button())}, "components.0.components.1.custom_id",
    ),
    "label": ({"components": rows(button(label="x" * 81))}, "components.0.components.0.label"),
    "no label": ({"components": rows(button(label=""))}, "components.0.components.0"),
    "unknown emoji": (
        {"components": rows(button(emoji={"name": "ok"}))}, "components.0.components.0.emoji.name",
    ),
    "link with a custom id": (
        {"components": rows(button(style=5, url="https://x.example"))}, "components.0.components.0",
    ),
    "layout without its flag": ({"components": [TEXT]}, "components.0.type"),
    "content in a layout": ({"flags": 32768, "content": "x", "components": [TEXT]}, "content"),
    "41 parts": ({"flags": 32768, "components": [TEXT] * 41}, "components"),
    "4001 letters": (
        {"flags": 32768, "components": [{"type": 10, "content": "x" * 2001}] * 2}, "components",
    ),
    "a picture that is not there": (
        {"embeds": [{"image": {"url": "attachment://v1.png"}}]}, "embeds.0.image.url",
    ),
    "an unknown file kept": ({"content": "x", "attachments": [{"id": "1"}]}, "attachments.0.id"),
    "nonce": ({"content": "x", "nonce": "n" * 26}, "nonce"),
    "mentions said twice": (
        {"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
        "allowed_mentions",
    ),
    "a reply to nothing": (
        {"content": "x", "message_reference": {"message_id": "1"}}, "message_reference",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_BODIES)
async def test_a_body_beyond_a_limit_is_refused_with_the_path_to_it(
    d: Discord, client: QuickClient, name: str
) -> None:
    body, path = BAD_BODIES[name]
    status, code, text = await raw(client, f"/channels/{d.briefs.id}/messages", body)

    assert (status, code) == (400, 50035)
    assert f"In {path}:" in text
    assert d.posted(d.briefs) == []


async def test_nothing_at_all_is_an_empty_message(d: Discord, client: QuickClient) -> None:
    assert await raw(client, f"/channels/{d.briefs.id}/messages", {"content": ""}) == (
        400, 50006, "Cannot send an empty message",
    )  # fmt: skip


async def test_eleven_files_are_too_many(d: Discord, client: QuickClient) -> None:
    with pytest.raises(discord.HTTPException, match="attachments"):
        await client.place(d.briefs.id).send(files=[file(f"{n}.png") for n in range(11)])


async def test_an_edit_names_the_whole_set_of_files(d: Discord, client: QuickClient) -> None:
    sent = await client.place(d.briefs.id).send(files=[file("a.png"), file("b.png")])
    kept = await sent.edit(attachments=[sent.attachments[1], file("c.png")])
    assert [a.filename for a in kept.attachments] == ["b.png", "c.png"]

    untouched = await sent.edit(content="x")
    assert [a.filename for a in untouched.attachments] == ["b.png", "c.png"]


async def test_file_names_lose_what_discord_does_not_like(d: Discord, client: QuickClient) -> None:
    sent = await client.place(d.briefs.id).send(file=file("_große can.png"))

    assert sent.attachments[0].filename == "groe_can.png"


async def test_a_link_ends_and_a_message_read_again_has_a_fresh_one(
    d: Discord, client: QuickClient
) -> None:
    place = client.place(d.briefs.id)
    sent = await place.send(file=file())
    old = sent.attachments[0]
    assert await old.read() == png()

    d.clock.move(86_500)
    with pytest.raises(discord.NotFound):
        await old.read()
    again = await place.fetch_message(sent.id)
    assert await again.attachments[0].read() == png()
    with pytest.raises(discord.NotFound):
        await client.http.get_from_cdn(again.attachments[0].url.replace("hm=", "hm=0"))


async def test_nobody_is_rung_for_whom_allowed_mentions_does_not_name(
    d: Discord, client: QuickClient
) -> None:
    place = client.place(d.briefs.id)
    text = f"{d.member.mention} {d.approver.mention} <@&{d.approver_role.id}> @everyone"
    await place.send(text)
    await place.send(
        text, allowed_mentions=discord.AllowedMentions(users=[discord.Object(int(d.member.id))])
    )
    await place.send(text, allowed_mentions=discord.AllowedMentions.all())
    silent, one, loud = d.posted(d.briefs)

    assert silent.pings == Pings()
    assert one.pings.users == {d.member.id}
    assert loud.pings.users == {d.member.id, d.approver.id}
    assert loud.pings.roles == {d.approver_role.id}
    assert not loud.pings.everyone  # the bot has no right to
    assert d.guest.inbox() == []
    assert d.member.inbox() == [one, loud]


async def test_an_edit_that_says_nothing_of_mentions_is_read_with_the_defaults(
    d: Discord, client: QuickClient
) -> None:
    sent = await client.place(d.briefs.id).send(d.member.mention)
    message = d.posted(d.briefs)[0]
    await sent.edit(embed=discord.Embed(title="x"), allowed_mentions=discord.AllowedMentions.none())
    assert not message.pings.users
    await sent.edit(embed=discord.Embed(title="y"))
    assert message.pings.users == {d.member.id}


async def test_a_reply_rings_for_its_author_only_where_it_says_so(
    d: Discord, client: QuickClient
) -> None:
    asked = await d.member.say("hello?", d.briefs)
    heard = await d.until(lambda: client.messages, "the message")
    await heard[0].reply("yes")
    await heard[0].reply("yes", mention_author=True)
    quiet, loud = d.posted(d.briefs)

    assert quiet.referenced is loud.referenced is asked
    assert [set(m.pings.users) for m in (quiet, loud)] == [set(), {d.member.id}]


async def test_a_layout_shows_its_pictures_and_cannot_get_new_ones_by_an_edit(
    d: Discord, client: QuickClient
) -> None:
    def layout(name: str) -> discord.ui.LayoutView:
        view = discord.ui.LayoutView(timeout=None)
        gallery: Any = discord.ui.MediaGallery(discord.MediaGalleryItem(f"attachment://{name}"))
        view.add_item(discord.ui.Container(discord.ui.TextDisplay("142.1"), gallery))
        return view

    sent = await client.place(d.briefs.id).send(view=layout("v1.png"), file=file())
    message = d.posted(d.briefs)[0]
    assert words(message) == "142.1"
    assert images(message) == [png()]
    assert sent.attachments == []
    with pytest.raises(discord.HTTPException) as told:
        await sent.edit(view=layout("v2.png"), attachments=[file("v2.png")])
    assert (told.value.status, told.value.code) == (400, 50035)


@pytest.mark.parametrize("name", ["✅", "✏️", "1️⃣", "❤️", "👍🏽", "✉️"])
def test_emoji_that_people_use_are_known(name: str) -> None:
    assert known_emoji(name)


@pytest.mark.parametrize("name", ["", "ok", "✏", "❤", "1", "é"])
def test_letters_are_no_emoji(name: str) -> None:
    assert not known_emoji(name)
