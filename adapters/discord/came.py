"""One interaction as it came: who, where, what, and how it is answered. Reading it asks nobody; in
direct messages somebody's membership is asked for, after the acknowledgement."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import discord

from adapters.discord import acts
from adapters.discord.answers import Asker, Clicked, clicked
from adapters.discord.client import Line
from adapters.discord.permissions import TO_WORK, missing
from adapters.discord.talk import Talk
from bot.events import Actor, Platform, Venue
from bot.ports import Clock

Json = dict[str, Any]
Interaction = discord.Interaction[discord.Client]


@dataclass(frozen=True, slots=True)
class Came:
    """One interaction: what came, and how it is answered."""

    at: float
    origin: str
    data: Json
    talk: Talk
    asker: Asker
    on: Clicked | None
    labels: dict[str, str]
    """Label of each button of the message it came from, by id."""
    direct: bool
    secret: bool = False
    """In a thread that only its members see: a brief from there is private too."""
    lacks: tuple[str, ...] = ()
    """Permissions that the desk would need to work on a brief here, as people call them."""


class Reading:
    def __init__(self, line: Line, clock: Clock) -> None:
        self._line, self._clock = line, clock

    def read(self, interaction: Interaction) -> Came:
        venue = self._venue(interaction)
        manages = acts.manages(interaction.permissions) if interaction.guild_id else None
        actor = acts.actor(interaction.user, venue.installation, manages)
        talk = Talk(
            wire=self._line.wire,
            clock=self._clock,
            application=str(interaction.application_id),
            id=str(interaction.id),
            token=interaction.token,
            limit=interaction.filesize_limit,
            born=self._clock.monotonic(),
        )
        return Came(
            at=self._clock.now(),
            origin=f"discord:{interaction.id}",
            data=dict(interaction.data or {}),
            talk=talk,
            asker=Asker(actor, venue),
            on=clicked(interaction.message),
            labels=_labels(interaction.message),
            direct=interaction.guild_id is None,
            secret=_is_secret(interaction),
            lacks=missing(interaction.app_permissions, TO_WORK) if interaction.guild_id else (),
        )

    def _venue(self, interaction: Interaction) -> Venue:
        channel = str(interaction.channel_id or "")
        if interaction.guild_id is None:
            return Venue(Platform.DISCORD, self._line.places.home(), channel, channel)
        place = interaction.channel
        if isinstance(place, discord.Thread):
            venue = Venue(
                Platform.DISCORD, str(interaction.guild_id), str(place.parent_id), channel
            )
            ours = place.owner_id == self._line.places.me().id
            self._line.places.remember([venue], ours=ours, secret=_is_secret(interaction))
            return venue
        return Venue(Platform.DISCORD, str(interaction.guild_id), channel)

    async def verified(self, came: Came) -> Asker:
        """In direct messages Discord does not say whether somebody is still in the server."""
        if not came.direct:
            return came.asker
        actor: Actor = await self._line.places.person(int(came.asker.actor.user))
        known = replace(actor, name=came.asker.actor.name)
        return Asker(known, replace(came.asker.venue, installation=known.installation))


def _is_secret(interaction: Interaction) -> bool:
    place = interaction.channel
    return isinstance(place, discord.Thread) and place.is_private()


def _labels(message: discord.Message | None) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in message.components if message else ():
        for one in getattr(row, "children", ()):
            if isinstance(one, discord.Button) and one.custom_id:
                found[one.custom_id] = one.label or ""
            if isinstance(one, discord.SelectMenu):
                found |= {option.value: option.label for option in one.options}
    return found
