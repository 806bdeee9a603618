"""The five answers of /setup: who spends, who approves, how, with which budget and caps."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.ids import TeamId, derived
from bot.domain.model import Provider
from bot.domain.work import Member, Policy, Right
from bot.errors import BadOptions, FieldError, NotAllowed
from bot.services import team, treasury
from bot.services.terms import Terms
from bot.store import people
from bot.store.transaction import Transaction

VENDORS = (Provider.GOOGLE, Provider.OPENAI)
"""Whose keys /setup speaks of."""
REFUSED = "auth_or_verification"


@dataclass(frozen=True, slots=True)
class Rules:
    policy: Policy
    spenders: tuple[str, ...]
    approvers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Names as typed; an empty list leaves the people as they are."""

    policy: Policy
    spenders: tuple[str, ...] = ()
    approvers: tuple[str, ...] = ()


def key_state(tx: Transaction, terms: Terms, provider: Provider) -> str:
    """missing | present (nobody has tried it) | works | verified | refused: as the last picture
    went that was asked for. A picture of OpenAI's proves the organisation."""
    if provider not in terms.keyed:
        return "missing"
    row = tx.one(
        "SELECT result FROM jobs WHERE provider = :provider AND result IN ('ok', :refused) "
        "ORDER BY finished DESC LIMIT 1",
        provider=provider,
        refused=REFUSED,
    )
    if row is None:
        return "present"
    if row.text("result") == REFUSED:
        return "refused"
    return "verified" if provider is Provider.OPENAI else "works"


def read(tx: Transaction, team_id: TeamId) -> Rules:
    everybody = people.members(tx, team_id)
    return Rules(
        policy=people.policy(tx, team_id),
        spenders=tuple(m.name for m in everybody if Right.SPEND in m.rights),
        approvers=tuple(m.name for m in everybody if Right.APPROVE in m.rights),
    )


def change(
    tx: Transaction, terms: Terms, by: Member, wanted: Wanted, effect: str, now: float
) -> Rules:
    """All five at once, or none: BadOptions names every unknown person."""
    if Right.ADMIN not in by.rights:
        raise NotAllowed("admin")
    everybody = people.members(tx, by.team)
    errors = _unknown(everybody, "who_spends", wanted.spenders)
    errors += _unknown(everybody, "who_approves", wanted.approvers)
    if errors:
        raise BadOptions(tuple(errors))
    for member in everybody:
        rights = _given(member, member.rights, Right.SPEND, wanted.spenders)
        rights = _given(member, rights, Right.APPROVE, wanted.approvers)
        if rights != member.rights:
            people.change_member(tx, member.id, name=member.name, rights=rights)
    before = people.policy(tx, by.team)
    team.change_policy(tx, by, wanted.policy, effect, now)
    if wanted.policy.monthly_budget != before.monthly_budget:
        treasury.set_budget(
            tx, terms, by, wanted.policy.monthly_budget, derived(effect, "budget"), now
        )
    return read(tx, by.team)


def _unknown(everybody: tuple[Member, ...], field: str, names: tuple[str, ...]) -> list[FieldError]:
    known = {m.name.casefold() for m in everybody}
    return [FieldError(field, "unknown", name) for name in names if name.casefold() not in known]


def _given(
    member: Member, rights: frozenset[Right], right: Right, names: tuple[str, ...]
) -> frozenset[Right]:
    if not names:
        return rights
    if member.name.casefold() in {name.casefold() for name in names}:
        return rights | {right}
    # Admins answer for the money: they can always spend.
    if right is Right.SPEND and Right.ADMIN in rights:
        return rights
    return rights - {right}
