"""Socket Mode as Slack does it, met by the real handler: one socket for each envelope, deadlines,
redelivery and its storms, sockets that end well, badly or in silence (facts 10, 11, 15, 17)."""

from __future__ import annotations

import asyncio

import pytest
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncBoltRequest

from tests.adapters.slack.running import QUIET, Body, Running, running, slack
from tests.standins.slack import Delivery

__all__ = ["running", "slack"]


def of_message(running: Running) -> list[Delivery]:
    return [d for d in running.slack.sockets.deliveries if d.kind == "events_api"]


async def test_a_first_delivery_carries_a_retry_header_of_zero(running: Running) -> None:
    headers: list[Body] = []

    @running.app.event("message")
    async def heard(request: AsyncBoltRequest) -> None:
        headers.append(dict(request.headers))
        running.slack.news.tell()

    await running.connect()
    message = await running.slack.person("ann").say("hello")
    first = running.slack.deliveries_of(message)[0]
    await running.slack.again(first)
    await running.slack.until(lambda: True if len(headers) == 2 else None)

    assert [h["x-slack-retry-num"] for h in headers] == [["0"], ["1"]]
    assert [h.get("x-slack-retry-reason", [""]) for h in headers] == [[""], ["timeout"]]


async def test_an_unacknowledged_event_comes_three_times_more(running: Running) -> None:
    slack = running.slack
    await running.connect()  # nobody listens: bolt does not acknowledge

    await slack.person("ann").say("hello")
    for seconds, count in ((3.1, 2), (60, 3), (240, 4)):
        slack.clock.move(seconds)
        await slack.until(
            lambda count=count: True if len(of_message(running)) == count else None,  # type: ignore[misc]
            f"delivery {count}",
        )
        slack.clock.move(3.1)

    deliveries = of_message(running)
    assert [d.attempt for d in deliveries] == [0, 1, 2, 3]
    assert len({d.payload["event_id"] for d in deliveries}) == 1
    assert len({d.envelope_id for d in deliveries}) == 4


async def test_an_acknowledged_event_does_not_come_again(running: Running) -> None:
    await running.listen()
    await running.connect()

    await running.slack.person("ann").say("hello")
    await running.heard(1)
    await running.slack.quiet()
    running.slack.clock.move(3600)
    await asyncio.sleep(0.05)

    assert len(of_message(running)) == 1
    assert of_message(running)[0].took_s < 1


async def test_events_without_a_socket_come_only_as_retries(running: Running) -> None:
    slack = running.slack
    await running.listen()

    await slack.person("ann").say("hello")
    await slack.until(lambda: True if len(of_message(running)) == 2 else None)
    await running.connect()
    slack.clock.move(61)
    await running.heard(1)

    assert [d.line for d in of_message(running)] == [-1, -1, 0]
    assert of_message(running)[2].attempt == 2


async def test_commands_come_once_and_fail_for_the_person(running: Running) -> None:
    slack, ann = running.slack, running.slack.person("ann")
    await running.connect()

    waiting = asyncio.create_task(ann.slash("/unknown"))
    await slack.until(lambda: slack.sockets.deliveries or None)
    slack.clock.move(3.1)
    acked = await waiting
    slack.clock.move(600)
    await asyncio.sleep(0.05)

    assert not acked.ok
    assert len(slack.sockets.deliveries) == 1


async def test_one_message_may_come_under_eleven_event_ids(running: Running) -> None:
    slack = running.slack
    await running.listen()
    await running.connect()

    message = await slack.person("ann").say("hello")
    await slack.storm(slack.deliveries_of(message)[0])
    await running.heard(11)

    deliveries = slack.deliveries_of(message)
    assert len(deliveries) == len({d.payload["event_id"] for d in deliveries}) == 11
    assert len({e["ts"] for e in running.events}) == 1


async def test_one_message_may_come_as_two_with_one_client_msg_id(running: Running) -> None:
    await running.listen()
    await running.connect()

    await running.slack.doubled(await running.slack.person("ann").say("hello"))
    await running.heard(2)

    assert len({e["client_msg_id"] for e in running.events}) == 1
    assert len({e["ts"] for e in running.events}) == 2


async def test_a_message_may_be_touched_without_a_changed_word(running: Running) -> None:
    await running.listen()
    await running.connect()
    message = await running.slack.person("ann").say("hello")

    await running.slack.touched(message)
    await running.heard(2)

    event = running.events[1]
    assert event["hidden"]
    assert event["message"]["text"] == event["previous_message"]["text"]


async def test_each_event_goes_to_one_of_the_sockets(running: Running) -> None:
    await running.listen()
    await running.connect()
    await running.connect()

    for number in range(4):
        await running.slack.person("ann").say(f"{number}")
    await running.heard(4)

    assert [d.line for d in of_message(running)] == [0, 1, 0, 1]
    assert len(running.events) == 4


