"""What the app gets when people act (facts 16.2): commands, buttons, shortcuts, submitted and closed
views, in the shapes that Slack recorded."""

from __future__ import annotations

from tests.standins.slack.views import View
from tests.standins.slack.wire import message_of
from tests.standins.slack.world import APP, DOMAIN, TEAM, Channel, Json, Message, User, World

TOKEN = "verification-token"


def head(kind: str, user: User) -> Json:
    """`team` is the team of who acts: a stranger's is not the one where the app is installed."""
    return {
        "type": kind,
        "team": {"id": user.team, "domain": DOMAIN if user.team == TEAM else "strangers"},
        "user": {
            "id": user.id,
            "username": user.name,
            "name": user.name,
            "team_id": user.team,
        },
        "api_app_id": APP,
        "token": TOKEN,
        "is_enterprise_install": False,
        "enterprise": None,
    }


def command(
    user: User, channel: Channel, name: str, text: str, response_url: str, trigger: str
) -> Json:
    return {
        "token": TOKEN,
        "team_id": TEAM,
        "team_domain": DOMAIN,
        "channel_id": channel.id,
        "channel_name": channel.shown_name,
        "user_id": user.id,
        "user_name": user.name,
        "command": name,
        "text": text,
        "api_app_id": APP,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": trigger,
    }


def pressed_in_message(
    world: World, user: User, message: Message, action: Json, response_url: str, trigger: str
) -> Json:
    """An ephemeral message does not come along: Slack has not kept it."""
    channel = world.channels[message.channel]
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": bool(message.only_for),
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    said = head("block_actions", user) | {
        "container": container,
        "trigger_id": trigger,
        "channel": {"id": channel.id, "name": channel.shown_name},
        "response_url": response_url,
        "state": {"values": {}},
        "actions": [action],
    }
    if not message.only_for:
        said["message"] = message_of(world, message, metadata=True)
    return said


def pressed_in_view(user: User, view: View, action: Json, values: Json, trigger: str) -> Json:
    return head("block_actions", user) | {
        "container": {"type": "view", "view_id": view.id},
        "trigger_id": trigger,
        "view": view.wire() | {"state": {"values": values}},
        "actions": [action],
    }


def message_action(
    world: World, user: User, name: str, message: Message, response_url: str, trigger: str
) -> Json:
    channel = world.channels[message.channel]
    return head("message_action", user) | {
        "callback_id": name,
        "trigger_id": trigger,
        "message_ts": message.ts,
        "response_url": response_url,
        "message": message_of(world, message),
        "channel": {"id": channel.id, "name": channel.shown_name},
        "action_ts": world.new_ts(),
    }


def shortcut(world: World, user: User, name: str, trigger: str) -> Json:
    """A global one: no channel and no response_url."""
    return head("shortcut", user) | {
        "callback_id": name,
        "trigger_id": trigger,
        "action_ts": world.new_ts(),
    }


def submission(user: User, view: View, values: Json, trigger: str) -> Json:
    return head("view_submission", user) | {
        "trigger_id": trigger,
        "response_urls": [],
        "view": view.wire() | {"state": {"values": values}},
    }


def closed(user: User, view: View, values: Json, *, cleared: bool) -> Json:
    return head("view_closed", user) | {
        "view": view.wire() | {"state": {"values": values}},
        "is_cleared": cleared,
    }


def suggestion(world: World, user: User, place: Message | View, action_id: str) -> Json:
    said = head("block_suggestion", user) | {"action_id": action_id}
    if isinstance(place, View):
        container = {"type": "view", "view_id": place.id}
        return said | {"container": container, "view": place.wire()}
    channel = world.channels[place.channel]
    container = {"type": "message", "message_ts": place.ts, "channel_id": channel.id}
    where = {"id": channel.id, "name": channel.shown_name}
    return said | {"container": container, "channel": where, "message": message_of(world, place)}
