"""State, then show: makes every window of a session stand as its state says it should.

Compares the wanted posts with the stored ones, posts what is missing oldest first, edits only what
reads differently. A message never swaps its picture: each picture is a post of its own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256

from bot.cards import Card
from bot.domain.ids import MemberId, PictureId, PostId, SessionId, derived
from bot.domain.model import Catalogue
from bot.domain.work import Comment, Review, ReviewState, Session, Version, VersionState
from bot.errors import NotFound, Problem
from bot.events import Platform, Venue
from bot.ports import Chat, ChatUnknown, Notes, Wanted
from bot.services.office import Office, Transaction
from bot.services.scene import Question, Scene, scene
from bot.services.terms import Terms
from bot.store import people, posts
from bot.views import note, words
from bot.views.result import result_card, suggested
from bot.views.review import approved_card, review_card
from bot.views.running import root_card
from bot.views.version import version_card

EDIT_EVERY_S = 5.0
"""Platforms count edits; a state word that changed is worth one at once."""
CHANNEL = "channel"
THREAD = "thread"
UNFINISHED = frozenset({VersionState.ORDERED, VersionState.PARKED, VersionState.UNCERTAIN})


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

    @property
    def id(self) -> PostId:
        return PostId(derived(self.subject, self.window, self.kind))

    def revision(self) -> str:
        return sha256(repr(self.card).encode()).hexdigest()[:16]


def wanted(stage: Scene, catalogue: Catalogue) -> tuple[Post, ...]:
    """All posts of a session, oldest first. Pure."""
    session, thread = stage.session, stage.home
    found = _channel_posts(session, stage.home, catalogue)
    for version in session.versions:
        found += _version_posts(stage, version, catalogue, thread)
    found += [_question_post(session, question, thread) for question in stage.questions]
    return _in_order(found, stage.audience)


def in_channel(
    session: Session, home: Venue, audience: tuple[MemberId, ...], catalogue: Catalogue
) -> tuple[Post, ...]:
    """Those of `wanted` that stand in the channel: a page of many sessions needs no more."""
    return _in_order(_channel_posts(session, home, catalogue), audience)


def _in_order(found: list[Post], audience: tuple[MemberId, ...]) -> tuple[Post, ...]:
    return tuple(
        p if p.card.audience else replace(p, card=replace(p.card, audience=audience))
        for p in sorted(found, key=lambda p: p.since)
    )


def _channel_posts(session: Session, home: Venue, catalogue: Catalogue) -> list[Post]:
    channel = replace(home, thread="")
    first = session.versions[0]
    root = Post(
        subject=session.id,
        window=CHANNEL,
        kind="root",
        venue=channel,
        card=root_card(session, catalogue=catalogue),
        word=words.state_word(first),
        picture=first.pictures[0].id if len(first.pictures) == 1 else None,
        since=session.created,
    )
    approved = [
        Post(
            version.review.picture,
            CHANNEL,
            "approved",
            channel,
            approved_card(session, version),
            version.review.state,
            version.review.picture,
            version.review.sealed_at or version.review.opened,
        )
        for version in session.versions
        if version.review and version.review.state is ReviewState.APPROVED
    ]
    return [root, *approved]


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
    return Post(said.id, THREAD, "ask", thread, card, "ask", since=said.at)


def _version_posts(
    stage: Scene, version: Version, catalogue: Catalogue, thread: Venue
) -> list[Post]:
    session, offer = stage.session, stage.offers[version.id]
    kind = "work" if version.state in UNFINISHED else "result"
    card = version_card(
        session,
        version,
        catalogue=catalogue,
        balance=stage.balance,
        teach=stage.teach and version is session.versions[-1],
        finish=offer.finish,
        again=offer.again,
        offer=offer.offer,
        fit=offer.fit,
        instead=offer.instead,
        suggestions=suggested(session, version) if version is session.versions[-1] else (),
    )
    only = version.pictures[0].id if len(version.pictures) == 1 else None
    # A version without a picture says so where it was running; a picture is a message of its own.
    if not version.pictures:
        kind = "work"
    found = [
        Post(
            version.id,
            THREAD,
            kind,
            thread,
            card,
            words.state_word(version),
            only,
            (version.finished_at if kind == "result" else None) or version.ordered_at,
        )
    ]
    if len(version.pictures) > 1:
        found += _pick_posts(stage, version, catalogue, thread)
    if version.review is not None:
        found.append(_review_post(stage, version, version.review, catalogue, thread))
    return found


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


def _review_post(
    stage: Scene, version: Version, review: Review, catalogue: Catalogue, thread: Venue
) -> Post:
    return Post(
        review.picture,
        THREAD,
        "review",
        thread,
        review_card(stage.session, version, catalogue=catalogue),
        review.state,
        review.picture,
        review.opened,
    )


@dataclass(slots=True)
class _Turn:
    lock: asyncio.Lock
    users: int = 0


class Show:
    """Brings windows up to date, one session at a time, as soon as something marked it."""

    def __init__(self, office: Office, chats: Mapping[Platform, Chat], notes: Notes) -> None:
        self._office = office
        self._chats = chats
        self._notes = notes
        self._marked = asyncio.Event()
        self._turns: dict[SessionId, _Turn] = {}
        self._loop: asyncio.Task[None] | None = None
        self._stopping = False

    async def tell(self, member: MemberId, card: Card) -> bool:
        """A private card to a member, on every platform that runs and knows them. False: it surely
        reached nobody."""
        reached = False
        for platform, installation, account in await self._office.look(people.accounts, member):
            chat = self._chats.get(Platform(platform))
            if chat is None:
                continue
            try:
                await chat.tell(account, Venue(chat.platform, installation, ""), card)
            except Problem as problem:  # on one platform; another may know them too
                self._notes.note("tell_problem", platform=platform, code=problem.code)
                continue
            except ChatUnknown:  # it may have arrived, and nobody is told twice
                self._notes.note("tell_unknown", platform=platform)
            reached = True
        return reached

    async def start(self) -> None:
        await self._office.do(posts.reset_sending)
        self._marked.set()
        self._loop = asyncio.create_task(self._run(), name="show")

    def poke(self) -> None:
        self._marked.set()

    async def stop(self) -> None:
        """Shows what is marked, then ends."""
        self._stopping = True
        self._marked.set()
        if self._loop:
            await self._loop

    async def _run(self) -> None:
        while True:
            self._marked.clear()
            await self.sweep()
            if self._stopping:
                return
            await self._wait()

    async def _wait(self) -> None:
        """For a poke, or a while: an edit was held back, or a mark came without a poke."""
        nap = asyncio.create_task(self._office.clock.sleep(EDIT_EVERY_S))
        poked = asyncio.create_task(self._marked.wait())
        _, pending = await asyncio.wait({nap, poked}, return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)

    async def sweep(self) -> None:
        """Every marked session once."""
        for session in await self._office.look(posts.dirty):
            try:
                await self.session(session)
            except Exception as error:  # noqa: BLE001 - one window must not stop all the others
                self._notes.bug("show_bug", error)

    async def session(self, session: SessionId) -> bool:
        """False: an edit was held back because the last one is too fresh. One at a time: two who
        show the same session would both post what is missing."""
        turn = self._turns.setdefault(session, _Turn(asyncio.Lock()))
        turn.users += 1
        try:
            async with turn.lock:
                return await self._stand(session)
        finally:
            turn.users -= 1
            if not turn.users:
                self._turns.pop(session, None)

    async def _stand(self, session: SessionId) -> bool:
        now = self._office.clock.now()
        try:
            mark, stage = await self._office.look(_marked_scene, self._office.terms, session, now)
        except NotFound:
            return True
        done = True
        stored = {(row.subject, row.window, row.kind): row for row in stage.posts}
        for post in wanted(stage, self._office.terms.catalogue):
            row = stored.get((post.subject, post.window, post.kind))
            done = await self._one(stage, post, row, now) and done
        if done and mark is not None:
            await self._office.do(posts.clean, session, mark)
        return done

    async def _one(self, stage: Scene, post: Post, row: posts.PostRow | None, now: float) -> bool:
        revision = post.revision()
        if row is not None and row.state == "sent" and row.card_hash == revision:
            return True
        if row is not None and row.state == "sent" and row.state_word == post.word:
            fresh = row.edited is not None and now - row.edited < EDIT_EVERY_S
            if fresh and post.venue.platform is not Platform.WEB:
                return False
        chat = self._chats.get(post.venue.platform)
        if chat is None:
            return True  # that platform is not running now; its posts wait
        wanted_post = Wanted(post.id, post.venue, post.card, revision, stage.session.id)
        try:
            await self._send(chat, post, row, wanted_post, now)
        except ChatUnknown:
            await self._office.do(posts.unknown, post.id)
            return False  # looked up, and sent again if it is not there, a little later
        except Problem as problem:
            self._notes.note("post_problem", post=post.id, code=problem.code)
        return True

    async def _send(
        self,
        chat: Chat,
        post: Post,
        row: posts.PostRow | None,
        wanted_post: Wanted,
        now: float,
    ) -> None:
        if row is not None and row.state == "sent":
            await chat.edit(row.ref, wanted_post)
            ref = row.ref
        else:
            await self._office.do(_plan, post, wanted_post, now)
            found = await chat.look(wanted_post) if row and row.state == "unknown" else None
            if found:  # as it stood when nobody heard of it: perhaps not as it should now
                await chat.edit(found, wanted_post)
            ref = found or await chat.post(wanted_post)
        await self._office.do(
            posts.sent,
            post.id,
            ref=ref,
            card_hash=wanted_post.revision,
            state_word=post.word,
            picture=post.picture,
            venue=post.venue,
            now=now,
        )


def _marked_scene(
    tx: Transaction, terms: Terms, session: SessionId, now: float
) -> tuple[float | None, Scene]:
    """The mark as it is together with the scene that it speaks of: a later mark stays."""
    return posts.mark_of(tx, session), scene(tx, terms, session, now)


def _plan(tx: Transaction, post: Post, wanted_post: Wanted, now: float) -> None:
    posts.plan(
        tx,
        posts.PostRow(
            id=post.id,
            session=wanted_post.session or SessionId(""),
            subject=post.subject,
            window=post.window,
            kind=post.kind,
            venue=post.venue,
            audience=tuple(MemberId(m) for m in post.card.audience),
            picture=post.picture,
            card_hash="",
            state="planned",
            ref="",
            state_word="",
            created=now,
            edited=None,
        ),
    )
    posts.sending(tx, post.id)
