"""Socket Mode: two connections, so that one hears while Slack renews the other, and a watchdog that
builds a deaf one anew.

Slack gives each event to one connection of its choice. What came while there was none comes again
only partly: after such a gap the surface reads what was missed.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Coroutine

from aiohttp import WSMessage
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import limits
from bot.ports import Clock, Notes


class Socket:
    """One connection, until it is closed; the SDK renews it by itself while it hears anything."""

    def __init__(
        self, app: AsyncApp, token: str, web: AsyncWebClient, clock: Clock, logger: logging.Logger
    ) -> None:
        self._clock = clock
        self._handler = AsyncSocketModeHandler(
            app, token, logger=logger, web_client=web, ping_interval=limits.PING_S
        )
        self.client = self._handler.client
        # The SDK reads proxies from the environment, for loopback too; ours are settings or none.
        self.client.proxy = None
        self.client.on_message_listeners.append(self._hear)
        self._heard = clock.monotonic()
        self._pong: float | None = None
        self._connecting: asyncio.Task[None] | None = None

    async def _hear(self, message: WSMessage) -> None:
        del message
        self._heard = self._clock.monotonic()

    async def admit(self) -> None:
        """Asks for an address to connect to. Raises SlackApiError for a token that is not taken."""
        self.client.wss_uri = await self.client.issue_new_wss_url()

    def connect(self) -> None:
        self._connecting = asyncio.ensure_future(self.client.connect())  # type: ignore[no-untyped-call]

    @property
    def open(self) -> bool:
        session = self.client.current_session
        return session is not None and not session.closed

    @property
    def silent_s(self) -> float:
        """Since the last event or pong, or since it was begun. The SDK keeps the moment of the last
        pong by the wall clock, which may jump: here only its change counts."""
        if self.client.last_ping_pong_time != self._pong:
            self._pong = self.client.last_ping_pong_time
            self._heard = self._clock.monotonic()
        return self._clock.monotonic() - self._heard

    async def close(self) -> None:
        if self._connecting is not None:
            self._connecting.cancel()
            await asyncio.gather(self._connecting, return_exceptions=True)
        client = self.client
        tasks = (client.message_processor, client.message_receiver, client.current_session_monitor)
        with contextlib.suppress(TimeoutError, OSError, RuntimeError):
            async with asyncio.timeout(limits.CLOSE_S):
                await client.close()  # type: ignore[no-untyped-call]
        running = [task for task in tasks if task is not None]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await client.aiohttp_client_session.close()


class Sockets:
    """Keeps `limits.SOCKETS` connections alive."""

    def __init__(
        self,
        make: Callable[[], Socket],
        clock: Clock,
        notes: Notes,
        after_gap: Callable[[], Coroutine[None, None, None]],
    ) -> None:
        self._make, self._clock, self._notes, self._after_gap = make, clock, notes, after_gap
        self._sockets: list[Socket] = []
        self._watching: asyncio.Task[None] | None = None
        self._down_since: float | None = None
        self._first = True
        """Nobody heard yet in this process: what was missed before is read once somebody does."""
        self._closing: set[asyncio.Task[None]] = set()
        self._reading: set[asyncio.Task[None]] = set()
        self._wait_s = 0.0

    async def start(self) -> None:
        """Raises SlackApiError for an app token that is not taken; goes on trying where Slack is
        out of reach."""
        first = self._make()
        self._sockets.append(first)
        try:
            await first.admit()
        except SlackApiError:
            await self.close()
            raise
        except Exception as error:  # noqa: BLE001 - out of reach: the watchdog goes on trying
            self._notes.note("slack_unreachable", why=type(error).__name__)
        first.connect()
        self._watching = asyncio.ensure_future(self._watch())

    @property
    def up(self) -> int:
        """Connections that can hear."""
        return sum(one.open and one.silent_s < limits.DEAF_S for one in self._sockets)

    async def _watch(self) -> None:
        while True:
            self._look()
            await self._clock.sleep(limits.WATCH_S)

    def _look(self) -> None:
        now = self._clock.monotonic()
        deaf = [one for one in self._sockets if one.silent_s >= limits.DEAF_S]
        for one in deaf:
            self._notes.note("slack_socket", state="rebuilt", silent_s=round(one.silent_s))
            self._sockets.remove(one)
            self._aside(self._closing, one.close())
        while len(self._sockets) < limits.SOCKETS:
            made = self._make()
            self._sockets.append(made)
            made.connect()
        if not self.up:
            if self._down_since is None:
                self._down_since = now
                if not self._first:
                    self._notes.note("slack_socket", state="down")
        elif self._first or self._down_since is not None:
            gap = now - (self._down_since or now)
            self._notes.note("slack_socket", state="up", gap_s=round(gap, 1))
            self._aside(self._reading, self._after_gap())
            self._first, self._down_since = False, None

    def _aside(self, tasks: set[asyncio.Task[None]], work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    async def close(self) -> None:
        if self._watching is not None:
            self._watching.cancel()
            await asyncio.gather(self._watching, return_exceptions=True)
            self._watching = None
        for task in self._reading:
            task.cancel()
        await asyncio.gather(*(one.close() for one in self._sockets), return_exceptions=True)
        await asyncio.gather(*self._closing, *self._reading, return_exceptions=True)
        self._sockets.clear()
