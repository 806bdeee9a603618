"""Who may do what in a channel: roles, then the channel's overwrites, as Discord adds them up."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntFlag
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.standins.discord.world import Channel, Guild, User


class Permission(IntFlag):
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    USE_EXTERNAL_EMOJIS = 1 << 18
    CHANGE_NICKNAME = 1 << 26
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    CREATE_PRIVATE_THREADS = 1 << 36
    SEND_MESSAGES_IN_THREADS = 1 << 38
    PIN_MESSAGES = 1 << 51


NONE = Permission(0)
ALL = Permission((1 << 52) - 1)
BOT_INVITE = Permission(309_237_763_136)
"""The least that the bot asks for (facts 6): view, send, send in threads, public threads, embeds, files,
history, reactions."""
EVERYONE = (
    BOT_INVITE
    | Permission.CREATE_PRIVATE_THREADS
    | Permission.USE_APPLICATION_COMMANDS
    | Permission.CHANGE_NICKNAME
)
"""What a new server gives everybody, as far as it matters here."""


@dataclass(frozen=True)
class Overwrite:
    person: bool
    allow: Permission = NONE
    deny: Permission = NONE


def of_guild(guild: Guild, user: User) -> Permission:
    member = guild.members.get(user.id)
    if member is None:
        return NONE
    if user is guild.owner:
        return ALL
    granted = guild.everyone.permissions
    for role in member.roles:
        granted |= guild.roles[role].permissions
    return ALL if granted & Permission.ADMINISTRATOR else granted


def of_channel(channel: Channel, user: User) -> Permission:
    """A thread has its parent's; a private one only for its members and who manages threads."""
    if channel.guild is None:
        return ALL if user.bot or user in channel.recipients else NONE
    granted = of_guild(channel.guild, user)
    if granted == ALL or not granted:
        return granted
    granted = _overwritten(channel.parent or channel, channel.guild, user, granted)
    if not granted & Permission.VIEW_CHANNEL:
        return NONE
    outside = channel.private and user.id not in channel.members
    return NONE if outside and not granted & Permission.MANAGE_THREADS else granted


def _overwritten(place: Channel, guild: Guild, user: User, granted: Permission) -> Permission:
    everyone = place.overwrites.get(guild.id)
    if everyone:
        granted = granted & ~everyone.deny | everyone.allow
    roles = [place.overwrites[r] for r in guild.members[user.id].roles if r in place.overwrites]
    for overwrite in roles:
        granted &= ~overwrite.deny
    for overwrite in roles:
        granted |= overwrite.allow
    own = place.overwrites.get(user.id)
    return granted & ~own.deny | own.allow if own else granted
