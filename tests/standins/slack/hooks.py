"""response_url: an answer without a token to a command or a button, 30 minutes and 5 times, also where
the app is not in the channel (facts 1)."""

from __future__ import annotations

import json

from aiohttp import web

from tests.standins.slack import limits
from tests.standins.slack.calls import Refused
from tests.standins.slack.chat_methods import blocks_of
from tests.standins.slack.wire import message_of
from tests.standins.slack.workspace import Hook, Workspace
from tests.standins.slack.world import BOT, BOT_USER, Json, Message


async def respond(slack: Workspace, request: web.Request) -> web.Response:
    hook = slack.hooks.get(request.match_info["hook"])
    if "Authorization" in request.headers:
        slack.found.append("a token was sent to a response_url")
    if hook is None:
        return web.Response(status=404, text="no_such_hook")
    if hook.uses >= limits.HOOK_USES_MAX:
        return web.Response(status=404, text="used_url")
    if slack.clock.now() > hook.ends:
        return web.Response(status=404, text="expired_url")
    try:
        said = json.loads(await request.text())
    except json.JSONDecodeError:
        return web.Response(status=400, text="invalid_payload")
    hook.uses += 1
    try:
        await answer(slack, hook, said)
    except Refused as refused:
        return web.json_response(refused.body(), status=400)
    return web.Response(text="ok")


async def answer(slack: Workspace, hook: Hook, said: Json) -> Message | None:
    """What a response_url and the text of an acknowledgement do: a new message, the pressed one
    changed or taken away."""
    if said.get("delete_original") and hook.message is not None:
        await slack.remove(hook.message)
        return None
    blocks = blocks_of(slack, "response_url", said)
    text = str(said.get("text") or "")
    if len(text) > limits.TEXT_POSTED_MAX:
        raise Refused("msg_too_long")
    if said.get("replace_original") and hook.message is not None:
        before = message_of(slack.world, hook.message)
        hook.message.text, hook.message.blocks = text, blocks
        if hook.message.only_for:
            slack.news.tell()
        else:
            await slack.changed(hook.message, before)
        return hook.message
    everybody = said.get("response_type") == "in_channel"
    message = Message(
        hook.channel, slack.world.new_ts(), BOT_USER, text, blocks, bot_id=BOT,
        thread_ts=str(said.get("thread_ts") or ""), only_for="" if everybody else hook.user,
    )  # fmt: skip
    return await slack.store(message)
