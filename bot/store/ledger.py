"""The ledger: grant, reserve, settle, release. Integer milli-credits; a hold resolves once; charge
= min(actual, hold); money moves only by conditional update; every act is safe to send twice.

Lots, caps and accounts are its parts; books.py reads it, audit.py checks it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.money import Kind
from bot.errors import NoBudget, NotEnough, Stale
from bot.store import accounts, caps, lots
from bot.store.audit import audit
from bot.store.books import (
    Hold,
    House,
    balance,
    book_house,
    entries,
    hold,
    house,
    next_expiry,
    open_holds,
)
from bot.store.counter import Refund, refund, ungrant
from bot.store.lots import expire
from bot.store.transaction import Row, Transaction

__all__ = [
    "Hold",
    "HoldState",
    "House",
    "Refund",
    "Settled",
    "audit",
    "balance",
    "book_house",
    "entries",
    "expire",
    "grant",
    "hold",
    "house",
    "leave_practice",
    "next_expiry",
    "open_holds",
    "refund",
    "release",
    "reserve",
    "settle",
    "ungrant",
]

HOLD = """INSERT INTO holds (key, team, purse, member, venue, session, name, model, price_row,
  amount, state, day, created)
VALUES (:key, :team, :purse, :member, :venue, :session, :name, :model, :price_row,
  :amount, 'held', :day, :now)
ON CONFLICT (key) DO NOTHING"""
STORED = """SELECT state, team, purse, member, venue, session, name, model, price_row, amount
FROM holds WHERE key = :key"""
SETTLE = """UPDATE holds SET state = 'settled', resolved = :now,
  charged = CASE WHEN amount < :actual THEN amount ELSE :actual END
WHERE key = :key AND state = 'held'
RETURNING team, purse, member, venue, session, name, model, amount, charged, day"""
RELEASE = """UPDATE holds SET state = 'released', resolved = :now
WHERE key = :key AND state = 'held'
RETURNING team, purse, member, venue, session, name, model, amount, charged, day"""
MONEY = """SELECT balance, held, closed, entries,
  (SELECT count(*) FROM holds h WHERE h.team = :team AND h.purse = :purse AND h.state = 'held'
   AND h.amount > 0 AND h.key <> :but) AS jobs
