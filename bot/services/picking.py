"""Picking from a set: the pick becomes a message of its own before any edit or vote."""

from __future__ import annotations

from bot.domain.ids import PictureId, derived
from bot.domain.work import Member, Right, VersionState
from bot.errors import NotAllowed, NotReady
from bot.services import reading
from bot.store import acts, posts, sessions, versions
from bot.store.transaction import Transaction


def pick(tx: Transaction, member: Member, picture: PictureId, effect: str, now: float) -> str:
    """Its name. Picking again changes nothing; several pictures of one set may be picked."""
    session, version, made = reading.of_picture(tx, picture, member)
    if not member.rights & {Right.SKETCH, Right.SPEND, Right.APPROVE}:
        raise NotAllowed("make")
    if version.state is not VersionState.READY or made.discarded:
        raise NotReady(str(made.name), version.state)
    if versions.pick(tx, picture, now):
        sessions.touch(tx, session.id, state=version.state, picture=picture, now=now)
        posts.mark(tx, session.id, now)
        acts.record(
            tx,
            act=derived(effect, "pick"),
            team=member.team,
            member=member.id,
            what="pick",
            subject=picture,
            body=str(made.name),
            now=now,
        )
    return str(made.name)
