"""What is right and what is missing on Discord's side, asked over REST alone: the token, the switch
for what people write, each permission by name in each channel. Nothing is changed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import aiohttp
import discord

from adapters.discord import words
from adapters.discord.gateway import intents
from adapters.discord.permissions import invitation, missing, spoken
from adapters.discord.surface import Options

OK, MISSING, WRONG = "ok", "missing", "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    state: str
    """ok | missing (something is less good without it) | wrong (it does not work)"""
    what: str
    said: str


async def examine(options: Options) -> tuple[Finding, ...]:
    """For `doctor`. Never raises for what Discord answers."""
    options.addresses.use()
    client = discord.Client(intents=intents(read=options.read))
    try:
        await client.login(options.token)
        return tuple([found async for found in _all(client, options)])
    except discord.LoginFailure:
        return (Finding(WRONG, words.TOKEN, words.NOT_KNOWN),)
    except (discord.HTTPException, aiohttp.ClientError, OSError) as trouble:
        return (Finding(WRONG, words.DISCORD, words.out_of_reach(type(trouble).__name__)),)
    finally:
        await client.close()


async def _all(client: discord.Client, options: Options) -> AsyncIterator[Finding]:
    name = client.user.name if client.user else ""
    yield Finding(OK, words.TOKEN, words.known_as(name))
    yield _content(client, options)
    yield Finding(OK, words.INVITE, invitation(client.application_id or ""))
    guilds = [guild async for guild in client.fetch_guilds(with_counts=False)]
    if not guilds:
        yield Finding(MISSING, words.SERVERS, words.NO_SERVER)
    for gone in sorted(options.homes - {str(guild.id) for guild in guilds}):
        yield Finding(WRONG, words.SERVERS, words.not_in(gone))
    for guild in guilds:
        if options.homes and str(guild.id) not in options.homes:
            yield Finding(OK, guild.name, words.OTHER_TEAM)
            continue
        async for found in _server(client, guild):
            yield found


def _content(client: discord.Client, options: Options) -> Finding:
    flags = client.application_flags
    if flags.gateway_message_content or flags.gateway_message_content_limited:
        return Finding(OK, words.CONTENT, words.CONTENT_ON)
    if not options.read:
        return Finding(OK, words.CONTENT, words.CONTENT_UNWANTED)
    return Finding(MISSING, words.CONTENT, words.CONTENT_OFF)


async def _server(client: discord.Client, found: discord.Guild) -> AsyncIterator[Finding]:
    guild = await client.fetch_guild(found.id, with_counts=False)
    me = await guild.fetch_member(client.user.id if client.user else 0)
    lacks = missing(me.guild_permissions)
    yield (
        Finding(MISSING, guild.name, words.lacks(lacks))
        if lacks
        else Finding(OK, guild.name, words.ALLOWED)
    )
    for channel in await guild.fetch_channels():
        if not isinstance(channel, discord.TextChannel | discord.ForumChannel):
            continue
        allowed = channel.permissions_for(me)
        seen = spoken("view_channel") not in missing(allowed, ("view_channel",))
        here = tuple(one for one in missing(allowed) if one not in lacks)
        if seen and here:
            yield Finding(MISSING, f"{guild.name} #{channel.name}", words.lacks(here))
        elif not seen:
            yield Finding(OK, f"{guild.name} #{channel.name}", words.NOT_SEEN)
