"""The Slack that tests talk to: one server on 127.0.0.1 with the Web API, Socket Mode, uploads,
downloads and response_urls, the people in it, and the levers for what goes wrong."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from aiohttp import web

from tests.standins.slack import file_methods, hooks
from tests.standins.slack.calls import Call, Fault
from tests.standins.slack.clock import PATIENCE_S
from tests.standins.slack.manifest import installed
from tests.standins.slack.person import Person
from tests.standins.slack.sockets import Delivery, Line
from tests.standins.slack.web_api import WebApi
from tests.standins.slack.workspace import Workspace
from tests.standins.slack.world import (
    BOT,
    BOT_USER,
    FOREIGN_TEAM,
    Channel,
    Json,
    Message,
    User,
)

BODY_MAX = 1024 * 1024 * 1024
"""An upload may be a gigabyte."""
T = TypeVar("T")


class Slack(Workspace):
    """`base_url` for AsyncWebClient, `bot_token` and `app_token` for the app. Seeded: olga (owner), adam
    (admin), ann, max, bea, gus (guest), ulf (guest of one channel), otherbot, and sam of another team;
    #design, #random (the app is not in), secret and hidden (private; the app is in / is not), #old
    (archived), #shared (with sam)."""

    def __init__(self) -> None:
        super().__init__()
        self.api = WebApi(self)
        self.refused: list[str] = []
        """What the app answered and Slack did not take (errors on a section, a wrong view)."""
        self._seed()

    @property
    def base_url(self) -> str:
        return f"{self.world.origin}/api/"

    def _seed(self) -> None:
        people = [
            User(BOT_USER, "artdesk", bot_id=BOT),
            User("U0OLGA0001", "olga", is_owner=True, is_admin=True),
            User("U0ADAM0001", "adam", is_admin=True),
            User("U0ANN00001", "ann"),
            User("U0MAX00001", "max"),
            User("U0BEA00001", "bea"),
            User("U0GUS00001", "gus", is_restricted=True),
            User("U0ULF00001", "ulf", is_restricted=True, is_ultra_restricted=True),
            User("U0OTHERBOT", "otherbot", bot_id="B0OTHERBOT"),
            User("U0SAM00001", "sam", team=FOREIGN_TEAM),
        ]
        for one in people:
            self.world.add_user(one)
        self.app.installer = "U0OLGA0001"
        team = [one.id for one in people if one.name != "sam"]
        strangers = [one.id for one in people]
        without_bot = [name for name in team if name != BOT_USER]
        self.world.add_channel("design", team)
        self.world.add_channel("random", without_bot)
        self.world.add_channel("secret", team, "group")
        self.world.add_channel("hidden", without_bot, "group")
        self.world.add_channel("old", team, is_archived=True)
        self.world.add_channel("shared", strangers, is_shared=True)

    # --- people and places -----------------------------------------------------------------------

    def person(self, name: str) -> Person:
        """By name ("ann") or id."""
        return Person(self, self.world.user_called(name))

    def new_person(self, name: str, channels: Iterable[str] = ("design",), **more: Any) -> Person:
        user = self.world.add_user(User(self.world.new_id("U"), name, **more))
        for channel in channels:
            self.place(channel).members.add(user.id)
        return Person(self, user)

    def place(self, name: str) -> Channel:
        """A channel by name ("design") or id."""
        return self.world.channel_called(name)

    def new_channel(
        self, name: str, members: Iterable[str] = (), *, private: bool = False, bot: bool = True
    ) -> Channel:
        users = [self.world.user_called(member).id for member in members]
        kind = "group" if private else "channel"
        return self.world.add_channel(name, [*users, *([BOT_USER] if bot else [])], kind)

    def install(self, manifest: Json) -> None:
        """The app may and hears what its manifest says, no more."""
        self.app = installed(manifest, self.app.installer)

    async def invite(self, channel: Channel, by: str = "ann") -> None:
        """/invite @artdesk."""
        await self.join(channel, BOT_USER, self.world.user_called(by).id)

    # --- what happened --------------------------------------------------------------------------

    def calls(self, method: str) -> list[Call]:
        return self.api.of(method)

    async def saw(
        self,
        method: str,
        nth: int = 1,
        *,
        where: Callable[[Call], bool] | None = None,
        ok: bool = False,
        within: float = PATIENCE_S,
    ) -> Call:
        """The nth answered call of a method; waits for it."""
        return await self.api.saw(method, nth, within, where, ok=ok)

    async def until(self, found: Callable[[], T | None], what: str = "that") -> T:
        """Waits until `found` gives something else than None; asked again after every change."""
        return await self.news.until(found, what)

    async def connected(self, lines: int = 1) -> list[Line]:
        """Waits until the app has so many sockets."""
        return await self.until(
            lambda: self.sockets.live if len(self.sockets.live) >= lines else None,
            f"{lines} sockets",
        )

    async def quiet(self) -> None:
        """Waits until every envelope that found a socket is acknowledged."""

        def all_acked() -> bool | None:
            open_ones = [d for d in self.sockets.unacked if d.line >= 0]
            return None if open_ones else True

        await self.until(all_acked, "every acknowledgement")

    # --- what goes wrong ------------------------------------------------------------------------

    def fail(self, method: str, error: str = "", **how: Any) -> Fault:
        """The next call of a method (or `times` calls) meets this: see Fault."""
        fault = Fault(method, error, **how)
        self.api.faults.append(fault)
        return fault

    def lose(self, method: str, **how: Any) -> Fault:
        """Done, but the answer is lost with the connection."""
        return self.fail(method, lost=True, **how)

    def hold(self, method: str, **how: Any) -> asyncio.Event:
        """Calls wait until the event is set."""
        gate = asyncio.Event()
        self.fail(method, until=gate, **how)
        return gate

    def mend(self) -> None:
        """No more faults."""
        self.api.faults.clear()

    async def again(
        self,
        delivery: Delivery,
        *,
        new_event_id: bool = False,
        attempt: int = 1,
        reason: str = "timeout",
    ) -> Delivery:
        """The same event once more, whether it was acknowledged or not."""
        payload = dict(delivery.payload)
        if new_event_id:
            payload["event_id"] = self.world.new_id("Ev")
        return await self.sockets.send(Delivery("events_api", payload, attempt, reason))

    async def storm(self, delivery: Delivery, times: int = 11) -> list[Delivery]:
        """One event under many event_ids, each a first delivery (facts 10)."""
        return [
            await self.again(delivery, new_event_id=True, attempt=0, reason="")
            for _ in range(times - 1)
        ]

    def deliveries_of(self, message: Message) -> list[Delivery]:
        """Every envelope about this message."""
        return [
            d
            for d in self.sockets.deliveries
            if d.kind == "events_api" and d.payload["event"].get("ts") == message.ts
        ]

    # --- the server -----------------------------------------------------------------------------

    def application(self) -> web.Application:
        app = web.Application(client_max_size=BODY_MAX)
        app.router.add_route("*", "/api/{method}", self.api.handle)
        app.router.add_get("/link", self.sockets.link)
        app.router.add_post("/upload/v1/{file}", self._upload)
        app.router.add_get("/files-pri/{file}/{name:.*}", self._download)
        app.router.add_post("/actions/{team}/{hook}", self._respond)
        return app

    async def _upload(self, request: web.Request) -> web.Response:
        return await file_methods.upload(self, request)

    async def _download(self, request: web.Request) -> web.Response:
        return await file_methods.download(self, request)

    async def _respond(self, request: web.Request) -> web.Response:
        return await hooks.respond(self, request)


@asynccontextmanager
async def serving(slack: Slack, port: int = 0) -> AsyncIterator[Slack]:
    runner = web.AppRunner(slack.application(), shutdown_timeout=0.2)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    host, given = runner.addresses[0][:2]
    slack.world.origin = f"http://{host}:{given}"
    try:
        yield slack
    finally:
        await slack.end()
        await runner.cleanup()


@asynccontextmanager
async def slack_standin() -> AsyncIterator[Slack]:
    """A fresh workspace on a free port of this machine."""
    async with serving(Slack()) as slack:
        yield slack
