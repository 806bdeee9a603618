"""Reading the ledger: balance, lines, open holds; and House, where what a vendor bills and the
team is not charged is booked. Practice is what people see until the first real grant."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.ids import SessionId
from bot.domain.money import Kind
from bot.domain.work import Balance, Entry
from bot.store import accounts, lots
from bot.store.transaction import Row, Transaction

PURSE = "SELECT 1 AS yes FROM accounts WHERE team = :team AND purse = 'real'"
BALANCE = """SELECT a.balance, a.held,
  (SELECT count(*) FROM holds h WHERE h.team = a.team AND h.purse = a.purse AND h.state = 'held'
   AND h.amount > 0) AS jobs,
  (SELECT CAST(COALESCE(sum(l.amount), 0) AS BIGINT) FROM lots l
   WHERE l.team = a.team AND l.purse = a.purse AND l.remaining > 0) AS granted
FROM accounts a WHERE a.team = :team AND a.purse = :purse"""
ENTRIES = """SELECT e.id, e.created, e.kind, e.amount, e.balance_after, e.member, e.name, e.session,
  e.model, e.note, l.kind AS lot_kind
FROM entries e LEFT JOIN lots l ON l.id = e.lot
WHERE e.team = :team AND e.purse = :purse AND e.seq < :below ORDER BY e.seq DESC LIMIT :limit"""
SEQ = "SELECT seq FROM entries WHERE id = :id AND team = :team AND purse = :purse"
HOLD_COLUMNS = """SELECT key, team, purse, member, venue, session, name, model, price_row, amount,
  charged, state, day, created FROM holds"""
OPEN_HOLDS = f"""{HOLD_COLUMNS} WHERE team = :team AND purse = :purse AND state = 'held'
  AND amount > 0 ORDER BY created, key"""
ONE_HOLD = f"{HOLD_COLUMNS} WHERE key = :key"
NEWEST_GRANT = """SELECT COALESCE(max(seq), 0) AS seq FROM entries
WHERE team = :team AND purse = :purse AND kind = 'grant'"""
NEXT_EXPIRY = "SELECT min(expires) AS at FROM lots WHERE remaining > held AND expires < :never"
BOOK_HOUSE = """INSERT INTO house (id, team, provider, model, order_id, milli, reason, created)
VALUES (:id, :team, :provider, :model, :order, :milli, :reason, :now) ON CONFLICT (id) DO NOTHING"""
HOUSE = """SELECT id, provider, model, order_id, milli, reason, created FROM house
WHERE team = :team ORDER BY created DESC, id DESC LIMIT :limit"""

NEWEST = 2**62
"""Above every line number."""
HOUSE_SHOWN = 200
"""As many as an admin scrolls; reports read the table by date."""


@dataclass(frozen=True, slots=True)
class Hold:
    """Credits reserved for one order. `day` is the day of the caps it counts in."""

    key: str
    team: str
    practice: bool
    member: str
    venue: str
    session: str
    name: str
    model: str
    price_row: str
    amount: int
    charged: int
    state: str
    """held | settled | released"""
    day: str
    created: float


@dataclass(frozen=True, slots=True)
class House:
    """One amount that the house pays, milli-credits."""

    id: str
    provider: str
    model: str
    order: str
    milli: int
    reason: str
    at: float


def balance(tx: Transaction, team: str) -> Balance:
    purse = _purse(tx, team)
    row = tx.one(BALANCE, team=team, purse=purse)
    practice = purse == accounts.PRACTICE
    if row is None:
        return Balance(free=0, reserved=0, jobs=0, practice=practice, granted=0)
    held = row.int("held")
    return Balance(
        free=row.int("balance") - held,
        reserved=held,
        jobs=row.int("jobs"),
        practice=practice,
        granted=row.int("granted"),
    )


def entries(
    tx: Transaction, team: str, *, limit: int, before: str | None = None
) -> tuple[Entry, ...]:
    """Newest first; `before` is the id of the last line already shown."""
    purse, below = _purse(tx, team), NEWEST
    if before is not None:
        at = tx.one(SEQ, id=before, team=team, purse=purse)
        below = at.int("seq") if at else 0
    rows = tx.all(ENTRIES, team=team, purse=purse, below=below, limit=limit)
    return tuple(_entry(row) for row in rows)


def _entry(row: Row) -> Entry:
    kind, session = row.maybe_text("lot_kind"), row.text("session")
    return Entry(
        id=row.text("id"),
        at=row.number("created"),
        kind=row.text("kind"),
        amount=row.int("amount"),
        balance_after=row.int("balance_after"),
        member=row.text("member"),
        name=row.text("name"),
        session=SessionId(session) if session else None,
        model=row.text("model"),
        note=row.text("note"),
        lot_kind=Kind(kind) if kind else None,
    )


def open_holds(tx: Transaction, team: str) -> tuple[Hold, ...]:
    """Oldest first; free work holds nothing and is not among them."""
    return tuple(_hold(row) for row in tx.all(OPEN_HOLDS, team=team, purse=_purse(tx, team)))


def hold(tx: Transaction, key: str) -> Hold | None:
    row = tx.one(ONE_HOLD, key=key)
    return None if row is None else _hold(row)


def _hold(row: Row) -> Hold:
    return Hold(
        key=row.text("key"),
        team=row.text("team"),
        practice=row.text("purse") == accounts.PRACTICE,
        member=row.text("member"),
        venue=row.text("venue"),
        session=row.text("session"),
        name=row.text("name"),
        model=row.text("model"),
        price_row=row.text("price_row"),
        amount=row.int("amount"),
        charged=row.int("charged"),
        state=row.text("state"),
        day=row.text("day"),
        created=row.number("created"),
    )


def next_expiry(tx: Transaction) -> float | None:
    """When `expire` next has something to do; None: no lot ends."""
    row = tx.one(NEXT_EXPIRY, never=lots.NEVER)
    return row.maybe_number("at") if row else None


def newest_grant(tx: Transaction, team: str) -> int:
    """The line of the newest grant: what alerts about what is left count from; 0 = none yet."""
    row = tx.one(NEWEST_GRANT, team=team, purse=_purse(tx, team))
    return row.int("seq") if row else 0


def _purse(tx: Transaction, team: str) -> str:
    return accounts.REAL if tx.one(PURSE, team=team) else accounts.PRACTICE


def book_house(
    tx: Transaction,
    *,
    id: str,  # noqa: A002 - the column's name, said by every caller
    team: str,
    provider: str,
    model: str,
    order: str,
    milli: int,
    reason: str,
    now: float,
) -> bool:
    """False: booked before."""
    return bool(
        tx.run(
            BOOK_HOUSE,
            id=id,
            team=team,
            provider=provider,
            model=model,
            order=order,
            milli=milli,
            reason=reason,
            now=now,
        )
    )


def house(tx: Transaction, team: str, *, limit: int = HOUSE_SHOWN) -> tuple[House, ...]:
    """Newest first."""
    return tuple(
        House(
            id=row.text("id"),
            provider=row.text("provider"),
            model=row.text("model"),
            order=row.text("order_id"),
            milli=row.int("milli"),
            reason=row.text("reason"),
            at=row.number("created"),
        )
        for row in tx.all(HOUSE, team=team, limit=limit)
    )
