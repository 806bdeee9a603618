"""The workspace at work: messages are stored, everybody is told by events, triggers and response_urls
are handed out and run out. The Web API and the people are the two sides that drive it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.standins.slack import limits
from tests.standins.slack.calls import Refused
from tests.standins.slack.clock import Clock, News
from tests.standins.slack.rates import Limits
from tests.standins.slack.sockets import Delivery, Sockets
from tests.standins.slack.views import Stacks
from tests.standins.slack.violations import said_in, texts_of
from tests.standins.slack.wire import event_callback, message_of
from tests.standins.slack.world import BOT, BOT_USER, TEAM, Channel, File, Json, Message, World

BOT_TOKEN = "xoxb-standin-0123456789"
APP_TOKEN = "xapp-1-standin-0123456789"
SCOPES = [
    "app_mentions:read",
    "assistant:write",
    "channels:history",
    "channels:read",
    "chat:write",
    "commands",
    "files:read",
    "files:write",
    "groups:history",
    "groups:read",
    "im:history",
    "im:read",
    "im:write",
    "mpim:history",
    "mpim:read",
    "reactions:read",
    "reactions:write",
    "team:read",
    "users:read",
]
SCOPE_OF_EVENT = {
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
    "app_mention": "app_mentions:read",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "member_joined_channel": "channels:read",
    "member_left_channel": "channels:read",
    "channel_archive": "channels:read",
    "channel_deleted": "channels:read",
    "channel_rename": "channels:read",
    "file_shared": "files:read",
    "app_home_opened": "",
    "app_uninstalled": "",
    "tokens_revoked": "",
}
PLURAL = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}


@dataclass(eq=False)
class Trigger:
    user: str
    ends: float
    used: bool = False


@dataclass(eq=False)
class Hook:
    """A response_url. `message`: the one whose button was pressed, for replace_original."""

    id: str
    user: str
    channel: str
    ends: float
    uses: int = 0
    message: Message | None = None


@dataclass
class Installation:
    """What the app may and wants to hear; from its manifest, or everything."""

    scopes: list[str] = field(default_factory=lambda: list(SCOPES))
    events: set[str] = field(default_factory=lambda: set(SCOPE_OF_EVENT))
    commands: set[str] | None = None
    """None: whatever a person types."""
    escaped: set[str] = field(default_factory=set)
    """Commands whose text comes with <@U..> and <#C..> (should_escape)."""
    shortcuts: set[str] | None = None
    home_tab: bool = True
    installer: str = ""


