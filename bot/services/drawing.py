"""What the worker reads before a call and writes after it: part, pictures, charge, done - at once.

A part resolves once. When the last one has, the version is settled: charged what came, released
what did not, and a picture that was paid for is kept whatever happened to the order meanwhile.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.domain.brief import Brief, Reference
from bot.domain.choose import SKETCH
from bot.domain.ids import MemberId, OrderId, PictureId, SessionId, VersionId, derived
from bot.domain.money import Milli
from bot.domain.wording import Wording, wording
from bot.domain.work import VersionState
from bot.errors import NotFound
from bot.events import Platform
from bot.services import billing, ordering, reviewing, telling
from bot.services.ordering import DRAW, job_id
from bot.services.terms import Terms
from bot.store import books, jobs, ledger, parts, posts, sessions, versions
from bot.store.transaction import Transaction

LETTERS = "abcd"
UNSETTLED = frozenset({VersionState.ORDERED, VersionState.UNCERTAIN})
"""States of a version whose calls are still worth making."""
MAX_PATH = 200
"""Steps from a picture back to its first version; a longer chain is cut, its words are old news."""


@dataclass(frozen=True, slots=True)
class Material:
    """Everything one call needs, but the bytes."""

    version: versions.VersionRow
    brief: Brief
    n: int
    parent: versions.PictureRow | None
    parent_model: str
    path: tuple[str, ...]
    references: tuple[Reference, ...]
    over: bool = False
    """Cancelled or settled meanwhile: do not call."""
    on_page: bool = False
    """Its thread stands on the page, where unfinished pictures are shown."""

    def unsent(self, *, by_sketch: bool) -> str:
        """The outcome of a call that is not made: cancelled meanwhile, or the picture to change
        never came and no other of its line can be sent. "" = it is made."""
        if self.over:
            return "cancelled"
        blind = self.parent is None or self.parent_model == SKETCH
        return "no_parent" if self.version.parent_moved and blind and not by_sketch else ""

    def wording(self) -> Wording:
        """The words that are to be read in the picture."""
        return wording(self.brief.exact_text, (*self.path, self.version.change))


def order_of(job: jobs.Job) -> tuple[OrderId, int]:
    args = json.loads(job.args)
    return OrderId(args["order"]), int(args["n"])


def material(tx: Transaction, order: OrderId, n: int) -> Material:
    """Also moves the parent to the nearest ready ancestor if it failed."""
    row = versions.by_order(tx, order)
    if row is None:
        raise NotFound("order", order)
    over = row.state not in UNSETTLED or row.stopping
    parent = _ready_parent(tx, row)
    if row.parent and (parent is None or parent.id != row.parent):
        versions.set_parent(tx, row.id, parent.id if parent else None)
        row = replace(row, parent=parent.id if parent else None, parent_moved=True)
    brief = sessions.brief(tx, row.session)
    made_by = versions.get(tx, parent.version).quote.model if parent else ""
    return Material(
        version=row,
        brief=brief,
        n=n,
        parent=parent,
        parent_model=made_by,
        path=_path(tx, row),
        references=brief.references + row.references,
        over=over,
        on_page=sessions.get(tx, row.session).home.platform is Platform.WEB,
    )


def _ready_parent(tx: Transaction, row: versions.VersionRow) -> versions.PictureRow | None:
    """The wanted parent, or the nearest ancestor that has a picture."""
    wanted = row.parent
    by_picture = {
        reviewing.picture_id(v.order, n): v
        for v in versions.of_session(tx, row.session)
        for n in range(v.quote.count)
    }
    for _ in range(MAX_PATH):
        if wanted is None:
            return None
        found = versions.picture(tx, wanted)
        if found:
            return found
        version = by_picture.get(wanted)
        wanted = version.parent if version else None
    return None


def _path(tx: Transaction, row: versions.VersionRow) -> tuple[str, ...]:
    """Instructions from the first version to the parent of this one."""
    words: list[str] = []
    wanted = row.parent
    for _ in range(MAX_PATH):
        picture = versions.picture(tx, wanted) if wanted else None
        if picture is None:
            break
        version = versions.get(tx, picture.version)
        if version.change:
            words.append(version.change)
        wanted = version.parent
    return tuple(reversed(words))


@dataclass(frozen=True, slots=True)
class Landed:
    """What recording a part did."""

    lost: bool
    session: SessionId | None = None
    version: VersionId | None = None
    settled: bool = False
    state: VersionState = VersionState.ORDERED
    waited_s: float = 0


def record(tx: Transaction, terms: Terms, job: jobs.Job, part: parts.Part, now: float) -> Landed:
    """Job done, part resolved, and when it was the last: pictures, charge and done in this commit.

    lost: another worker has this job by now; nothing was written.
    """
    order, _ = order_of(job)
    if part.state == "uncertain":
        kept = jobs.mark_uncertain(tx, job)
    else:
        kept = jobs.finish(tx, job, part.outcome, now)
    if not kept:
        return Landed(lost=True)
    parts.resolve_part(tx, order, part)
    return conclude(tx, terms, order, now)


def conclude(
    tx: Transaction, terms: Terms, order: OrderId, now: float, by: MemberId | None = None
) -> Landed:
    """Settles the version if all its parts are resolved; safe to call at any time. `by`: the person
    who ended it, if one did."""
    row = versions.by_order(tx, order)
    if row is None:
        return Landed(lost=True)
    landed = Landed(lost=False, session=row.session, version=row.id)
    if row.state not in {VersionState.ORDERED, VersionState.UNCERTAIN}:
        return landed
    found = parts.of_order(tx, order)
    posts.mark(tx, row.session, now)
    if any(part.state == "uncertain" for part in found):
        versions.set_state(tx, row.id, VersionState.UNCERTAIN, problem="uncertain")
        sessions.touch(tx, row.session, state=VersionState.UNCERTAIN, picture=None, now=now)
        telling.landed(tx, row, VersionState.UNCERTAIN, now)
        return replace(landed, state=VersionState.UNCERTAIN)
    if any(part.state == "waiting" for part in found):
        return landed
    state = _settle(tx, terms, row, found, now, by)
    return replace(landed, settled=True, state=state, waited_s=now - row.ordered_at)


def _settle(
    tx: Transaction,
    terms: Terms,
    row: versions.VersionRow,
    found: tuple[parts.Part, ...],
    now: float,
    by: MemberId | None,
) -> VersionState:
    good = [part for part in found if part.made]
    pictures = [
        _add_picture(tx, row, part, LETTERS[part.n] if len(good) > 1 else "", now) for part in good
    ]
    if good:
        actual = billing.actual(terms, row, good)
        done = ledger.settle(
            tx, key=row.order, actual=actual, entry_id=derived(row.order, "spend"), now=now
        )
        if done:
            left = books.balance(tx, row.team).free
            versions.set_money(tx, row.id, spent=done.charged, balance_after=left)
            billing.book_excess(tx, terms, row, good, Milli(done.charged), now)
    else:
        ledger.release(tx, key=row.order, now=now)
        versions.set_money(tx, row.id, spent=0, balance_after=None)
    billing.book_house(tx, terms, row, found, now)
    # A picture that was paid for is there, also where somebody wanted to stop it.
    state, problem, detail = VersionState.READY, "", ""
    if row.stopping and not good:
        state = VersionState.CANCELLED
    elif not good:
        worst = found[0]
        state, problem, detail = VersionState.FAILED, worst.outcome, worst.detail
    fields = (("detail", detail), ("received", str(len(good))), ("ordered", str(len(found))))
    versions.set_state(tx, row.id, state, problem=problem, fields=fields, finished_at=now)
    if state is VersionState.READY and row.parent and _replaces(tx, row):
        number = sessions.get(tx, row.session).number
        newer = f"{number}.{row.number}"
        reviewing.supersede(tx, row.parent, newer, row.maker, row.id, now)
    shown = pictures[0] if len(pictures) == 1 or (pictures and row.quote.count > 1) else None
    sessions.touch(tx, row.session, state=state, picture=shown, now=now)
    said = (("problem", problem), ("detail", detail), ("model", terms.model(row.quote.model).name))
    telling.landed(tx, row, state, now, by=by, problem=said)
    return state


def _replaces(tx: Transaction, row: versions.VersionRow) -> bool:
    """Whether its parent's review ends with it: not with the same picture for another place, a
    sheet of formats, or what somebody wanted to stop."""
    parent = versions.picture(tx, row.parent) if row.parent else None
    if parent is None or row.stopping or row.format.is_sheet:
        return False
    before = versions.get(tx, parent.version).format
    elsewhere = (before.placement, before.ratio) != (row.format.placement, row.format.ratio)
    return bool(row.change) or not elsewhere


def _add_picture(
    tx: Transaction, row: versions.VersionRow, part: parts.Part, letter: str, now: float
) -> PictureId:
    picture = reviewing.picture_id(row.order, part.n)
    if part.made is None:
        raise NotFound("picture", picture)
    versions.add_picture(
        tx,
        versions.PictureRow(
            id=picture,
            version=row.id,
            session=row.session,
            letter=letter,
            made=part.made,
            picked_at=None if letter else now,  # the only picture of a version needs no pick
            discarded_at=None,
        ),
        now,
    )
    return picture


# --- uncertain --------------------------------------------------------------------------------

UNCERTAIN_KEPT_S = 24 * 3600
"""Design.md section 4.6: a hold of unknown outcome is released with notice after 24 h."""


def give_up(
    tx: Transaction,
    terms: Terms,
    order: OrderId,
    outcome: str,
    now: float,
    by: MemberId | None = None,
) -> Landed:
    """Resolves every uncertain part as failed: by an admin (release), or after 24 h by itself."""
    for part in parts.of_order(tx, order):
        if part.state == "uncertain":
            parts.resolve_part(tx, order, parts.Part(n=part.n, state="failed", outcome=outcome))
            jobs.settle_uncertain(tx, job_id(order, part.n), jobs.JobState.FAILED, outcome, now)
    return conclude(tx, terms, order, now, by)


def claim(
    tx: Transaction,
    terms: Terms,
    *,
    owner: str,
    now: float,
    until: float,
    limit: int,
    caps: Mapping[str, int],
) -> tuple[jobs.Job, ...]:
    """The next jobs to do; what they draw has started from here on, so that no card says otherwise.
    Leases that ran out first: their versions must say what is known."""
    mark_reclaimed(tx, terms, jobs.lapsed(tx, now), now)
    claimed = jobs.claim(tx, owner=owner, now=now, until=until, limit=limit, caps=caps)
    for job in claimed:
        row = versions.by_order(tx, order_of(job)[0]) if job.kind == DRAW else None
        if row is not None and row.state in UNSETTLED:
            versions.set_started(tx, row.id, now)
            posts.mark(tx, row.session, now)
    return claimed


def stop(tx: Transaction, terms: Terms, version: VersionId, now: float) -> str:
    """Cancel or Stop; settles at once where nothing runs any more."""
    done = ordering.cancel(tx, version, now)
    conclude(tx, terms, versions.get(tx, version).order, now)
    return done


def run_again(tx: Transaction, order: OrderId, now: float) -> bool:
    """A person decided: the uncertain calls of this order are made once more, under its hold."""
    row = versions.by_order(tx, order)
    if row is None or row.state is not VersionState.UNCERTAIN:
        return False
    for part in parts.of_order(tx, order):
        if part.state == "uncertain":
            job = job_id(order, part.n)
            jobs.settle_uncertain(tx, job, jobs.JobState.QUEUED, "run again", now)
            parts.wait_again(tx, order, part.n)
    versions.set_state(tx, row.id, VersionState.ORDERED)
    versions.set_stopping(tx, row.id, wanted=False)
    sessions.touch(tx, row.session, state=VersionState.ORDERED, picture=None, now=now)
    posts.mark(tx, row.session, now)
    return True


def mark_reclaimed(
    tx: Transaction, terms: Terms, reclaimed: tuple[jobs.Job, ...], now: float
) -> None:
    """After a crash: jobs that may not be repeated turned uncertain; their versions say so."""
    for job in reclaimed:
        if job.state is jobs.JobState.UNCERTAIN and job.kind == DRAW:
            order, n = order_of(job)
            parts.resolve_part(tx, order, parts.Part(n=n, state="uncertain", outcome="crash"))
            conclude(tx, terms, order, now)
