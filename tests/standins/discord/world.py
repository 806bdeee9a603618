"""What exists: servers, channels, threads, people, messages, interactions. Plain records that tests may
read and change; who may do what stands in permissions, what happens in deeds."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import IntEnum, IntFlag

from tests.standins.discord.clock import Clock, Snowflakes
from tests.standins.discord.permissions import BOT_INVITE, EVERYONE, NONE, Overwrite, Permission
from tests.standins.discord.refusals import Json

MIB = 1024 * 1024
TIER_LIMIT = {0: 10 * MIB, 1: 10 * MIB, 2: 50 * MIB, 3: 100 * MIB}
"""Upload limit by premium tier (facts 3)."""
BOT_ID = "1000000000000000001"
TOKEN = base64.b64encode(BOT_ID.encode()).decode().rstrip("=") + ".stand.in-token"


class Kind(IntEnum):
    """Channel types."""

    TEXT = 0
    DM = 1
    NEWS = 5
    NEWS_THREAD = 10
    THREAD = 11
    PRIVATE_THREAD = 12
    FORUM = 15


class Flag(IntFlag):
    """Message flags."""

    SUPPRESS_EMBEDS = 1 << 2
    HAS_THREAD = 1 << 5
    EPHEMERAL = 1 << 6
    LOADING = 1 << 7
    SILENT = 1 << 12
    V2 = 1 << 15


@dataclass(eq=False)
class User:
    id: str
    name: str
    bot: bool = False
    dms_open: bool = True
    """False: a bot that writes to them gets 403/50007."""
    upload_limit: int = 10 * MIB
    """Their own (Nitro); an interaction carries the larger of this and the server's."""
    locale: str = "en-US"

    @property
    def mention(self) -> str:
        return f"<@{self.id}>"


@dataclass(eq=False)
class Role:
    id: str
    name: str
    permissions: Permission
    position: int = 1
    managed: bool = False


@dataclass(eq=False)
class Member:
    user: User
    roles: set[str]
    joined_at: float


@dataclass(eq=False)
class Guild:
    id: str
    name: str
    owner: User
    premium_tier: int = 0
    roles: dict[str, Role] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    own_upload_limit: int | None = None
    active_thread_cap: int = 1000
    """160006 above it."""
    automod: set[str] = field(default_factory=set)
    """Words: a message with one of them is 200000."""

    @property
    def everyone(self) -> Role:
        return self.roles[self.id]

    @property
    def upload_limit(self) -> int:
        """Bytes a file."""
        return self.own_upload_limit or TIER_LIMIT[self.premium_tier]


@dataclass(eq=False)
class Attachment:
    id: str
    channel_id: str
    filename: str
    data: bytes
    content_type: str
    description: str | None = None
    width: int | None = None
    height: int | None = None
    ephemeral: bool = False
    gone: bool = False
    """Removed from the CDN: 404 whatever the signature says."""


@dataclass(eq=False)
class Reaction:
    normal: dict[str, User] = field(default_factory=dict)
    burst: dict[str, User] = field(default_factory=dict)

    @property
    def users(self) -> dict[str, User]:
        return self.normal | self.burst


@dataclass(frozen=True)
class Pings:
    """Whose phone rings: what allowed_mentions let through."""

    users: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    everyone: bool = False


@dataclass(eq=False)
class Message:
    id: str
    channel: Channel
    author: User
    at: float
    content: str = ""
    type: int = 0
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    """All of its files; what an embed or a component shows is left out of the wire's list."""
    flags: int = 0
    edited_at: float | None = None
    nonce: str | None = None
    referenced: Message | None = None
    reference: Json | None = None
    reactions: dict[str, Reaction] = field(default_factory=dict)
    pings: Pings = Pings()
    mentions: list[User] = field(default_factory=list)
    interaction: Interaction | None = None
    """The interaction that it answers."""
    audience: User | None = None
    """Ephemeral: the only one who sees it."""
    thread: Channel | None = None
    pinned: bool = False
    deleted: bool = False
    edits: int = 0
    """How often it was changed after it was posted."""

    @property
    def ephemeral(self) -> bool:
        return self.audience is not None

    @property
    def v2(self) -> bool:
        return bool(self.flags & Flag.V2)

    @property
    def loading(self) -> bool:
        return bool(self.flags & Flag.LOADING)


