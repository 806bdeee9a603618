"""What happened while nobody listened: at every login the threads are read from the last thing that
was handled, their channels for words that call the desk, and the reactions of posts in review as
they stand now."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import discord

from adapters.discord import acts
from adapters.discord.client import Line
from adapters.discord.faults import NOT_FOUND_STATUS, Lost, Refused
from adapters.discord.limits import MISSED_MAX, REACTIONS_PAGE, SLACK_S, THREADS_READ
from adapters.discord.sending import MESSAGE, split
from bot.desk import Desk
from bot.domain.reaction import meaning
from bot.events import Actor, Platform, Snapshot, Venue
from bot.ports import Clock, Notes

Json = dict[str, Any]
NORMAL, BURST = 0, 1
"""Kinds of reactions: plain and super."""


class Missed:
    """`heard`: what is done with a message, and when it was written."""

    def __init__(
        self,
        desk: Desk,
        line: Line,
        clock: Clock,
        notes: Notes,
        heard: Callable[[discord.Message, float], Awaitable[None]],
    ) -> None:
        self._desk, self._line, self._clock = desk, line, clock
        self._notes, self._heard = notes, heard
        self._reading: dict[int, asyncio.Event] = {}

    async def caught_up(self, channel: int) -> None:
        """Waits until what was missed in a thread is handled: words keep their order."""
        reading = self._reading.get(channel)
        if reading is not None:
            await reading.wait()

    async def read(self, guild: str) -> None:
        """Everything of one server. Votes first: they were given on what stood there, and a picture
        that a missed reply orders would replace it."""
        threads = await self._desk.threads(Platform.DISCORD, guild, THREADS_READ)
        self._line.places.remember(venue for venue, _ in threads)
        wanted = [(venue, last) for venue, last in threads if venue.thread.isdigit()]
        for venue, _ in wanted:
            self._reading.setdefault(int(venue.thread), asyncio.Event())
        try:
            for ref, venue in await self._desk.open_posts(Platform.DISCORD, guild):
                await self.look(ref, venue)
            for venue, last in wanted:
                await self._thread(venue, last)
                self._done(venue)
        finally:
            for venue, _ in wanted:
                self._done(venue)
        await self._channels(wanted)

    async def _channels(self, threads: list[tuple[Venue, float]]) -> None:
        """Words that call the desk in the channels where it works. When it was last there is known
        from its threads alone: the newest thing that was handled in any of them."""
        heard = max((last for _, last in threads), default=0.0)
        for channel in dict.fromkeys(replace(venue, thread="") for venue, _ in threads):
            if not self._line.places.is_direct(channel):
                await self._thread(channel, heard)

    def _done(self, venue: Venue) -> None:
        reading = self._reading.pop(int(venue.thread), None)
        if reading is not None:
            reading.set()

    async def _thread(self, venue: Venue, last: float) -> None:
        place = self._line.client.get_partial_messageable(
            int(venue.thread or venue.channel),
            guild_id=None if self._line.places.is_direct(venue) else int(venue.installation),
        )
        after = discord.Object(acts.snowflake(last - SLACK_S))
        try:
            async for message in place.history(limit=MISSED_MAX, after=after, oldest_first=True):
                if acts.is_typed(message):
                    await self._heard(message, message.created_at.timestamp())
        except (discord.HTTPException, OSError) as trouble:
            # A thread that is gone says so when somebody uses it.
            self._notes.note("discord_not_read", why=type(trouble).__name__)
        except Exception as error:  # noqa: BLE001 - one message keeps no other thread unread
            self._notes.bug("discord_missed_bug", error)

    # --- reactions ----------------------------------------------------------------------------

    async def look(self, ref: str, venue: Venue) -> None:
        """Who has which reaction on one message now; a message that is gone is said to be."""
        me, now = self._line.places.me(), self._clock.now()
        nobody = acts.nobody(venue.installation, me)
        try:
            found = await self._line.sending.message(ref)
            reactions = await self._reactions(ref, venue, found.get("reactions", []))
        except Refused as refused:
            if refused.status == NOT_FOUND_STATUS:
                await self._desk.handle(acts.gone_event(venue, nobody, now, ref))
            return
        except Lost:
            return
        origin = f"discord:look:{ref}:{now:.3f}"
        await self._desk.handle(Snapshot(origin, nobody, venue, now, ref, reactions))

    async def _reactions(
        self, ref: str, venue: Venue, rows: list[Json]
    ) -> tuple[tuple[Actor, str], ...]:
        found: dict[tuple[str, str], Actor] = {}
        for row in rows:
            emoji = str(row.get("emoji", {}).get("name") or "")
            if row.get("emoji", {}).get("id") or meaning(emoji) is None:
                continue
            for kind in (NORMAL, BURST):
                for one in await self._people(ref, emoji, kind):
                    if not one.get("bot"):
                        found[(str(one["id"]), emoji)] = _actor(one, venue)
        return tuple((actor, emoji) for (_, emoji), actor in found.items())

    async def _people(self, ref: str, emoji: str, kind: int) -> list[Json]:
        path, at = f"{MESSAGE}/reactions/{{emoji}}", {**split(ref), "emoji": emoji}
        people: list[Json] = []
        while True:
            query = {"limit": str(REACTIONS_PAGE), "type": str(kind)}
            if people:
                query["after"] = str(people[-1]["id"])
            page: list[Json] = await self._line.wire.call("GET", path, at=at, query=query)
            people += page
            if len(page) < REACTIONS_PAGE:
                return people


def _actor(one: Json, venue: Venue) -> Actor:
    """Discord says who reacted, not what they may do."""
    name = str(one.get("global_name") or one.get("username") or "")
    return Actor(Platform.DISCORD, venue.installation, str(one["id"]), name, None)