class Workspace:
    def __init__(self) -> None:
        self.clock = Clock()
        self.news = News()
        self.world = World(self.clock)
        self.sockets = Sockets(self.clock, self.news)
        self.limits = Limits(self.clock)
        self.app = Installation()
        self.bot_token, self.app_token = BOT_TOKEN, APP_TOKEN
        self.stacks = Stacks(self.world.new_id, self.showable)
        self.triggers: dict[str, Trigger] = {}
        self.hooks: dict[str, Hook] = {}
        self.found: list[str] = []
        self.offered: dict[tuple[str, str], list[Json]] = {}
        """(user, ts) -> the options that an external menu of the message showed last."""
        self.statuses: list[Json] = []
        """assistant.threads.setStatus, as called."""
        self.file_delay = 0
        """So many files.info calls say of a new upload that it is being processed."""
        self.revoked = ""
        """The error of every call once the app was thrown out."""
        self.remembers_client_ids = False
        """Whether a second chat.postMessage with the same client_msg_id is the first message again;
        nobody knows (facts 20.2)."""
        self._tasks: set[asyncio.Task[Any]] = set()

    @property
    def violations(self) -> list[str]:
        """What the app should not have done, in order; a test asserts that there is nothing."""
        return [*self.found, *self.sockets.strays]

    # --- rights ----------------------------------------------------------------------------------

    def showable(self, wanted: Json) -> bool:
        """Only the uploader's own file, ready and of a kind that browsers show (facts 6)."""
        file = self.world.files.get(str(wanted.get("id", "")))
        if file is None:
            origin = self.world.origin
            urls = (f"{origin}/files-pri/{f.team}-{f.id}/" for f in self.world.files.values())
            url = str(wanted.get("url", ""))
            named = [u for u in urls if url.startswith(u)]
            file = self.world.files.get(named[0].split("-")[-1].rstrip("/")) if named else None
        return (
            file is not None
            and file.owner == BOT_USER
            and file.ready
            and file.kind[0] in limits.SHOWN
        )

    def channel(self, name: str) -> Channel:
        """As the app sees it. Refused: channel_not_found, also for what is hidden from it."""
        if name.startswith(("U", "W")) and name in self.world.users:
            return self.world.direct(BOT_USER, name)
        channel = self.world.channels.get(name)
        if channel is None or (not channel.public and BOT_USER not in channel.members):
            raise Refused("channel_not_found")
        return channel

    def joined(self, name: str) -> Channel:
        """Where the app is in. Refused: channel_not_found, not_in_channel."""
        channel = self.channel(name)
        if BOT_USER not in channel.members:
            raise Refused("not_in_channel")
        return channel

    def message(self, channel: Channel, ts: str, missing: str = "message_not_found") -> Message:
        found = channel.messages.get(ts)
        if found is None or found.only_for:
            raise Refused(missing)
        return found

    # --- triggers and response_urls ----------------------------------------------------------------

    def new_trigger(self, user: str) -> str:
        name = f"{self.world.new_id('1')}.{TEAM}.{self.world.new_id('x')}"
        self.triggers[name] = Trigger(user, self.clock.now() + limits.TRIGGER_LASTS_S)
        return name

    def spend_trigger(self, name: str) -> str:
        """The user behind it. Refused: invalid_trigger_id, exchanged_trigger_id, expired_trigger_id."""
        trigger = self.triggers.get(name)
        if trigger is None:
            raise Refused("invalid_trigger_id")
        if trigger.used:
            raise Refused("exchanged_trigger_id")
        if self.clock.now() > trigger.ends:
            raise Refused("expired_trigger_id")
        trigger.used = True
        return trigger.user

    def new_hook(self, user: str, channel: str, message: Message | None = None) -> str:
        """The address of a fresh response_url."""
        name = self.world.new_id("H")
        ends = self.clock.now() + limits.HOOK_LASTS_S
        self.hooks[name] = Hook(name, user, channel, ends, message=message)
        return f"{self.world.origin}/actions/{TEAM}/{name}"

    # --- messages and events -------------------------------------------------------------------------

    async def store(self, message: Message) -> Message:
        """It stands in its channel and everybody who may hear of it is told."""
        self.world.channels[message.channel].messages[message.ts] = message
        self.news.tell()
        if message.only_for:
            return message
        event = self.event_of(message)
        await self.tell(event, message.channel)
        channel = self.world.channels[message.channel]
        mentioned = f"<@{BOT_USER}>" in message.text and channel.kind in {"channel", "group"}
        if mentioned and message.user != BOT_USER:
            # A second event for the same message; it may come without its files (facts 5).
            kept = {k: v for k, v in event.items() if k not in {"channel_type", "files", "subtype"}}
            await self.tell({**kept, "type": "app_mention"}, message.channel)
        return message

    def event_of(self, message: Message) -> Json:
        channel = self.world.channels[message.channel]
        event = message_of(self.world, message)
        for name in ("reply_count", "reply_users", "reply_users_count", "latest_reply"):
            event.pop(name, None)
        where = {"channel": channel.id, "channel_type": channel.kind, "event_ts": message.ts}
        if message.team != TEAM:
            where |= {"user_team": message.team, "source_team": message.team}
        return event | where

    def hears(self, kind: str, channel: str) -> bool:
        """Whether the app subscribed, has the scope and is in the channel."""
        where = self.world.channels.get(channel)
        name = kind
        if kind == "message" and where is not None:
            name = f"message.{PLURAL[where.kind]}"
        scope = SCOPE_OF_EVENT.get(name, "")
        if name not in self.app.events or (scope and scope not in self.app.scopes):
            return False
        return where is None or BOT_USER in where.members

    async def tell(self, event: Json, channel: str = "", event_id: str = "") -> Delivery | None:
        """An event to the app, acknowledged or told again."""
        if not self.hears(event["type"], channel):
            return None
        name = event_id or self.world.new_id("Ev")
        return await self.sockets.deliver(event_callback(self.world, event, name))

    async def changed(self, message: Message, before: Json) -> None:
        event = {
            "type": "message",
            "subtype": "message_changed",
            "hidden": True,
            "channel": message.channel,
            "channel_type": self.world.channels[message.channel].kind,
            "ts": self.world.new_ts(),
            "message": message_of(self.world, message),
            "previous_message": before,
        }
        self.news.tell()
        await self.tell({**event, "event_ts": event["ts"]}, message.channel)

    async def remove(self, message: Message) -> None:
        channel = self.world.channels[message.channel]
        before = message_of(self.world, message)
        message.deleted = True
        if before.get("reply_count"):
            # A root with replies leaves its place: the thread goes on below a tombstone.
            message.text, message.user, message.bot_id = (
                "This message was deleted.",
                "USLACKBOT",
                "",
            )
            message.subtype, message.blocks, message.files = "tombstone", [], []
            await self.changed(message, before)
            return
        del channel.messages[message.ts]
        event = {
            "type": "message",
            "subtype": "message_deleted",
            "hidden": True,
            "channel": channel.id,
            "channel_type": channel.kind,
            "ts": self.world.new_ts(),
            "deleted_ts": message.ts,
            "previous_message": before,
        }
        self.news.tell()
        await self.tell({**event, "event_ts": event["ts"]}, channel.id)

    async def react(self, message: Message, user: str, name: str, *, added: bool = True) -> None:
        users = message.reactions.setdefault(name, [])
        if added:
            users.append(user)
        else:
            users.remove(user)
        event: Json = {
            "type": "reaction_added" if added else "reaction_removed",
            "user": user,
            "reaction": name,
            "item": {"type": "message", "channel": message.channel, "ts": message.ts},
            "event_ts": self.world.new_ts(),
        }
        if message.user:
            event["item_user"] = message.user
        self.news.tell()
        await self.tell(event, message.channel)

    async def share(
        self,
        files: Iterable[File],
        channel: Channel,
        user: str,
        text: str,
        thread_ts: str = "",
        blocks: Sequence[Json] = (),
    ) -> Message:
        """A message with files; each file learns where it is shared."""
        listed = list(files)
        message = Message(
            channel.id, self.world.new_ts(), user, text, list(blocks), thread_ts, "file_share",
            files=[file.id for file in listed], bot_id=BOT if user == BOT_USER else "",
            team=self.world.users[user].team,
        )  # fmt: skip
        for file in listed:
            file.shares.append((channel.id, message.ts, thread_ts))
            shared = {"file_id": file.id, "user_id": user, "file": {"id": file.id}}
            event = {"type": "file_shared", **shared, "channel_id": channel.id}
            await self.tell({**event, "event_ts": message.ts}, channel.id)
        return await self.store(message)

    async def join(self, channel: Channel, user: str, inviter: str = "") -> None:
        """Told as an event and, in a channel, as a message of its own."""
        channel.members.add(user)
        letter = {"channel": "C", "group": "G"}.get(channel.kind, "D")
        event: Json = {"type": "member_joined_channel", "user": user, "channel": channel.id}
        event |= {"channel_type": letter, "team": TEAM, "event_ts": self.world.new_ts()}
        await self.tell(event | ({"inviter": inviter} if inviter else {}), channel.id)
        said = f"<@{user}> has joined the {'channel' if channel.public else 'group'}"
        kind = "channel_join" if channel.public else "group_join"
        await self.store(Message(channel.id, self.world.new_ts(), user, said, subtype=kind))

    # --- looking at what the app says ------------------------------------------------------------------

    def read_words(self, where: str, said: Json) -> None:
        """Notes pings, links and half-escaped words in what the app wrote."""
        users, channels = self.world.users, self.world.channels
        for text in texts_of(said):
            self.found += [f"{where}: {what}" for what in said_in(text, users, channels)]

    def later(self, work: Any) -> asyncio.Task[Any]:
        """A task that ends with the stand-in."""
        task: asyncio.Task[Any] = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def end(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await self.sockets.end()
