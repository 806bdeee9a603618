"""What happens in the workspace over the Slack stand-in, as the real bolt app hears it and as people
see it: words, files, reactions, joins, deletions."""

from __future__ import annotations

import json

import pytest
from slack_sdk.errors import SlackApiError

from tests.adapters.slack.running import PNG, Running, running, slack
from tests.standins.slack import TEAM

__all__ = ["running", "slack"]


async def test_a_picture_is_shown_once_it_is_processed(running: Running) -> None:
    slack, ann = running.slack, running.slack.person("ann")
    slack.file_delay = 2

    file = await running.upload(PNG)
    early = await running.shown(file)
    states = [await running.client.files_info(file=file) for _ in range(3)]
    ready = await running.shown(file)

    assert early == "invalid_blocks"
    assert [one["file"]["mimetype"] for one in states] == ["", "", "image/png"]
    assert ready == ""
    message = await ann.sees(lambda m: bool(ann.pictures(m)), "design")
    assert ann.pictures(message) == [PNG]
    assert slack.violations == []


async def test_a_shared_file_learns_its_ts_when_it_is_processed(running: Running) -> None:
    running.slack.file_delay = 1
    root = await running.slack.person("ann").say("here")

    file = await running.upload(PNG, channel_id=running.design, thread_ts=root.ts)
    states = [(await running.client.files_info(file=file))["file"] for _ in range(2)]

    assert states[0]["shares"] == {}
    share = states[1]["shares"]["public"][running.design][0]
    assert share["thread_ts"] == root.ts
    assert running.slack.place("design").messages[share["ts"]].files == [file]


async def test_words_files_edits_and_reactions_are_told(running: Running) -> None:
    slack, ann = running.slack, running.slack.person("ann")
    await running.listen()
    await running.connect()

    root = await ann.say("cold brew & <ice> see https://example.com @max", files=[("a.png", PNG)])
    reply = await ann.say("warmer", thread=root, broadcast=True)
    await ann.edit(reply, "colder")
    await ann.react(root, ":thumbsup:", tone=2)
    await ann.unreact(root, "+1", tone=2)
    await ann.delete(reply)
    await running.heard(7)

    kinds = [(e["type"], e.get("subtype")) for e in running.events]
    assert kinds == [
        ("file_shared", None),
        ("message", "file_share"),
        ("message", "thread_broadcast"),
        ("message", "message_changed"),
        ("reaction_added", None),
        ("reaction_removed", None),
        ("message", "message_deleted"),
    ]
    first = running.events[1]
    told = f"cold brew &amp; &lt;ice&gt; see <https://example.com> <@{slack.person('max').id}>"
    assert first["text"] == told
    assert first["files"][0]["mimetype"] == "image/png"
    assert running.events[2]["parent_user_id"] == ann.id
    assert running.events[4]["reaction"] == "+1::skin-tone-2"
    assert running.events[4]["item"]["ts"] == root.ts


async def test_a_mention_is_told_twice_and_the_second_may_lack_its_files(running: Running) -> None:
    await running.listen()
    await running.connect()

    message = await running.slack.person("ann").mention("a can", files=[("a.png", PNG)])
    await running.heard(3)

    events = {e["type"]: e for e in running.events}
    assert events["message"]["ts"] == events["app_mention"]["ts"] == message.ts
    assert "files" in events["message"]
    assert "files" not in events["app_mention"]


async def test_what_the_app_may_not_hear_is_not_told(running: Running) -> None:
    slack, ann = running.slack, running.slack.person("ann")
    await running.listen()
    await running.connect()
    slack.app.scopes.remove("reactions:read")
    slack.app.events.discard("message.im")

    await ann.say("not in there", "random")
    await ann.write("not subscribed")
    heard = await ann.say("this one", "design")
    await ann.react(heard, "eyes")
    await running.heard(1)

    assert [e["text"] for e in running.events] == ["this one"]


