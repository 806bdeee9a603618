"""Accepted means committed: one row per act of the far end, keyed by the far end's own id. Rows of
a lane are handled in order; a handled row is the dedupe of a redelivery for 24 hours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.store.transaction import Row, Transaction

KEEP_S = 24 * 3600.0
"""Longer than any platform redelivers (Slack: about an hour, Discord: none)."""

ACCEPT = """INSERT INTO inbox (origin, lane, seq, event, state, received)
SELECT :origin, :lane, (SELECT COALESCE(max(seq), 0) + 1 FROM inbox WHERE lane = :lane), :event,
  'new', CAST(:now AS DOUBLE PRECISION)
WHERE NOT EXISTS (SELECT 1 FROM aliases WHERE alias = :origin)
ON CONFLICT (origin) DO NOTHING"""
ALIAS = """INSERT INTO aliases (alias, origin) SELECT :alias, :origin
WHERE NOT EXISTS (SELECT 1 FROM inbox WHERE origin = :alias)
ON CONFLICT (alias) DO NOTHING"""
TAKE_BACK = "DELETE FROM inbox WHERE origin = :origin"
NEXT = """SELECT origin, lane, seq, event, received FROM inbox
WHERE lane = :lane AND state = 'new' ORDER BY seq, received, origin LIMIT 1"""
HANDLED = """UPDATE inbox SET state = 'handled', answer = :answer, handled = :now
WHERE origin = :origin AND state = 'new'"""
ANSWER = "SELECT answer FROM inbox WHERE origin = :origin AND state = 'handled'"
UNHANDLED = """SELECT origin, lane, seq, event, received FROM inbox
WHERE state = 'new' ORDER BY received, seq, origin"""
SWEEP = "DELETE FROM inbox WHERE state = 'handled' AND handled < :before"


@dataclass(frozen=True, slots=True)
class Received:
    """One accepted event that nobody has handled yet; `event` is its JSON."""

    origin: str
    lane: str
    seq: int
    event: str
    received: float


def accept(
    tx: Transaction, origin: str, aliases: Iterable[str], lane: str, event: str, now: float
) -> bool:
    """False: this act was accepted before, under this id or one of its other names."""
    if not tx.run(ACCEPT, origin=origin, lane=lane, event=event, now=now):
        return False
    for alias in sorted(set(aliases) - {origin}):
        if not tx.run(ALIAS, alias=alias, origin=origin):
            tx.run(TAKE_BACK, origin=origin)  # its aliases go with it
            return False
    return True


def next_of_lane(tx: Transaction, lane: str) -> Received | None:
    row = tx.one(NEXT, lane=lane)
    return None if row is None else _received(row)


def mark_handled(tx: Transaction, origin: str, answer: str, now: float) -> bool:
    """False: handled before, or never accepted."""
    return bool(tx.run(HANDLED, origin=origin, answer=answer, now=now))


def answer_of(tx: Transaction, origin: str) -> str | None:
    """What a handled event was answered; None: not handled yet."""
    row = tx.one(ANSWER, origin=origin)
    return None if row is None else row.text("answer")


def unhandled(tx: Transaction) -> tuple[Received, ...]:
    """After a restart: what was accepted and not finished, oldest first."""
    return tuple(_received(row) for row in tx.all(UNHANDLED))


def sweep(tx: Transaction, now: float) -> int:
    """Drops handled rows older than a day, their other names with them."""
    return tx.run(SWEEP, before=now - KEEP_S)


def _received(row: Row) -> Received:
    return Received(
        origin=row.text("origin"),
        lane=row.text("lane"),
        seq=row.int("seq"),
        event=row.text("event"),
        received=row.number("received"),
    )
