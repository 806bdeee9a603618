"""Daily caps of a member and of a venue: pending + posted - given back, counted on the day the hold
was MADE. One conditional upsert a cap, under the lock of the team's account row."""

from __future__ import annotations

from bot.errors import OverCap
from bot.store.transaction import Transaction

MEMBER, VENUE = "member", "venue"

COUNT = """INSERT INTO caps (team, purse, day, scope, who, used)
VALUES (:team, :purse, :day, :scope, :who, :amount)
ON CONFLICT (team, purse, day, scope, who) DO UPDATE SET used = caps.used + excluded.used
WHERE caps.used + excluded.used <= :cap"""
GIVE_BACK = """UPDATE caps SET used = used - :back
WHERE team = :team AND purse = :purse AND day = :day AND scope = :scope AND who = :who"""
USED = """SELECT used FROM caps
WHERE team = :team AND purse = :purse AND day = :day AND scope = :scope AND who = :who"""

UNCAPPED = 2**62
"""Stands in for "no cap": above every sum of credits, inside BIGINT."""


def count(
    tx: Transaction,
    *,
    team: str,
    purse: str,
    day: str,
    scope: str,
    who: str,
    amount: int,
    cap: int | None,
) -> None:
    """Counts `amount`, or raises OverCap and counts nothing."""
    limit = UNCAPPED if cap is None else cap
    # The upsert's condition guards only a row that exists: the first of a day is checked here.
    if amount <= limit and tx.run(
        COUNT, team=team, purse=purse, day=day, scope=scope, who=who, amount=amount, cap=limit
    ):
        return
    raise OverCap(
        cap=scope,
        limit=limit,
        used=used(tx, team=team, purse=purse, day=day, scope=scope, who=who),
        needed=amount,
    )


def give_back(
    tx: Transaction, *, team: str, purse: str, day: str, member: str, venue: str, back: int
) -> None:
    for scope, who in ((MEMBER, member), (VENUE, venue)):
        tx.run(GIVE_BACK, team=team, purse=purse, day=day, scope=scope, who=who, back=back)


def used(tx: Transaction, *, team: str, purse: str, day: str, scope: str, who: str) -> int:
    row = tx.one(USED, team=team, purse=purse, day=day, scope=scope, who=who)
    return row.int("used") if row else 0
