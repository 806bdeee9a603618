"""Work: one row a job, claimed under a lease by one owner, fenced by owner and attempt.

Only the first unfinished job of a lane runs; a provider's concurrency is exact (its row is touched
before its running jobs are counted); a job whose call may not be repeated turns `uncertain` when
its lease is lost and never runs again by itself. It stays a lease loop: no graphs, no cron.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.ids import JobId
from bot.store.transaction import Row, Transaction

WORK, TIMER = "work", "timer"
"""Queues. A timer is a job that only waits for its run_at."""

COLUMNS = """id, kind, queue, lane, provider, team, member, repeatable, args, state, attempt,
  run_at, owner, stop_wanted, result, created, finished"""
# A new job goes behind every unfinished one of its lane.
SUBMIT = """INSERT INTO jobs (id, kind, queue, lane, seq, provider, team, member, repeatable, args,
  state, run_at, created)
SELECT :id, :kind, :queue, :lane, COALESCE(max(seq), 0) + 1, :provider, :team, :member,
  CAST(:repeatable AS BIGINT), :args, :state, CAST(:run_at AS DOUBLE PRECISION),
  CAST(:now AS DOUBLE PRECISION)
FROM jobs WHERE lane = :lane AND state IN ('queued', 'parked', 'running', 'uncertain')
ON CONFLICT (id) DO NOTHING"""
GET = f"SELECT {COLUMNS} FROM jobs WHERE id = :id"
WAITING_PROVIDERS = """SELECT name FROM (
  SELECT DISTINCT provider AS name FROM jobs WHERE state = 'queued' AND run_at <= :now
) AS due ORDER BY name"""
TOUCH = """INSERT INTO providers (name, claims) VALUES (:name, 1)
ON CONFLICT (name) DO UPDATE SET claims = providers.claims + 1 RETURNING paused_until"""
RUNNING = "SELECT count(*) AS n FROM jobs WHERE provider = :name AND state = 'running'"
# Parked and uncertain jobs do not hold up their lane: they can wait for a day.
READY = """SELECT j.id, j.attempt, j.run_at, j.created, j.seq FROM jobs j
WHERE j.state = 'queued' AND j.provider = :name AND j.run_at <= :now AND (
  j.lane = '' OR NOT EXISTS (
    SELECT 1 FROM jobs e WHERE e.lane = j.lane
    AND e.state IN ('queued', 'parked', 'running', 'uncertain')
    AND e.state IN ('queued', 'running')
    AND (e.seq < j.seq OR (e.seq = j.seq AND e.id < j.id))))
ORDER BY j.run_at, j.created, j.id LIMIT :limit"""
TAKE = f"""UPDATE jobs SET state = 'running', owner = :owner, lease = :until,
  attempt = attempt + 1
