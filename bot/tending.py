"""What happens by itself: grace times end, uncertain holds are given back, lots lapse, the month's
budget comes, backups are made, old rows are swept. Timers are jobs; the rest is one quiet loop.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.domain.ids import PictureId, SessionId, TeamId
from bot.domain.work import VersionState
from bot.errors import OverCap
from bot.services import drawing, reviewing, team, treasury
from bot.services.office import Office, Transaction
from bot.settings import Settings
from bot.store import backup, books, drafts, inbox, jobs, ledger, people, versions
from bot.views import note

if TYPE_CHECKING:
    from bot.bell import Bell
    from bot.ports import Notes
    from bot.show import Show
    from bot.worker import Handler, Worker

ALARM_EVERY_S = 3600.0
"""One word an hour about the same trouble is enough for an admin."""
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
    ) -> None:
        self._settings = settings
        self._office = office
        self._show = show
        self._told: dict[tuple[str, str], float] = {}
        self._bell = bell
        self._notes = notes
        self._loop: asyncio.Task[None] | None = None
        self._backed_up: float | None = None
        self.worker: Worker | None = None

    def timers(self) -> dict[str, Handler]:
        return {reviewing.SEAL: self._seal}

    async def seen(self, session: SessionId) -> None:
        """The worker changed this session: its cards now, everybody's page soon."""
        await self._show.session(session)
        self._bell.ring()

    async def alarm(self, team_id: str, outcome: str, model: str) -> None:
        """Tells the admins what only they can mend, once an hour at most; a model that its vendor
        took away leaves the choice."""
        now = self._office.clock.now()
        if outcome == "model_gone":
            self._office.terms.gone.add(model)
        if now - self._told.get((outcome, model), float("-inf")) < ALARM_EVERY_S:
            return
        self._told[outcome, model] = now
        self._notes.note("alarm", outcome=outcome, model=model)
        card = note.vendor_trouble(outcome, self._office.terms.model(model).name)
        for admin in await self._office.look(team.admins, TeamId(team_id)):
            await self._show.tell(admin.id, card)

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
        changed = await self._office.do(tend, self._office, now)
        if changed and self.worker:
            self.worker.wake()
            self._show.poke()
            self._bell.ring()
        if self._backed_up is None:
            # From the folder, not from this process: a day of restarts must not push out a week.
            self._backed_up = await asyncio.to_thread(backup.newest, self._settings.backups())
        if self._settings.backup_daily and now - self._backed_up >= DAY_S:
            self._backed_up = now
            await asyncio.to_thread(
                backup.backup,
                self._settings.database(),
                self._settings.files(),
                self._settings.backups(),
                now,
                self._settings.backup_keep,
            )
            self._notes.note("backup")


def tend(tx: Transaction, office: Office, now: float) -> int:
    """Sweeps, lapses, monthly grants, uncertain holds past their day. How many orders changed."""
    inbox.sweep(tx, now)
    drafts.sweep(tx, now)
    due = books.next_expiry(tx)
    if due is not None and due <= now:
        ledger.expire(tx, now)
    changed = 0
    for one in people.teams(tx):
        for row in versions.in_state(tx, one, VersionState.UNCERTAIN):
            if now - row.ordered_at > drawing.UNCERTAIN_KEPT_S:
                drawing.give_up(tx, office.terms, row.order, "given_back", now)
                changed += 1
        admin = next(iter(team.admins(tx, one)), None)
        if admin is not None:
            changed += treasury.monthly(tx, office.terms, admin, now)
            # A new day, or a raised limit: what a cap held back can run now.
            changed += treasury.start_parked(tx, office.terms, admin, now, OverCap.code)
    return changed
