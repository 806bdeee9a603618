"""What people say in threads and what they point at: whose thread, which picture, edit or talk."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain import reply
from bot.domain.ids import MemberId, PictureId, SessionId, VersionId, derived
from bot.domain.reply import ReplyKind
from bot.domain.voting import OPEN
from bot.domain.work import Member, Picture, Right, Session, Version
from bot.errors import NotFound
from bot.events import Venue
from bot.services import pointing, reading, telling
from bot.services.pointing import Pointed
from bot.store import people, posts, sessions, versions
from bot.store.transaction import Transaction

REWORDED = "reworded"
"""The kind of words that replaced others; not a line of the thread until they are run."""


def _said_id(effect: str) -> str:
    return derived(effect, "said")


@dataclass(frozen=True, slots=True)
class Line:
    """One message in a thread."""

    member: Member
    venue: Venue
    text: str
    to: str
    mentions_bot: bool
    mentions_others: bool
    answers_other: bool
    has_photos: bool
    effect: str
    at: float


@dataclass(frozen=True, slots=True)
class Heard:
    kind: ReplyKind
    session: SessionId
    text: str = ""
    parent: str = ""
    said: str = ""


def foresee(tx: Transaction, line: Line) -> Heard:
    """What the words would be, before they are sent: stores nothing. Raises NotFound outside a
    thread of the studio."""
    return _heard(tx, line)[0]


def hear(tx: Transaction, line: Line) -> Heard:
    """Keeps the words, decides what they are. Raises NotFound outside a thread of the studio."""
    heard, session, home = _heard(tx, line)
    newest = session.versions[-1] if session.versions else None
    about = newest if heard.kind is ReplyKind.COMMENT else None
    said = posts.SaidRow(
        id=heard.said,
        session=session.id,
        venue=home,
        member=line.member.id,
        member_name=line.member.name,
        text=line.text,
        kind=str(heard.kind),
        version=about.id if about else None,
        parent=heard.parent,
        state="",
        at=line.at,
    )
    posts.say(tx, said)
    if about:
        telling.commented(tx, said, about.maker, str(about.name), line.at)
    posts.mark(tx, session.id, line.at)
    return heard


def _heard(tx: Transaction, line: Line) -> tuple[Heard, Session, Venue]:
    post = pointing.post_at(tx, line.venue.platform, line.to) if line.to else None
    pointed = post if post and post.picture else None
    # Where several briefs share one place (direct messages), the message answered says which: one
    # that shows a set, or no picture yet, does so too.
    row = sessions.get(tx, post.session) if post else sessions.at(tx, line.venue)
    if row is None:
        raise NotFound("thread")
    session = reading.session(tx, row.id, line.member)
    decision = reply.decide(_as_read(tx, session, line, pointed))
    parent = decision.parent or (pointed.picture or "" if pointed else "")
    said = _said_id(line.effect)
    return Heard(decision.kind, session.id, decision.text, parent, said), session, row.home


def _as_read(
    tx: Transaction, session: Session, line: Line, pointed: Pointed | None
) -> reply.ThreadLine:
    makes = bool(line.member.rights & {Right.SKETCH, Right.SPEND})
    return reply.ThreadLine(
        text=line.text,
        from_maker=makes,
        may_only_approve=Right.APPROVE in line.member.rights and not makes,
        mentions_bot=line.mentions_bot,
        mentions_others=line.mentions_others or _names_somebody(tx, line),
        answers_other=line.answers_other or _by_a_person(tx, line.to),
        answers_picture=pointed is not None,
        has_photos=line.has_photos,
        mode=people.policy(tx, session.team).thread_mode,
        versions=tuple(
            name
            for v in session.versions
            for name in (str(v.name), *(str(p.name) for p in v.pictures))
        ),
    )


def _names_somebody(tx: Transaction, line: Line) -> bool:
    """As in "@Mia" on the page: platforms say so themselves."""
    words = line.text.casefold()
    if "@" not in words:
        return False
    return any(f"@{m.name.casefold()}" in words for m in people.members(tx, line.member.team))


def _by_a_person(tx: Transaction, ref: str) -> bool:
    return bool(ref) and posts.said(tx, ref) is not None


# --- what a reaction is on --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Target:
    """What one message of the desk speaks of."""

    version: VersionId
    maker: MemberId
    picture: PictureId | None
    pictures: tuple[PictureId, ...]
    """All pictures of a set, in their order."""
    in_review: bool


def target_of(tx: Transaction, platform: str, ref: str, member: Member) -> Target | None:
    """None: not a message of the desk, or of a thread that this person may not see."""
    row = pointing.post_at(tx, platform, ref)
    if row is None:
        return None
    try:
        session = reading.session(tx, row.session, member)
    except NotFound:
        return None
    version = _version_at(session, row)
    if version is None:
        return None
    review = version.review
    return Target(
        version=version.id,
        maker=version.maker,
        picture=row.picture,
        pictures=tuple(p.id for p in version.pictures),
        in_review=review is not None and review.state in OPEN,
    )


def _version_at(session: Session, row: Pointed) -> Version | None:
    if row.subject == session.id:
        return session.versions[0]
    for version in session.versions:
        if version.id == row.subject or any(p.id == row.subject for p in version.pictures):
            return version
    return None


def picture_of(
    tx: Transaction, picture: PictureId, member: Member
) -> tuple[Session, Version, Picture]:
    return reading.of_picture(tx, picture, member)


# --- questions and comments -------------------------------------------------------------------


def question(tx: Transaction, member: Member, said: str) -> posts.SaidRow:
    """An open "edit or talk?" or "run it again?" of this person. Raises NotFound for one that was
    answered."""
    row = posts.said(tx, said)
    asked = row is not None and row.kind in {"ask", REWORDED} and not row.state
    if row is None or not asked or row.member != member.id:
        raise NotFound("question")
    return row


def plain_words(text: str) -> str:
    """Without the name of a version before them: "v99: darker" asks for "darker"."""
    return reply.decide(reply.ThreadLine(text)).text


def answered(tx: Transaction, member: Member, said: str, how: str, now: float) -> bool:
    """False: it was answered already (a double click)."""
    row = posts.said(tx, said)
    if row is None or row.member != member.id:
        raise NotFound("question")
    if row.session:
        posts.mark(tx, row.session, now)
    return posts.answer(tx, said, how, None)


def comment(tx: Transaction, member: Member, said: str) -> posts.SaidRow:
    """A comment that the maker may turn into a change."""
    row = posts.said(tx, said)
    if row is None or row.session is None:
        raise NotFound("comment")
    reading.session(tx, row.session, member)
    return row


def reworded(
    tx: Transaction, member: Member, message: str, text: str, effect: str, at: float
) -> tuple[Session, Version, str] | None:
    """An edited message that had ordered a version: that one, and the new words as a question.
    None for words that ordered nothing, or say the same."""
    # On the page a message is called by its line; elsewhere by the id that the line came from.
    row = versions.by_said(tx, message) or versions.by_said(tx, _said_id(derived(message)))
    if row is None or row.maker != member.id:
        return None
    session, version = reading.of_version(tx, row.id, member)
    if not text.strip() or text.strip() == version.instruction:
        return None
    said = _said_id(effect)
    posts.say(
        tx,
        posts.SaidRow(
            id=said,
            session=session.id,
            venue=sessions.get(tx, session.id).home,
            member=member.id,
            member_name=member.name,
            text=text.strip(),
            kind=REWORDED,
            version=row.id,
            parent=version.parent or "",
            state="",
            at=at,
        ),
    )
    return session, version, said
