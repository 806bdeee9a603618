"""What doctor says of Slack: tokens, scopes by name, channels; and the manifest that it compares to."""

from __future__ import annotations

import json

from adapters.slack import manifest
from adapters.slack.doctor import WRONG, Finding, examine
from bot.chores import manifest as print_manifest
from bot.forms import Form
from bot.settings import read_settings
from commands import all_commands
from tests.standins.slack import Slack, slack_standin


async def _found(slack: Slack, known: tuple[str, ...] = (), token: str = "") -> dict[str, Finding]:
    found = await examine(token or slack.bot_token, slack.app_token, slack.base_url, known)
    return {one.what: one for one in found}


async def test_a_whole_installation_is_well() -> None:
    async with slack_standin() as slack:
        slack.install(manifest.manifest(_forms()))
        found = await _found(slack)
        assert {one.what: one.said for one in found.values() if one.state == WRONG} == {}
        assert "#design" in found["Slack channels"].said
        assert "works" in found["Slack's app token"].said


async def test_each_missing_scope_is_named_with_what_needs_it() -> None:
    async with slack_standin() as slack:
        made = manifest.manifest(_forms())
        scopes = made["oauth_config"]["scopes"]["bot"]
        made["oauth_config"]["scopes"]["bot"] = [s for s in scopes if s != "reactions:read"]
        slack.install(made)
        found = await _found(slack)
        assert found["scope reactions:read"].state == WRONG
        assert "reaction_added" in found["scope reactions:read"].said


async def test_a_channel_with_briefs_that_the_app_left_is_named() -> None:
    async with slack_standin() as slack:
        found = await _found(slack, ("C0NOTHERE", "D0MIND"))
        assert "/invite" in found["C0NOTHERE"].said
        assert "D0MIND" not in found


async def test_a_wrong_token_is_said() -> None:
    async with slack_standin() as slack:
        found = await _found(slack, token="xoxb-wrong")
        assert found["Slack's bot token"].state == WRONG
        assert "invalid_auth" in found["Slack's bot token"].said


async def test_a_slack_out_of_reach_is_said() -> None:
    found = await examine("xoxb-1", "xapp-1", "http://127.0.0.1:9/api/")
    assert [one.state for one in found] == [WRONG]


def _forms() -> tuple[Form, ...]:
    return tuple(command.form() for command in all_commands().commands.values())


def test_the_manifest_is_printed_as_json_with_short_or_long_names() -> None:
    short = json.loads("\n".join(print_manifest(read_settings({}), "slack").lines))
    assert [c["command"] for c in short["features"]["slash_commands"]] == ["/brief", "/artdesk"]
    long = read_settings({"slack_long_names": "true"})
    names = json.loads("\n".join(print_manifest(long, "slack").lines))["features"]["slash_commands"]
    assert "/artdesk-history" in [c["command"] for c in names]
