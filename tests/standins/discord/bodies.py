"""What Discord says to the body of a message: lengths, counts, files, mentions; and the body put on the
message. An edit changes what it names and leaves the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tests.standins.discord.cdn import MARK, Cdn, sanitised
from tests.standins.discord.components import Checked, every, numbered
from tests.standins.discord.permissions import Permission, of_channel
from tests.standins.discord.refusals import Form, Json, Refused, units
from tests.standins.discord.trace import Upload
from tests.standins.discord.world import (
    MIB,
    Attachment,
    Channel,
    Flag,
    Message,
    Pings,
    User,
    World,
)

FILES_MAX = 10
"""Files of one message."""
REQUEST_MAX = 25 * MIB
"""Of a whole request (facts 3)."""
EMBED_LIMITS = {"title": 256, "description": 4096, "url": 2048}
SENDABLE = Flag.SUPPRESS_EMBEDS | Flag.SILENT | Flag.V2
MENTION = re.compile(r"<@!?(\d+)>")
ROLE_MENTION = re.compile(r"<@&(\d+)>")
EVERYBODY = re.compile(r"@(everyone|here)\b")


@dataclass
class Bodies:
    world: World
    cdn: Cdn
    strict_gallery: bool = True
    """api-docs#7529, open: an edit that uploads a new file for a media gallery is refused."""

    def put(
        self, message: Message, body: Json, files: Sequence[Upload], *, edit: bool, limit: int
    ) -> None:
        """Checks everything, then changes the message; `limit`: bytes a file. Raises Refused."""
        v2 = bool((message.flags | _number(body.get("flags"))) & Flag.V2)
        form = Form()
        self._fields(form, message, body, v2=v2)
        if sum(len(file.data) for file in files) > REQUEST_MAX:
            raise Refused(40005)
        if any(len(file.data) > limit for file in files):
            raise Refused(40005)
        kept = self._kept(form, message, body, files)
        if len(kept) + len(files) > FILES_MAX:
            words = f"Must be {FILES_MAX} or fewer in length."
            form.wrong("attachments", "BASE_TYPE_MAX_LENGTH", words)
        form.done()
        fresh = self._uploads(message, body, files)
        attachments = [*kept, *fresh]
        embeds, components = self._pictured(form, message, body, attachments)
        if edit and v2 and self.strict_gallery and fresh and _new_in_gallery(components, fresh):
            words = "The referenced attachment was not found"
            form.wrong("components", "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND", words)
        form.done()
        content = (
            message.content if body.get("content", message) is message else body["content"] or ""
        )
        if not (content or embeds or components or attachments):
            raise Refused(50006)
        message.content, message.embeds, message.components = content, embeds, components
        message.attachments = attachments
        self._flag(message, body, edit=edit)

    def _flag(self, message: Message, body: Json, *, edit: bool) -> None:
        asked = _number(body.get("flags")) & int(SENDABLE)
        if not edit:
            message.flags |= asked
        elif "flags" in body:
            message.flags = message.flags & ~int(Flag.SUPPRESS_EMBEDS) | asked

    def _fields(self, form: Form, message: Message, body: Json, *, v2: bool) -> None:
        form.length("content", body.get("content"), 0, 2000)
        embeds = body.get("embeds") or []
        if v2:
            for key in ("content", "embeds", "poll", "sticker_ids"):
                if body.get(key):
                    code = "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"
                    form.wrong(key, code, f"The '{key}' field cannot be used with the V2 flag")
            for key, stands in (("content", message.content), ("embeds", message.embeds)):
                if stands and key not in body:
                    code = "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"
                    form.wrong(key, code, f"The message has {key}: they must be emptied first")
        check_embeds(form, embeds)
        if body.get("components") is not None:
            Checked(form).message(body["components"], v2=v2)
        nonce = body.get("nonce")
        if isinstance(nonce, str):
            form.length("nonce", nonce, 0, 25)
        check_mentions(form, body.get("allowed_mentions") or {})

    def _kept(
        self, form: Form, message: Message, body: Json, files: Sequence[Upload]
    ) -> list[Attachment]:
        """`attachments` of an edit is the whole wanted set; without it everything stays."""
        if "attachments" not in body:
            return list(message.attachments)
        own = {attachment.id: attachment for attachment in message.attachments}
        new = {str(file.index) for file in files}
        kept = []
        for at, entry in enumerate(body["attachments"] or []):
            wanted = str(entry.get("id"))
            form.length(f"attachments.{at}.description", entry.get("description"), 0, 1024)
            if wanted in own:
                kept.append(own[wanted])
            elif wanted not in new:
                words = f"Attachment data for id {wanted} was not found"
                form.wrong(f"attachments.{at}.id", "ATTACHMENT_NOT_FOUND", words)
        return kept

    def _uploads(self, message: Message, body: Json, files: Sequence[Upload]) -> list[Attachment]:
        said = {str(entry.get("id")): entry for entry in body.get("attachments") or []}
        made = []
        for file in files:
            entry = said.get(str(file.index), {})
            made.append(
                self.cdn.keep(
                    message.channel.id,
                    entry.get("filename") or file.filename,
                    file.data,
                    description=entry.get("description"),
                    ephemeral=message.ephemeral,
                )
            )
        return made

    def _pictured(
        self, form: Form, message: Message, body: Json, among: list[Attachment]
    ) -> tuple[list[Json], list[Json]]:
        """Embeds and components with their pictures found among the message's files."""
        embeds, components = message.embeds, message.components
        if "embeds" in body:
            embeds = [
                self._marked(form, embed, f"embeds.{at}", among)
                for at, embed in enumerate(body["embeds"] or [])
            ]
        if "components" in body:
            components = [
                self._marked(form, component, f"components.{at}", among)
                for at, component in enumerate(numbered(body["components"] or []))
            ]
        return embeds, components

    def _marked(self, form: Form, value: Any, path: str, among: list[Attachment]) -> Any:
        if isinstance(value, list):
            return [self._marked(form, part, f"{path}.{n}", among) for n, part in enumerate(value)]
        if not isinstance(value, dict):
            return value
        said = {}
        for key, part in value.items():
            picture = key in {"url", "icon_url"} and isinstance(part, str)
            if picture and (found := self.cdn.named(part, among)):
                said[key] = MARK + found.id
            elif picture and part.startswith("attachment://"):
                words = f"No file {sanitised(part[13:])} in this message"
                code = "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND"
                form.wrong(f"{path}.{key}", code, words)
            else:
                said[key] = self._marked(form, part, f"{path}.{key}", among)
        return said

    def pings(self, message: Message, body: Json, *, webhook: bool) -> None:
        """Whom the text rings for: what it names, let through by allowed_mentions. Left out, a message
        lets everything through, an answer to an interaction users only; an edit is read anew (facts 6)."""
        default: Json = {"parse": ["users"] if webhook else ["users", "roles", "everyone"]}
        allowed = body.get("allowed_mentions") or default | {"replied_user": True}
        parse = allowed.get("parse") or []
        text = "\n".join([message.content, *texts(message.components)])
        channel = message.channel
        users = [self.world.users[i] for i in MENTION.findall(text) if i in self.world.users]
        wanted = {str(user) for user in allowed.get("users") or []}
        rung = [u for u in users if "users" in parse or u.id in wanted]
        replied = message.referenced
        if replied is not None and message.type == 19 and allowed.get("replied_user"):
            rung.append(replied.author)
        message.mentions = _mentioned(rung, replied)
        may = of_channel(channel, message.author) & Permission.MENTION_EVERYONE
        chosen = {str(role) for role in allowed.get("roles") or []}
        guild = channel.guild
        roles = {
            role for role in ROLE_MENTION.findall(text)
            if guild and role in guild.roles and ("roles" in parse or role in chosen)
        }  # fmt: skip
        everyone = bool(may and "everyone" in parse and EVERYBODY.search(text))
        message.pings = Pings(frozenset(u.id for u in rung), frozenset(roles), everyone)


