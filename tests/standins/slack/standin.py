"""The Slack that tests talk to: one server on 127.0.0.1 with the Web API, Socket Mode, uploads,
downloads and response_urls, the people in it, and the levers for what goes wrong."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from aiohttp import web

from tests.standins.slack import file_methods, hooks
from tests.standins.slack.calls import Call
from tests.standins.slack.clock import PATIENCE_S
from tests.standins.slack.elsewhere import Elsewhere
from tests.standins.slack.manifest import installed
from tests.standins.slack.person import Person
from tests.standins.slack.sockets import Line
from tests.standins.slack.troubles import Troubles
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


class Slack(Troubles):
    """`base_url` for AsyncWebClient, `bot_token` and `app_token` for the app. Seeded: olga (owner), adam
    (admin), ann, max, bea, gus (guest), ulf (guest of one channel), otherbot, and sam of another team;
    #design, #random (the app is not in), secret and hidden (private; the app is in / is not), #old
    (archived), #shared (with sam)."""

    def __init__(self) -> None:
        super().__init__()
        self.elsewhere = Elsewhere(self.found)
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

    async def bot_says(
        self, text: str, where: str = "design", thread: Message | None = None
    ) -> Message:
        """Another bot's message in the old form: subtype bot_message, no user."""
        other = self.world.user_called("otherbot")
        message = Message(
            self.place(where).id, self.world.new_ts(), "", text, subtype="bot_message",
            bot_id=other.bot_id, thread_ts=thread.root if thread else "",
        )  # fmt: skip
        return await self.store(message)

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

    # --- the server -----------------------------------------------------------------------------

    def application(self) -> web.Application:
        app = web.Application(client_max_size=BODY_MAX)
        app.router.add_route("*", "/api/{method}", self.api.handle)
        app.router.add_get("/link", self._link)
        app.router.add_post("/upload/v1/{file}", self._upload)
        app.router.add_get("/files-pri/{file}/{name:.*}", self._download)
        app.router.add_post("/actions/{team}/{hook}", self._respond)
        return app

    async def _link(self, request: web.Request) -> web.StreamResponse:
        return await self.api.beside("link", request, lambda: self.sockets.link(request))

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        return await self.api.beside("upload", request, lambda: file_methods.upload(self, request))

    async def _download(self, request: web.Request) -> web.StreamResponse:
        return await self.api.beside(
            "download", request, lambda: file_methods.download(self, request)
        )

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        return await self.api.beside("response_url", request, lambda: hooks.respond(self, request))


@asynccontextmanager
async def _listening(app: web.Application, port: int = 0) -> AsyncIterator[int]:
    """The port on which an application answers on this machine."""
    runner = web.AppRunner(app, shutdown_timeout=0.2)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()


@asynccontextmanager
async def serving(slack: Slack, port: int = 0) -> AsyncIterator[Slack]:
    async with (
        _listening(slack.application(), port) as given,
        _listening(slack.elsewhere.application()) as other,
    ):
        slack.world.origin = f"http://127.0.0.1:{given}"
        slack.elsewhere.origin = f"http://localhost:{other}"
        try:
            yield slack
        finally:
            await slack.end()


@asynccontextmanager
async def slack_standin() -> AsyncIterator[Slack]:
    """A fresh workspace on a free port of this machine."""
    async with serving(Slack()) as slack:
        yield slack