@dataclass(eq=False)
class Channel:
    id: str
    type: int
    name: str = ""
    guild: Guild | None = None
    parent: Channel | None = None
    position: int = 0
    topic: str | None = None
    overwrites: dict[str, Overwrite] = field(default_factory=dict)
    messages: dict[str, Message] = field(default_factory=dict)
    """By id, oldest first; ephemeral ones included."""
    recipients: list[User] = field(default_factory=list)
    owner: User | None = None
    members: dict[str, float] = field(default_factory=dict)
    """Of a thread: user id -> joined at."""
    archived: bool = False
    locked: bool = False
    invitable: bool = True
    auto_archive: int = 4320
    archive_at: float = 0.0
    nonces: dict[str, Message] = field(default_factory=dict)

    @property
    def is_thread(self) -> bool:
        return self.type in {Kind.NEWS_THREAD, Kind.THREAD, Kind.PRIVATE_THREAD}

    @property
    def is_dm(self) -> bool:
        return self.type == Kind.DM

    @property
    def private(self) -> bool:
        return self.type == Kind.PRIVATE_THREAD

    @property
    def mention(self) -> str:
        return f"<#{self.id}>"

    def overwrite(
        self, whom: User | Role, *, allow: Permission = NONE, deny: Permission = NONE
    ) -> None:
        """Adds to what stands there for this role or person."""
        old = self.overwrites.get(whom.id, Overwrite(isinstance(whom, User)))
        self.overwrites[whom.id] = Overwrite(
            isinstance(whom, User), (old.allow | allow) & ~deny, (old.deny | deny) & ~allow
        )


@dataclass(eq=False)
class Interaction:
    id: str
    token: str
    type: int
    user: User
    channel: Channel
    at: float
    data: Json
    message: Message | None = None
    """What was pressed."""
    root: Interaction | None = None
    """Of a modal submit: the interaction that opened the modal."""
    ack: int | None = None
    """Callback type, once it is acknowledged."""
    ack_after: float | None = None
    """Seconds from the event to the acknowledgement."""
    original: Message | None = None
    followups: dict[str, Message] = field(default_factory=dict)
    modal: Json | None = None
    choices: list[Json] | None = None
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    lost: bool = False
    """No gateway session was there to hear of it."""


@dataclass(eq=False)
class Application:
    id: str
    name: str
    owner: User
    message_content: bool = True
    """The switch in the portal: off = IDENTIFY with that intent is closed with 4014."""
    commands: dict[str, list[Json]] = field(default_factory=dict)
    """By guild id, "" = global."""
    creates: dict[str, int] = field(default_factory=dict)
    """New commands by guild id, "" = global: 200 a day each."""


class World:
    """Everything that exists, by id."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.ids = Snowflakes(clock)
        self.users: dict[str, User] = {}
        self.guilds: dict[str, Guild] = {}
        self.channels: dict[str, Channel] = {}
        self.interactions: dict[str, Interaction] = {}
        self.tokens: dict[str, Interaction] = {}
        """The same, by token."""
        self.attachments: dict[str, Attachment] = {}
        self.bot = User(BOT_ID, "Artdesk", bot=True)
        self.users[BOT_ID] = self.bot
        self.app = Application(self.ids.new(), "Artdesk", self.user("portal-owner"))

    def user(self, name: str, *, bot: bool = False) -> User:
        made = User(self.ids.new(), name, bot)
        self.users[made.id] = made
        return made

    def guild(self, name: str, owner: User, *, invite: Permission = BOT_INVITE) -> Guild:
        """A server that has invited the bot with these permissions."""
        made = Guild(self.ids.new(), name, owner)
        self.guilds[made.id] = made
        made.roles[made.id] = Role(made.id, "@everyone", EVERYONE, 0)
        self.join(made, owner)
        self.invite(made, invite)
        return made

    def invite(self, guild: Guild, permissions: Permission) -> Role:
        role = self.role(guild, self.bot.name, permissions)
        role.managed = True
        self.join(guild, self.bot, role)
        return role

    def role(self, guild: Guild, name: str, permissions: Permission = NONE) -> Role:
        made = Role(self.ids.new(), name, permissions, len(guild.roles))
        guild.roles[made.id] = made
        return made

    def join(self, guild: Guild, user: User, *roles: Role) -> Member:
        made = Member(user, {role.id for role in roles}, self.clock.now())
        guild.members[user.id] = made
        return made

    def channel(self, guild: Guild, name: str, kind: int = Kind.TEXT) -> Channel:
        made = Channel(self.ids.new(), kind, name, guild, position=len(self.channels))
        self.channels[made.id] = made
        return made

    def dm(self, user: User) -> Channel:
        """The one between the bot and this person; made when it is not there."""
        for channel in self.channels.values():
            if channel.is_dm and user in channel.recipients:
                return channel
        made = Channel(self.ids.new(), Kind.DM, recipients=[user])
        self.channels[made.id] = made
        return made

    def threads(self, guild: Guild) -> Iterator[Channel]:
        return (c for c in self.channels.values() if c.is_thread and c.guild is guild)

    def channels_of(self, guild: Guild) -> Iterator[Channel]:
        return (c for c in self.channels.values() if c.guild is guild and not c.is_thread)

    def messages(self, channels: Iterable[Channel] | None = None) -> list[Message]:
        """All that stand, oldest first."""
        found = [
            message
            for channel in (self.channels.values() if channels is None else channels)
            for message in channel.messages.values()
            if not message.deleted
        ]
        return sorted(found, key=lambda message: int(message.id))

    def bot_in(self, guild: Guild | None) -> bool:
        return guild is None or (guild.id in self.guilds and self.bot.id in guild.members)
