"""The event stream of one tab: the studio's updates and the channel's, merged and resumable.

An event's id is "boot.desk.hub": where to go on in either source. A tab from before a restart, or
one that missed too much, is told to ask for the whole page again; nothing is guessed.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass

from aiohttp import web

from adapters.web import answers
from adapters.web.hub import Hub, Missed
from adapters.web.limits import GONE_S, HEARTBEAT_S, QUEUE, WRITE_S
from bot.desk import Desk, Update
from bot.domain.ids import MemberId
from bot.events import Actor

FIELDS = 3


@dataclass(frozen=True, slots=True)
class Place:
    """How far a tab has seen both sources."""

    boot: str
    desk: int
    hub: int

    def __str__(self) -> str:
        return f"{self.boot}.{self.desk}.{self.hub}"


def place(text: str, boot: str) -> Place | None:
    """The place a tab names, or None when it is not of this run of the studio."""
    parts = text.split(".")
    numbers = [p for p in parts[1:] if p.isascii() and p.isdigit() and len(p) <= len("9" * 15)]
    if len(parts) != FIELDS or len(numbers) != FIELDS - 1 or parts[0] != boot:
        return None
    return Place(boot, int(numbers[0]), int(numbers[1]))


class Stream:
    def __init__(
        self, request: web.Request, desk: Desk, hub: Hub, actor: Actor, start: Place
    ) -> None:
        self._request = request
        self._spoke = asyncio.get_running_loop().time()
        self._desk, self._hub, self._actor = desk, hub, actor
        self._place = start
        self._queue: asyncio.Queue[tuple[str, Update | None]] = asyncio.Queue(QUEUE)
        self._bug: Exception | None = None

    async def serve(self, response: web.StreamResponse) -> None:
        """Writes until the tab goes, a source ends, or the tab stops reading."""
        member = MemberId(self._actor.user)
        sources = [
            asyncio.create_task(
                self._pump("desk", self._desk.watch(self._actor, self._place.desk))
            ),
            asyncio.create_task(self._pump("hub", self._hub.watch(self._place.hub, member))),
        ]
        try:
            # The id goes out first: a tab that drops before any news still resumes from here.
            await _write(response, f"retry: 1000\nid: {self._place}\n\n")
            while await self._forward(response):
                pass
            if self._bug is not None:
                raise self._bug
        finally:
            for task in sources:
                task.cancel()
            await asyncio.gather(*sources, return_exceptions=True)

    async def _pump(self, source: str, news: AsyncIterator[Update]) -> None:
        try:
            async for update in news:
                await self._queue.put((source, update))
        except Missed:
            await self._queue.put(("missed", None))
        except Exception as bug:  # noqa: BLE001 - kept and raised by serve, where the server logs it
            self._bug = bug
        await self._queue.put(("end", None))

    async def _forward(self, response: web.StreamResponse) -> bool:
        try:
            async with asyncio.timeout(min(GONE_S, HEARTBEAT_S)):
                source, update = await self._queue.get()
        except TimeoutError:
            return await self._idle(response)
        if update is None:
            if source == "missed":
                await _write(response, "event: reset\ndata: {}\n\n")
            return False
        desk = update.revision if source == "desk" else self._place.desk
        hub = update.revision if source == "hub" else self._place.hub
        self._place = Place(self._place.boot, desk, hub)
        body = json.dumps(answers.update(update), ensure_ascii=False, separators=(",", ":"))
        await _write(response, f"id: {self._place}\ndata: {body}\n\n")
        self._spoke = asyncio.get_running_loop().time()
        return True

    async def _idle(self, response: web.StreamResponse) -> bool:
        """Nothing came: is the tab still there, and is it time for a sign of life?"""
        if self._request.transport is None or self._request.transport.is_closing():
            return False
        now = asyncio.get_running_loop().time()
        if now - self._spoke >= HEARTBEAT_S:
            self._spoke = now
            await _write(response, ": still here\n\n")
        return True


async def reset(response: web.StreamResponse) -> None:
    """Tells a tab that its place is gone."""
    with contextlib.suppress(TimeoutError):
        await _write(response, "event: reset\ndata: {}\n\n")


async def _write(response: web.StreamResponse, text: str) -> None:
    async with asyncio.timeout(WRITE_S):
        await response.write(text.encode())
