"""Where a message is: its server, channel and thread. Active threads are known to the SDK, sleeping
ones are not (it forgets them), so their parents are remembered here and asked for once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import discord

from adapters.discord import acts
from adapters.discord.acts import Me
from adapters.discord.faults import Lost, Refused
from adapters.discord.limits import FILE_MAX, MEMBER_KNOWN_S, PLACES_KEPT
from bot.events import Actor, Platform, Venue

if TYPE_CHECKING:
    from adapters.discord.wire import Wire
    from bot.ports import Clock

PRIVATE_THREAD = 12
"""Type of a thread that only its members see."""
THREADS = frozenset({10, 11, PRIVATE_THREAD})
"""Types of channels that are threads: of news, public, private."""


@dataclass(frozen=True, slots=True)
class Place:
    """`ours`: a thread that the desk opened; `secret`: one that only its members see."""

    venue: Venue
    ours: bool = False
    secret: bool = False


@dataclass(frozen=True, slots=True)
class _Thread:
    """As it is known; `parent` "": no thread at all."""

    parent: str = ""
    ours: bool = False
    secret: bool = False


@dataclass(frozen=True, slots=True)
class _Member:
    actor: Actor
    until: float


class Places:
    def __init__(
        self, client: discord.Client, wire: Wire, clock: Clock, homes: frozenset[str]
    ) -> None:
        self._client, self._wire, self._clock, self._homes = client, wire, clock, homes
        self._threads: OrderedDict[int, _Thread] = OrderedDict()
        self._members: OrderedDict[int, _Member] = OrderedDict()
        self._learned: dict[str, int] = {}

    def me(self) -> Me:
        user = self._client.user
        if user is None:
            return Me(0)
        own = (guild.self_role for guild in self._client.guilds)
        return Me(user.id, frozenset(role.id for role in own if role), user.display_name)

    # --- channels and threads ------------------------------------------------------------------

    def remember(self, venues: Iterable[Venue], *, ours: bool = True, secret: bool = False) -> None:
        for venue in venues:
            if venue.thread and venue.thread != venue.channel:
                self._keep(int(venue.thread), _Thread(venue.channel, ours, secret))

    def _keep(self, thread: int, found: _Thread) -> _Thread:
        """What it once was it stays: a person may have opened the thread on the desk's root."""
        known = self._threads.get(thread, found)
        found = _Thread(found.parent, found.ours or known.ours, found.secret or known.secret)
        self._threads[thread] = found
        while len(self._threads) > PLACES_KEPT:
            self._threads.popitem(last=False)
        return found

    async def of(self, channel: int, guild: int | None, user: int = 0) -> Place:
        """`user`: whose direct messages these are, where no server is named."""
        if guild is None:
            home = (await self.person(user)).installation if user else self.home()
            return Place(Venue(Platform.DISCORD, home, str(channel), str(channel)))
        key = str(guild)
        known = self._threads.get(channel)
        if known is None:
            known = self._seen(channel, guild) or await self._asked(channel)
        if not known.parent:
            return Place(Venue(Platform.DISCORD, key, str(channel)))
        venue = Venue(Platform.DISCORD, key, known.parent, str(channel))
        return Place(venue, known.ours, known.secret)

    def _seen(self, channel: int, guild: int) -> _Thread | None:
        """As the SDK knows it now."""
        server = self._client.get_guild(guild)
        found = server.get_channel_or_thread(channel) if server else None
        if isinstance(found, discord.Thread):
            ours = found.owner_id == self.me().id
            return self._keep(channel, _Thread(str(found.parent_id), ours, found.is_private()))
        return _Thread() if found is not None else None

    async def _asked(self, channel: int) -> _Thread:
        try:
            at = {"channel_id": str(channel)}
            found = await self._wire.call("GET", "/channels/{channel_id}", at=at)
        except (Refused, Lost):
            return _Thread()
        if found.get("type") not in THREADS:
            return _Thread()
        ours = str(found.get("owner_id")) == str(self.me().id)
        parent, secret = str(found.get("parent_id") or ""), found["type"] == PRIVATE_THREAD
        return self._keep(channel, _Thread(parent, ours, secret))

    def is_direct(self, venue: Venue) -> bool:
        """Direct messages with the desk, which no server has; a server in an outage has nothing."""
        if not venue.channel.isdigit() or not venue.installation.isdigit():
            return True
        guild = self._client.get_guild(int(venue.installation))
        if guild is None or guild.unavailable:
            return False
        return guild.get_channel(int(venue.channel)) is None

    def is_here(self, installation: str) -> bool:
        """Whether the desk is still in this server."""
        return installation.isdigit() and self._client.get_guild(int(installation)) is not None

    def file_limit(self, venue: Venue) -> int:
        """Bytes of one file there: as the server has it, or less where it took less before."""
        if self.is_direct(venue):
            return FILE_MAX
        guild = self._client.get_guild(int(venue.installation))
        stated = guild.filesize_limit if guild else FILE_MAX
        return min(stated, self._learned.get(venue.installation, stated))

    def takes_less(self, venue: Venue, limit: int) -> None:
        if not self.is_direct(venue):
            self._learned[venue.installation] = limit

    def url(self, venue: Venue) -> str:
        """The address of a thread or channel in Discord."""
        server = "@me" if self.is_direct(venue) else venue.installation
        return f"https://discord.com/channels/{server}/{venue.thread or venue.channel}"

    # --- people --------------------------------------------------------------------------------

    def home(self) -> str:
        """The server that direct messages belong to: the first that this team works in."""
        guilds = [str(g.id) for g in sorted(self._client.guilds, key=_since)]
        ours = [key for key in guilds if key in self._homes] if self._homes else guilds
        return ours[0] if ours else ""

    async def person(self, user: int) -> Actor:
        """Who writes a direct message: a member of a server of this team, with what they may do
        there; of no installation when they are in none (any more)."""
        known = self._members.get(user)
        if known is not None and known.until > self._clock.monotonic():
            return known.actor
        found = await self._membership(user)
        self._members[user] = _Member(found, self._clock.monotonic() + MEMBER_KNOWN_S)
        while len(self._members) > PLACES_KEPT:
            self._members.popitem(last=False)
        return found

    async def _membership(self, user: int) -> Actor:
        for guild in sorted(self._client.guilds, key=_since):
            if self._homes and str(guild.id) not in self._homes:
                continue
            found = await self.member(guild, user)
            if found is not None:
                return found
        return Actor(Platform.DISCORD, "", str(user), "", None)

    async def member(self, guild: discord.Guild, user: int) -> Actor | None:
        """None: not in this server. Where Discord does not say, what the desk knows holds."""
        try:
            return acts.actor(await guild.fetch_member(user), str(guild.id))
        except discord.NotFound:
            return None
        except (discord.DiscordException, OSError):
            return Actor(Platform.DISCORD, str(guild.id), str(user), "", None)


def _since(guild: discord.Guild) -> tuple[float, int]:
    joined = guild.me.joined_at if guild.me else None
    return (joined.timestamp() if joined else 0.0, guild.id)
