"""What Discord says to answers of interactions: one in time, of a legal kind, within the limits of forms and
choices."""

from __future__ import annotations

from typing import Any

import discord
import pytest

from tests.adapters.discord.quick_client import QuickClient, png, raw, slash
from tests.standins.discord import CannotDo, Discord, File, Message
from tests.standins.discord.refusals import Json


async def answered(d: Discord, client: QuickClient, body: Json) -> tuple[int, int, str]:
    """One raw acknowledgement to a command."""
    found: list[tuple[int, int, str]] = []

    async def answer(interaction: discord.Interaction) -> None:
        path = f"/interactions/{interaction.id}/{interaction.token}/callback"
        token, client.http.token = client.http.token, None
        found.append(await raw(client, path, body))
        client.http.token = token

    await slash(d, client, answer)
    await d.member.slash("brief", d.briefs, what="x", wait=False)
    await d.until(lambda: found, "an answer")
    return found[0]


def form(*components: Json, **more: Any) -> Json:
    return {
        "type": 9,
        "data": {"custom_id": "v1:f", "title": "t", "components": list(components), **more},
    }


def field(**more: Any) -> Json:
    component = {"type": 4, "style": 1, "custom_id": "a", **more.pop("component", {})}
    return {"type": 18, "label": "x", "component": component, **more}


@pytest.mark.parametrize(
    ("body", "path"),
    [
        (form(title="x" * 46), "data.title"),
        (form(), "data.components"),
        (form(*(field(component={"custom_id": f"{n}"}) for n in range(6))), "data.components"),
        (form(field(label="x" * 46)), "data.components.0.label"),
        (form(field(description="x" * 101)), "data.components.0.description"),
        (form(field(component={"value": "x" * 4001})), "data.components.0.component.value"),
        (form(field(), field()), "data.components.1.component.custom_id"),
        ({"type": 5, "data": {"flags": 32768}}, "data.flags"),
        ({"type": 7, "data": {"content": "x"}}, "type"),
        ({"type": 8, "data": {"choices": []}}, "type"),
        ({"type": 4, "data": {"content": "x" * 2001}}, "content"),
    ],
)  # fmt: skip
async def test_a_bad_acknowledgement_is_refused_and_acknowledges_nothing(
    d: Discord, client: QuickClient, body: Json, path: str
) -> None:
    status, code, text = await answered(d, client, body)

    assert (status, code) == (400, 50035)
    assert f"In {path}:" in text
    assert all(i.ack is None for i in d.world.interactions.values())


async def test_a_form_is_no_answer_to_a_form(d: Discord, client: QuickClient) -> None:
    errors: list[discord.HTTPException] = []

    async def answer(interaction: discord.Interaction) -> None:
        modal = discord.ui.Modal(title="Again", custom_id="v1:again")
        modal.add_item(discord.ui.TextInput(label="x", custom_id="x", required=False))
        try:
            await interaction.response.send_modal(modal)
        except discord.HTTPException as error:
            errors.append(error)
            await interaction.response.send_message("no", ephemeral=True)

    await slash(d, client, answer)
    opened = await d.member.slash("brief", d.briefs, what="x")
    sent = await d.member.submit(opened, {"x": "words"})

    assert [(e.status, e.code) for e in errors] == [(400, 50035)]
    assert sent.message.content == "no"


async def test_a_form_is_filled_as_the_app_would_let_a_person_fill_it(
    d: Discord, client: QuickClient
) -> None:
    heard: list[Any] = []
    choices = [discord.SelectOption(label=x, value=x) for x in ("1K", "4K")]

    async def answer(interaction: discord.Interaction) -> None:
        if interaction.type is discord.InteractionType.modal_submit:
            heard.append(interaction.data)
            await interaction.response.send_message("thanks", ephemeral=True)
            return
        modal = discord.ui.Modal(title="Change", custom_id="v1:change")
        text: Any = discord.ui.TextInput(custom_id="text", default="as it was")
        size: Any = discord.ui.Select(custom_id="size", options=choices)
        photos: Any = discord.ui.FileUpload(custom_id="photos", required=False, max_values=2)
        for label, part in (("What", text), ("Size", size), ("Photos", photos)):
            modal.add_item(discord.ui.Label(text=label, component=part))
        await interaction.response.send_modal(modal)

    await slash(d, client, answer)
    opened = await d.member.slash("brief", d.briefs, what="x")
    for wrong in ({"Size": "8K"}, {}, {"Size": "4K", "Colour": "red"}, {"Size": "4K", "What": ""}):
        with pytest.raises(CannotDo):
            await d.member.submit(opened, wrong)
    sent = await d.member.submit(opened, {"Size": "4K", "photos": File("a.png", png())})

    inner = [part["component"] for part in heard[0]["components"]]
    assert [part.get("value", part.get("values")) for part in inner[:2]] == ["as it was", ["4K"]]
    assert list(heard[0]["resolved"]["attachments"]) == inner[2]["values"]
    assert sent.message.ephemeral


