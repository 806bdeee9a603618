"""views.* and assistant.threads.setStatus."""

from __future__ import annotations

from tests.standins.slack.calls import Call, Refused
from tests.standins.slack.methods import Method
from tests.standins.slack.rates import TIER_4
from tests.standins.slack.views import View
from tests.standins.slack.violations import of_view
from tests.standins.slack.workspace import Workspace
from tests.standins.slack.world import Json


def look_at(slack: Workspace, where: str, view: Json) -> None:
    slack.found += [f"{where}: {what}" for what in of_view(view)]
    slack.read_words(where, view)


def _told(slack: Workspace, call: Call, view: View) -> Json:
    look_at(slack, call.method, call.args["view"])
    slack.news.tell()
    return {"view": view.wire()}


async def open_view(slack: Workspace, call: Call) -> Json:
    user = slack.spend_trigger(call.wanted("trigger_id"))
    return _told(slack, call, slack.stacks.put(user, call.thing("view")))


async def push(slack: Workspace, call: Call) -> Json:
    user = slack.spend_trigger(call.wanted("trigger_id"))
    if slack.stacks.top(user) is None:
        raise Refused("not_found")
    return _told(slack, call, slack.stacks.put(user, call.thing("view")))


async def update(slack: Workspace, call: Call) -> Json:
    view = slack.stacks.found(call.text("view_id"), call.text("external_id"))
    slack.stacks.change(view, call.thing("view"), call.text("hash"))
    return _told(slack, call, view)


async def publish(slack: Workspace, call: Call) -> Json:
    user = call.wanted("user_id")
    if user not in slack.world.users:
        raise Refused("user_not_found")
    if not slack.app.home_tab:
        raise Refused("not_enabled")
    return _told(slack, call, slack.stacks.publish(user, call.thing("view"), call.text("hash")))


async def set_status(slack: Workspace, call: Call) -> Json:
    channel = slack.joined(call.wanted("channel_id"))
    slack.message(channel, call.wanted("thread_ts"), "thread_not_found")
    slack.statuses.append(dict(call.args))
    return {}


STATUSES_A_MINUTE = 600
METHODS = {
    "views.open": Method(open_view, (), TIER_4),
    "views.push": Method(push, (), TIER_4),
    "views.update": Method(update, (), TIER_4),
    "views.publish": Method(publish, (), TIER_4),
    "assistant.threads.setStatus": Method(
        set_status, ("assistant:write", "chat:write"), STATUSES_A_MINUTE
    ),
}