async def test_the_apps_own_doings_are_told_and_bolt_drops_them(running: Running) -> None:
    slack = running.slack
    await running.listen()
    await running.connect()

    posted = await running.post("hello")
    at = {"channel": running.design, "timestamp": posted["ts"]}
    await running.client.reactions_add(name="eyes", **at)
    await running.client.chat_update(channel=running.design, ts=posted["ts"], text="changed")
    await slack.quiet()

    told = [d.payload["event"] for d in of_message(running)]
    assert [(e["type"], e.get("subtype")) for e in told] == [
        ("message", None),
        ("reaction_added", None),
        ("message", "message_changed"),
    ]
    assert running.events == []


@pytest.mark.parametrize("answers_close", [True, False])
async def test_a_disconnect_frame_leads_to_a_new_socket(
    running: Running, answers_close: bool
) -> None:
    slack = running.slack
    slack.sockets.answers_close = answers_close
    await running.listen()
    await running.connect()

    await slack.sockets.lines[0].refresh()
    await slack.until(lambda: True if len(slack.sockets.lines) == 2 else None, "a second socket")
    await slack.person("ann").say("hello")
    await running.heard(1)

    assert of_message(running)[0].line == 1
    assert len(slack.calls("apps.connections.open")) == 2


async def test_a_cut_line_is_noticed_on_the_next_tick(running: Running) -> None:
    slack = running.slack
    await running.listen()
    await running.connect()

    slack.sockets.lines[0].cut()
    await slack.until(lambda: True if len(slack.sockets.lines) == 2 else None, "a second socket")
    await slack.person("ann").say("hello")
    await running.heard(1)

    assert of_message(running)[0].line == 1


async def test_a_stalled_line_swallows_events_until_they_come_again(running: Running) -> None:
    slack = running.slack
    await running.listen()
    await running.connect()
    await running.connect()

    slack.sockets.lines[0].stall()
    await slack.person("ann").say("hello")
    assert of_message(running)[0].line == 0
    slack.clock.move(3.1)
    await running.heard(1)

    assert [d.line for d in of_message(running)] == [0, 1]
    assert of_message(running)[1].attempt == 1


async def test_an_eleventh_socket_is_sent_away(running: Running) -> None:
    slack = running.slack
    tickets = [slack.sockets.ticket() for _ in range(11)]
    url = f"{slack.world.origin}/link?ticket="
    sockets = [await running.session.ws_connect(f"{url}{ticket}") for ticket in tickets]

    told = await sockets[10].receive_json()

    assert told["reason"] == "too_many_websockets"
    assert (await sockets[0].receive_json())["num_connections"] == 1
    for each in sockets:
        await each.close()


async def test_a_ticket_opens_one_socket(running: Running) -> None:
    slack = running.slack
    url = f"{slack.world.origin}/link?ticket={slack.sockets.ticket()}"

    first = await running.session.ws_connect(url)
    async with running.session.get(url) as again:
        assert again.status == 403
    await first.close()


async def test_an_acknowledgement_that_comes_twice_is_noted(running: Running) -> None:
    slack = running.slack
    ticket = slack.sockets.ticket()
    socket = await running.session.ws_connect(f"{slack.world.origin}/link?ticket={ticket}")
    await socket.receive_json()

    await slack.person("ann").say("hello")
    envelope = (await socket.receive_json())["envelope_id"]
    for _ in range(2):
        await socket.send_json({"envelope_id": envelope})
    await slack.until(lambda: slack.violations or None)

    assert slack.violations == [f"acknowledged twice: events_api {envelope}"]
    await socket.close()


async def test_a_wrong_app_token_is_refused_again_and_again(running: Running) -> None:
    handler = AsyncSocketModeHandler(running.app, "xapp-wrong", logger=QUIET, ping_interval=0.05)

    connecting = asyncio.create_task(handler.connect_async())  # type: ignore[no-untyped-call]
    await running.slack.saw("apps.connections.open", nth=2)

    calls = running.slack.calls("apps.connections.open")
    assert {call.answer["error"] for call in calls} == {"invalid_auth"}
    assert not running.slack.sockets.lines
    await handler.close_async()  # type: ignore[no-untyped-call]
    await connecting


async def test_an_acknowledgement_may_carry_words_for_the_person(running: Running) -> None:
    @running.app.command("/brief")
    async def brief(ack: AsyncAck) -> None:
        await ack("Usage: /brief a can")

    await running.connect()
    ann = running.slack.person("ann")

    acked = await ann.slash("/brief", where="hidden")

    assert acked.text == "Usage: /brief a can"
    assert [m.text for m in ann.ephemerals()] == ["Usage: /brief a can"]


async def test_too_many_events_are_told_without_an_event(running: Running) -> None:
    await running.connect()

    delivery = await running.slack.too_many_events()

    assert delivery.payload["type"] == "app_rate_limited"
    assert delivery.line == 0
