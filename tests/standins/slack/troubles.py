"""The levers for what goes wrong or happens by itself: faults of methods, events that come again,
channels that go away, an app that is thrown out."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

from tests.standins.slack.calls import Fault
from tests.standins.slack.sockets import Delivery
from tests.standins.slack.web_api import WebApi
from tests.standins.slack.wire import message_of
from tests.standins.slack.workspace import Workspace
from tests.standins.slack.world import APP, BOT_USER, TEAM, Channel, Json, Message

DELIVERED_MOST = 11
"""One message came so often, under as many event_ids (facts 10)."""


class Troubles(Workspace):
    def __init__(self) -> None:
        super().__init__()
        self.api = WebApi(self)

    # --- methods ---------------------------------------------------------------------------------

    def fail(self, method: str, error: str = "", **how: Any) -> Fault:
        """The next call of a method (or `times` calls) meets this: see Fault."""
        fault = Fault(method, error, **how)
        self.api.faults.append(fault)
        return fault

    def lose(self, method: str, **how: Any) -> Fault:
        """Done, but the answer is lost with the connection."""
        return self.fail(method, lost=True, **how)

    def hold(self, method: str, **how: Any) -> asyncio.Event:
        """Calls wait until the event is set."""
        gate = asyncio.Event()
        self.fail(method, until=gate, **how)
        return gate

    def mend(self) -> None:
        """No more faults."""
        self.api.faults.clear()

    # --- events ----------------------------------------------------------------------------------

    async def again(
        self,
        delivery: Delivery,
        *,
        new_event_id: bool = False,
        attempt: int = 1,
        reason: str = "timeout",
    ) -> Delivery:
        """The same event once more, whether it was acknowledged or not."""
        payload = dict(delivery.payload)
        if new_event_id:
            payload["event_id"] = self.world.new_id("Ev")
        return await self.sockets.send(Delivery("events_api", payload, attempt, reason))

    async def storm(self, delivery: Delivery, times: int = DELIVERED_MOST) -> list[Delivery]:
        """One event under `times` event_ids in all, each a first delivery (facts 10)."""
        return [
            await self.again(delivery, new_event_id=True, attempt=0, reason="")
            for _ in range(times - 1)
        ]

    async def doubled(self, message: Message) -> Message:
        """One message of a person as two: another ts, the same client_msg_id (facts 10)."""
        twin = replace(message, ts=self.world.new_ts())
        return await self.store(twin)

    async def touched(self, message: Message) -> None:
        """message_changed although nobody changed a word: an unfurl, a translation."""
        await self.changed(message, message_of(self.world, message))

    async def too_many_events(self) -> Delivery:
        """app_rate_limited: more than 30,000 events in an hour; Slack holds back the rest."""
        said = {"token": "verification-token", "type": "app_rate_limited", "team_id": TEAM}
        minute = int(self.clock.now()) // 60 * 60
        whole = {**said, "minute_rate_limited": minute, "api_app_id": APP}
        return await self.sockets.send(Delivery("events_api", whole))

    def deliveries_of(self, message: Message) -> list[Delivery]:
        """Every envelope about this message."""
        return [
            d for d in self.sockets.deliveries if d.payload.get("event", {}).get("ts") == message.ts
        ]

    # --- the workspace changes ---------------------------------------------------------------------

    async def archive(self, channel: Channel) -> None:
        channel.is_archived = True
        await self._event("channel_archive", channel, user=channel_owner(channel))

    async def drop_channel(self, channel: Channel) -> None:
        """Deleted for ever, with everything in it."""
        await self._event("channel_deleted", channel)
        del self.world.channels[channel.id]

    async def kick(self, channel: Channel) -> None:
        """The app is removed from a channel; it hears that and nothing more from there."""
        letter = "C" if channel.public else "G"
        await self._event(
            "member_left_channel", channel, user=BOT_USER, channel_type=letter, team=TEAM
        )
        channel.members.discard(BOT_USER)

    async def uninstall(self) -> None:
        """Every call is refused with account_inactive from now on."""
        self.revoked = "account_inactive"
        await self.tell({"type": "tokens_revoked", "tokens": {"bot": [BOT_USER]}})
        await self.tell({"type": "app_uninstalled"})

    async def _event(self, kind: str, channel: Channel, **more: str) -> None:
        event: Json = {"type": kind, "channel": channel.id, "event_ts": self.world.new_ts()}
        await self.tell(event | more, channel.id)
        self.news.tell()


def channel_owner(channel: Channel) -> str:
    return min(channel.members - {BOT_USER}, default="")
