"""The real slack-bolt app over the Slack stand-in: what works, what Slack refuses, what goes wrong, and
what the SDK does then (facts 16 and 17)."""

from __future__ import annotations

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from tests.adapters.slack.running import Body, Running, running, slack

__all__ = ["running", "slack"]


async def test_a_command_opens_a_modal_whose_submission_posts_and_updates(
    running: Running,
) -> None:
    app, slack = running.app, running.slack

    @app.command("/brief")
    async def brief(ack: AsyncAck, client: AsyncWebClient, body: Body) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=running.view())

    @app.view("brief")
    async def submitted(ack: AsyncAck, client: AsyncWebClient, view: Body) -> None:
        await ack()
        words = view["state"]["values"]["prompt"]["v"]["value"]
        posted = await client.chat_postMessage(
            channel=running.design, text=words, unfurl_links=False, unfurl_media=False
        )
        await client.chat_update(channel=running.design, ts=posted["ts"], text="done")

    await running.connect()
    ann = slack.person("ann")

    acked = await ann.slash("/brief")
    modal = await ann.modal("Brief")
    sent = await modal.fill("prompt", "a can").submit()
    await slack.saw("chat.update")

    assert acked.ok
    assert sent.ok
    assert not modal.open
    assert (await ann.sees("done", "design")).text == "done"
    assert slack.violations == []
