"""The real slack-bolt app over the Slack stand-in: what people do reaches the app, what the app does is
what people see."""

from __future__ import annotations

import json
import re

import pytest
from slack_bolt.async_app import AsyncAck, AsyncRespond
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.adapters.slack.running import PNG, Body, Running, running, slack
from tests.standins.slack import TEAM, said

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


async def test_wrong_input_is_said_beside_the_field_and_the_modal_stays(running: Running) -> None:
    @running.app.view("brief")
    async def submitted(ack: AsyncAck) -> None:
        await ack(response_action="errors", errors={"prompt": "Write more"})

    await running.connect()
    ann = running.slack.person("ann")
    modal = await running.opened(ann)

    sent = await modal.fill("What should it show?", "x").submit()

    assert sent.errors == modal.errors == {"prompt": "Write more"}
    assert modal.open
    assert running.slack.violations == []


async def test_errors_on_what_is_no_input_are_a_violation(running: Running) -> None:
    @running.app.view("brief")
    async def submitted(ack: AsyncAck) -> None:
        await ack(response_action="errors", errors={"nowhere": "Write more"})

    await running.connect()
    modal = await running.opened(running.slack.person("ann"))

    sent = await modal.fill("prompt", "x").submit()

    assert sent.trouble
    assert len(running.slack.violations) == 1


async def test_a_submission_may_change_push_and_clear_views(running: Running) -> None:
    answers: list[Body] = [
        {"response_action": "update", "view": running.view(callback_id="second")},
        {"response_action": "push", "view": running.view(callback_id="third")},
        {"response_action": "clear"},
    ]

    @running.app.view(re.compile("brief|second|third"))
    async def submitted(ack: AsyncAck) -> None:
        await ack(**answers.pop(0))

    await running.connect()
    ann = running.slack.person("ann")
    first = await running.opened(ann)

    await first.fill("prompt", "x").submit()
    assert first.view.body["callback_id"] == "second"

    await first.fill("prompt", "x").submit()
    third = await ann.modal()
    assert third.view.previous == first.view.id

    await third.fill("prompt", "x").submit()
    assert not first.open
    assert not third.open
    assert running.slack.violations == []


async def test_files_of_a_form_are_downloaded_with_the_token(running: Running) -> None:
    got: list[bytes] = []

    @running.app.view("brief")
    async def submitted(ack: AsyncAck, view: Body) -> None:
        await ack()
        files = view["state"]["values"]["refs"]["v"]["files"]
        got.append((await running.fetch(files[0]["url_private"]))[1])

    await running.connect()
    modal = await running.opened(running.slack.person("ann"))

    await modal.fill("prompt", "x").attach("refs", ("can.png", PNG)).submit()
    await running.slack.until(lambda: got or None)

    assert got == [PNG]


async def test_a_required_field_holds_a_person_back(running: Running) -> None:
    await running.connect()
    modal = await running.opened(running.slack.person("ann"))

    with pytest.raises(AssertionError, match="not optional"):
        await modal.submit()
    with pytest.raises(AssertionError, match="cannot type more"):
        modal.fill("prompt", "x" * 3001)


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


async def test_buttons_carry_their_value_and_answer_by_response_url(running: Running) -> None:
    slack, ann = running.slack, running.slack.person("ann")
    pressed: list[Body] = []

    @running.app.action("make")
    async def make(ack: AsyncAck, respond: AsyncRespond, body: Body) -> None:
        await ack()
        pressed.append(body)
        await respond("For you", replace_original=False)

    await running.connect()
    await running.post("Make it?", blocks=[running.buttons("make", "Make it 3.4", "v1:order:d1")])
    message = await ann.sees("Make it 3.4", "design")

    acked = await ann.click(message, "Make it 3.4")
    private = await ann.sees("For you")

    assert acked.ok
    assert pressed[0]["actions"][0]["value"] == "v1:order:d1"
    assert pressed[0]["message"]["ts"] == message.ts
    assert private.only_for == ann.id
    assert [said(m) for m in slack.person("max").messages("design")] == ["Make it 3.4"]


async def test_a_button_of_an_ephemeral_message_comes_without_the_message(
    running: Running,
) -> None:
    ann, pressed = running.slack.person("ann"), []

    @running.app.action("make")
    async def make(ack: AsyncAck, respond: AsyncRespond, body: Body) -> None:
        await ack()
        pressed.append(body)
        await respond("gone", replace_original=True)

    await running.connect()
    await running.client.chat_postEphemeral(
        channel=running.design,
        user=ann.id,
        text="Sure?",
        blocks=[running.buttons("make", "Yes", "y")],
    )
    message = await ann.sees("Yes", "design")

    await ann.click(message, "Yes")
    await ann.sees("gone", "design")

    assert pressed[0]["container"]["is_ephemeral"]
    assert "message" not in pressed[0]
    assert ann.ephemerals() == [message]


