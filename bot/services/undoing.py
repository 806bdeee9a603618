"""Undo: each act that can be taken back, once, by who did it, with what it leaves behind.

Votes until locked, picks, discards (30 days), rules, grants (counter-entry). An edit is undone by
making its parent current again: what was spent stays spent, and the card says so.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from bot.domain.ids import PictureId, VersionId, derived
from bot.domain.voting import OPEN
from bot.domain.work import Choice, Member, ReviewState, Right, VersionState
from bot.errors import NotAllowed, NothingToUndo, Stale
from bot.services import reading, reviewing, team
from bot.store import acts, ledger, people, posts, reviews, sessions, versions
from bot.store.transaction import Transaction

UNDO_S = 30 * 24 * 3600
"""Days that a discarded version can be had back (experience.md section 8)."""
DISCARD = "discard"
TAKEN_BACK = "taken_back"
"""An edit or brief that was undone: gone like a discarded one, had back by its own button only, so
that /undo twice takes back two steps."""
RULES_BACK = "rules_back"
"""Rules that were undone: no step of its own for /undo."""
DESCRIBE = "describe"
LOOK_BACK = 20
"""Acts of one person that /undo looks through for the newest that can be undone."""


@dataclass(frozen=True, slots=True)
class Undone:
    what: str
    name: str
    spent: int = 0
    """Milli-credits that stay spent."""


def undo_last(tx: Transaction, member: Member, effect: str, now: float) -> Undone:
    """The newest act of this person that can still be undone. Raises NothingToUndo."""
    for act in acts.recent(tx, member.team, member.id, LOOK_BACK):
        if act.what in {TAKEN_BACK, RULES_BACK}:
            continue
        try:
            return undo(tx, member, act, effect, now)
        except (Stale, NothingToUndo):
            continue
    raise NothingToUndo


def undo(tx: Transaction, member: Member, act: acts.Act, effect: str, now: float) -> Undone:
    """Raises NotAllowed for acts of others, Stale for what cannot be undone any more."""
    if act.team != member.team or act.member != member.id:
        raise NotAllowed("own")
    doing = _DOING.get(act.what.split()[0])
    if doing is None or act.undone:
        raise NothingToUndo
    done = doing(tx, member, act, effect, now)
    acts.undone(tx, act.id, effect)
    return done


def undo_version(tx: Transaction, member: Member, version: str, effect: str, now: float) -> Undone:
    """What a button under one version takes back: its discard, or the version itself."""
    gone = versions.get(tx, VersionId(version)).state is VersionState.DISCARDED
    for act in acts.of_subject(tx, member.team, version):
        if act.what in ({DISCARD, TAKEN_BACK} if gone else {"edit", "brief"}):
            return undo(tx, member, act, effect, now)
    raise NothingToUndo


def _version(tx: Transaction, member: Member, act: acts.Act, _effect: str, now: float) -> Undone:
    """A discard comes back; an edit or a brief goes: its parent is current again."""
    version = VersionId(act.subject)
    row = versions.get(tx, version)
    name = _name(tx, row)
    if act.what in {DISCARD, TAKEN_BACK}:
        if now - act.at > UNDO_S or row.state is not VersionState.DISCARDED:
            raise Stale("discard")
        restore(tx, row, now)
        return Undone(DISCARD, name)
    if row.state is not VersionState.READY:
        raise Stale("edit")
    discard(tx, member, version, effect=f"undo/{act.id}", now=now, what=TAKEN_BACK)
    return Undone(act.what, name, row.spent or 0)


def discard(
    tx: Transaction,
    member: Member,
    version: VersionId,
    *,
    effect: str,
    now: float,
    what: str = DISCARD,
) -> str:
    """Its maker or an admin discards; the pictures are kept for 30 days. Raises Stale in review."""
    session, found = reading.of_version(tx, version, member)
    if member.id != found.maker and Right.ADMIN not in member.rights:
        raise NotAllowed("own")
    if found.state is not VersionState.READY:
        raise Stale("version")
    for picture in found.pictures:
        review = reviews.of_picture(tx, picture.id)
        if review and review.state in {*OPEN, ReviewState.APPROVED} - {ReviewState.CHANGES}:
            raise Stale("review")
    versions.set_state(tx, version, VersionState.DISCARDED)
    versions.discard(tx, version, now)
    sessions.touch(tx, session.id, state=VersionState.DISCARDED, picture=None, now=now)
    posts.mark(tx, session.id, now)
    acts.record(
        tx,
        act=derived(effect, what),
        team=member.team,
        member=member.id,
        what=what,
        subject=version,
        body=str(found.name),
        now=now,
    )
    return str(found.name)


def restore(tx: Transaction, row: versions.VersionRow, now: float) -> None:
    versions.set_state(tx, row.id, VersionState.READY)
    versions.discard(tx, row.id, None)
    sessions.touch(tx, row.session, state=VersionState.READY, picture=None, now=now)
    posts.mark(tx, row.session, now)


def _name(tx: Transaction, row: versions.VersionRow) -> str:
    return f"{sessions.get(tx, row.session).number}.{row.number}"


def _vote(tx: Transaction, member: Member, act: acts.Act, effect: str, now: float) -> Undone:
    picture = PictureId(act.subject)
    review = reviews.of_picture(tx, picture)
    if review is None or review.state not in OPEN:
        raise Stale("vote")
    reviewing.vote(
        tx,
        member,
        picture,
        Choice(act.what.split()[1]),
        cleared=True,
        origin=derived(effect, "undo vote"),
        at=now,
        now=now,
    )
    return Undone("vote", act.body)


def _pick(tx: Transaction, _member: Member, act: acts.Act, _effect: str, now: float) -> Undone:
    picture = PictureId(act.subject)
    row = versions.picture(tx, picture)
    if row is None or reviews.of_picture(tx, picture):
        raise Stale("pick")
    if any(v.parent == picture for v in versions.of_session(tx, row.session)):
        raise Stale("pick")
    versions.pick(tx, picture, None)
    posts.mark(tx, row.session, now)
    return Undone("pick", act.body)


def _described(tx: Transaction, _member: Member, act: acts.Act, _effect: str, now: float) -> Undone:
    row = versions.picture(tx, PictureId(act.subject))
    if row is None:
        raise Stale("picture")
    versions.set_alt(tx, row.id, act.body)
    posts.mark(tx, row.session, now)
    return Undone("description", "")


def _policy(tx: Transaction, member: Member, act: acts.Act, effect: str, now: float) -> Undone:
    """While the rules are as this change left them: so again once later ones are undone."""
    current, made = people.policy(tx, member.team), int(act.subject)
    after = people.policy_at(tx, member.team, made)
    if replace(after, revision=current.revision) != current:
        raise Stale("rules")
    before = people.policy_at(tx, member.team, made - 1)
    wanted = replace(before, revision=current.revision)
    team.change_policy(tx, member, wanted, effect, now, RULES_BACK)
    return Undone("change of the rules", "")


def _grant(tx: Transaction, member: Member, act: acts.Act, effect: str, now: float) -> Undone:
    back = ledger.ungrant(
        tx, key=derived(effect, "ungrant"), grant_key=act.subject, by=member.id, now=now
    )
    given = json.loads(act.body)["amount"] if act.body else back
    return Undone(act.what, "", spent=given - back)


_DOING = {
    "edit": _version,
    "brief": _version,
    DISCARD: _version,
    TAKEN_BACK: _version,
    "vote": _vote,
    "pick": _pick,
    DESCRIBE: _described,
    "policy": _policy,
    "grant": _grant,
    "refund": _grant,
}
