"""A clock that a test moves: sleepers wake when time passes them, never before."""

from __future__ import annotations

import asyncio
import heapq
import itertools
from collections.abc import Coroutine
from typing import Any

from bot.ports import Clock

NOON = 1_796_126_400.0
"""2026-12-01 12:00 UTC, a Tuesday: after the catalogue's last look at prices."""


class TestClock(Clock):
    __test__ = False

    def __init__(self, now: float = NOON) -> None:
        self._now = now
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._count = itertools.count()

    def now(self) -> float:
        return self._now

    def monotonic(self) -> float:
        return self._now

    def sleep(self, seconds: float) -> Coroutine[Any, Any, None]:
        """From the moment it is called: a sleep that only begins at its task's first turn would
        miss a clock that is moved in between, which no real clock can be."""
        return self._until(self._now + seconds)

    async def _until(self, moment: float) -> None:
        if moment <= self._now:
            await asyncio.sleep(0)
            return
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (moment, next(self._count), woken))
        await woken

    def move(self, seconds: float) -> None:
        """Time passes at once, as for a computer that slept."""
        self._now += seconds
        while self._sleepers and self._sleepers[0][0] <= self._now:
            woken = heapq.heappop(self._sleepers)[2]
            if not woken.done():
                woken.set_result(None)
