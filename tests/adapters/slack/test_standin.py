"""The real slack-bolt app over the Slack stand-in: what people do reaches the app, what the app does is
what people see."""

from __future__ import annotations

import re

import pytest
from slack_bolt.async_app import AsyncAck, AsyncRespond
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


async def test_commands_are_refused_in_threads(running: Running) -> None:
    ann = running.slack.person("ann")
    root = await ann.say("root")

    with pytest.raises(AssertionError, match="not supported in threads"):
        await ann.slash("/brief", thread=root)


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