async def test_direct_messages_strangers_and_other_bots_are_told_apart(running: Running) -> None:
    slack = running.slack
    await running.listen()
    await running.connect()

    await slack.person("ann").write("hello")
    await slack.person("sam").say("look", "shared", files=[("a.png", PNG)])
    await slack.bot_says("beep")
    await slack.person("otherbot").say("boop")
    await running.heard(5)

    direct, _shared, stranger, old_bot, new_bot = running.events
    assert direct["channel_type"] == "im"
    assert stranger["user_team"] != TEAM
    assert stranger["files"][0]["file_access"] == "check_file_info"
    assert "url_private" not in stranger["files"][0]
    assert old_bot["subtype"] == "bot_message"
    assert "user" not in old_bot
    assert new_bot["bot_id"] == "B0OTHERBOT"
    whole = await running.client.files_info(file=stranger["files"][0]["id"])
    assert (await running.fetch(whole["file"]["url_private"]))[1] == PNG


async def test_metadata_comes_back_only_to_who_asks(running: Running) -> None:
    meta = {"event_type": "brief", "event_payload": {"id": "p1"}}
    posted = await running.post("hello", metadata=meta)

    plain = await running.client.conversations_history(channel=running.design)
    asked = await running.client.conversations_history(
        channel=running.design, include_all_metadata=True
    )

    assert posted["message"]["metadata"] == meta
    assert "metadata" not in plain["messages"][0]
    assert asked["messages"][0]["metadata"] == meta


async def test_a_manifest_says_what_the_app_may_and_hears(running: Running) -> None:
    slack = running.slack
    slack.install(
        {
            "display_information": {"name": "Artdesk"},
            "features": {
                "slash_commands": [{"command": "/brief", "description": "A brief"}],
                "app_home": {"home_tab_enabled": True},
            },
            "oauth_config": {"scopes": {"bot": ["commands", "chat:write"]}},
            "settings": {"event_subscriptions": {"bot_events": ["app_mention"]}},
        }
    )

    with pytest.raises(AssertionError, match="not a valid command"):
        await slack.person("ann").slash("/other")
    with pytest.raises(SlackApiError, match="missing_scope"):
        await running.client.users_info(user=slack.person("ann").id)
    assert slack.app.events == {"app_mention"}


async def test_a_deleted_root_leaves_a_tombstone_and_its_thread(running: Running) -> None:
    ann = running.slack.person("ann")
    await running.listen()
    await running.connect()

    root = await ann.say("root")
    await ann.say("reply", thread=root)
    await ann.delete(root)
    await running.heard(3)

    event = running.events[2]
    assert event["subtype"] == "message_changed"
    assert event["message"]["subtype"] == "tombstone"
    assert event["previous_message"]["text"] == "root"
    await running.post("the thread goes on", thread_ts=root.ts)


async def test_who_joins_is_told_as_an_event_and_as_a_message(running: Running) -> None:
    slack = running.slack
    await running.listen()
    await running.connect()

    await slack.invite(slack.place("random"))
    await running.heard(1)

    assert [(e["type"], e.get("inviter")) for e in running.events] == [
        ("member_joined_channel", slack.person("ann").id)
    ]
    joined = slack.person("ann").messages("random")[0]
    assert joined.subtype == "channel_join"
    await running.post("hello", channel=slack.place("random").id)


async def test_what_was_for_one_person_is_gone_after_a_reload(running: Running) -> None:
    ann = running.slack.person("ann")
    await running.client.chat_postEphemeral(channel=running.design, user=ann.id, text="psst")
    assert len(ann.ephemerals()) == 1

    ann.reload()

    assert ann.ephemerals() == []


async def test_a_shared_file_carries_blocks_unless_there_is_a_comment(running: Running) -> None:
    ann = running.slack.person("ann")
    blocks = json.dumps([running.buttons("keep", "Keep", "1")])

    await running.upload(PNG, channel_id=running.design, blocks=blocks)
    bare = await ann.sees("Keep")
    await running.upload(
        PNG, channel_id=running.design, blocks=blocks, initial_comment="The original"
    )
    commented = await ann.sees("The original")

    assert bare.files
    assert commented.blocks == []
