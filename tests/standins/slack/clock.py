"""The stand-in's time: it runs like the real one and can be moved ahead; who waits for a moment wakes
when it has passed, however it passed. And news: waiting until something is true."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")
PATIENCE_S = 10.0
"""How long a test waits for something before it fails; real seconds, never moved."""
LOOKS_EVERY_S = 0.02
"""What changes outside the stand-in (a test's own list, a log) is nobody's news: it is looked at."""


class Clock:
    def __init__(self) -> None:
        self._ahead = 0.0
        self._moved = asyncio.Event()

    def now(self) -> float:
        return time.time() + self._ahead

    def move(self, seconds: float) -> None:
        """Time passes at once."""
        self._ahead += seconds
        self._moved.set()
        self._moved = asyncio.Event()

    async def until(self, moment: float) -> None:
        while (left := moment - self.now()) > 0:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._moved.wait(), left)

    async def before(self, happened: asyncio.Event, deadline: float) -> bool:
        """Whether it happens before the deadline; returns as soon as that is known."""
        first = asyncio.ensure_future(happened.wait())
        timer = asyncio.ensure_future(self.until(deadline))
        try:
            await asyncio.wait({first, timer}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            first.cancel()
            timer.cancel()
        return happened.is_set()


class News:
    """Told after everything that changes here; whoever waits looks again, and now and then by itself."""

    def __init__(self) -> None:
        self._told = asyncio.Event()

    def tell(self) -> None:
        self._told.set()
        self._told = asyncio.Event()

    async def until(
        self, found: Callable[[], T | None], what: str, within: float = PATIENCE_S
    ) -> T:
        """The first thing that is found; AssertionError saying what was waited for."""
        end = time.monotonic() + within
        while (seen := found()) is None:
            left = end - time.monotonic()
            if left <= 0:
                raise AssertionError(f"waited {within:g} s in vain for {what}")
            with suppress(TimeoutError):
                await asyncio.wait_for(self._told.wait(), min(left, LOOKS_EVERY_S))
        return seen
