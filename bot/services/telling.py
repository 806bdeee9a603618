"""What there is to tell about the work: written in the transaction of what happened.

Who is told and when is decided in domain/telling.py; delivering.py takes what is due.
"""

from __future__ import annotations

from dataclasses import replace

from bot.domain.ids import JobId, MemberId, PictureId, TeamId
from bot.domain.telling import SLOW_S, About, Happening, notices, quiet_of, remind_at
from bot.domain.voting import OPEN, Decided, PolicySnapshot
from bot.domain.work import Choice, Member, ReviewState, VersionState
from bot.services.deciding import Deciders
from bot.store import jobs, people, posts, reviews, sessions, versions
from bot.store import notices as rows
from bot.store.pack import unpack
from bot.store.transaction import Transaction

TELL = "tell"
"""The kind of the timer that brings a person what is due for them."""
TIMERS = "timer"
COMMENT_MAX = 300
"""Characters of a comment in a notice: what a card shows of it."""
REASON_S = 60.0
"""Who rejects or asks for changes without a word is asked why; the maker is told with the answer,
if it comes within this time."""
COMMENT, VENDOR, CHANGES = "comment", "vendor", "changes"
"""What a question is about; what a decision can be beside the ends of a review."""
ENDS = {
    ReviewState.APPROVED: "approved",
    ReviewState.REJECTED: "rejected",
    ReviewState.EXPIRED: "expired",
    ReviewState.REVOKED: "revoked",
}
"""Ends of a review that its maker is told of; what a maker does alone (withdraw, replace) is not
among them."""


def happened(tx: Transaction, team: TeamId, what: Happening, subject: str = "") -> None:
    """Writes what there is to tell. The same happening is written once, however often it is said.
    `subject`: the id of what it speaks of: delivering.py asks it whether the notice still holds."""
    quiet = quiet_of(people.policy(tx, team))
    for notice in notices(what, people.members(tx, team), quiet):
        if rows.add(tx, team, notice, subject, what.at):
            jobs.submit(
                tx,
                id=JobId(f"{TELL}/{notice.key}"),
                kind=TELL,
                args=notice.member,
                repeatable=True,
                run_at=notice.due,
                now=what.at,
                queue=TIMERS,
            )


def in_thread(
    session: sessions.SessionRow, about: About, key: str, at: float, **said: str | float | None
) -> Happening:
    """Something in a thread, seen by those who see the thread."""
    return Happening(
        about=about,
        key=key,
        at=at,
        maker=session.maker,
        session=session.id,
        private_of=session.maker if session.private else None,
        words=said_words(title=session.title, **said),
    )


def said_words(**said: str | float | None) -> tuple[tuple[str, str], ...]:
    """What a card will say, by name; nothing of what there is nothing to say of."""
    return tuple((name, str(value)) for name, value in said.items() if value not in {None, ""})


def asked(
    tx: Transaction,
    review: reviews.ReviewRow,
    name: str,
    by: Member,
    deciders: Deciders,
) -> None:
    """The first are asked now; at the one reminder everybody who may decide is."""
    session = sessions.get(tx, review.session)
    deadline = unpack(PolicySnapshot, review.policy).expires_at
    able = _ids(deciders.able)
    at, one = review.opened, _one(review.picture, review.opened)
    key = f"{About.ASKED}/{one}"
    said = in_thread(session, About.ASKED, key, at, name=name, person=by.name, deadline=deadline)
    what = replace(said, by=by.id, deciders=_ids(deciders.first), deadline=deadline)
    happened(tx, review.team, what, review.picture)
    moments = (
        (About.REMINDER, remind_at(at, deadline, quiet_of(people.policy(tx, review.team)))),
        (About.DEADLINE, deadline),
    )
    for about, due in moments:
        if due is not None:
            later = replace(what, about=about, key=f"{about}/{one}", deciders=able, due=due)
            happened(tx, review.team, later, review.picture)


