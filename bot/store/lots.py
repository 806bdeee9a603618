"""Lots: every grant keeps its kind and its end. A hold reserves specific lots, soonest-expiring
first, then by id; expiry never touches what is reserved. Called under the account's lock."""

from __future__ import annotations

from bot.domain.money import Kind
from bot.store import accounts
from bot.store.transaction import Row, Transaction

NEVER = 253_402_300_799.0
"""The last second of the year 9999: stands in for "does not expire", so that sorting needs no NULL
rule and the index serves the order."""
REFUND_DAYS_S = 30 * 86_400.0
"""What comes back into a lot that has ended lives on for 30 days (invariant I9)."""

INSERT = """INSERT INTO lots (id, grant_key, team, purse, kind, amount, remaining, expires,
  granted_by, note, created)
VALUES (:id, :key, :team, :purse, :kind, :amount, :amount, :expires, :by, :note, :now)
ON CONFLICT (grant_key) DO NOTHING"""
# The common case in one statement: the first live lot covers it all.
RESERVE_FIRST = """UPDATE lots SET held = held + :amount WHERE id = (
  SELECT id FROM lots
  WHERE team = :team AND purse = :purse AND remaining > held AND expires > :now
  ORDER BY expires, id LIMIT 1
) AND remaining - held >= :amount RETURNING id"""
LIVE = """SELECT id, remaining - held AS free FROM lots
WHERE team = :team AND purse = :purse AND remaining > held AND expires > :now
ORDER BY expires, id"""
RESERVE = "UPDATE lots SET held = held + :amount WHERE id = :lot AND remaining - held >= :amount"
PART = """INSERT INTO hold_lots (hold_key, place, lot, amount)
VALUES (:hold, :place, :lot, :amount)"""
PARTS = """SELECT p.lot, p.amount, l.expires FROM hold_lots p JOIN lots l ON l.id = p.lot
WHERE p.hold_key = :hold ORDER BY p.place"""
RESOLVE = """UPDATE lots SET held = held - :amount, remaining = remaining - :spent - :moved,
  moved = moved + :moved WHERE id = :lot"""
# The common charge in one statement: all of it, from every lot of the hold.
SPEND_ALL = """UPDATE lots SET held = lots.held - p.amount, remaining = lots.remaining - p.amount
FROM hold_lots p WHERE p.hold_key = :hold AND p.lot = lots.id"""
LAPSE = """UPDATE lots SET remaining = remaining - :amount, lapsed = lapsed + :amount
WHERE id = :lot AND remaining - held >= :amount"""
ENDED = """SELECT id, team, purse FROM lots WHERE remaining > held AND expires <= :now
ORDER BY team, purse DESC, id"""
GRANTED_FOR = """SELECT CAST(COALESCE(sum(amount), 0) AS BIGINT) AS amount FROM lots
WHERE team = :team AND kind = 'monthly' AND note = :month"""
FREE = "SELECT remaining - held AS free FROM lots WHERE id = :lot AND remaining > held"


def reserve(tx: Transaction, *, hold: str, team: str, purse: str, amount: int, now: float) -> int:
    """Reserves `amount` for a hold; returns how much of it the live lots could NOT give."""
    first = tx.one(RESERVE_FIRST, team=team, purse=purse, amount=amount, now=now)
    if first is not None:
        tx.run(PART, hold=hold, place=0, lot=first.text("id"), amount=amount)
        return 0
    left = amount
    for place, lot in enumerate(tx.all(LIVE, team=team, purse=purse, now=now)):
        part = min(left, lot.int("free"))
        if part and tx.run(RESERVE, lot=lot.text("id"), amount=part):
            tx.run(PART, hold=hold, place=place, lot=lot.text("id"), amount=part)
            left -= part
        if not left:
            break
    return left


def granted_for(tx: Transaction, *, team: str, month: str) -> int:
    """What a month's budget has given so far."""
    row = tx.one(GRANTED_FOR, team=team, month=month)
    return row.int("amount") if row else 0


def spend_all(tx: Transaction, hold: str) -> None:
    """Spends a hold to its last credit: nothing comes back, so no lot's end matters."""
    tx.run(SPEND_ALL, hold=hold)


def resolve(
    tx: Transaction, *, hold: str, team: str, purse: str, charged: int, closed: bool, now: float
) -> None:
    """Spends `charged` of a hold's lots and gives the rest back: to its lot; to a lot of 30 days
    if its own has ended; to nobody if it was practice money and practice is over."""
    left, stray = charged, 0
    for part in tx.all(PARTS, hold=hold):
        spent = min(left, part.int("amount"))
        left -= spent
        back = part.int("amount") - spent
        moved = back if part.number("expires") <= now and not closed else 0
        tx.run(RESOLVE, lot=part.text("lot"), amount=part.int("amount"), spent=spent, moved=moved)
        if back and closed:
            lapse(tx, lot=part.text("lot"), team=team, purse=purse, now=now)
        stray += moved
    if stray:
        _refund(tx, hold=hold, team=team, purse=purse, amount=stray, now=now)


def _refund(tx: Transaction, *, hold: str, team: str, purse: str, amount: int, now: float) -> None:
    """No line in the ledger: the credits never left the balance, they only changed their lot."""
    tx.run(
        INSERT,
        id=f"refund/{hold}",
        key=f"refund/{hold}",
        team=team,
        purse=purse,
        kind=Kind.REFUND if purse == accounts.REAL else Kind.PRACTICE,
        amount=amount,
        expires=now + REFUND_DAYS_S,
        by="",
        note="",
        now=now,
    )


def lapse(tx: Transaction, *, lot: str, team: str, purse: str, now: float) -> int:
    """Ends the free part of one lot; returns it."""
    row = tx.one(FREE, lot=lot)
    amount = row.int("free") if row else 0
    if not amount or not tx.run(LAPSE, lot=lot, amount=amount):
        return 0
    line = accounts.take(tx, team=team, purse=purse, amount=amount)
    if line is None:
        raise ArithmeticError(f"lot {lot} has {amount} free, its account has not")
    cause = f"lapse/{lot}/{line.seq}"  # numbered: practice money can lapse in several parts
    accounts.write(
        tx,
        line,
        id_=cause,
        team=team,
        purse=purse,
        kind="lapse",
        amount=-amount,
        cause=cause,
        lot=lot,
        now=now,
    )
    return amount


def expire(tx: Transaction, now: float) -> int:
    """Ends every lot whose time has come, except what is reserved; returns the sum."""
    total = 0
    for row in tx.all(ENDED, now=now):
        total += _lapse_locked(tx, row, now)
    return total


def _lapse_locked(tx: Transaction, row: Row, now: float) -> int:
    team, purse = row.text("team"), row.text("purse")
    tx.run(accounts.LOCK, team=team, purse=purse)
    return lapse(tx, lot=row.text("id"), team=team, purse=purse, now=now)
