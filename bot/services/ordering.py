"""Orders: one brief or edit as paid work, written in one transaction: session, version, hold, jobs.

The same effect is the same order. Too little money parks the version instead of refusing it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from bot.domain.brief import Brief, LookUp, Reference, title
from bot.domain.ids import CampaignId, JobId, OrderId, PictureId, SessionId, VersionId, derived
from bot.domain.model import Provider, Quote
from bot.domain.placement import Format
from bot.domain.work import Member, Policy, Right, VersionState
from bot.errors import Money, NotAllowed, Overloaded, Stale, TooManyWaiting
from bot.events import Platform, Venue
from bot.services.terms import Terms, day_of
from bot.store import acts, jobs, ledger, parts, people, places, posts, sessions, versions
from bot.store.transaction import Transaction

DRAW = "draw"
"""The kind of a job that calls a model; its key is order/draw/n."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is ordered, decided by the caller; rights and money are checked here."""

    order: OrderId
    maker: Member
    quote: Quote
    format: Format
    prompt: str
    references: tuple[Reference, ...] = ()
    quality: str = ""
    thinking: str = ""
    look_up: LookUp = LookUp.NO
    said: str = ""
    change: str = ""
    """What the model is asked to change; "" for the same picture again."""


def place_brief(
    tx: Transaction, terms: Terms, wish: Wish, brief: Brief, campaign: str, home: Venue, now: float
) -> versions.VersionRow:
    """A new session with its first version. Raises NotAllowed, TooManyWaiting, Overloaded."""
    known = versions.by_order(tx, wish.order)
    if known:
        return known
    team = wish.maker.team
    policy = people.policy(tx, team)
    _may_order(tx, terms, wish, policy, now)
    campaign_id, _ = people.campaign(
        tx, team, campaign, CampaignId(derived(wish.order, "campaign")), now
    )
    session = SessionId(derived(wish.order, "session"))
    sessions.add(
        tx,
        session=session,
        team=team,
        number=sessions.next_number(tx, team),
        title=title(brief.what),
        brief=replace(brief, campaign=campaign_id),
        maker=wish.maker.id,
        campaign=campaign_id,
        home=replace(home, thread=session) if home.platform is Platform.WEB else home,
        now=now,
    )
    sessions.remember_words(tx, team, session, " ".join((brief.what, *brief.exact_text, campaign)))
    return _place(tx, terms, wish, session, None, "", policy, now)


def place_edit(
    tx: Transaction,
    terms: Terms,
    wish: Wish,
    session: SessionId,
    parent: PictureId | None,
    instruction: str,
    now: float,
) -> versions.VersionRow:
    """The next version of a session; the parent is fixed here and now."""
    known = versions.by_order(tx, wish.order)
    if known:
        return known
    policy = people.policy(tx, wish.maker.team)
    _may_order(tx, terms, wish, policy, now)
    sessions.remember_words(tx, wish.maker.team, session, instruction)
    return _place(tx, terms, wish, session, parent, instruction, policy, now)


def _may_order(tx: Transaction, terms: Terms, wish: Wish, policy: Policy, now: float) -> None:
    maker = wish.maker
    free = wish.quote.up_to == 0
    if free and not (policy.everybody_sketches or Right.SKETCH in maker.rights):
        raise NotAllowed("sketch")
    if not free and Right.SPEND not in maker.rights:
        raise NotAllowed("spend")
    if jobs.pending(tx, maker.id) >= policy.waiting_cap:
        raise TooManyWaiting(policy.waiting_cap)
    if free and _recent_free(tx, maker, now) >= terms.sketches_per_minute:
        raise Overloaded(retry_after_s=60)


def _recent_free(tx: Transaction, maker: Member, now: float) -> int:
    row = tx.one(
        "SELECT COUNT(*) AS n FROM jobs WHERE member = :m AND kind = 'draw' AND created > :since",
        m=maker.id,
        since=now - 60,
    )
    return row.int("n") if row else 0


def _place(
    tx: Transaction,
    terms: Terms,
    wish: Wish,
    session: SessionId,
    parent: PictureId | None,
    instruction: str,
    policy: Policy,
    now: float,
) -> versions.VersionRow:
    row = versions.VersionRow(
        id=VersionId(derived(wish.order, "version")),
        order=wish.order,
        session=session,
        team=wish.maker.team,
        number=sessions.next_version(tx, session),
        maker=wish.maker.id,
        instruction=instruction,
        format=wish.format,
        parent=parent,
        references=wish.references,
        quote=wish.quote,
        state=VersionState.ORDERED,
        ordered_at=now,
        prompt=wish.prompt,
        reference=wish.order[:8],
        quality=wish.quality,
        thinking=wish.thinking,
        look_up=wish.look_up,
        said=wish.said,
        change=wish.change,
    )
    refused = _reserve(tx, row, policy, now)
    if refused:
        row = replace(
            row,
            state=VersionState.PARKED,
            problem=refused.code,
            problem_fields=_fields_of(refused),
        )
    versions.add(tx, row)
    if not refused:
        _submit(tx, terms, row, now)
    acts.record(
        tx,
        act=derived(wish.order, "act"),
        team=row.team,
        member=row.maker,
        what="edit" if instruction else "brief",
        subject=row.id,
        body="",
        now=now,
    )
    sessions.touch(tx, session, state=row.state, picture=None, now=now)
    posts.mark(tx, session, now)
    return row


