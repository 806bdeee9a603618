"""Updates of this process in the order they happened, kept in a ring for tabs that come back.

Nothing is queued per tab: each watcher keeps its own place in the ring, so a slow tab costs nothing
and one that falls out of the ring is told so.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

from bot.desk import Update
from bot.domain.ids import MemberId


class Missed(Exception):
    """The ring no longer holds what this tab has not seen: it has to ask for the whole page."""


@dataclass(frozen=True, slots=True)
class _Entry:
    update: Update
    audience: tuple[MemberId, ...]


class Hub:
    def __init__(self, size: int) -> None:
        self._ring: deque[_Entry] = deque(maxlen=size)
        self._news = asyncio.Event()
        self._revision = 0
        self._closed = False

    @property
    def revision(self) -> int:
        """The newest update's number; 0 = nothing yet."""
        return self._revision

    def publish(self, update: Update, audience: tuple[MemberId, ...] = ()) -> None:
        """Shows an update to everybody who watches, or to `audience` alone."""
        self._revision += 1
        self._ring.append(_Entry(replace(update, revision=self._revision), audience))
        self._wake()

    def close(self) -> None:
        """Ends every watcher."""
        self._closed = True
        self._wake()

    async def watch(self, since: int, member: MemberId) -> AsyncIterator[Update]:
        """Everything after `since` that this member may see, then what comes. Raises Missed."""
        seen = since
        while not self._closed:
            news = self._news
            for entry in self._after(seen):
                seen = entry.update.revision
                if not entry.audience or member in entry.audience:
                    yield entry.update
            if seen == self._revision:
                await news.wait()

    def _after(self, seen: int) -> tuple[_Entry, ...]:
        missing = self._revision - seen
        if missing < 0 or missing > len(self._ring):
            raise Missed
        return tuple(self._ring)[len(self._ring) - missing :] if missing else ()

    def _wake(self) -> None:
        self._news.set()
        self._news = asyncio.Event()
