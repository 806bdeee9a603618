"""Messages and reactions by channel id and with the bot token: what the bot may do is asked of the channel's
permissions, an archived thread is only revived by a send."""

from __future__ import annotations

from tests.standins.discord.bodies import blocked
from tests.standins.discord.clock import born
from tests.standins.discord.components import check_emoji
from tests.standins.discord.core import Core
from tests.standins.discord.deeds import NONCE_LIFE_S
from tests.standins.discord.permissions import Permission
from tests.standins.discord.refusals import Json, Refused, bad_form
from tests.standins.discord.server import Answer, Asked, Server
from tests.standins.discord.world import Channel, Kind, Message, User

PAGE_MAX = 100
"""Messages, or people of a reaction, in one answer."""
OLD_S = 3600
"""Edits of messages older than this have an extra limit (30046)."""


class MessageRoutes:
    def __init__(self, core: Core) -> None:
        self.core = core
        self.old_edits: int | None = None
        """How many more edits of messages older than an hour are allowed; None = no limit."""

    def register(self, server: Server) -> None:
        messages = "/channels/{c}/messages"
        one, emoji = messages + "/{m}", messages + "/{m}/reactions/{e}"
        server.route("GET", messages, self.history)
        server.route("POST", messages, self.create)
        server.route("GET", one, self.read)
        server.route("PATCH", one, self.edit)
        server.route("DELETE", one, self.delete)
        server.route("PUT", emoji + "/@me", self.react)
        server.route("DELETE", emoji + "/@me", self.unreact)
        server.route("DELETE", emoji + "/{u}", self.unreact)
        server.route("GET", emoji, self.reactors)
        server.route("DELETE", emoji, self.clear)
        server.route("DELETE", messages + "/{m}/reactions", self.clear)
        server.route("POST", "/channels/{c}/typing", self.typing)

    def wire(self, message: Message) -> Json:
        """As GET shows it: emptied for a bot without MESSAGE_CONTENT, files signed anew."""
        core = self.core
        full = core.world.app.message_content or core.shapes.open_to_all(message)
        return core.shapes.message(message, full=full)

    # Reading

    def history(self, asked: Asked) -> Answer:
        """Newest first; empty without READ_MESSAGE_HISTORY."""
        channel = self.core.find_channel(asked.at["c"])
        if channel.type == Kind.FORUM:
            raise Refused(50008)
        if not self.core.may(channel, Permission.READ_MESSAGE_HISTORY):
            return Answer(200, [])
        limit = _page(asked, 50)
        there = sorted(
            (m for m in channel.messages.values() if not m.ephemeral), key=lambda m: int(m.id)
        )
        if "after" in asked.query:
            chosen = [m for m in there if int(m.id) > int(asked.query["after"])][:limit]
        elif "before" in asked.query:
            chosen = [m for m in there if int(m.id) < int(asked.query["before"])][-limit:]
        elif "around" in asked.query:
            middle, half = int(asked.query["around"]), limit // 2
            older = [m for m in there if int(m.id) < middle][-half:] if half else []
            chosen = older + [m for m in there if int(m.id) >= middle][: limit - half]
        else:
            chosen = there[-limit:]
        return Answer(200, [self.wire(message) for message in reversed(chosen)])

    def read(self, asked: Asked) -> Answer:
        channel = self.core.find_channel(asked.at["c"])
        if not self.core.may(channel, Permission.READ_MESSAGE_HISTORY):
            raise Refused(50001)
        return Answer(200, self.wire(self.core.find_message(channel, asked.at["m"])))

    # Writing

    def create(self, asked: Asked) -> Answer:
        channel, body = self.core.find_channel(asked.at["c"]), asked.body
        self.may_send(channel, body, files=bool(asked.seen.files))
        again = self._sent_before(channel, body)
        if again is not None:
            return Answer(200, self.wire(again))
        message = self.core.deeds.message(channel, self.core.world.bot)
        self._replying(message, body)
        limit = self.core.upload_limit(channel)
        self.core.bodies.put(message, body, asked.seen.files, edit=False, limit=limit)
        self.core.bodies.pings(message, body, webhook=False)
        if blocked(channel, message.content):
            raise Refused(200000)
        nonce = body.get("nonce")
        message.nonce = None if nonce is None else str(nonce)
        if message.nonce and body.get("enforce_nonce"):
            channel.nonces[message.nonce] = message
        self.core.deeds.post(message)
        return Answer(200, self.wire(message))

    def may_send(self, channel: Channel, body: Json, *, files: bool) -> None:
        core = self.core
        if channel.type == Kind.FORUM:
            raise Refused(50008)
        if channel.is_dm:
            self._may_write_to(channel.recipients[0])
            return
        in_thread = channel.is_thread
        core.needs(
            channel,
            Permission.SEND_MESSAGES_IN_THREADS if in_thread else Permission.SEND_MESSAGES,
            *([Permission.ATTACH_FILES] if files else []),
            *([Permission.EMBED_LINKS] if body.get("embeds") else []),
        )
        if channel.locked and not core.may(channel, Permission.MANAGE_THREADS):
            raise Refused(160005)

    def _may_write_to(self, person: User) -> None:
        world = self.core.world
        shared = any(person.id in g.members and world.bot_in(g) for g in world.guilds.values())
        if not person.dms_open or not shared:
            raise Refused(50007)

    def _sent_before(self, channel: Channel, body: Json) -> Message | None:
        """enforce_nonce: the first message again, for a few minutes and as long as it stands."""
        found = channel.nonces.get(str(body.get("nonce"))) if body.get("enforce_nonce") else None
        if found is None or found.deleted:
            return None
        return found if self.core.clock.now() - found.at < NONCE_LIFE_S else None

    def _replying(self, message: Message, body: Json) -> None:
        reference = body.get("message_reference")
        if not reference:
            return
        if not self.core.may(message.channel, Permission.READ_MESSAGE_HISTORY):
            raise Refused(160002)
        wanted = str(reference.get("message_id"))
        found = message.channel.messages.get(wanted)
        if found is None or found.ephemeral:
            if reference.get("fail_if_not_exists", True):
                code = "REPLIES_UNKNOWN_MESSAGE"
                raise bad_form("message_reference", code, "Unknown message")
            return
        message.type, message.referenced = 19, found
        message.reference = {
            "type": 0, "message_id": found.id, "channel_id": message.channel.id,
            **({"guild_id": message.channel.guild.id} if message.channel.guild else {}),
        }  # fmt: skip

    def edit(self, asked: Asked) -> Answer:
        channel, body = self.core.find_channel(asked.at["c"]), asked.body
        message = self.core.find_message(channel, asked.at["m"])
        if message.author is not self.core.world.bot:
            raise Refused(50005)
        if channel.archived:
            raise Refused(50083)
        if asked.seen.files:
            self.core.needs(channel, Permission.ATTACH_FILES)
        self._old(message)
        limit = self.core.upload_limit(channel)
        self.core.bodies.put(message, body, asked.seen.files, edit=True, limit=limit)
        self.core.bodies.pings(message, body, webhook=False)
        self.core.deeds.edited(message)
        return Answer(200, self.wire(message))

    def _old(self, message: Message) -> None:
        if self.old_edits is None or self.core.clock.now() - born(message.id) < OLD_S:
            return
        if self.old_edits <= 0:
            raise Refused(30046)
        self.old_edits -= 1

    def delete(self, asked: Asked) -> Answer:
        channel = self.core.find_channel(asked.at["c"])
        message = self.core.find_message(channel, asked.at["m"])
        if message.author is not self.core.world.bot:
            self.core.needs(channel, Permission.MANAGE_MESSAGES)
        self.core.deeds.delete(message)
        return Answer(204)

    def typing(self, asked: Asked) -> Answer:
        channel = self.core.find_channel(asked.at["c"])
        self.may_send(channel, {}, files=False)
        return Answer(204)

    # Reactions

    def react(self, asked: Asked) -> Answer:
        channel = self.core.find_channel(asked.at["c"])
        message = self.core.find_message(channel, asked.at["m"])
        emoji = check_emoji(asked.at["e"])
        if channel.archived:
            raise Refused(50083)
        self.core.needs(channel, Permission.READ_MESSAGE_HISTORY)
        if emoji not in message.reactions:
            self.core.needs(channel, Permission.ADD_REACTIONS)
        self.core.deeds.react(message, self.core.world.bot, emoji)
        return Answer(204)

    def unreact(self, asked: Asked) -> Answer:
        channel = self.core.find_channel(asked.at["c"])
        message = self.core.find_message(channel, asked.at["m"])
        if channel.archived:
            raise Refused(50083)
        person = self.core.world.bot
        if "u" in asked.at:
            self.core.needs(channel, Permission.MANAGE_MESSAGES)
            person = self.core.world.users.get(asked.at["u"]) or _nobody()
        self.core.deeds.unreact(message, person, asked.at["e"])
        return Answer(204)

    def reactors(self, asked: Asked) -> Answer:
        """`type` 0 normal, 1 burst; in the order of their ids."""
        channel = self.core.find_channel(asked.at["c"])
        message = self.core.find_message(channel, asked.at["m"])
        reaction = message.reactions.get(check_emoji(asked.at["e"]))
        if reaction is None:
            return Answer(200, [])
        there = reaction.burst if asked.query.get("type") == "1" else reaction.normal
        after = int(asked.query.get("after", 0))
        chosen = sorted((u for u in there.values() if int(u.id) > after), key=lambda u: int(u.id))
        return Answer(200, [self.core.shapes.user(user) for user in chosen[: _page(asked, 25)]])

    def clear(self, asked: Asked) -> Answer:
        channel = self.core.find_channel(asked.at["c"])
        message = self.core.find_message(channel, asked.at["m"])
        self.core.needs(channel, Permission.MANAGE_MESSAGES)
        self.core.deeds.clear(message, asked.at.get("e"))
        return Answer(204)


def _page(asked: Asked, usual: int) -> int:
    limit = int(asked.query.get("limit", usual))
    if not 1 <= limit <= PAGE_MAX:
        raise bad_form("limit", "NUMBER_TYPE_MAX", f"int value should be between 1 and {PAGE_MAX}.")
    return limit


def _nobody() -> User:
    raise Refused(10013)
