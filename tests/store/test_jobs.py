"""Jobs: lanes, caps, leases, fences, and what happens to work whose owner died."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Mapping
from contextlib import closing

import pytest

from bot.domain.ids import JobId
from bot.store import jobs
from bot.store.database import SqliteTransaction, Transaction
from bot.store.jobs import Job, JobState
from tests.store.engines import NOW, Engine, SqliteEngine

FREE: Mapping[str, int] = {"sketch": 100, "google": 100}


def submit(
    tx: Transaction,
    name: str,
    *,
    lane: str = "",
    provider: str = "sketch",
    repeatable: bool = True,
    at: float = NOW,
    member: str = "ann",
    parked: bool = False,
    queue: str = jobs.WORK,
) -> bool:
    return jobs.submit(
        tx, id=JobId(name), kind="draw", args="{}", repeatable=repeatable, run_at=at, now=NOW,
        queue=queue, lane=lane, provider=provider, team="t", member=member, parked=parked,
    )  # fmt: skip


def claim(
    engine: Engine,
    *,
    owner: str = "w1",
    now: float = NOW,
    limit: int = 10,
    caps: Mapping[str, int] = FREE,
) -> list[Job]:
    return list(engine.do(jobs.claim, owner=owner, now=now, until=now + 30, limit=limit, caps=caps))


def names(found: list[Job]) -> list[str]:
    return [job.id for job in found]


def state(engine: Engine, name: str) -> JobState:
    job = engine.do(jobs.get, JobId(name))
    assert job is not None
    return job.state


def test_a_job_is_submitted_once_and_claimed_once(engine: Engine) -> None:
    assert engine.do(submit, "a") is True
    assert engine.do(submit, "a") is False
    (job,) = claim(engine)
    assert (job.id, job.state, job.attempt, job.owner) == ("a", JobState.RUNNING, 1, "w1")
    assert claim(engine, owner="w2") == []
    assert engine.do(jobs.finish, job, "done", NOW) is True
    assert engine.do(jobs.finish, job, "done", NOW) is False
    assert state(engine, "a") is JobState.DONE


def test_the_oldest_waits_least_and_nothing_starts_before_its_time(engine: Engine) -> None:
    engine.do(submit, "later", at=NOW + 5)
    engine.do(submit, "second", at=NOW - 1)
    engine.do(submit, "first", at=NOW - 2)
    assert names(claim(engine, limit=1)) == ["first"]
    assert engine.do(jobs.due_at, NOW) == NOW + 5
    assert names(claim(engine)) == ["second"]
    assert names(claim(engine, now=NOW + 5)) == ["later"]


def test_only_the_first_unfinished_job_of_a_lane_runs(engine: Engine) -> None:
    for name in ("c", "a", "b"):
        engine.do(submit, name, lane="thread")
    engine.do(submit, "other", lane="other")
    first, other = claim(engine)
    assert (first.id, other.id) == ("c", "other")
    assert claim(engine) == []
    engine.do(jobs.finish, other, "", NOW)
    engine.do(jobs.retry, first, NOW + 60)
    assert claim(engine) == [], "a job that waits for its next try holds its lane"
    (first,) = claim(engine, now=NOW + 60)
    engine.do(jobs.fail, first, "", NOW)
    assert names(claim(engine, now=NOW + 60)) == ["a"]


@pytest.mark.parametrize("how", ["parked", "uncertain"])
def test_a_job_that_may_wait_for_a_day_does_not_hold_its_lane(engine: Engine, how: str) -> None:
    engine.do(submit, "a", lane="thread", parked=how == "parked")
    engine.do(submit, "b", lane="thread")
    if how == "uncertain":
        (job,) = claim(engine)
        engine.do(jobs.mark_uncertain, job)
    assert names(claim(engine)) == ["b"]


def test_a_provider_never_runs_more_than_its_cap(engine: Engine) -> None:
    for n in range(5):
        engine.do(submit, f"g{n}", provider="google")
        engine.do(submit, f"s{n}", provider="sketch")
    caps = {"google": 2, "sketch": 1}
    running = claim(engine, caps=caps)
    assert sorted(names(running)) == ["g0", "g1", "s0"]
    assert claim(engine, owner="w2", caps=caps) == []
    engine.do(jobs.finish, running[0], "", NOW)
    assert len(claim(engine, owner="w2", caps=caps)) == 1
    assert claim(engine, caps={}) == [], "a provider that is not configured gets nothing"


def test_a_full_provider_does_not_keep_the_others_waiting(engine: Engine) -> None:
    for n in range(20):
        engine.do(submit, f"g{n:02}", provider="google", at=NOW - 100)
    engine.do(submit, "s", provider="sketch")
    claimed = claim(engine, limit=3, caps={"google": 1, "sketch": 1})
    assert names(claimed) == ["g00", "s"]


def test_a_paused_provider_is_left_alone_until_its_time(engine: Engine) -> None:
    engine.do(submit, "g", provider="google")
    engine.do(submit, "s", provider="sketch")
    engine.do(jobs.pause_provider, "google", NOW + 20)
    assert names(claim(engine)) == ["s"]
    assert engine.do(jobs.due_at, NOW) == NOW + 20
    assert names(claim(engine, now=NOW + 20)) == ["g"]


def test_timers_need_no_provider(engine: Engine) -> None:
    engine.do(submit, "grace", provider="", queue=jobs.TIMER, at=NOW + 60)
    assert claim(engine, caps={}) == []
    assert names(claim(engine, now=NOW + 60, caps={})) == ["grace"]


def test_a_heartbeat_keeps_the_lease_and_learns_what_was_lost_or_is_to_stop(
    engine: Engine,
) -> None:
    for name in ("a", "b", "c"):
        engine.do(submit, name)
    running = claim(engine)
    engine.do(jobs.finish, running[0], "", NOW)
    assert engine.do(jobs.cancel, JobId("b"), NOW) is JobState.RUNNING
    beat = engine.do(jobs.heartbeat, "w1", [job.id for job in running], NOW + 60)
    assert (beat.lost, beat.stop) == (("a",), ("b",))
    assert engine.do(jobs.lapsed, NOW + 59) == ()
    assert engine.do(jobs.heartbeat, "w2", [JobId("b")], NOW + 90).lost == ("b",)
    assert engine.do(jobs.stopped, running[1], "", NOW) is True
    assert state(engine, "b") is JobState.CANCELLED


def test_a_lost_lease_runs_again_only_what_may_be_repeated(engine: Engine) -> None:
    engine.do(submit, "free")
    engine.do(submit, "paid", repeatable=False)
    old = {job.id: job for job in claim(engine)}
    (again,) = claim(engine, owner="w2", now=NOW + 31)
    assert (again.id, again.attempt, again.owner) == ("free", 2, "w2")
    assert state(engine, "paid") is JobState.UNCERTAIN
    # The late owner: refused where somebody else took over, kept where nobody did.
    assert engine.do(jobs.finish, old[JobId("free")], "late", NOW) is False
    assert engine.do(jobs.finish, old[JobId("paid")], "late", NOW) is True
    assert engine.do(jobs.finish, again, "mine", NOW) is True
    assert (state(engine, "paid"), state(engine, "free")) == (JobState.DONE, JobState.DONE)


def test_a_late_end_of_a_queued_again_job_is_refused_even_before_it_is_taken(
    engine: Engine,
) -> None:
    engine.do(submit, "a")
    (job,) = claim(engine)
    engine.do(jobs.lapsed, NOW + 31)
    assert engine.do(jobs.finish, job, "late", NOW) is False
    assert state(engine, "a") is JobState.QUEUED


def test_a_start_sorts_out_what_the_last_run_left_running(engine: Engine) -> None:
    engine.do(submit, "free")
    engine.do(submit, "paid", repeatable=False)
    engine.do(submit, "waits", at=NOW + 9)
    claim(engine)
    changed = {job.id: job.state for job in engine.do(jobs.reclaim, NOW)}
    assert changed == {"free": JobState.QUEUED, "paid": JobState.UNCERTAIN}
    assert engine.do(jobs.reclaim, NOW) == ()
    assert names(list(engine.do(jobs.in_state, JobState.UNCERTAIN))) == ["paid"]


def test_an_uncertain_job_is_settled_by_hand_or_run_again(engine: Engine) -> None:
    for name in ("a", "b"):
        engine.do(submit, name, repeatable=False)
    for job in claim(engine):
        assert engine.do(jobs.mark_uncertain, job) is True
    assert claim(engine, now=NOW + 999) == []

    def decide(name: str, what: JobState) -> bool:
        return engine.do(jobs.settle_uncertain, JobId(name), what, "by ann", NOW)

    assert decide("a", JobState.FAILED) is True
    assert decide("a", JobState.DONE) is False
    assert decide("b", JobState.QUEUED) is True
    assert names(claim(engine)) == ["b"]
    with pytest.raises(ValueError, match="cannot become"):
        decide("b", JobState.PARKED)


def test_cancelling_what_waits_is_free_and_at_once(engine: Engine) -> None:
    engine.do(submit, "a")
    engine.do(submit, "p", parked=True)
    assert engine.do(jobs.cancel, JobId("a"), NOW) is JobState.CANCELLED
    assert engine.do(jobs.cancel, JobId("p"), NOW) is JobState.CANCELLED
    assert engine.do(jobs.cancel, JobId("nobody"), NOW) is None
    assert claim(engine) == []


def test_a_wish_to_stop_survives_a_retry(engine: Engine) -> None:
    engine.do(submit, "a")
    (job,) = claim(engine)
    engine.do(jobs.cancel, JobId("a"), NOW)
    engine.do(jobs.retry, job, NOW)
    (again,) = claim(engine)
    assert again.stop_wanted is True


def test_a_parked_job_starts_when_it_is_unparked(engine: Engine) -> None:
    engine.do(submit, "a", parked=True)
    assert claim(engine) == []
    assert engine.do(jobs.unpark, JobId("a"), NOW) is True
    assert engine.do(jobs.park, JobId("a")) is True
    assert engine.do(jobs.unpark, JobId("a"), NOW) is True
    assert names(claim(engine)) == ["a"]
    assert engine.do(jobs.park, JobId("a")) is False


def test_the_place_in_line_counts_those_before_me_at_my_provider(engine: Engine) -> None:
    engine.do(submit, "a", at=NOW)
    engine.do(submit, "b", at=NOW + 1)
    engine.do(submit, "g", provider="google", at=NOW)
    engine.do(submit, "c", at=NOW + 2)
    assert [engine.do(jobs.queue_place, JobId(n)) for n in "abcg"] == [1, 2, 3, 1]
    claim(engine, limit=1, caps={"sketch": 1})
    assert [engine.do(jobs.queue_place, JobId(n)) for n in "abc"] == [0, 1, 2]


def test_waiting_orders_of_a_member_are_counted_without_timers(engine: Engine) -> None:
    engine.do(submit, "a")
    engine.do(submit, "b", parked=True)
    engine.do(submit, "t", queue=jobs.TIMER)
    engine.do(submit, "x", member="ben")
    assert engine.do(jobs.pending, "ann") == 2
    (first, *_) = claim(engine, limit=1)
    assert engine.do(jobs.pending, "ann") == 2
    engine.do(jobs.finish, first, "", NOW)
    assert engine.do(jobs.pending, "ann") == 1


async def test_many_workers_at_once_take_every_job_once_and_keep_the_cap(engine: Engine) -> None:
    db = await engine.open()
    for n in range(60):
        await db.write(submit, f"j{n:02}", provider="google", lane=f"l{n % 20}")
    started: list[str] = []
    most = 0

    async def worker(owner: str) -> None:
        nonlocal most
        for _ in range(200):
            taken = await db.write(
                jobs.claim, owner=owner, now=NOW, until=NOW + 30, limit=8, caps={"google": 4}
            )
            running = await db.read(jobs.in_state, JobState.RUNNING)
            most = max(most, len(running))
            started.extend(job.id for job in taken)
            for job in taken:
                assert await db.write(jobs.finish, job, "", NOW)
            if len(started) >= 60:
                return

    await asyncio.gather(*(worker(f"w{n}") for n in range(4)))
    assert sorted(started) == [f"j{n:02}" for n in range(60)]
    assert 1 <= most <= 4
    await db.close()


def test_finished_jobs_do_not_slow_a_claim(sqlite_engine: SqliteEngine) -> None:
    """Counted in steps of SQLite's machine, not in seconds: the same on a busy computer."""

    def fill(tx: Transaction, first: int, count: int) -> None:
        for n in range(first, first + count):
            submit(tx, f"old{n}", lane=f"l{n % 50}")
        tx.run("UPDATE jobs SET state = 'done' WHERE state = 'queued'")

    def steps(turn: str) -> int:
        for n in range(16):
            sqlite_engine.do(submit, f"new{turn}.{n}", lane=f"l{n}")
        counted = 0

        def count() -> int:
            nonlocal counted
            counted += 1
            return 0

        with closing(sqlite3.connect(sqlite_engine.path, isolation_level=None)) as connection:
            connection.row_factory = sqlite3.Row
            connection.set_progress_handler(count, 100)
            connection.execute("BEGIN IMMEDIATE")
            found = jobs.claim(
                SqliteTransaction(connection),
                owner="w",
                now=NOW,
                until=NOW + 30,
                limit=16,
                caps=FREE,
            )
            connection.execute("COMMIT")
        assert len(found) == 16
        for job in found:
            sqlite_engine.do(jobs.finish, job, "", NOW)
        return counted

    sqlite_engine.do(fill, 0, 500)
    few = steps("few")
    sqlite_engine.do(fill, 500, 30_000)

    assert steps("many") < few * 2, "30,000 finished rows"


def test_every_step_of_a_claim_uses_an_index(sqlite_engine: SqliteEngine) -> None:
    connection = sqlite3.connect(sqlite_engine.path)
    names = {"name": "g", "now": NOW, "limit": 9, "before": NOW, "owner": "w", "member": "ann"}
    values = names | {"until": NOW, "id": "a", "attempt": 1, "lane": "l", "queue": "work"}
    for sql in (jobs.READY, jobs.RUNNING, jobs.LAPSED_AGAIN, jobs.LAPSED_UNCERTAIN, jobs.DUE,
                jobs.LEASES, jobs.PENDING, jobs.WAITING_PROVIDERS):  # fmt: skip
        plan = " / ".join(row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", values))
        for part in plan.split(" / "):
            if part.startswith(("SCAN jobs", "SCAN j", "SCAN e")):
                assert "INDEX" in part, (sql, plan)
    connection.close()
