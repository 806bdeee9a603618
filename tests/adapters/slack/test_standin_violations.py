"""What Slack lets through and a good app does not do: each is noted among the violations."""

from __future__ import annotations

from typing import Any

import pytest

from tests.adapters.slack.running import PNG, Running, running, slack
from tests.adapters.slack.sample_blocks import section, text
from tests.standins.schema import schema
from tests.standins.slack import Slack
from tests.standins.slack.violations import said_in

__all__ = ["running", "slack"]

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


async def test_what_the_sdk_or_the_descriptions_do_not_know_is_noted(running: Running) -> None:
    video = {"type": "video", "title": text("x")}
    said = {"channel": running.design, "text": "x", "unfurl_links": False, "unfurl_media": False}
    odd = running.client.api_call("chat.postMessage", json={**said, "colour": "red"})

    assert "by the SDK's model" in await noted(running.slack, running.post("x", blocks=[video]))
    if schema("slack/generated/methods.json"):
        assert "colour is unknown" in await noted(running.slack, odd)
    else:
        await odd


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
