"""The parts of an order: one model call each, durable as soon as it is answered, so that a crash
between two pictures of a set loses neither. A part resolves once."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.domain.attribution import NOTHING, LookedUp
from bot.domain.ids import FileKey, OrderId
from bot.domain.model import Usage
from bot.store.pack import pack, unpack
from bot.store.transaction import Row, Transaction


@dataclass(frozen=True, slots=True)
class MadeFacts:
    """A received picture as a part keeps it, before its version is settled."""

    file: FileKey
    preview: FileKey
    """A JPEG for cards, made when the picture landed."""
    mime: str
    width: int
    height: int
    bytes: int
    layers: str
    alt: str
    notes: tuple[str, ...]
    looked_up: LookedUp = NOTHING


@dataclass(frozen=True, slots=True)
class Part:
    n: int
    state: str
    """waiting | ok | failed | uncertain"""
    outcome: str = ""
    detail: str = ""
    made: MadeFacts | None = None
    usage: Usage = field(default_factory=Usage)


def of_order(tx: Transaction, order: OrderId) -> tuple[Part, ...]:
    rows = tx.all("SELECT * FROM parts WHERE order_id = :o ORDER BY n", o=order)
    return tuple(_part(row) for row in rows)


def resolve_part(tx: Transaction, order: OrderId, part: Part) -> bool:
    """A part resolves once: an uncertain one may still turn ok or failed, never back."""
    return bool(
        tx.run(
            "UPDATE parts SET state = :state, outcome = :outcome, detail = :detail, file = :file, "
            "made = :made, usage = :usage WHERE order_id = :o AND n = :n "
            "AND state IN ('waiting', 'uncertain')",
            o=order,
            n=part.n,
            state=part.state,
            outcome=part.outcome,
            detail=part.detail,
            file=part.made.file if part.made else None,
            made=pack(part.made) if part.made else None,
            usage=pack(part.usage),
        )
    )


def wait_again(tx: Transaction, order: OrderId, n: int) -> None:
    """An uncertain part is asked for once more, because a person said so."""
    tx.run(
        "UPDATE parts SET state = 'waiting' WHERE order_id = :o AND n = :n AND state = 'uncertain'",
        o=order,
        n=n,
    )


def _part(row: Row) -> Part:
    made, usage = row.maybe_text("made"), row.maybe_text("usage")
    return Part(
        n=row.int("n"),
        state=row.text("state"),
        outcome=row.text("outcome"),
        detail=row.text("detail"),
        made=unpack(MadeFacts, made) if made else None,
        usage=unpack(Usage, usage) if usage else Usage(),
    )
