"""Rows -> the read models of domain/work: one session with its versions, pictures and reviews.

Who may not see a private session is told that there is none.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.ids import FileKey, MemberId, PictureId, SessionId, VersionId
from bot.domain.work import (
    Comment,
    Member,
    Name,
    Picture,
    Review,
    Right,
    Session,
    Version,
    VersionState,
)
from bot.errors import NotFound
from bot.services import holdups, review_reading, reviewing
from bot.services.ordering import job_id
from bot.store import jobs, people, posts, reviews, sessions, versions
from bot.store.transaction import Transaction


def session(tx: Transaction, session_id: SessionId, viewer: Member | None = None) -> Session:
    """`viewer`: None = the desk itself. Raises NotFound for what they may not see."""
    row = sessions.get(tx, session_id)
    if viewer is not None:
        _visible(row, viewer)
    found = versions.of_session(tx, session_id)
    pictures = versions.pictures_of_session(tx, session_id)
    names = _names(row.number, found, pictures)
    folded = review_reading.of_session(tx, session_id)
    makers = {m.id: m.name for m in people.members(tx, row.team)}
    comments = _comments(tx, session_id)
    return Session(
        id=row.id,
        team=row.team,
        number=row.number,
        title=row.title,
        brief=sessions.brief(tx, session_id),
        maker=row.maker,
        maker_name=row.maker_name,
        campaign=row.campaign,
        campaign_name=row.campaign_name,
        private=row.private,
        created=row.created,
        versions=tuple(
            _version(tx, row, v, pictures, names, folded, makers, comments) for v in found
        ),
    )


def _visible(row: sessions.SessionRow, viewer: Member) -> None:
    mine = row.maker == viewer.id
    if row.team != viewer.team or (row.private and not mine and Right.APPROVE not in viewer.rights):
        raise NotFound("thread")


def _names(
    number: int,
    found: tuple[versions.VersionRow, ...],
    pictures: tuple[versions.PictureRow, ...],
) -> Mapping[PictureId, Name]:
    """Every picture id of the session, of versions still running too."""
    names: dict[PictureId, Name] = {}
    for row in found:
        for n in range(row.quote.count):
            letter = "abcd"[n] if row.quote.count > 1 else ""
            names[reviewing.picture_id(row.order, n)] = Name(number, row.number, letter)
    numbers = {row.id: row.number for row in found}
    for picture in pictures:  # of a set that came as one picture, that one has no letter
        names[picture.id] = Name(number, numbers[picture.version], picture.letter)
    return names


def _version(
    tx: Transaction,
    session_row: sessions.SessionRow,
    row: versions.VersionRow,
    pictures: tuple[versions.PictureRow, ...],
    names: Mapping[PictureId, Name],
    folded: Mapping[PictureId, Review],
    makers: Mapping[MemberId, str],
    comments: Mapping[VersionId, tuple[Comment, ...]],
) -> Version:
    mine = tuple(
        _picture(session_row.number, row.number, p) for p in pictures if p.version == row.id
    )
    shown = next((p for p in mine if p.id in folded), None)
    ordered = row.state is VersionState.ORDERED
    held_up = holdups.waits_until(tx, row) if ordered else None
    waiting = ordered and (row.started_at is None or held_up is not None)
    likes = {m for p in mine for m, _ in reviews.likes(tx, p.id)} if mine else set()
    return Version(
        id=row.id,
        order=row.order,
        session=row.session,
        name=Name(session_row.number, row.number),
        maker=row.maker,
        maker_name=makers.get(row.maker, session_row.maker_name),
        instruction=row.instruction,
        change=row.change,
        format=row.format,
        parent=row.parent,
        parent_name=names.get(row.parent) if row.parent else None,
        quote=row.quote,
        state=row.state,
        pictures=mine,
        review=folded[shown.id] if shown else None,
        ordered_at=row.ordered_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        queue_place=jobs.queue_place(tx, job_id(row.order, 0)) if waiting else 0,
        spent=row.spent,
        photos=len(row.references),
        balance_after=row.balance_after,
        problem=row.problem,
        problem_fields=row.problem_fields,
        prompt=row.prompt,
        reference=row.reference,
        comments=comments.get(row.id, ()),
        likes=len(likes),
        parent_moved=row.parent_moved,
        quality=row.quality,
        look_up=row.look_up,
        waits_until=held_up,
        stopping=row.stopping,
    )


def _picture(session_number: int, number: int, row: versions.PictureRow) -> Picture:
    made = row.made
    return Picture(
        id=row.id,
        version=row.version,
        name=Name(session_number, number, row.letter),
        file=made.file,
        mime=made.mime,
        width=made.width,
        height=made.height,
        bytes=made.bytes,
        alt=made.alt,
        notes=made.notes,
        picked=row.picked_at is not None,
        discarded=row.discarded_at is not None,
        looked_up=made.looked_up,
    )


def _comments(tx: Transaction, session_id: SessionId) -> Mapping[VersionId, tuple[Comment, ...]]:
    found: dict[VersionId, tuple[Comment, ...]] = {}
    for row in posts.said_in(tx, session_id):
        if row.kind == "comment" and row.version:
            line = Comment(row.id, row.member, row.member_name, row.text, row.at, wants_change=True)
            found[row.version] = (*found.get(row.version, ()), line)
    return found


# --- finding one ------------------------------------------------------------------------------


def of_picture(
    tx: Transaction, picture: PictureId, viewer: Member | None
) -> tuple[Session, Version, Picture]:
    """`viewer`: None = the desk itself. Raises NotFound; also for pictures of sessions that this
    person may not see."""
    row = versions.picture(tx, picture)
    if row is None:
        raise NotFound("picture")
    found = session(tx, row.session, viewer)
    version = version_of(found, picture)
    return found, version, next(p for p in version.pictures if p.id == picture)


def of_version(tx: Transaction, version: VersionId, viewer: Member) -> tuple[Session, Version]:
    row = versions.get(tx, version)
    found = session(tx, row.session, viewer)
    return found, next(v for v in found.versions if v.id == version)


def version_of(found: Session, picture: PictureId | None) -> Version:
    """The version that this picture is of, running ones included; None: the first version."""
    for version in found.versions:
        ids = {reviewing.picture_id(version.order, n) for n in range(version.quote.count)}
        if picture in ids:
            return version
    return found.versions[0]


def preview_of(tx: Transaction, picture: PictureId) -> FileKey:
    """The JPEG that was made when the picture landed."""
    row = versions.picture(tx, picture)
    if row is None:
        raise NotFound("picture")
    return row.made.preview
