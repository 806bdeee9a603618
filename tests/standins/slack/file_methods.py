"""files.*: the three steps of an upload, what is being processed, downloads with the right token."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from tests.standins.slack import limits
from tests.standins.slack.blocks import complaints
from tests.standins.slack.calls import Call, Refused
from tests.standins.slack.chat_methods import root_of
from tests.standins.slack.methods import Method
from tests.standins.slack.rates import TIER_3, TIER_4
from tests.standins.slack.views import with_ids
from tests.standins.slack.wire import full_file
from tests.standins.slack.world import BOT_USER, File, Json

if TYPE_CHECKING:
    from tests.standins.slack.workspace import Workspace

LOGIN_PAGE = "<!DOCTYPE html><html><head><title>Sign in to Slack</title></head></html>"


async def get_upload_url(slack: Workspace, call: Call) -> Json:
    length = call.number("length", -1)
    if length <= 0:
        raise Refused("invalid_arguments", ("length must be a positive integer",))
    alt = call.text("alt_txt") or call.text("alt_text")
    if len(alt) > limits.FILE_ALT_MAX:
        raise Refused("alt_txt_too_large")
    file = slack.world.add_file(
        call.wanted("filename"), BOT_USER, length=length, alt=alt, unready=slack.file_delay
    )
    return {"upload_url": f"{slack.world.origin}/upload/v1/{file.id}", "file_id": file.id}


async def upload(slack: Workspace, request: web.Request) -> web.Response:
    """POST of the raw bytes; the length must be the announced one."""
    if "Authorization" in request.headers:
        slack.found.append("a token was sent to an upload address")
    file = slack.world.files.get(request.match_info["file"])
    if file is None or file.complete:
        return web.Response(status=404, text="not found")
    data = await _body(request)
    if len(data) != file.length:
        return web.Response(status=400, text=f"length mismatch: {len(data)} of {file.length}")
    file.data = data
    return web.Response(text=f"OK - {len(data)}")


async def _body(request: web.Request) -> bytes:
    """Raw, or the file of a form."""
    if not request.content_type.startswith("multipart/"):
        return await request.read()
    for part in (await request.post()).values():
        if isinstance(part, web.FileField):
            return part.file.read()
    return b""


async def complete_upload(slack: Workspace, call: Call) -> Json:
    files = [_uploaded(slack, entry) for entry in call.parts("files")]
    if not files:
        raise Refused("invalid_arguments", ("missing required field: files",))
    name = call.text("channel_id")
    channel = slack.joined(name) if name else None
    if channel is not None and channel.is_archived:
        raise Refused("is_archived")
    thread_ts = root_of(slack, channel, call.text("thread_ts")) if channel else ""
    blocks = call.parts("blocks")
    if any(block.get("type") == "markdown" for block in blocks):
        raise Refused("internal_error")
    if found := complaints(blocks, "message", slack.showable) if blocks else ():
        raise Refused("invalid_blocks", found)
    for file, entry in zip(files, call.parts("files"), strict=True):
        file.complete, file.title = True, str(entry.get("title") or file.name)
    slack.read_words(call.method, {"text": call.text("initial_comment"), "blocks": blocks})
    if channel is not None:
        comment = call.text("initial_comment")
        kept = [] if comment else with_ids(blocks)  # a comment wins over blocks
        await slack.share(files, channel, BOT_USER, comment, thread_ts, kept)
    return {"files": [full_file(slack.world, file) for file in files]}


def _uploaded(slack: Workspace, entry: Json) -> File:
    file = slack.world.files.get(str(entry.get("id")))
    if file is None or file.owner != BOT_USER or not file.data or file.complete:
        raise Refused("file_not_found")
    return file


def _visible(slack: Workspace, name: str) -> File:
    file = slack.world.files.get(name)
    if file is None or not slack.world.seen_by(file, BOT_USER):
        raise Refused("file_not_found")
    if file.deleted:
        raise Refused("file_deleted")
    return file


async def info(slack: Workspace, call: Call) -> Json:
    file = _visible(slack, call.wanted("file"))
    told = full_file(slack.world, file)
    file.unready -= file.complete
    return {"file": told, "comments": []}


async def delete(slack: Workspace, call: Call) -> Json:
    file = _visible(slack, call.wanted("file"))
    if file.owner != BOT_USER:
        raise Refused("cant_delete_file")
    file.deleted, file.data = True, b""
    return {}


async def download(slack: Workspace, request: web.Request) -> web.Response:
    """The bytes for who may see them; everybody else gets the login page, with 200."""
    file = slack.world.files.get(request.match_info["file"].partition("-")[2])
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    allowed = (
        token == slack.bot_token
        and "files:read" in slack.app.scopes
        and file is not None
        and slack.world.seen_by(file, BOT_USER)
    )
    if not allowed or file is None:
        return web.Response(text=LOGIN_PAGE, content_type="text/html")
    if file.deleted or not file.data:
        return web.Response(status=404, text="not found")
    if file.moved:
        return web.Response(status=302, headers={"Location": file.moved})
    mime = file.kind[0] or "application/octet-stream"
    return web.Response(body=file.data, content_type=mime)


METHODS = {
    "files.getUploadURLExternal": Method(get_upload_url, ("files:write",), TIER_4),
    "files.completeUploadExternal": Method(complete_upload, ("files:write",), TIER_4),
    "files.info": Method(info, ("files:read",), TIER_4),
    "files.delete": Method(delete, ("files:write",), TIER_3),
}
