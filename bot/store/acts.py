"""The audit: who did what to which subject, in order; and what /undo finds."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.ids import MemberId, TeamId
from bot.store.transaction import Row, Transaction


@dataclass(frozen=True, slots=True)
class Act:
    id: str
    team: TeamId
    member: MemberId
    what: str
    """edit | discard | pick | vote | policy | grant | rights | approve | revoke | export..."""
    subject: str
    body: str
    at: float
    undone: bool


def record(
    tx: Transaction,
    *,
    act: str,
    team: TeamId,
    member: MemberId,
    what: str,
    subject: str,
    body: str,
    now: float,
) -> None:
    """`act` is derived from the effect: the same act is one row. The order is counted, not read
    from the clock, which may stand still or jump back between two acts."""
    tx.run(
        "INSERT INTO acts (id, seq, team, member, what, subject, body, at) "
        "SELECT :id, COALESCE(MAX(seq), 0) + 1, :team, :member, :what, :subject, :body, :now "
        "FROM acts WHERE team = :team ON CONFLICT (id) DO NOTHING",
        id=act,
        team=team,
        member=member,
        what=what,
        subject=subject,
        body=body,
        now=now,
    )


def newest(tx: Transaction, team: TeamId) -> int:
    """The number of the newest act; 0 = none yet."""
    row = tx.one("SELECT COALESCE(MAX(seq), 0) AS seq FROM acts WHERE team = :team", team=team)
    return row.int("seq") if row else 0


def recent(tx: Transaction, team: TeamId, member: MemberId, limit: int) -> tuple[Act, ...]:
    """Newest first, undone ones left out."""
    rows = tx.all(
        "SELECT * FROM acts WHERE team = :team AND member = :member AND undone_by IS NULL "
        "ORDER BY seq DESC, id DESC LIMIT :limit",
        team=team,
        member=member,
        limit=limit,
    )
    return tuple(_row(row) for row in rows)


def of_subject(tx: Transaction, team: TeamId, subject: str) -> tuple[Act, ...]:
    """Everything done to one version or picture and not undone, newest first."""
    rows = tx.all(
        "SELECT * FROM acts WHERE team = :team AND subject = :subject AND undone_by IS NULL "
        "ORDER BY seq DESC, id DESC",
        team=team,
        subject=subject,
    )
    return tuple(_row(row) for row in rows)


def get(tx: Transaction, act: str) -> Act | None:
    row = tx.one("SELECT * FROM acts WHERE id = :id", id=act)
    return _row(row) if row else None


def undone(tx: Transaction, act: str, by: str) -> bool:
    """An act is undone once."""
    return bool(
        tx.run(
            "UPDATE acts SET undone_by = :by WHERE id = :id AND undone_by IS NULL", id=act, by=by
        )
    )


def _row(row: Row) -> Act:
    return Act(
        id=row.text("id"),
        team=TeamId(row.text("team")),
        member=MemberId(row.text("member")),
        what=row.text("what"),
        subject=row.text("subject"),
        body=row.text("body"),
        at=row.number("at"),
        undone=row.maybe_text("undone_by") is not None,
    )
