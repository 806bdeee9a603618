"""Discord on the wire, for the real client: REST v10, gateway and CDN on one port of this machine, with
Discord's rules. Start at standin.py.

    async with discord_standin() as d:                      # the SDK of this process is pointed at it
        ... start the bot with d.token (or d.api, d.gateway.url, d.url as its addresses) ...
        await d.online()
        used = await d.member.slash("brief", d.briefs, what="a can", photo1=File("a.png", data))
        message = await used.settled()                      # words(), labels(), images() of a message
        form = await d.approver.click(message, "Change...") # by label, its beginning, or custom_id
        await d.approver.submit(form, {"What": "warmer"})   # by label or custom_id
        await d.member.say("warmer", thread, reply_to=message); await d.member.react(message, "✅")
        d.fail("POST", "/channels/*/messages", status=502, applied=True); d.refuse("PATCH", "/**", 10008)
        await d.saw("POST", "/channels/*/messages", nth=2); d.clock.move(901); await d.gateway.close(4000)
        assert d.violations == []                           # misuse, secrets, what no schema allows
"""

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
