"""The lease loop: what runs at once, what waits, what is kept alive, what is left alone."""

from __future__ import annotations

import asyncio

import pytest

from bot.domain.ids import JobId
from bot.domain.model import Provider
from bot.domain.work import VersionState
from bot.store import jobs
from bot.store.transaction import Transaction
from bot.worker import CAPS, HEARTBEAT_S, LEASE_S, SLOTS
from tests.standins.model import After, Hang, good
from tests.stories.studio import GPT, NANO, Stage


def test_a_lease_outlives_two_lost_heartbeats() -> None:
    assert LEASE_S >= 3 * HEARTBEAT_S


def test_a_vendor_that_hangs_leaves_room_for_the_others_and_for_timers() -> None:
    assert sum(CAPS.values()) < SLOTS


async def test_a_call_that_takes_minutes_keeps_its_lease_and_is_made_once(stage: Stage) -> None:
    stage.google.then(After(200.0))
    thread = await stage.you.orders(model=NANO)
    await stage.pass_time(190)
    assert (await stage.version(thread, 1)).state is VersionState.ORDERED
    assert (await stage.look(jobs_uncertain)) == ()
    await stage.pass_time(20)
    assert (await stage.version(thread, 1)).state is VersionState.READY
    assert len(stage.google.calls) == 1


def jobs_uncertain(tx: Transaction) -> tuple[jobs.Job, ...]:
    return jobs.in_state(tx, jobs.JobState.UNCERTAIN)


async def test_no_more_calls_of_one_provider_run_than_its_cap(stage: Stage) -> None:
    cap = 3
    stage.studio.worker._caps = {**CAPS, Provider.GOOGLE: cap}
    hangs = [Hang() for _ in range(cap + 3)]
    stage.google.then(*hangs)
    for _ in range(cap + 3):
        await stage.studio.desk.handle(
            stage.you.running("brief", text="a", model=NANO, resolution="1K", agreed=10**9)
        )
    await stage.until(lambda: stage.google.open == cap)
    await asyncio.sleep(0.02)
    assert stage.google.open == cap
    other = await stage.you.orders(model=GPT)  # another provider waits for nobody
    assert (await stage.version(other, 1)).state is VersionState.READY
    for hang in hangs:
        hang.release()
    await stage.until(lambda: len(stage.google.calls) == cap + 3 and stage.google.open == 0)
    await stage.quiet()
    assert await stage.reserved() == 0


async def test_the_place_in_the_line_is_told_and_moves_up(stage: Stage) -> None:
    cap = 3
    stage.studio.worker._caps = {**CAPS, Provider.GOOGLE: cap}
    hangs = [Hang() for _ in range(cap)]
    stage.google.then(*hangs)
    for _ in range(cap + 2):
        await stage.studio.desk.handle(
            stage.you.running("brief", text="a", model=NANO, resolution="1K", agreed=10**9)
        )
    await stage.until(lambda: stage.google.open == cap)
    threads = await stage.threads()
    places = [(await stage.version(t, 1)).queue_place for t in threads]
    assert sorted(places) == [0] * cap + [1, 2]
    for hang in hangs:
        hang.release()
    await stage.until(lambda: len(stage.google.calls) == cap + 2)


async def test_edits_of_one_thread_run_one_after_the_other(stage: Stage) -> None:
    first = Hang()
    stage.google.then(first)
    thread = await stage.you.orders(model=NANO)
    await stage.you.says("v1: make it warmer", thread)
    await stage.you.says("v1: make it colder", thread)
    assert len(stage.google.calls) == 1
    elsewhere = await stage.you.orders(model=NANO)
    assert (await stage.version(elsewhere, 1)).state is VersionState.READY
    first.release()
    await stage.until(lambda: len(stage.google.calls) == 4)
    await stage.quiet()
    order = [call.instruction for call in stage.google.calls]
    assert order == ["", "", "make it warmer", "make it colder"]


async def test_the_pictures_of_a_set_are_drawn_side_by_side(stage: Stage) -> None:
    hangs = [Hang() for _ in range(4)]
    stage.google.then(*hangs)
    await stage.studio.desk.handle(
        stage.you.running("brief", text="a x4", model=NANO, agreed=10**9)
    )
    await stage.until(lambda: stage.google.open == 4)
    assert [call.index for call in sorted(stage.google.calls, key=lambda c: c.index)] == [
        0,
        1,
        2,
        3,
    ]
    assert len({call.key for call in stage.google.calls}) == 4
    for hang in hangs:
        hang.release()


async def test_the_vendors_bytes_are_kept_untouched(stage: Stage) -> None:
    thread = await stage.you.orders(model=NANO)
    picture = (await stage.version(thread, 1)).pictures[0]
    kept = await stage.files.get(picture.file)
    assert kept == good(stage.google.calls[0]).pictures[0].data


async def test_a_call_has_everything_and_looks_up_nothing(stage: Stage) -> None:
    thread = await stage.you.orders('a can for a story text:"HI"', model=NANO)
    await stage.you.edits("make it warmer", thread)
    first, second = stage.google.calls
    assert first.prompt
    assert "HI" in first.prompt
    assert first.parent is None
    assert first.format.placement
    assert second.parent is not None
    assert second.parent.data == good(first).pictures[0].data
    assert second.parent.model == NANO
    assert first.timeout_s > 60


async def test_a_job_of_an_unknown_kind_ends_and_stops_nothing(stage: Stage) -> None:
    now = stage.clock.now()
    await stage.do(
        lambda tx: jobs.submit(
            tx, id=JobId("odd"), kind="odd", args="", repeatable=True, run_at=now, now=now
        )
    )
    stage.studio.worker.wake()
    await stage.quiet()
    found = await stage.look(lambda tx: jobs.get(tx, JobId("odd")))
    assert found is not None
    assert found.state is jobs.JobState.FAILED
    stage.expected_a_bug()
    thread = await stage.you.orders(model=NANO)
    assert (await stage.version(thread, 1)).state is VersionState.READY


async def test_a_claim_that_breaks_is_tried_again(
    stage: Stage,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from bot.services import drawing  # noqa: PLC0415

    def broken(*_: object, **__: object) -> object:
        raise OSError

    monkeypatch.setattr(drawing, "claim", broken)
    ordering = asyncio.create_task(
        stage.studio.desk.handle(stage.you.running("brief", text="a", model="sketch"))
    )
    await ordering
    await stage.until(lambda: bool(stage.bugs()))
    monkeypatch.undo()
    await stage.pass_time(10)
    (thread,) = await stage.threads()
    assert (await stage.version(thread, 1)).state is VersionState.READY
    stage.expected_a_bug()
