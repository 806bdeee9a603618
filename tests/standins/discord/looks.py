"""A message as a person sees it: its words, its buttons, its pictures."""

from __future__ import annotations

from tests.standins.discord.bodies import texts
from tests.standins.discord.components import every
from tests.standins.discord.refusals import Json
from tests.standins.discord.world import Attachment, Message


def words(message: Message) -> str:
    """Content, embeds and text displays, in reading order."""
    lines: list[str | None] = [message.content]
    for embed in message.embeds:
        lines += [embed.get("author", {}).get("name"), embed.get("title"), embed.get("description")]
        for field in embed.get("fields", []):
            lines += [field["name"], field["value"]]
        lines.append(embed.get("footer", {}).get("text"))
    lines += texts(message.components)
    return "\n".join(line for line in lines if line)


def buttons(message: Message) -> list[Json]:
    return [c for c in every(message.components) if c.get("type") == 2]


def labels(message: Message) -> list[str]:
    """What stands on the buttons; an emoji alone is its own label."""
    return [b.get("label") or b.get("emoji", {}).get("name", "") for b in buttons(message)]


def pictures(message: Message) -> list[Attachment]:
    """Every file of the message that is a picture, wherever it is shown."""
    return [a for a in message.attachments if a.content_type.startswith("image/")]


def images(message: Message) -> list[bytes]:
    return [attachment.data for attachment in pictures(message)]
