"""Which posts a session wants in which windows: its channel, its thread, direct messages. Pure:
the same state is the same posts; bot/show.py makes them true.

On a chat platform a session is rooted: its root message in the channel is the first version's card
and opens the thread; later versions are messages of their own. On the page the root stands in the
channel, beside a thread that shows every version.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import sha256

from bot.cards import Card
from bot.domain.ids import MemberId, PictureId, PostId
from bot.domain.model import Catalogue
from bot.domain.work import Comment, Review, ReviewState, Session, Version, VersionState
from bot.events import Platform, Venue
from bot.services.scene import Question, Scene, Window
from bot.store.posts import CHANNEL, THREAD, post_id
from bot.views import note, words
from bot.views.result import result_card, suggested
from bot.views.review import approved_card, review_card
from bot.views.root import rooted_card
from bot.views.running import root_card
from bot.views.version import version_card

UNFINISHED = frozenset({VersionState.ORDERED, VersionState.PARKED, VersionState.UNCERTAIN})
PASSING = frozenset({"work", "ask"})
"""Kinds of posts that are taken away when they are no longer wanted: progress and questions."""


@dataclass(frozen=True, slots=True)
class Post:
    """One post as it should stand."""

    subject: str
    window: str
    kind: str
    venue: Venue
    card: Card
    word: str
    """The state in one word: a change of it is shown at once."""
    picture: PictureId | None = None
    since: float = 0.0
    """When it came to be, for the order of posts."""
    pings: tuple[MemberId, ...] = ()
    """Who is notified when it is posted."""

    @property
    def id(self) -> PostId:
        return post_id(self.subject, self.window, self.kind)

    def revision(self) -> str:
        return sha256(repr(self.card).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Manners:
    """How the platforms that run now want sessions to stand: as Chat.rooted and reviews_by_dm."""

    rooted: bool = False
    by_dm: frozenset[Platform] = frozenset()


PAGE = Manners()
"""The web channel."""


def wanted(stage: Scene, catalogue: Catalogue, manners: Manners = PAGE) -> tuple[Post, ...]:
    """All posts of a session, oldest first. Pure."""
    session, thread = stage.session, stage.home
    found = (
        _channel_posts(stage, catalogue)
        if manners.rooted
        else _on_page(session, stage.home, catalogue)
    )
    for version in session.versions:
        found += _version_posts(stage, version, catalogue, thread, manners)
    found += [_question_post(session, question, thread) for question in stage.questions]
    return _in_order(found, stage.audience)


def in_channel(
    session: Session, home: Venue, audience: tuple[MemberId, ...], catalogue: Catalogue
) -> tuple[Post, ...]:
    """Those of `wanted` that stand in the page's channel: many sessions need no more."""
    return _in_order(_on_page(session, home, catalogue), audience)


def _in_order(found: Iterable[Post], audience: tuple[MemberId, ...]) -> tuple[Post, ...]:
    return tuple(
        p if p.card.audience else replace(p, card=replace(p.card, audience=audience))
        for p in sorted(found, key=lambda p: p.since)
    )


def _root(session: Session, venue: Venue, card: Card) -> Post:
    first = session.versions[0]
    return Post(
        subject=session.id,
        window=CHANNEL,
        kind="root",
        venue=venue,
        card=card,
        word=words.state_word(first),
        picture=first.pictures[0].id if len(first.pictures) == 1 else None,
        since=session.created,
    )


def _on_page(session: Session, home: Venue, catalogue: Catalogue) -> list[Post]:
    channel = replace(home, thread="")
    root = _root(session, channel, root_card(session, catalogue=catalogue))
    return [root, *_approved(session, channel)]


def _channel_posts(stage: Scene, catalogue: Catalogue) -> list[Post]:
    """Rooted: the root is the first version; private work has no channel, only its thread."""
    session, first = stage.session, stage.session.versions[0]
    channel = replace(stage.home, thread="")
    if first.state is VersionState.ORDERED:
        card = root_card(session, catalogue=catalogue)
    else:
        card = rooted_card(session, _version_card(stage, first, catalogue))
    if session.private:
        return [_root(session, stage.home, card), *_approved(session, stage.home)]
    return [_root(session, channel, card), *_approved(session, channel)]


