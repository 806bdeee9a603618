"""The fault table of the facts (section 17), row by row, with the real SDK; rate limits; faults that a
test can order."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlencode

import pytest
from aiohttp import ClientProxyConnectionError, ServerDisconnectedError, web
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.adapters.slack.running import PNG, QUIET, Body, Running, running, slack

__all__ = ["running", "slack"]
SECRET = "signing-secret"


# --- commands and events -----------------------------------------------------------------------------


async def test_an_acknowledged_command_takes_milliseconds(running: Running) -> None:
    @running.app.command("/brief")
    async def brief(ack: AsyncAck) -> None:
        await ack()

    await running.connect()

    acked = await running.slack.person("ann").slash("/brief", "a payload of cans")

    assert acked.ok
    assert acked.took_s < 0.5
    assert acked.delivery.payload["text"] == "a payload of cans"


async def test_a_listener_that_never_acknowledges_sends_none(running: Running) -> None:
    ran = asyncio.Event()

    @running.app.command("/brief")
    async def brief() -> None:
        ran.set()

    await running.connect()
    waiting = asyncio.create_task(running.slack.person("ann").slash("/brief"))
    await ran.wait()
    running.slack.clock.move(3.1)

    assert not (await waiting).ok


async def test_the_sixth_answer_is_a_404_and_no_exception(running: Running) -> None:
    statuses: list[int] = []

    @running.app.command("/brief")
    async def brief(ack: AsyncAck, respond: AsyncRespond) -> None:
        await ack()
        for _ in range(6):
            statuses.append((await respond("hello")).status_code)
        running.slack.news.tell()

    await running.connect()
    await running.slack.person("ann").slash("/brief")
    await running.slack.until(lambda: True if len(statuses) == 6 else None)

    assert statuses == [200] * 5 + [404]


async def test_closing_does_not_wait_for_a_running_listener(running: Running) -> None:
    begun, go, done = asyncio.Event(), asyncio.Event(), asyncio.Event()

    @running.app.event("message")
    async def slow() -> None:
        begun.set()
        await go.wait()
        done.set()

    handler = await running.connect()
    await running.slack.person("ann").say("hello")
    await begun.wait()

    await handler.close_async()  # type: ignore[no-untyped-call]
    running.handlers.clear()
    assert not done.is_set()
    go.set()
    await asyncio.wait_for(done.wait(), 5)


# --- answers of the Web API --------------------------------------------------------------------------


@asynccontextmanager
async def with_handlers(running: Running, *handlers: object) -> AsyncIterator[AsyncWebClient]:
    slack = running.slack
    client = AsyncWebClient(
        slack.bot_token, slack.base_url, session=running.session, logger=QUIET,
        retry_handlers=list(handlers),  # type: ignore[arg-type]
    )  # fmt: skip
    yield client


async def test_429_is_an_error_without_the_handler_and_waits_with_it(running: Running) -> None:
    slack = running.slack
    slack.fail("team.info", "ratelimited", status=429, headers={"Retry-After": "1"}, times=2)

    with pytest.raises(SlackApiError) as refused:
        await running.client.team_info()
    assert refused.value.response.headers["Retry-After"] == "1"

    began = time.monotonic()
    async with with_handlers(running, AsyncRateLimitErrorRetryHandler()) as client:
        await client.team_info()
    assert time.monotonic() - began >= 1
    assert [call.status for call in slack.calls("team.info")] == [429, 429, 200]


async def test_500_is_an_error(running: Running) -> None:
    running.slack.fail("chat.postMessage", status=500)

    with pytest.raises(SlackApiError):
        await running.post("hello")
    assert running.slack.place("design").messages == {}


async def test_a_lost_answer_is_posted_twice_by_the_default_handler(running: Running) -> None:
    slack = running.slack
    slack.lose("chat.postMessage")

    async with with_handlers(running, AsyncConnectionErrorRetryHandler()) as client:
        await client.chat_postMessage(
            channel=running.design, text="hello", unfurl_links=False, unfurl_media=False
        )

    assert len(slack.place("design").messages) == 2


async def test_a_lost_answer_is_an_error_and_one_message_without_handlers(
    running: Running,
) -> None:
    slack = running.slack
    slack.lose("chat.postMessage")

    with pytest.raises(ServerDisconnectedError):
        await running.post("hello", client_msg_id="one")

    assert len(slack.place("design").messages) == 1
    assert slack.calls("chat.postMessage")[0].status == 0


async def test_a_dropped_connection_leaves_nothing(running: Running) -> None:
    running.slack.fail("chat.postMessage", drop=True)

    with pytest.raises(ServerDisconnectedError):
        await running.post("hello")
    assert running.slack.place("design").messages == {}


async def test_a_client_msg_id_may_be_remembered_or_not(running: Running) -> None:
    slack = running.slack
    first, second = [await running.post("hello", client_msg_id="a") for _ in range(2)]
    assert first["ts"] != second["ts"]

    slack.remembers_client_ids = True
    third = await running.post("hello", client_msg_id="a")
    assert third["ts"] == first["ts"]


async def test_faults_are_counted_skipped_chosen_held_and_mended(running: Running) -> None:
    slack = running.slack
    slack.fail(
        "chat.postMessage", "fatal_error", skip=1, where=lambda call: call.text("text") == "b"
    )
    gate = slack.hold("team.info")
    slack.fail("auth.test", status=502, body=b"<html>Bad gateway</html>")

    results = []
    for words in ("a", "b", "b", "b"):
        try:
            await running.post(words)
            results.append("")
        except SlackApiError as refused:
            results.append(str(refused.response["error"]))
    assert results == ["", "", "fatal_error", ""]

    held = asyncio.create_task(running.client.team_info())
    await slack.until(lambda: slack.calls("team.info") or None)
    assert not slack.calls("team.info")[0].done
    gate.set()
    assert (await held)["ok"]

    with pytest.raises(SlackApiError):
        await running.client.auth_test()
    slack.fail("auth.test", "fatal_error", times=99)
    slack.mend()
    assert (await running.client.auth_test())["ok"]


async def test_uploads_downloads_answers_and_links_meet_faults_as_well(running: Running) -> None:
    slack = running.slack
    slack.fail("upload", status=503)
    slack.lose("download", times=2)  # aiohttp itself repeats a GET on a connection that it reused
    slack.fail("response_url", status=500)
    slack.fail("link", status=500)

    with pytest.raises(AssertionError):
        await running.upload(PNG)
    file = slack.world.files[await running.upload(PNG)]
    url = (await running.client.files_info(file=file.id))["file"]["url_private"]
    with pytest.raises(ServerDisconnectedError):
        await running.fetch(url)
    assert await running.fetch(url) == ("image/png", PNG)
    hook = slack.new_hook(slack.person("ann").id, running.design)
    assert (
        await AsyncWebhookClient(hook, session=running.session).send(text="x")
    ).status_code == 500
    await running.connect()

    assert [call.status for call in slack.calls("upload")] == [503, 200]
    assert [call.status for call in slack.calls("link")] == [500, 0]
    assert (await slack.saw("download", nth=3)).token == slack.bot_token


async def test_the_trace_says_what_was_asked_and_answered(running: Running) -> None:
    slack = running.slack
    asyncio.get_running_loop().call_later(0.05, lambda: asyncio.ensure_future(running.post("b")))
    await running.post("a")

    second = await slack.saw("chat.postMessage", nth=2)
    chosen = await slack.saw("chat.postMessage", where=lambda call: call.text("text") == "b")

    assert second is chosen
    assert chosen.args["text"] == "b"
    assert chosen.headers["Authorization"] == f"Bearer {slack.bot_token}"
    assert chosen.ok
    assert 0 < chosen.ended - chosen.began < 1
    with pytest.raises(AssertionError, match="in vain"):
        await slack.saw("chat.delete", within=0.01)


# --- rate limits -------------------------------------------------------------------------------------


async def limited(running: Running, channel: str = "") -> str:
    try:
        await running.post("x", channel=channel or running.design)
    except SlackApiError as refused:
        return str(refused.response.headers["Retry-After"])
    return ""


async def test_posts_are_limited_in_each_channel_with_short_bursts(running: Running) -> None:
    slack = running.slack
    secret = slack.place("secret").id

    assert [await limited(running) for _ in range(9)] == [""] * 8 + ["1"]
    assert await limited(running, secret) == ""
    assert slack.limits.impatient == []
    assert await limited(running) == "1"
    assert len(slack.limits.impatient) == 1
    slack.clock.move(1.5)
    assert await limited(running) == ""
    slack.limits.on = False
    assert await limited(running) == ""


async def test_methods_are_limited_in_the_workspace(running: Running) -> None:
    slack, client, design = running.slack, running.client, running.design
    posted = await running.post("x")
    slack.limits.per_minute["reactions.add"] = 1
    at = {"channel": design, "timestamp": posted["ts"]}

    for number in range(50):
        await client.chat_update(channel=design, ts=posted["ts"], text=f"{number}")
    with pytest.raises(SlackApiError, match="ratelimited"):
        await client.chat_update(channel=design, ts=posted["ts"], text="51")
    await client.reactions_add(name="eyes", **at)
    with pytest.raises(SlackApiError) as refused:
        await client.reactions_add(name="tada", **at)

    assert 55 <= int(refused.value.response.headers["Retry-After"]) <= 60
    assert slack.limits.refused == 2


# --- what the environment does -----------------------------------------------------------------------


async def test_a_proxy_in_the_environment_is_used_in_spite_of_no_proxy(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    slack = running.slack
    client = AsyncWebClient(
        slack.bot_token, slack.base_url, session=running.session, logger=QUIET, retry_handlers=[]
    )

    with pytest.raises(ClientProxyConnectionError):
        await client.auth_test()


# --- HTTP mode, for the day when it comes ------------------------------------------------------------


@asynccontextmanager
async def http_mode(running: Running) -> AsyncIterator[str]:
    """The app behind its own HTTP address."""
    app = AsyncApp(client=running.client, signing_secret=SECRET, logger=QUIET)

    @app.command("/brief")
    async def brief(ack: AsyncAck) -> None:
        await ack("heard")

    runner = web.AppRunner(app.web_app(path="/slack/events"), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    finally:
        await runner.cleanup()


def signed(body: str, at: str, secret: str = SECRET) -> dict[str, str]:
    digest = hmac.new(secret.encode(), f"v0:{at}:{body}".encode(), hashlib.sha256).hexdigest()
    return {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": at,
        "X-Slack-Signature": f"v0={digest}",
    }


async def test_http_mode_checks_signatures_and_loses_the_word_payload(running: Running) -> None:
    now = str(int(time.time()))
    command = {"command": "/brief", "text": "a can", "user_id": "U0ANN00001", "team_id": "T1"}
    good, lost = urlencode(command), urlencode(command | {"text": "a payload"})
    event: Body = {"type": "event_callback", "event": {"type": "tokens_revoked"}, "team_id": "T1"}

    async with http_mode(running) as url:

        async def status(body: str, headers: dict[str, str]) -> int:
            async with running.session.post(url, data=body, headers=headers) as came:
                return came.status

        assert await status(good, signed(good, now)) == 200
        assert await status(good, signed(good, now, "wrong")) == 401
        assert await status(good, {"Content-Type": "application/x-www-form-urlencoded"}) == 401
        assert await status(good, signed(good, str(int(now) - 400))) == 401
        assert await status(good, signed(good, "yesterday")) == 500
        assert await status(lost, signed(lost, now)) == 404
        unheard = json.dumps(event)
        headers = signed(unheard, now) | {"Content-Type": "application/json"}
        assert await status(unheard, headers) == 404
