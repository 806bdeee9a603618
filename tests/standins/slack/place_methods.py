"""conversations.*, users.*, reactions.*, and who one is: auth.test, team.info, bots.info,
apps.connections.open."""

from __future__ import annotations

import re

from tests.standins.slack.calls import Call, Refused
from tests.standins.slack.emoji import canonical
from tests.standins.slack.methods import Method
from tests.standins.slack.rates import TIER_2, TIER_3, TIER_4
from tests.standins.slack.wire import message_of, reactions_of
from tests.standins.slack.workspace import Workspace
from tests.standins.slack.world import APP, BOT, BOT_USER, DOMAIN, TEAM, Channel, Json, Message

PAGE = 100
"""Entries of a page where no limit is asked for."""


async def auth_test(slack: Workspace, call: Call) -> Json:
    return {
        "url": f"https://{DOMAIN}.slack.com/",
        "team": "Artdesk Team",
        "user": "artdesk",
        "team_id": TEAM,
        "user_id": BOT_USER,
        "bot_id": BOT,
        "is_enterprise_install": False,
    }


async def connections_open(slack: Workspace, call: Call) -> Json:
    host = slack.world.origin.replace("http://", "ws://")
    return {"url": f"{host}/link?ticket={slack.sockets.ticket()}&app_id={APP}"}


async def team_info(slack: Workspace, call: Call) -> Json:
    return {"team": {"id": TEAM, "name": "Artdesk Team", "domain": DOMAIN, "email_domain": ""}}


async def bots_info(slack: Workspace, call: Call) -> Json:
    for user in slack.world.users.values():
        if user.bot_id and user.bot_id == call.text("bot"):
            bot = {"id": user.bot_id, "deleted": False, "name": user.name, "user_id": user.id}
            return {"bot": {**bot, "app_id": APP if user.bot_id == BOT else "A0OTHER001"}}
    raise Refused("bot_not_found")


async def users_info(slack: Workspace, call: Call) -> Json:
    user = slack.world.users.get(call.wanted("user"))
    if user is None:
        raise Refused("user_not_found")
    return {"user": user.wire()}


async def users_list(slack: Workspace, call: Call) -> Json:
    listed = [user.wire() for user in slack.world.users.values() if user.team == TEAM]
    return {"members": (page := _page(call, listed))[0], **page[1]}


def _page(call: Call, listed: list[Json]) -> tuple[list[Json], Json]:
    """One page and where the next begins; cursors are offsets in disguise."""
    start = call.number("cursor", 0)
    end = start + max(call.number("limit", PAGE), 1)
    cursor = str(end) if end < len(listed) else ""
    return listed[start:end], {"response_metadata": {"next_cursor": cursor}}


async def conversations_info(slack: Workspace, call: Call) -> Json:
    return {"channel": slack.channel(call.wanted("channel")).wire(BOT_USER)}


async def conversations_open(slack: Workspace, call: Call) -> Json:
    if name := call.text("channel"):
        return {"channel": {"id": slack.channel(name).id}}
    users = call.wanted("users").split(",")
    for name in users:
        user = slack.world.users.get(name)
        if user is None:
            raise Refused("user_not_found")
        if user.bot_id:
            raise Refused("cannot_dm_bot")
        if user.deleted:
            raise Refused("user_disabled")
    channel = slack.world.direct(BOT_USER, *users)
    told = channel.wire(BOT_USER) if call.flag("return_im") else {"id": channel.id}
    return {"channel": told}


def _kinds(call: Call) -> set[str]:
    names = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}
    return {names[n] for n in call.text("types", "public_channel").split(",") if n in names}


async def conversations_list(slack: Workspace, call: Call) -> Json:
    listed = [
        channel.wire(BOT_USER)
        for channel in slack.world.channels.values()
        if channel.kind in _kinds(call)
        and (channel.public or BOT_USER in channel.members)
        and not (channel.is_archived and call.flag("exclude_archived"))
    ]
    return {"channels": (page := _page(call, listed))[0], **page[1]}


async def users_conversations(slack: Workspace, call: Call) -> Json:
    user = call.text("user", BOT_USER)
    listed = [
        channel.wire(BOT_USER)
        for channel in slack.world.channels.values()
        if channel.kind in _kinds(call)
        and user in channel.members
        and not (channel.is_archived and call.flag("exclude_archived"))
    ]
    return {"channels": (page := _page(call, listed))[0], **page[1]}


async def conversations_members(slack: Workspace, call: Call) -> Json:
    listed = [{"id": name} for name in sorted(slack.channel(call.wanted("channel")).members)]
    shown, more = _page(call, listed)
    return {"members": [one["id"] for one in shown], **more}


async def conversations_join(slack: Workspace, call: Call) -> Json:
    channel = slack.channel(call.wanted("channel"))
    if channel.is_archived:
        raise Refused("is_archived")
    if not channel.public:
        raise Refused("method_not_supported_for_channel_type")
    if BOT_USER not in channel.members:
        await slack.join(channel, BOT_USER)
    return {"channel": channel.wire(BOT_USER)}