def _mentioned(rung: list[User], replied: Message | None) -> list[User]:
    """A reply to what answers an interaction does not count as naming the bot (facts 6)."""
    unique = list(dict.fromkeys(rung))
    if replied is not None and replied.interaction is not None and replied.author in unique:
        unique.remove(replied.author)
    return unique


def texts(components: list[Json]) -> Iterator[str]:
    return (c["content"] for c in every(components) if c.get("type") == 10)


def check_mentions(form: Form, allowed: Json) -> None:
    parse = allowed.get("parse") or []
    for at, word in enumerate(parse):
        form.one_of(f"allowed_mentions.parse.{at}", word, ("users", "roles", "everyone"))
    for key in ("users", "roles"):
        form.length(f"allowed_mentions.{key}", allowed.get(key), 0, 100)
        if key in parse and allowed.get(key):
            words = f"parse:['{key}'] and {key}: [ids...] are mutually exclusive."
            form.wrong("allowed_mentions", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", words)


def check_embeds(form: Form, embeds: list[Json]) -> None:
    form.length("embeds", embeds, 0, 10)
    total = 0
    for at, embed in enumerate(embeds):
        path = f"embeds.{at}"
        for key, high in EMBED_LIMITS.items():
            form.length(f"{path}.{key}", embed.get(key), 0, high)
        fields = embed.get("fields") or []
        form.length(f"{path}.fields", fields, 0, 25)
        for n, field in enumerate(fields):
            form.length(f"{path}.fields.{n}.name", field.get("name"), 1, 256)
            form.length(f"{path}.fields.{n}.value", field.get("value"), 1, 1024)
        footer = (embed.get("footer") or {}).get("text")
        author = (embed.get("author") or {}).get("name")
        form.length(f"{path}.footer.text", footer, 0, 2048)
        form.length(f"{path}.author.name", author, 0, 256)
        said = [embed.get("title"), embed.get("description"), footer, author]
        said += [text for field in fields for text in (field.get("name"), field.get("value"))]
        total += sum(units(text) for text in said if isinstance(text, str))
        if not any(said) and not embed.get("image") and not embed.get("thumbnail"):
            form.wrong(f"{path}.description", "BASE_TYPE_REQUIRED", "This field is required")
    if total > 6000:
        words = "Embed size exceeds maximum size of 6000"
        form.wrong("embeds", "MAX_EMBED_SIZE_EXCEEDED", words)


def check_thread_name(name: object) -> None:
    form = Form()
    form.length("name", name, 1, 100)
    form.done()


def blocked(channel: Channel, text: str) -> bool:
    """By the words of the server's automatic moderation."""
    guild = channel.guild
    return guild is not None and any(word in text.casefold() for word in guild.automod)


def _new_in_gallery(components: list[Json], fresh: list[Attachment]) -> bool:
    new = {MARK + attachment.id for attachment in fresh}
    return any(
        item["media"]["url"] in new
        for component in every(components)
        for item in component.get("items", [])
    )


def _number(flags: object) -> int:
    return flags if isinstance(flags, int) else 0
