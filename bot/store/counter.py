"""Counter-entries: a grant is taken back, a charge is given back. Nothing that was booked is ever
changed; each act and each charge has its counter-entry once."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.money import Kind
from bot.errors import Stale
from bot.store import accounts, caps, lots
from bot.store.transaction import Transaction

LOT_OF_GRANT = "SELECT id, team, purse, kind FROM lots WHERE grant_key = :key"
TAKE_BACK = """UPDATE lots SET remaining = held, taken = taken + remaining - held
WHERE id = :lot AND remaining - held = :amount"""
ADJUSTED = "SELECT amount FROM entries WHERE cause = :key AND kind = 'adjust'"
CHARGED = """SELECT team, purse, member, venue, session, name, model, charged, day FROM holds
WHERE key = :key AND state = 'settled' AND charged > 0"""
REFUNDED = "SELECT amount FROM entries WHERE cause = :key AND kind = 'refund'"


def ungrant(tx: Transaction, *, key: str, grant_key: str, by: str, now: float) -> int:
    """Undoes a grant by a counter-entry: takes back what is unspent and unreserved of it, and
    returns that. 0 is an answer too, and the same key always gets the same one."""
    lot = tx.one(LOT_OF_GRANT, key=grant_key)
    if lot is None:
        raise LookupError(f"no grant {grant_key}")
    team, purse = lot.text("team"), lot.text("purse")
    tx.run(accounts.LOCK, team=team, purse=purse)
    before = tx.one(ADJUSTED, key=key)
    if before is not None:
        return -before.int("amount")
    free = tx.one(lots.FREE, lot=lot.text("id"))
    amount = free.int("free") if free else 0
    line = accounts.take(tx, team=team, purse=purse, amount=amount)
    if line is None or (amount and not tx.run(TAKE_BACK, lot=lot.text("id"), amount=amount)):
        raise ArithmeticError(f"lot {lot.text('id')} has {amount} free, its account has not")
    accounts.write(
        tx,
        line,
        id_=key,
        team=team,
        purse=purse,
        kind="adjust",
        amount=-amount,
        cause=key,
        lot=lot.text("id"),
        member=by,
        note=grant_key,
        now=now,
    )
    return amount


@dataclass(frozen=True, slots=True)
class Refund:
    """A charge that was given back. `fresh`: by this call, not by an earlier one. `grant`: the key
    of the lot that it made, to take it back by."""

    amount: int
    grant: str
    fresh: bool


def refund(tx: Transaction, *, hold: str, by: str, note: str, now: float) -> Refund | None:
    """Gives the whole charge of a hold back, into a lot of its own that lives as long as the last
    of those it came from, at least 30 days; the day's caps get it back too. None: nothing was
    charged. Raises Stale for practice credits when practice is over."""
    row = tx.one(CHARGED, key=hold)
    if row is None:
        return None
    team, purse, amount = row.text("team"), row.text("purse"), row.int("charged")
    key = f"given back/{hold}"
    # The account first: its lock orders two who give the same charge back.
    if not accounts.open_locked(tx, team=team, purse=purse):
        raise Stale("practice")
    if tx.one(REFUNDED, key=hold) is not None:
        return Refund(amount, key, fresh=False)
    ends = [part.number("expires") for part in tx.all(lots.PARTS, hold=hold)]
    tx.run(
        lots.INSERT,
        id=key,
        key=key,
        team=team,
        purse=purse,
        kind=Kind.REFUND if purse == accounts.REAL else Kind.PRACTICE,
        amount=amount,
        expires=max([*ends, now + lots.REFUND_DAYS_S]),
        by=by,
        note=note,
        now=now,
    )
    line = accounts.add(tx, team=team, purse=purse, amount=amount)
    accounts.write(
        tx,
        line,
        id_=key,
        team=team,
        purse=purse,
        kind="refund",
        amount=amount,
        cause=hold,
        lot=key,
        member=by,
        name=row.text("name"),
        session=row.text("session"),
        model=row.text("model"),
        note=note,
        now=now,
    )
    caps.give_back(
        tx,
        team=team,
        purse=purse,
        day=row.text("day"),
        member=row.text("member"),
        venue=row.text("venue"),
        back=amount,
    )
    return Refund(amount, key, fresh=True)