def _history_scope(slack: Workspace, channel: Channel) -> None:
    kinds = {"channel": "channels", "group": "groups"}
    needed = f"{kinds.get(channel.kind, channel.kind)}:history"
    if needed not in slack.app.scopes:
        provided = ",".join(slack.app.scopes)
        raise Refused("missing_scope", needed=needed, provided=provided)


def _within(call: Call, listed: list[Message]) -> list[Message]:
    oldest, latest = call.text("oldest", "0"), call.text("latest", "9" * 17)
    if call.flag("inclusive"):
        return [m for m in listed if oldest <= m.ts <= latest]
    return [m for m in listed if oldest < m.ts < latest]


def _told(slack: Workspace, call: Call, listed: list[Message]) -> Json:
    """Metadata comes only to who asks for it."""
    whole = call.flag("include_all_metadata")
    shown = [message_of(slack.world, message, metadata=whole) for message in listed]
    page, more = _page(call, shown)
    return {"messages": page, "has_more": bool(more["response_metadata"]["next_cursor"]), **more}


async def history(slack: Workspace, call: Call) -> Json:
    """Newest first; replies are not in it unless they were also sent to the channel."""
    channel = slack.joined(call.wanted("channel"))
    _history_scope(slack, channel)
    listed = [
        m for m in channel.messages.values() if not m.only_for and (not m.thread_ts or m.broadcast)
    ]
    return _told(slack, call, _within(call, listed)[::-1])


async def replies(slack: Workspace, call: Call) -> Json:
    """The root, then its replies, oldest first."""
    channel = slack.joined(call.wanted("channel"))
    _history_scope(slack, channel)
    message = slack.message(channel, call.wanted("ts"), "thread_not_found")
    if message.thread_ts:
        return _told(slack, call, [message])
    thread = channel.thread(message.ts)
    return _told(slack, call, [thread[0], *_within(call, thread[1:])])


# --- reactions ---------------------------------------------------------------------------------------


def _target(slack: Workspace, call: Call) -> Message:
    channel = slack.channel(call.wanted("channel"))
    return slack.message(channel, call.wanted("timestamp"))


def _emoji(call: Call) -> str:
    name = call.wanted("name")
    if not re.fullmatch(r"[a-z0-9_+'-]+(::skin-tone-[2-6])?", name):
        raise Refused("invalid_name")
    return canonical(name)


async def reactions_add(slack: Workspace, call: Call) -> Json:
    message, name = _target(slack, call), _emoji(call)
    channel = slack.world.channels[message.channel]
    if BOT_USER not in channel.members:
        raise Refused("not_in_channel")
    if channel.is_archived:
        raise Refused("is_archived")
    if BOT_USER in message.reactions.get(name, ()):
        raise Refused("already_reacted")
    await slack.react(message, BOT_USER, name)
    return {}


async def reactions_remove(slack: Workspace, call: Call) -> Json:
    message, name = _target(slack, call), _emoji(call)
    if BOT_USER not in message.reactions.get(name, ()):
        raise Refused("no_reaction")
    await slack.react(message, BOT_USER, name, added=False)
    return {}


async def reactions_get(slack: Workspace, call: Call) -> Json:
    message = _target(slack, call)
    told = message_of(slack.world, message)
    if message.reactions:
        told["reactions"] = reactions_of(message, full=call.flag("full"))
    return {"type": "message", "channel": message.channel, "message": told}


READ = ("channels:read", "groups:read", "im:read", "mpim:read")
HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")
AUTHS_A_MINUTE = 300
""""Hundreds" a minute."""
CONNECTIONS_A_MINUTE = 20
"""Its tier says 1, and yet every reconnect of ten sockets works: bursts are let through."""
METHODS = {
    "auth.test": Method(auth_test, (), AUTHS_A_MINUTE),
    "apps.connections.open": Method(connections_open, (), CONNECTIONS_A_MINUTE, "xapp"),
    "team.info": Method(team_info, ("team:read",), TIER_3),
    "bots.info": Method(bots_info, ("users:read",), TIER_3),
    "users.info": Method(users_info, ("users:read",), TIER_4),
    "users.list": Method(users_list, ("users:read",), TIER_2),
    "users.conversations": Method(users_conversations, READ, TIER_3),
    "conversations.info": Method(conversations_info, READ, TIER_3),
    "conversations.open": Method(conversations_open, ("im:write", "mpim:write"), TIER_3),
    "conversations.list": Method(conversations_list, READ, TIER_2),
    "conversations.members": Method(conversations_members, READ, TIER_4),
    "conversations.join": Method(conversations_join, ("channels:join",), TIER_3),
    "conversations.history": Method(history, HISTORY, TIER_3),
    "conversations.replies": Method(replies, HISTORY, TIER_3),
    "reactions.add": Method(reactions_add, ("reactions:write",), TIER_3),
    "reactions.remove": Method(reactions_remove, ("reactions:write",), TIER_2),
    "reactions.get": Method(reactions_get, ("reactions:read",), TIER_3),
}
