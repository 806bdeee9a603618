"""What happens in the world, whoever did it: the change, then the events that tell of it, in Discord's order.
Rights and forms were checked before."""

from __future__ import annotations

from tests.standins.discord.gateway import (
    DM_REACTIONS,
    GUILDS,
    REACTIONS,
    Gateway,
)
from tests.standins.discord.permissions import Permission, of_channel
from tests.standins.discord.refusals import Json, Refused
from tests.standins.discord.shapes import Shapes
from tests.standins.discord.world import (
    Channel,
    Flag,
    Guild,
    Interaction,
    Kind,
    Message,
    Pings,
    Reaction,
    User,
    World,
)

REACTIONS_MAX = 20
"""Different emoji of one message (facts 6)."""
THREAD_MEMBERS_MAX = 1000
"""30033 above it."""
NONCE_LIFE_S = 180
"""`the past few minutes`: how long enforce_nonce remembers, nobody says how many."""


class Deeds:
    def __init__(self, world: World, shapes: Shapes, gateway: Gateway) -> None:
        self._world = world
        self._shapes = shapes
        self._gateway = gateway

    # Messages

    def message(self, channel: Channel, author: User, kind: int = 0) -> Message:
        """A new one that nobody has seen yet."""
        return Message(self._world.ids.new(), channel, author, self._world.clock.now(), type=kind)

    def post(self, message: Message) -> None:
        """A send revives an archived thread, with the event before the message's."""
        channel = message.channel
        if channel.archived and not message.ephemeral:
            self.change_thread(channel, archived=False)
        channel.messages[message.id] = message
        if message.ephemeral:
            return
        if channel.is_thread:
            self._called_in(message)
        self._gateway.message("MESSAGE_CREATE", message)

    def _called_in(self, message: Message) -> None:
        """Who speaks or is named in a thread becomes its member."""
        guild = message.channel.guild
        named = [message.author, *(self._world.users[i] for i in message.pings.users)]
        for user in named:
            if guild and user.id in guild.members and user.id not in message.channel.members:
                self.add_member(message.channel, user)

    def edited(self, message: Message, *, by_person: bool = True) -> None:
        """`by_person` False: only what Discord itself adds (a link's preview): no edited_timestamp."""
        if by_person:
            message.edited_at = self._world.clock.now()
            message.edits += 1
        if not message.ephemeral:
            self._gateway.message("MESSAGE_UPDATE", message)

    def delete(self, message: Message) -> None:
        message.deleted = True
        channel = message.channel
        channel.messages.pop(message.id, None)
        for attachment in message.attachments:
            attachment.gone = True
        if message.ephemeral:
            return
        said = {"id": message.id, "channel_id": channel.id, **_place(channel)}
        self._tell("MESSAGE_DELETE", channel, said)

    def _tell(self, event: str, channel: Channel, said: Json, intent: int | None = None) -> None:
        if intent is None:
            intent = 1 << 9 if channel.guild else 1 << 12
        # Channels themselves are told of even where the bot may not look into them.
        seen = None if event.startswith("CHANNEL_") else channel
        self._gateway.dispatch(event, intent, lambda _: said, guild=channel.guild, channel=seen)

    # Reactions

    def react(self, message: Message, user: User, emoji: str, *, burst: bool = False) -> None:
        if emoji not in message.reactions and len(message.reactions) >= REACTIONS_MAX:
            raise Refused(30010)
        reaction = message.reactions.setdefault(emoji, Reaction())
        kind = reaction.burst if burst else reaction.normal
        if user.id in kind:
            return
        kind[user.id] = user
        said = self._reacted(message, user, emoji, burst=burst)
        said |= {"message_author_id": message.author.id}
        if burst:
            said["burst_colors"] = ["#FFCC4D"]
        guild = message.channel.guild
        if guild and user is not self._world.bot and user.id in guild.members:
            said["member"] = self._shapes.member(guild.members[user.id])
        self._reactions("MESSAGE_REACTION_ADD", message, said)

    def unreact(self, message: Message, user: User, emoji: str) -> None:
        """Both kinds at once: a person has one or the other."""
        reaction = message.reactions.get(emoji, Reaction())
        for burst, kind in ((False, reaction.normal), (True, reaction.burst)):
            if kind.pop(user.id, None) is not None:
                said = self._reacted(message, user, emoji, burst=burst)
                self._reactions("MESSAGE_REACTION_REMOVE", message, said)
        if not reaction.users:
            message.reactions.pop(emoji, None)

    def clear(self, message: Message, emoji: str | None = None) -> None:
        said = {"channel_id": message.channel.id, "message_id": message.id}
        said |= _place(message.channel)
        if emoji is None:
            message.reactions.clear()
            self._reactions("MESSAGE_REACTION_REMOVE_ALL", message, said)
        elif message.reactions.pop(emoji, None):
            gone = said | {"emoji": {"id": None, "name": emoji}}
            self._reactions("MESSAGE_REACTION_REMOVE_EMOJI", message, gone)

    def _reacted(self, message: Message, user: User, emoji: str, *, burst: bool) -> Json:
        return {
            "user_id": user.id, "channel_id": message.channel.id, "message_id": message.id,
            "emoji": {"id": None, "name": emoji}, "burst": burst, "type": int(burst),
            **_place(message.channel),
        }  # fmt: skip

    def _reactions(self, event: str, message: Message, said: Json) -> None:
        if not message.ephemeral:
            intent = REACTIONS if message.channel.guild else DM_REACTIONS
            self._tell(event, message.channel, said, intent)

    # Threads and channels

    def open_thread(
        self,
        parent: Channel,
        name: str,
        owner: User,
        *,
        message: Message | None = None,
        kind: int = Kind.THREAD,
        auto_archive: int | None = None,
        invitable: bool = True,
    ) -> Channel:
        """Raises 160006 above the server's cap, 160004 for a second one on a message."""
        guild = parent.guild
        if guild is None:
            raise Refused(50024)
        if message is not None and message.thread is not None:
            raise Refused(160004)
        if sum(not t.archived for t in self._world.threads(guild)) >= guild.active_thread_cap:
            raise Refused(160006)
        thread = Channel(
            message.id if message else self._world.ids.new(), kind, name, guild, parent,
            owner=owner, invitable=invitable, archive_at=self._world.clock.now(),
        )  # fmt: skip
        thread.auto_archive = auto_archive or thread.auto_archive
        thread.members[owner.id] = self._world.clock.now()
        self._world.channels[thread.id] = thread
        said = self._shapes.channel(thread) | {"newly_created": True}
        self._tell("THREAD_CREATE", thread, said, GUILDS)
        if message is not None:
            self._started(thread, message, owner)
        elif kind != Kind.PRIVATE_THREAD and parent.type != Kind.FORUM:
            said_so = self.message(parent, owner, 18)
            said_so.content = name
            said_so.reference = {"type": 0, "channel_id": thread.id, **_place(parent)}
            self.post(said_so)
        return thread

    def _started(self, thread: Channel, message: Message, owner: User) -> None:
        message.thread = thread
        message.flags |= Flag.HAS_THREAD
        starter = self.message(thread, owner, 21)
        starter.referenced = message
        starter.reference = {
            "type": 0, "channel_id": message.channel.id, "message_id": message.id,
            **_place(message.channel),
        }  # fmt: skip
        self.post(starter)
        self.edited(message, by_person=False)

    def change_thread(
        self,
        thread: Channel,
        *,
        archived: bool | None = None,
        locked: bool | None = None,
        name: str | None = None,
        auto_archive: int | None = None,
    ) -> None:
        if archived is not None and archived is not thread.archived:
            thread.archived, thread.archive_at = archived, self._world.clock.now()
        thread.locked = thread.locked if locked is None else locked
        thread.name = name or thread.name
        thread.auto_archive = auto_archive or thread.auto_archive
        self._tell("THREAD_UPDATE", thread, self._shapes.channel(thread), GUILDS)

    def tidy(self) -> None:
        """Threads in which nobody wrote for as long as they were set to are archived."""
        now = self._world.clock.now()
        for thread in [c for c in self._world.channels.values() if c.is_thread and not c.archived]:
            spoken = [message.at for message in thread.messages.values()]
            if now - max([thread.archive_at, *spoken]) > thread.auto_archive * 60:
                self.change_thread(thread, archived=True)

    def rename(self, thread: Channel, name: str, by: User) -> None:
        """Said in the thread, too, by a message of its own kind."""
        self.change_thread(thread, name=name)
        said = self.message(thread, by, 4)
        said.content = name
        self.post(said)

    def bring_in(self, thread: Channel, user: User, by: User) -> None:
        """Adds somebody by name: they are told, and the thread is."""
        if user.id in thread.members:
            return
        self.add_member(thread, user)
        said = self.message(thread, by, 1)
        said.mentions, said.pings = [user], Pings(frozenset({user.id}))
        self.post(said)

    def add_member(self, thread: Channel, user: User) -> None:
        if user.id in thread.members:
            return
        if len(thread.members) >= THREAD_MEMBERS_MAX:
            raise Refused(30033)
        thread.members[user.id] = self._world.clock.now()
        if user is self._world.bot:
            self._tell("THREAD_CREATE", thread, self._shapes.channel(thread), GUILDS)
        self._membership(thread, added=[self._shapes.thread_member(thread, user.id)])

    def remove_member(self, thread: Channel, user: User) -> None:
        if thread.members.pop(user.id, None) is not None:
            self._membership(thread, removed=[user.id])

    def _membership(
        self, thread: Channel, *, added: list[Json] | None = None, removed: list[str] | None = None
    ) -> None:
        """Without GUILD_MEMBERS only what concerns the bot itself."""
        bot = self._world.bot.id
        mine = [m for m in added or [] if m["user_id"] == bot]
        gone = [user for user in removed or [] if user == bot]
        if mine or gone:
            said: Json = {"id": thread.id, "member_count": len(thread.members), **_place(thread)}
            said |= {"added_members": mine} if mine else {"removed_member_ids": gone}
            self._tell("THREAD_MEMBERS_UPDATE", thread, said, GUILDS)

    def delete_channel(self, channel: Channel) -> None:
        """Its threads go with it."""
        if channel.is_thread:
            said = {"id": channel.id, "type": int(channel.type), **_place(channel)}
            said["parent_id"] = channel.parent.id if channel.parent else None
            self._tell("THREAD_DELETE", channel, said, GUILDS)
        else:
            said = self._shapes.channel(channel)
            self._tell("CHANNEL_DELETE", channel, said, GUILDS)
        for below in [c for c in self._world.channels.values() if c.parent is channel]:
            del self._world.channels[below.id]
        del self._world.channels[channel.id]

    def made_channel(self, channel: Channel) -> None:
        self._tell("CHANNEL_CREATE", channel, self._shapes.channel(channel), GUILDS)

    def changed_channel(self, channel: Channel) -> None:
        """After a test has changed its overwrites or its name."""
        self._tell("CHANNEL_UPDATE", channel, self._shapes.channel(channel), GUILDS)

    # Servers

    def invite(self, guild: Guild, permissions: Permission) -> None:
        """The bot comes in (again): GUILD_CREATE, without the word `unavailable` that tells the client of a
        server it knew."""
        self._world.invite(guild, permissions)
        self.joined(guild)

    def joined(self, guild: Guild) -> None:
        said = self._shapes.guild(guild)
        del said["unavailable"]
        self._gateway.dispatch("GUILD_CREATE", GUILDS, lambda _: said, guild=guild)

    def outage(self, guild: Guild) -> None:
        """The server cannot be reached for a while: GUILD_DELETE that is no goodbye."""
        said = {"id": guild.id, "unavailable": True}
        self._gateway.dispatch("GUILD_DELETE", GUILDS, lambda _: said, guild=guild)

    def back(self, guild: Guild) -> None:
        """The outage is over."""
        said = self._shapes.guild(guild)
        self._gateway.dispatch("GUILD_CREATE", GUILDS, lambda _: said, guild=guild)

    def sync_threads(self, guild: Guild) -> None:
        """THREAD_LIST_SYNC: active threads of a server, as after the bot was let into a channel."""
        bot = self._world.bot
        there = [t for t in self._world.threads(guild) if not t.archived and of_channel(t, bot)]
        said = {
            "guild_id": guild.id, "threads": [self._shapes.channel(thread) for thread in there],
            "members": [
                self._shapes.thread_member(t, bot.id) for t in there if bot.id in t.members
            ],
        }  # fmt: skip
        self._gateway.dispatch("THREAD_LIST_SYNC", GUILDS, lambda _: said, guild=guild)

    def kick(self, guild: Guild) -> None:
        """The bot is thrown out: GUILD_DELETE without `unavailable`."""
        del guild.members[self._world.bot.id]
        said: Json = {"id": guild.id}
        self._gateway.dispatch("GUILD_DELETE", GUILDS, lambda _: said, guild=guild)

    # Interactions

    def invoke(self, interaction: Interaction) -> bool:
        """INTERACTION_CREATE to whoever listens now: what nobody hears is lost."""
        self._world.interactions[interaction.id] = interaction
        self._world.tokens[interaction.token] = interaction
        said = self._shapes.interaction(interaction)
        heard = self._gateway.dispatch(
            "INTERACTION_CREATE", 0, lambda _: said, guild=interaction.channel.guild, kept=False
        )
        interaction.lost = not heard
        return heard


def _place(channel: Channel) -> Json:
    return {"guild_id": channel.guild.id} if channel.guild else {}
