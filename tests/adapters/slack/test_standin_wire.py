"""What the stand-in sends has the shapes that Slack's own people publish, where the descriptions lie
beside the project; and the stand-in in a process of its own is driven over its control address."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.adapters.slack.running import PNG, Running, running, slack
from tests.standins.schema import misfits, schema
from tests.standins.slack import BOT, Delivery, Slack
from tests.standins.slack.remote import remote_slack

__all__ = ["running", "slack"]
DIVIDER = {"type": "divider"}
SCHEMAS = {
    "slash_commands": "InSlashCommand",
    "block_actions": "InBlockAction",
    "shortcut": "InGlobalShortcut",
    "message_action": "InMessageShortcut",
    "view_submission": "InViewSubmission",
    "view_closed": "InViewClosed",
}
RECORDED_OTHERWISE = {
    "Event channel_join $: inviter is missing",  # who came by themselves was not invited
    *(f"{name} {kind} $.enterprise: NoneType is no object" for kind, name in SCHEMAS.items()),
    *(
        f"{name} {kind} $.view.state.values.refs.v.files[0].original_{side}: int is no string"
        for kind, name in SCHEMAS.items()
        for side in "wh"
    ),
    *(
        f"Event message_{what} $.{which}: {key} is missing"
        for what, which in (
            ("deleted", "previous_message"),
            ("changed", "previous_message"),
            ("changed", "message"),
        )
        for key in ("channel", "channel_type", "event_ts")
    ),
}
"""Where the TypeScript descriptions differ from what Slack was recorded to send."""


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


def rule_of(name: str, payload: Any, whole: Mapping[str, Any]) -> Mapping[str, Any]:
    """The one definition for this type and subtype: among many the nearest would be any of them."""
    wanted = (payload.get("type"), payload.get("subtype"))
    for rule in whole["definitions"].values():
        kinds = rule.get("properties", {})
        named = tuple(kinds.get(key, {}).get("const") for key in ("type", "subtype"))
        if name == "Event" and named == wanted:
            return dict(rule)
    assert name != "Event", f"no definition of {wanted}"
    return whole


async def test_payloads_have_the_published_shapes(running: Running) -> None:
    """Keys that the descriptions do not know are no mistake: Slack sends more than they say."""
    if schema("slack/generated/Event.json") is None:
        pytest.skip("no official descriptions beside the project")

    await everything(running)

    told = sent(running.slack)
    assert {name for name, *_ in told} == {"Event", *SCHEMAS.values()}
    wrong = set()
    for name, payload, _ in told:
        whole = schema(f"slack/generated/{name}.json")
        assert whole is not None
        found = misfits(payload, whole, rule_of(name, payload, whole))
        wrong |= {f"{name} {payload.get('subtype') or payload.get('type')} {one}" for one in found}
    left = {one for one in wrong if not one.endswith("is unknown")} - RECORDED_OTHERWISE
    assert "\n".join(sorted(left)) == ""


def strange(answer: Any, sample: Any, where: str = "$") -> Iterator[str]:
    """Keys of an answer that Slack was never seen to send. Maps by id have one example in a sample."""
    if isinstance(answer, dict) and isinstance(sample, dict) and sample:
        for key, value in answer.items():
            if key == "blocks":
                continue  # as the app wrote them
            if key in sample:
                yield from strange(value, sample[key], f"{where}.{key}")
            elif not re.fullmatch(r"[A-Z]0\w+", key):
                yield f"{where}: {key}"
    elif isinstance(answer, list) and isinstance(sample, list) and sample:
        for one in answer:
            yield from strange(one, sample[0], f"{where}[]")


async def test_answers_have_only_keys_that_slack_was_seen_to_send(running: Running) -> None:
    if schema("slack/samples/api/auth.test.json") is None:
        pytest.skip("no recorded samples beside the project")
    slack, client, ann = running.slack, running.client, running.slack.person("ann")

    posted = await running.post("x")
    file = await running.upload(PNG, channel_id=running.design)
    await client.files_info(file=file)
    at = {"channel": running.design, "timestamp": posted["ts"]}
    await client.reactions_add(name="eyes", **at)
    await client.reactions_remove(name="eyes", **at)
    await client.chat_postEphemeral(channel=running.design, user=ann.id, text="x")
    await client.chat_getPermalink(channel=running.design, message_ts=posted["ts"])
    await client.chat_delete(channel=running.design, ts=posted["ts"])
    await client.auth_test()
    await client.apps_connections_open(app_token=slack.app_token)
    await client.users_info(user=ann.id)
    await client.team_info()
    await client.bots_info(bot=BOT)
    await client.conversations_info(channel=running.design)
    await client.conversations_members(channel=running.design)
    modal = await running.opened(ann)
    await client.views_update(view_id=modal.view.id, view=running.view())
    await client.views_push(trigger_id=slack.new_trigger(ann.id), view=running.view())
    await client.views_publish(user_id=ann.id, view={"type": "home", "blocks": [DIVIDER]})

    found: list[str] = []
    sampled = set()
    for call in slack.api.calls:
        if sample := schema(f"slack/samples/api/{call.method}.json"):
            sampled.add(call.method)
            found += [f"{call.method} {what}" for what in strange(call.answer, sample)]
    assert len(sampled) == 19
    assert "\n".join(sorted(set(found))) == ""


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


async def test_another_process_is_told_when_a_message_got_its_picture() -> None:
    async with remote_slack() as remote:
        about, quiet = remote.about, {"unfurl_links": False, "unfurl_media": False}
        client = AsyncWebClient(
            about["bot_token"], about["base_url"], session=remote.session, retry_handlers=[]
        )
        design = about["channels"]["design"]
        before = await remote.do("shown", count=0)
        posted = await client.chat_postMessage(channel=design, text="hello", **quiet)  # type: ignore[arg-type]
        got = await client.files_getUploadURLExternal(filename="a.png", length=len(PNG))
        async with remote.session.post(got["upload_url"], data=PNG) as came:
            assert came.status == 200
        await client.files_completeUploadExternal(files=[{"id": got["file_id"], "title": "a"}])
        image = {"type": "image", "alt_text": "a can", "slack_file": {"id": got["file_id"]}}
        changed = {"channel": design, "ts": posted["ts"], "text": "hello", "blocks": [image]}
        await client.chat_update(**changed)
        (shown,) = (await remote.do("shown", count=1))["calls"]

    assert before["calls"] == []
    assert (shown["method"], shown["args"]["ts"]) == ("chat.update", posted["ts"])
    assert 0 < shown["began"] <= shown["ended"]
