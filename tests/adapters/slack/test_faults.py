"""What Slack, the network and the machine do to an app: nothing is lost, nothing is done twice."""

from __future__ import annotations

import asyncio
import logging
import re
import time
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import pytest

from adapters.slack import limits
from adapters.slack.surface import SlackSurface
from adapters.system import FileLease, SystemClock
from bot.domain.work import VersionState
from bot.errors import BadSettings, Locked
from tests.adapters.slack.conftest import Opening
from tests.adapters.slack.office import PNG, Office
from tests.standins.model import Hang
from tests.standins.slack import Message, Slack
from tests.stories.studio import NANO


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sockets are looked at more often, so that no test waits for a watchdog."""
    monkeypatch.setattr(limits, "WATCH_S", 0.05)
    monkeypatch.setattr(limits, "PING_S", 0.25)
    monkeypatch.setattr(limits, "DEAF_S", 0.6)
    monkeypatch.setattr(limits, "CLOSE_S", 0.2)


def posted(office: Office) -> list[Any]:
    return [c for c in office.slack.calls("chat.postMessage") if c.ok]


def picture_posts(message: Message) -> int:
    return sum(block["type"] == "image" for block in message.blocks)


async def read_again(office: Office, found: str) -> None:
    """Until this process has read what was missed, and noted it."""
    await office.stage.until(
        lambda: bool(re.search(found, office.stage.log.getvalue()[office.started :]))
    )


# --- redelivery -----------------------------------------------------------------------------------


async def test_a_storm_of_eleven_event_ids_is_one_edit(office: Office) -> None:
    root = await office.drawn()
    said = await office.person("olga").say("make it warmer", thread=root)
    (first,) = office.slack.deliveries_of(said)
    await office.slack.storm(first)
    await office.settle()
    assert len((await office.session()).versions) == 2
    assert all(d.acked for d in office.slack.deliveries_of(said))


async def test_a_storm_of_mentions_is_one_brief(office: Office) -> None:
    said = await office.person("olga").mention("a red can on wet stone")
    for delivery in office.slack.deliveries_of(said):
        await office.slack.storm(delivery)
    await office.settle()
    assert len(await office.stage.threads()) == 1


async def test_one_message_that_comes_as_two_is_one_edit(office: Office) -> None:
    root = await office.drawn()
    said = await office.person("olga").say("make it warmer", thread=root)
    await office.slack.doubled(said)
    await office.settle()
    assert len((await office.session()).versions) == 2


async def test_a_retry_is_not_dropped_for_its_header(office: Office) -> None:
    """The first delivery came while nobody listened: only the retry is ever seen."""
    root = await office.drawn()
    said = await office.person("olga").say("make it warmer", thread=root)
    (first,) = office.slack.deliveries_of(said)
    await office.settle()
    payload = {**first.payload, "event": {**first.payload["event"], "ts": "1999999999.000100"}}
    payload["event"]["client_msg_id"] = "another"
    payload["event_id"] = "Ev-retry"
    first.payload = payload
    await office.slack.again(first, attempt=2, reason="timeout")
    await office.settle()
    assert len((await office.session()).versions) == 3


async def test_a_vote_told_again_is_one_vote(office: Office) -> None:
    root = await office.in_review()
    review = office.thread(root)[-1]
    await office.person("bea").react(review, "white_check_mark")
    delivery = office.slack.sockets.deliveries[-1]
    await office.slack.storm(delivery)
    await office.settle()
    ballots = await office.stage.look(lambda tx: tx.all("SELECT choice FROM ballots"))
    assert len(ballots) == 1


async def test_every_event_is_acknowledged_also_those_that_nobody_wants(office: Office) -> None:
    for kind in ("channel_rename", "file_shared", "team_domain_change", "something_of_next_year"):
        event = {"type": kind, "event_ts": office.slack.world.new_ts()}
        office.slack.app.events.add(kind)
        await office.slack.tell(event)
    await office.person("ann").say("just talk")
    await office.quiet()
    assert office.slack.sockets.unacked == []


async def test_an_act_is_a_row_before_it_is_acknowledged(office: Office) -> None:
    """A database that cannot write takes nothing: Slack keeps the event and brings it again."""
    root = await office.drawn()
    database = office.stage.studio.office.database
    write = database.write

    async def refuse(*_: object, **__: object) -> None:
        raise OSError("disk")

    database.write = refuse  # type: ignore[assignment, method-assign]
    said = await office.person("olga").say("make it warmer", thread=root)
    await asyncio.sleep(0.1)
    (first,) = office.slack.deliveries_of(said)
    assert not first.acked
    database.write = write  # type: ignore[method-assign]
    await office.slack.again(first)
    office.slack.clock.move(4)
    await asyncio.sleep(0.05)
    office.slack.sockets.deliveries.remove(first)
    await office.settle()
    assert len((await office.session()).versions) == 2


# --- answers that are lost ------------------------------------------------------------------------


@pytest.mark.parametrize("nth", [1, 2])
async def test_a_post_whose_answer_was_lost_is_found_and_not_posted_again(
    office: Office, nth: int
) -> None:
    office.slack.lose("chat.postMessage", skip=nth - 1)
    root = await office.drawn()
    await office.person("olga").say("make it warmer", thread=root)
    await office.settle()
    await office.settle()
    ours = [m for m in office.slack.world.messages() if m.bot_id and not m.only_for]
    assert len({m.metadata["event_payload"]["post"] for m in ours if m.metadata}) == len(ours)
    assert len((await office.session()).versions) == 2
    assert picture_posts(office.thread(root)[-1]) == 1


@pytest.mark.parametrize("how", [{"status": 500}, {"drop": True}, {"error": "internal_error"}])
@pytest.mark.parametrize(
    "method",
    [
        "chat.postMessage",
        "chat.update",
        "files.getUploadURLExternal",
        "files.completeUploadExternal",
        "files.info",
    ],
)
async def test_whatever_breaks_once_the_picture_arrives_once(
    office: Office, method: str, how: dict[str, Any]
) -> None:
    office.slack.fail(
        method, how.get("error", ""), **{k: v for k, v in how.items() if k != "error"}
    )
    await office.person("olga").slash("/brief", f"a red can model:{NANO}")
    await office.settle()
    await office.settle()
    root = office.root()
    assert picture_posts(root) == 1
    assert len([m for m in office.slack.world.messages() if m.bot_id]) == 1
    assert await office.stage.reserved() == 0


@pytest.mark.parametrize(
    "method", ["chat.postMessage", "chat.update", "users.info", "conversations.info", "files.info"]
)
async def test_a_429_waits_as_long_as_it_says_and_goes_on(office: Office, method: str) -> None:
    office.slack.fail(method, "ratelimited", status=429, headers={"Retry-After": "1"})
    began = time.monotonic()
    await office.person("olga").slash("/brief", f"a red can model:{NANO}")
    await office.settle()
    assert picture_posts(office.root()) == 1
    assert time.monotonic() - began >= 0.9
    assert office.slack.limits.impatient == []


async def test_a_picture_is_shown_when_slack_has_looked_at_it(office: Office) -> None:
    office.slack.file_delay = 3
    root = await office.drawn()
    assert picture_posts(root) == 1
    assert [c.answer.get("error") for c in office.slack.calls("chat.update") if not c.ok] == []


async def test_a_file_that_slack_forgot_is_brought_again(office: Office) -> None:
    root = await office.drawn()
    for file in office.slack.world.files.values():
        file.deleted = True
    await office.person("olga").click(root, "Ask for approval")
    await office.settle()
    assert picture_posts(root) == 1
    assert office.person("olga").pictures(root)


# --- sockets --------------------------------------------------------------------------------------


async def test_there_are_two_sockets_and_each_event_is_heard_on_whichever_it_comes(
    office: Office,
) -> None:
    assert len(await office.slack.connected(2)) == 2
    root = await office.drawn()
    for words in ("make it warmer", "make it colder"):
        await office.person("olga").say(words, thread=root)
    await office.settle()
    assert len((await office.session()).versions) == 3
    assert {d.line for d in office.slack.sockets.deliveries} == {0, 1}


async def test_a_socket_that_slack_renews_is_replaced_and_the_other_hears_meanwhile(
    office: Office,
) -> None:
    root = await office.drawn()
    lines = await office.slack.connected(2)
    await lines[0].refresh()
    await office.person("olga").say("make it warmer", thread=root)
    await office.settle()
    assert len(await office.slack.connected(2)) == 2
    assert len((await office.session()).versions) == 2


async def test_a_socket_that_nothing_comes_from_is_built_anew(
    hurried: None, open_office: Opening
) -> None:
    """Also where the SDK gave up on it: its own tasks have ended."""
    office = await open_office()
    lines = await office.slack.connected(2)
    assert office.surface.sockets is not None
    for socket in office.surface.sockets._sockets:
        client = socket.client
        for task in (client.current_session_monitor, client.message_receiver):
            assert task is not None
            task.cancel()
    for line in lines:
        line.stall()
    await office.slack.until(
        lambda: True if len(office.slack.sockets.lines) > 2 else None, "another socket"
    )
    assert "rebuilt" in office.stage.log.getvalue()
    for line in lines:
        line.open = False  # Slack finds out at last
    assert len(await office.slack.connected(2)) == 2


async def test_both_sockets_cut_in_the_middle_of_work_lose_nothing(
    hurried: None, open_office: Opening
) -> None:
    office = await open_office()
    await office.stage.rules(first_paid_asks=0, ask_above=10**9, ask_above_percent=100)
    root, hang = await office.drawn(), Hang()
    office.stage.google.then(hang)
    await office.person("olga").say("make it warmer", thread=root)
    await office.quiet()
    office.slack.fail("apps.connections.open", drop=True, times=4)
    for line in await office.slack.connected(2):
        line.cut()
    hang.release()
    missed = await office.person("olga").say("now make it colder", thread=root)
    await office.slack.connected(2)
    await read_again(office, '"replies": [1-9]')
    office.slack.sockets.deliveries[:] = [
        d
        for d in office.slack.sockets.deliveries
        if d.payload.get("event", {}).get("ts") != missed.ts
    ]
    await office.settle()
    said = [v.instruction for v in (await office.session()).versions]
    assert said == ["", "make it warmer", "now make it colder"]


# --- what was missed ------------------------------------------------------------------------------


async def test_replies_and_votes_of_a_downtime_are_read_at_the_start(office: Office) -> None:
    root = await office.in_review()
    review, olga, bea = office.thread(root)[-1], office.person("olga"), office.person("bea")
    await office.stage.stop()
    await olga.say("v1: softer light", thread=root)
    await bea.react(review, "white_check_mark")
    await office.person("ann").react(review, "white_check_mark")
    office.slack.sockets.deliveries.clear()
    await office.start_again()
    await read_again(office, '"replies": [1-9]')
    await office.settle()
    assert "1 of 1 approval" in office.says(review)
    assert [v.instruction for v in (await office.session()).versions] == ["", "softer light"]


async def test_a_vote_taken_back_in_a_downtime_does_not_count(office: Office) -> None:
    root = await office.in_review()
    review, bea = office.thread(root)[-1], office.person("bea")
    await bea.react(review, "white_check_mark")
    await office.settle()
    await office.stage.stop()
    await bea.unreact(review, "white_check_mark")
    office.slack.sockets.deliveries.clear()
    await office.start_again()
    await read_again(office, '"reviews": [1-9]')
    await office.settle()
    assert "0 of 1 approval" in office.says(review)


# --- restart in the middle of everything ----------------------------------------------------------


async def test_a_crash_between_row_and_work_is_made_up_for_at_the_start(office: Office) -> None:
    root = await office.drawn()
    gate = asyncio.Event()
    desk = office.stage.studio.desk

    async def never(_: object) -> Any:
        await gate.wait()

    desk.handle = never  # type: ignore[assignment, method-assign]
    said = await office.person("olga").say("make it warmer", thread=root)
    await office.slack.until(
        lambda: True if office.slack.deliveries_of(said)[0].acked else None, "an acknowledgement"
    )
    await office.crash()
    await office.start_again()
    await office.settle()
    assert [v.instruction for v in (await office.session()).versions] == ["", "make it warmer"]


async def test_a_crash_while_a_picture_is_drawn_leaves_one_root_and_right_books(
    office: Office,
) -> None:
    hang = Hang()
    office.stage.google.then(hang)
    await office.person("olga").slash("/brief", f"a red can model:{NANO}")
    await office.person("olga").sees("Drawing", "design")
    await office.crash()
    hang.release()
    await office.start_again()
    await office.settle()
    (root,) = [m for m in office.person("ann").messages() if m.bot_id]
    assert (await office.session()).versions[0].state is VersionState.UNCERTAIN
    assert "Checking with the vendor" in office.says(root)
    (word,) = office.person("olga").messages(office.person("olga").dm)
    assert "Nothing runs twice by itself" in office.says(word)
    assert await office.stage.idle_holds() == []


async def test_after_a_restart_a_message_changes_and_its_picture_is_not_uploaded_again(
    office: Office,
) -> None:
    root = await office.in_review()
    review, (file,) = office.thread(root)[-1], office.slack.world.files
    await office.crash()
    office.slack.clock.move(6)
    await office.start_again()
    await office.person("bea").click(review, "Approve")
    await office.settle()
    assert "Approved" in office.says(root)
    assert "Approved" in office.says(review)
    assert list(office.slack.world.files) == [file]


async def test_a_crash_while_a_post_is_on_its_way_leaves_one_message(office: Office) -> None:
    gate = office.slack.hold("chat.postMessage")
    await office.person("olga").slash("/brief", f"a red can model:{NANO}")
    await office.slack.until(
        lambda: next((c for c in office.slack.api.calls if c.method == "chat.postMessage"), None),
        "a post",
    )
    await office.crash()
    gate.set()
    await office.start_again()
    await office.settle()
    await office.settle()
    (root,) = [m for m in office.person("ann").messages() if m.bot_id]
    assert root.metadata is not None


async def test_a_stop_takes_nothing_new_and_ends_what_is_being_answered(office: Office) -> None:
    await office.drawn()
    await office.surface.quiet()
    assert office.slack.sockets.live == []
    assert office.surface.listening is not None
    assert office.surface.listening._tasks == set()


# --- beginning ------------------------------------------------------------------------------------


def surface(slack: Slack, **other: Any) -> SlackSurface:
    wanted: dict[str, Any] = {
        "bot_token": slack.bot_token, "app_token": slack.app_token, "base_url": slack.base_url,
        "clock": SystemClock(), "shelf": None, "notes": None,
        "lease": FileLease(Path(gettempdir()) / "artdesk-another-token"),
    }  # fmt: skip
    return SlackSurface(**(wanted | other))


async def started(office: Office, **other: Any) -> None:
    made = surface(office.slack, notes=office.stage.studio.notes, **other)
    try:
        await made.start(office.stage.studio.desk)
    finally:
        await made.stop()


@pytest.mark.parametrize(
    ("which", "named"),
    [("bot_token", "ARTDESK_SLACK_BOT_TOKEN"), ("app_token", "ARTDESK_SLACK_APP_TOKEN")],
)
async def test_a_token_that_slack_does_not_take_is_named(
    office: Office, which: str, named: str
) -> None:
    with pytest.raises(BadSettings) as wrong:
        await started(office, **{which: "xoxb-wrong-000000000"})
    assert named in wrong.value.mistakes[0]
    assert "xoxb-wrong" not in wrong.value.mistakes[0]
    office.slack.found.clear()


async def test_two_processes_never_serve_one_token(office: Office) -> None:
    with pytest.raises(Locked):
        await started(office, lease=FileLease(office.stage.settings.data.parent / "token"))


async def test_a_studio_starts_without_slack_and_finds_it_later(
    monkeypatch: pytest.MonkeyPatch, hurried: None, open_office: Opening, slack: Slack
) -> None:
    slack.fail("auth.test", drop=True, times=2)
    office = await open_office()
    await office.stage.rules(first_paid_asks=0, ask_above=10**9, ask_above_percent=100)
    await office.drawn()
    assert "slack_unreachable" in office.stage.log.getvalue()


async def test_nothing_of_the_environment_is_used(
    monkeypatch: pytest.MonkeyPatch, open_office: Opening
) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"):
        monkeypatch.setenv(name, "hijacked")
    monkeypatch.setenv("SLACK_SIGNING_SECRET", "hijacked")
    office = await open_office()
    await office.stage.rules(first_paid_asks=0, ask_above=10**9, ask_above_percent=100)
    root = await office.drawn()
    await office.person("olga").say("use this label", thread=root, files=[("a.png", PNG)])
    await office.settle()
    assert len((await office.session()).versions) == 2
    assert {c.token for c in office.slack.api.calls} == {
        office.slack.bot_token,
        office.slack.app_token,
    }


async def test_a_scope_that_is_missing_is_named_where_it_is_missed(office: Office) -> None:
    office.slack.app.scopes.remove("files:read")
    olga = office.person("olga")
    await olga.mention("a red can", files=[("can.png", PNG)])
    await office.settle()
    assert "files:read" in office.says(olga.ephemerals()[-1])
    office.slack.found.clear()


async def test_an_app_that_was_removed_breaks_nothing_and_loses_no_books(office: Office) -> None:
    root, hang = await office.drawn(), Hang()
    office.stage.google.then(hang)
    await office.person("olga").say("make it warmer", thread=root)
    await office.quiet()
    await office.slack.uninstall()
    hang.release()
    await office.settle()
    assert await office.stage.reserved() == 0
    assert office.stage.bugs() == []
    office.slack.found.clear()


async def test_no_log_line_holds_words_or_tokens(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    root = await office.drawn()
    office.slack.fail("chat.postMessage", "invalid_blocks")
    await office.person("olga").say("make it unmistakably warmer", thread=root)
    await office.settle()
    logged = office.stage.log.getvalue() + "\n".join(
        r.getMessage() for r in caplog.records if "access" not in r.name
    )
    assert "unmistakably" not in logged
    assert office.slack.bot_token not in logged
    assert office.slack.app_token not in logged
