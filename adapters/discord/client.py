"""Chat for Discord: posts by channel id with the bot's own token, which outlive every interaction.

A ref is "channel/message", the channel being where the message really is (a thread's own id). Every
post carries its id as nonce, so that a repeated request is one message, and as a mark in its embed
(marks.py), by which it is found again however much later.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import discord

from adapters.discord import marks, text
from adapters.discord.acts import files, snowflake
from adapters.discord.acts import ref as ref_of
from adapters.discord.compose import NOBODY, Composing, Message, SignedLink
from adapters.discord.faults import (
    MISSING_ACCESS,
    MISSING_PERMISSION,
    UNKNOWN_MESSAGE,
    Lost,
    Refused,
)
from adapters.discord.limits import (
    HISTORY_PAGE,
    LOOK_PAGES,
    NONCE_MAX,
    PICTURES_KEPT,
    SLACK_S,
)
from adapters.discord.marks import Mark
from adapters.discord.permissions import missing_in
from adapters.discord.places import Places
from adapters.discord.render import pictures_of
from adapters.discord.rooms import Rooms, thread_name
from adapters.discord.sending import Limit, Sending, split
from adapters.discord.wire import Wire
from bot.cards import Card, Kind
from bot.domain.reaction import Meaning, character
from bot.errors import BadPicture, Problem, Unreachable
from bot.events import Actor, Attached, Platform, Venue
from bot.ports import Chat, ChatUnknown, Ids, Notes, Shelf, Wanted

Json = dict[str, Any]
SUMMARY_MAX = 300
"""Characters of the line that a notification shows."""
VOTES = (Meaning.APPROVE, Meaning.CHANGES, Meaning.REJECT)


@dataclass(frozen=True, slots=True)
class Line:
    """What stands while the desk is connected."""

    client: discord.Client
    wire: Wire
    places: Places
    sending: Sending
    rooms: Rooms


class DiscordChat(Chat):
    platform = Platform.DISCORD

    def __init__(
        self, shelf: Shelf, ids: Ids, notes: Notes, link: SignedLink | None = None
    ) -> None:
        self.composing = Composing(shelf, link)
        self._ids, self._notes = ids, notes
        self._line: Line | None = None
        self._reached = asyncio.Event()
        self._pictured: OrderedDict[str, bool] = OrderedDict()
        """Whether a message shows its picture already, as far as this process knows."""
        self.in_review: Callable[[str, Wanted], None] = lambda _ref, _wanted: None
        """Told of every review card that was posted; must not wait."""

    async def ready(self) -> None:
        await self._reached.wait()

    def connect(self, line: Line | None) -> None:
        self._line = line
        if line is None:
            self._reached.clear()
        else:
            self._reached.set()
        self.composing.places = line.places if line else None

    @property
    def line(self) -> Line:
        """Raises ChatUnknown while there is no Discord."""
        if self._line is None:
            raise ChatUnknown
        return self._line

    # --- posts --------------------------------------------------------------------------------

    async def post(self, wanted: Wanted) -> str:
        async def make(limit: int) -> Message:
            drawn = await self.composing.draw(wanted.card, limit, _mark(wanted))
            body = {**drawn.body(), **_once(wanted.post), **_pinging(wanted)}
            return Message(body, await self.composing.files(drawn, limit))

        with self._in_words(wanted.venue):
            channel = await self.line.rooms.channel(wanted.venue)
            limit, title = self._limit(wanted.venue), thread_name(wanted.card.summary)
            ref = await self.line.sending.post(channel, make, limit, title)
        self._shows(ref, pictured=bool(pictures_of(wanted.card)))
        if wanted.card.kind is Kind.REVIEW:
            self.in_review(ref, wanted)
        return ref

    async def edit(self, ref: str, wanted: Wanted) -> None:
        with self._in_words(wanted.venue):
            stands = await self._stands(ref, wanted.card)

            async def make(limit: int) -> Message:
                drawn = await self.composing.draw(wanted.card, limit, _mark(wanted))
                body = {**drawn.body(), "allowed_mentions": NOBODY}
                return Message(body, () if stands else await self.composing.files(drawn, limit))

            await self.line.sending.edit(ref, make, self._limit(wanted.venue))
        if pictures_of(wanted.card):
            self._shows(ref, pictured=True)
        if wanted.card.kind is Kind.REVIEW and not wanted.card.reactions:
            await self._unseed(ref)

    async def _stands(self, ref: str, card: Card) -> bool:
        """Whether the picture of this card is on the message already: it never goes up twice."""
        if not pictures_of(card):
            return True
        known = self._pictured.get(ref)
        if known is None:
            known = bool((await self.line.sending.message(ref)).get("attachments"))
        return known

    def _shows(self, ref: str, *, pictured: bool) -> None:
        self._pictured[ref] = pictured
        while len(self._pictured) > PICTURES_KEPT:
            self._pictured.popitem(last=False)

    async def look(self, wanted: Wanted) -> str | None:
        since = snowflake(wanted.planned - SLACK_S)
        with self._in_words(wanted.venue):
            channel = await self.line.rooms.channel(wanted.venue)
            for _ in range(LOOK_PAGES):
                rows = await self.line.sending.page(channel, since)
                found = next((row for row in rows if self._is(row, wanted)), None)
                if found is not None:
                    return ref_of(channel, found["id"])
                if len(rows) < HISTORY_PAGE:
                    break
                since = max(int(row["id"]) for row in rows)
        return None

    def _is(self, row: Json, wanted: Wanted) -> bool:
        mine = str(row.get("author", {}).get("id")) == str(self.line.places.me().id)
        found = marks.read(next((e.get("url") for e in row.get("embeds", [])), None))
        return mine and found is not None and found.post == str(wanted.post)

    async def remove(self, ref: str) -> None:
        try:
            await self.line.sending.delete(ref)
        except Refused as refused:
            if refused.code != UNKNOWN_MESSAGE:
                raise refused.problem() from refused
        except Lost as lost:
            raise ChatUnknown from lost

    async def seed(self, ref: str, card: Card) -> None:
        """The signs to tap, under a card in review alone; the buttons do the same without them."""
        try:
            for name in card.reactions:
                await self.line.sending.own_reaction("PUT", ref, character(Meaning(name)))
        except (Refused, Lost) as trouble:
            self._notes.note("discord_no_reaction", why=str(trouble))

    async def _unseed(self, ref: str) -> None:
        """A review that is over offers nothing, and shows no sign that reads like a vote."""
        try:
            for meaning in VOTES:
                await self.line.sending.own_reaction("DELETE", ref, character(meaning))
        except (Refused, Lost) as trouble:
            self._notes.note("discord_no_reaction", why=str(trouble))

    # --- places -------------------------------------------------------------------------------

    async def open_thread(self, ref: str, venue: Venue, title: str) -> Venue:
        with self._in_words(venue):
            return await self.line.rooms.open(ref, venue, title)

    async def private_place(self, venue: Venue, account: str, title: str) -> Venue:
        with self._in_words(venue):
            return await self.line.rooms.private(venue, account, title)

    # --- to people ----------------------------------------------------------------------------

    async def tell(self, actor: str, venue: Venue, card: Card) -> None:
        who = Actor(Platform.DISCORD, venue.installation, actor, "", None)
        venue = replace(venue, channel=f"@{actor}", thread="")
        await self._write(venue, card, who, {})

    async def say(self, venue: Venue, card: Card) -> None:
        await self._write(venue, card, None, {})

    async def reply(self, to: str, venue: Venue, card: Card, who: Actor) -> None:
        """In place, under the words that it answers; only who wrote them is notified."""
        at = split(to)
        pointing = {
            "message_reference": {"message_id": at["message_id"], "fail_if_not_exists": False},
            "allowed_mentions": {**NOBODY, "replied_user": True},
        }
        await self._write(venue, card, who, pointing, at["channel_id"])

    async def aside(self, to: str, venue: Venue, card: Card, who: Actor) -> None:
        """In place, where direct messages are closed: it names the one person that it is for."""
        named = {
            "content": f"<@{who.user}>",
            "allowed_mentions": {**NOBODY, "users": [who.user]},
        }
        await self._write(venue, card, who, named, split(to)["channel_id"])

    async def remark(self, venue: Venue, said: str, kind: str) -> None:
        """One quiet line of the adapter's own; `kind` marks it, so that it is not said again."""
        embed = {"description": f"-# {text.escape(said)}", "url": Mark(kind=kind).url()}
        body = {"embeds": [embed], "allowed_mentions": NOBODY, **_once(f"{kind}{venue.thread}")}

        async def make(_limit: int) -> Message:
            return Message(body)

        with self._in_words(venue):
            channel = await self.line.rooms.channel(venue)
            await self.line.sending.post(channel, make, self._limit(venue), "")

    async def _write(
        self, venue: Venue, card: Card, who: Actor | None, extra: Json, channel: str = ""
    ) -> None:
        """`who`: the one person that it is for; None: everybody there."""
        head = {**_once(self._ids.new()[-NONCE_MAX:]), **extra}

        async def make(limit: int) -> Message:
            if who is not None:
                made = await self.composing.private(card, who, limit)
                return Message({**made.body, **head}, made.files)
            drawn = await self.composing.draw(card, limit)
            body = {**drawn.body(), "allowed_mentions": NOBODY, **head}
            return Message(body, await self.composing.files(drawn, limit))

        with self._in_words(venue):
            channel = channel or await self.line.rooms.channel(venue)
            limit, title = self._limit(venue), thread_name(card.summary)
            await self.line.sending.post(channel, make, limit, title)

    def _limit(self, venue: Venue) -> Limit:
        places = self.line.places
        return Limit(places.file_limit(venue), partial(places.takes_less, venue))

    async def fetch(self, attached: Attached) -> bytes:
        if self._line is None:
            raise BadPicture(attached.filename, "expired")
        return await self._line.wire.download(attached)

    async def files_of(self, message: str) -> tuple[Attached, ...]:
        """The files of somebody's message, as it stands now; () where it cannot be read."""
        try:
            found = await self.line.sending.message(message)
        except (Refused, Lost):
            return ()
        return files(found.get("attachments", []))

    # --- in words -----------------------------------------------------------------------------

    @contextmanager
    def _in_words(self, venue: Venue) -> Iterator[None]:
        try:
            yield
        except Lost as lost:
            raise ChatUnknown from lost
        except Refused as refused:
            raise self._problem(refused, venue) from refused

    def _problem(self, refused: Refused, venue: Venue) -> Problem:
        if venue.channel.startswith("@") or self.line.places.is_direct(venue):
            return refused.problem()
        if not self.line.places.is_here(venue.installation):
            return Unreachable("removed")
        lacks: tuple[str, ...] = ()
        if refused.code in {MISSING_ACCESS, MISSING_PERMISSION}:
            guild = self.line.client.get_guild(int(venue.installation))
            lacks = missing_in(guild, venue.channel)
        return refused.problem(", ".join(lacks))


def _mark(wanted: Wanted) -> Mark:
    return Mark(str(wanted.post), wanted.revision)


def _once(nonce: str) -> Json:
    """Discord answers a repeated request with the message that is there."""
    return {"nonce": nonce[:NONCE_MAX], "enforce_nonce": True}


def _pinging(wanted: Wanted) -> Json:
    """The summary is what a notification shows; nobody else is notified."""
    if not wanted.pings:
        return {"allowed_mentions": NOBODY}
    names = " ".join(f"<@{account}>" for account in wanted.pings)
    said = text.said(wanted.card.summary, SUMMARY_MAX)
    users = {**NOBODY, "users": list(wanted.pings)}
    return {"content": f"{names} {said}", "allowed_mentions": users}
