"""Bell: "something you may see has changed", without saying what: who hears it looks again.

Watchers that fall behind miss nothing, because there is nothing to miss but the newest ring.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator


class Bell:
    def __init__(self) -> None:
        self._rung = 0
        self._news = asyncio.Event()

    @property
    def rung(self) -> int:
        return self._rung

    def ring(self) -> None:
        self._rung += 1
        self._news.set()
        self._news = asyncio.Event()

    async def listen(self, since: int) -> AsyncIterator[int]:
        """The newest ring after `since`, then each later one (several at once count as one)."""
        heard = since if since <= self._rung else 0  # a number from before a restart: look again
        while True:
            news = self._news
            if heard != self._rung:
                heard = self._rung
                yield heard
            else:
                await news.wait()
