"""What the stand-in sends has the shapes that Slack's own people publish, where the descriptions lie
beside the project; and the stand-in in a process of its own is driven over its control address."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.adapters.slack.running import PNG, Running, running, slack
from tests.standins.schema import misfits, schema
from tests.standins.slack import Delivery, Slack
from tests.standins.slack.remote import remote_slack

__all__ = ["running", "slack"]
SCHEMAS = {
    "slash_commands": "InSlashCommand",
    "block_actions": "InBlockAction",
    "shortcut": "InGlobalShortcut",
    "message_action": "InMessageShortcut",
    "view_submission": "InViewSubmission",
    "view_closed": "InViewClosed",
}


def sent(slack: Slack) -> list[tuple[str, Any, Delivery]]:
    """Every payload so far with the schema that describes it."""
    found = []
    for delivery in slack.sockets.deliveries:
        payload = delivery.payload
        if delivery.kind == "events_api":
            found.append(("Event", payload["event"], delivery))
        elif name := SCHEMAS.get(payload.get("type", delivery.kind)):
            found.append((name, payload, delivery))
    return found


async def everything(running: Running) -> None:
    """One of each kind of payload; nobody has to answer."""
    slack, ann = running.slack, running.slack.person("ann")
    await running.post("x", blocks=[running.buttons("a", "Go", "1")])
    posted = await ann.sees("Go", "design")
    root = await ann.say("root", files=[("a.png", PNG)])
    reply = await ann.mention("hello", thread=root)
    await ann.edit(reply, "bye")
    await ann.react(root, "eyes")
    await ann.unreact(root, "eyes")
    await ann.delete(reply)
    await ann.open_home()
    await slack.join(slack.place("design"), slack.new_person("eve").id)
    await slack.archive(slack.place("secret"))
    modal = await running.opened(ann, notify_on_close=True)
    modal.fill("prompt", "x").attach("refs", ("a.png", PNG))
    await ann.slash("/brief", "a can")
    await ann.click(posted, "Go")
    await ann.shortcut("any")
    await ann.shortcut("here", root)
    await modal.submit()
    await modal.close()
    await slack.drop_channel(slack.place("shared"))
    await slack.kick(slack.place("old"))
    await slack.uninstall()


async def test_payloads_have_the_published_shapes(running: Running) -> None:
    if schema("slack/generated/Event.json") is None:
        pytest.skip("no official descriptions beside the project")

    await everything(running)

    told = sent(running.slack)
    assert {name for name, *_ in told} == {"Event", *SCHEMAS.values()}
    wrong = []
    for name, payload, delivery in told:
        whole = schema(f"slack/generated/{name}.json")
        assert whole is not None
        event = payload.get("type"), payload.get("subtype")
        wrong += [f"{name} {event}: {where}" for where in misfits(payload, whole)]
        assert delivery.envelope_id
    assert sorted(set(wrong)) == []


async def test_the_process_is_driven_over_its_control_address() -> None:
    async with remote_slack("--file-delay", "2") as remote:
        about = remote.about
        client = AsyncWebClient(
            about["bot_token"], about["base_url"], session=remote.session, retry_handlers=[]
        )
        crowd = (await remote.do("crowd", count=3))["crowd"]
        design = about["channels"]["design"]
        posted = await client.chat_postMessage(
            channel=design, text="hello", unfurl_links=False, unfurl_media=False
        )
        said = await remote.act("ann", "say", "hi", where="design")
        acts = [
            {
                "person": one["person"],
                "act": "say",
                "args": ["hi"],
                "named": {"where": one["channel"]},
            }
            for one in crowd
        ]
        many = (await remote.do("acts", acts=acts, within_s=0.05))["acts"]
        await remote.act("ann", "react", [design, posted["ts"]], "eyes")
        waited = await remote.do("wait", method="chat.postMessage", having="hello")
        trace = await remote.do("trace", method="chat.postMessage")
        deliveries = (await remote.do("deliveries"))["deliveries"]

        assert said["message"]["text"] == "hi"
        assert len(many) == 3
        assert many[0]["began"] <= many[2]["began"]
        assert waited["ts"] == posted["ts"]
        assert [call["ok"] for call in trace["calls"]] == [True]
        assert {one["type"] for one in deliveries} == {"message", "reaction_added"}
        assert (await remote.do("violations"))["violations"] == []
        with pytest.raises(AssertionError, match="nonsense"):
            await remote.act("ann", "nonsense")
