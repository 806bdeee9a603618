"""The Slack app: bolt over Socket Mode, one workspace. Tokens and addresses come from settings
alone: what bolt and the SDK would read from the environment is given to them, or switched off.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import ClientSession, ClientTimeout
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import limits, manifest
from adapters.slack.acts import Home
from adapters.slack.answers import Answers
from adapters.slack.client import SlackChat
from adapters.slack.files import Hosts, SlackFiles
from adapters.slack.forming import Forming
from adapters.slack.hooks import Hooks
from adapters.slack.listening import Ack, Listening
from adapters.slack.missed import Missed
from adapters.slack.people import People
from adapters.slack.places import Places
from adapters.slack.pressing import Pressing
from adapters.slack.sending import Api, Lost, Refused
from adapters.slack.sockets import Socket, Sockets
from bot.desk import Desk, Surface
from bot.errors import BadSettings
from bot.events import Joined
from bot.ports import Clock, Lease, Notes, Shelf

Json = Mapping[str, Any]
BASE_URL = "https://slack.com/api/"
_ANY = re.compile(".*", re.DOTALL)


def quiet_logger() -> logging.Logger:
    """bolt and the SDK write requests, bodies and answers into their warnings: none of it is
    logged. What matters is noted by ourselves, without anybody's words."""
    logger = logging.getLogger("adapters.slack.sdk")
    logger.setLevel(logging.CRITICAL)
    return logger


def web_client(token: str, base_url: str, session: ClientSession) -> AsyncWebClient:
    """One client for everything: no retries of its own, no proxy out of the environment."""
    client = AsyncWebClient(
        token=token,
        base_url=base_url or BASE_URL,
        session=session,
        retry_handlers=[],
        logger=quiet_logger(),
        trust_env_in_session=False,
    )
    client.proxy = None
    return client


class SlackSurface(Surface):
    def __init__(
        self,
        *,
        bot_token: str,
        app_token: str,
        base_url: str,
        clock: Clock,
        shelf: Shelf,
        notes: Notes,
        lease: Lease,
        long_names: bool = False,
    ) -> None:
        """Inside a running loop: it holds the HTTP session from now until `stop`."""
        self._app_token, self._clock, self._notes = app_token, clock, notes
        self._lease, self._leased, self._long_names = lease, False, long_names
        self._session = ClientSession(timeout=ClientTimeout(total=limits.CALL_S))
        self._client = web_client(bot_token, base_url, self._session)
        self.api = Api(self._client, clock)
        self._hosts = Hosts(self._client.base_url)
        files = SlackFiles(self.api, self._session, bot_token, self._hosts, shelf, clock)
        self.places = Places(self.api, clock)
        self.people = People(self.api, clock)
        self.chat: SlackChat = SlackChat(self.api, files, self.places)
        self.listening: Listening | None = None
        self.sockets: Sockets | None = None
        self._beginning: asyncio.Task[None] | None = None

    # --- begin and end ----------------------------------------------------------------------------

    async def start(self, desk: Desk) -> None:
        """Raises Locked where another process serves this token, BadSettings for tokens that Slack
        does not take. Where Slack is out of reach the studio runs without it until it comes."""
        self._lease.take()
        self._leased = True
        self.chat.desk = desk
        try:
            await self._begin(desk)
        except Lost:
            self._notes.note("slack_unreachable", why="auth.test")
            self._beginning = asyncio.create_task(self._later(desk))

    async def _later(self, desk: Desk) -> None:
        wait = limits.WATCH_S
        while True:
            await self._clock.sleep(wait)
            wait = min(wait * 2, limits.BACKOFF_MAX_S)
            try:
                await self._begin(desk)
            except Lost:
                continue
            except BadSettings as wrong:
                self._notes.note("slack_refused", why=" ".join(wrong.mistakes))
            return

    async def _begin(self, desk: Desk) -> None:
        self.chat.home = await self._who(desk)
        hooks = Hooks(self._session, self._hosts)
        answers = Answers(desk, self.api, self.chat, hooks, self._clock)
        listening = Listening(desk, answers, self.people, self.places, self._clock, self._notes)
        missed = Missed(self.api, listening, self._notes)
        app = self._app(listening, answers)
        logger = quiet_logger()

        def make() -> Socket:
            return Socket(app, self._app_token, self._client, self._clock, logger)

        sockets = Sockets(make, self._clock, self._notes, missed.read)
        await self._arrived(desk)
        try:
            await sockets.start()
        except SlackApiError as refused:
            code = (refused.response or {}).get("error", "")
            raise BadSettings((f"ARTDESK_SLACK_APP_TOKEN: Slack says {code}",)) from None
        self.listening, self.sockets = listening, sockets
        self.chat.reached.set()

    async def _who(self, desk: Desk) -> Home:
        try:
            said = await self.api.call("auth.test")
        except Refused as refused:
            raise BadSettings((f"ARTDESK_SLACK_BOT_TOKEN: Slack says {refused.code}",)) from None
        whole = bool(said.get("is_enterprise_install"))
        installation = said.get("enterprise_id") if whole else said.get("team_id")
        return Home(
            installation=str(installation),
            bot_user=str(said["user_id"]),
            bot=str(said.get("bot_id") or ""),
            name=str(said.get("team") or ""),
            url=str(said.get("url") or ""),
            typed=manifest.as_typed(desk.all_forms(), long_names=self._long_names),
        )

    async def _arrived(self, desk: Desk) -> None:
        """The workspace belongs to the team from now on; nobody is welcomed before a channel is."""
        home, now = self.chat.home, self._clock.now()
        origin = home.origin("started", f"{now:.3f}")
        actor = home.actor(home.bot_user)
        await desk.handle(Joined(origin, actor, home.venue(""), now, home.name))

    async def quiet(self) -> None:
        if self._beginning is not None:
            self._beginning.cancel()
            await asyncio.gather(self._beginning, return_exceptions=True)
        if self.listening is not None:
            await self.listening.drain()
        if self.sockets is not None:
            await self.sockets.close()

    async def stop(self) -> None:
        await self.quiet()
        await self.chat.held.close()
        await self._session.close()
        if self._leased:
            self._lease.free()
            self._leased = False

    # --- what is heard ----------------------------------------------------------------------------

    def _app(self, listening: Listening, answers: Answers) -> AsyncApp:
        app = AsyncApp(
            logger=quiet_logger(),
            name="artdesk",
            process_before_response=True,
            signing_secret="",
            client=self._client,
            authorize=_installation(self.chat, self._client.token or ""),
            request_verification_enabled=False,
            ignoring_self_events_enabled=False,
            ssl_check_enabled=False,
            url_verification_enabled=False,
            attaching_function_token_enabled=False,
            attaching_conversation_kwargs_enabled=False,
        )
        forming = Forming(listening, answers)
        pressing = Pressing(listening, answers, forming)
        _events(app, listening)
        _interactions(app, listening, forming, pressing)
        app.error(_unaccepted(self._notes))
        return app


