"""What is right and what is missing on Slack's side, asked over the Web API alone: both tokens,
each scope by name, each channel that the app is not in. Nothing is changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from aiohttp import ClientSession, ClientTimeout
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import limits, manifest, words
from adapters.slack.surface import web_client

OK, MISSING, WRONG = "ok", "missing", "wrong"
SCOPES = "x-oauth-scopes"
"""The header with which Slack says what a token may do."""
MINE = "users.conversations"
"""The channels that a token's owner is in."""
CHANNELS = 200
"""Channels asked for: a workspace in which the desk sits in more has found them all."""


@dataclass(frozen=True, slots=True)
class Finding:
    state: str
    """ok | missing (something is less good without it) | wrong (it does not work)"""
    what: str
    said: str


async def examine(
    bot_token: str, app_token: str, base_url: str, known: Iterable[str] = ()
) -> tuple[Finding, ...]:
    """For `doctor`. `known`: channels in which briefs live. Never raises for what Slack answers."""
    timeout = ClientTimeout(total=limits.CALL_S)
    async with ClientSession(timeout=timeout, trust_env=False) as session:
        client = web_client(bot_token, base_url, session)
        try:
            return (
                *await _bot(client, frozenset(known)),
                await _app(web_client(app_token, base_url, session), app_token),
            )
        except (TimeoutError, OSError, SlackClientError) as trouble:
            return (Finding(WRONG, words.SLACK, words.out_of_reach(type(trouble).__name__)),)


async def _bot(client: AsyncWebClient, known: frozenset[str]) -> tuple[Finding, ...]:
    try:
        said = await client.auth_test()
    except SlackApiError as refused:
        return (Finding(WRONG, words.BOT, words.refused(_code(refused))),)
    headers = {str(k).lower(): str(v) for k, v in (said.headers or {}).items()}
    given = {one.strip() for one in headers.get(SCOPES, "").split(",") if one.strip()}
    found = [Finding(OK, words.BOT, words.known_as(str(said.get("team", ""))))]
    for scope in manifest.scopes():
        if scope not in given:
            needed = ", ".join(manifest.needs(scope)) or words.COMMAND
            found.append(Finding(WRONG, words.scope(scope), words.scope_for(needed)))
    if len(found) == 1:
        found.append(Finding(OK, words.SCOPES, words.SCOPES_ALL))
    # Which events are subscribed to is told to nobody: the manifest is what can be compared.
    found.append(Finding(OK, words.EVENTS, words.events(sorted(manifest.EVENTS))))
    return (*found, *await _channels(client, known))


async def _channels(client: AsyncWebClient, known: frozenset[str]) -> list[Finding]:
    kinds = "public_channel,private_channel"
    try:
        said = await client.api_call(MINE, params={"types": kinds, "limit": CHANNELS})
    except SlackApiError as refused:
        return [Finding(MISSING, words.CHANNELS, words.refused(_code(refused)))]
    inside = {str(row["id"]): str(row.get("name") or row["id"]) for row in said["channels"]}
    found = [
        Finding(WRONG, one, words.NOT_IN_CHANNEL)
        for one in sorted(known - set(inside))
        if not one.startswith("D")  # direct messages need no invitation
    ]
    names = ", ".join(f"#{name}" for name in sorted(inside.values()))
    state = OK if inside else MISSING
    return [*found, Finding(state, words.CHANNELS, names or words.NO_CHANNEL)]


async def _app(client: AsyncWebClient, token: str) -> Finding:
    """Asks for a socket address and opens none."""
    try:
        await client.apps_connections_open(app_token=token)
    except SlackApiError as refused:
        return Finding(WRONG, words.SOCKET, words.refused(_code(refused)))
    return Finding(OK, words.SOCKET, words.SOCKETS)


def _code(refused: SlackApiError) -> str:
    data = getattr(refused.response, "data", None)
    return str(data.get("error") or "") if isinstance(data, dict) else ""
