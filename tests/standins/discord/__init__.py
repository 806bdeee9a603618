"""Discord on the wire, for the real client: REST v10, gateway and CDN on one port of this machine, with
Discord's rules. Start at standin.py."""

from tests.standins.discord.faults import Fault
from tests.standins.discord.filling import CannotDo, File
from tests.standins.discord.looks import buttons, images, labels, pictures, words
from tests.standins.discord.permissions import BOT_INVITE, Permission
from tests.standins.discord.person import Person, Used
from tests.standins.discord.standin import Discord, discord_standin, serving
from tests.standins.discord.trace import Seen
from tests.standins.discord.world import (
    Channel,
    Flag,
    Guild,
    Kind,
    Message,
    Role,
    User,
)

__all__ = [
    "BOT_INVITE",
    "CannotDo",
    "Channel",
    "Discord",
    "Fault",
    "File",
    "Flag",
    "Guild",
    "Kind",
    "Message",
    "Permission",
    "Person",
    "Role",
    "Seen",
    "Used",
    "User",
    "buttons",
    "discord_standin",
    "images",
    "labels",
    "pictures",
    "serving",
    "words",
]
