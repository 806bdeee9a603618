"""What people are told: a row a person and happening, written with what happened, sent once.

A row is taken before it is sent, so that a crash in between loses one telling and never repeats it.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.ids import MemberId, SessionId, TeamId
from bot.domain.telling import About, Notice
from bot.store.pack import pack_pairs, unpack_pairs
from bot.store.transaction import Row, Transaction

TOLD, DROPPED, FAILED = "told", "dropped", "failed"
"""Outcomes. Dropped: it was no longer true when its time came. Failed: it could not be brought."""
COLUMNS = "key, member, about, due_at, session, words, subject, created"


@dataclass(frozen=True, slots=True)
class NoticeRow:
    notice: Notice
    subject: str
    """The id of what it speaks of (picture, version), to see whether it still holds; "" = none."""
    created: float


def add(tx: Transaction, team: TeamId, notice: Notice, subject: str, now: float) -> bool:
    """False: this person is told of this already."""
    return bool(
        tx.run(
            "INSERT INTO notices (key, team, member, about, session, subject, words, created, "
            "due_at) VALUES (:key, :team, :member, :about, :session, :subject, :words, :now, :due) "
            "ON CONFLICT (key) DO NOTHING",
            key=notice.key,
            team=team,
            member=notice.member,
            about=notice.about,
            session=notice.session,
            subject=subject,
            words=pack_pairs(notice.words),
            now=now,
            due=notice.due,
        )
    )


def waiting(tx: Transaction, member: MemberId, now: float) -> tuple[NoticeRow, ...]:
    """What is due for one person and was not taken yet, oldest first."""
    rows = tx.all(
        f"SELECT {COLUMNS} FROM notices WHERE member = :member AND sent_at IS NULL "
        "AND due_at <= :now ORDER BY created, key",
        member=member,
        now=now,
    )
    return tuple(_row(row) for row in rows)


def take(tx: Transaction, key: str, outcome: str, now: float) -> None:
    tx.run(
        "UPDATE notices SET sent_at = :now, outcome = :outcome, tries = tries + 1 "
        "WHERE key = :key AND sent_at IS NULL",
        key=key,
        outcome=outcome,
        now=now,
    )


def put_back(tx: Transaction, key: str, due: float) -> None:
    """It surely did not arrive: due again."""
    tx.run(
        "UPDATE notices SET sent_at = NULL, outcome = '', due_at = :due WHERE key = :key",
        key=key,
        due=due,
    )


def give_up(tx: Transaction, key: str) -> None:
    tx.run("UPDATE notices SET outcome = :outcome WHERE key = :key", key=key, outcome=FAILED)


def told(
    tx: Transaction, member: MemberId, since: float, limit: int
) -> tuple[tuple[NoticeRow, float], ...]:
    """What this person was told, and when; newest first."""
    rows = tx.all(
        f"SELECT {COLUMNS}, sent_at FROM notices WHERE member = :member AND sent_at >= :since "
        "AND outcome = :told ORDER BY sent_at DESC, created DESC, key LIMIT :limit",
        member=member,
        since=since,
        told=TOLD,
        limit=limit,
    )
    return tuple((_row(row), row.number("sent_at")) for row in rows)


def tries(tx: Transaction, key: str) -> int:
    row = tx.one("SELECT tries FROM notices WHERE key = :key", key=key)
    return row.int("tries") if row else 0


def known(tx: Transaction, begins: str) -> bool:
    """Whether anybody is told of anything whose key begins so."""
    row = tx.one(
        "SELECT 1 AS yes FROM notices WHERE key >= :first AND key < :last LIMIT 1",
        first=begins,
        last=begins + "\uffff",
    )
    return row is not None


def brought(tx: Transaction, begins: str) -> tuple[MemberId, ...]:
    """Who was told of what has a key that begins so."""
    rows = tx.all(
        "SELECT DISTINCT member FROM notices WHERE key >= :first AND key < :last "
        "AND outcome = :told ORDER BY member",
        first=begins,
        last=begins + "\uffff",
        told=TOLD,
    )
    return tuple(MemberId(row.text("member")) for row in rows)


def last_told(tx: Transaction, member: MemberId) -> float | None:
    """When this person was told something last."""
    row = tx.one(
        "SELECT MAX(sent_at) AS at FROM notices WHERE member = :member AND sent_at IS NOT NULL "
        "AND outcome = :told",
        member=member,
        told=TOLD,
    )
    return row.maybe_number("at") if row else None


def _row(row: Row) -> NoticeRow:
    session = row.maybe_text("session")
    notice = Notice(
        key=row.text("key"),
        member=MemberId(row.text("member")),
        about=About(row.text("about")),
        due=row.number("due_at"),
        session=SessionId(session) if session else None,
        words=unpack_pairs(row.text("words")),
    )
    return NoticeRow(notice, row.text("subject"), row.number("created"))
