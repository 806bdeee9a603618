"""Reviews and their ballots, append-only: the stored state is a fold of the ballots, never more."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.ids import MemberId, PictureId, ReviewId, SessionId, TeamId
from bot.domain.voting import Act, Ballot, Standing
from bot.domain.work import Choice, ReviewState
from bot.store.transaction import Row, Transaction


@dataclass(frozen=True, slots=True)
class ReviewRow:
    id: ReviewId
    picture: PictureId
    session: SessionId
    team: TeamId
    kind: str
    """approval | layout | practice"""
    state: ReviewState
    policy: str
    """Snapshot, packed by services: the rules as they were when the review opened."""
    opened: float
    opened_by: MemberId
    locks_at: float | None
    seal: str
    """Packed by services: votes, policy revision, sha256, time; "" until sealed."""


def open_review(tx: Transaction, row: ReviewRow) -> bool:
    """One review a picture; False when it was open already."""
    return bool(
        tx.run(
            "INSERT INTO reviews (id, picture, session, team, kind, state, policy, opened, "
            "opened_by) VALUES (:id, :picture, :session, :team, :kind, :state, :policy, :opened, "
            ":by) ON CONFLICT (picture) DO NOTHING",
            id=row.id,
            picture=row.picture,
            session=row.session,
            team=row.team,
            kind=row.kind,
            state=row.state,
            policy=row.policy,
            opened=row.opened,
            by=row.opened_by,
        )
    )


def reopen(tx: Transaction, picture: PictureId, policy: str, now: float) -> None:
    """Asked again after changes, withdrawal or revocation: a new round on the same picture."""
    tx.run(
        "UPDATE reviews SET state = 'open', policy = :policy, opened = :now, locks_at = NULL, "
        "seal = '' WHERE picture = :picture",
        picture=picture,
        policy=policy,
        now=now,
    )


def of_picture(tx: Transaction, picture: PictureId) -> ReviewRow | None:
    row = tx.one("SELECT * FROM reviews WHERE picture = :p", p=picture)
    return _row(row) if row else None


def of_session(tx: Transaction, session: SessionId) -> tuple[ReviewRow, ...]:
    rows = tx.all("SELECT * FROM reviews WHERE session = :s ORDER BY opened", s=session)
    return tuple(_row(row) for row in rows)


def waiting(tx: Transaction, team: TeamId) -> tuple[ReviewRow, ...]:
    """Open ones, oldest first; at most 200: nobody reads more."""
    rows = tx.all(
        "SELECT * FROM reviews WHERE team = :team AND state IN ('open', 'closing') "
        "ORDER BY opened LIMIT 200",
        team=team,
    )
    return tuple(_row(row) for row in rows)


def set_state(
    tx: Transaction,
    picture: PictureId,
    state: ReviewState,
    *,
    locks_at: float | None,
    seal: str,
) -> None:
    tx.run(
        "UPDATE reviews SET state = :state, locks_at = :locks_at, seal = :seal "
        "WHERE picture = :picture",
        picture=picture,
        state=state,
        locks_at=locks_at,
        seal=seal,
    )


def append(tx: Transaction, ballot: Ballot) -> bool:
    """False: this origin was counted already."""
    return bool(
        tx.run(
            "INSERT INTO ballots (origin, seq, picture, member, act, standing, choice, reason, "
            "by_reaction, message, at) SELECT :origin, COALESCE(MAX(seq), 0) + 1, :picture, "
            ":member, :act, :standing, :choice, :reason, :by_reaction, :message, :at "
            "FROM ballots WHERE picture = :picture ON CONFLICT (origin) DO NOTHING",
            origin=ballot.origin,
            picture=ballot.picture,
            member=ballot.member,
            act=ballot.act,
            standing=ballot.standing,
            choice=ballot.choice,
            reason=ballot.reason,
            by_reaction=int(ballot.by_reaction),
            message=ballot.message,
            at=ballot.at,
        )
    )


def last_at(tx: Transaction, picture: PictureId) -> float:
    """When the newest ballot of any round was cast; 0 without one."""
    row = tx.one("SELECT MAX(at) AS at FROM ballots WHERE picture = :p", p=picture)
    return (row.maybe_number("at") if row else None) or 0.0


def ballots(tx: Transaction, picture: PictureId, since: float) -> tuple[Ballot, ...]:
    """Of the round that opened at `since`, in the order they were written."""
    rows = tx.all(
        "SELECT * FROM ballots WHERE picture = :p AND at >= :since ORDER BY seq",
        p=picture,
        since=since,
    )
    return tuple(
        Ballot(
            origin=row.text("origin"),
            at=row.number("at"),
            picture=PictureId(row.text("picture")),
            member=MemberId(row.text("member")),
            act=Act(row.text("act")),
            standing=Standing(row.text("standing")),
            choice=Choice(row.text("choice")),
            reason=row.text("reason"),
            by_reaction=row.flag("by_reaction"),
            message=row.text("message"),
        )
        for row in rows
    )


def like(
    tx: Transaction, picture: PictureId, member: MemberId, emoji: str, *, added: bool, now: float
) -> None:
    if added:
        tx.run(
            "INSERT INTO likes (picture, member, emoji, at) VALUES (:p, :m, :e, :now) "
            "ON CONFLICT (picture, member, emoji) DO NOTHING",
            p=picture,
            m=member,
            e=emoji,
            now=now,
        )
    else:
        tx.run(
            "DELETE FROM likes WHERE picture = :p AND member = :m AND emoji = :e",
            p=picture,
            m=member,
            e=emoji,
        )


def likes(tx: Transaction, picture: PictureId) -> tuple[tuple[MemberId, str], ...]:
    rows = tx.all("SELECT member, emoji FROM likes WHERE picture = :p ORDER BY at", p=picture)
    return tuple((MemberId(row.text("member")), row.text("emoji")) for row in rows)


def _row(row: Row) -> ReviewRow:
    return ReviewRow(
        id=ReviewId(row.text("id")),
        picture=PictureId(row.text("picture")),
        session=SessionId(row.text("session")),
        team=TeamId(row.text("team")),
        kind=row.text("kind"),
        state=ReviewState(row.text("state")),
        policy=row.text("policy"),
        opened=row.number("opened"),
        opened_by=MemberId(row.text("opened_by")),
        locks_at=row.maybe_number("locks_at"),
        seal=row.text("seal"),
    )
