"""A full disk: a clear answer, nothing lost, nothing charged, and work goes on when there is room."""

from __future__ import annotations

import asyncio

from bot.domain.work import VersionState
from bot.errors import DiskFull
from bot.events import Say
from tests.standins.model import Hang
from tests.stories.fixtures import Opening
from tests.stories.studio import NANO, Stage, words_of
from tests.stories.test_bad_input import _png


async def test_an_upload_is_refused_with_a_sentence(stage: Stage) -> None:
    stage.files.full = True
    found = await stage.studio.desk.take_in(stage.you.actor, _png(90, 90), "a.png")
    assert isinstance(found, DiskFull)
    assert "disk is full" in words_of(await stage.studio.desk.sentence(found))


async def test_a_picture_that_cannot_be_kept_is_not_charged(stage: Stage) -> None:
    stage.files.full = True
    thread = await stage.you.orders(model=NANO)
    version = await stage.version(thread, 1)
    assert (version.state, version.problem) == (VersionState.FAILED, "disk_full")
    assert await stage.free() == 1000
    assert await stage.reserved() == 0
    stage.files.full = False
    assert (await stage.version(await stage.you.orders(model=NANO), 1)).state is VersionState.READY


async def _fills(stage: Stage) -> None:
    """No page more for the database."""
    pages = await stage.do(lambda tx: tx.one("PRAGMA page_count"))
    count = pages.int("page_count") if pages else 0
    await stage.do(lambda tx: tx.one(f"PRAGMA max_page_count = {count}"))
    for n in range(2000):
        try:
            await stage.do(
                lambda tx, n=n: tx.run(  # type: ignore[misc]
                    "INSERT INTO aliases (alias, origin) SELECT :a, origin FROM inbox LIMIT 1",
                    a=f"{n}" + "x" * 900,
                )
            )
        except DiskFull:
            return
    raise AssertionError("the database never filled")


async def _room(stage: Stage) -> None:
    await stage.do(lambda tx: tx.one("PRAGMA max_page_count = 1000000"))


async def test_a_full_database_refuses_with_a_sentence_and_takes_orders_again(
    stage: Stage,
) -> None:
    await stage.you.orders(model=NANO)
    before = await stage.free()
    await _fills(stage)
    answer = await asyncio.wait_for(
        stage.studio.desk.handle(
            stage.you.running("brief", text="a can " * 300, model=NANO, agreed=10**9)
        ),
        10,
    )
    assert isinstance(answer, Say)
    assert "disk is full" in words_of(answer)
    await _room(stage)
    stage.clock.move(5)
    await stage.quiet()
    assert await stage.free() == before
    assert await stage.reserved() == 0
    assert len(await stage.threads()) == 1
    thread = await stage.you.orders(model=NANO)
    assert (await stage.version(thread, 1)).state is VersionState.READY
    stage.forgive()


async def test_a_database_that_fills_while_a_paid_call_runs_loses_no_credit(stage: Stage) -> None:
    hang = Hang()
    stage.google.then(hang)
    thread = await stage.you.orders(model=NANO)
    await _fills(stage)
    hang.release()
    await stage.until(lambda: stage.google.open == 0)
    await asyncio.sleep(0.1)
    await _room(stage)
    await stage.pass_time(60)
    version = await stage.version(thread, 1)
    assert version.state in {VersionState.READY, VersionState.UNCERTAIN, VersionState.FAILED}
    assert len(stage.google.calls) == 1  # never called again by itself
    balance = await stage.balance()
    assert balance.free + balance.reserved + (version.spent or 0) == 1_000_000
    if version.state is not VersionState.UNCERTAIN:
        assert balance.reserved == 0
    again = await stage.you.orders(model=NANO)
    assert (await stage.version(again, 1)).state is VersionState.READY
    stage.forgive()


async def test_a_studio_with_a_capped_database_starts_and_says_when_it_is_full(
    open_stage: Opening,
) -> None:
    stage = await open_stage(max_db_pages="150")
    answers = []
    for _ in range(60):
        answer = await stage.studio.desk.handle(
            stage.you.running("brief", text="a can " * 600, model="sketch")
        )
        answers.append(words_of(answer))
        if "disk is full" in answers[-1]:
            break
        stage.clock.move(61)
    assert "disk is full" in answers[-1]
    await _room(stage)
    for _ in range(40):  # what waited is shown by itself, in one of the tries that come with time
        await stage.until(lambda: not stage.studio.worker.busy)
        if await stage._idle():
            break
        stage.clock.move(5)
        await asyncio.sleep(0.05)
    await stage.quiet()
    stage.forgive()


async def test_an_event_for_whose_row_there_is_no_room_is_answered(stage: Stage) -> None:
    await _fills(stage)
    event = stage.you.running("brief", text="x " * 4000, model=NANO)
    answer = await stage.studio.desk.handle(event)
    assert "disk is full" in words_of(answer)
    await _room(stage)
    stage.clock.move(5)
    assert await stage.studio.desk.accept(event)  # not seen before: it can be sent again
    stage.forgive()
