"""Threads and direct messages: opened once, and found again where nobody heard of it."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from typing import Any

from adapters.discord import text
from adapters.discord.faults import NOT_HERE, THREAD_EXISTS, Refused
from adapters.discord.limits import ARCHIVE_MINUTES, PLACES_KEPT, THREAD_NAME_MAX
from adapters.discord.places import PRIVATE_THREAD, Places
from adapters.discord.sending import MESSAGE, THREADS, split
from adapters.discord.wire import Wire
from bot.events import Venue

Json = dict[str, Any]


class Rooms:
    def __init__(self, wire: Wire, places: Places) -> None:
        self._wire, self._places = wire, places
        self._directs: OrderedDict[str, str] = OrderedDict()

    async def channel(self, venue: Venue) -> str:
        """Where a message of this venue goes; "@account" is that person's direct messages."""
        if venue.channel.startswith("@"):
            return await self.direct(venue.channel[1:])
        return venue.thread or venue.channel

    async def direct(self, account: str) -> str:
        known = self._directs.get(account)
        if known is None:
            body = {"recipient_id": account}
            found = await self._wire.call("POST", "/users/@me/channels", body)
            known = self._directs[account] = str(found["id"])
            while len(self._directs) > PLACES_KEPT:
                self._directs.popitem(last=False)
        return known

    async def open(self, ref: str, venue: Venue, title: str) -> Venue:
        at = split(ref)
        here = replace(venue, thread=at["channel_id"])
        if at["channel_id"] != venue.channel or self._places.is_direct(venue):
            return here  # a post of a forum, or direct messages: a thread of its own already
        body = {"name": thread_name(title), "auto_archive_duration": ARCHIVE_MINUTES}
        try:
            await self._wire.call("POST", f"{MESSAGE}/threads", body, at=at)
        except Refused as refused:
            if refused.code == NOT_HERE:
                return here
            if refused.code != THREAD_EXISTS:
                raise
        opened = replace(venue, thread=at["message_id"])  # it has the id of its first message
        self._places.remember([opened])
        return opened

    async def private(self, venue: Venue, account: str, title: str) -> Venue:
        """A private thread with this person, else their direct messages."""
        if self._places.is_direct(venue):
            return replace(venue, thread="")
        try:
            thread = await self._private(venue, thread_name(title))
            path = "/channels/{channel_id}/thread-members/{user_id}"
            await self._wire.call("PUT", path, at={"channel_id": thread, "user_id": account})
        except Refused:  # not allowed here, or no place for threads
            return replace(venue, channel=await self.direct(account), thread="")
        made = replace(venue, thread=thread)
        self._places.remember([made])
        return made

    async def _private(self, venue: Venue, title: str) -> str:
        """The one that was made when nobody heard of it, else a new one."""
        path = "/guilds/{guild_id}/threads/active"
        found = await self._wire.call("GET", path, at={"guild_id": venue.installation})
        wanted = (title, venue.channel, str(self._places.me().id), PRIVATE_THREAD)
        for row in found.get("threads", []):
            names = (row.get("name"), str(row.get("parent_id")), str(row.get("owner_id")))
            if (*names, row.get("type")) == wanted:
                return str(row["id"])
        body = {
            "name": title,
            "type": PRIVATE_THREAD,
            "invitable": False,
            "auto_archive_duration": ARCHIVE_MINUTES,
        }
        at = {"channel_id": venue.channel}
        made = await self._wire.call("POST", THREADS, body, at=at, once=True)
        return str(made["id"])


def thread_name(title: str) -> str:
    return text.label(title, THREAD_NAME_MAX) or "-"