def were_asked(tx: Transaction, picture: PictureId, opened: float) -> frozenset[MemberId]:
    """Who has been asked, or reminded, to decide in the review of a picture that opened then."""
    one = _one(picture, opened)
    kinds = (About.ASKED, About.REMINDER)
    return frozenset(m for about in kinds for m in rows.brought(tx, f"{about}/{one}/"))


def _one(picture: PictureId, opened: float) -> str:
    """One review of a picture: it can be opened anew later."""
    return f"{picture}/{opened}"


def _ids(people_: tuple[Member, ...]) -> tuple[MemberId, ...]:
    return tuple(one.id for one in people_)


def decided(
    tx: Transaction,
    review: reviews.ReviewRow,
    maker: MemberId,
    name: str,
    decision: Decided,
    now: float,
) -> None:
    """The maker of a picture learns what was decided about it, each decision once."""
    session = sessions.get(tx, review.session)
    names = {m.id: m.name for m in people.members(tx, review.team)}
    one = _one(review.picture, review.opened)
    if decision.state in ENDS:
        what, who = ENDS[decision.state], _who_ended(tx, review, decision)
        said = in_thread(
            session,
            About.DECISION,
            f"{what}/{one}",
            now,
            name=name,
            what=what,
            kind=review.kind,
            person=", ".join(names[m] for m in who if m in names),
            reason=decision.reason,
        )
        unexplained = decision.state is ReviewState.REJECTED and not decision.reason
        told = replace(
            said,
            maker=maker,
            by=maker if maker in who else None,
            due=now + REASON_S if unexplained else now,
        )
        happened(tx, review.team, told, review.picture)
    for vote in decision.votes:
        if vote.choice is Choice.CHANGES and decision.state in OPEN:
            said = in_thread(
                session,
                About.DECISION,
                f"{CHANGES}/{one}/{vote.member}",
                now,
                name=name,
                what=CHANGES,
                person=names.get(vote.member, ""),
                voter=vote.member,
                reason=vote.reason,
            )
            due = now if vote.reason else now + REASON_S
            told = replace(said, maker=maker, by=vote.member, due=due)
            happened(tx, review.team, told, review.picture)


def _who_ended(
    tx: Transaction, review: reviews.ReviewRow, decision: Decided
) -> tuple[MemberId, ...]:
    if decision.state is ReviewState.REVOKED:
        return (reviews.ballots(tx, review.picture, review.opened)[-1].member,)
    wanted = {ReviewState.APPROVED: Choice.APPROVE, ReviewState.REJECTED: Choice.REJECT}
    return tuple(v.member for v in decision.votes if v.choice is wanted.get(decision.state))


def landed(
    tx: Transaction,
    row: versions.VersionRow,
    state: VersionState,
    now: float,
    *,
    by: MemberId | None = None,
    problem: tuple[tuple[str, str], ...] = (),
) -> None:
    """An order ended, or its end is not known. `by`: who ended it, if a person did; `problem`: what
    its sentence needs."""
    about = {
        VersionState.READY: About.RESULT,
        VersionState.FAILED: About.FAILED,
        VersionState.UNCERTAIN: About.QUESTION,
    }.get(state)
    if about is None or (about is About.RESULT and now - row.ordered_at <= SLOW_S):
        return
    session = sessions.get(tx, row.session)
    name = f"{session.number}.{row.number}"
    said = in_thread(session, about, f"{about}/{row.id}", now, name=name, what=VENDOR)
    told = replace(said, maker=row.maker, by=by, words=(*said.words, *problem))
    happened(tx, row.team, told, row.id)


def commented(tx: Transaction, said: posts.SaidRow, maker: MemberId, name: str, now: float) -> None:
    """Words of somebody who may only approve: the maker may make them a change."""
    if said.session is None:
        return
    session = sessions.get(tx, said.session)
    words = said.text[:COMMENT_MAX]
    what = in_thread(
        session,
        About.QUESTION,
        f"comment/{said.id}",
        now,
        name=name,
        what=COMMENT,
        person=said.member_name,
        reason=words,
    )
    happened(tx, session.team, replace(what, maker=maker, by=said.member), said.id)