def _approved(session: Session, venue: Venue) -> list[Post]:
    return [
        Post(
            version.review.picture,
            CHANNEL,
            "approved",
            venue,
            approved_card(session, version),
            version.review.state,
            version.review.picture,
            version.review.sealed_at or version.review.opened,
        )
        for version in session.versions
        if version.review and version.review.state is ReviewState.APPROVED
    ]


def _question_post(session: Session, question: Question, thread: Venue) -> Post:
    """To one person: who may have talked, or whose picture somebody commented on."""
    said, version = question.said, None
    if said.kind == "comment":
        version = next((v for v in session.versions if v.id == said.version), None)
    if version is None:
        card, asked = note.talk_or_edit(said.id, question.target, question.quote), said.member
    else:
        made = Comment(said.id, said.member, said.member_name, said.text, said.at)
        card, asked = note.comment(version, made, question.quote), version.maker
    card = replace(card, audience=(asked,), session=session.id)
    return Post(said.id, THREAD, "ask", thread, card, "ask", since=said.at, pings=(asked,))


def _version_card(stage: Scene, version: Version, catalogue: Catalogue) -> Card:
    session, offer = stage.session, stage.offers[version.id]
    newest = version is session.versions[-1]
    return version_card(
        session,
        version,
        catalogue=catalogue,
        balance=stage.balance,
        teach=stage.teach and newest,
        finish=offer.finish,
        again=offer.again,
        offer=offer.offer,
        fit=offer.fit,
        instead=offer.instead,
        suggestions=suggested(session, version) if newest else (),
    )


def _version_posts(
    stage: Scene, version: Version, catalogue: Catalogue, thread: Venue, manners: Manners
) -> list[Post]:
    found = []
    if not (manners.rooted and version is stage.session.versions[0]):
        found.append(_work_post(stage, version, catalogue, thread))
    if len(version.pictures) > 1:
        found += _pick_posts(stage, version, catalogue, thread)
    if version.review is not None:
        found += _review_posts(stage, version, version.review, catalogue, thread, manners)
    return found


def _work_post(stage: Scene, version: Version, catalogue: Catalogue, thread: Venue) -> Post:
    kind = "work" if version.state in UNFINISHED else "result"
    # A version without a picture says so where it was running; a picture is a message of its own.
    if not version.pictures:
        kind = "work"
    return Post(
        version.id,
        THREAD,
        kind,
        thread,
        _version_card(stage, version, catalogue),
        words.state_word(version),
        version.pictures[0].id if len(version.pictures) == 1 else None,
        (version.finished_at if kind == "result" else None) or version.ordered_at,
    )


def _pick_posts(stage: Scene, version: Version, catalogue: Catalogue, thread: Venue) -> list[Post]:
    offer = stage.offers[version.id]
    return [
        Post(
            picture.id,
            THREAD,
            "pick",
            thread,
            result_card(
                stage.session,
                version,
                catalogue=catalogue,
                balance=stage.balance,
                picture=picture,
                finish=offer.finish,
                again=offer.again,
                offer=offer.offer,
            ),
            words.state_word(version),
            picture.id,
            (version.finished_at or version.ordered_at) + 0.001,
        )
        for picture in version.pictures
        if picture.picked and not picture.discarded
    ]


def _review_posts(
    stage: Scene,
    version: Version,
    review: Review,
    catalogue: Catalogue,
    thread: Venue,
    manners: Manners,
) -> list[Post]:
    """In the thread; and, one review in many windows, in the direct messages of those who were
    asked: where the platform works so, where they cannot see the thread, on other platforms."""
    card = review_card(stage.session, version, catalogue=catalogue)
    post = Post(
        review.picture, THREAD, "review", thread, card, review.state, review.picture, review.opened
    )
    return [post, *_by_dm(post, stage.asked.get(review.picture, ()), stage, manners)]


def _by_dm(post: Post, asked: tuple[Window, ...], stage: Scene, manners: Manners) -> Iterable[Post]:
    for window in asked:
        platform = window.venue.platform
        hidden = stage.session.private and window.member != stage.session.maker
        if platform in manners.by_dm or hidden or platform is not stage.home.platform:
            yield replace(
                post,
                window=f"dm/{platform}/{window.venue.channel}",
                venue=window.venue,
                since=post.since + 0.001,
            )
