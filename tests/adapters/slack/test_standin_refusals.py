"""What Slack refuses, the stand-in refuses in the same words: limits of blocks and views, rights, places,
files, triggers and response_urls (facts 4, 6, 16.4); and what it lets through but notes."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.adapters.slack.running import JPEG, PNG, WEBP, Body, Running, running, slack
from tests.standins.slack import Slack
from tests.standins.slack.blocks import complaints
from tests.standins.slack.violations import said_in

__all__ = ["running", "slack"]


def text(words: str, kind: str = "plain_text") -> Body:
    return {"type": kind, "text": words}


def section(words: str = "hello", **more: Any) -> Body:
    return {"type": "section", "text": text(words, "mrkdwn"), **more}


def button(**more: Any) -> Body:
    return {"type": "button", "action_id": "a", "text": text("Go"), **more}


def actions(*elements: Body) -> Body:
    return {"type": "actions", "elements": list(elements)}


def option(words: str = "One", value: str = "1") -> Body:
    return {"text": text(words), "value": value}


def menu(*options: Body, **more: Any) -> Body:
    return {"type": "static_select", "action_id": "m", "options": list(options), **more}


def field(element: Body, **more: Any) -> Body:
    return {"type": "input", "label": text("Label"), "element": element, **more}


def image(**more: Any) -> Body:
    return {"type": "image", "alt_text": "a can", "slack_file": {"id": "F0000000001"}, **more}


LINE = {"type": "plain_text_input", "action_id": "v"}
DIVIDER = {"type": "divider"}
TOO_MUCH: dict[str, tuple[list[Body], str]] = {
    "section of 3001": ([section("x" * 3001)], "must be less than 3001 characters"),
    "empty section": ([section("")], "must be more than 0 characters"),
    "51 blocks": ([DIVIDER] * 51, "no more than 50 items allowed"),
    "header of 151": ([{"type": "header", "text": text("x" * 151)}], "must be less than 151"),
    "header in mrkdwn": ([{"type": "header", "text": text("x", "mrkdwn")}], "plain_text"),
    "11 fields": ([{"type": "section", "fields": [text("x")] * 11}], "no more than 10"),
    "field of 2001": ([{"type": "section", "fields": [text("x" * 2001)]}], "less than 2001"),
    "26 buttons": ([actions(*(button(action_id=str(n)) for n in range(26)))], "no more than 25"),
    "11 in context": ([{"type": "context", "elements": [text("x")] * 11}], "no more than 10"),
    "label of 76": ([actions(button(text=text("x" * 76)))], "less than 76"),
    "value of 2001": ([actions(button(value="x" * 2001))], "less than 2001"),
    "bad style": ([actions(button(style="loud"))], "must be one of primary, danger"),
    "option of 76": ([actions(menu(option("x" * 76)))], "less than 76"),
    "option value of 151": ([actions(menu(option(value="x" * 151)))], "less than 151"),
    "101 options": ([actions(menu(*[option()] * 101))], "no more than 100"),
    "no option": ([actions(menu())], "no fewer than 1"),
    "placeholder": ([actions(menu(option(), placeholder=text("x" * 151)))], "less than 151"),
    "foreign choice": (
        [actions(menu(option(), initial_option=option("Two", "2")))],
        "initial option must match",
    ),
    "markdown of 12001": (
        [{"type": "markdown", "text": "x" * 6001}, {"type": "markdown", "text": "x" * 6000}],
        "less than 12001",
    ),
    "unknown block": ([{"type": "hologram"}], "unsupported type: hologram"),
    "same block id": ([section(block_id="b"), section(block_id="b")], "already exists: b"),
    "same action id": ([actions(button(), button())], "already exists: a"),
    "long block id": ([section(block_id="x" * 256)], "less than 256"),
    "file input in a message": (
        [field({"type": "file_input", "action_id": "f"})],
        "unsupported type: file_input",
    ),
    "button as input": ([field(button())], "unsupported type: button"),
    "alt text of 2001": ([image(alt_text="x" * 2001)], "less than 2001"),
    "no alt text": (
        [{"type": "image", "slack_file": {"id": "F0000000001"}}],
        "missing required field: alt_text",
    ),
    "own server": (
        [{"type": "image", "alt_text": "x", "image_url": "http://127.0.0.1/a.png"}],
        "downloading image failed",
    ),
    "confirm": (
        [actions(button(confirm={"title": text("x" * 101)}))],
        "less than 101",
    ),
    "unknown key": ([section(colour="red")], "invalid additional property: colour"),
    "unknown key of a button": ([actions(button(disabled=True))], "additional property: disabled"),
    "two in focus": (
        [actions(menu(option(), focus_on_load=True)), field({**LINE, "focus_on_load": True})],
        "only one element",
    ),
    "11 cards": (
        [{"type": "carousel", "elements": [{"type": "card", "title": text("x")}] * 11}],
        "no more than 10",
    ),
    "card body of 201": ([{"type": "card", "body": text("x" * 201)}], "less than 201"),
}


@pytest.mark.parametrize("name", TOO_MUCH)
async def test_a_message_that_is_too_much_is_refused_with_a_pointer(
    running: Running, name: str
) -> None:
    blocks, words = TOO_MUCH[name]

    with pytest.raises(SlackApiError) as refused:
        await running.post("x", blocks=blocks)

    assert refused.value.response["error"] == "invalid_blocks"
    assert any(words in found for found in refused.value.response["errors"]), name
    assert "[json-pointer:/blocks" in refused.value.response["errors"][0]
    assert running.slack.violations


def test_what_just_fits_is_taken() -> None:
    fits = [
        section("x" * 3000, accessory=button(text=text("x" * 75), value="x" * 2000)),
        {"type": "header", "text": text("x" * 150)},
        actions(menu(*(option("x" * 75, f"{n:0150}") for n in range(100)))),
        field({**LINE, "max_length": 3000}),
        image(alt_text="x" * 2000),
    ]

    assert complaints(fits, "message", lambda _: True) == ()


VIEWS: dict[str, tuple[Body, str]] = {
    "title of 25": ({"title": text("x" * 25)}, "less than 25 characters"),
    "submit of 25": ({"submit": text("x" * 25)}, "less than 25 characters"),
    "101 blocks": ({"blocks": [DIVIDER] * 101}, "no more than 100 items"),
    "metadata of 3001": ({"private_metadata": "x" * 3001}, "less than 3001"),
    "callback of 256": ({"callback_id": "x" * 256}, "less than 256"),
    "no submit": ({"submit": None}, "missing required field: submit"),
    "11 files": (
        {"blocks": [field({"type": "file_input", "action_id": "f", "max_files": 11})]},
        "between 1 and 10",
    ),
    "3001 characters": ({"blocks": [field({**LINE, "max_length": 3001})]}, "between 1 and 3000"),
    "prefilled too long": (
        {"blocks": [field({**LINE, "max_length": 5, "initial_value": "123456"})]},
        "less than 6 characters",
    ),
    "unknown key": ({"colour": "red"}, "invalid additional property: colour"),
    "a markdown block": (
        {"blocks": [{"type": "markdown", "text": "x"}]},
        "unsupported type: markdown",
    ),
}


@pytest.mark.parametrize("name", VIEWS)
async def test_a_view_that_is_too_much_is_refused_with_a_pointer(
    running: Running, name: str
) -> None:
    change, words = VIEWS[name]
    trigger = running.slack.new_trigger(running.slack.person("ann").id)

    with pytest.raises(SlackApiError) as refused:
        await running.client.views_open(trigger_id=trigger, view=running.view(**change))

    assert refused.value.response["error"] == "invalid_arguments"
    messages = refused.value.response["response_metadata"]["messages"]
    assert any(words in found for found in messages), messages


async def test_a_view_of_more_than_250_kilobytes_is_refused(running: Running) -> None:
    blocks = [section("x" * 2900) for _ in range(90)]
    trigger = running.slack.new_trigger(running.slack.person("ann").id)

    with pytest.raises(SlackApiError, match="view_too_large"):
        await running.client.views_open(trigger_id=trigger, view=running.view(blocks=blocks))


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


# --- what is let through and noted -------------------------------------------------------------------

PEOPLE = {"U0ANN00001": 1}
BAD_WORDS = {
    "<!channel>": "a ping",
    "<!here|here>": "a ping",
    "<!subteam^S123>": "a ping",
    "<@U0NOBODY01>": "a mention of nobody",
    "<b>bold</b>": "an unescaped <b>",
    "a < b": "an unescaped < or >",
    "salt & pepper": "an unescaped &",
    "<#C0NOWHERE1>": "a link to no channel",
}
GOOD_WORDS = [
    "&lt;!channel&gt; &amp; more",
    "<@U0ANN00001> look",
    "<https://example.com?a=1&amp;b=2|here>",
    "<!date^1790000000^{time}|12:00>",
    "> quoted",
    "plain",
]


@pytest.mark.parametrize("words", BAD_WORDS)
def test_words_that_slack_would_read_as_more_are_found(words: str) -> None:
    found = list(said_in(words, PEOPLE, {}))

    assert found
    assert found[0].startswith(BAD_WORDS[words])


@pytest.mark.parametrize("words", GOOD_WORDS)
def test_words_that_are_escaped_or_meant_are_let_through(words: str) -> None:
    assert list(said_in(words, PEOPLE, {})) == []


async def noted(slack: Slack, call: Any) -> str:
    """What a call that works leaves among the violations."""
    slack.found.clear()
    await call
    return "; ".join(slack.violations)


async def test_careless_messages_work_and_are_noted(running: Running) -> None:
    slack, client, design = running.slack, running.client, running.design
    root = await slack.person("ann").say("root")
    reply = await slack.person("ann").say("reply", thread=root)

    assert "unfurl_links" in await noted(slack, client.chat_postMessage(channel=design, text="x"))
    bare = {"channel": design, "blocks": [section()], "unfurl_links": False, "unfurl_media": False}
    assert "fallback" in await noted(slack, client.api_call("chat.postMessage", json=bare))
    assert "a ping" in await noted(slack, running.post("x", blocks=[section("<!here>")]))
    assert "a reply's" in await noted(slack, running.post("x", thread_ts=reply.ts))
    assert "link_names" in await noted(slack, running.post("x", link_names=True))
    assert await noted(slack, running.post("x", blocks=[section()])) == ""


async def test_a_token_for_another_host_is_noted(running: Running) -> None:
    slack = running.slack
    slack.elsewhere.body = PNG
    message = await slack.person("ann").say("x", files=[("a.png", PNG), ("b.png", PNG)])
    away, moved = (slack.world.files[name] for name in message.files)
    away.elsewhere = f"{slack.elsewhere.origin}/a.png"
    moved.moved = f"{slack.elsewhere.origin}/b.png"

    url = (await running.client.files_info(file=moved.id))["file"]["url_private"]
    await running.fetch(url)
    assert slack.violations == []  # aiohttp leaves the token behind on the way to another host

    url = (await running.client.files_info(file=away.id))["file"]["url_private"]
    await running.fetch(url)
    assert slack.violations == ["a token was sent to another host: /a.png"]


async def test_a_token_in_the_arguments_is_noted(running: Running) -> None:
    async with running.session.get(f"{running.slack.base_url}auth.test?token=xoxb-1") as came:
        assert (await came.json())["error"] == "not_authed"

    assert running.slack.violations == ["auth.test: a token in the arguments"]
