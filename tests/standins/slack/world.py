"""What is in the workspace: people, channels, messages, files, views. Plain data with the shapes in
which Slack puts them on the wire (facts 16.2); who may do what is decided elsewhere."""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from PIL import Image as Pillow

from tests.standins.slack.clock import Clock

Json = dict[str, Any]

TEAM = "T0ARTDESK1"
FOREIGN_TEAM = "T0STRANGE1"
APP = "A0ARTDESK1"
BOT_USER = "U0ARTDESK1"
BOT = "B0ARTDESK1"
DOMAIN = "artdesk-team"

MAGIC = {
    b"\x89PNG\r\n\x1a\n": ("image/png", "png"),
    b"\xff\xd8\xff": ("image/jpeg", "jpg"),
    b"GIF8": ("image/gif", "gif"),
    b"RIFF": ("image/webp", "webp"),
    b"%PDF": ("application/pdf", "pdf"),
}


@dataclass
class User:
    id: str
    name: str
    team: str = TEAM
    real_name: str = ""
    is_owner: bool = False
    is_admin: bool = False
    is_restricted: bool = False
    """A guest of several channels."""
    is_ultra_restricted: bool = False
    """A guest of one channel."""
    bot_id: str = ""
    deleted: bool = False
    tz: str = "Europe/Berlin"
    tz_offset: int = 3600

    def wire(self) -> Json:
        profile = {
            "real_name": self.real_name or self.name.title(),
            "display_name": self.name,
            "team": self.team,
        }
        told: Json = {
            "id": self.id,
            "team_id": self.team,
            "name": self.name,
            "deleted": self.deleted,
            "real_name": profile["real_name"],
            "tz": self.tz,
            "tz_label": "Central European Time",
            "tz_offset": self.tz_offset,
            "profile": profile,
            "is_admin": self.is_admin,
            "is_owner": self.is_owner,
            "is_primary_owner": self.is_owner,
            "is_restricted": self.is_restricted,
            "is_ultra_restricted": self.is_ultra_restricted,
            "is_bot": bool(self.bot_id),
            "is_app_user": False,
            "updated": 1790000000,
        }
        if self.team != TEAM:
            told["is_stranger"] = True
        if self.bot_id:
            told["profile"]["bot_id"] = self.bot_id
        return told


@dataclass
class Message:
    channel: str
    ts: str
    user: str
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    thread_ts: str = ""
    """The root's ts on a reply; "" on a root."""
    subtype: str = ""
    bot_id: str = ""
    team: str = TEAM
    client_msg_id: str = ""
    metadata: Json | None = None
    files: list[str] = field(default_factory=list)
    reactions: dict[str, list[str]] = field(default_factory=dict)
    edited: Json | None = None
    only_for: str = ""
    """The one user who sees it: ephemeral."""
    deleted: bool = False

    @property
    def root(self) -> str:
        """The ts of the thread that this stands in or opens."""
        return self.thread_ts or self.ts

    @property
    def broadcast(self) -> bool:
        return self.subtype == "thread_broadcast"


@dataclass
class Channel:
    id: str
    name: str
    kind: str = "channel"
    """channel | group (private) | im | mpim"""
    members: set[str] = field(default_factory=set)
    is_archived: bool = False
    is_shared: bool = False
    """Slack Connect: people of another team are in it."""
    messages: dict[str, Message] = field(default_factory=dict)

    @property
    def shown_name(self) -> str:
        """As in payloads: a direct message has no name of its own."""
        return {"im": "directmessage", "group": "privategroup"}.get(self.kind, self.name)

    @property
    def public(self) -> bool:
        return self.kind == "channel"

    def wire(self, member: str) -> Json:
        told: Json = {
            "id": self.id,
            "created": 1790000000,
            "is_archived": self.is_archived,
            "is_channel": self.kind == "channel",
            "is_group": self.kind == "group",
            "is_im": self.kind == "im",
            "is_mpim": self.kind == "mpim",
            "is_private": not self.public,
            "is_ext_shared": self.is_shared,
            "is_shared": self.is_shared,
            "is_member": member in self.members,
            "context_team_id": TEAM,
            "num_members": len(self.members),
        }
        if self.kind == "im":
            told["user"] = next(iter(sorted(self.members - {member})), member)
        else:
            told |= {"name": self.name, "name_normalized": self.name}
        return told

    def thread(self, root: str) -> list[Message]:
        """The root and its replies, oldest first."""
        return [m for m in self.messages.values() if m.root == root and not m.only_for]


