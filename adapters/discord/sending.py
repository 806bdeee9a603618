"""Messages on their way: smaller after a refusal for size, edited again after a sleeping thread was
woken, never twice. Raises Refused and Lost like wire.py; client.py turns them into the port's."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from adapters.discord import uploads
from adapters.discord.compose import Message
from adapters.discord.faults import ARCHIVED, LOCKED, NOT_TEXT, OLD_EDITS, Refused
from adapters.discord.limits import ARCHIVE_MINUTES, HISTORY_PAGE, OLD_EDIT_S
from adapters.discord.wire import Wire
from bot.errors import Unreachable
from bot.ports import Clock

Json = dict[str, Any]
Making = Callable[[int], Awaitable[Message]]
"""Bytes of one file at most -> the message."""


@dataclass(frozen=True, slots=True)
class Limit:
    """Bytes of one file in a place; `learn`: it takes less than it said."""

    bytes: int
    learn: Callable[[int], None] = lambda _bytes: None


CHANNEL = "/channels/{channel_id}"
MESSAGES = "/channels/{channel_id}/messages"
MESSAGE = "/channels/{channel_id}/messages/{message_id}"
THREADS = "/channels/{channel_id}/threads"


def split(ref: str) -> dict[str, str]:
    """The parts of a message's ref as paths name them."""
    channel, _, message = ref.partition("/")
    return {"channel_id": channel, "message_id": message}


class Sending:
    def __init__(self, wire: Wire, clock: Clock) -> None:
        self._wire, self._clock = wire, clock

    async def post(self, channel: str, make: Making, limit: Limit, title: str) -> str:
        """The ref. In a forum a message is a post of its own, called `title`."""
        try:
            found = await self._fitting("POST", MESSAGES, make, limit, {"channel_id": channel})
        except Refused as refused:
            if refused.code != NOT_TEXT:
                raise
            return await self._forum(channel, await make(limit.bytes), title)
        return f"{channel}/{found['id']}"

    async def _forum(self, channel: str, message: Message, title: str) -> str:
        words = {k: v for k, v in message.body.items() if k not in {"nonce", "enforce_nonce"}}
        body = {"name": title, "auto_archive_duration": ARCHIVE_MINUTES, "message": words}
        at = {"channel_id": channel}
        found = await self._wire.call("POST", THREADS, body, message.files, at=at, once=True)
        return f"{found['id']}/{found['id']}"

    async def edit(self, ref: str, make: Making, limit: Limit) -> None:
        at, woken = split(ref), False
        for wait in (*OLD_EDIT_S, *OLD_EDIT_S):
            try:
                await self._fitting("PATCH", MESSAGE, make, limit, at)
            except Refused as refused:
                if refused.code == ARCHIVED and not woken:
                    await self.wake(at["channel_id"])
                    woken = True
                elif refused.code == OLD_EDITS:
                    await self._clock.sleep(wait)
                else:
                    raise
            else:
                return
        raise Refused(400, OLD_EDITS)

    async def delete(self, ref: str) -> None:
        at = split(ref)
        try:
            await self._wire.call("DELETE", MESSAGE, at=at)
        except Refused as refused:
            if refused.code != ARCHIVED:
                raise
            await self.wake(at["channel_id"])
            await self._wire.call("DELETE", MESSAGE, at=at)

    async def wake(self, thread: str) -> None:
        """A thread that sleeps is woken without a word. Raises Unreachable for a locked one."""
        at = {"channel_id": thread}
        try:
            await self._wire.call("PATCH", CHANNEL, {"archived": False}, at=at)
        except Refused as refused:
            if refused.code == LOCKED or await self._is_locked(thread):
                raise Unreachable("locked") from refused
            raise

    async def _is_locked(self, thread: str) -> bool:
        try:
            found = await self._wire.call("GET", CHANNEL, at={"channel_id": thread})
        except Refused:
            return False
        return bool(found.get("thread_metadata", {}).get("locked"))

    async def message(self, ref: str) -> Json:
        """As it stands now."""
        found: Json = await self._wire.call("GET", MESSAGE, at=split(ref))
        return found

    async def page(self, channel: str, after: int) -> list[Json]:
        """The messages after one, at most a hundred."""
        query = {"limit": str(HISTORY_PAGE), "after": str(after)}
        at = {"channel_id": channel}
        found: list[Json] = await self._wire.call("GET", MESSAGES, at=at, query=query)
        return found

    async def own_reaction(self, method: str, ref: str, emoji: str) -> None:
        path = f"{MESSAGE}/reactions/{{emoji}}/@me"
        await self._wire.call(method, path, at={**split(ref), "emoji": emoji})

    async def _fitting(
        self, method: str, path: str, make: Making, limit: Limit, at: dict[str, str]
    ) -> Any:  # noqa: ANN401 - JSON of Discord's
        ladder = uploads.Ladder(limit.bytes)
        while True:
            message = await make(ladder.limit)
            try:
                found = await self._wire.call(method, path, message.body, message.files, at=at)
            except Refused as refused:
                if not refused.too_large:
                    raise
                if not ladder.down(message.files):
                    raise Unreachable("too_large") from refused
            else:
                if ladder.lowered:
                    limit.learn(ladder.limit)
                return found
