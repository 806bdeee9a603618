"""What ends or reopens a review without a vote: lock now, take the question back, take an approval
back, set wanted changes aside. Each is an event like a vote, and is recorded with who did it."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.ids import MemberId, PictureId, derived
from bot.domain.voting import OPEN, Act, Ballot, PolicySnapshot, Standing, decide
from bot.domain.work import Choice, Member, ReviewState, Right
from bot.errors import BadOptions, FieldError, NotAllowed, Stale
from bot.services import reviewing
from bot.services.deciding import standing_of
from bot.store import people, reviews
from bot.store.pack import unpack
from bot.store.transaction import Transaction

DISMISS = "dismiss"
"""The kind of the act that says who set changes aside."""


def act(
    tx: Transaction,
    member: Member,
    picture: PictureId,
    what: Act,
    *,
    origin: str,
    now: float,
    reason: str = "",
) -> reviewing.Voted:
    """Lock now, withdraw, revoke. Raises NotAllowed when the rules do not let this person, Stale
    when there is nothing (any more) to act on."""
    found = reviewing.subject(tx, picture, member)
    row = reviewing.review_of(tx, picture)
    before = row.state
    if before not in _ACTS_ON[what]:
        raise Stale("review")
    reviews.append(
        tx,
        Ballot(
            origin=origin,
            at=max(now, row.opened),
            picture=picture,
            member=member.id,
            act=what,
            standing=Standing.ADMIN if Right.ADMIN in member.rights else standing_of(member),
            reason=reason,
        ),
    )
    decision = reviewing.advance(tx, picture, now)
    if decision.state is before:
        raise NotAllowed("approve")
    reviewing.record(tx, found, member, str(what), origin, now)
    return reviewing.Voted(found.name, found.session.id, decision.state)


_ACTS_ON: Mapping[Act, frozenset[ReviewState]] = {
    Act.LOCKED: frozenset({ReviewState.CLOSING}),
    Act.WITHDRAWN: OPEN,
    Act.REVOKED: frozenset({ReviewState.APPROVED}),
}


def dismiss(
    tx: Transaction,
    by: Member,
    picture: PictureId,
    *,
    whose: str,
    reason: str,
    origin: str,
    now: float,
) -> reviewing.Voted:
    """An admin sets wanted changes aside: of one person, or ("") all of them. Raises Stale where
    nobody wants any."""
    if Right.ADMIN not in by.rights:
        raise NotAllowed("admin")
    found = reviewing.subject(tx, picture, by)
    row = reviewing.review_of(tx, picture)
    if row.state not in OPEN:
        raise Stale("review")
    wanting = _wanting(tx, row)
    if not wanting:
        raise Stale("review")
    chosen = _named(tx, by, whose, wanting) if whose else wanting
    for member in chosen:
        ballot = Ballot(
            origin=derived(origin, member),
            at=max(now, row.opened),
            picture=picture,
            member=member,
            act=Act.DISMISSED,
            standing=Standing.ADMIN,
            reason=reason,
        )
        if reviews.append(tx, ballot):
            reviewing.record(tx, found, by, DISMISS, ballot.origin, now)
    decision = reviewing.advance(tx, picture, now)
    return reviewing.Voted(found.name, found.session.id, decision.state)


def _wanting(tx: Transaction, row: reviews.ReviewRow) -> tuple[MemberId, ...]:
    """Who asks for changes now."""
    policy = unpack(PolicySnapshot, row.policy)
    decision = decide(reviews.ballots(tx, row.picture, row.opened), policy, row.opened)
    return tuple(v.member for v in decision.votes if v.choice is Choice.CHANGES)


def _named(
    tx: Transaction, by: Member, whose: str, wanting: tuple[MemberId, ...]
) -> tuple[MemberId, ...]:
    """Raises BadOptions for somebody who asks for nothing."""
    wanted = whose.strip().removeprefix("@").casefold()
    names = {m.id: m.name for m in people.members(tx, by.team) if m.id in wanting}
    found = tuple(one for one, name in names.items() if name.casefold() == wanted)
    if not found:
        raise BadOptions((FieldError("whose", "unknown", whose, next(iter(names.values()), "")),))
    return found
