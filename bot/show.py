"""State, then show: makes every window of a session stand as its state says it should.

Compares the wanted posts (bot/windows.py) with the stored ones, posts what is missing oldest first,
edits only what reads differently, takes away progress that ended. A message never swaps its
picture: each picture is a post of its own.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.cards import Card, Kind
from bot.domain.ids import MemberId, SessionId
from bot.errors import DiskFull, NotFound, Problem, Unreachable
from bot.events import Platform, Venue
from bot.ports import Chat, ChatUnknown, Notes, Wanted
from bot.services.office import Office, Transaction
from bot.services.scene import Scene, scene
from bot.services.terms import Terms
from bot.store import people, posts, sessions
from bot.views import note
from bot.windows import PASSING, Manners, Post, wanted

EDIT_EVERY_S = 5.0
"""Platforms count edits; a state word that changed is worth one at once."""
AT_ONCE = 64
"""Sessions shown side by side: a channel that waits for its rate limit keeps no other waiting."""
STOP_S = 20.0
"""What a stop waits for posts that a platform holds back: orchestrators kill after thirty."""
SHOWN_LATE_S = 7 * 24 * 3600.0
"""A week: what a platform missed longer ago is found by /history, not shown by surprise."""
LATE_MAX = 500
"""Sessions looked at again after a start: a busy week of a team, a second or two of work."""
SAID_MAX = 1000
"""Troubles that were told and are not told again: more than one day of a bad day."""
IN_DOUBT = frozenset({"unknown", "sending"})
"""States of a post without a ref that may stand already: nobody heard of it, or there was no room
to note it."""
SETTLED = frozenset({"gone", "removed"})
"""States of a post that is left alone."""
CLOSED = SETTLED | {"blocked"}
"""States of a root below which no thread can open by itself."""


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
        self._shows: dict[SessionId, asyncio.Task[None]] = {}
        self._again: set[SessionId] = set()
        self._room = asyncio.Semaphore(AT_ONCE)
        self._loop: asyncio.Task[None] | None = None
        self._stopping = False
        self._said: OrderedDict[str, None] = OrderedDict()

    async def tell(self, member: MemberId, card: Card) -> bool:
        """A private card to a member, on every platform that runs and knows them. False: it surely
        reached nobody."""
        reached = False
        for platform, installation, account in await self._office.look(people.accounts, member):
            chat = self._chats.get(Platform(platform))
            if chat is None:
                continue
            if await self._has_window(chat, card):
                reached = True
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

    async def _has_window(self, chat: Chat, card: Card) -> bool:
        """Who gets the review card itself as a direct message needs no word about it."""
        if card.kind is not Kind.REVIEW or card.session is None or not chat.rooted:
            return False
        row = await self._office.look(sessions.get, card.session)
        return chat.reviews_by_dm or row.private or row.home.platform is not chat.platform

    async def start(self) -> None:
        await self._office.do(_remember, tuple(self._chats), self._office.clock.now())
        self._marked.set()
        self._loop = asyncio.create_task(self._run(), name="show")

    def poke(self) -> None:
        self._marked.set()

    async def stop(self) -> None:
        """Shows what is marked, then ends; what a platform holds back longer is shown by the next
        process."""
        self._stopping = True
        self._marked.set()
        if self._loop:
            await self._loop
        if self._shows:
            _, late = await asyncio.wait(self._shows.values(), timeout=STOP_S)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

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
        """Starts every marked session that is not being shown already; waits for none."""
        for session in await self._office.look(posts.dirty):
            if session in self._shows:
                self._again.add(session)
                continue
            task = asyncio.create_task(self._background(session), name=f"show {session}")
            self._shows[session] = task
            task.add_done_callback(lambda _, session=session: self._shown(session))  # type: ignore[misc]

    async def _background(self, session: SessionId) -> None:
        async with self._room:
            try:
                await self.session(session)
            except DiskFull:
                self._notes.note("show_waits", session=session)  # its mark stays: shown when it can
            except Exception as error:  # noqa: BLE001 - one window must not stop all the others
                self._notes.bug("show_bug", error)

    def _shown(self, session: SessionId) -> None:
        self._shows.pop(session, None)
        if session in self._again:
            self._again.discard(session)
            self._marked.set()

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

    def _manners(self, platform: Platform) -> Manners:
        chat = self._chats.get(platform)
        by_dm = frozenset(p for p, one in self._chats.items() if one.reviews_by_dm)
        return Manners(rooted=chat is not None and chat.rooted, by_dm=by_dm)

    async def _stand(self, session: SessionId) -> bool:
        now = self._office.clock.now()
        try:
            mark, stage = await self._office.look(_marked_scene, self._office.terms, session, now)
        except NotFound:
            return True
        manners = self._manners(stage.home.platform)
        if manners.rooted and not stage.home.thread:
            rooted = await self._rooted(stage, manners, now)
            # Closed to the desk: the next change tries anew.
            if rooted is None and mark is not None:
                await self._office.do(posts.clean, session, mark)
            if not rooted:
                return rooted is None
            _, stage = await self._office.look(_marked_scene, self._office.terms, session, now)
        done = True
        stored = {(row.subject, row.window, row.kind): row for row in stage.posts}
        for post in wanted(stage, self._office.terms.catalogue, manners):
            row = stored.pop((post.subject, post.window, post.kind), None)
            done = await self._one(stage, post, row, now) and done
        if manners.rooted:
            for row in stored.values():
                done = await self._take_away(row) and done
        if done and mark is not None:
            await self._office.do(posts.clean, session, mark)
        return done

    async def _rooted(self, stage: Scene, manners: Manners, now: float) -> bool | None:
        """The root message and the thread that it opens; False: not there yet; None: the place is
        closed to the desk, and asking again by itself would change nothing."""
        chat = self._chats[stage.home.platform]
        title = f"{stage.session.number} - {stage.session.title}"
        root = next((row for row in stage.posts if row.kind == "root"), None)
        try:
            if stage.session.private and (root is None or root.state != "sent"):
                stage = await self._private(chat, stage, title)
                if stage.home.thread:
                    return True
            if root is None:
                stage = await self._started(stage, now)
            post = next(p for p in wanted(stage, self._office.terms.catalogue, manners))
            if not await self._one(stage, post, root, now):
                return False
            root = await self._office.look(posts.get, post.id)
            if root is None or root.state != "sent":
                return None if root is not None and root.state in CLOSED else False
            home = await chat.open_thread(root.ref, root.venue, title)
        except ChatUnknown:
            return False  # asked again a little later; where it was opened, that one is found
        except Unreachable as problem:
            await self._blocked(stage, problem)
            return None
        except Problem as problem:
            self._notes.note("root_problem", session=stage.session.id, code=problem.code)
            return False
        await self._office.do(sessions.set_home, stage.session.id, home)
        return True

    async def _started(self, stage: Scene, now: float) -> Scene:
        """The scene after the writes that were under way: a job that can start at once has started
        by then, and the root says so with its first words instead of an edit a moment later."""
        return await self._office.do(scene, self._office.terms, stage.session.id, now)

    async def _private(self, chat: Chat, stage: Scene, title: str) -> Scene:
        accounts = await self._office.look(people.accounts, stage.session.maker)
        account = next((a for p, i, a in accounts if (p, i) == _where(stage.home)), "")
        home = await chat.private_place(stage.home, account, title)
        await self._office.do(sessions.set_home, stage.session.id, home)
        return replace(stage, home=home)

    async def _one(self, stage: Scene, post: Post, row: posts.PostRow | None, now: float) -> bool:
        revision = post.revision()
        chat = self._chats.get(post.venue.platform)
        if chat is None or (row is not None and row.state in SETTLED):
            return True  # a platform that is not running now: its posts wait
        if row is not None:
            post = replace(post, venue=row.venue)  # it stays where it was posted
            if row.state == "sent" and row.card_hash == revision:
                return True
            if row.state == "sent" and row.state_word == post.word:
                fresh = row.edited is not None and now - row.edited < EDIT_EVERY_S
                if fresh and post.venue.platform is not Platform.WEB:
                    return False
        pings = await self._pinged(post) if row is None else ()
        planned = row.created if row else now
        wanted_post = Wanted(
            post.id, post.venue, post.card, revision, stage.session.id, pings, planned
        )
        try:
            await self._send(chat, post, row, wanted_post, now)
        except ChatUnknown:
            await self._office.do(posts.unknown, post.id)
            return False  # looked up, and sent again if it is not there, a little later
        except Unreachable as problem:
            await self._lost(stage, post, row, problem)
        except DiskFull:
            return False  # no room for its row: tried again until there is
        except Problem as problem:
            self._notes.note("post_problem", post=post.id, code=problem.code)
        return True

    async def _pinged(self, post: Post) -> tuple[str, ...]:
        found = []
        for member in post.pings:
            accounts = await self._office.look(people.accounts, member)
            found += [a for p, i, a in accounts if (p, i) == _where(post.venue)]
        return tuple(found)

    async def _send(
        self,
        chat: Chat,
        post: Post,
        row: posts.PostRow | None,
        wanted_post: Wanted,
        now: float,
    ) -> None:
        if row is not None and row.ref:
            await chat.edit(row.ref, wanted_post)
            ref = row.ref
        else:
            await self._office.do(_plan, post, wanted_post, now)
            found = await chat.look(wanted_post) if row and row.state in IN_DOUBT else None
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

    async def _take_away(self, row: posts.PostRow) -> bool:
        """Progress that ended, a question that was answered: its result is a message of its own.
        False: nobody heard whether it is gone, so that it is tried again."""
        chat = self._chats.get(row.venue.platform)
        if row.kind not in PASSING or row.state not in IN_DOUBT | {"sent"} or chat is None:
            return True
        sought = Wanted(row.id, row.venue, Card(Kind.NOTE, (), ""), "", planned=row.created)
        try:
            ref = row.ref or await chat.look(sought)
            if ref:
                await chat.remove(ref)
        except ChatUnknown:
            return False
        except Problem as trouble:
            self._notes.note("not_removed", post=row.id, why=type(trouble).__name__)
        await self._office.do(posts.set_state, row.id, "removed")
        return True

    async def _lost(
        self, stage: Scene, post: Post, row: posts.PostRow | None, problem: Unreachable
    ) -> None:
        """The place or the message is gone, or closed to the desk. What was sent keeps its ref, so
        that nothing is posted twice; what was not is tried again with the next change."""
        self._notes.note("post_problem", post=post.id, code=problem.code, reason=problem.reason)
        sent = row is not None and bool(row.ref)
        if sent and problem.reason != "gone":
            return
        state = "gone" if problem.reason == "gone" else "blocked"
        fresh = await self._office.do(posts.set_state, post.id, state)
        if fresh and not sent and not post.venue.channel.startswith("@"):
            await self._blocked(stage, problem)

    async def _blocked(self, stage: Scene, problem: Unreachable) -> None:
        """Its maker hears of it once, where they can still be reached."""
        key = f"{stage.session.id} {problem.reason} {problem.detail}"
        if key in self._said:
            return
        self._said[key] = None
        while len(self._said) > SAID_MAX:
            self._said.popitem(last=False)
        card = note.unreachable(stage.session, problem)
        await self.tell(stage.session.maker, card)


def _where(venue: Venue) -> tuple[str, str]:
    return str(venue.platform), venue.installation


def _remember(tx: Transaction, running: tuple[Platform, ...], now: float) -> None:
    """After a start: what was on its way is looked for, and what happened while a platform was
    switched off is shown there."""
    posts.reset_sending(tx)
    for platform in running:
        for session in sessions.touched_since(tx, platform, now - SHOWN_LATE_S, LATE_MAX):
            posts.mark(tx, session, now)


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
