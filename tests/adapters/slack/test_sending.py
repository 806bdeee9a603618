"""Limits are kept before Slack has to say so; a lost answer is told from a refusal."""

from __future__ import annotations

import asyncio

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack import limits
from adapters.slack.files import Hosts
from adapters.slack.people import read
from adapters.slack.sending import Lost, Pace, Refused, _said
from tests.adapters.slack.test_acts import HOME
from tests.standins.clock import TestClock


async def taken(pace: Pace, clock: TestClock, method: str, channel: str, times: int) -> float:
    """Seconds of the clock until so many calls had their turn."""
    began, waiting = clock.now(), [pace.turn(method, channel) for _ in range(times)]
    tasks = [asyncio.ensure_future(turn) for turn in waiting]
    while not all(task.done() for task in tasks):
        await asyncio.sleep(0)
        if not all(task.done() for task in tasks):
            clock.move(0.25)
    return clock.now() - began


async def test_posts_into_one_channel_come_at_once_and_then_one_a_second() -> None:
    clock = TestClock()
    pace = Pace(clock)

    assert await taken(pace, clock, "chat.postMessage", "C1", limits.POSTS_AT_ONCE) == 0
    assert 2 <= await taken(pace, clock, "chat.postMessage", "C1", 3) <= 4


async def test_another_channel_and_another_method_do_not_wait() -> None:
    clock = TestClock()
    pace = Pace(clock)
    await taken(pace, clock, "chat.postMessage", "C1", 6)

    assert await taken(pace, clock, "chat.postMessage", "C2", 1) == 0
    assert await taken(pace, clock, "chat.update", "C1", 1) == 0


async def test_a_method_may_be_called_as_often_as_its_tier_allows() -> None:
    clock = TestClock()
    pace = Pace(clock)

    assert await taken(pace, clock, "chat.update", "", limits.TIERS[3]) == 0
    assert await taken(pace, clock, "chat.update", "", 1) >= 1


async def test_after_a_429_nothing_of_its_kind_leaves_before_its_time() -> None:
    clock = TestClock()
    pace = Pace(clock)
    pace.hold("chat.postMessage", "C1", 7)

    assert await taken(pace, clock, "chat.postMessage", "C2", 1) == 0
    assert await taken(pace, clock, "chat.postMessage", "C1", 1) >= 7


def answered(status: int, data: object) -> SlackApiError:
    response = AsyncSlackResponse(
        client=None, http_verb="POST", api_url="u", req_args={}, data=data,  # type: ignore[arg-type]
        headers={}, status_code=status,
    )  # fmt: skip
    return SlackApiError("said", response)  # type: ignore[no-untyped-call]


@pytest.mark.parametrize(
    ("status", "data"),
    [
        (500, {"ok": False, "error": "internal_error"}),
        (200, {"ok": False, "error": "internal_error"}),
        (200, {"ok": False, "error": "fatal_error"}),
        (503, "<html>"),
        (200, "<html>"),
    ],
)
def test_a_broken_server_may_have_done_it(status: int, data: object) -> None:
    assert isinstance(_said("chat.postMessage", answered(status, data)), Lost)


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("channel_not_found", "gone"),
        ("message_not_found", "gone"),
        ("not_in_channel", "permission"),
        ("missing_scope", "permission"),
        ("is_archived", "archived"),
        ("file_uploads_disabled", "refused"),
        ("file_upload_size_restricted", "too_large"),
        ("token_revoked", "removed"),
        ("messages_tab_disabled", "direct"),
        ("something_new", "refused"),
    ],
)
def test_a_refusal_is_something_that_a_person_can_act_on(code: str, reason: str) -> None:
    said = _said("chat.postMessage", answered(200, {"ok": False, "error": code}))

    assert isinstance(said, Refused)
    problem = said.problem()
    assert (problem.reason, problem.detail) == (reason, code)


def test_a_missing_scope_is_named() -> None:
    data = {"ok": False, "error": "missing_scope", "needed": "files:read", "provided": "commands"}
    said = _said("files.info", answered(200, data))

    assert isinstance(said, Refused)
    assert said.problem().detail == "files:read"


# --- whom the token may be shown to ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "trusted"),
    [
        ("https://files.slack.com/files-pri/T1-F1/can.jpg", True),
        ("https://slack.com/api/x", True),
        ("https://hooks.slack.com:443/x", True),
        ("http://files.slack.com/x", False),
        ("https://files.slack.com.evil.example/x", False),
        ("https://evilslack.com/x", False),
        ("https://files.slack.com@evil.example/x", False),
        ("https://files.slack.com:8443/x", False),
        ("https://evil.example/files.slack.com", False),
        ("ftp://files.slack.com/x", False),
        ("//files.slack.com/x", False),
        ("https://[broken", False),
        ("", False),
    ],
)
def test_the_token_goes_to_slacks_own_hosts_alone(url: str, trusted: bool) -> None:
    assert Hosts("https://slack.com/api/").trusted(url) is trusted


def test_on_a_loopback_address_the_very_same_port_is_meant() -> None:
    hosts = Hosts("http://127.0.0.1:4000/api/")

    assert hosts.trusted("http://127.0.0.1:4000/upload/1")
    assert not hosts.trusted("http://127.0.0.1:4001/upload/1")
    assert not hosts.trusted("https://files.slack.com/x")


# --- who is who -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "admin", "guest", "bot"),
    [
        ({}, False, False, False),
        ({"is_admin": True}, True, False, False),
        ({"is_owner": True}, True, False, False),
        ({"is_restricted": True}, False, True, False),
        ({"is_restricted": True, "is_ultra_restricted": True}, False, True, False),
        ({"team_id": "T2", "is_stranger": True, "is_admin": True}, False, True, False),
        ({"team_id": "T2"}, False, True, False),
        (
            {"team_id": "T2", "enterprise_user": {"enterprise_id": "E1", "teams": ["T1"]}},
            False,
            False,
            False,
        ),
        ({"deleted": True, "is_admin": True}, False, True, False),
        ({"is_bot": True}, False, False, True),
        ({"is_workflow_bot": True}, False, False, True),
    ],
)
def test_guests_strangers_admins_and_bots_are_told_apart(
    more: dict[str, object], admin: bool, guest: bool, bot: bool
) -> None:
    user = {"id": "U1", "team_id": "T1", "name": "ann", "profile": {"display_name": "Ann"}, **more}
    actor = read(user, HOME)

    assert (actor.platform_admin, actor.is_guest, actor.is_bot) == (admin, guest, bot)
    assert (actor.user, actor.name, actor.installation) == ("U1", "Ann", "T1")
