"""Chat for the page: a post is an update that every open tab of its audience receives.

The posts themselves are rows of the studio and come with Desk.page; here is only what is new, so a
restart loses nothing. A post's ref is "session.post" (or "post"): the same post is the same ref.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace

from adapters.web.hub import Hub
from adapters.web.limits import RING
from bot.cards import Card
from bot.desk import Shown, Update
from bot.domain.ids import MemberId, PostId
from bot.events import Platform, Venue
from bot.ports import Chat, Clock, Ids, Wanted

INSTALLATION = "local"
CHANNEL = "main"


def venue_of(thread: str) -> Venue:
    """The page's place: one channel, a thread for each session."""
    return Venue(Platform.WEB, INSTALLATION, CHANNEL, thread)


def ref_of(wanted: Wanted) -> str:
    """The one canonical name of a post on the page."""
    return f"{wanted.session}.{wanted.post}" if wanted.session else wanted.post


@dataclass(frozen=True, slots=True)
class _Posted:
    """What this process remembers of a post: enough not to announce the same words twice."""

    ref: str
    at: float
    summary: str = ""


class WebChat(Chat):
    platform = Platform.WEB
    rooted = False

    def __init__(self, clock: Clock, ids: Ids) -> None:
        self._clock, self._ids = clock, ids
        self.hub = Hub(RING)
        self._posted: OrderedDict[PostId, _Posted] = OrderedDict()

    async def post(self, wanted: Wanted) -> str:
        ref = ref_of(wanted)
        self._show(ref, wanted)
        return ref

    async def edit(self, ref: str, wanted: Wanted) -> None:
        self._show(ref, wanted)

    async def look(self, wanted: Wanted) -> str | None:
        known = self._posted.get(wanted.post)
        return known.ref if known else None

    async def open_thread(self, ref: str, venue: Venue, title: str) -> Venue:  # noqa: ARG002 - a page's thread takes its title from its session
        session, dot, _post = ref.partition(".")
        return replace(venue, thread=session if dot else venue.thread)

    async def tell(self, actor: str, venue: Venue, card: Card) -> None:
        self._pass_on(venue, card, (MemberId(actor),))

    async def say(self, venue: Venue, card: Card) -> None:
        """A card for everybody who has the venue open now; it is no post and is not kept."""
        self._pass_on(venue, card, card.audience)

    def _pass_on(self, venue: Venue, card: Card, audience: tuple[MemberId, ...]) -> None:
        post = self._ids.new()
        shown = Shown(
            post=post, ref=post, venue=venue, revision="", at=self._clock.now(), card=card
        )
        update = Update(revision=0, kind="tell", venue=venue, shown=shown, summary=card.summary)
        self.hub.publish(update, audience)

    def _show(self, ref: str, wanted: Wanted) -> None:
        known = self._posted.get(wanted.post) or _Posted(ref, self._clock.now())
        summary = wanted.card.summary
        shown = Shown(
            post=wanted.post,
            ref=ref,
            venue=wanted.venue,
            revision=wanted.revision,
            at=known.at,
            card=wanted.card,
        )
        update = Update(
            revision=0,
            kind="post",
            venue=wanted.venue,
            shown=shown,
            summary="" if summary == known.summary else summary,
        )
        self._posted[wanted.post] = replace(known, summary=summary)
        while len(self._posted) > RING:
            self._posted.popitem(last=False)
        self.hub.publish(update, wanted.card.audience)
