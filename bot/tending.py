"""What happens by itself: grace times end, people are told, uncertain holds are given back, lots
lapse, the month's budget comes, backups are made, old rows are swept. Timers are jobs; the rest is
one quiet loop.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.domain.ids import MemberId, PictureId, SessionId, TeamId
from bot.domain.telling import ROOM_MIN, About
from bot.domain.work import VersionState
from bot.errors import OverCap, Problem
from bot.services import alarms, delivering, drawing, reviewing, team, telling, treasury
from bot.services.office import Office, Transaction
from bot.services.terms import date_of
from bot.settings import Settings
from bot.store import (
    backup,
    books,
    drafts,
    inbox,
    jobs,
    kept_forms,
    ledger,
    people,
    versions,
)
from bot.views.telling import told_card

if TYPE_CHECKING:
    from bot.bell import Bell
    from bot.ports import Files, Notes
    from bot.show import Show
    from bot.worker import Handler, Worker

TELL_AGAIN_S = 60.0
"""The first wait after a telling that did not arrive; four times as long each time, so that the
last of TRIES comes when a platform had hours to come back."""
BACKUP_AGAIN_S = 3600.0
"""A backup that failed is tried again in an hour: a disk may have been made room on."""
EVERY_S = 60.0
"""Nothing here is needed sooner; one small transaction a minute."""
DAY_S = 24 * 3600.0
"""A backup a day: what a team can lose at worst."""


class Tending:
    def __init__(
        self,
        settings: Settings,
        office: Office,
        show: Show,
        bell: Bell,
        notes: Notes,
        files: Files,
    ) -> None:
        self._settings = settings
        self._office = office
        self._show = show
        self._bell = bell
        self._notes = notes
        self._files = files
        self._loop: asyncio.Task[None] | None = None
        self._backed_up: float | None = None
        self.worker: Worker | None = None

    def timers(self) -> dict[str, Handler]:
        return {reviewing.SEAL: self._seal, telling.TELL: self._tell}

    async def seen(self, session: SessionId) -> None:
        """The worker changed this session: its cards now, everybody's page soon."""
        await self._show.session(session)
        self._bell.ring()

    async def alarm(self, team_id: str, outcome: str, model: str, detail: str = "") -> None:
        """The admins are told what only they can mend; a model that its vendor took away leaves
        the choice."""
        if outcome == "model_gone":
            self._office.terms.gone.add(model)
        self._notes.note("alarm", outcome=outcome, model=model, detail=detail)
        name, now = self._office.terms.model(model).name, self._office.clock.now()
        try:
            await self._office.do(alarms.trouble, TeamId(team_id), outcome, name, detail, now)
        except Problem as problem:  # no room for the row: the order itself must still be settled
            self._notes.note("alarm_problem", code=problem.code)

    async def _tell(self, job: jobs.Job) -> None:
        """Everything that is due for one person, in one message. Taken before it is sent: a crash
        in between loses it, and nobody is told twice."""
        now = self._office.clock.now()
        member = MemberId(job.args)
        due = await self._office.do(delivering.take, member, now)
        if due.notices:
            self._show.poke()
        if due.later is not None:
            await self._office.do(jobs.retry, job, due.later)
            return
        if due.notices and not await self._show.tell(member, told_card(due.notices)):
            at = now + TELL_AGAIN_S * float(4 ** (job.attempt - 1))
            if await self._office.do(delivering.not_told, due.notices, at):
                await self._office.do(jobs.retry, job, at)
                return
        await self._office.do(jobs.finish, job, "told", now)

    async def _seal(self, job: jobs.Job) -> None:
        now = self._office.clock.now()
        await self._office.do(reviewing.advance, PictureId(job.args), now)
        await self._office.do(jobs.finish, job, "sealed", now)
        self._show.poke()
        self._bell.ring()

    async def start(self) -> None:
        self._loop = asyncio.create_task(self._run(), name="tending")

    async def stop(self) -> None:
        if self._loop:
            self._loop.cancel()
            await asyncio.gather(self._loop, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            try:
                await self.once()
            except Exception as error:  # noqa: BLE001 - tending must outlive a bad day
                self._notes.bug("tending_bug", error)
            await self._office.clock.sleep(EVERY_S)

    async def once(self) -> None:
        """One round of everything that is due."""
        now = self._office.clock.now()
        for model in self._office.terms.retire(date_of(now)):
            await self._office.do(alarms.retired, model, now)
        changed = await self._office.do(tend, self._office, now)
        self._wake()
        if changed:
            self._show.poke()
            self._bell.ring()
        if self._backed_up is None:
            # From the folder, not from this process: a day of restarts must not push out a week.
            self._backed_up = await asyncio.to_thread(backup.newest, self._settings.backups())
        if self._settings.backup_daily and now - self._backed_up >= DAY_S:
            await self._back_up(now)
        room = await self._files.room()
        if room is not None and room < ROOM_MIN:
            await self._office.do(alarms.machine, About.DISK, room, now)
        self._wake()

    def _wake(self) -> None:
        """Something may have started, or there is something to tell."""
        if self.worker:
            self.worker.wake()

    async def _back_up(self, now: float) -> None:
        self._backed_up = now
        try:
            await asyncio.to_thread(
                backup.backup,
                self._settings.database(),
                self._settings.files(),
                self._settings.backups(),
                now,
                self._settings.backup_keep,
            )
        except Exception as error:  # noqa: BLE001 - whatever it is, an admin has to know today
            self._backed_up = now - DAY_S + BACKUP_AGAIN_S
            self._notes.bug("backup_bug", error)
            await self._office.do(alarms.machine, About.BACKUP, 0, now)
        else:
            self._notes.note("backup")


def tend(tx: Transaction, office: Office, now: float) -> int:
    """Sweeps, lapses, monthly grants, uncertain holds past their day. How many orders changed."""
    inbox.sweep(tx, now)
    drafts.sweep(tx, now)
    kept_forms.sweep(tx, now)
    due = books.next_expiry(tx)
    if due is not None and due <= now:
        ledger.expire(tx, now)
    changed = 0
    for one in people.teams(tx):
        alarms.look_around(tx, one, now)
        for row in versions.in_state(tx, one, VersionState.UNCERTAIN):
            if now - (row.started_at or row.ordered_at) > drawing.UNCERTAIN_KEPT_S:
                drawing.give_up(tx, office.terms, row.order, "given_back", now)
                changed += 1
        admin = next(iter(team.admins(tx, one)), None)
        if admin is not None:
            changed += treasury.monthly(tx, office.terms, admin, now)
            # A new day, or a raised limit: what a cap held back can run now.
            changed += treasury.start_parked(tx, office.terms, admin, now, OverCap.code)
    return changed
