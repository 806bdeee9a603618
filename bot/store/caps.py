"""Daily caps of a member and of a venue: pending + posted - given back, counted on the day the hold
was MADE. One conditional upsert for both, under the lock of the team's account row."""

from __future__ import annotations

from dataclasses import dataclass

from bot.errors import OverCap
from bot.store.transaction import Transaction

MEMBER, VENUE = "member", "venue"

# Both caps in one statement: a row that would pass its cap is left out of the answer.
COUNT = """INSERT INTO caps (team, purse, day, scope, who, used)
VALUES (:team, :purse, :day, 'member', :member, :amount),
  (:team, :purse, :day, 'venue', :venue, :amount)
ON CONFLICT (team, purse, day, scope, who) DO UPDATE SET used = caps.used + excluded.used
WHERE caps.used + excluded.used <=
  CASE WHEN excluded.scope = 'member' THEN :member_cap ELSE :venue_cap END
RETURNING scope"""
GIVE_BACK = """UPDATE caps SET used = used - :back
WHERE team = :team AND purse = :purse AND day = :day AND scope = :scope AND who = :who"""
USED = """SELECT used FROM caps
WHERE team = :team AND purse = :purse AND day = :day AND scope = :scope AND who = :who"""

UNCAPPED = 2**62
"""Stands in for "no cap": above every sum of credits, inside BIGINT."""


@dataclass(frozen=True, slots=True)
class Cap:
    """Whose day, and how much of it; None = no cap, counted all the same."""

    who: str
    limit: int | None


def count(
    tx: Transaction,
    *,
    team: str,
    purse: str,
    day: str,
    amount: int,
    member: Cap,
    venue: Cap,
) -> None:
    """Counts `amount` for both, or raises OverCap: then the caller's transaction must end."""
    limits = {
        scope: UNCAPPED if cap.limit is None else cap.limit
        for scope, cap in ((MEMBER, member), (VENUE, venue))
    }
    # The statement's condition guards only rows that exist: the first of a day is checked here.
    counted = {scope for scope, limit in limits.items() if amount <= limit}
    if len(counted) == len(limits):
        rows = tx.all(
            COUNT,
            team=team,
            purse=purse,
            day=day,
            amount=amount,
            member=member.who,
            venue=venue.who,
            member_cap=limits[MEMBER],
            venue_cap=limits[VENUE],
        )
        counted = {row.text("scope") for row in rows}
    for scope, cap in ((MEMBER, member), (VENUE, venue)):
        if scope not in counted:
            before = used(tx, team=team, purse=purse, day=day, scope=scope, who=cap.who)
            raise OverCap(cap=scope, limit=limits[scope], used=before, needed=amount)


def give_back(
    tx: Transaction, *, team: str, purse: str, day: str, member: str, venue: str, back: int
) -> None:
    for scope, who in ((MEMBER, member), (VENUE, venue)):
        tx.run(GIVE_BACK, team=team, purse=purse, day=day, scope=scope, who=who, back=back)


def used(tx: Transaction, *, team: str, purse: str, day: str, scope: str, who: str) -> int:
    row = tx.one(USED, team=team, purse=purse, day=day, scope=scope, who=who)
    return row.int("used") if row else 0
