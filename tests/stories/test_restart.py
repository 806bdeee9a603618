"""The process ends in the middle: told to, or killed. Nothing accepted is lost, nothing is paid for
twice, no card is posted twice."""

from __future__ import annotations

import asyncio

import pytest

from bot import reading_events
from bot.cards import Kind
from bot.domain.work import ReviewState, VersionState
from bot.errors import Locked, NewerDatabase
from bot.events import Quiet
from bot.store import inbox, jobs, posts
from bot.wiring import open_studio
from tests.standins.model import Hang
from tests.stories.fixtures import Opening
from tests.stories.studio import NANO, Stage, words_of


async def test_a_stop_finishes_what_runs_and_starts_nothing_new(stage: Stage) -> None:
    hang = Hang()
    stage.google.then(hang)
    thread = await stage.you.orders(model=NANO)
    await stage.you.says("v1: make it warmer", thread)
    stopping = asyncio.create_task(stage.stop())
    await asyncio.sleep(0.02)
    assert not stopping.done()
    hang.release()
    await stopping
    assert len(stage.google.calls) == 1
    await stage.start_again()
    assert (await stage.version(thread, 1)).state is VersionState.READY
    assert (await stage.version(thread, 2)).state is VersionState.READY
    assert len(stage.google.calls) == 2


@pytest.mark.parametrize("turns", range(0, 12, 2))
async def test_a_job_that_is_being_claimed_when_a_stop_begins_is_finished_or_left_to_the_next(
    stage: Stage, turns: int
) -> None:
    ordered = await stage.studio.desk.handle(
        stage.you.running("brief", text="a can", model=NANO, resolution="1K", agreed=10**9)
    )
    for _ in range(turns):  # of the loop: the claim is under way in some of them
        await asyncio.sleep(0)
    await stage.stop()
    await stage.start_again()
    await stage.quiet()
    assert isinstance(ordered, Quiet)
    assert (await stage.version(str(ordered.opens), 1)).state is VersionState.READY
    assert len(stage.google.calls) == 1
    assert stage.bugs() == []


async def test_a_second_stop_signal_leaves_the_call_uncertain(stage: Stage) -> None:
    hang = Hang()
    stage.google.then(hang)
    thread = await stage.you.orders(model=NANO)
    stopping = asyncio.create_task(stage.stop())
    await asyncio.sleep(0.02)
    await stage.studio.worker.abandon()
    await stopping
    await stage.start_again()
    assert (await stage.version(thread, 1)).state is VersionState.UNCERTAIN
    assert len(stage.google.calls) == 1
    shown = await stage.you.sees("1.1", thread, Kind.RUNNING)
    assert "Checking with the vendor" in words_of(shown)


async def test_a_killed_paid_call_is_uncertain_and_not_made_again(stage: Stage) -> None:
    stage.google.then(Hang())
    thread = await stage.you.orders(model=NANO)
    await stage.crash()
    await stage.start_again()
    assert (await stage.version(thread, 1)).state is VersionState.UNCERTAIN
    assert len(stage.google.calls) == 1
    assert await stage.reserved() == 5.1
    await stage.you.presses("Run again", await stage.you.sees("1.1", thread, Kind.RUNNING))
    assert (await stage.version(thread, 1)).state is VersionState.READY
    assert await stage.free() == 994.9


async def test_a_killed_free_sketch_is_drawn_again_without_asking(practice: Stage) -> None:
    make = practice.sketch.make
    practice.sketch.make = _never  # type: ignore[assignment, method-assign]
    ordering = asyncio.create_task(
        practice.studio.desk.handle(practice.you.running("brief", text="a can", agreed=10**9))
    )
    answer = await ordering
    await practice.until(lambda: practice.studio.worker.busy == 1)
    await practice.crash()
    practice.sketch.make = make  # type: ignore[method-assign]
    await practice.start_again()
    thread = answer.opens  # type: ignore[union-attr]
    assert (await practice.version(thread, 1)).state is VersionState.READY


async def _never(*_: object) -> object:
    return await asyncio.Event().wait()


async def test_a_change_of_a_picture_that_never_came_is_not_sent_and_costs_nothing(
    stage: Stage,
) -> None:
    stage.google.then(Hang())
    thread = await stage.you.orders(model=NANO)
    await stage.you.says("v1: make it warmer", thread)
    await stage.crash()
    await stage.start_again()
    second = await stage.version(thread, 2)
    assert second.state is VersionState.FAILED
    assert second.spent == 0
    assert len(stage.google.calls) == 1
    shown = words_of(await stage.you.sees("1.2", thread, Kind.RUNNING))
    assert "The picture that this was to change never came" in shown
    assert (await stage.version(thread, 1)).state is VersionState.UNCERTAIN


async def test_an_event_that_was_accepted_and_not_handled_is_handled_once(stage: Stage) -> None:
    event = stage.you.running("brief", text="a can", model=NANO, agreed=10**9)
    assert await stage.studio.desk.accept(event)
    await stage.crash()
    await stage.start_again()
    assert len(await stage.threads()) == 1
    await stage.you.sends(event)
    assert len(await stage.threads()) == 1
    assert len(stage.google.calls) == 1


