"""The parts of the stand-in that every route and every person needs, put together once."""

from __future__ import annotations

from tests.standins.discord.bodies import Bodies
from tests.standins.discord.cdn import Cdn
from tests.standins.discord.clock import Clock
from tests.standins.discord.deeds import Deeds
from tests.standins.discord.gateway import Gateway
from tests.standins.discord.permissions import Permission, of_channel
from tests.standins.discord.refusals import Refused
from tests.standins.discord.shapes import Shapes
from tests.standins.discord.trace import Trace
from tests.standins.discord.world import Channel, Guild, Message, World


class Core:
    def __init__(self) -> None:
        self.clock = Clock()
        self.trace = Trace()
        self.world = World(self.clock)
        self.cdn = Cdn(self.world, self.clock)
        self.shapes = Shapes(self.world, self.cdn)
        self.gateway = Gateway(self.world, self.shapes, self.trace)
        self.bodies = Bodies(self.world, self.cdn)
        self.deeds = Deeds(self.world, self.shapes, self.gateway)
        self.clock.moved = self.deeds.tidy

    def find_channel(self, channel_id: str) -> Channel:
        """Where the bot may look: 10003 for what is not there, 50001 for what it may not see."""
        found = self.world.channels.get(channel_id)
        if found is None:
            raise Refused(10003)
        if not of_channel(found, self.world.bot) & Permission.VIEW_CHANNEL:
            raise Refused(50001)
        return found

    def find_message(self, channel: Channel, message_id: str) -> Message:
        """An ephemeral one is unknown by id."""
        found = channel.messages.get(message_id)
        if found is None or found.deleted or found.ephemeral:
            raise Refused(10008)
        return found

    def find_guild(self, guild_id: str) -> Guild:
        found = self.world.guilds.get(guild_id)
        if found is None:
            raise Refused(10004)
        if not self.world.bot_in(found):
            raise Refused(50001)
        return found

    def needs(self, channel: Channel, *wanted: Permission) -> None:
        granted = of_channel(channel, self.world.bot)
        if any(not granted & permission for permission in wanted):
            raise Refused(50013)

    def may(self, channel: Channel, wanted: Permission) -> bool:
        return bool(of_channel(channel, self.world.bot) & wanted)

    def upload_limit(self, channel: Channel) -> int:
        """Bytes a file of a message that is no answer to an interaction."""
        return channel.guild.upload_limit if channel.guild else 10 * 1024 * 1024
