"""A session as it should stand in all its windows: what views need, read in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.ids import MemberId, PictureId, SessionId, VersionId
from bot.domain.model import Quote
from bot.domain.work import Balance, Member, Right, Session
from bot.errors import NotFound, Problem
from bot.events import Platform, Venue
from bot.services import reading, talking, telling
from bot.services.editing import EditWish, Plan, plan_edit
from bot.services.offers import Offers, offers
from bot.services.terms import Terms
from bot.store import books, people, posts, sessions, versions
from bot.store.posts import PostRow, SaidRow
from bot.store.transaction import Transaction

TAUGHT = 3
"""The line that teaches replies stands under each person's first 3 threads."""


@dataclass(frozen=True, slots=True)
class Question:
    """A reply that may have been talk, or a comment that its maker may make a change: what the
    edit would change and cost."""

    said: SaidRow
    target: str
    quote: Quote


@dataclass(frozen=True, slots=True)
class Scene:
    session: Session
    home: Venue
    posts: tuple[PostRow, ...]
    said: tuple[SaidRow, ...]
    balance: Balance
    offers: Mapping[VersionId, Offers]
    teach: bool
    questions: tuple[Question, ...]
    audience: tuple[MemberId, ...]
    """Who may see a private session; () = everybody."""
    asked: Mapping[PictureId, tuple[Window, ...]] = field(default_factory=dict)
    """The direct messages, on every chat platform, of those who have been asked to decide on a
    picture: nobody is asked at night, and whom the brief names is asked first."""


@dataclass(frozen=True, slots=True)
class Window:
    """One person's direct messages. The venue's channel is "@account"."""

    member: MemberId
    venue: Venue


def scene(
    tx: Transaction, terms: Terms, session_id: SessionId, now: float, viewer: Member | None = None
) -> Scene:
    """Raises NotFound for what the viewer may not see."""
    session = reading.session(tx, session_id, viewer)
    row = sessions.get(tx, session_id)
    balance = books.balance(tx, session.team)
    said = posts.said_in(tx, session_id)
    return Scene(
        session=session,
        home=row.home,
        posts=posts.of_session(tx, session_id),
        said=said,
        balance=balance,
        offers={v.id: offers(terms, session, v, balance, now) for v in session.versions},
        teach=_early(tx, session),
        questions=tuple(_questions(tx, terms, session, said, now)),
        audience=audience(tx, session),
        asked=_windows(tx, session),
    )


def _windows(tx: Transaction, session: Session) -> dict[PictureId, tuple[Window, ...]]:
    reviews = [version.review for version in session.versions if version.review]
    if not reviews:
        return {}
    able = {m.id for m in people.members(tx, session.team) if Right.APPROVE in m.rights}
    everybody = tuple(
        Window(member, Venue(platform, installation, f"@{account}"))
        for platform in Platform
        if platform is not Platform.WEB
        for member, installation, account in people.accounts_on(tx, platform, session.team)
        if member in able
    )
    asked = {r.picture: telling.were_asked(tx, r.picture, r.opened) for r in reviews}
    return {
        picture: tuple(window for window in everybody if window.member in members)
        for picture, members in asked.items()
    }


def _early(tx: Transaction, session: Session) -> bool:
    row = tx.one(
        "SELECT COUNT(*) AS n FROM (SELECT id FROM sessions WHERE team = :team AND maker = :maker "
        "AND created <= :created LIMIT :most) AS early",
        team=session.team,
        maker=session.maker,
        created=session.created,
        most=TAUGHT + 1,
    )
    return row is not None and row.int("n") <= TAUGHT


def _questions(
    tx: Transaction,
    terms: Terms,
    session: Session,
    said: tuple[SaidRow, ...],
    now: float,
) -> list[Question]:
    found = []
    for row in said:
        if row.kind not in {"ask", "comment"} or row.state or versions.by_said(tx, row.id):
            continue
        try:
            member = people.member(tx, row.member)
            plan = _would_change(tx, terms, member, row, session, now)
        except Problem:
            continue  # there is nothing to change (any more): nothing to ask
        found.append(Question(row, plan.parent_name, plan.quote))
    return found


def _would_change(
    tx: Transaction, terms: Terms, member: Member, row: SaidRow, session: Session, now: float
) -> Plan:
    """A version that is not there ("v99: darker") leaves the question to the newest one."""
    try:
        return plan_edit(tx, terms, member, EditWish(session.id, row.text, parent=row.parent), now)
    except NotFound:
        if not row.parent:
            raise
    wish = EditWish(session.id, talking.plain_words(row.text))
    return plan_edit(tx, terms, member, wish, now)


def audience(tx: Transaction, session: Session) -> tuple[MemberId, ...]:
    """Who may see a private session; () = everybody."""
    if not session.private:
        return ()
    team = people.members(tx, session.team)
    approvers = [m.id for m in team if Right.APPROVE in m.rights]
    return tuple(dict.fromkeys((session.maker, *approvers)))