# bolt reads the names of arguments and stumbles over "self": these are plain functions.


def _installation(chat: SlackChat, token: str) -> Callable[[], Awaitable[AuthorizeResult]]:
    """The one installation of the settings: every request asks for it, none costs a call."""

    async def authorize() -> AuthorizeResult:
        home = chat.home
        return AuthorizeResult(
            enterprise_id=None,
            team_id=home.installation,
            bot_user_id=home.bot_user,
            bot_id=home.bot,
            bot_token=token,
        )

    return authorize


def _unaccepted(notes: Notes) -> Callable[[Exception], Awaitable[BoltResponse]]:
    """Not acknowledged: events come again. Noted without what was in them."""

    async def failed(error: Exception) -> BoltResponse:
        notes.note("slack_not_accepted", why=type(error).__name__)
        return BoltResponse(status=500, body="")

    return failed


Listener = Callable[..., Awaitable[None]]


def _events(app: AsyncApp, listening: Listening) -> None:
    """One listener for each event of the manifest; the rest is acknowledged and forgotten."""
    handlers: dict[str, Callable[[Json], Awaitable[None]]] = {
        "message": listening.message,
        "app_mention": listening.mention,
        "reaction_added": listening.reaction,
        "reaction_removed": listening.reaction,
        "member_joined_channel": listening.joined,
        "app_home_opened": listening.home,
        "app_uninstalled": listening.left,
        "tokens_revoked": listening.left,
    }
    for name, handler in handlers.items():
        app.event(name)(_heard(handler))
    app.event(_ANY)(_ignored)


def _heard(handler: Callable[[Json], Awaitable[None]]) -> Listener:
    async def listener(body: Json) -> None:
        await handler(body)

    return listener


async def _ignored(body: Json) -> None:
    """Acknowledged, so that Slack does not send it again."""
    del body


def _interactions(
    app: AsyncApp, listening: Listening, forming: Forming, pressing: Pressing
) -> None:
    async def command(ack: Ack, body: Json) -> None:
        await listening.command(ack, body)

    async def shortcut(ack: Ack, body: Json) -> None:
        on_message = body.get("type") == "message_action"
        await (forming.on_message if on_message else forming.shortcut)(ack, body)

    async def action(ack: Ack, body: Json) -> None:
        await pressing.action(ack, body)

    async def submitted(ack: Ack, body: Json) -> None:
        await forming.submitted(ack, body)

    async def suggest(ack: Ack, body: Json) -> None:
        await forming.suggest(ack, body)

    app.command(_ANY)(command)
    app.shortcut(_ANY)(shortcut)
    app.action(_ANY)(action)
    app.view(_ANY)(submitted)
    app.options(_ANY)(suggest)
