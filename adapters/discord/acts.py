"""What Discord sends -> an event: names, rights, refs and words, read from the SDK's objects. Pure.

What needs a look first (whose server a direct message belongs to, a thread's parent) is asked by
places.py and handed in as a venue.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import discord

from adapters.discord import text
from adapters.discord.form import attachment
from bot.domain.reaction import meaning
from bot.events import (
    Actor,
    Attached,
    Edited,
    Event,
    Gone,
    Invocation,
    Joined,
    Left,
    Platform,
    Reaction,
    Reply,
    Venue,
)

if TYPE_CHECKING:
    from adapters.discord.places import Place

Json = dict[str, Any]
BRIEF, PRIVATE = "brief", ("private", "yes")
"""The one command that begins something, and how it stays out of the channel."""
NAME_MAX = 80
"""Characters of a name: longer than any, shorter than a line."""
_TYPED = frozenset({discord.MessageType.default, discord.MessageType.reply})
"""Kinds of messages that a person wrote; all others are Discord's own ("Dana pinned...")."""
_USER = re.compile(r"<@!?(\d+)>")
_ROLE = re.compile(r"<@&(\d+)>")
_EMOJI = re.compile(r"<a?:(\w+):\d+>")
_GUEST = 1 << 4
"""Flag of a member who was invited to one voice channel only."""


@dataclass(frozen=True, slots=True)
class Me:
    """The bot as people call it. `roles`: its own role in each server, mentioned by mistake."""

    id: int
    roles: frozenset[int] = frozenset()
    name: str = ""


def ref(channel: int | str, message: int | str) -> str:
    """The one name of a message: where it really is, then which it is."""
    return f"{channel}/{message}"


def snowflake(at: float) -> int:
    """The id that something of this moment (epoch seconds) would have at least."""
    return max(0, int(at * 1000 - discord.utils.DISCORD_EPOCH)) << 22


def actor(
    user: discord.User | discord.Member, installation: str, manages: bool | None = None
) -> Actor:
    """`manages`: None = worked out from their roles where these came along."""
    flags = user.flags.value if isinstance(user, discord.Member) else 0
    return Actor(
        platform=Platform.DISCORD,
        installation=installation,
        user=str(user.id),
        name=text.label(user.display_name, NAME_MAX),
        platform_admin=may_manage(user) if manages is None else manages,
        is_bot=user.bot,
        is_guest=bool(flags & _GUEST),
    )


def may_manage(user: discord.User | discord.Member) -> bool | None:
    """Owner, administrator, or Manage Server; None where the event said nothing of roles."""
    if not isinstance(user, discord.Member) or user.guild.unavailable or not user.guild.roles:
        return None
    return manages(user.guild_permissions)


def manages(permissions: discord.Permissions) -> bool:
    return permissions.administrator or permissions.manage_guild


def nobody(installation: str, me: Me) -> Actor:
    """The desk's own account: who acts when nobody did."""
    return Actor(Platform.DISCORD, installation, str(me.id), me.name, None, is_bot=True)


# --- messages ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Words:
    """A message as the desk reads it."""

    text: str
    mentions_bot: bool
    mentions_others: bool


def is_typed(message: discord.Message) -> bool:
    """Written by a person: no bot, no webhook, no notice of Discord's own."""
    return not message.author.bot and not message.webhook_id and message.type in _TYPED


def is_blank(message: discord.Message) -> bool:
    """Nothing at all came with it: Discord keeps what people write from the desk here."""
    extras = (message.attachments, message.embeds, message.stickers, message.poll)
    return not message.content and not any(extras) and not message.message_snapshots


def words_of(message: discord.Message, me: Me) -> Words:
    """The words without the mention of the desk; other people by their names."""
    raw = message.content
    users = {int(found) for found in _USER.findall(raw)}
    roles = {int(found) for found in _ROLE.findall(raw)}
    ours = me.id in users or bool(roles & me.roles)
    others = bool(users - {me.id} or roles - me.roles or message.mention_everyone)
    names = {str(user.id): user.display_name for user in message.mentions}
    said = _USER.sub(lambda m: "" if int(m[1]) == me.id else f"@{names.get(m[1], m[1])}", raw)
    said = _ROLE.sub(lambda m: "" if int(m[1]) in me.roles else "@role", said)
    said = _EMOJI.sub(r":\1:", said)
    return Words(said.strip(), ours, others)