async def test_an_event_killed_half_way_makes_one_order(stage: Stage) -> None:
    event = stage.you.running("brief", text="a can", model=NANO, agreed=10**9)
    await stage.you.sends(event)
    await stage.do(
        lambda tx: tx.run("UPDATE inbox SET state = 'new' WHERE origin = :o", o=event.origin)
    )
    await stage.crash()
    await stage.start_again()
    assert len(await stage.threads()) == 1
    assert len(stage.google.calls) == 1
    assert await stage.free() == 994.9


async def test_unhandled_events_of_one_thread_are_handled_in_their_order(stage: Stage) -> None:
    thread = await stage.you.orders(model=NANO)
    replies = [
        stage.you.saying(f"v1: make it {word}", thread) for word in ("warmer", "colder", "darker")
    ]
    for reply in replies:
        await stage.studio.desk.accept(reply)
    await stage.crash()
    await stage.start_again()
    session = await stage.session(thread)
    assert [v.instruction for v in session.versions[1:]] == [
        "make it warmer",
        "make it colder",
        "make it darker",
    ]


async def test_an_event_that_cannot_be_read_any_more_keeps_nobody_from_starting(
    stage: Stage,
) -> None:
    now = stage.clock.now()
    await stage.do(lambda tx: inbox.accept(tx, "old", (), "web/x/y/", "Invocation {}", now))
    good = stage.you.running("brief", text="a can", model=NANO, agreed=10**9)
    await stage.studio.desk.accept(good)
    await stage.crash()
    await stage.start_again()
    assert len(await stage.threads()) == 1
    stage.expected_a_bug()


async def test_every_event_is_read_back_as_it_was_written(stage: Stage) -> None:
    you = stage.you
    for event in (
        you.running("brief", text="ä 🎨\n", x="1"),
        you.saying("hello", "t", to="r"),
        you.reacting("✅", "m"),
        you.raw("v1:pick:x"),
    ):
        assert reading_events.unpack_event(reading_events.pack_event(event)) == event


async def test_dirty_marks_survive_a_kill_and_no_card_is_posted_twice(stage: Stage) -> None:
    thread = await stage.you.orders(model=NANO)
    before = dict(stage.chat.messages)
    await stage.do(lambda tx: posts.mark(tx, (thread), stage.clock.now()))  # type: ignore[arg-type]
    await stage.crash()
    await stage.start_again()
    assert stage.chat.messages.keys() == before.keys()
    assert await stage.look(posts.dirty) == ()


@pytest.mark.parametrize("fate", ["before", "after"])
async def test_a_post_of_unknown_fate_is_looked_up_before_it_is_posted_again(
    stage: Stage, fate: str
) -> None:
    stage.chat.lose.append(fate)
    thread = await stage.you.orders(model=NANO)
    await stage.crash()
    await stage.start_again()
    await stage.do(lambda tx: posts.mark(tx, thread, stage.clock.now()))  # type: ignore[arg-type]
    stage.studio.show.poke()
    await stage.quiet()
    assert stage.chat.looked
    posted = [m.wanted.post for m in stage.chat.messages.values()]
    assert len(posted) == len(set(posted))
    states = await stage.look(
        lambda tx: {r.state for r in posts.of_session(tx, thread)}  # type: ignore[arg-type]
    )
    assert states == {"sent"}


async def test_a_grace_time_that_ended_while_it_was_off_locks_at_the_start(stage: Stage) -> None:
    thread = await stage.you.orders(model=NANO)
    approver = await stage.approver()
    await approver.reacts("✅", (await approver.sees("1.1", thread)).ref)
    await stage.stop()
    stage.clock.move(3600)
    await stage.start_again()
    review = (await stage.version(thread, 1)).review
    assert review is not None
    assert review.state is ReviewState.APPROVED
    assert review.sealed_at is not None
    assert review.sealed_at < stage.clock.now() - 3500


async def test_a_second_process_on_the_same_folder_is_refused_with_a_sentence(
    stage: Stage,
) -> None:
    with pytest.raises(Locked) as refused:
        await open_studio(stage.settings)
    card = await stage.studio.desk.sentence(refused.value)
    assert "Another Artdesk already works" in words_of(card)
    assert (await stage.you.page()).title == ""


async def test_a_database_of_a_newer_release_is_refused_and_untouched(
    open_stage: Opening,
) -> None:
    stage = await open_stage()
    await stage.do(
        lambda tx: tx.run(
            "INSERT INTO migrations (number, readable_from, applied) VALUES (99, 99, 0)"
        )
    )
    await stage.stop()
    with pytest.raises(NewerDatabase) as refused:
        await open_studio(stage.settings)
    assert refused.value.found == 99
    await _forget_the_newer(stage)
    await stage.start_again()


async def _forget_the_newer(stage: Stage) -> None:
    import sqlite3  # noqa: PLC0415

    with sqlite3.connect(stage.settings.database()) as connection:
        connection.execute("DELETE FROM migrations WHERE number = 99")
    connection.close()


async def test_running_jobs_are_reclaimed_by_the_next_start_alone(stage: Stage) -> None:
    stage.google.then(Hang())
    await stage.you.orders(model=NANO)
    await stage.crash()
    await stage.start_again()
    running = await stage.look(lambda tx: jobs.in_state(tx, jobs.JobState.RUNNING))
    assert running == ()
