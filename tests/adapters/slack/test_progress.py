"""Progress gives way to results where Slack counts edits; nothing of it is sent too late."""

from __future__ import annotations

import asyncio

import pytest

from adapters.slack import limits
from tests.adapters.slack.office import Office
from tests.standins.model import Hang


async def test_fifty_pictures_do_not_wait_for_fifty_times_drawing(office: Office) -> None:
    for _ in range(limits.TIERS[3] - 1):
        await office.surface.api.pace.turn("chat.update", "")
    hang = Hang()
    office.stage.google.then(hang)
    await office.person("olga").slash("/brief", "a red can model:nano-banana-2.1")
    await office.person("olga").sees("a red can", "design")
    await office.stage.until(lambda: bool(office.stage.google.calls))
    await asyncio.sleep(0.1)
    assert office.slack.calls("chat.update") == []
    hang.release()
    await office.settle()
    (shown,) = office.slack.calls("chat.update")
    assert "slack_file" in str(shown.args["blocks"])


async def test_progress_whose_answer_was_lost_is_found_and_taken_away(office: Office) -> None:
    root, hang, gate = await office.drawn(), Hang(), asyncio.Event()
    office.stage.google.then(hang)
    office.slack.fail("chat.postMessage", lost=True, until=gate)
    await office.person("olga").say("make it warmer", thread=root)
    await office.stage.until(lambda: office.stage.google.open == 1)
    await asyncio.sleep(0.1)
    hang.release()
    for _ in range(200):
        if (await office.session()).versions[-1].pictures:
            break
        await asyncio.sleep(0.02)
    gate.set()
    await office.settle()

    (result,) = office.thread(root)
    assert "1.2" in office.says(result)


async def test_progress_that_was_held_back_is_sent_when_there_is_room(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "HELD_S", 0.05)
    pace = office.surface.api.pace
    for _ in range(5):
        await pace.turn("chat.update", "")
    hang = Hang()
    office.stage.google.then(hang)
    await office.person("olga").slash("/brief", "a red can model:nano-banana-2.1")
    await office.stage.until(lambda: bool(office.stage.google.calls))
    await asyncio.sleep(0.1)
    assert office.slack.calls("chat.update") == []
    for bucket in pace._of("chat.update", ""):
        bucket.free = 0.0
    assert await office.person("olga").sees("Drawing", "design")
    hang.release()
    await office.settle()
