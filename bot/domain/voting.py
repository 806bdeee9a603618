"""The voting on one picture: a fold over its events, nothing else. `decide` of the same events,
policy and time is always the same decision, however often an event was delivered.

The rules: one live choice a person, the latest wins; taking back an older one does nothing.
Enough approvals and no "changes" starts a grace time, after which the picture is locked. A
rejection by an approver ends it. What ended stays ended, and later votes are kept but change
nothing. A like is no vote. Whoever worked on the picture, a bot, a guest or a passer-by is never
counted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.domain.ids import MemberId, PictureId
from bot.domain.work import Choice, ReviewState


class Standing(StrEnum):
    """Who acted, as it was when they acted; stored with the event, never looked up again."""

    APPROVER = "approver"
    ADMIN = "admin"
    """May revoke, dismiss and lock; counts as an approver only with that right: then APPROVER."""
    MEMBER = "member"
    GUEST = "guest"
    BOT = "bot"
    SYSTEM = "system"


class Act(StrEnum):
    CAST = "cast"
    CLEARED = "cleared"
    """A choice taken back; `choice` says which (NONE: whatever was live)."""
    DISMISSED = "dismissed"
    """An admin set aside the "changes" of `member`, with a reason."""
    LOCKED = "locked"
    """Lock now: the rest of the grace time is not waited for."""
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"
    """`reason` holds the name of the newer version."""
    REVOKED = "revoked"


class OwnWork(StrEnum):
    NEVER = "never"
    ALONE = "alone"
    """A maker may approve only while no other approver exists, and the record says so."""


@dataclass(frozen=True, slots=True)
class Ballot:
    """One event. `origin`: the far end's id; the same origin is the same event."""

    origin: str
    at: float
    picture: PictureId
    member: MemberId
    act: Act
    standing: Standing
    choice: Choice = Choice.NONE
    reason: str = ""
    by_reaction: bool = False
    """It stands on the message as a reaction, so that a look at the message can confirm it."""
    message: str = ""
    """The ref of that message, "" = unknown."""


@dataclass(frozen=True, slots=True)
class PolicySnapshot:
    """The rules as they were when the review opened."""

    picture: PictureId
    approvals: int
    own_work: OwnWork
    grace_s: float
    approvers: frozenset[MemberId]
    """Who could approve when it opened: whether its maker is alone is read from here."""
    maker: MemberId
    contributors: frozenset[MemberId] = frozenset()
    """Everybody else who asked for a change on the way to this picture."""
    expires_at: float | None = None
    elsewhere: frozenset[MemberId] = frozenset()
    """Approvers who may vote but are not where the picture lives (on the page, while it was made in
    a chat): a maker is alone in spite of them."""

    @property
    def authors(self) -> frozenset[MemberId]:
        return self.contributors | {self.maker}

    @property
    def alone(self) -> bool:
        return self.own_work is OwnWork.ALONE and not (
            self.approvers - self.authors - self.elsewhere
        )


@dataclass(frozen=True, slots=True)
class LiveVote:
    member: MemberId
    choice: Choice
    reason: str
    at: float


class NotCounted(StrEnum):
    """Why a vote does not count; each is answered once, to that person only."""

    OWN_WORK = "own_work"
    NO_RIGHT = "no_right"
    GUEST = "guest"
    BOT = "bot"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Dismissed:
    """Wanted changes that an admin set aside. `origin`: of the act that did."""

    origin: str
    member: MemberId
    wanted: str
    """What was asked for."""
    reason: str
    """Why it was set aside."""


@dataclass(frozen=True, slots=True)
class Decided:
    """The state of a review. `votes` are those that count, in the order of member ids."""

    state: ReviewState
    votes: tuple[LiveVote, ...]
    approvals: int
    needed: int
    locks_at: float | None = None
    sealed_at: float | None = None
    """When it ended, however it ended."""
    own_work: bool = False
    likes: int = 0
    not_counted: tuple[tuple[str, NotCounted], ...] = ()
    """(origin, why), in the order they came."""
    reason: str = ""
    replaced_by: str = ""
    dismissed: tuple[Dismissed, ...] = ()
    """Changes that were wanted and set aside."""


OPEN = frozenset({ReviewState.OPEN, ReviewState.CHANGES, ReviewState.CLOSING})
_MAY_LOCK = frozenset({Standing.APPROVER, Standing.ADMIN})