WHERE id = :id AND state = 'queued' AND attempt = :attempt RETURNING {COLUMNS}"""
BEAT = """UPDATE jobs SET lease = :until WHERE id = :id AND owner = :owner AND state = 'running'
RETURNING stop_wanted"""
# A late end is accepted from uncertain too: a picture that was paid for is kept.
CLOSE = """UPDATE jobs SET state = :state, result = :result, lease = NULL, finished = :now
WHERE id = :id AND owner = :owner AND attempt = :attempt AND state IN ('running', 'uncertain')"""
RETRY = """UPDATE jobs SET state = 'queued', run_at = :at, owner = '', lease = NULL,
  result = 'again' WHERE id = :id AND owner = :owner AND attempt = :attempt AND state = 'running'"""
UNCERTAIN = """UPDATE jobs SET state = 'uncertain', lease = NULL
WHERE id = :id AND owner = :owner AND attempt = :attempt AND state = 'running'"""
SETTLE_UNCERTAIN = """UPDATE jobs SET state = :state, result = :result, finished = :now
WHERE id = :id AND state = 'uncertain'"""
AGAIN = """UPDATE jobs SET state = 'queued', run_at = :now, owner = '', stop_wanted = 0, result = ''
WHERE id = :id AND state = 'uncertain'"""
CANCEL = """UPDATE jobs SET state = 'cancelled', finished = :now
WHERE id = :id AND state IN ('queued', 'parked')"""
STOP = "UPDATE jobs SET stop_wanted = 1 WHERE id = :id AND state = 'running'"
PARK = "UPDATE jobs SET state = 'parked' WHERE id = :id AND state = 'queued'"
UNPARK = "UPDATE jobs SET state = 'queued', run_at = :at WHERE id = :id AND state = 'parked'"
LAPSED_AGAIN = f"""UPDATE jobs SET state = 'queued', run_at = :now, owner = '', lease = NULL,
  result = '' WHERE state = 'running' AND repeatable = 1 AND lease < :before RETURNING {COLUMNS}"""
LAPSED_UNCERTAIN = f"""UPDATE jobs SET state = 'uncertain', lease = NULL
WHERE state = 'running' AND repeatable = 0 AND lease < :before RETURNING {COLUMNS}"""
IN_STATE = f"SELECT {COLUMNS} FROM jobs WHERE state = :state ORDER BY created, id"
AHEAD = """SELECT count(*) AS n FROM jobs WHERE state = 'queued' AND provider = :provider
AND (run_at, created, id) < (:run_at, :created, :id)"""
DUE = "SELECT min(run_at) AS at FROM jobs WHERE state = 'queued' AND run_at > :now"
LEASES = "SELECT min(lease) AS at FROM jobs WHERE state = 'running' AND lease > :now"
PAUSES = """SELECT min(p.paused_until) AS at FROM providers p WHERE p.paused_until > :now
AND EXISTS (SELECT 1 FROM jobs j WHERE j.state = 'queued' AND j.provider = p.name)"""
PENDING = """SELECT count(*) AS n FROM jobs WHERE member = :member AND queue = :queue
AND state IN ('queued', 'parked', 'running', 'uncertain')
AND state IN ('queued', 'parked', 'running')"""
PAUSE = """INSERT INTO providers (name, paused_until) VALUES (:name, :until)
ON CONFLICT (name) DO UPDATE SET paused_until = excluded.paused_until"""
QUEUED_FOR = f"""SELECT {COLUMNS} FROM jobs WHERE state = 'queued' AND provider = :provider
AND kind = 'draw' ORDER BY run_at, created, id LIMIT :limit"""
PAUSED = "SELECT paused_until FROM providers WHERE name = :name"

FOR_EVER = 1e300
"""Later than every lease."""


class JobState(StrEnum):
    QUEUED = "queued"
    PARKED = "parked"
    RUNNING = "running"
    UNCERTAIN = "uncertain"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Job:
    """One job as read; owner and attempt are the fence of everything its owner writes."""

    id: JobId
    kind: str
    queue: str
    lane: str
    provider: str
    team: str
    member: str
    repeatable: bool
    args: str
    state: JobState
    attempt: int
    run_at: float
    owner: str
    stop_wanted: bool
    result: str
    created: float
    finished: float | None


@dataclass(frozen=True, slots=True)
class Beat:
    """What a heartbeat learns. lost: no longer ours; stop: a person asked to stop it."""

    lost: tuple[JobId, ...]
    stop: tuple[JobId, ...]


def submit(
    tx: Transaction,
    *,
    id: JobId,  # noqa: A002 - the column's name, said by every caller
    kind: str,
    args: str,
    repeatable: bool,
    run_at: float,
    now: float,
    queue: str = WORK,
    lane: str = "",
    provider: str = "",
    team: str = "",
    member: str = "",
    parked: bool = False,
) -> bool:
    """False: a job with this id is there already. lane "" = waits for nobody."""
    return bool(
        tx.run(
            SUBMIT,
            id=id,
            kind=kind,
            queue=queue,
            lane=lane,
            provider=provider,
            team=team,
            member=member,
            repeatable=int(repeatable),
            args=args,
            state=JobState.PARKED if parked else JobState.QUEUED,
            run_at=run_at,
            now=now,
        )
    )


def get(tx: Transaction, job: JobId) -> Job | None:
    row = tx.one(GET, id=job)
    return None if row is None else _job(row)


def in_state(tx: Transaction, state: JobState) -> tuple[Job, ...]:
    """Oldest first; meant for states that hold few rows (uncertain, running)."""
    return tuple(_job(row) for row in tx.all(IN_STATE, state=state))


def claim(
    tx: Transaction,
    *,
    owner: str,
    now: float,
    until: float,
    limit: int,
    caps: Mapping[str, int],
) -> tuple[Job, ...]:
    """Up to `limit` jobs, now running under a lease `until`. `caps`: provider -> how many may run
    at once in all processes; "" (timers, local work) has no cap; a provider that is not named
    gets nothing. Lost leases are sorted out first, see `lapsed`."""
    lapsed(tx, now)
    found: list[Row] = []
    for row in tx.all(WAITING_PROVIDERS, now=now):
        name = row.text("name")
        slots = min(limit, _slots(tx, name, caps, now))
        if slots > 0:
            found += tx.all(READY, name=name, now=now, limit=slots)
    found.sort(key=lambda row: (row.number("run_at"), row.number("created"), row.text("id")))
    claimed = []
    for row in found[: max(0, limit)]:
        job = tx.one(TAKE, id=row.text("id"), attempt=row.int("attempt"), owner=owner, until=until)
        if job is not None:
            claimed.append(_job(job))
    return tuple(claimed)


def _slots(tx: Transaction, name: str, caps: Mapping[str, int], now: float) -> int:
    """Touching the provider's row is the lock under which its running jobs are counted: names come
    sorted, so that two claims lock in the same order."""
    if not name:
        return 2**31  # nothing to count: the caller's limit decides
    if name not in caps:
        return 0
    touched = tx.one(TOUCH, name=name)
    running = tx.one(RUNNING, name=name)
    if touched is None or running is None or touched.number("paused_until") > now:
        return 0
    return caps[name] - running.int("n")


def heartbeat(tx: Transaction, owner: str, ids: Iterable[JobId], until: float) -> Beat:
    """Keeps the leases of `ids`; one statement each, so that one lost job costs no other."""
    lost, stop = [], []
    for job in sorted(ids):
        row = tx.one(BEAT, id=job, owner=owner, until=until)
        if row is None:
            lost.append(job)
        elif row.flag("stop_wanted"):
            stop.append(job)
    return Beat(tuple(lost), tuple(stop))


def finish(tx: Transaction, job: Job, result: str, now: float) -> bool:
    """False: no longer ours, write nothing else. Settle in the same transaction."""
    return _close(tx, job, JobState.DONE, result, now)


def fail(tx: Transaction, job: Job, result: str, now: float) -> bool:
    return _close(tx, job, JobState.FAILED, result, now)


def stopped(tx: Transaction, job: Job, result: str, now: float) -> bool:
    """Ends a running job that a person asked to stop."""
    return _close(tx, job, JobState.CANCELLED, result, now)


def _close(tx: Transaction, job: Job, state: JobState, result: str, now: float) -> bool:
    return bool(
        tx.run(
            CLOSE,
            id=job.id,
            owner=job.owner,
            attempt=job.attempt,
            state=state,
            result=result,
            now=now,
        )
    )


def retry(tx: Transaction, job: Job, at: float) -> bool:
    """Back to the queue, not before `at`; its hold stays, and so does a wish to stop it: look at
    stop_wanted of what you claim."""
    return bool(tx.run(RETRY, id=job.id, owner=job.owner, attempt=job.attempt, at=at))


def mark_uncertain(tx: Transaction, job: Job) -> bool:
    """The call left and no answer came: nothing more happens by itself, a late end is accepted."""
    return bool(tx.run(UNCERTAIN, id=job.id, owner=job.owner, attempt=job.attempt))


def settle_uncertain(tx: Transaction, job: JobId, state: JobState, result: str, now: float) -> bool:
    """A person (or 24 h) decides: DONE, FAILED, CANCELLED, or QUEUED = run it again."""
    if state is JobState.QUEUED:
        return bool(tx.run(AGAIN, id=job, now=now))
    if state not in (JobState.DONE, JobState.FAILED, JobState.CANCELLED):
        raise ValueError(f"an uncertain job cannot become {state}")
    return bool(tx.run(SETTLE_UNCERTAIN, id=job, state=state, result=result, now=now))


def cancel(tx: Transaction, job: JobId, now: float) -> JobState | None:
    """The state after it: CANCELLED at once if it waited; RUNNING: its owner is told with the next
    heartbeat; anything else: too late. None: no such job."""
    if not tx.run(CANCEL, id=job, now=now):
        tx.run(STOP, id=job)
    found = get(tx, job)
    return None if found is None else found.state


def park(tx: Transaction, job: JobId) -> bool:
    return bool(tx.run(PARK, id=job))


def unpark(tx: Transaction, job: JobId, at: float) -> bool:
    return bool(tx.run(UNPARK, id=job, at=at))


def reclaim(tx: Transaction, now: float) -> tuple[Job, ...]:
    """At start, when a lock proves that nobody else runs: every running job is nobody's. Returns
    them in their new state: queued again, or uncertain."""
    return _lapse(tx, now, FOR_EVER)


def lapsed(tx: Transaction, now: float) -> tuple[Job, ...]:
    """The same for jobs whose lease ran out. Call it in the transaction before `claim` to learn of
    the ones that turned uncertain."""
    return _lapse(tx, now, now)


def _lapse(tx: Transaction, now: float, before: float) -> tuple[Job, ...]:
    again = tx.all(LAPSED_AGAIN, now=now, before=before)
    unknown = tx.all(LAPSED_UNCERTAIN, before=before)
    return tuple(_job(row) for row in (*again, *unknown))


def queue_place(tx: Transaction, job: JobId) -> int:
    """1 = next in line of its provider; 0 = does not wait in line."""
    found = get(tx, job)
    if found is None or found.state is not JobState.QUEUED:
        return 0
    row = tx.one(
        AHEAD, provider=found.provider, run_at=found.run_at, created=found.created, id=found.id
    )
    return 1 + (row.int("n") if row else 0)


def held_up(tx: Transaction, job: JobId) -> float | None:
    """When a job that waits for its vendor is tried again: it was tried before, or its provider has
    a pause. None: it does not wait, or only for its turn."""
    found = get(tx, job)
    if found is None or found.state is not JobState.QUEUED:
        return None
    row = tx.one(PAUSED, name=found.provider)
    paused = row.number("paused_until") if row else 0.0
    again = found.run_at if found.result == "again" else 0.0
    return max(again, paused) if again or paused > found.run_at else None


def queued_for(tx: Transaction, provider: str, limit: int) -> tuple[Job, ...]:
    return tuple(_job(row) for row in tx.all(QUEUED_FOR, provider=provider, limit=limit))


def due_at(tx: Transaction, now: float) -> float | None:
    """The next moment after `now` at which time alone makes something claimable: a run_at, the end
    of a lease or of a pause. None: only a new or a finished job can."""
    rows = [tx.one(sql, now=now) for sql in (DUE, LEASES, PAUSES)]
    times = [at for row in rows if row and (at := row.maybe_number("at")) is not None]
    return min(times, default=None)


def pending(tx: Transaction, member: str, queue: str = WORK) -> int:
    """Jobs of one member that wait, are parked or run: what the cap on waiting orders counts."""
    row = tx.one(PENDING, member=member, queue=queue)
    return row.int("n") if row else 0


def pause_provider(tx: Transaction, provider: str, until: float) -> None:
    """Nothing of this provider is claimed before `until`; 0 ends a pause."""
    tx.run(PAUSE, name=provider, until=until)


def _job(row: Row) -> Job:
    return Job(
        id=JobId(row.text("id")),
        kind=row.text("kind"),
        queue=row.text("queue"),
        lane=row.text("lane"),
        provider=row.text("provider"),
        team=row.text("team"),
        member=row.text("member"),
        repeatable=row.flag("repeatable"),
        args=row.text("args"),
        state=JobState(row.text("state")),
        attempt=row.int("attempt"),
        run_at=row.number("run_at"),
        owner=row.text("owner"),
        stop_wanted=row.flag("stop_wanted"),
        result=row.text("result"),
        created=row.number("created"),
        finished=row.maybe_number("finished"),
    )