FROM accounts WHERE team = :team AND purse = :purse"""
GRANTED = "SELECT team, kind, amount FROM lots WHERE grant_key = :key"
OPEN_LOTS = "SELECT id FROM lots WHERE team = :team AND purse = :purse AND remaining > held"


class HoldState(StrEnum):
    HELD = "held"
    SETTLED = "settled"
    RELEASED = "released"


@dataclass(frozen=True, slots=True)
class Settled:
    """What was taken, and the balance (reserved credits included) after it."""

    charged: int
    balance_after: int


def grant(
    tx: Transaction,
    *,
    key: str,
    lot_id: str,
    team: str,
    kind: Kind,
    amount: int,
    expires: float | None,
    by: str,
    note: str,
    now: float,
) -> bool:
    """A new lot. False: this key was granted before, or practice is over for this team.

    The first real grant of a team ends its practice: free practice credits lapse now, reserved
    ones when their hold resolves. Raises ValueError for the same key with another body.
    """
    if amount <= 0:
        raise ValueError(f"a grant of {amount}")
    purse = accounts.purse_of(practice=kind is Kind.PRACTICE)
    # The account first: its lock orders two grants with one key, and the lot belongs to it.
    is_open = accounts.open_locked(tx, team=team, purse=purse)
    if _granted(tx, key, team, kind, amount) or not is_open:
        return False
    tx.run(
        lots.INSERT,
        id=lot_id,
        key=key,
        team=team,
        purse=purse,
        kind=kind,
        amount=amount,
        expires=lots.NEVER if expires is None else expires,
        by=by,
        note=note,
        now=now,
    )
    line = accounts.add(tx, team=team, purse=purse, amount=amount)
    accounts.write(
        tx,
        line,
        id_=lot_id,
        team=team,
        purse=purse,
        kind="grant",
        amount=amount,
        cause=key,
        lot=lot_id,
        member=by,
        note=note,
        now=now,
    )
    if purse == accounts.REAL and line.seq == 1:
        _end_practice(tx, team, now)
    return True


def leave_practice(tx: Transaction, *, team: str) -> None:
    """A vendor's key is there: people see the real purse from now on, empty until the first
    grant."""
    accounts.open_locked(tx, team=team, purse=accounts.REAL)


def _granted(tx: Transaction, key: str, team: str, kind: Kind, amount: int) -> bool:
    row = tx.one(GRANTED, key=key)
    if row is None:
        return False
    if (row.text("team"), row.text("kind"), row.int("amount")) != (team, str(kind), amount):
        raise ValueError(f"grant {key} was made with another team, kind or amount")
    return True


def _end_practice(tx: Transaction, team: str, now: float) -> None:
    tx.run(accounts.CLOSE_PRACTICE, team=team)
    for row in tx.all(OPEN_LOTS, team=team, purse=accounts.PRACTICE):
        lots.lapse(tx, lot=row.text("id"), team=team, purse=accounts.PRACTICE, now=now)


def reserve(
    tx: Transaction,
    *,
    key: str,
    team: str,
    member: str,
    venue: str,
    session: str,
    name: str,
    model: str,
    amount: int,
    price_row: str,
    practice: bool,
    day: str,
    member_cap: int | None,
    venue_cap: int | None,
    now: float,
) -> HoldState:
    """Reserves the worst-case price of an order. 0 is legal, needs no account and counts nowhere.

    The same key answers what became of it; with another body: ValueError. Raises NoBudget,
    NotEnough, OverCap; Stale when the order was priced in practice and practice is over.
    """
    if amount < 0:
        raise ValueError(f"a hold of {amount}")
    purse = accounts.purse_of(practice=practice)
    body = _Body(team, purse, member, venue, session, name, model, price_row, amount)
    if not tx.run(
        HOLD,
        key=key,
        team=team,
        purse=purse,
        member=member,
        venue=venue,
        session=session,
        name=name,
        model=model,
        price_row=price_row,
        amount=amount,
        day=day,
        now=now,
    ):
        return _seen(tx, key, body)
    if amount:
        if not tx.run(accounts.HOLD, team=team, purse=purse, amount=amount):
            raise _refused(tx, key, team, purse, amount)
        missing = lots.reserve(tx, hold=key, team=team, purse=purse, amount=amount, now=now)
        if missing:
            # The account still counts lots that have ended and wait for `expire`.
            raise NotEnough(needed=amount, free=amount - missing)
        caps.count(
            tx,
            team=team,
            purse=purse,
            day=day,
            amount=amount,
            member=caps.Cap(member, member_cap),
            venue=caps.Cap(venue, venue_cap),
        )
    return HoldState.HELD


@dataclass(frozen=True, slots=True)
class _Body:
    """What must be the same when a key comes again. Not the day: midnight may lie between."""

    team: str
    purse: str
    member: str
    venue: str
    session: str
    name: str
    model: str
    price_row: str
    amount: int


def _seen(tx: Transaction, key: str, body: _Body) -> HoldState:
    row = tx.one(STORED, key=key)
    if row is None:
        raise LookupError(f"hold {key} is neither new nor there")
    stored = _Body(
        row.text("team"),
        row.text("purse"),
        row.text("member"),
        row.text("venue"),
        row.text("session"),
        row.text("name"),
        row.text("model"),
        row.text("price_row"),
        row.int("amount"),
    )
    if stored != body:
        raise ValueError(f"hold {key} was made with another body")
    return HoldState(row.text("state"))


def _refused(tx: Transaction, key: str, team: str, purse: str, amount: int) -> Exception:
    row = tx.one(MONEY, team=team, purse=purse, but=key)
    if row is None or not row.int("entries"):
        return NoBudget(needed=amount)
    if row.flag("closed"):
        return Stale("practice")
    return NotEnough(
        needed=amount,
        free=row.int("balance") - row.int("held"),
        reserved=row.int("held"),
        jobs=row.int("jobs"),
    )


def settle(tx: Transaction, *, key: str, actual: int, entry_id: str, now: float) -> Settled | None:
    """Takes min(actual, hold) and gives the rest back. None: resolved already, or never made."""
    if actual < 0:
        raise ValueError(f"a charge of {actual}")
    hold_row = tx.one(SETTLE, key=key, actual=actual, now=now)
    if hold_row is None:
        return None
    charged = hold_row.int("charged")
    if not hold_row.int("amount"):
        return Settled(0, _balance(tx, hold_row.text("team"), hold_row.text("purse")))
    line = _resolve(tx, key, hold_row, now)
    if charged:
        accounts.write(
            tx,
            line,
            id_=entry_id,
            team=hold_row.text("team"),
            purse=hold_row.text("purse"),
            kind="spend",
            amount=-charged,
            cause=key,
            member=hold_row.text("member"),
            name=hold_row.text("name"),
            session=hold_row.text("session"),
            model=hold_row.text("model"),
            now=now,
        )
    return Settled(charged, line.balance)


def release(tx: Transaction, *, key: str, now: float) -> bool:
    """Gives a whole hold back. False: resolved already, or never made."""
    hold_row = tx.one(RELEASE, key=key, now=now)
    if hold_row is None:
        return False
    if hold_row.int("amount"):
        _resolve(tx, key, hold_row, now)
    return True


def _resolve(tx: Transaction, key: str, hold_row: Row, now: float) -> accounts.Line:
    team, purse = hold_row.text("team"), hold_row.text("purse")
    amount, charged = hold_row.int("amount"), hold_row.int("charged")
    line, closed = accounts.close_hold(tx, team=team, purse=purse, amount=amount, charged=charged)
    if charged == amount:
        lots.spend_all(tx, key)
        return line
    lots.resolve(tx, hold=key, team=team, purse=purse, charged=charged, closed=closed, now=now)
    caps.give_back(
        tx,
        team=team,
        purse=purse,
        day=hold_row.text("day"),
        member=hold_row.text("member"),
        venue=hold_row.text("venue"),
        back=amount - charged,
    )
    return line


def _balance(tx: Transaction, team: str, purse: str) -> int:
    row = tx.one(MONEY, team=team, purse=purse, but="")
    return row.int("balance") if row else 0
