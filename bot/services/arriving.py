"""What comes in besides what people type: who acts and whose thread it is, servers that come and
go, messages that were deleted, and reactions that no event told of."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.ids import MemberId, SessionId
from bot.domain.reaction import meaning
from bot.domain.reconcile import reconcile
from bot.domain.voting import Standing
from bot.domain.work import Choice, Member
from bot.errors import NotFound
from bot.events import Actor, Joined, Left, Platform, Snapshot, Venue
from bot.services import reviewing, team
from bot.services.deciding import standing_of
from bot.services.terms import Terms
from bot.store import places, posts, reviews, sessions
from bot.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who acts, with what this channel adds to their rights, and in whose thread."""

    member: Member
    thread: SessionId | None


def known(tx: Transaction, actor: Actor, venue: Venue) -> Arrival:
    """Raises NotFound for a newcomer, and where the server says something new about their rights:
    then `arrive` has something to write."""
    return _arrival(tx, team.settled(tx, actor), venue)


def arrive(tx: Transaction, actor: Actor, venue: Venue, now: float) -> Arrival:
    """Raises NotAllowed for bots, NotFound for a server that is nobody's."""
    return _arrival(tx, team.who(tx, actor, now), venue)


def _arrival(tx: Transaction, member: Member, venue: Venue) -> Arrival:
    row = sessions.at(tx, venue)
    return Arrival(team.here(tx, member, venue), row.id if row else None)


def is_ours(tx: Transaction, venue: Venue, message: str) -> bool:
    """Whether words in this thread, or something on this message, are the desk's business: what
    people say elsewhere is not even kept."""
    if message and posts.by_ref(tx, venue.platform, message) is not None:
        return True
    return bool(venue.thread) and sessions.at(tx, venue) is not None


def joined(tx: Transaction, terms: Terms, event: Joined, now: float) -> tuple[bool, bool]:
    """(belongs to this team, is to be welcomed). A server is welcomed once a stay, in the first
    channel there is."""
    platform, key = event.venue.platform, event.venue.installation
    if team.join(tx, terms, platform, key, event.name, now) is None:
        return False, False
    return True, bool(event.venue.channel) and places.welcomed(tx, platform, key, now)


def left(tx: Transaction, event: Left, now: float) -> None:
    places.left(tx, event.venue.platform, event.venue.installation, now)


def gone(tx: Transaction, platform: Platform, message: str) -> None:
    """A message of the desk was deleted: it is not posted again by itself."""
    posts.gone(tx, platform, message)


def snapshot(tx: Transaction, event: Snapshot, now: float) -> bool:
    """Brings the ballots up to what stands on the message; whether anything changed. People whom
    the desk never met are members without a vote, as they would be by an event."""
    row = posts.by_ref(tx, event.venue.platform, event.message)
    review = reviews.of_picture(tx, row.picture) if row and row.picture else None
    if row is None or row.picture is None or review is None:
        return False
    seen: dict[MemberId, tuple[Standing, frozenset[Choice]]] = {}
    for actor, emoji in event.reactions:
        wanted = meaning(emoji)
        if wanted is None or wanted.choice is None or actor.is_bot:
            continue
        try:
            member = team.who(tx, actor, now)
        except NotFound:
            continue
        standing, choices = seen.get(member.id, (standing_of(member), frozenset[Choice]()))
        seen[member.id] = (standing, choices | {wanted.choice})
    made = reconcile(
        reviews.ballots(tx, row.picture, 0.0),
        row.picture,
        seen,
        origin=event.origin,
        at=max(now, review.opened),
        message=event.message,
        began=event.at,
    )
    for ballot in made:
        if ballot.choice is not Choice.LIKE:
            reviews.append(tx, ballot)
    likes = [m for m, (_, choices) in seen.items() if Choice.LIKE in choices]
    for member_id in likes:
        reviews.like(tx, row.picture, member_id, "like", added=True, now=now)
    if made or likes:
        reviewing.advance(tx, row.picture, now)
    return bool(made or likes)