def _reserve(tx: Transaction, row: versions.VersionRow, policy: Policy, now: float) -> Money | None:
    """Holds the credits, or says why not; a failed try leaves nothing behind."""
    session = sessions.get(tx, row.session)
    tx.run("SAVEPOINT reserving")
    try:
        ledger.reserve(
            tx,
            key=row.order,
            team=row.team,
            member=row.maker,
            venue=f"{session.home.platform}/{session.home.installation}/{session.home.channel}",
            session=row.session,
            name=f"{session.number}.{row.number}",
            model=row.quote.model,
            amount=row.quote.up_to,
            price_row=row.quote.price_row,
            practice=row.quote.practice,
            day=day_of(now, policy.time_zone),
            member_cap=policy.member_daily_cap,
            venue_cap=_cap_of(tx, session.home, policy),
            now=now,
        )
    except Money as problem:
        tx.run("ROLLBACK TO SAVEPOINT reserving")
        tx.run("RELEASE SAVEPOINT reserving")
        return problem
    tx.run("RELEASE SAVEPOINT reserving")
    return None


def _cap_of(tx: Transaction, home: Venue, policy: Policy) -> int:
    """A channel that an admin opened has its own daily cap."""
    own = places.channel_cap(tx, home)
    return policy.venue_daily_cap if own is None else own


def _fields_of(problem: Money) -> tuple[tuple[str, str], ...]:
    return tuple((name, str(value)) for name, value in vars(problem).items())


DOUBLE_CLICK_S = 10.0
"""Two presses of one button within this are one act; later, the second is meant."""


def fresh_order(tx: Transaction, effect: str, at: float) -> OrderId:
    """The order of an act at `at` (the event's own time, so that a redelivery after a crash finds
    the order it made): the same for a double click, a new one for a press that comes later."""
    for repeat in range(1000):
        order = OrderId(derived(effect, "order", repeat))
        known = versions.by_order(tx, order)
        if known is None or at - known.ordered_at < DOUBLE_CLICK_S:
            return order
    raise Overloaded


def job_id(order: OrderId, n: int) -> JobId:
    return JobId(f"{order}/{DRAW}/{n}")


def _submit(tx: Transaction, terms: Terms, row: versions.VersionRow, now: float) -> None:
    model = terms.model(row.quote.model)
    practised = row.quote.practice  # drawn by the sketch, so counted and repeated like it
    for n in range(row.quote.count):
        jobs.submit(
            tx,
            id=job_id(row.order, n),
            kind=DRAW,
            # Edits of one thread run in order; the pictures of a set have nothing to wait for.
            lane=row.session if row.quote.count == 1 else f"{row.session}#{n}",
            provider=Provider.SKETCH if practised else model.provider,
            team=row.team,
            member=row.maker,
            repeatable=practised or model.repeatable,
            args=json.dumps({"order": row.order, "n": n}),
            run_at=now,
            now=now,
        )


def start_parked(
    tx: Transaction, terms: Terms, row: versions.VersionRow, quote: Quote, now: float
) -> bool:
    """A parked version starts at `quote`, if the credits are there now. False: still parked."""
    current = versions.get(tx, row.id)
    if current.state is not VersionState.PARKED:
        raise Stale("parked")
    # What is paid for is what is called for: fewer pictures or a smaller size come with the price.
    sized = bool(terms.model(quote.model).sizes) and quote.size != current.quote.size
    fmt = replace(current.format, size=quote.size) if sized else current.format
    wanted = replace(current, quote=quote, format=fmt)
    refused = _reserve(tx, wanted, people.policy(tx, row.team), now)
    if refused:
        versions.set_state(
            tx, row.id, VersionState.PARKED, problem=refused.code, fields=_fields_of(refused)
        )
        posts.mark(tx, row.session, now)
        return False
    versions.set_quote(tx, wanted)
    versions.set_state(tx, row.id, VersionState.ORDERED)
    _submit(tx, terms, wanted, now)
    sessions.touch(tx, row.session, state=VersionState.ORDERED, picture=None, now=now)
    posts.mark(tx, row.session, now)
    return True


def drop_parked(tx: Transaction, version: VersionId, now: float) -> None:
    row = versions.get(tx, version)
    if row.state is not VersionState.PARKED:
        raise Stale("parked")
    versions.set_state(tx, version, VersionState.CANCELLED, finished_at=now)
    sessions.touch(tx, row.session, state=VersionState.CANCELLED, picture=None, now=now)
    posts.mark(tx, row.session, now)


def cancel(tx: Transaction, version: VersionId, now: float) -> str:
    """cancelled: nothing spent. stopping: a paid call runs, it is spent either way.
    done: it was finished already."""
    row = versions.get(tx, version)
    if row.state is VersionState.PARKED:
        drop_parked(tx, version, now)
        return "cancelled"
    if row.state is not VersionState.ORDERED:
        return "done"
    states = set()
    for n in range(row.quote.count):
        states.add(state := jobs.cancel(tx, job_id(row.order, n), now))
        if state == "cancelled":  # nobody will answer for it any more
            parts.resolve_part(tx, row.order, parts.Part(n=n, state="failed", outcome="cancelled"))
    free = row.quote.practice or row.quote.up_to == 0
    if not free and states - {"cancelled"}:
        versions.set_stopping(tx, version)
        posts.mark(tx, row.session, now)
        return "stopping"
    ledger.release(tx, key=row.order, now=now)
    versions.set_state(tx, version, VersionState.CANCELLED, finished_at=now)
    sessions.touch(tx, row.session, state=VersionState.CANCELLED, picture=None, now=now)
    posts.mark(tx, row.session, now)
    return "cancelled"
