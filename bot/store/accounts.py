"""One purse of a team, and the lines of its ledger. Every movement of money passes one of these
conditional updates; the row they lock is what keeps a team's lots and caps in order."""

from __future__ import annotations

from dataclasses import dataclass

from bot.store.transaction import Transaction

REAL, PRACTICE = "real", "practice"

# The lock order everywhere is: job, hold, account; lots and caps only under their account's lock;
# of one team, the real purse before the practice one.
HOLD = """UPDATE accounts SET held = held + :amount
WHERE team = :team AND purse = :purse AND closed = 0 AND balance - held >= :amount"""
CLOSE_HOLD = """UPDATE accounts
SET held = held - :amount, balance = balance - :charged, entries = entries + :lines
WHERE team = :team AND purse = :purse RETURNING balance, entries, closed"""
OPEN = """INSERT INTO accounts (team, purse, balance) VALUES (:team, :purse, 0)
ON CONFLICT (team, purse) DO UPDATE SET held = accounts.held RETURNING closed"""
ADD = """UPDATE accounts SET balance = balance + :amount, entries = entries + 1
WHERE team = :team AND purse = :purse RETURNING balance, entries"""
TAKE = """UPDATE accounts SET balance = balance - :amount, entries = entries + 1
WHERE team = :team AND purse = :purse AND balance - held >= :amount RETURNING balance, entries"""
CLOSE_PRACTICE = """INSERT INTO accounts (team, purse, balance, closed)
VALUES (:team, 'practice', 0, 1) ON CONFLICT (team, purse) DO UPDATE SET closed = 1"""
LOCK = "UPDATE accounts SET held = held WHERE team = :team AND purse = :purse"
ENTRY = """INSERT INTO entries (id, team, purse, seq, kind, amount, balance_after, cause, lot,
  member, name, session, model, note, created)
VALUES (:id, :team, :purse, :seq, :kind, :amount, :balance_after, :cause, :lot,
  :member, :name, :session, :model, :note, :now)"""


def purse_of(*, practice: bool) -> str:
    return PRACTICE if practice else REAL


@dataclass(frozen=True, slots=True)
class Line:
    """Where the next line of a ledger goes: its number and the balance after it."""

    seq: int
    balance: int


def write(
    tx: Transaction,
    line: Line,
    *,
    id_: str,
    team: str,
    purse: str,
    kind: str,
    amount: int,
    cause: str,
    now: float,
    lot: str | None = None,
    member: str = "",
    name: str = "",
    session: str = "",
    model: str = "",
    note: str = "",
) -> None:
    tx.run(
        ENTRY,
        id=id_,
        team=team,
        purse=purse,
        seq=line.seq,
        kind=kind,
        amount=amount,
        balance_after=line.balance,
        cause=cause,
        lot=lot,
        member=member,
        name=name,
        session=session,
        model=model,
        note=note,
        now=now,
    )


def open_locked(tx: Transaction, *, team: str, purse: str) -> bool:
    """Makes the purse if it is missing and locks it; False: it is closed for good."""
    row = tx.one(OPEN, team=team, purse=purse)
    return row is not None and not row.flag("closed")


def add(tx: Transaction, *, team: str, purse: str, amount: int) -> Line:
    row = tx.one(ADD, team=team, purse=purse, amount=amount)
    if row is None:
        raise LookupError(f"no {purse} purse of {team}")
    return Line(row.int("entries"), row.int("balance"))


def close_hold(
    tx: Transaction, *, team: str, purse: str, amount: int, charged: int
) -> tuple[Line, bool]:
    """Gives a hold back and takes the charge; True: the purse is closed for good."""
    row = tx.one(
        CLOSE_HOLD,
        team=team,
        purse=purse,
        amount=amount,
        charged=charged,
        lines=1 if charged else 0,
    )
    if row is None:
        raise LookupError(f"no {purse} purse of {team}")
    return Line(row.int("entries"), row.int("balance")), row.flag("closed")


def take(tx: Transaction, *, team: str, purse: str, amount: int) -> Line | None:
    """Lowers the balance by what is not reserved; None: less than `amount` is free."""
    row = tx.one(TAKE, team=team, purse=purse, amount=amount)
    return None if row is None else Line(row.int("entries"), row.int("balance"))