@dataclass(frozen=True, slots=True)
class Fold:
    """Where the fold stands between two events. Steps return a new one; `seen` makes a redelivered
    event a step that changes nothing."""

    policy: PolicySnapshot
    state: ReviewState = ReviewState.OPEN
    live: tuple[LiveVote, ...] = ()
    company: bool = False
    """Another approver has acted here: a maker is not alone any more, whatever they took back."""
    likes: frozenset[MemberId] = frozenset()
    seen: frozenset[str] = frozenset()
    clock: float = float("-inf")
    """The latest time heard of: a computer's clock that was set back moves nothing back."""
    locks_at: float | None = None
    sealed_at: float | None = None
    not_counted: tuple[tuple[str, NotCounted], ...] = ()
    reason: str = ""
    replaced_by: str = ""
    dismissed: tuple[Dismissed, ...] = ()


def decide(events: Iterable[Ballot], policy: PolicySnapshot, now: float) -> Decided:
    """The decision after `events` (in the order they were written) as of `now`."""
    fold = Fold(policy)
    for event in events:
        fold = step(fold, event)
    return decided(advance(fold, now))


def step(fold: Fold, event: Ballot) -> Fold:
    """One event: first whatever time alone has done by then, then the event."""
    if event.origin in fold.seen or event.picture != fold.policy.picture:
        return fold
    fold = advance(fold, event.at)
    fold = replace(fold, seen=fold.seen | {event.origin})
    match event.act:
        case Act.CAST | Act.CLEARED:
            return _vote(fold, event)
        case Act.DISMISSED:
            return _dismiss(fold, event)
        case Act.LOCKED:
            return _lock(fold, event)
        case Act.WITHDRAWN | Act.SUPERSEDED:
            return _close(fold, event)
        case Act.REVOKED:
            return _revoke(fold, event)


def advance(fold: Fold, now: float) -> Fold:
    """What time does by itself: the grace time ends, or the review expires."""
    fold = replace(fold, clock=max(fold.clock, now))
    if fold.state is ReviewState.CLOSING and fold.locks_at is not None:
        if fold.locks_at <= fold.clock:
            return replace(fold, state=ReviewState.APPROVED, sealed_at=fold.locks_at)
        return fold
    expires = fold.policy.expires_at
    if fold.state in OPEN and expires is not None and expires <= fold.clock:
        return replace(fold, state=ReviewState.EXPIRED, sealed_at=expires, locks_at=None)
    return fold


def decided(fold: Fold) -> Decided:
    """What a review shows and stores."""
    approving = [vote for vote in fold.live if vote.choice is Choice.APPROVE]
    return Decided(
        state=fold.state,
        votes=fold.live,
        approvals=len(approving),
        needed=fold.policy.approvals,
        locks_at=fold.locks_at if fold.state is ReviewState.CLOSING else None,
        sealed_at=fold.sealed_at,
        own_work=any(vote.member in fold.policy.authors for vote in approving),
        likes=len(fold.likes),
        not_counted=fold.not_counted,
        reason=fold.reason,
        replaced_by=fold.replaced_by,
        dismissed=fold.dismissed,
    )


def why_not(policy: PolicySnapshot, member: MemberId, standing: Standing) -> NotCounted | None:
    """None when this person's vote counts."""
    if standing in {Standing.BOT, Standing.SYSTEM}:
        return NotCounted.BOT
    if standing is Standing.GUEST:
        return NotCounted.GUEST
    if member in policy.authors and not policy.alone:
        return NotCounted.OWN_WORK
    return None if standing is Standing.APPROVER else NotCounted.NO_RIGHT


def _vote(fold: Fold, event: Ballot) -> Fold:
    if event.choice is Choice.LIKE:
        return _like(fold, event)
    if fold.state not in OPEN:
        return _explained(fold, event) or _noted(fold, event, NotCounted.LATE)
    fold = _meet(fold, event)
    if event.act is Act.CLEARED or event.choice is Choice.NONE:
        return _settle(_without(fold, event.member, event.choice))
    why = why_not(fold.policy, event.member, event.standing)
    if why is None and fold.company and event.member in fold.policy.authors:
        why = NotCounted.OWN_WORK
    if why is not None:
        return _settle(_noted(fold, event, why))
    vote = LiveVote(event.member, event.choice, event.reason, event.at)
    others = [v for v in fold.live if v.member != event.member]
    live = tuple(sorted((*others, vote), key=lambda v: v.member))
    return _settle(replace(fold, live=live))


