"""World data as Slack shows it: messages, files, the envelope of an event (facts 16.2)."""

from __future__ import annotations

from tests.standins.slack.world import APP, BOT, BOT_USER, TEAM, File, Json, Message, World

REACTORS_MAX = 50
"""reactions: the count is right, the list of users may be cut."""


def message_of(world: World, message: Message, *, metadata: bool = False) -> Json:
    told: Json = {"type": "message", "text": message.text, "ts": message.ts, "team": message.team}
    told |= {"user": message.user} if message.user else {}
    told |= _authorship(message)
    if message.blocks:
        told["blocks"] = message.blocks
    if metadata and message.metadata is not None:
        told["metadata"] = message.metadata
    if message.files:
        told["files"] = [file_of(world, world.files[name]) for name in message.files]
        told["upload"] = False
    if message.reactions:
        told["reactions"] = reactions_of(message)
    if message.edited:
        told["edited"] = message.edited
    return told | _threading(world, message)


def _authorship(message: Message) -> Json:
    told: Json = {}
    if message.subtype:
        told["subtype"] = message.subtype
    if message.bot_id:
        told["bot_id"] = message.bot_id
    if message.bot_id == BOT:
        profile = {"id": BOT, "app_id": APP, "name": "Artdesk", "team_id": TEAM, "deleted": False}
        told |= {"app_id": APP, "bot_profile": {**profile, "icons": {}, "updated": 1790000000}}
    if message.client_msg_id:
        told["client_msg_id"] = message.client_msg_id
    if message.subtype == "bot_message":
        told["username"] = "otherbot"
    return told


def _threading(world: World, message: Message) -> Json:
    channel = world.channels[message.channel]
    if message.thread_ts:
        root = channel.messages.get(message.thread_ts)
        told: Json = {"thread_ts": message.thread_ts}
        return told | ({"parent_user_id": root.user} if root else {})
    replies = [m for m in channel.thread(message.ts) if m.thread_ts]
    if not replies:
        return {}
    users = sorted({m.user for m in replies})
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users_count": len(users),
        "reply_users": users,
        "latest_reply": replies[-1].ts,
    }


def reactions_of(message: Message, *, full: bool = False) -> list[Json]:
    return [
        {
            "name": name,
            "users": users if full else users[:REACTORS_MAX],
            "count": len(users),
        }
        for name, users in message.reactions.items()
        if users
    ]


def file_of(world: World, file: File) -> Json:
    """Whole, being processed (mimetype "", shares {}), a stub or a tombstone."""
    if file.deleted:
        return {"id": file.id, "mode": "tombstone"}
    if file.stub:
        access = {"mode": "file_access", "file_access": "check_file_info"}
        return {"id": file.id, "created": file.created, "timestamp": file.created, **access}
    return full_file(world, file)


def full_file(world: World, file: File) -> Json:
    mimetype, filetype = file.kind if file.ready else ("", "")
    told: Json = {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title or file.name,
        "mimetype": mimetype,
        "filetype": filetype,
        "pretty_type": filetype.upper(),
        "user": file.owner,
        "user_team": file.team,
        "mode": "hosted",
        "editable": False,
        "size": len(file.data),
        "is_external": bool(file.elsewhere),
        "external_type": "",
        "display_as_bot": False,
        "username": "",
        "public_url_shared": False,
        "is_public": any(world.channels[c].public for c, *_ in file.shares),
        "file_access": "visible",
        "alt_txt": file.alt,
        "shares": shares_of(world, file) if file.ready else {},
        **_channels(world, file),
    }
    if size := (file.size if file.ready else None):
        told |= {"original_w": size[0], "original_h": size[1]}
    return told | urls_of(world, file)


def urls_of(world: World, file: File) -> Json:
    if file.elsewhere:
        return {"url_private": file.elsewhere, "url_private_download": file.elsewhere}
    path = f"{world.origin}/files-pri/{file.team}-{file.id}"
    permalink = f"{world.origin}/files/{file.owner}/{file.id}/{file.name}"
    return {
        "url_private": f"{path}/{file.name}",
        "url_private_download": f"{path}/download/{file.name}",
        "permalink": permalink,
    }


def _channels(world: World, file: File) -> Json:
    kinds: dict[str, list[str]] = {"channels": [], "groups": [], "ims": []}
    names = {"channel": "channels", "group": "groups"}
    for channel, *_ in file.shares:
        kinds[names.get(world.channels[channel].kind, "ims")].append(channel)
    return dict(kinds)


def shares_of(world: World, file: File) -> Json:
    shares: Json = {}
    for channel, ts, thread_ts in file.shares:
        where = world.channels[channel]
        entry: Json = {"ts": ts, "channel_name": where.name, "team_id": TEAM}
        entry |= {"share_user_id": file.owner, "reply_count": 0, "reply_users": []}
        entry |= {"thread_ts": thread_ts} if thread_ts else {}
        side = shares.setdefault("public" if where.public else "private", {})
        side.setdefault(channel, []).append(entry)
    return shares


def event_callback(world: World, event: Json, event_id: str) -> Json:
    channel = world.channels.get(str(event.get("channel", "")))
    authorization = {
        "enterprise_id": None,
        "team_id": TEAM,
        "user_id": BOT_USER,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    return {
        "token": "verification-token",
        "team_id": TEAM,
        "api_app_id": APP,
        "event": event,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": int(world.clock.now()),
        "authorizations": [authorization],
        "is_ext_shared_channel": bool(channel and channel.is_shared),
        "event_context": f"4-{event_id}",
    }
