"""Discord on 127.0.0.1: one server for REST, gateway and CDN, a small world in it, and the handles by which a
test makes things happen, go wrong and be seen."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from aiohttp import web

from tests.standins.discord.checking import Checking
from tests.standins.discord.core import Core
from tests.standins.discord.faults import Fault, Faults
from tests.standins.discord.limits import Limits
from tests.standins.discord.permissions import BOT_INVITE, Permission
from tests.standins.discord.person import Person
from tests.standins.discord.refusals import Json
from tests.standins.discord.routes_interactions import InteractionRoutes
from tests.standins.discord.routes_messages import MessageRoutes
from tests.standins.discord.routes_places import PlaceRoutes
from tests.standins.discord.server import API, Door, Server, application
from tests.standins.discord.trace import Seen
from tests.standins.discord.world import TOKEN, Channel, Guild, Message, Role, User

SPOKEN = frozenset({0, 19, 20, 23})
"""Message types that somebody wrote: plain, reply, answers to commands."""


class Discord(Core):
    """A server called Studio with #general, #briefs and #reviews; owner, manager (Manage Server), member,
    approver (role Approver), second_approver, guest, and another bot."""

    def __init__(self, *, invite: Permission = BOT_INVITE) -> None:
        super().__init__()
        self.faults = Faults()
        self.limits = Limits()
        self.server = Server(self.trace, self.faults, self.limits)
        self.routes = MessageRoutes(self)
        self.routes.register(self.server)
        InteractionRoutes(self).register(self.server)
        PlaceRoutes(self, self.routes).register(self.server)
        self.checking = Checking(self.trace)
        self.server.check = self.checking.request
        self.gateway.check_sent = self.checking.sent
        self.gateway.check_received = self.checking.received
        self.token = TOKEN
        self.url = ""
        world = self.world
        self.owner = self.person("owner")
        self.guild: Guild = world.guild("Studio", self.owner.user, invite=invite)
        self.manager_role = world.role(self.guild, "Lead", Permission.MANAGE_GUILD)
        self.approver_role = world.role(self.guild, "Approver")
        self.manager = self.member_called("manager", self.manager_role)
        self.member = self.member_called("member")
        self.approver = self.member_called("approver", self.approver_role)
        self.second_approver = self.member_called("second-approver", self.approver_role)
        self.guest = self.member_called("guest")
        self.robot = self.member_called("other-bot", bot=True)
        self.general: Channel = world.channel(self.guild, "general")
        self.briefs: Channel = world.channel(self.guild, "briefs")
        self.reviews: Channel = world.channel(self.guild, "reviews")

    # The world

    @property
    def bot(self) -> User:
        return self.world.bot

    def person(self, name: str, *, bot: bool = False) -> Person:
        """Somebody on Discord, in no server yet."""
        return Person(self, self.world.user(name, bot=bot))

    def member_called(
        self, name: str, *roles: Role, guild: Guild | None = None, bot: bool = False
    ) -> Person:
        made = self.person(name, bot=bot)
        self.world.join(guild or self.guild, made.user, *roles)
        return made

    def channel_called(self, name: str, *, guild: Guild | None = None, kind: int = 0) -> Channel:
        made = self.world.channel(guild or self.guild, name, kind)
        self.deeds.made_channel(made)
        return made

    def guild_called(self, name: str, *, invite: Permission = BOT_INVITE) -> Guild:
        """Another server that invites the bot now."""
        made = self.world.guild(name, self.owner.user, invite=invite)
        self.deeds.joined(made)
        return made

    def deny(
        self, channel: Channel, permissions: Permission, whom: User | Role | None = None
    ) -> None:
        """Takes rights away in one channel; from the bot unless said otherwise."""
        channel.overwrite(whom or self.bot, deny=permissions)
        self.deeds.changed_channel(channel)

    def allow(
        self, channel: Channel, permissions: Permission, whom: User | Role | None = None
    ) -> None:
        channel.overwrite(whom or self.bot, allow=permissions)
        self.deeds.changed_channel(channel)

    def archive(self, thread: Channel, *, locked: bool | None = None) -> None:
        self.deeds.change_thread(thread, archived=True, locked=locked)

    def posted(self, where: Channel) -> list[Message]:
        """The bot's own messages that stand there, oldest first; ephemeral ones included, what Discord
        says by itself (a thread was started, renamed) not."""
        return [m for m in where.messages.values() if m.author is self.bot and m.type in SPOKEN]

    # Going wrong

    def fail(self, method: str, path: str, **fault: Any) -> Fault:
        """See Fault: `d.fail("POST", "/channels/*/messages", status=502, applied=True)`."""
        return self.faults.add(Fault(method, path, **fault))

    def refuse(self, method: str, path: str, code: int, *, times: int = 1) -> Fault:
        """With one of Discord's JSON codes: `d.refuse("PATCH", "/channels/*/messages/*", 30046)`."""
        return self.faults.refusal(method, path, code, times)

    def slow_down(
        self, method: str, path: str, retry_after: float, *, via: bool = True, times: int = 1
    ) -> Fault:
        """A 429. `via` False: as from a proxy, which the client takes for a ban."""
        said = {
            "message": "You are being rate limited.",
            "retry_after": retry_after,
            "global": False,
        }
        headers = {} if via else {"Via": ""}
        return self.fail(method, path, status=429, body=said, headers=headers, times=times)

    # Being seen

    @property
    def violations(self) -> list[str]:
        return self.trace.violations

    def calls(self, method: str, path: str) -> list[Seen]:
        return self.trace.calls(method, path)

    async def saw(
        self, method: str, path: str, *, nth: int = 1,
        where: Callable[[Seen], bool] = lambda _: True, timeout: float = 5.0,
    ) -> Seen:  # fmt: skip
        return await self.trace.saw(method, path, nth=nth, where=where, timeout=timeout)

    async def until(self, found: Callable[[], Any], what: str, timeout: float = 5.0) -> Any:
        """Until this is true; looks after every request and frame, and 50 times a second."""
        return await self.trace.until(found, what, timeout)

    async def online(self, sessions: int = 1, timeout: float = 5.0) -> None:
        """Until the bot has this many gateway sessions."""
        await self.until(lambda: len(self.gateway.online) >= sessions, "a gateway session", timeout)

    # Addresses

    @property
    def api(self) -> str:
        """What stands in Route.BASE."""
        return self.url + API

    def at(self, url: str) -> None:
        """Where it is served: http://127.0.0.1:PORT."""
        self.url = self.cdn.base = url
        self.gateway.url = url.replace("http://", "ws://") + "/"

    @contextmanager
    def pointed_at(self) -> Iterator[None]:
        """Attribute mode (facts 8.1): the SDK in this process talks to this stand-in, and afterwards to
        whom it talked before."""
        import yarl  # noqa: PLC0415 (comes with it)

        import discord  # noqa: PLC0415 (the stand-in itself needs no SDK)

        route, socket, asset = discord.http.Route, discord.gateway.DiscordWebSocket, discord.Asset
        before = (route.BASE, socket.DEFAULT_GATEWAY, asset.BASE)
        route.BASE = self.api
        socket.DEFAULT_GATEWAY = yarl.URL(self.gateway.url)
        asset.BASE = self.url
        try:
            yield
        finally:
            route.BASE, socket.DEFAULT_GATEWAY, asset.BASE = before

    def state(self) -> Json:
        """For a report: who and what there is."""
        return {
            "api": self.api, "gateway": self.gateway.url, "cdn": self.url, "token": self.token,
            "application": self.world.app.id, "bot": self.bot.id, "guild": self.guild.id,
            "channels": {c.name: c.id for c in self.world.channels_of(self.guild)},
            "people": {u.name: u.id for u in self.world.users.values()},
        }  # fmt: skip


@asynccontextmanager
async def serving(
    standin: Discord, port: int = 0, control: Door | None = None
) -> AsyncIterator[Discord]:
    """On this machine only; ends every connection at the end."""
    app = application(standin.server, standin.gateway.serve, control)
    runner = web.AppRunner(app, shutdown_timeout=0.2)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    host, bound = runner.addresses[0][:2]
    standin.at(f"http://{host}:{bound}")
    try:
        yield standin
    finally:
        await standin.gateway.close(1001)
        await runner.cleanup()


@asynccontextmanager
async def discord_standin(**world: Any) -> AsyncIterator[Discord]:
    """A fresh one on a free port, with the SDK of this process pointed at it."""
    async with serving(Discord(**world)) as standin:
        with standin.pointed_at():
            yield standin