async def test_a_menu_and_an_external_menu_are_chosen_from(running: Running) -> None:
    ann, chosen = running.slack.person("ann"), []
    text = {"type": "plain_text", "text": "YouTube"}

    @running.app.options("where")
    async def offer(ack: AsyncAck, body: Body) -> None:
        await ack(options=[{"text": text, "value": body["value"]}])

    @running.app.action("where")
    async def where(ack: AsyncAck, body: Body) -> None:
        await ack()
        chosen.append(body["actions"][0]["selected_option"]["value"])

    await running.connect()
    menu = {"type": "external_select", "action_id": "where", "min_query_length": 2}
    await running.post("Where?", blocks=[{"type": "actions", "elements": [menu]}])
    message = running.slack.place("design").messages.copy().popitem()[1]

    offered = await ann.suggest(message, "where", "you")
    await ann.click(message, "YouTube")

    assert offered == ["YouTube"]
    assert chosen == ["you"]
    assert running.slack.violations == []


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


async def test_the_home_tab_is_published_and_its_buttons_work(running: Running) -> None:
    slack, ann = running.slack, running.slack.person("ann")
    pressed = []

    @running.app.event("app_home_opened")
    async def opened(event: Body, client: AsyncWebClient) -> None:
        home = {"type": "home", "blocks": [running.buttons("mine", "My briefs", "v1:list")]}
        await client.views_publish(user_id=event["user"], view=home)

    @running.app.action("mine")
    async def mine(ack: AsyncAck, body: Body) -> None:
        await ack()
        pressed.append(body["view"]["type"])

    await running.connect()

    await ann.open_home()
    home = await ann.home("My briefs")
    await home.click("My briefs")

    assert pressed == ["home"]
    assert slack.violations == []


async def test_shortcuts_open_modals_with_and_without_a_message(running: Running) -> None:
    ann, got = running.slack.person("ann"), []

    @running.app.shortcut("anywhere")
    @running.app.shortcut("here")
    async def shortcut(ack: AsyncAck, client: AsyncWebClient, body: Body) -> None:
        await ack()
        got.append(body)
        await client.views_open(trigger_id=body["trigger_id"], view=running.view())

    await running.connect()
    message = await ann.say("this one")

    await ann.shortcut("anywhere")
    await (await ann.modal()).close()
    await ann.shortcut("here", message)
    await ann.modal()

    assert [b["type"] for b in got] == ["shortcut", "message_action"]
    assert "response_url" not in got[0]
    assert got[1]["message"]["text"] == "this one"


async def test_a_closed_modal_is_told_where_the_view_asks_for_it(running: Running) -> None:
    closed = []

    @running.app.view_closed("brief")
    async def gone(ack: AsyncAck, body: Body) -> None:
        await ack()
        closed.append(body["is_cleared"])

    await running.connect()
    ann = running.slack.person("ann")

    quiet = await running.opened(ann)
    await quiet.close()
    loud = await running.opened(ann, notify_on_close=True)
    await loud.close(all_of_them=True)

    assert closed == [True]


async def test_an_input_that_dispatches_is_heard_while_the_modal_is_open(running: Running) -> None:
    heard: list[str] = []

    @running.app.action("v")
    async def typed(ack: AsyncAck, body: Body) -> None:
        await ack()
        heard.append(body["actions"][0]["value"])

    await running.connect()
    view = running.view()
    view["blocks"][0]["dispatch_action"] = True
    modal = await running.opened(running.slack.person("ann"), blocks=view["blocks"])

    modal.fill("prompt", "a can")
    await running.slack.until(lambda: heard or None)

    assert heard == ["a can"]


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


async def test_commands_are_refused_in_threads(running: Running) -> None:
    ann = running.slack.person("ann")
    root = await ann.say("root")

    with pytest.raises(AssertionError, match="not supported in threads"):
        await ann.slash("/brief", thread=root)


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


async def test_a_stranger_acts_from_another_team(running: Running) -> None:
    sam, pressed = running.slack.person("sam"), []

    @running.app.action("make")
    async def make(ack: AsyncAck, body: Body) -> None:
        await ack()
        pressed.append(body["user"]["team_id"])

    await running.connect()
    shared = running.slack.place("shared").id
    await running.post("x", channel=shared, blocks=[running.buttons("make", "Go", "1")])
    await sam.click(await sam.sees("Go"), "Go")

    assert pressed == [sam.user.team]
    assert pressed != [TEAM]
    assert (await running.client.users_info(user=sam.id))["user"]["is_stranger"]
    with pytest.raises(AssertionError, match="stranger"):
        await sam.slash("/brief", where="shared")


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
