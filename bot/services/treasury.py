"""Credits as people meet them: look, grant, budget; and the parked orders that a grant starts."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from bot.domain.ids import VersionId, derived
from bot.domain.money import CREDIT, TENTH, Kind
from bot.domain.work import Balance, Entry, Member, Policy, Right, VersionState
from bot.errors import BadOptions, FieldError, NotAllowed
from bot.services import offers, ordering, reading, team
from bot.services.terms import Terms, day_of, end_of_month
from bot.store import acts, books, ledger, lots, people, sessions, versions
from bot.store.transaction import Transaction

GRANT_MAX = 1_000_000 * CREDIT
"""Milli-credits of one grant: ten thousand dollars; more is a slip of the finger."""
ENTRIES_SHOWN = 50
"""The newest entries on the card of credits: a week of a busy team."""


@dataclass(frozen=True, slots=True)
class Account:
    balance: Balance
    entries: tuple[Entry, ...]
    policy: Policy
    house: tuple[tuple[str, int], ...]
    """Only for admins: (what for, milli-credits)."""


def account(tx: Transaction, member: Member) -> Account:
    house: tuple[tuple[str, int], ...] = ()
    if Right.ADMIN in member.rights:
        house = tuple((line.reason, line.milli) for line in books.house(tx, member.team))
    names: dict[str, str] = {m.id: m.name for m in people.members(tx, member.team)}
    return Account(
        balance=books.balance(tx, member.team),
        entries=tuple(
            replace(line, member=names.get(line.member, line.member))
            for line in books.entries(tx, member.team, limit=ENTRIES_SHOWN)
        ),
        policy=people.policy(tx, member.team),
        house=house,
    )


def balance(tx: Transaction, member: Member) -> Balance:
    return books.balance(tx, member.team)


def grant(
    tx: Transaction,
    terms: Terms,
    by: Member,
    *,
    amount: int,
    kind: Kind,
    expires: float | None,
    note: str,
    effect: str,
    now: float,
) -> tuple[Balance, int]:
    """A new lot, and every parked order that it pays for starts, oldest first.

    Returns the balance and how many started. Raises NotAllowed, BadOptions.
    """
    if Right.ADMIN not in by.rights:
        raise NotAllowed("admin")
    if amount <= 0 or amount > GRANT_MAX or amount % TENTH:
        raise BadOptions((FieldError("amount", "too_big" if amount > 0 else "too_small"),))
    if terms.practice() and books.balance(tx, by.team).practice:
        kind = Kind.PRACTICE  # without a vendor's key nothing real can be bought
    key = derived(effect, "grant")
    fresh = ledger.grant(
        tx,
        key=key,
        lot_id=derived(key, "lot"),
        team=by.team,
        kind=kind,
        amount=amount,
        expires=expires,
        by=by.id,
        note=note,
        now=now,
    )
    if fresh:
        acts.record(
            tx,
            act=derived(effect, "grant act"),
            team=by.team,
            member=by.id,
            what="grant",
            subject=key,
            body=json.dumps({"amount": amount}),
            now=now,
        )
    started = start_parked(tx, terms, by, now)
    return books.balance(tx, by.team), started


def start_parked(
    tx: Transaction, terms: Terms, by: Member, now: float, why: str | None = None
) -> int:
    """Parked orders whose price has not risen start by themselves, oldest first, while the credits
    last; the first that does not fit does not keep smaller ones behind it. `why`: only those."""
    started, everybody = 0, {m.id: m for m in people.members(tx, by.team)}
    for row in versions.in_state(tx, by.team, VersionState.PARKED):
        if why is not None and row.problem != why:
            continue
        session = reading.session(tx, row.session)
        version = next(v for v in session.versions if v.id == row.id)
        fresh = offers.again(terms, session, version, now)
        # What nobody agreed to waits for a person: a dearer price, real credits for practice.
        if fresh.up_to > row.quote.up_to or fresh.practice != row.quote.practice:
            continue
        maker = everybody.get(row.maker)
        home = sessions.get(tx, row.session).home
        if maker is None or Right.SPEND not in team.here(tx, maker, home).rights:
            continue
        started += ordering.start_parked(tx, terms, row, fresh, now)
    return started


def fit(tx: Transaction, terms: Terms, member: Member, version_id: VersionId, now: float) -> bool:
    """Starts a parked order as the dearest variant that the free credits pay for."""
    session, version = reading.of_version(tx, version_id, member)
    row = versions.get(tx, version_id)
    found = offers.offers(terms, session, version, books.balance(tx, member.team), now).fit
    if found is None:
        return False
    return ordering.start_parked(tx, terms, row, found, now)


def refund(
    tx: Transaction,
    terms: Terms,
    by: Member,
    version_id: VersionId,
    *,
    note: str,
    effect: str,
    now: float,
) -> tuple[int, Balance, int]:
    """An admin gives the charge of a version back, once; what it pays for starts. Returns the
    amount, the balance and how many started. Raises NotAllowed, BadOptions, Stale."""
    if Right.ADMIN not in by.rights:
        raise NotAllowed("admin")
    row = versions.get(tx, version_id)
    back = ledger.refund(tx, hold=row.order, by=by.id, note=note, now=now)
    if back is None or not back.fresh:
        why = "nothing_spent" if back is None else "given_back"
        raise BadOptions((FieldError("version", why),))
    acts.record(
        tx,
        act=derived(effect, "refund"),
        team=by.team,
        member=by.id,
        what="refund",
        subject=back.grant,
        body=json.dumps({"amount": back.amount}),
        now=now,
    )
    started = start_parked(tx, terms, by, now)
    return back.amount, books.balance(tx, by.team), started


def set_budget(
    tx: Transaction, terms: Terms, by: Member, amount: int, effect: str, now: float
) -> tuple[Balance, int]:
    """Credits a month. A budget that was raised gives the difference at once; one that was lowered
    counts from the first of the next month."""
    policy = people.policy(tx, by.team)
    team.change_policy(tx, by, replace(policy, monthly_budget=amount), effect, now)
    started = monthly(tx, terms, by, now) if amount else 0
    return books.balance(tx, by.team), started


def monthly(tx: Transaction, terms: Terms, by: Member, now: float) -> int:
    """What the month's budget has not given yet, whoever calls it how often; what is left of it
    ends with the month. Returns how many parked orders it started."""
    policy = people.policy(tx, by.team)
    if not policy.monthly_budget or terms.practice():
        return 0
    month = day_of(now, policy.time_zone)[:7]
    given = lots.granted_for(tx, team=by.team, month=month)
    if policy.monthly_budget <= given:
        return 0
    key = f"{by.team}+{month}"
    if given:
        key = f"{key}+{policy.monthly_budget}"
    fresh = ledger.grant(
        tx,
        key=key,
        lot_id=derived(key, "lot"),
        team=by.team,
        kind=Kind.MONTHLY,
        amount=policy.monthly_budget - given,
        expires=end_of_month(now, policy.time_zone),
        by=by.id,
        note=month,
        now=now,
    )
    return start_parked(tx, terms, by, now) if fresh else 0
