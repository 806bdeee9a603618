"""What one viewer sees of one venue now: the page of the web channel, and pictures by right.

Built from state, like every card; nothing is shown that the rights of the viewer do not allow.
"""

from __future__ import annotations

from dataclasses import replace

from bot.cards import Kind
from bot.desk import Page, Shown, StripItem, ThreadLine, Viewer
from bot.domain.ids import FileKey, PictureId, SessionId
from bot.domain.money import shown
from bot.domain.work import Member, Picture, ReviewState, Right, Session, Version
from bot.easel import Easel
from bot.errors import NotFound
from bot.events import Actor, Venue
from bot.pictures import NO_LIMIT, Pictures
from bot.ports import Changes
from bot.services import lookup, reading, review_reading, talking, team, treasury
from bot.services.office import Office
from bot.services.scene import Scene, audience, scene
from bot.store import acts, sessions
from bot.store.posts import THREAD
from bot.store.transaction import Transaction
from bot.views import words
from bot.views.review import file_name
from bot.views.running import still_drawing
from bot.windows import Post, in_channel, wanted

RUNNING = frozenset({Kind.ROOT, Kind.RUNNING})
CHANNEL_SESSIONS = 30
"""Newest threads on the channel page; older ones are found by /history."""
OMITTED_KINDS = frozenset({"root"})
"""The root stands in the channel; inside the thread the versions themselves stand."""


class Pager:
    def __init__(self, office: Office, pictures: Pictures, easel: Easel) -> None:
        self._office = office
        self._pictures = pictures
        self._easel = easel

    async def page(self, actor: Actor, venue: Venue, revision: int) -> Page:
        """Raises NotFound for a thread that this viewer may not see."""
        page = await self._office.look(
            _page, self._office, actor, venue, revision, self._office.clock.now()
        )
        return replace(page, posts=tuple(self._as_far_as_drawn(post) for post in page.posts))

    def _as_far_as_drawn(self, post: Shown) -> Shown:
        """A running card with its unfinished picture: on the page alone, and kept nowhere."""
        card = post.card
        if card is None or card.version is None or card.kind not in RUNNING:
            return post
        seen = self._easel.of_version(card.version)
        if seen is None:
            return post
        drawn = still_drawing(card, seen.picture, seen.width, seen.height, seen.edition)
        return replace(post, card=drawn)

    async def picture(
        self, actor: Actor, picture: PictureId, variant: str
    ) -> tuple[bytes, str, str]:
        """preview | large | exact | original | drawing -> (bytes, mime, file name)."""
        member = await self._office.look(team.known, actor)
        if variant == "drawing":
            return await self._unfinished(picture, member)
        _, version, made, preview = await self._office.look(_picture, picture, member)
        name = str(made.name)
        if variant == "preview":
            return await self._pictures.get(preview), "image/jpeg", f"{name}-preview.jpg"
        if variant == "large":
            return await self._pictures.large(made.file), "image/jpeg", f"{name}-large.jpg"
        return await self._file(version, made, variant)

    async def file(self, picture: PictureId, variant: str) -> tuple[bytes, str, str]:
        """exact | original, for whoever holds a signed link: no member is asked."""
        _, version, made, _ = await self._office.look(_picture, picture, None)
        return await self._file(version, made, variant)

    async def _file(self, version: Version, made: Picture, variant: str) -> tuple[bytes, str, str]:
        name = str(made.name)
        if variant == "original":
            kind = made.mime.rsplit("/", 1)[-1].replace("jpeg", "jpg")
            return await self._pictures.get(made.file), made.mime, f"{name}-original.{kind}"
        if variant != "exact":
            raise NotFound("variant", variant)
        if version.format.is_sheet:  # made to be looked at: it has no other pixels
            return await self._pictures.get(made.file), made.mime, f"{name}-sheet.jpg"
        placement = self._office.terms.catalogue.placement(version.format.placement)
        most = placement.max_bytes if placement else NO_LIMIT
        fitted = await self._pictures.exact(made.file, version.format, most, made.alt)
        return fitted.data, fitted.mime, file_name(version, made)

    async def _unfinished(self, picture: PictureId, member: Member) -> tuple[bytes, str, str]:
        """By the same right as the finished one. Raises NotFound, also when it is finished."""
        seen = self._easel.get(picture)
        if seen is None:
            raise NotFound("picture")
        await self._office.look(reading.session, seen.session, member)
        return seen.data, "image/jpeg", "still-drawing.jpg"

    async def changes(self, actor: Actor, picture: PictureId) -> Changes:
        """What changed from the parent. Raises NotFound for a first version."""
        member = await self._office.look(team.known, actor)
        session, version, made, _ = await self._office.look(_picture, picture, member)
        parent = next(
            (p for v in session.versions for p in v.pictures if p.id == version.parent), None
        )
        if parent is None:
            raise NotFound("parent")
        return await self._pictures.changes(parent.file, made.file)


