"""The Discord bot from start to stop: one process for one token, commands registered when they
changed, a connection that comes back by itself, a drain that cuts nobody off.

A Discord that is out of reach stops nothing else: the studio opens, and this joins when it can.
"""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, field

import aiohttp
import discord

from adapters.discord import syncing
from adapters.discord.addresses import Addresses
from adapters.discord.client import DiscordChat, Line
from adapters.discord.compose import SignedLink
from adapters.discord.faults import Lost, Refused
from adapters.discord.form import Forms
from adapters.discord.gateway import Gateway, SdkLog
from adapters.discord.limits import READY_S, RECONNECT_S
from adapters.discord.listening import Listening
from adapters.discord.places import Places
from adapters.discord.rooms import Rooms
from adapters.discord.sending import Sending
from adapters.discord.wire import Wire
from bot.desk import Desk, Surface
from bot.errors import BadSettings
from bot.ports import Clock, Ids, Lease, Notes, Shelf

TROUBLE = (discord.DiscordException, aiohttp.ClientError, OSError, RuntimeError)
"""What a connection ends with; the next try is ours."""


@dataclass(frozen=True, slots=True)
class Options:
    """As in the settings (discord_*)."""

    token: str = field(repr=False)
    homes: frozenset[str] = frozenset()
    develop: bool = False
    read: bool = True
    addresses: Addresses = field(default_factory=Addresses)


class DiscordSurface(Surface):
    """`lease`: of the token, so that two processes of this computer never serve it. `link`: signed
    addresses of stored files, where the studio has a public one."""

    def __init__(
        self,
        options: Options,
        shelf: Shelf,
        clock: Clock,
        ids: Ids,
        notes: Notes,
        lease: Lease,
        link: SignedLink | None = None,
    ) -> None:
        self.chat: DiscordChat = DiscordChat(shelf, ids, notes, link)
        self._options, self._clock, self._notes, self._lease = options, clock, notes, lease
        self._listening: Listening | None = None
        self._client: Gateway | None = None
        self._wire: Wire | None = None
        self._ready = asyncio.Event()
        self._running: asyncio.Task[None] | None = None
        self._desk: Desk | None = None

    # --- start --------------------------------------------------------------------------------

    async def start(self, desk: Desk) -> None:
        self._lease.take()
        self._desk = desk
        try:
            self._options.addresses.use()
            SdkLog(self._notes).install()
            self.chat.composing.desk = desk
            self.chat.composing.forms = Forms(desk.all_forms())
            await self._first_login()
        except BaseException:
            await self.stop()
            raise
        self._running = asyncio.create_task(self._stay(), name="discord")
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(READY_S):
                await self._ready.wait()

    async def _first_login(self) -> None:
        """Raises BadSettings for a token that is none."""
        try:
            await self._login()
        except discord.LoginFailure as wrong:
            raise BadSettings(
                ("ARTDESK_DISCORD_TOKEN: Discord does not know this token",)
            ) from wrong
        except (*TROUBLE, Refused, Lost) as trouble:
            self._notes.note("discord_out_of_reach", why=type(trouble).__name__)
            await self._hang_up()

    async def _login(self) -> None:
        """Logged in and registered, not yet connected. What the settings want to read is read only
        where the developer portal allows it: asking for more would end the connection."""
        client = await self._logged_in(read=self._options.read)
        flags = client.application_flags
        allowed = flags.gateway_message_content or flags.gateway_message_content_limited
        if self._options.read and not allowed:
            self._notes.note("discord_no_message_content")
            await client.close()
            client = await self._logged_in(read=False)
        self._client = client
        self._wire = Wire(client.http, self._options.addresses, self._clock)
        places = Places(client, self._wire, self._clock, self._options.homes)
        line = Line(
            client, self._wire, places, Sending(self._wire, self._clock), Rooms(self._wire, places)
        )
        assert self._desk is not None  # noqa: S101 - start sets it before anything logs in
        self._listening = Listening(self._desk, self.chat, line, self._clock, self._notes)
        client.listener = self._listening
        self.chat.connect(line)
        await self._sync(client)

    async def _logged_in(self, *, read: bool) -> Gateway:
        client = Gateway(self._notes, self._ready.set, read=read)
        try:
            await client.login(self._options.token)
        except BaseException:
            await client.close()
            raise
        return client

    async def _sync(self, client: Gateway) -> None:
        if self._wire is None or self._desk is None:
            return
        try:
            written = await syncing.sync(
                self._wire,
                str(client.application_id),
                self._desk.all_forms(),
                develop=self._options.develop,
                guilds=sorted(self._options.homes),
            )
        except (Refused, Lost) as trouble:
            # The commands of the last start are still there, and everything else works.
            self._notes.note("discord_not_registered", why=str(trouble))
            return
        for where in written:
            self._notes.note("discord_registered", where=where)

    async def _stay(self) -> None:
        """Connected until stopped. The SDK comes back by itself; what ends it is tried again."""
        tries = 0
        while True:
            began = self._clock.monotonic()
            try:
                if self._client is None:
                    await self._login()
                assert self._client is not None  # noqa: S101 - login sets it or raises
                await self._client.connect()
            except (*TROUBLE, Refused, Lost) as trouble:
                self._notes.note("discord_connection_ended", why=type(trouble).__name__)
            else:
                return  # it was closed by us
            await self._hang_up()
            if self._clock.monotonic() - began > RECONNECT_S[-1]:
                tries = 0
            await self._clock.sleep(RECONNECT_S[min(tries, len(RECONNECT_S) - 1)])
            tries += 1

    # --- stop ---------------------------------------------------------------------------------

    async def quiet(self) -> None:
        if self._listening is not None and not await self._listening.running.over():
            self._notes.note("discord_cut_off")

    async def stop(self) -> None:
        if self._running is not None:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)
            self._running = None
        await self._hang_up()
        self._lease.free()

    async def _hang_up(self) -> None:
        self.chat.connect(None)
        if self._listening is not None:
            self._listening.end()
        client, wire = self._client, self._wire
        self._client = self._wire = None
        if client is not None:
            await client.close()
        if wire is not None:
            await wire.close()