@dataclass
class File:
    id: str
    name: str
    owner: str
    data: bytes = b""
    length: int = 0
    """As announced; the bytes must match."""
    title: str = ""
    alt: str = ""
    complete: bool = False
    unready: int = 0
    """So many files.info calls still say that it is being processed."""
    shares: list[tuple[str, str, str]] = field(default_factory=list)
    """(channel, ts, thread_ts or "")"""
    given: set[str] = field(default_factory=set)
    """Users who got it in a form."""
    stub: bool = False
    """Slack Connect: events carry no more than `check_file_info`."""
    elsewhere: str = ""
    """The bytes lie on another host: url_private of an external file."""
    moved: str = ""
    """url_private answers with a redirect to there."""
    deleted: bool = False
    created: int = 0
    team: str = TEAM

    @property
    def ready(self) -> bool:
        return self.complete and self.unready <= 0 and not self.deleted

    @property
    def kind(self) -> tuple[str, str]:
        """(mimetype, filetype), read from the bytes."""
        for magic, kind in MAGIC.items():
            if self.data.startswith(magic):
                return kind
        return ("text/plain", "text") if self.data.isascii() else ("", "binary")

    @property
    def size(self) -> tuple[int, int] | None:
        try:
            with Pillow.open(io.BytesIO(self.data)) as picture:
                return picture.size
        except OSError:
            return None


class World:
    """`clock` gives the timestamps: strings, unique, never equal to another."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.files: dict[str, File] = {}
        self._numbers = itertools.count(1)
        self._last_ts = 0
        self.origin = ""
        """http://127.0.0.1:port, once it is known."""

    def new_id(self, letter: str) -> str:
        return f"{letter}0ART{next(self._numbers):06d}"

    def new_ts(self) -> str:
        self._last_ts = max(int(self.clock.now() * 1_000_000), self._last_ts + 1)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def add_user(self, user: User) -> User:
        self.users[user.id] = user
        return user

    def add_channel(
        self, name: str, members: Iterable[str], kind: str = "channel", **more: Any
    ) -> Channel:
        letter = {"channel": "C", "group": "C", "mpim": "G", "im": "D"}[kind]
        made = Channel(self.new_id(letter), name, kind, set(members), **more)
        self.channels[made.id] = made
        return made

    def direct(self, *users: str) -> Channel:
        """The direct message of these users, made when there is none."""
        kind = "im" if len(set(users)) <= 2 else "mpim"
        for channel in self.channels.values():
            if channel.kind == kind and channel.members == set(users):
                return channel
        return self.add_channel("-".join(users), users, kind)

    def channel_called(self, name: str) -> Channel:
        return next(c for c in self.channels.values() if name.lstrip("#") in {c.name, c.id})

    def user_called(self, name: str) -> User:
        return next(u for u in self.users.values() if name.lstrip("@") in {u.name, u.id})

    def messages(self) -> Iterator[Message]:
        for channel in self.channels.values():
            yield from channel.messages.values()

    def add_file(self, name: str, owner: str, **more: Any) -> File:
        made = File(self.new_id("F"), name, owner, created=int(self.clock.now()), **more)
        self.files[made.id] = made
        return made

    def seen_by(self, file: File, user: str) -> bool:
        """Own files, files in a channel of theirs, files that a form handed over."""
        if file.owner == user or user in file.given:
            return True
        return any(user in self.channels[channel].members for channel, *_ in file.shares)
