"""Reviews: ask and vote. The stored state is what `decide` says of the votes.

No vote spends credits; every vote names one picture; a late or foreign one is kept and not counted.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from bot.domain import deadline
from bot.domain.choose import SKETCH
from bot.domain.ids import (
    FileKey,
    JobId,
    MemberId,
    OrderId,
    PictureId,
    ReviewId,
    SessionId,
    VersionId,
    derived,
)
from bot.domain.voting import (
    OPEN,
    Act,
    Ballot,
    Decided,
    NotCounted,
    OwnWork,
    PolicySnapshot,
    Standing,
    decide,
    why_not,
)
from bot.domain.work import Choice, Member, ReviewState, Right, VersionState
from bot.errors import NotAllowed, NotFound, NotPicked, NotReady, Stale
from bot.events import Platform
from bot.services import deciding, telling
from bot.services.deciding import Deciders, standing_of
from bot.store import acts, jobs, people, posts, reviews, sessions, versions
from bot.store.pack import pack, unpack
from bot.store.transaction import Transaction

SEAL = "seal"
"""The kind of the timer that ends a grace time."""
TIMERS = "timer"


def picture_id(order: OrderId, n: int) -> PictureId:
    """The id that a picture has from the moment it is ordered."""
    return PictureId(derived(order, n))


@dataclass(frozen=True, slots=True)
class Subject:
    """What is voted on, with who made it."""

    picture: versions.PictureRow
    version: versions.VersionRow
    session: sessions.SessionRow

    @property
    def name(self) -> str:
        return f"{self.session.number}.{self.version.number}{self.picture.letter}"


def subject(tx: Transaction, picture: PictureId, member: Member) -> Subject:
    """Raises NotFound (also for a private thread of others), NotReady, NotPicked."""
    row = versions.picture(tx, picture)
    if row is None:
        raise NotFound("picture")
    version = versions.get(tx, row.version)
    session = sessions.get(tx, version.session)
    hidden = session.private and member.id != session.maker and Right.APPROVE not in member.rights
    if session.team != member.team or hidden:
        raise NotFound("picture")
    found = Subject(row, version, session)
    if version.state is not VersionState.READY or row.discarded_at is not None:
        raise NotReady(found.name, version.state)
    if row.picked_at is None:
        raise NotPicked(f"{session.number}.{version.number}")
    return found


@dataclass(frozen=True, slots=True)
class Voted:
    """What a vote did, and what to tell the voter."""

    name: str
    session: SessionId
    state: ReviewState
    why_not: NotCounted | None = None
    opened: bool = False
    first_like: bool = False


def ask(
    tx: Transaction, member: Member, picture: PictureId, effect: str, now: float
) -> tuple[Subject, bool]:
    """Opens the review (or a new round after it ended). False: it was open already.

    Asked by who may make things here, or by an approver.
    """
    found = subject(tx, picture, member)
    if not member.rights & {Right.SPEND, Right.SKETCH, Right.APPROVE, Right.ADMIN}:
        raise NotAllowed("make")
    opened = _open(tx, found, member, now)
    if opened:
        record(tx, found, member, "ask", effect, now)
        telling.asked(tx, review_of(tx, picture), found.name, member, deciders(tx, picture))
    return found, opened


def deciders(tx: Transaction, picture: PictureId) -> Deciders:
    """Who decides on an open review."""
    return deciding.who(tx, review_of(tx, picture))


def _open(tx: Transaction, found: Subject, by: Member, now: float) -> bool:
    known = reviews.of_picture(tx, found.picture.id)
    if known and known.state in OPEN:
        return False
    if known and known.state is ReviewState.APPROVED:
        raise Stale("approved")
    # After every earlier vote, also one that another computer's clock dated ahead of ours.
    opened = max(now, reviews.last_at(tx, found.picture.id) + 0.001) if known else now
    due = deadline.moment_of(sessions.brief(tx, found.session.id).deadline)
    # A new question after the deadline is over has none.
    expires = due if due is not None and due > opened else None
    snapshot = pack(replace(_snapshot(tx, found), expires_at=expires))
    if known:
        reviews.reopen(tx, found.picture.id, snapshot, opened)
    else:
        kind = "approval"
        if found.version.quote.model == SKETCH:
            kind = "layout"
        elif found.version.quote.practice:
            kind = "practice"
        reviews.open_review(
            tx,
            reviews.ReviewRow(
                id=ReviewId(derived(found.picture.id, "review")),
                picture=found.picture.id,
                session=found.session.id,
                team=found.session.team,
                kind=kind,
                state=ReviewState.OPEN,
                policy=snapshot,
                opened=opened,
                opened_by=by.id,
                locks_at=None,
                seal="",
            ),
        )
    if expires is not None:
        _look_again(tx, found.picture.id, expires, now)
    posts.mark(tx, found.session.id, now)
    return True


def _look_again(tx: Transaction, picture: PictureId, at: float, now: float) -> None:
    """A timer for what time does by itself: the lock after the grace time, the end of a review."""
    jobs.submit(
        tx,
        id=JobId(f"{SEAL}/{picture}/{at}"),
        kind=SEAL,
        args=picture,
        repeatable=True,
        run_at=at,
        now=now,
        queue=TIMERS,
    )


def _snapshot(tx: Transaction, found: Subject) -> PolicySnapshot:
    policy = people.policy(tx, found.session.team)
    team = people.members(tx, found.session.team)
    makers = _makers(tx, found.version)
    approvers = frozenset(m.id for m in team if Right.APPROVE in m.rights)
    return PolicySnapshot(
        picture=found.picture.id,
        approvals=policy.approvals,
        own_work=OwnWork(policy.own_work),
        grace_s=float(policy.grace_s),
        approvers=approvers,
        maker=found.version.maker,
        contributors=makers - {found.version.maker},
        elsewhere=_elsewhere(tx, found.session) & approvers,
    )


def _elsewhere(tx: Transaction, session: sessions.SessionRow) -> frozenset[MemberId]:
    """Members without an account on the chat platform where this session lives."""
    platform = session.home.platform
    if platform is Platform.WEB:
        return frozenset()
    there = {member for member, _, _ in people.accounts_on(tx, platform, session.team)}
    return frozenset(m.id for m in people.members(tx, session.team) if m.id not in there)


def _makers(tx: Transaction, version: versions.VersionRow) -> frozenset[MemberId]:
    """Everybody who asked for a change on the way to this version."""
    by_id = {v.id: v for v in versions.of_session(tx, version.session)}
    makers, wanted = {version.maker}, version.parent
    for _ in by_id:
        picture = versions.picture(tx, wanted) if wanted else None
        if picture is None:
            break
        above = by_id[picture.version]
        makers.add(above.maker)
        wanted = above.parent
    return frozenset(makers)


def vote(
    tx: Transaction,
    member: Member,
    picture: PictureId,
    choice: Choice,
    *,
    cleared: bool,
    origin: str,
    at: float,
    now: float,
    reason: str = "",
    by_reaction: bool = False,
    message: str = "",
) -> Voted:
    """One person's vote. An approver's first vote on a picture nobody asked about opens it."""
    found = subject(tx, picture, member)
    name, session = found.name, found.session.id
    if choice is Choice.LIKE:
        return _like(tx, found, member, added=not cleared, now=now)
    standing = standing_of(member)
    known = reviews.of_picture(tx, picture)
    opened = False
    if known is None:
        why = why_not(_snapshot(tx, found), member.id, standing)
        if cleared or why:
            return Voted(name, session, ReviewState.OPEN, why_not=None if cleared else why)
        opened = _open(tx, found, member, min(at, now))
    ballot = Ballot(
        origin=origin,
        at=max(at, review_of(tx, picture).opened),
        picture=picture,
        member=member.id,
        act=Act.CLEARED if cleared else Act.CAST,
        standing=standing,
        choice=choice,
        reason=reason,
        by_reaction=by_reaction,
        message=message if by_reaction else "",
    )
    fresh = reviews.append(tx, ballot)
    decision = advance(tx, picture, now)
    why = dict(decision.not_counted).get(origin)
    if fresh and not why and not cleared:
        record(tx, found, member, f"vote {choice}", origin, now)
    return Voted(name, session, decision.state, why_not=why, opened=opened)


def _like(tx: Transaction, found: Subject, member: Member, *, added: bool, now: float) -> Voted:
    review = reviews.of_picture(tx, found.picture.id)
    state = review.state if review else ReviewState.OPEN
    told = any(m == member.id for m, _ in reviews.likes(tx, found.picture.id))
    reviews.like(tx, found.picture.id, member.id, "like", added=added, now=now)
    posts.mark(tx, found.session.id, now)
    counts = why_not(_snapshot(tx, found), member.id, standing_of(member)) is None
    hint = added and not told and counts and review is not None and review.state in OPEN
    return Voted(found.name, found.session.id, state, first_like=hint)


def advance(tx: Transaction, picture: PictureId, now: float) -> Decided:
    """Brings the stored state up to what the ballots and the time say."""
    row = review_of(tx, picture)
    policy = unpack(PolicySnapshot, row.policy)
    decision = decide(reviews.ballots(tx, picture, row.opened), policy, now)
    if decision.state is not row.state or decision.locks_at != row.locks_at:
        seal = _seal(tx, picture, policy, decision) if decision.sealed_at is not None else ""
        reviews.set_state(tx, picture, decision.state, locks_at=decision.locks_at, seal=seal)
    if decision.state is not row.state or decision.state is ReviewState.CHANGES:
        _tell(tx, row, decision, now)
    if decision.locks_at is not None:
        _look_again(tx, picture, decision.locks_at, now)
    posts.mark(tx, row.session, now)
    return decision


def _tell(tx: Transaction, row: reviews.ReviewRow, decision: Decided, now: float) -> None:
    picture = versions.picture(tx, row.picture)
    if picture is not None:
        version = versions.get(tx, picture.version)
        number = sessions.get(tx, row.session).number
        name = f"{number}.{version.number}{picture.letter}"
        telling.decided(tx, row, version.maker, name, decision, now)


def _seal(tx: Transaction, picture: PictureId, policy: PolicySnapshot, decision: Decided) -> str:
    """What was decided, by whom, under which rules, about which bytes, and when."""
    row = versions.picture(tx, picture)
    return json.dumps(
        {
            "state": decision.state,
            "votes": [[v.member, v.choice, v.reason, v.at] for v in decision.votes],
            "approvals": policy.approvals,
            "own_work": decision.own_work,
            "sha256": row.made.file if row else FileKey(""),
            "at": decision.sealed_at,
        }
    )


def supersede(
    tx: Transaction, parent: PictureId, name: str, by: MemberId, version: VersionId, now: float
) -> None:
    """A newer version of this picture is ready: its open review ends, pointing there."""
    row = reviews.of_picture(tx, parent)
    if row is None or row.state not in OPEN:
        return
    reviews.append(
        tx,
        Ballot(
            origin=f"superseded/{version}",
            at=max(now, row.opened),
            picture=parent,
            member=by,
            act=Act.SUPERSEDED,
            standing=Standing.SYSTEM,
            reason=name,
        ),
    )
    advance(tx, parent, now)


def review_of(tx: Transaction, picture: PictureId) -> reviews.ReviewRow:
    """Raises NotReady for a picture that nobody asked about."""
    row = reviews.of_picture(tx, picture)
    if row is None:
        raise NotReady("", "no review")
    return row


def record(
    tx: Transaction, found: Subject, member: Member, what: str, effect: str, now: float
) -> None:
    acts.record(
        tx,
        act=derived(effect, what),
        team=found.session.team,
        member=member.id,
        what=what,
        subject=found.picture.id,
        body=found.name,
        now=now,
    )
