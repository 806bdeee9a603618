"""Who decides on a picture: everybody the rules let, the approver that its brief names first."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from bot.domain.voting import OwnWork, PolicySnapshot, Standing, why_not
from bot.domain.work import Member, Right
from bot.errors import FieldError
from bot.store import people, reviews, sessions
from bot.store.pack import unpack
from bot.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Deciders:
    first: tuple[Member, ...]
    """Who is asked: the named approver, or everybody."""
    able: tuple[Member, ...]
    """Who may decide, in the order of the team."""


def standing_of(member: Member) -> Standing:
    if Right.APPROVE in member.rights:
        return Standing.APPROVER
    return Standing.ADMIN if Right.ADMIN in member.rights else Standing.MEMBER


def who(tx: Transaction, review: reviews.ReviewRow) -> Deciders:
    policy = unpack(PolicySnapshot, review.policy)
    able = tuple(
        m for m in people.members(tx, review.team) if why_not(policy, m.id, standing_of(m)) is None
    )
    wanted = sessions.brief(tx, review.session).approver
    return Deciders(tuple(m for m in able if m.name == wanted) or able, able)


def named(tx: Transaction, member: Member, typed: str, errors: list[FieldError]) -> str:
    """The name of an approver as the team writes it; errors get who cannot be one, with somebody
    who can."""
    wanted = typed.strip().removeprefix("@").strip()
    if not wanted:
        return ""
    team = people.members(tx, member.team)
    approvers = [m for m in team if Right.APPROVE in m.rights]
    found = next((m for m in team if m.name.casefold() == wanted.casefold()), None)
    others = [m.name for m in approvers if m.id != member.id]
    near = next(iter(difflib.get_close_matches(wanted, others, n=1, cutoff=0.4)), "")
    nearest = near or next(iter(others), "")
    if found is None:
        errors.append(FieldError("approver", "unknown", wanted, nearest))
    elif found not in approvers:
        errors.append(FieldError("approver", "no_approver", found.name, nearest))
    elif found.id == member.id and not _alone(tx, member, others):
        errors.append(FieldError("approver", "own_work", "", nearest))
    else:
        return found.name
    return ""


def _alone(tx: Transaction, member: Member, others: list[str]) -> bool:
    """Makers decide about their own work only while nobody else can."""
    return not others and people.policy(tx, member.team).own_work == OwnWork.ALONE
