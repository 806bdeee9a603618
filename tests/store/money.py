"""Short words for the ledger's tests: a team `t`, members, venues and a fixed clock."""

from __future__ import annotations

from bot.domain.money import Kind
from bot.store import ledger
from bot.store.database import Transaction
from bot.store.ledger import HoldState, Settled

NOW = 1_795_000_000.0
DAY = 86_400.0


def grant(
    tx: Transaction,
    key: str,
    amount: int,
    *,
    kind: Kind = Kind.PURCHASED,
    expires: float | None = None,
    team: str = "t",
    now: float = NOW,
) -> bool:
    return ledger.grant(
        tx, key=key, lot_id=f"lot-{key}", team=team, kind=kind, amount=amount, expires=expires,
        by="ann", note="", now=now,
    )  # fmt: skip


def reserve(
    tx: Transaction,
    key: str,
    amount: int,
    *,
    practice: bool = False,
    member: str = "ann",
    venue: str = "web/general",
    member_cap: int | None = None,
    venue_cap: int | None = None,
    day: str = "2026-11-21",
    team: str = "t",
    now: float = NOW,
) -> HoldState:
    return ledger.reserve(
        tx, key=key, team=team, member=member, venue=venue, session="s1", name="142.3",
        model="nano", amount=amount, price_row="nano@2026-01-01", practice=practice, day=day,
        member_cap=member_cap, venue_cap=venue_cap, now=now,
    )  # fmt: skip


def settle(tx: Transaction, key: str, actual: int, *, now: float = NOW) -> Settled | None:
    return ledger.settle(tx, key=key, actual=actual, entry_id=f"entry-{key}", now=now)


def release(tx: Transaction, key: str, *, now: float = NOW) -> bool:
    return ledger.release(tx, key=key, now=now)
