"""From start to stop: commands registered when they changed, tokens, addresses, one process for one
token, a Discord that is out of reach, what the log says and what doctor finds."""

from __future__ import annotations

import asyncio
import json
import logging
from pathlib import Path

import discord
import pytest

from adapters.discord import doctor, limits
from adapters.discord.addresses import Addresses
from adapters.discord.gateway import intents
from adapters.discord.permissions import INVITED, invitation
from adapters.discord.surface import Options
from adapters.discord.wire import Wire
from adapters.system import FileLease, SystemClock
from bot.errors import BadPicture, BadSettings, Locked
from bot.events import Attached
from bot.settings import read_settings
from bot.wiring import discord_options, token_lease
from tests.adapters.discord.studio import OnDiscord, on_discord, plain
from tests.standins.discord import Discord, Permission, discord_standin

COMMANDS = "/applications/*/commands"
IN_SERVER = "/applications/*/guilds/*/commands"


async def test_commands_are_written_once_and_again_only_when_they_changed(
    d: Discord, desk: OnDiscord
) -> None:
    assert len(d.calls("PUT", COMMANDS)) == 1
    await desk.stop()
    await desk.start()
    assert len(d.calls("PUT", COMMANDS)) == 1

    d.world.app.commands[""][0]["description"] = "of an older release"
    await desk.stop()
    await desk.start()
    assert len(d.calls("PUT", COMMANDS)) == 2
    assert not d.calls("PUT", IN_SERVER)


async def test_while_developing_commands_are_one_server_s_and_are_taken_away_again(
    d: Discord, tmp_path: Path
) -> None:
    homes = frozenset({d.guild.id})
    async with on_discord(d, tmp_path / "a", options={"homes": homes, "develop": True}):
        assert "brief" in d.member.offered(d.briefs)
        assert not d.calls("PUT", COMMANDS)
    async with on_discord(d, tmp_path / "b", options={"homes": homes}):
        assert d.member.offered(d.briefs).count("brief") == 1
        assert d.world.app.commands[d.guild.id] == []


async def test_commands_that_could_not_be_written_stop_nothing(d: Discord, tmp_path: Path) -> None:
    d.fail("PUT", COMMANDS, status=400, body={"code": 30034, "message": "limit"})
    async with on_discord(d, tmp_path / "studio") as desk:
        assert desk.noted("discord_not_registered")
        await d.member.say("a can model:sketch", d.briefs, mentions=[d.bot])
        await desk.shows(d.briefs, "1.1")


async def test_what_is_offered_where(d: Discord, desk: OnDiscord) -> None:
    assert {"brief", "edit", "history", "help"} <= set(d.member.offered(d.briefs))
    assert set(d.member.offered(d.briefs, 3)) == {"Use as reference", "Edit this image"}
    assert "brief" in d.member.offered(d.member.dm)
    assert "setup" not in d.member.offered(d.briefs)


# --- tokens -----------------------------------------------------------------------------------


async def test_a_token_that_discord_does_not_know_is_a_mistake_in_the_settings(
    d: Discord, tmp_path: Path
) -> None:
    d.token = "wrong"
    with pytest.raises(BadSettings) as told:
        async with on_discord(d, tmp_path / "studio"):
            pass

    assert "ARTDESK_DISCORD_TOKEN" in told.value.mistakes[0]
    assert "wrong" not in str(told.value)
    d.trace.violations.clear()  # that is what a wrong token is


async def test_two_processes_never_serve_one_token(d: Discord, tmp_path: Path) -> None:
    lease = FileLease(tmp_path / "token")
    lease.take()
    with pytest.raises(Locked):
        async with on_discord(d, tmp_path):
            pass
    assert not d.trace.requests
    lease.free()


def test_the_lock_of_a_token_does_not_tell_the_token() -> None:
    token = "MTA.secret.token"
    lease = token_lease(token)
    assert isinstance(lease, FileLease)

    assert token not in str(lease._path)
    assert str(lease._path) == str(token_lease(token)._path)  # type: ignore[attr-defined]
    assert str(lease._path) != str(token_lease("other")._path)  # type: ignore[attr-defined]


