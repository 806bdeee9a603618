"""Edits that only say how far work is give way to those that show what came of it: chat.update is
counted in the whole workspace, and fifty pictures must not wait for fifty times "drawing".

What is held back is the newest of its message; it is sent when there is room, or never, when the
result was faster.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable

from adapters.slack import limits
from adapters.slack.sending import Pace, Refused
from bot.cards import Card, Progress
from bot.errors import Problem
from bot.ports import ChatUnknown, Clock, Wanted

UPDATE = "chat.update"


def passing(shown: Card) -> bool:
    """A card of work that runs: another one follows."""
    return any(isinstance(part, Progress) for part in shown.parts)


class Held:
    """At most one edit of each message, oldest first."""

    def __init__(
        self, pace: Pace, clock: Clock, send: Callable[[str, Wanted], Awaitable[None]]
    ) -> None:
        self._pace, self._clock, self._send = pace, clock, send
        self._held: OrderedDict[str, Wanted] = OrderedDict()
        self._task: asyncio.Task[None] | None = None

    def takes(self, ref: str, wanted: Wanted) -> bool:
        """True: it is kept for later. Every edit of a message ends what was held of it."""
        self._held.pop(ref, None)
        if not passing(wanted.card) or self._pace.spare(UPDATE):
            return False
        self._held[ref] = wanted
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._flush())
        return True

    def drop(self, ref: str) -> None:
        """The message is gone."""
        self._held.pop(ref, None)

    async def _flush(self) -> None:
        while self._held:
            await self._clock.sleep(limits.HELD_S)
            if self._held and self._pace.spare(UPDATE):
                ref, wanted = self._held.popitem(last=False)
                try:
                    await self._send(ref, wanted)
                except (ChatUnknown, Refused, Problem):
                    continue  # progress: the next state tells more

    async def close(self) -> None:
        self._held.clear()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
