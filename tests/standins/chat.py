"""A Chat that records what it was asked to show, and fails on demand like a network does."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field, replace

from bot.cards import Card
from bot.domain.ids import PostId
from bot.errors import BadPicture, Unreachable
from bot.events import Attached, Platform, Venue
from bot.ports import Chat, ChatUnknown, Wanted


@dataclass
class Message:
    """One message as it stands, with every revision that it had."""

    ref: str
    wanted: Wanted
    revisions: list[Card] = field(default_factory=list)

    @property
    def card(self) -> Card:
        return self.wanted.card


class RecordingChat(Chat):
    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self.rooted = platform is not Platform.WEB
        self.reviews_by_dm = platform is Platform.SLACK
        self.messages: dict[str, Message] = {}
        self.told: list[tuple[str, Card]] = []
        self.said: list[tuple[Venue, Card]] = []
        self.removed: list[str] = []
        self.threads: dict[str, str] = {}
        """Root ref -> thread."""
        self.files: dict[str, bytes | BadPicture] = {}
        """What fetch answers, by the file's id."""
        self.closed: dict[str, Unreachable] = {}
        """Threads that cannot be posted to, and why."""
        self.looked: list[PostId] = []
        self.posts = 0
        self.edits = 0
        self.lose: deque[str] = deque()
        """What happens to the next posts and edits: "before" (never arrived), "after" (arrived,
        unheard), "" (all is well)."""
        self.gate: asyncio.Event | None = None
        """Where every post waits, as for a slow platform."""

    async def post(self, wanted: Wanted) -> str:
        self.posts += 1
        if self.gate is not None:
            await self.gate.wait()
        if wanted.venue.thread in self.closed:
            raise self.closed[wanted.venue.thread]
        fate = self.lose.popleft() if self.lose else ""
        if fate == "before":
            raise ChatUnknown
        ref = f"{wanted.session}.{wanted.post}" if wanted.session else wanted.post
        if ref in self.messages:
            raise AssertionError(f"{ref} was posted twice")
        self.messages[ref] = Message(ref, wanted, [wanted.card])
        if fate == "after":
            raise ChatUnknown
        return ref

    async def edit(self, ref: str, wanted: Wanted) -> None:
        self.edits += 1
        fate = self.lose.popleft() if self.lose else ""
        if fate == "before":
            raise ChatUnknown
        message = self.messages[ref]
        message.wanted = wanted
        message.revisions.append(wanted.card)
        if fate == "after":
            raise ChatUnknown

    async def look(self, wanted: Wanted) -> str | None:
        self.looked.append(wanted.post)
        found = (m.ref for m in self.messages.values() if m.wanted.post == wanted.post)
        return next(found, None)

    async def open_thread(self, ref: str, venue: Venue, title: str) -> Venue:
        thread = ref.partition(".")[0]
        if ref in self.threads:
            raise AssertionError(f"a second thread under {ref}")
        self.threads[ref] = thread
        return replace(venue, thread=thread)

    async def private_place(self, venue: Venue, account: str, title: str) -> Venue:
        if self.platform is Platform.SLACK:
            return replace(venue, channel=f"D-{account}", thread="")
        return replace(venue, thread=f"private-{account}")

    async def fetch(self, attached: Attached) -> bytes:
        found = self.files[attached.id]
        if isinstance(found, BadPicture):
            raise found
        return found

    async def tell(self, actor: str, venue: Venue, card: Card) -> None:
        self.told.append((actor, card))

    async def say(self, venue: Venue, card: Card) -> None:
        self.said.append((venue, card))

    async def remove(self, ref: str) -> None:
        self.removed.append(ref)
        self.messages.pop(ref, None)