async def test_an_ephemeral_answer_is_unknown_by_id_and_ends_with_its_token(
    d: Discord, client: QuickClient
) -> None:
    kept: list[discord.Interaction] = []

    async def answer(interaction: discord.Interaction) -> None:
        kept.append(interaction)
        await interaction.response.send_message("only you", ephemeral=True)

    await slash(d, client, answer)
    used = await d.member.slash("brief", d.briefs, what="x")
    by_id = client.place(d.briefs.id).get_partial_message(int(used.message.id))
    for refused in (by_id.fetch(), by_id.edit(content="x"), by_id.delete()):
        with pytest.raises(discord.NotFound) as told:
            await refused
        assert told.value.code == 10008
    assert "MESSAGE_CREATE" not in client.events
    await kept[0].edit_original_response(content="still")
    assert used.message.content == "still"
    await kept[0].delete_original_response()
    assert d.member.sees(d.briefs) == []


async def test_the_first_follow_up_fills_the_thinking_message_whatever_its_flags_say(
    d: Discord, client: QuickClient
) -> None:
    async def answer(interaction: discord.Interaction) -> None:
        await interaction.response.defer()
        await interaction.followup.send("first", ephemeral=True)
        await interaction.followup.send("second", ephemeral=True)

    await slash(d, client, answer)
    used = await d.member.slash("brief", d.briefs, what="x")
    second: Message = await d.until(lambda: used.followups and used.followups[0], "two answers")

    assert (used.message.content, used.message.ephemeral) == ("first", False)
    assert (second.content, second.ephemeral) == ("second", True)


async def test_a_press_that_is_deferred_edits_the_message_that_was_pressed(
    d: Discord, client: QuickClient
) -> None:
    view = discord.ui.View(timeout=None)
    view.add_item(discord.ui.Button(label="Approve", custom_id="v1:approve"))
    await client.place(d.briefs.id).send("0 of 1", view=view)
    message = d.posted(d.briefs)[0]

    async def answer(interaction: discord.Interaction) -> None:
        await interaction.response.defer()
        await interaction.edit_original_response(content="1 of 1", view=None)
        await interaction.followup.send("thanks", ephemeral=True)

    client.answer = answer
    used = await d.approver.click(message, "Approve")
    await d.until(lambda: used.followups, "the follow-up")

    assert (used.of.ack, used.message) == (6, message)
    assert (message.content, message.components) == ("1 of 1", [])
    assert [m.content for m in d.approver.sees(d.briefs)] == ["1 of 1", "thanks"]
    assert [m.content for m in d.member.sees(d.briefs)] == ["1 of 1"]


async def test_an_answer_to_a_message_that_is_gone_is_unknown(
    d: Discord, client: QuickClient
) -> None:
    codes: list[tuple[int, int]] = []

    async def answer(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("here")
        d.deeds.delete(d.posted(d.briefs)[0])
        try:
            await interaction.edit_original_response(content="there")
        except discord.HTTPException as error:
            codes.append((error.status, error.code))

    await slash(d, client, answer)
    await d.member.slash("brief", d.briefs, what="x")
    await d.until(lambda: codes, "the refusal")

    assert codes == [(404, 10008)]


async def test_a_command_in_a_dm_carries_a_user_and_no_server(
    d: Discord, client: QuickClient
) -> None:
    heard: list[discord.Interaction] = []

    async def answer(interaction: discord.Interaction) -> None:
        heard.append(interaction)
        await interaction.response.send_message("hello")

    assert client.application_id is not None
    everywhere: Any = {"name": "help", "type": 1, "description": "x", "contexts": [0, 1]}
    here: Any = {"name": "setup", "type": 1, "description": "x", "contexts": [0]}
    await client.http.bulk_upsert_global_commands(client.application_id, [everywhere, here])
    client.answer = answer
    used = await d.member.slash("help", d.member.dm)

    assert (heard[0].guild_id, str(heard[0].user.id)) == (None, d.member.id)
    assert used.message in d.member.sees(d.member.dm)
    assert d.member.offered(d.member.dm) == ["help"]


async def test_the_token_opens_nothing_before_the_acknowledgement(
    d: Discord, client: QuickClient
) -> None:
    codes: list[tuple[int, int]] = []

    async def answer(interaction: discord.Interaction) -> None:
        try:
            await interaction.followup.send("too early")
        except discord.HTTPException as error:
            codes.append((error.status, error.code))
        await interaction.response.defer()

    await slash(d, client, answer)
    await d.member.slash("brief", d.briefs, what="x")

    assert codes == [(404, 10015)]


async def test_more_than_25_choices_are_refused(d: Discord, client: QuickClient) -> None:
    option = {"type": 3, "name": "model", "description": "m", "autocomplete": True}
    command = {"name": "pick", "description": "p", "type": 1, "options": [option]}
    assert client.application_id is not None
    await client.http.bulk_upsert_guild_commands(client.application_id, int(d.guild.id), [command])
    errors: list[int] = []

    async def answer(interaction: discord.Interaction) -> None:
        data: Any = interaction.data
        choices = [discord.app_commands.Choice(name=f"{n}", value=f"{n}") for n in range(26)]
        wanted = 26 if data["options"][0]["value"] == "all" else 2
        try:
            await interaction.response.autocomplete(choices[:wanted])
        except discord.HTTPException as error:
            errors.append(error.code)

    client.answer = answer

    assert await d.member.autocomplete("pick", d.briefs, "model", "n") == [("0", "0"), ("1", "1")]
    d.member.patience_s = 0.2
    assert await d.member.autocomplete("pick", d.briefs, "model", "all") == []
    assert errors == [50035]
