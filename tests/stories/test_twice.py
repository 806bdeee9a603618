"""The same act twice is one act; the same wish later is another."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from bot.cards import Kind
from bot.domain.work import ReviewState, VersionState
from bot.events import Quiet
from tests.stories.studio import NANO, Stage, words_of


async def test_a_redelivered_event_answers_nothing_and_changes_nothing(stage: Stage) -> None:
    event = stage.you.running("brief", text="a can", model=NANO, agreed=10**9)
    await stage.you.sends(event)
    for _ in range(3):
        assert await stage.you.sends(event) == Quiet()
    assert len(await stage.threads()) == 1
    assert await stage.free() == 994.9


async def test_every_kind_of_event_may_come_twice(stage: Stage) -> None:
    thread = await stage.you.orders(model=NANO)
    approver = await stage.approver()
    shown = await stage.you.sees("1.1", thread)
    events = [
        stage.you.saying("make it warmer", thread),
        stage.you.running("credits", verb="grant", amount="10"),
        approver.reacting("✅", shown.ref),
        stage.you.reacting("❤️", shown.ref),
        stage.you.pressing("Details", shown),
        stage.you.running("undo"),
    ]
    for event in events:
        await stage.studio.desk.handle(event)
        await stage.quiet()
    before = await _everything(stage, thread)
    for event in events:
        await stage.studio.desk.handle(event)
        await stage.quiet()
    assert await _everything(stage, thread) == before


async def _everything(stage: Stage, thread: str) -> object:
    return await stage.session(thread), await stage.balance(), await stage.entries()


async def test_the_same_event_at_once_is_handled_once(stage: Stage) -> None:
    event = stage.you.running("brief", text="a can", model=NANO, agreed=10**9)
    await asyncio.gather(*[stage.studio.desk.handle(event) for _ in range(10)])
    await stage.quiet()
    assert len(await stage.threads()) == 1
    assert len(stage.google.calls) == 1


async def test_a_double_click_on_again_is_one_version_a_later_click_another(stage: Stage) -> None:
    thread = await stage.you.orders(model=NANO)
    shown = await stage.you.sees("1.1", thread)
    first, second = stage.you.pressing("Again", shown), stage.you.pressing("Again", shown)
    answers = await asyncio.gather(
        stage.studio.desk.handle(first),
        stage.studio.desk.handle(replace(second, at=second.at + 0.3)),
    )
    await stage.quiet()
    assert answers[0] == answers[1]
    assert len((await stage.session(thread)).versions) == 2
    await stage.pass_time(60)
    await stage.you.presses("Again", shown)
    assert len((await stage.session(thread)).versions) == 3
    assert await stage.free() == 1000 - 3 * 5.1


async def test_a_double_click_on_undo_takes_back_one_step(stage: Stage) -> None:
    thread = await stage.you.orders(model=NANO)
    await stage.you.presses("Discard", await stage.you.sees("1.1", thread))
    gone = await stage.you.sees("1.1", thread)
    await stage.you.presses("Undo", gone)
    await stage.you.presses("Undo", gone)
    assert (await stage.version(thread, 1)).state is VersionState.READY


async def test_two_people_who_press_the_same_button_are_two_people(stage: Stage) -> None:
    maker = await stage.adds("Mia", "sketch", "spend")
    thread = await stage.you.orders(model=NANO)
    shown = await stage.you.sees("1.1", thread)
    await asyncio.gather(
        stage.studio.desk.handle(stage.you.pressing("Again", shown)),
        stage.studio.desk.handle(maker.pressing("Again", shown)),
    )
    await stage.quiet()
    assert len((await stage.session(thread)).versions) == 3


async def test_an_approval_and_a_rejection_at_once_end_in_one_of_them(stage: Stage) -> None:
    second = await stage.adds("Ann", "approve")
    thread = await stage.you.orders(model=NANO)
    await stage.you.presses("Ask for approval", await stage.you.sees("1.1", thread))
    approver = await stage.approver()
    review = await approver.sees("1.1", thread, Kind.REVIEW)
    await asyncio.gather(
        stage.studio.desk.handle(approver.pressing("Approve", review)),
        stage.studio.desk.handle(second.pressing("Reject", review)),
    )
    await stage.quiet()
    found = (await stage.version(thread, 1)).review
    assert found is not None
    assert found.state is ReviewState.REJECTED
    await stage.pass_time(70)
    assert (await stage.version(thread, 1)).review == found


async def test_twenty_orders_at_once_are_twenty_numbers_and_twenty_charges(stage: Stage) -> None:
    await stage.rules(waiting_cap=100, member_daily_cap=10**9, venue_daily_cap=10**9)
    events = [
        stage.you.running("brief", text=f"can {n}", model=NANO, resolution="1K", agreed=10**9)
        for n in range(20)
    ]
    await asyncio.gather(*[stage.studio.desk.handle(event) for event in events])
    await stage.quiet()
    threads = await stage.threads()
    numbers = [(await stage.session(thread)).number for thread in threads]
    assert numbers == list(range(1, 21))
    assert await stage.free() == 1000 - 20 * 3.4
    assert await stage.reserved() == 0


async def test_the_card_says_what_was_left_then(stage: Stage) -> None:
    first = await stage.you.orders(model=NANO)
    await stage.you.orders(model=NANO)
    assert "994.9 left" in words_of(await stage.you.sees("1.1", first))
