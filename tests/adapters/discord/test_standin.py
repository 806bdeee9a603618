"""The stand-in is Discord as far as the real client can tell: what people do arrives, what the bot does is seen."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import discord
import pytest

from tests.adapters.discord.quick_client import QuickClient, file, png, running, slash
from tests.standins import schema
from tests.standins.discord import (
    CannotDo,
    Discord,
    File,
    discord_standin,
    images,
    labels,
    words,
)
from tests.standins.discord.remote import remote_discord


def row(*labels_: str) -> discord.ui.View:
    view = discord.ui.View(timeout=None)
    for label in labels_:
        view.add_item(discord.ui.Button(label=label, custom_id=f"v1:{label}"))
    return view


async def test_a_command_is_deferred_and_then_answered_with_a_picture(
    d: Discord, client: QuickClient
) -> None:
    async def answer(interaction: discord.Interaction) -> None:
        await interaction.response.defer()
        data: Any = interaction.data
        photo = next(iter(data["resolved"]["attachments"].values()))
        embed = discord.Embed(title=f"{photo['width']} pixels").set_image(url="attachment://v1.png")
        await interaction.edit_original_response(
            embed=embed, attachments=[file()], view=row("Make it 3.4")
        )

    await slash(d, client, answer)
    used = await d.member.slash("brief", d.briefs, what="a can", photo=File("ref.png", png(40, 30)))
    message = await used.settled()

    assert words(message) == "40 pixels"
    assert labels(message) == ["Make it 3.4"]
    assert images(message) == [png()]
    assert used.of.ack == 5


async def test_a_file_that_an_embed_shows_is_not_in_the_list_of_attachments(
    d: Discord, client: QuickClient
) -> None:
    embed = discord.Embed(title="x").set_image(url="attachment://v1.png")
    shown = await client.place(d.briefs.id).send(embed=embed, file=file())
    again = await client.place(d.briefs.id).fetch_message(shown.id)

    assert again.attachments == []
    assert again.embeds[0].image.url is not None
    assert await client.http.get_from_cdn(again.embeds[0].image.url) == png()


async def test_a_person_is_offered_only_what_the_bot_registered(
    d: Discord, client: QuickClient
) -> None:
    async def answer(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("hello", ephemeral=True)

    await slash(d, client, answer)

    assert d.member.offered(d.briefs) == ["brief"]
    with pytest.raises(CannotDo, match="what is required"):
        await d.member.slash("brief", d.briefs)
    with pytest.raises(CannotDo, match="no option called size"):
        await d.member.slash("brief", d.briefs, what="x", size="4K")
    used = await d.member.slash("brief", d.briefs, what="x")
    assert used.message in d.member.sees(d.briefs)
    assert used.message not in d.guest.sees(d.briefs)


async def test_what_is_pressed_on_an_old_message_arrives_with_it(
    d: Discord, client: QuickClient
) -> None:
    async def answer(interaction: discord.Interaction) -> None:
        assert interaction.message is not None
        await interaction.response.edit_message(content=f"{interaction.message.content}, seen")

    client.answer = answer
    await client.place(d.briefs.id).send("142.3", view=row("Approve", "Reject"))
    message = d.posted(d.briefs)[0]
    d.clock.move(400 * 86_400)
    used = await d.approver.click(message, "Approve")

    assert used.message is message
    assert message.content == "142.3, seen"
    assert message.interaction is None
    with pytest.raises(CannotDo, match="no button"):
        await d.approver.click(message, "Publish")


async def test_a_command_in_the_menu_of_a_message_carries_the_message(
    d: Discord, client: QuickClient
) -> None:
    heard: list[Any] = []

    async def answer(interaction: discord.Interaction) -> None:
        heard.append(interaction.data)
        await interaction.response.defer(ephemeral=True)

    await slash(d, client, answer)
    assert client.application_id is not None
    command = {"name": "Use as reference", "type": 3}
    await client.http.bulk_upsert_guild_commands(client.application_id, int(d.guild.id), [command])
    said = await d.member.say("look", d.briefs, files=[File("a.png", png())])
    await d.guest.context("Use as reference", said)

    carried = heard[0]["resolved"]["messages"][said.id]
    assert (heard[0]["target_id"], carried["content"]) == (said.id, "look")
    assert await client.http.get_from_cdn(carried["attachments"][0]["url"]) == png()


async def test_an_edited_message_and_a_preview_that_discord_adds_are_told_apart(
    d: Discord, client: QuickClient
) -> None:
    edits: list[discord.RawMessageUpdateEvent] = []

    async def on_raw_message_edit(event: discord.RawMessageUpdateEvent) -> None:
        edits.append(event)

    client.on_raw_message_edit = on_raw_message_edit  # type: ignore[attr-defined]
    said = await d.member.say("see https://x.example", d.briefs)
    d.deeds.edited(said, by_person=False)
    await d.member.edit(said, "warmer")
    await d.until(lambda: len(edits) == 2, "two edits")

    assert [e.data["edited_timestamp"] is None for e in edits] == [True, False]
    assert edits[1].data["content"] == "warmer"


async def test_what_does_not_fit_the_official_description_is_a_violation_with_its_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = {"type": "object", "properties": {"content": {"type": "string", "maxLength": 3}}}
    operation = {
        "requestBody": {"content": {"application/json": {"schema": body}}},
        "responses": {"200": {"content": {"application/json": {"schema": {"required": ["x"]}}}}},
    }
    rules = {"paths": {"/channels/{channel_id}/messages": {"post": operation}}}
    (tmp_path / "discord").mkdir()
    (tmp_path / "discord/openapi.json").write_text(json.dumps(rules), encoding="utf-8")
    monkeypatch.setattr(schema, "SPECS", tmp_path)
    schema.schema.cache_clear()
    async with discord_standin() as d, running(d) as client:
        await client.place(d.briefs.id).send("hello")
        where = f"POST /channels/{d.briefs.id}/messages"

        assert d.violations == [
            f"{where}: $.content: 5 is not 0 to 3 long",
            f"stand-in: {where} -> 200: $: x is missing",
        ]
    schema.schema.cache_clear()


async def test_it_runs_as_a_process_of_its_own_that_another_process_steers() -> None:
    async def answer(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("hello", file=file())

    elsewhere = Discord()
    async with remote_discord("--people", "2", "--channels", "1") as remote:
        elsewhere.at(remote.about["cdn"])
        with elsewhere.pointed_at():
            async with running(elsewhere) as client:
                elsewhere.guild.id = remote.about["guild"]
                await slash(elsewhere, client, answer)
                photo = {"file": {"name": "a.png", "data": base64.b64encode(png()).decode()}}
                asks = {
                    "act": "slash", "command": "brief", "where": "channel-1",
                    "options": {"what": "a can", "photo": photo},
                }  # fmt: skip
                used = await remote.do("do", person="person-2", **asks)
                before = await remote.do("count")
                acts = [{"person": f"person-{n}", **asks} for n in (1, 2)]
                many = await remote.do("acts", acts=acts, within_s=0.1)
                posted = await client.get_partial_messageable(
                    int(remote.about["channels"]["channel-1"])
                ).send(file=file())
                (shown,) = await remote.do("shown", count=1, after=before)
                callback = await remote.do("saw", method="POST", path="/interactions/*/*/callback")
                with pytest.raises(AssertionError, match="no door"):
                    await remote.do("nonsense")
                assert await remote.do("violations") == []

    assert (used["ack"], used["message"]["words"], used["message"]["pictures"]) == (4, "hello", 1)
    assert 0 < used["ack_ms"] < 3000
    assert callback["status"] == 200
    assert [one["came"]["ack"] for one in many] == [4, 4]
    assert 0.02 < many[1]["began"] - many[0]["began"] < 3
    assert many[1]["began"] < shown["at"] <= shown["whole"]
    assert posted.attachments