def answered(message: discord.Message, me: Me) -> tuple[str, bool]:
    """(ref of the message that this one answers or "", whether a person wrote that)."""
    to = message.reference
    if to is None or to.message_id is None or message.type is not discord.MessageType.reply:
        return "", False
    found = to.resolved
    by_other = isinstance(found, discord.Message) and found.author.id != me.id
    return ref(to.channel_id, to.message_id), by_other


def attached(message: discord.Message) -> tuple[Attached, ...]:
    return files(dict(one.to_dict()) for one in message.attachments)


def files(rows: Iterable[Json]) -> tuple[Attached, ...]:
    return tuple(attachment(row) for row in rows)


def message_event(
    message: discord.Message, who: Actor, place: Place, me: Me, at: float
) -> Event | None:
    """None: nothing that the desk was told. In direct messages every line is a brief of its own,
    unless it answers a message of the desk."""
    venue, ours = place.venue, place.ours
    said, (to, by_other) = words_of(message, me), answered(message, me)
    direct = message.guild is None
    to_us = bool(to) and not by_other
    origin, photos = origin_of(message), attached(message)
    called = None
    if said.mentions_bot or direct:
        where = replace(venue, thread="") if direct else venue
        called = Invocation(origin, who, where, at, "help")
        if said.text or photos:
            values = (PRIVATE,) if place.secret else ()
            called = Invocation(origin, who, where, at, BRIEF, said.text, values, attached=photos)
    if not (ours or to_us):
        return called
    return Reply(
        origin,
        who,
        venue,
        at,
        text=said.text,
        to=to,
        mentions_bot=said.mentions_bot,
        mentions_others=said.mentions_others,
        answers_other=by_other,
        attached=photos,
        otherwise=called,
    )


def edited_event(message: discord.Message, who: Actor, venue: Venue, me: Me, at: float) -> Edited:
    """The message is called by the origin that its words had."""
    when = int(message.edited_at.timestamp() * 1000) if message.edited_at else 0
    origin = f"discord:edited:{message.id}:{when}"
    return Edited(origin, who, venue, at, origin_of(message), words_of(message, me).text)


def origin_of(message: discord.Message) -> str:
    return f"discord:message:{message.id}"


def gone_event(venue: Venue, who: Actor, at: float, message: str = "") -> Gone:
    """`message` "": the whole place."""
    what = message or ref(venue.channel, venue.thread)
    return Gone(f"discord:gone:{what}", who, venue, at, message)


# --- reactions --------------------------------------------------------------------------------


def reaction_event(
    payload: discord.RawReactionActionEvent, who: Actor, venue: Venue, at: float
) -> Reaction | None:
    """None for a sign that means nothing here: a laugh is no event. The origin is told apart by its
    time: Discord gives reactions no id, and never sends one twice to the same session."""
    emoji = str(payload.emoji)
    if meaning(emoji) is None:
        return None
    added = payload.event_type == "REACTION_ADD"
    message = ref(payload.channel_id, payload.message_id)
    sign = "+" if added else "-"
    origin = f"discord:reaction:{message}:{payload.user_id}:{emoji}:{sign}:{at:.3f}"
    return Reaction(origin, who, venue, at, message, emoji, added)


# --- servers ----------------------------------------------------------------------------------


def joined_event(guild: discord.Guild, who: Actor, venue: Venue, at: float) -> Joined:
    """One origin for one stay: told at every start, heard once."""
    since = guild.me.joined_at if guild.me else None
    stay = int(since.timestamp() * 1000) if since else 0
    return Joined(f"discord:joined:{guild.id}:{stay}", who, venue, at, guild.name)


def left_event(guild: discord.Guild, me: Me, at: float) -> Left:
    key = str(guild.id)
    venue = Venue(Platform.DISCORD, key, "")
    return Left(f"discord:left:{key}:{at:.0f}", nobody(key, me), venue, at)