def _explained(fold: Fold, event: Ballot) -> Fold | None:
    """Who rejected says why, a moment later: nothing else of an ended review changes."""
    mine = next((v for v in fold.live if v.member == event.member), None)
    rejected = fold.state is ReviewState.REJECTED and event.act is Act.CAST
    if mine is None or not rejected or not event.reason or mine.reason:
        return None
    if (mine.choice, event.choice) != (Choice.REJECT, Choice.REJECT):
        return None
    live = tuple(replace(v, reason=event.reason) if v is mine else v for v in fold.live)
    return replace(fold, live=live, reason=fold.reason or event.reason)


def _meet(fold: Fold, event: Ballot) -> Fold:
    """A maker counts only while alone: the first act of another approver takes their vote out."""
    authors = fold.policy.authors
    if event.standing is not Standing.APPROVER or event.member in authors:
        return fold
    live = tuple(v for v in fold.live if v.member not in authors)
    return replace(fold, live=live, company=True)


def _settle(fold: Fold) -> Fold:
    """The state that the live votes call for, now."""
    choices = [vote.choice for vote in fold.live]
    if Choice.REJECT in choices:
        reason = next(v.reason for v in fold.live if v.choice is Choice.REJECT)
        return _end(fold, ReviewState.REJECTED, reason)
    if Choice.CHANGES in choices:
        return replace(fold, state=ReviewState.CHANGES, locks_at=None)
    if choices.count(Choice.APPROVE) < max(1, fold.policy.approvals):
        return replace(fold, state=ReviewState.OPEN, locks_at=None)
    if fold.state is ReviewState.CLOSING:
        return fold
    return advance(
        replace(fold, state=ReviewState.CLOSING, locks_at=fold.clock + fold.policy.grace_s),
        fold.clock,
    )


def _without(fold: Fold, member: MemberId, choice: Choice) -> Fold:
    """Takes back the live choice; an older one is no longer there to be taken back."""

    def goes(vote: LiveVote) -> bool:
        return vote.member == member and choice in {Choice.NONE, vote.choice}

    return replace(fold, live=tuple(v for v in fold.live if not goes(v)))


def _like(fold: Fold, event: Ballot) -> Fold:
    if event.standing in {Standing.BOT, Standing.SYSTEM}:
        return fold
    if event.act is Act.CLEARED:
        return replace(fold, likes=fold.likes - {event.member})
    return replace(fold, likes=fold.likes | {event.member})


def _dismiss(fold: Fold, event: Ballot) -> Fold:
    if fold.state not in OPEN or event.standing is not Standing.ADMIN:
        return fold
    mine = next((v for v in fold.live if v.member == event.member), None)
    if mine is None or mine.choice is not Choice.CHANGES:
        return fold
    gone = Dismissed(event.origin, event.member, mine.reason, event.reason)
    fold = replace(fold, dismissed=(*fold.dismissed, gone))
    return _settle(_without(fold, event.member, Choice.CHANGES))


def _lock(fold: Fold, event: Ballot) -> Fold:
    if fold.state is not ReviewState.CLOSING or event.standing not in _MAY_LOCK:
        return fold
    return _end(fold, ReviewState.APPROVED, fold.reason)


def _close(fold: Fold, event: Ballot) -> Fold:
    if fold.state not in OPEN:
        return fold
    if event.act is Act.SUPERSEDED:
        return replace(_end(fold, ReviewState.SUPERSEDED, ""), replaced_by=event.reason)
    if event.member not in fold.policy.authors and event.standing is not Standing.ADMIN:
        return fold
    return _end(fold, ReviewState.WITHDRAWN, event.reason)


def _revoke(fold: Fold, event: Ballot) -> Fold:
    if fold.state is not ReviewState.APPROVED or event.standing not in _MAY_LOCK:
        return fold
    return _end(fold, ReviewState.REVOKED, event.reason)


def _end(fold: Fold, state: ReviewState, reason: str) -> Fold:
    return replace(fold, state=state, sealed_at=fold.clock, locks_at=None, reason=reason)


def _noted(fold: Fold, event: Ballot, why: NotCounted) -> Fold:
    return replace(fold, not_counted=(*fold.not_counted, (event.origin, why)))
