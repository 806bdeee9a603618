"""chat.*: posting, changing, deleting; what Slack refuses there (facts 4, 9, 16.4)."""

from __future__ import annotations

from tests.standins.slack import limits
from tests.standins.slack.blocks import complaints
from tests.standins.slack.calls import Call, Refused
from tests.standins.slack.methods import Method
from tests.standins.slack.rates import TIER_3, TIER_4
from tests.standins.slack.views import with_ids
from tests.standins.slack.violations import of_blocks, of_message
from tests.standins.slack.wire import message_of
from tests.standins.slack.workspace import Workspace
from tests.standins.slack.world import BOT, BOT_USER, Channel, Json, Message


def blocks_of(slack: Workspace, where: str, said: Json) -> list[Json]:
    """The blocks of a message, checked. Refused: invalid_blocks, no_text."""
    blocks = said.get("blocks") or []
    if not blocks and not said.get("text") and not said.get("attachments"):
        raise Refused("no_text")
    if found := complaints(blocks, "message", slack.showable) if blocks else ():
        raise Refused("invalid_blocks", found)
    slack.found += [f"{where}: {what}" for what in of_message(where, said)]
    slack.found += [f"{where}: {what}" for what in of_blocks(blocks)] if blocks else []
    slack.read_words(where, said)
    return with_ids(blocks)


def writable(slack: Workspace, call: Call) -> Channel:
    channel = slack.channel(call.wanted("channel"))
    if BOT_USER not in channel.members and "chat:write.public" not in slack.app.scopes:
        raise Refused("not_in_channel")
    if channel.is_archived:
        raise Refused("is_archived")
    return channel


def root_of(slack: Workspace, channel: Channel, thread_ts: str) -> str:
    """The root's ts. A reply's ts is noted: people would look for the answer in vain."""
    if not thread_ts:
        return ""
    root = slack.message(channel, thread_ts, "thread_not_found")
    if root.thread_ts:
        slack.found.append(f"thread_ts {thread_ts} is a reply's; the root's is {root.thread_ts}")
    return root.root


async def post_message(slack: Workspace, call: Call) -> Json:
    channel = writable(slack, call)
    blocks = blocks_of(slack, call.method, call.args)
    name = call.text("client_msg_id")
    if name and slack.remembers_client_ids:
        for known in channel.messages.values():
            if known.client_msg_id == name:
                return _posted(slack, known)
    text = call.text("text")
    if len(text) > limits.TEXT_POSTED_MAX:
        slack.found.append(f"{call.method}: {len(text)} characters of text were cut")
    metadata = call.thing("metadata")
    if metadata is not None and not {"event_type", "event_payload"} <= set(metadata):
        raise Refused("invalid_metadata_format")
    thread_ts = root_of(slack, channel, call.text("thread_ts"))
    message = Message(
        channel.id, slack.world.new_ts(), BOT_USER, text[: limits.TEXT_POSTED_MAX], blocks,
        thread_ts=thread_ts, bot_id=BOT, client_msg_id=name, metadata=metadata,
        subtype="thread_broadcast" if thread_ts and call.flag("reply_broadcast") else "",
    )  # fmt: skip
    await slack.store(message)
    return _posted(slack, message)


def _posted(slack: Workspace, message: Message) -> Json:
    told = message_of(slack.world, message, metadata=True)
    return {"channel": message.channel, "ts": message.ts, "message": told}


async def post_ephemeral(slack: Workspace, call: Call) -> Json:
    channel = writable(slack, call)
    user = call.wanted("user")
    if user not in channel.members:
        raise Refused("user_not_in_channel")
    if BOT_USER not in channel.members:
        raise Refused("not_in_channel")
    blocks = blocks_of(slack, call.method, call.args)
    if len(call.text("text")) > limits.TEXT_POSTED_MAX:
        raise Refused("msg_too_long")
    thread_ts = root_of(slack, channel, call.text("thread_ts"))
    message = Message(
        channel.id, slack.world.new_ts(), BOT_USER, call.text("text"), blocks,
        thread_ts=thread_ts, bot_id=BOT, only_for=user,
    )  # fmt: skip
    await slack.store(message)
    return {"message_ts": message.ts}


async def update(slack: Workspace, call: Call) -> Json:
    if call.text("channel").startswith(("U", "W")):
        raise Refused("channel_not_found")  # posting takes a user's id, changing does not
    channel = writable(slack, call)
    message = slack.message(channel, call.wanted("ts"))
    if message.bot_id != BOT:
        raise Refused("cant_update_message")
    text = call.text("text", message.text)
    if len(text) > limits.TEXT_UPDATED_MAX:
        raise Refused("msg_too_long")
    said = {**call.args, "text": call.text("text")}
    blocks = blocks_of(slack, call.method, said)
    before = message_of(slack.world, message)
    if "blocks" in call.args or "text" in call.args:
        message.text, message.blocks = text, blocks
    if (metadata := call.thing("metadata")) is not None:
        message.metadata = metadata
    message.edited = {"user": BOT_USER, "ts": slack.world.new_ts()}
    await slack.changed(message, before)
    told = message_of(slack.world, message, metadata=True)
    return {"channel": channel.id, "ts": message.ts, "text": text, "message": told}


async def delete(slack: Workspace, call: Call) -> Json:
    channel = slack.joined(call.wanted("channel"))
    message = slack.message(channel, call.wanted("ts"))
    if message.bot_id != BOT:
        raise Refused("cant_delete_message")
    await slack.remove(message)
    return {"channel": channel.id, "ts": message.ts}


async def get_permalink(slack: Workspace, call: Call) -> Json:
    channel = slack.channel(call.wanted("channel"))
    message = slack.message(channel, call.wanted("message_ts"))
    path = f"/archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.thread_ts:
        path += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": f"{slack.world.origin}{path}"}


METHODS = {
    "chat.postMessage": Method(post_message, ("chat:write",), TIER_4),
    "chat.postEphemeral": Method(post_ephemeral, ("chat:write",), TIER_4),
    "chat.update": Method(update, ("chat:write",), TIER_3),
    "chat.delete": Method(delete, ("chat:write",), TIER_3),
    "chat.getPermalink": Method(get_permalink, (), TIER_4),
}
