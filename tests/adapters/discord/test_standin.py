"""The stand-in is Discord as far as the real client can tell: what people do arrives, what the bot does is seen."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import discord
import pytest

from tests.adapters.discord.quick_client import QuickClient, file, png, running, slash
from tests.standins.discord import (
    CannotDo,
    Discord,
    File,
    discord_standin,
    images,
    labels,
    words,
)


@pytest.fixture
async def d() -> AsyncIterator[Discord]:
    async with discord_standin() as standin:
        yield standin
        assert standin.violations == []


@pytest.fixture
async def client(d: Discord) -> AsyncIterator[QuickClient]:
    async with running(d) as made:
        yield made
        assert made.broken == []


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
