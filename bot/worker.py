"""Claims a job, does it, settles it. A lease loop: no graphs, no cron language.

First stop signal: claim nothing, finish what runs. A call whose answer may be lost and that may not
be repeated turns uncertain; it is never made again by itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from bot.domain.answers import ALARMING, TRIES, detail_of, name_of, wait_before_retry
from bot.domain.brief import Brief, alt_text
from bot.domain.choose import SKETCH
from bot.domain.ids import JobId, SessionId, derived
from bot.domain.model import Provider
from bot.domain.outcome import (
    Made,
    NoImage,
    Ok,
    Outcome,
    ProviderDown,
    RateLimited,
    Refused,
    TimeoutUnknownCost,
)
from bot.easel import Easel
from bot.errors import BadPicture, DiskFull, Problem
from bot.pictures import Pictures
from bot.ports import Call, ImageModel, Notes, Parent, RoledPicture
from bot.services import drawing, holdups
from bot.services.office import Office, Transaction
from bot.services.ordering import DRAW
from bot.services.reviewing import picture_id
from bot.store import jobs
from bot.store.parts import MadeFacts, Part
from bot.store.versions import VersionRow

LEASE_S = 30.0
"""Longer than any stall of the loop: a lease that is too short is a second paid call."""
HEARTBEAT_S = LEASE_S / 3
POLL_S = 5.0
"""Only the fallback: submitting and finishing wake the loop at once."""
SLOTS = 160
"""Jobs in flight in this process: more than all caps together, so that a vendor that hangs keeps no
other, no sketch and no timer waiting."""
CAPS: Mapping[str, int] = {
    Provider.SKETCH: 2,  # two cores draw; more would only take turns
    Provider.GOOGLE: 64,  # a campaign of 50 goes out at once; a vendor's own limit answers 429
    Provider.OPENAI: 64,
    Provider.SELF_HOSTED: 1,  # most local servers hold one mutex
}
PRACTICE = "PRACTICE"

BREAK_AFTER = 3
"""Failures of one provider in a row before it gets a pause instead of more calls."""
PAUSE_S = 30.0
"""The first pause of a provider in trouble; doubled while it lasts."""
PAUSE_MAX_S = 300.0
"""Five minutes: a vendor that is back is noticed while people still wait."""
TIMEOUT_S = 300.0
"""60-120 s is usual. What takes longer (4K, the finest qualities) gets a multiple of it: each model
knows its own."""

Alarm = Callable[[str, str, str, str], Awaitable[None]]
"""(team, outcome, model id, detail)"""
Handler = Callable[[jobs.Job], Awaitable[None]]
"""A timer: grace, release of uncertain holds..."""
Seen = Callable[[SessionId], Awaitable[None]]


class Worker:
    def __init__(
        self,
        office: Office,
        pictures: Pictures,
        models: Mapping[Provider, ImageModel],
        timers: Mapping[str, Handler],
        notes: Notes,
        seen: Seen,
        alarm: Alarm,
        easel: Easel,
        caps: Mapping[str, int] = CAPS,
    ) -> None:
        self._office = office
        self._pictures = pictures
        self._models = models
        self._timers = timers
        self._notes = notes
        self._seen = seen
        self._alarm = alarm
        self._easel = easel
        self._failures: dict[str, int] = {}
        self._caps = caps
        self._owner = office.ids.new()
        self._wake = asyncio.Event()
        self._running: dict[JobId, asyncio.Task[None]] = {}
        self._stopping = False
        self._claiming = asyncio.Lock()
        """Held from the claim until its jobs have begun: a stop meets no job in between."""
        self._loops: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Reclaims what an earlier process left running (the lease proves it gone), then runs."""
        await self._office.do(self._reclaim)
        self._loops = [
            asyncio.create_task(self._claim_loop(), name="claim"),
            asyncio.create_task(self._heartbeat_loop(), name="heartbeat"),
        ]

    def _reclaim(self, tx: Transaction) -> None:
        now = self._office.clock.now()
        drawing.mark_reclaimed(tx, self._office.terms, jobs.reclaim(tx, now), now)

    def wake(self) -> None:
        """Something was submitted."""
        self._wake.set()

    @property
    def busy(self) -> int:
        return len(self._running)

    async def drain(self) -> None:
        """First stop: nothing new is claimed; returns when what runs has finished."""
        self._stopping = True
        self._wake.set()
        async with self._claiming:  # what was claimed before the stop has begun, and is finished
            running = tuple(self._running.values())
        await asyncio.gather(*running, return_exceptions=True)
        for loop in self._loops:
            loop.cancel()
        await asyncio.gather(*self._loops, return_exceptions=True)

    async def abandon(self) -> None:
        """Second stop: calls are dropped; what may not be repeated turns uncertain at once."""
        self._stopping = True
        for task in list(self._running.values()):
            task.cancel()
        await asyncio.gather(*self._running.values(), return_exceptions=True)

    # --- the loops --------------------------------------------------------------------------

    async def _claim_loop(self) -> None:
        while not self._stopping:
            self._wake.clear()
            free = SLOTS - len(self._running)
            asked = self._office.clock.now()
            try:
                claimed = await self._claim(free, asked) if free else 0
            except Exception as error:  # noqa: BLE001 - a full disk must not end the work for ever
                self._notes.bug("claim_bug", error)
                await self._office.clock.sleep(POLL_S)
                continue
            if not claimed or claimed == free:
                await self._wait(asked)

    async def _claim(self, free: int, now: float) -> int:
        async with self._claiming:
            if self._stopping:
                return 0
            found = await self._office.do(
                drawing.claim,
                self._office.terms,
                owner=self._owner,
                now=now,
                until=now + LEASE_S,
                limit=free,
                caps=self._caps,
            )
            for job in found:
                self._begin(job)
        return len(found)

    async def _wait(self, asked: float) -> None:
        # What became due since the claim is not waited for. What was due then and could not be
        # claimed (lane, cap) is woken for by the one that it waits for.
        due = await self._office.look(jobs.due_at, asked)
        now = self._office.clock.now()
        nap = POLL_S if due is None else max(0.0, min(POLL_S, due - now))
        timer = asyncio.create_task(self._office.clock.sleep(nap))
        woken = asyncio.create_task(self._wake.wait())
        _, pending = await asyncio.wait({timer, woken}, return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)

    def _begin(self, job: jobs.Job) -> None:
        task = asyncio.create_task(self._run(job), name=f"job {job.id}")
        self._running[job.id] = task
        task.add_done_callback(lambda _: self._ended(job.id))

    def _ended(self, job_id: JobId) -> None:
        self._running.pop(job_id, None)
        self._wake.set()

    async def _heartbeat_loop(self) -> None:
        while True:
            await self._office.clock.sleep(HEARTBEAT_S)
            held = list(self._running)
            until = self._office.clock.now() + LEASE_S
            try:
                if held:
                    await self._office.do(jobs.heartbeat, self._owner, held, until)
            except Exception as error:  # noqa: BLE001 - as above: the next beat may pass
                self._notes.bug("heartbeat_bug", error)

    # --- one job ----------------------------------------------------------------------------

    async def _run(self, job: jobs.Job) -> None:
        with self._notes.within(job.id):
            await self._do(job)

    async def _do(self, job: jobs.Job) -> None:
        try:
            if job.kind == DRAW:
                await self._draw(job)
            else:
                await self._timers[job.kind](job)
        except asyncio.CancelledError:
            await asyncio.shield(self._lost(job))
            raise
        except Problem as problem:
            self._notes.note("job_problem", job=job.id, code=problem.code)
            await self._give_up(job, problem.code)
        except Exception as error:  # noqa: BLE001 - one of the two places where bugs are caught
            await self._give_up(job, "bug", self._notes.bug("job_bug", error))

    async def _give_up(self, job: jobs.Job, outcome: str, detail: str = "") -> None:
        """Failed, if that can still be written; else its lease runs out, and what may be repeated
        runs again, what may not turns uncertain."""
        part = Part(n=_n(job), state="failed", outcome=outcome, detail=detail)
        try:
            await self._resolve(job, part)
        except Exception as error:  # noqa: BLE001 - nobody waits for this task
            self._notes.bug("job_bug", error)

    async def _lost(self, job: jobs.Job) -> None:
        """The call was dropped in the middle: queued again, or uncertain."""
        now = self._office.clock.now()
        if job.repeatable or job.kind != DRAW:
            await self._office.do(jobs.retry, job, now)
        else:
            await self._resolve(job, Part(n=_n(job), state="uncertain", outcome="stopped"))

    async def _draw(self, job: jobs.Job) -> None:
        order, n = drawing.order_of(job)
        found = await self._office.do(drawing.material, order, n)
        if unsent := found.unsent(by_sketch=job.provider == Provider.SKETCH):
            await self._resolve(job, Part(n=n, state="failed", outcome=unsent))
            return
        # Shown beside the call: a kill between claim and call would leave an order uncertain that
        # was never asked for, so nothing slow stands there.
        shown = asyncio.create_task(self._show_running(found.version.session))
        try:
            await self._make(job, n, found)
        finally:
            await shown

    async def _show_running(self, session: SessionId) -> None:
        try:
            await self._seen(session)
        except Exception as error:  # noqa: BLE001 - a card that cannot be shown stops no paid work
            self._notes.bug("show_bug", error)

    async def _make(self, job: jobs.Job, n: int, found: drawing.Material) -> None:
        provider = Provider(job.provider)
        call, picture = await self._call(job, found), picture_id(found.version.order, n)
        with self._easel.at_work(found.version.session, found.version.id, picture) as partial:
            outcome = await self._models[provider].make(call, partial)
        await self._mind(job, outcome)
        if isinstance(outcome, Ok) and outcome.pictures:
            made = outcome.pictures[0]
            try:
                await self._land(job, found, made, outcome)
            except (BadPicture, DiskFull) as problem:
                # The call was made and may be billed: its usage is kept for House.
                lost = "bad_response" if isinstance(problem, BadPicture) else problem.code
                part = Part(n=n, state="failed", outcome=lost, usage=outcome.usage)
                await self._resolve(job, part)
            return
        await self._fail(job, n, outcome, found.version)

    async def _land(self, job: jobs.Job, found: drawing.Material, made: Made, outcome: Ok) -> None:
        if found.version.quote.practice:
            made = await self._pictures.stamp(made, PRACTICE)
        kept = await self._pictures.keep(made)
        facts = MadeFacts(
            file=kept.file,
            preview=kept.preview,
            mime=kept.mime,
            width=kept.width,
            height=kept.height,
            bytes=kept.bytes,
            layers=made.layers,
            alt=made.alt or alt_text(found.brief, found.wording().lines),
            notes=made.notes,
            looked_up=made.looked_up,
        )
        await self._resolve(
            job, Part(n=found.n, state="ok", outcome="ok", made=facts, usage=outcome.usage)
        )

    async def _resolve(self, job: jobs.Job, part: Part) -> None:
        if job.kind != DRAW:
            now = self._office.clock.now()
            await self._office.do(jobs.fail, job, part.outcome, now)
            return
        landed = await self._office.do(
            drawing.record, self._office.terms, job, part, self._office.clock.now()
        )
        self._notes.note(
            "part", job=job.id, outcome=part.outcome, lost=landed.lost, settled=landed.settled
        )
        if landed.session:
            await self._seen(landed.session)

    async def _mind(self, job: jobs.Job, outcome: Outcome) -> None:
        """The circuit breaker: a provider in trouble gets a pause, its orders wait."""
        wait = 0.0
        if isinstance(outcome, ProviderDown):
            failures = self._failures[job.provider] = self._failures.get(job.provider, 0) + 1
            if failures >= BREAK_AFTER:
                wait = min(PAUSE_MAX_S, PAUSE_S * float(2 ** (failures - BREAK_AFTER)))
        else:
            self._failures.pop(job.provider, None)
        if isinstance(outcome, RateLimited):
            wait = min(PAUSE_S, outcome.retry_after_s or 0.0)
        if wait:
            now = self._office.clock.now()
            waiting = await self._office.do(holdups.pause, job.provider, now + wait, now)
            self._notes.note("provider_paused", provider=job.provider, seconds=wait)
            for session in waiting:
                await self._show_running(session)

    async def _fail(self, job: jobs.Job, n: int, outcome: Outcome, version: VersionRow) -> None:
        name, detail = name_of(outcome), detail_of(outcome)
        if name in ALARMING:
            await self._alarm(job.team, name, version.quote.model, detail)
        if isinstance(outcome, TimeoutUnknownCost) and not job.repeatable:
            await self._resolve(job, Part(n=n, state="uncertain", outcome=name))
            return
        wait = wait_before_retry(outcome, job.attempt)
        if wait is not None and job.attempt < TRIES:
            at = self._office.clock.now() + wait
            await self._office.do(jobs.retry, job, at)
            await self._show_running(version.session)
            return
        usage = outcome.usage if isinstance(outcome, Refused | NoImage) else None
        part = Part(n=n, state="failed", outcome=name, detail=detail)
        await self._resolve(job, replace(part, usage=usage) if usage else part)

    async def _call(self, job: jobs.Job, found: drawing.Material) -> Call:
        row = found.version
        references = tuple(
            [
                RoledPicture(r.role, await self._pictures.get(r.file), r.facts, r.note)
                for r in found.references
            ]
        )
        parent = None
        drawn_by_sketch = job.provider == Provider.SKETCH
        if found.parent and (drawn_by_sketch or found.parent_model != SKETCH):
            parent = Parent(
                data=await self._pictures.get(found.parent.made.file),
                mime=found.parent.made.mime,
                model=found.parent_model,
                layers=found.parent.made.layers,
                instructions=found.path,
            )
        return Call(
            key=job.id,
            model=self._office.terms.model(row.quote.model),
            brief=_one_format(found.brief, row.instruction, sheet=row.format.is_sheet),
            format=row.format,
            prompt=row.prompt,
            references=references,
            parent=parent,
            instruction=row.change,
            index=found.n,
            quality=row.quality,
            thinking=row.thinking,
            look_up=row.look_up,
            partials=row.quote.partials if found.on_page else 0,
            person=derived("person", row.team, row.maker),
            timeout_s=TIMEOUT_S,
        )


def _one_format(brief: Brief, instruction: str, *, sheet: bool) -> Brief:
    """An edit draws one picture: the other placements of the brief are not its business."""
    return replace(brief, formats=brief.formats[:1]) if instruction and not sheet else brief


def _n(job: jobs.Job) -> int:
    return drawing.order_of(job)[1] if job.kind == DRAW else 0
