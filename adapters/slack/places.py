"""Conversations: who is in them, what kind they are, and everybody's direct messages with the desk.

A brief is only taken where the desk can hear its thread: checked before anything is reserved.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from adapters.slack import limits
from adapters.slack.sending import Api, Refused
from bot.errors import Unreachable
from bot.ports import Clock

Json = Mapping[str, Any]
_NOWHERE = frozenset(
    {"channel_not_found", "not_in_channel", "method_not_supported_for_channel_type"}
)


class Places:
    def __init__(self, api: Api, clock: Clock) -> None:
        self._api, self._clock = api, clock
        self._seen: OrderedDict[str, tuple[float, Json | None]] = OrderedDict()
        self._looking: dict[str, asyncio.Task[Json | None]] = {}
        self._direct: OrderedDict[str, str] = OrderedDict()

    async def channel(self, channel: str) -> str:
        """The conversation itself for "@U123", which is that person's direct messages. Raises
        Lost, Refused."""
        return await self.direct(channel[1:]) if channel.startswith("@") else channel

    async def direct(self, user: str) -> str:
        """Opened where it is not open yet; the same one every time."""
        found = self._direct.get(user)
        if found is None:
            opened = await self._api.call("conversations.open", users=user)
            found = self._direct[user] = str(opened["channel"]["id"])
            while len(self._direct) > limits.PEOPLE_KEPT:
                self._direct.popitem(last=False)
        return found

    async def trouble(self, channel: str) -> Unreachable | None:
        """Why no brief can be worked on there, or None. Raises Lost where Slack does not say."""
        seen = await self._look(channel)
        if seen is None or seen.get("is_mpim") or seen.get("is_im"):
            direct = channel.startswith("D") or bool(seen)
            if seen is not None and (seen.get("is_im") or seen.get("is_member")):
                return None
            return Unreachable("between" if direct else "uninvited")
        if seen.get("is_archived"):
            return Unreachable("archived")
        return None if seen.get("is_member") else Unreachable("uninvited")

    def changed(self, channel: str) -> None:
        """Somebody came or went: ask again."""
        self._seen.pop(channel, None)

    async def _look(self, channel: str) -> Json | None:
        """None: not one that the desk may see."""
        now = self._clock.monotonic()
        found = self._seen.get(channel)
        if found is not None and now - found[0] < limits.PLACES_S:
            return found[1]
        looking = self._looking.get(channel)
        if looking is None:  # fifty people in one channel are one question
            looking = self._looking[channel] = asyncio.ensure_future(self._ask(channel))
            looking.add_done_callback(lambda _: self._looking.pop(channel, None))
        return await asyncio.shield(looking)

    async def _ask(self, channel: str) -> Json | None:
        now = self._clock.monotonic()
        try:
            said = await self._api.call("conversations.info", channel=channel)
            seen: Json | None = said["channel"]
        except Refused as refused:
            if refused.code not in _NOWHERE:
                raise
            seen = None
        # Only what lets a brief pass is remembered: an invitation works at once.
        if seen is not None and (seen.get("is_member") or seen.get("is_im")):
            self._seen[channel] = (now, seen)
            while len(self._seen) > limits.PEOPLE_KEPT:
                self._seen.popitem(last=False)
        return seen
