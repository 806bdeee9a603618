"""What a picture is said to show: for people who do not see it, and inside every file of it."""

from __future__ import annotations

from bot.domain.ids import PictureId, derived
from bot.domain.work import Member, Picture, Right
from bot.errors import NotAllowed
from bot.services import reading
from bot.services.undoing import DESCRIBE
from bot.store import acts, posts, versions
from bot.store.transaction import Transaction


def describe(
    tx: Transaction, member: Member, picture: PictureId, alt: str, effect: str, now: float
) -> Picture:
    """By who may make or decide here; the earlier words can be had back. Raises NotAllowed,
    NotFound (also for private work of others)."""
    session, _, found = reading.of_picture(tx, picture, member)
    if not member.rights & {Right.SKETCH, Right.SPEND, Right.APPROVE, Right.ADMIN}:
        raise NotAllowed("make")
    if alt == found.alt:
        return found
    versions.set_alt(tx, picture, alt)
    acts.record(
        tx,
        act=derived(effect, DESCRIBE),
        team=session.team,
        member=member.id,
        what=DESCRIBE,
        subject=picture,
        body=found.alt,
        now=now,
    )
    posts.mark(tx, session.id, now)
    return found