def test_settings_reach_the_adapter_and_a_token_is_in_no_text_of_it() -> None:
    settings = read_settings(
        {
            "discord_token": "MTA.secret",
            "discord_servers": "1, 2",
            "discord_read_threads": "false",
            "discord_api_url": "http://127.0.0.1:1/api/v10",
        }
    )
    options = discord_options(settings)

    assert options.homes == {"1", "2"}
    assert not options.read
    assert options.addresses.api == "http://127.0.0.1:1/api/v10"
    assert "secret" not in repr(options)


# --- out of reach -----------------------------------------------------------------------------


async def test_a_discord_that_is_away_keeps_the_studio_closed_to_nobody_and_is_joined_later(
    d: Discord, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.discord.surface.READY_S", 0.1)
    monkeypatch.setattr("adapters.discord.surface.RECONNECT_S", (0.2,))
    d.fail("GET", "/users/@me", cut=True, times=2)
    async with on_discord(d, tmp_path / "studio") as desk:
        assert desk.noted("discord_out_of_reach")
        await d.online()
        await desk.briefs(d.member)


async def test_a_connection_that_discord_ends_for_good_is_made_anew(
    d: Discord, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.discord.surface.RECONNECT_S", (0.1,))
    async with on_discord(d, tmp_path / "studio") as desk:
        await d.gateway.close(4004)
        await desk.until(lambda: desk.noted("discord_connection_ended"), "the end")
        await d.online()
        await desk.quiet()
        await desk.briefs(d.member)


async def test_stopping_twice_and_before_a_start_is_harmless(d: Discord, desk: OnDiscord) -> None:
    await desk.surface.stop()
    await desk.surface.stop()
    await desk.stop()
    await desk.start()


# --- what is asked for, and what is said ------------------------------------------------------


def test_no_privileged_intent_but_the_one_that_is_set() -> None:
    assert intents(read=True).value == 34305 | 1 << 12 | 1 << 13
    assert not intents(read=False).message_content
    assert not intents(read=True).members
    assert not intents(read=True).presences


def test_the_invitation_asks_for_what_is_used_and_no_more() -> None:
    assert INVITED == 309237763136 | 1 << 36
    assert invitation(5).startswith("https://discord.com/oauth2/authorize?client_id=5&")


async def test_the_log_holds_no_word_of_anybody_and_no_token(d: Discord, desk: OnDiscord) -> None:
    logging.getLogger("discord.http").setLevel(logging.DEBUG)
    await desk.briefs(d.member, "a very secret can model:sketch")
    logging.getLogger("discord.http").warning("%s %s", "secret can", d.token)
    logging.getLogger("discord.http").setLevel(logging.NOTSET)
    said = desk.log.getvalue()

    assert "secret" not in said
    assert d.token not in said
    assert [line for line in desk.noted("discord_sdk") if line["said"] == "%s %s"]


async def test_one_update_in_five_seconds_while_nothing_changed_its_state(
    d: Discord, tmp_path: Path
) -> None:
    async with on_discord(d, tmp_path / "studio", edit_every_s=5.0) as desk:
        await desk.set_up(approvals="2")
        thread = await desk.briefs(d.member)
        root = desk.bot_says(d.briefs, "1.1")[-1]
        await d.member.click(root, "Ask for approval")
        review = await desk.says(thread, "0 of 2 approvals")
        for _ in range(4):
            await d.approver.react(review, "\U0001f44d")
            await d.approver.unreact(review, "\U0001f44d")
        await d.approver.react(review, "\u2705")
        await asyncio.sleep(0.5)
        assert review.edits <= 1
        d.clock.move(6)
        await desk.until(lambda: "1 of 2 approvals" in plain(review), "the edit")
        d.clock.move(6)


# --- files ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "ours"),
    [
        ("https://cdn.discordapp.com/attachments/1/2/a.png?ex=1", True),
        ("https://media.discordapp.net/attachments/1/2/a.png", True),
        ("http://cdn.discordapp.com/attachments/1/2/a.png", False),
        ("https://cdn.discordapp.com.evil.example/a.png", False),
        ("https://cdn.discordapp.com@evil.example/a.png", False),
        ("https://evil.example/cdn.discordapp.com/a.png", False),
        ("https://cdn.discordapp.com:8443/a.png", False),
        ("http://169.254.169.254/latest", False),
        ("file:///etc/passwd", False),
        ("https://[broken", False),
        ("", False),
    ],
)
def test_files_are_fetched_from_discord_alone(url: str, ours: bool) -> None:
    assert Addresses().is_file(url) is ours


def test_with_an_address_of_its_own_only_that_one_counts() -> None:
    own = Addresses(cdn="http://127.0.0.1:9")

    assert own.is_file("http://127.0.0.1:9/attachments/1/2/a.png")
    assert not own.is_file("http://127.0.0.1:8/attachments/1/2/a.png")
    assert not own.is_file("https://cdn.discordapp.com/attachments/1/2/a.png")


async def test_a_file_that_says_it_is_small_is_cut_off_where_it_is_not(
    d: Discord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.discord.wire.UPLOAD_MAX", 1000)
    kept = d.world.cdn.keep if hasattr(d.world, "cdn") else d.cdn.keep
    file = kept(d.briefs.id, "a.png", b"x" * 5000)
    client = discord.Client(intents=discord.Intents.none())
    wire = Wire(client.http, Addresses(cdn=d.url), SystemClock())
    url = d.cdn.wire(file)["url"]
    try:
        with pytest.raises(BadPicture) as told:
            await wire.download(Attached(file.id, url, "a.png", size=10))
    finally:
        await wire.close()
    assert told.value.reason == "too_large"


# --- doctor -----------------------------------------------------------------------------------


def options(d: Discord, **more: object) -> Options:
    return Options(d.token, addresses=Addresses(d.api, d.gateway.url, d.url), **more)  # type: ignore[arg-type]


async def test_doctor_is_content_when_all_is_there(d: Discord) -> None:
    found = await doctor.examine(options(d))

    assert {one.state for one in found} <= {"ok", "missing"}
    assert any("client_id=" in one.said for one in found)
    assert [one.said for one in found if one.what == "Discord token"] == [
        "works, the bot is Artdesk"
    ]


async def test_doctor_names_every_missing_permission_by_channel(d: Discord) -> None:
    d.deny(d.reviews, Permission.ADD_REACTIONS | Permission.ATTACH_FILES)
    d.deny(d.general, Permission.VIEW_CHANNEL)
    found = {one.what: one.said for one in await doctor.examine(options(d))}

    assert found["Studio #reviews"] == "missing: Attach Files, Add Reactions"
    assert found["Studio #general"] == "not visible to the bot"
    assert "Studio #briefs" not in found


async def test_doctor_says_what_to_switch_on_for_plain_replies(d: Discord) -> None:
    d.world.app.message_content = False
    found = {one.what: one for one in await doctor.examine(options(d))}
    unwanted = {one.what: one for one in await doctor.examine(options(d, read=False))}

    assert found["Discord message content"].state == "missing"
    assert "Message Content Intent" in found["Discord message content"].said
    assert unwanted["Discord message content"].state == "ok"


async def test_doctor_names_a_server_that_the_bot_is_not_in(d: Discord) -> None:
    found = await doctor.examine(options(d, homes=frozenset({"77", d.guild.id})))

    assert [one.said for one in found if one.state == "wrong"] == [
        "the bot is not in 77: an admin there opens the invitation"
    ]


async def test_doctor_tells_a_wrong_token_and_a_discord_out_of_reach() -> None:
    async with discord_standin() as d:
        d.token = "wrong"
        (wrong,) = await doctor.examine(options(d))
        assert (wrong.state, wrong.what) == ("wrong", "Discord token")
        d.token = "right"
        d.fail("*", "/**", cut=True, times=99)
        (away,) = await doctor.examine(options(d))
        assert "cannot be reached" in away.said


def test_every_limit_is_one_of_discord_s_or_below_it() -> None:
    assert limits.REQUEST_MAX < 25 * limits.MIB
    assert limits.ACK_S < 3
    assert limits.SOON_S < limits.ACK_S
    assert limits.TOKEN_S < 15 * 60
    assert json.dumps(sorted(limits.MIMES))
