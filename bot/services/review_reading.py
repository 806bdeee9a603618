"""Reviews as people see them: folded from their ballots, with names; and what waits for whom."""

from __future__ import annotations

import json
from collections.abc import Mapping

from bot.domain.ids import MemberId, PictureId, SessionId, derived
from bot.domain.voting import Dismissed, PolicySnapshot, decide, why_not
from bot.domain.work import Member, Review, ReviewState, Right, SetAside, Vote
from bot.services.deciding import standing_of
from bot.services.ruling import DISMISS
from bot.store import acts, people, reviews
from bot.store.pack import unpack
from bot.store.transaction import Transaction


def of_session(tx: Transaction, session: SessionId) -> Mapping[PictureId, Review]:
    rows = reviews.of_session(tx, session)
    if not rows:
        return {}
    names = {m.id: m.name for m in people.members(tx, rows[0].team)}
    return {row.picture: _review(tx, row, names) for row in rows}


def _review(tx: Transaction, row: reviews.ReviewRow, names: Mapping[MemberId, str]) -> Review:
    policy = unpack(PolicySnapshot, row.policy)
    folded = decide(reviews.ballots(tx, row.picture, row.opened), policy, row.opened)
    able = policy.approvers - policy.authors or (policy.approvers if policy.alone else frozenset())
    return Review(
        id=row.id,
        picture=row.picture,
        state=row.state,
        votes=tuple(
            Vote(v.member, names.get(v.member, "Somebody"), v.choice, v.reason)
            for v in folded.votes
        ),
        approvals=folded.approvals,
        needed=policy.approvals,
        opened=row.opened,
        locks_at=row.locks_at,
        sealed_at=json.loads(row.seal)["at"] if row.seal else None,
        deadline=policy.expires_at,
        who_may=tuple(names[m] for m in sorted(able) if m in names),
        own_work=folded.own_work,
        kind=row.kind,
        reason=folded.reason,
        replaced_by=folded.replaced_by,
        set_aside=tuple(_set_aside(tx, one, names) for one in folded.dismissed),
    )


def _set_aside(tx: Transaction, one: Dismissed, names: Mapping[MemberId, str]) -> SetAside:
    act = acts.get(tx, derived(one.origin, DISMISS))
    by = names.get(act.member, "") if act else ""
    return SetAside(names.get(one.member, "Somebody"), one.wanted, by or "An admin", one.reason)


def waiting_for(tx: Transaction, member: Member) -> tuple[reviews.ReviewRow, ...]:
    """Open reviews that this person may decide and has not voted on."""
    if Right.APPROVE not in member.rights:
        return ()
    found = []
    for row in reviews.waiting(tx, member.team):
        policy = unpack(PolicySnapshot, row.policy)
        if why_not(policy, member.id, standing_of(member)):
            continue
        decision = decide(reviews.ballots(tx, row.picture, row.opened), policy, row.opened)
        if row.state is ReviewState.OPEN and all(v.member != member.id for v in decision.votes):
            found.append(row)
    return tuple(found)
