"""Taking what is due for one person: together, once, and only what is still true and theirs."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.domain.ids import MemberId, PictureId, VersionId
from bot.domain.telling import (
    GATHER_S,
    TO_ADMINS,
    TO_DECIDERS,
    TRIES,
    About,
    Notice,
    low,
    may_see,
)
from bot.domain.voting import OPEN, Decided, PolicySnapshot, decide
from bot.domain.work import Choice, Member, ReviewState, Right, VersionState
from bot.errors import NotFound
from bot.services.telling import CHANGES, ENDS, VENDOR
from bot.store import books, people, posts, reviews, sessions, versions
from bot.store import notices as rows
from bot.store.notices import NoticeRow
from bot.store.pack import unpack
from bot.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Due:
    """What one person is told now; `later`: not yet, they were told something just now."""

    notices: tuple[Notice, ...] = ()
    later: float | None = None


def take(tx: Transaction, member_id: MemberId, now: float) -> Due:
    """Taken: nobody else finds it again."""
    waiting = rows.waiting(tx, member_id, now)
    last = rows.last_told(tx, member_id)
    if waiting and last is not None and 0 <= now - last < GATHER_S:
        return Due(later=last + GATHER_S)
    member = _here(tx, member_id)
    told = []
    for row in waiting:
        fresh = _fresh(tx, row, member, now) if member else None
        rows.take(tx, row.notice.key, rows.TOLD if fresh else rows.DROPPED, now)
        if fresh:
            told.append(fresh)
            if fresh.session and fresh.about in TO_DECIDERS:
                posts.mark(tx, fresh.session, now)  # the review stands in their messages from now
    return Due(tuple(told))


LATELY_S = 7 * 24 * 3600.0
"""A week: who was away longer starts in the channel."""
LATELY = 8
"""Of them, as many as one looks through."""


def lately(tx: Transaction, member: Member, now: float) -> tuple[tuple[Notice, float], ...]:
    """What this person was told of late, for who was not there: (notice, when), newest first. Only
    what is still theirs to know."""
    found = rows.told(tx, member.id, now - LATELY_S, LATELY)
    return tuple((row.notice, at) for row, at in found if _theirs(tx, row.notice, member))


def not_told(tx: Transaction, taken: tuple[Notice, ...], due: float) -> bool:
    """It surely did not arrive: due again. False: tried often enough."""
    again = False
    for notice in taken:
        if rows.tries(tx, notice.key) < TRIES:
            rows.put_back(tx, notice.key, due)
            again = True
        else:
            rows.give_up(tx, notice.key)
    return again


def _here(tx: Transaction, member: MemberId) -> Member | None:
    """None: this person has left."""
    try:
        team = people.member(tx, member).team
    except NotFound:
        return None
    return next((m for m in people.members(tx, team) if m.id == member), None)


def _fresh(tx: Transaction, row: NoticeRow, member: Member, now: float) -> Notice | None:
    """The notice as it is true now; None: it is not, or not theirs to know any more."""
    if not _theirs(tx, row.notice, member):
        return None
    if row.notice.about is About.DECISION:
        return _decision(tx, row)
    return row.notice if _holds(tx, row, member, now) else None


def _theirs(tx: Transaction, notice: Notice, member: Member) -> bool:
    """Rights may have changed since it was written."""
    needed = {Right.ADMIN} if notice.about in TO_ADMINS else set()
    if notice.about in TO_DECIDERS:
        needed = {Right.APPROVE}
    if not needed <= member.rights:
        return False
    session = sessions.get(tx, notice.session) if notice.session else None
    return session is None or may_see(member, session.maker if session.private else None)


def _holds(tx: Transaction, row: NoticeRow, member: Member, now: float) -> bool:
    match row.notice.about:
        case About.ASKED | About.REMINDER | About.DEADLINE:
            return _undecided(tx, row, now)
        case About.RESULT | About.FAILED:
            return _unseen(tx, row)
        case About.CREDITS:
            return _in_state(tx, row, VersionState.PARKED)
        case About.CHECKING:
            return _in_state(tx, row, VersionState.UNCERTAIN)
        case About.QUESTION:
            return _open_question(tx, row)
        case About.BUDGET:
            balance = books.balance(tx, member.team)
            return low(balance.free + balance.reserved, balance.granted) is not None
        case _:
            return True


def _review(tx: Transaction, row: NoticeRow) -> tuple[reviews.ReviewRow, Decided] | None:
    """The review a notice speaks of, with its votes; None: it was opened anew since."""
    found = reviews.of_picture(tx, PictureId(row.subject))
    if found is None or found.opened > row.created:
        return None
    policy = unpack(PolicySnapshot, found.policy)
    ballots = reviews.ballots(tx, found.picture, found.opened)
    return found, decide(ballots, policy, found.opened)


def _undecided(tx: Transaction, row: NoticeRow, now: float) -> bool:
    """Whoever is to decide has not, and could have, or still can."""
    read = _review(tx, row)
    if read is None:
        return False
    review, decision = read
    ends = unpack(PolicySnapshot, review.policy).expires_at
    expired = review.state is ReviewState.EXPIRED or (
        review.state in OPEN - {ReviewState.CLOSING} and ends is not None and ends <= now
    )
    wanted = expired if row.notice.about is About.DEADLINE else review.state is ReviewState.OPEN
    return wanted and all(vote.member != row.notice.member for vote in decision.votes)


def _decision(tx: Transaction, row: NoticeRow) -> Notice | None:
    """An end that still stands; wanted changes that still are wanted, with the newest reason."""
    read = _review(tx, row)
    if read is None:
        return None
    review, decision = read
    words = dict(row.notice.words)
    if words.get("what") != CHANGES:
        stands = ENDS.get(review.state) == words.get("what")
        return _because(row.notice, decision.reason) if stands else None
    vote = next((v for v in decision.votes if v.member == words.get("voter")), None)
    if vote is None or vote.choice is not Choice.CHANGES or review.state not in OPEN:
        return None
    return _because(row.notice, vote.reason)


def _because(notice: Notice, reason: str) -> Notice:
    words = {**dict(notice.words), "reason": reason}
    return replace(notice, words=tuple(words.items()) if reason else notice.words)


def _in_state(tx: Transaction, row: NoticeRow, state: VersionState) -> bool:
    return versions.get(tx, VersionId(row.subject)).state is state


def _unseen(tx: Transaction, row: NoticeRow) -> bool:
    """Whoever went on working in this thread has seen it."""
    version = versions.get(tx, VersionId(row.subject))
    wanted = VersionState.READY if row.notice.about is About.RESULT else VersionState.FAILED
    later = versions.of_session(tx, version.session)
    went_on = any(v.maker == row.notice.member and v.ordered_at > row.created for v in later)
    return version.state is wanted and not went_on


def _open_question(tx: Transaction, row: NoticeRow) -> bool:
    if dict(row.notice.words).get("what") == VENDOR:
        return _in_state(tx, row, VersionState.UNCERTAIN)
    return versions.by_said(tx, row.subject) is None
