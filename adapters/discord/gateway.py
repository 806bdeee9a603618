"""The SDK's client, bare: no caches of messages or people, no command tree, no views. What comes in
is handed on; a mistake of ours in one event is noted and stops no other."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable

import discord

from bot.ports import Notes

Interaction = discord.Interaction[discord.Client]
GUILD_READY_S = 1.0
"""Servers arrive one by one after a login; this long after the last one they are all there."""


class Listener(ABC):
    """What the desk wants to hear of."""

    @abstractmethod
    async def interaction(self, came: Interaction) -> None: ...

    @abstractmethod
    async def message(self, came: discord.Message) -> None: ...

    @abstractmethod
    async def edited(self, came: discord.RawMessageUpdateEvent) -> None: ...

    @abstractmethod
    async def deleted(self, channel: int, guild: int | None, messages: frozenset[int]) -> None: ...

    @abstractmethod
    async def reaction(self, came: discord.RawReactionActionEvent) -> None: ...

    @abstractmethod
    async def cleared(self, channel: int, guild: int | None, message: int) -> None: ...

    @abstractmethod
    async def place_gone(self, guild: int, channel: int, thread: int | None) -> None: ...

    @abstractmethod
    async def here(self, guild: discord.Guild) -> None:
        """A server is there: at every login, and when it is new."""

    @abstractmethod
    async def away(self, guild: discord.Guild) -> None: ...


def intents(*, read: bool) -> discord.Intents:
    """`read`: what people write in threads; without it words reach the desk that mention it, that
    answer it with the ping on, or that are direct messages."""
    wanted = discord.Intents.none()
    wanted.guilds = True
    wanted.guild_messages = wanted.guild_reactions = True
    wanted.dm_messages = wanted.dm_reactions = True
    wanted.message_content = read
    return wanted


discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
"""The SDK warns at every start that it cannot speak; it is not meant to."""


class Gateway(discord.Client):
    """`listener` is set before it connects; `ready` is called at every login."""

    listener: Listener

    def __init__(self, notes: Notes, ready: Callable[[], None], *, read: bool) -> None:
        super().__init__(
            intents=intents(read=read),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            allowed_mentions=discord.AllowedMentions.none(),
            guild_ready_timeout=GUILD_READY_S,
        )
        self._notes, self._when_ready = notes, ready

    async def on_ready(self) -> None:
        self._when_ready()

    async def _safely(self, event: str, doing: Awaitable[None]) -> None:
        try:
            await doing
        except Exception as error:  # noqa: BLE001 - an event of its own; the SDK would log its text
            self._notes.bug(f"discord_{event}_bug", error)

    async def on_interaction(self, came: Interaction) -> None:
        await self._safely("interaction", self.listener.interaction(came))

    async def on_message(self, came: discord.Message) -> None:
        await self._safely("message", self.listener.message(came))

    async def on_raw_message_edit(self, came: discord.RawMessageUpdateEvent) -> None:
        await self._safely("edit", self.listener.edited(came))

    async def on_raw_message_delete(self, came: discord.RawMessageDeleteEvent) -> None:
        gone = frozenset({came.message_id})
        await self._safely("delete", self.listener.deleted(came.channel_id, came.guild_id, gone))

    async def on_raw_bulk_message_delete(self, came: discord.RawBulkMessageDeleteEvent) -> None:
        gone = frozenset(came.message_ids)
        await self._safely("delete", self.listener.deleted(came.channel_id, came.guild_id, gone))

    async def on_raw_reaction_add(self, came: discord.RawReactionActionEvent) -> None:
        await self._safely("reaction", self.listener.reaction(came))

    async def on_raw_reaction_remove(self, came: discord.RawReactionActionEvent) -> None:
        await self._safely("reaction", self.listener.reaction(came))

    async def on_raw_reaction_clear(self, came: discord.RawReactionClearEvent) -> None:
        cleared = self.listener.cleared(came.channel_id, came.guild_id, came.message_id)
        await self._safely("reaction", cleared)

    async def on_raw_reaction_clear_emoji(self, came: discord.RawReactionClearEmojiEvent) -> None:
        cleared = self.listener.cleared(came.channel_id, came.guild_id, came.message_id)
        await self._safely("reaction", cleared)

    async def on_raw_thread_delete(self, came: discord.RawThreadDeleteEvent) -> None:
        gone = self.listener.place_gone(came.guild_id, came.parent_id, came.thread_id)
        await self._safely("delete", gone)

    async def on_guild_channel_delete(self, came: discord.abc.GuildChannel) -> None:
        await self._safely("delete", self.listener.place_gone(came.guild.id, came.id, None))

    async def on_guild_available(self, guild: discord.Guild) -> None:
        await self._safely("server", self.listener.here(guild))

    async def on_guild_join(self, guild: discord.Guild) -> None:
        await self._safely("server", self.listener.here(guild))

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        await self._safely("server", self.listener.away(guild))


class SdkLog(logging.Handler):
    """The SDK's own log, as notes: its sentences without what it fills in, which may be people's
    words, addresses with tokens, whole requests."""

    def __init__(self, notes: Notes) -> None:
        super().__init__(logging.WARNING)
        self._notes = notes

    def emit(self, record: logging.LogRecord) -> None:
        self._notes.note("discord_sdk", level=record.levelname, said=str(record.msg))

    def install(self) -> None:
        log = logging.getLogger("discord")
        log.setLevel(logging.WARNING)
        log.propagate = False
        log.handlers = [self]