def _picture(
    tx: Transaction, picture: PictureId, member: Member | None
) -> tuple[Session, Version, Picture, FileKey]:
    session, version, made = reading.of_picture(tx, picture, member)
    return session, version, made, reading.preview_of(tx, picture)


def _page(
    tx: Transaction, office: Office, actor: Actor, venue: Venue, revision: int, now: float
) -> Page:
    member = team.known(tx, actor)
    balance = treasury.balance(tx, member)
    sees = Right.APPROVE in member.rights
    rows = sessions.find(tx, member.team, member.id, sees, sessions.Filter(), CHANNEL_SESSIONS)
    posts: list[Shown] = []
    strip: tuple[StripItem, ...] = ()
    heading = ""
    if venue.thread:
        stage = scene(tx, office.terms, SessionId(venue.thread), now, member)
        posts = _thread_posts(stage, office, member)
        strip = tuple(_strip(stage.session))
        heading = f"{stage.session.number} - {stage.session.title}"
    else:
        for row in rows:
            posts += _channel_posts(tx, office, row, member)
    return Page(
        viewer=Viewer(member.id, member.name, tuple(sorted(member.rights))),
        posts=tuple(sorted(posts, key=lambda post: post.at)),
        threads=tuple(_line(row) for row in rows),
        strip=strip,
        waiting=len(review_reading.waiting_for(tx, member)),
        balance=shown(balance.free),
        practice=balance.practice,
        revision=revision,
        title=heading,
        acts=acts.newest(tx, member.team),
    )


def _channel_posts(
    tx: Transaction, office: Office, row: sessions.SessionRow, member: Member
) -> list[Shown]:
    """The card of a brief stands under the name of who asked."""
    session = reading.session(tx, row.id, member)
    found = in_channel(session, row.home, audience(tx, session), office.terms.catalogue)
    return [
        replace(
            _shown(post, session, member),
            author=session.maker_name if post.kind == "root" else "",
        )
        for post in found
        if _may(post, member)
    ]


def _thread_posts(stage: Scene, office: Office, member: Member) -> list[Shown]:
    found = [
        _shown(post, stage.session, member)
        for post in wanted(stage, office.terms.catalogue)
        if post.window == THREAD and _may(post, member)
    ]
    found += [
        Shown(
            post=line.id,
            ref=line.id,
            venue=stage.home,
            revision="",
            at=line.at - 0.002,  # the words stand above what came of them
            card=None,
            author=line.member_name,
            text=line.text,
        )
        for line in stage.said
        if line.kind != talking.REWORDED
    ]
    return found


def _may(post: Post, member: Member) -> bool:
    return not post.card.audience or member.id in post.card.audience


def _shown(post: Post, session: Session, member: Member) -> Shown:
    return Shown(
        post=post.id,
        ref=f"{session.id}.{post.id}",
        venue=post.venue,
        revision=post.revision(),
        at=post.since,
        card=post.card,
        reactions=reactions(session, post.picture, member),
    )


def reactions(
    session: Session, picture: PictureId | None, member: Member
) -> tuple[tuple[str, int, bool], ...]:
    """(meaning, count, mine) of the votes on the picture that a post speaks of, and its likes."""
    version = next((v for v in session.versions if any(p.id == picture for p in v.pictures)), None)
    if version is None or picture is None:
        return ()
    counts: dict[str, tuple[int, bool]] = {}
    if version.review and version.review.picture == picture:
        for vote in version.review.votes:
            count, mine = counts.get(vote.choice, (0, False))
            counts[vote.choice] = (count + 1, mine or vote.member == member.id)
    if version.likes:
        counts["like"] = (version.likes, False)
    return tuple((meaning, count, mine) for meaning, (count, mine) in counts.items())


def _strip(session: Session) -> list[StripItem]:
    newest = next(
        (v for v in reversed(session.versions) if v.pictures and v.state == "ready"), None
    )
    return [
        StripItem(
            name=str(version.name),
            version=version.id,
            state=words.state_word(version),
            pictures=tuple((p.id, p.file, p.name.letter) for p in version.pictures),
            parent=str(version.parent_name) if version.parent_name else "",
            instruction=version.instruction,
            current=version is newest,
            approved=bool(version.review and version.review.state is ReviewState.APPROVED),
        )
        for version in session.versions
    ]


def _line(row: sessions.SessionRow) -> ThreadLine:
    return ThreadLine(
        session=row.id,
        number=row.number,
        title=row.title,
        private=row.private,
        maker=row.maker_name,
        state=words.STATE[lookup.state_of(row)],
        picture=row.picture_file,
        picture_id=row.picture,
        last=row.touched,
        versions=row.versions,
    )
