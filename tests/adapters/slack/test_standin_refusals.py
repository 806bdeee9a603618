"""What Slack refuses, the stand-in refuses in the same words: rights, places, files, triggers and
response_urls (facts 1, 6, 8, 16.4)."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.adapters.slack.running import JPEG, PNG, WEBP, Running, running, slack

__all__ = ["running", "slack"]


async def error_of(call: Any) -> str:
    """The error of a call that is refused; "" when it is not."""
    try:
        await call
    except SlackApiError as refused:
        return str(refused.response["error"])
    return ""


async def test_a_trigger_works_once_and_for_three_seconds(running: Running) -> None:
    slack, client = running.slack, running.client
    ann = slack.person("ann").id
    once, late = slack.new_trigger(ann), slack.new_trigger(ann)

    assert await error_of(client.views_open(trigger_id=once, view=running.view())) == ""
    again = await error_of(client.views_open(trigger_id=once, view=running.view()))
    unknown = await error_of(client.views_open(trigger_id="1.2.x", view=running.view()))
    slack.clock.move(3.1)
    expired = await error_of(client.views_open(trigger_id=late, view=running.view()))

    assert (again, unknown, expired) == (
        "exchanged_trigger_id",
        "invalid_trigger_id",
        "expired_trigger_id",
    )


async def test_modals_stack_up_to_three_and_hashes_guard_updates(running: Running) -> None:
    slack, client, ann = running.slack, running.client, running.slack.person("ann")
    first = await running.opened(ann)
    for _ in range(2):
        await client.views_push(trigger_id=slack.new_trigger(ann.id), view=running.view())

    fourth = client.views_push(trigger_id=slack.new_trigger(ann.id), view=running.view())
    assert await error_of(fourth) == "push_limit_reached"

    old = first.view.hash
    await client.views_update(view_id=first.view.id, hash=old, view=running.view())
    again = client.views_update(view_id=first.view.id, hash=old, view=running.view())
    assert await error_of(again) == "hash_conflict"

    slack.stacks.clear(ann.id)
    gone = client.views_update(view_id=first.view.id, view=running.view())
    assert await error_of(gone) == "not_found"


async def test_a_response_url_ends_after_five_uses_or_half_an_hour(running: Running) -> None:
    slack = running.slack
    ann, hidden = slack.person("ann"), slack.place("hidden")

    async def use(url: str) -> tuple[int, str]:
        answer = await AsyncWebhookClient(url, session=running.session).send(text="hello")
        return answer.status_code, answer.body

    url = slack.new_hook(ann.id, hidden.id)
    assert [await use(url) for _ in range(6)] == [(200, "ok")] * 5 + [(404, "used_url")]
    late = slack.new_hook(ann.id, hidden.id)
    slack.clock.move(30 * 60 + 1)
    assert (await use(late))[0] == 404
    assert len(ann.ephemerals()) == 5


async def test_places_where_the_app_may_not_write(running: Running) -> None:
    slack = running.slack
    pair = slack.world.direct(slack.person("ann").id, slack.person("max").id)

    async def post(channel: str, **more: Any) -> str:
        return await error_of(running.post("x", channel=channel, **more))

    assert await post(slack.place("random").id) == "not_in_channel"
    assert await post(slack.place("hidden").id) == "channel_not_found"
    assert await post(slack.place("old").id) == "is_archived"
    assert await post(pair.id) == "channel_not_found"
    assert await post("C0NOWHERE1") == "channel_not_found"
    assert await post(running.design, thread_ts="1.000001") == "thread_not_found"
    assert await post(slack.person("ann").id) == ""
    slack.app.scopes.append("chat:write.public")
    assert await post(slack.place("random").id) == ""
    assert slack.violations == []


async def test_messages_that_cannot_be_changed(running: Running) -> None:
    client, ann = running.client, running.slack.person("ann")
    theirs = await ann.say("mine")
    design = running.design
    private = await client.chat_postEphemeral(channel=design, user=ann.id, text="psst")
    posted = await running.post("hello")

    async def update(ts: str, words: str = "x") -> str:
        return await error_of(client.chat_update(channel=design, ts=ts, text=words))

    assert await update(theirs.ts) == "cant_update_message"
    assert await update(private["message_ts"]) == "message_not_found"
    assert await update(posted["ts"], "x" * 4001) == "msg_too_long"
    await client.chat_delete(channel=design, ts=posted["ts"])
    assert await update(posted["ts"]) == "message_not_found"
    gone = client.chat_delete(channel=design, ts=theirs.ts)
    assert await error_of(gone) == "cant_delete_message"
    empty = client.api_call("chat.postMessage", json={"channel": design})
    assert await error_of(empty) == "no_text"


async def test_an_update_without_blocks_takes_the_blocks_away(running: Running) -> None:
    posted = await running.post("x", blocks=[running.buttons("a", "Go", "1")])

    await running.client.chat_update(channel=running.design, ts=posted["ts"], text="done")

    assert running.slack.place("design").messages[posted["ts"]].blocks == []


async def test_an_ephemeral_message_needs_both_in_the_channel(running: Running) -> None:
    slack = running.slack
    outsider = slack.new_person("eve", ["random"]).id

    async def whisper(channel: str, user: str) -> str:
        call = running.client.chat_postEphemeral(channel=channel, user=user, text="psst")
        return await error_of(call)

    assert await whisper(running.design, outsider) == "user_not_in_channel"
    assert await whisper(slack.place("random").id, outsider) == "not_in_channel"


async def test_reactions_are_checked(running: Running) -> None:
    message = await running.slack.person("ann").say("x")
    at = {"channel": running.design, "timestamp": message.ts}
    add, remove = running.client.reactions_add, running.client.reactions_remove

    assert await error_of(add(name="thumbsup", **at)) == ""
    assert await error_of(add(name="+1", **at)) == "already_reacted"
    assert await error_of(add(name="✅", **at)) == "invalid_name"
    assert await error_of(remove(name="eyes", **at)) == "no_reaction"
    got = await running.client.reactions_get(channel=running.design, timestamp=message.ts)
    assert got["message"]["reactions"][0]["name"] == "+1"


async def test_tokens_and_scopes_are_checked(running: Running) -> None:
    slack, client = running.slack, running.client

    assert await error_of(client.auth_test(token="xoxb-wrong")) == "invalid_auth"
    assert await error_of(client.apps_connections_open(app_token="xapp-wrong")) == "invalid_auth"
    wrong_kind = client.apps_connections_open(app_token=slack.bot_token)
    assert await error_of(wrong_kind) == "not_allowed_token_type"
    assert await error_of(client.api_call("chat.sing")) == "unknown_method"

    slack.app.scopes.remove("files:read")
    with pytest.raises(SlackApiError) as refused:
        await client.files_info(file="F0000000001")
    assert refused.value.response["error"] == "missing_scope"
    assert refused.value.response["needed"] == "files:read"
    assert "chat:write" in refused.value.response["provided"]
    told = await client.auth_test()
    assert "files:read" not in told.headers["X-OAuth-Scopes"].split(",")

    await slack.uninstall()
    assert await error_of(client.auth_test()) == "account_inactive"


@pytest.mark.parametrize(
    ("data", "error"),
    [(PNG, ""), (JPEG, ""), (WEBP, "invalid_blocks"), (b"\0\1", "invalid_blocks")],
)
async def test_an_image_block_shows_png_jpeg_and_gif_alone(
    running: Running, data: bytes, error: str
) -> None:
    assert await running.shown(await running.upload(data)) == error


async def test_an_image_block_shows_the_apps_own_files_alone(running: Running) -> None:
    ann = running.slack.person("ann")
    message = await ann.say("mine", files=[("a.png", PNG)])

    assert await running.shown(message.files[0]) == "invalid_blocks"
    assert await running.shown("F0NOWHERE1") == "invalid_blocks"


async def test_an_upload_has_its_announced_length_and_is_completed_once(running: Running) -> None:
    client = running.client
    got = await client.files_getUploadURLExternal(filename="a.png", length=len(PNG))
    files = [{"id": got["file_id"]}]

    early = await error_of(client.files_completeUploadExternal(files=files))
    async with running.session.post(got["upload_url"], data=PNG[:-1]) as came:
        short = came.status
    async with running.session.post(got["upload_url"], data=PNG) as came:
        whole = (came.status, await came.text())
    first = await error_of(client.files_completeUploadExternal(files=files))
    second = await error_of(client.files_completeUploadExternal(files=files))

    assert (early, short, whole) == ("file_not_found", 400, (200, f"OK - {len(PNG)}"))
    assert (first, second) == ("", "file_not_found")


async def test_a_download_without_the_right_token_is_a_login_page(running: Running) -> None:
    slack = running.slack
    shown = await slack.person("ann").say("x", files=[("a.png", PNG)])
    hidden = await slack.person("ann").say("x", "random", files=[("a.png", PNG)])
    url = (await running.client.files_info(file=shown.files[0]))["file"]["url_private"]
    away = url.replace(shown.files[0], hidden.files[0])

    assert await running.fetch(url) == ("image/png", PNG)
    assert (await running.fetch(url, "xoxb-wrong"))[0] == "text/html"
    assert (await running.fetch(away))[0] == "text/html"
    assert await error_of(running.client.files_info(file=hidden.files[0])) == "file_not_found"
    slack.app.scopes.remove("files:read")
    assert (await running.fetch(url))[0] == "text/html"


async def test_a_deleted_file_is_gone(running: Running) -> None:
    file = await running.upload(PNG)

    await running.client.files_delete(file=file)

    assert await error_of(running.client.files_info(file=file)) == "file_deleted"
    assert await running.shown(file) == "invalid_blocks"


async def test_what_an_admin_forbids_can_be_ordered(running: Running) -> None:
    running.slack.fail("files.getUploadURLExternal", "file_uploads_disabled")

    with pytest.raises(SlackApiError, match="file_uploads_disabled"):
        await running.upload(PNG)
    assert await running.upload(PNG)


async def test_pages_of_a_channel_and_of_a_thread(running: Running) -> None:
    ann, client, design = running.slack.person("ann"), running.client, running.design
    root = await ann.say("root")
    replies = [await ann.say(f"{n}", thread=root) for n in range(3)]
    await ann.say("also to the channel", thread=root, broadcast=True)
    await ann.say("later")

    newest = await client.conversations_history(channel=design, limit=2)
    cursor = newest["response_metadata"]["next_cursor"]
    oldest = await client.conversations_history(channel=design, limit=2, cursor=cursor)
    thread = await client.conversations_replies(
        channel=design, ts=root.ts, oldest=replies[0].ts, latest=replies[2].ts
    )

    def words(page: Any) -> list[str]:
        return [message["text"] for message in page["messages"]]

    assert (words(newest), newest["has_more"]) == (["later", "also to the channel"], True)
    assert (words(oldest), oldest["has_more"]) == (["root"], False)
    assert words(thread) == ["root", "1"]
    assert thread["messages"][0]["reply_count"] == 4
