"""What the desk has to be allowed in a server, by name, and what of it is missing in a channel: for
doctor, for the invitation, and for the sentence when Discord refuses."""

from __future__ import annotations

import discord

NEEDED = {
    "view_channel": 1 << 10,
    "send_messages": 1 << 11,
    "embed_links": 1 << 14,
    "attach_files": 1 << 15,
    "read_message_history": 1 << 16,
    "add_reactions": 1 << 6,
    "create_public_threads": 1 << 35,
    "create_private_threads": 1 << 36,
    "send_messages_in_threads": 1 << 38,
}
"""The least that everything works with; nothing else is asked for."""
INVITED = sum(NEEDED.values())
"""309237763136, and private threads for private briefs."""
TO_WRITE = ("view_channel", "send_messages", "embed_links", "attach_files")
"""Without these no card can stand in a channel."""
TO_WORK = (*TO_WRITE, "create_public_threads", "send_messages_in_threads")
"""Without these no brief can be worked on there."""


def spoken(name: str) -> str:
    """As Discord's own settings call it."""
    return name.replace("_", " ").title()


def missing(
    allowed: discord.Permissions, wanted: tuple[str, ...] = tuple(NEEDED)
) -> tuple[str, ...]:
    """Names of what is not allowed, as people read them."""
    if allowed.administrator:
        return ()
    return tuple(spoken(name) for name in wanted if not allowed.value & NEEDED[name])


def missing_in(guild: discord.Guild | None, channel: str) -> tuple[str, ...]:
    """() where it cannot be told."""
    place = guild.get_channel(int(channel)) if guild and channel.isdigit() else None
    if guild is None or place is None or guild.me is None:
        return ()
    return missing(place.permissions_for(guild.me))


def first_writable(guild: discord.Guild) -> str:
    """The first channel, from the top, in which a card can stand; "" = none."""
    me = guild.me
    if me is None:
        return ""
    for channel in sorted(guild.text_channels, key=lambda c: (c.position, c.id)):
        if not missing(channel.permissions_for(me), TO_WRITE):
            return str(channel.id)
    return ""


def invitation(application: int | str) -> str:
    """The link that an admin of a server opens to bring the desk there."""
    return (
        f"https://discord.com/oauth2/authorize?client_id={application}"
        f"&scope=bot+applications.commands&permissions={INVITED}"
    )
