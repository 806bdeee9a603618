"""What a look at a message says that no event did: the votes that came or went while the desk was
away. Only differences become events; where an order cannot be known, the more careful choice is
taken, and every made-up event carries the time of the look, so that nothing is approved without
its grace time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from bot.domain.ids import MemberId, PictureId
from bot.domain.voting import Act, Ballot, Standing
from bot.domain.work import Choice

CAREFUL = (Choice.REJECT, Choice.CHANGES, Choice.APPROVE)
"""Of several new reactions by one person the first of these is taken: approval never wins a
doubt."""


def reconcile(
    events: Iterable[Ballot],
    picture: PictureId,
    seen: Mapping[MemberId, tuple[Standing, frozenset[Choice]]],
    *,
    origin: str,
    at: float,
    message: str = "",
    began: float | None = None,
) -> tuple[Ballot, ...]:
    """Events to append. `seen`: who has which of our reactions on the message now; `origin`: of the
    look. A person with a vote by button and no reaction, or with one on another message of the same
    picture, is left alone; so is who voted while the look was on its way, after it `began`: what it
    saw of them is older than what they did."""
    events = tuple(events)
    fresh = {e.member for e in events if began is not None and e.at >= began}
    believed = _believed((e for e in events if e.message == message), picture)
    members = sorted((set(believed) | set(seen)) - fresh)
    made: list[Ballot] = []
    for member in members:
        standing, now = seen.get(member, (Standing.MEMBER, frozenset()))
        before = believed.get(member, frozenset())
        made += _gone(picture, member, standing, before - now, origin, at)
        made += _come(picture, member, standing, now - before, origin, at)
    return tuple(replace(ballot, message=message) for ballot in made)


def _believed(events: Iterable[Ballot], picture: PictureId) -> dict[MemberId, frozenset[Choice]]:
    """The reactions that the log believes to stand on the message."""
    believed: dict[MemberId, frozenset[Choice]] = {}
    for event in events:
        if event.picture != picture or not event.by_reaction:
            continue
        before = believed.get(event.member, frozenset())
        if event.act is Act.CAST:
            believed[event.member] = before | {event.choice}
        elif event.act is Act.CLEARED:
            believed[event.member] = before - {event.choice}
    return believed


def _gone(
    picture: PictureId,
    member: MemberId,
    standing: Standing,
    choices: frozenset[Choice],
    origin: str,
    at: float,
) -> Iterator[Ballot]:
    """Who took them away (the person or a moderator) is unknown; they count as taken back."""
    for choice in sorted(choices):
        key = f"{origin}/{member}/-{choice}"
        yield Ballot(key, at, picture, member, Act.CLEARED, standing, choice, by_reaction=True)


def _come(
    picture: PictureId,
    member: MemberId,
    standing: Standing,
    choices: frozenset[Choice],
    origin: str,
    at: float,
) -> Iterator[Ballot]:
    """Least careful first, so that the most careful is the latest, the one that is live."""
    likes = [Choice.LIKE] if Choice.LIKE in choices else []
    votes = [choice for choice in reversed(CAREFUL) if choice in choices]
    for choice in (*likes, *votes):
        key = f"{origin}/{member}/+{choice}"
        yield Ballot(key, at, picture, member, Act.CAST, standing, choice, by_reaction=True)
