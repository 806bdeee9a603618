"""World -> wire: every object as Discord writes it (facts 8.2, openapi.json). Who lacks MESSAGE_CONTENT gets
the same message emptied."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.standins.discord.cdn import MARK, Cdn
from tests.standins.discord.clock import iso
from tests.standins.discord.permissions import of_channel, of_guild
from tests.standins.discord.refusals import Json
from tests.standins.discord.world import (
    Attachment,
    Channel,
    Guild,
    Interaction,
    Kind,
    Member,
    Message,
    Role,
    User,
    World,
)

CONTENT = 1 << 18
CONTENT_LIMITED = 1 << 19
FORUM: Json = {
    "available_tags": [], "default_reaction_emoji": None, "default_sort_order": None,
    "default_forum_layout": 0,
}  # fmt: skip
CHOOSING: Json = {"min_values": 1, "max_values": 1}
FILLED_IN: dict[int, Json] = {
    **dict.fromkeys((3, 5, 6, 7, 8), CHOOSING),
    11: {"description": None, "spoiler": False},
    13: {"spoiler": False},
    14: {"divider": True, "spacing": 1},
    17: {"accent_color": None, "spoiler": False},
}
"""What an answer says of a component where the request said nothing, by component type."""


class Shapes:
    def __init__(self, world: World, cdn: Cdn) -> None:
        self._world = world
        self._cdn = cdn

    # People and places

    def user(self, user: User) -> Json:
        return {
            "id": user.id, "username": user.name, "discriminator": "0", "avatar": None,
            "global_name": user.name, "bot": user.bot, "public_flags": 0, "flags": 0,
            "primary_guild": None,
        }  # fmt: skip

    def me(self) -> Json:
        return self.user(self._world.bot) | {
            "verified": True, "locale": "en-US", "mfa_enabled": False, "email": None,
        }  # fmt: skip

    def application(self) -> Json:
        app = self._world.app
        flags = CONTENT_LIMITED if app.message_content else 0
        return {
            "id": app.id, "name": app.name, "icon": None, "description": "", "type": None,
            "bot": self.user(self._world.bot), "bot_public": False, "bot_require_code_grant": False,
            "verify_key": "0" * 64, "flags": flags, "flags_new": str(flags), "redirect_uris": [],
            "interactions_endpoint_url": None, "role_connections_verification_url": None,
            "owner": self.user(app.owner), "team": None, "explicit_content_filter": 0,
            "approximate_guild_count": len(self._world.guilds),
            "approximate_user_install_count": 0, "approximate_user_authorization_count": 0,
            "eligible_oauth2_scopes": ["bot", "applications.commands"],
        }  # fmt: skip

    def member(self, member: Member, *, user: bool = True) -> Json:
        said: Json = {
            "roles": sorted(member.roles), "joined_at": iso(member.joined_at), "nick": None,
            "avatar": None, "banner": None, "pending": False, "premium_since": None, "flags": 0,
            "mute": False, "deaf": False, "communication_disabled_until": None,
        }  # fmt: skip
        return said | {"user": self.user(member.user)} if user else said

    def role(self, role: Role) -> Json:
        return {
            "id": role.id, "name": role.name, "permissions": str(int(role.permissions)),
            "position": role.position, "color": 0, "hoist": False, "managed": role.managed,
            "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
            "mentionable": False, "icon": None, "unicode_emoji": None, "flags": 0,
            **({"tags": {"bot_id": self._world.bot.id}} if role.managed else {}),
        }  # fmt: skip

    def guild(self, guild: Guild) -> Json:
        """As in GUILD_CREATE: every channel, those that the bot may not see too; of the threads the active
        ones that it sees; of the members only itself."""
        bot = self._world.bot
        threads = [t for t in self._world.threads(guild) if not t.archived and of_channel(t, bot)]
        return {
            "id": guild.id, "name": guild.name, "icon": None, "splash": None, "banner": None,
            "discovery_splash": None, "description": None, "owner_id": guild.owner.id,
            "afk_channel_id": None, "afk_timeout": 300, "verification_level": 0,
            "default_message_notifications": 0, "explicit_content_filter": 0, "mfa_level": 0,
            "roles": [self.role(role) for role in guild.roles.values()], "emojis": [],
            "features": [], "application_id": None, "system_channel_id": None,
            "system_channel_flags": 0, "rules_channel_id": None, "vanity_url_code": None,
            "premium_tier": guild.premium_tier, "preferred_locale": "en-US", "nsfw_level": 0,
            "public_updates_channel_id": None, "premium_progress_bar_enabled": False,
            "safety_alerts_channel_id": None, "stickers": [], "region": "deprecated",
            "hub_type": None, "incidents_data": None,
            "joined_at": iso(guild.members[bot.id].joined_at), "large": False,
            "unavailable": False, "member_count": len(guild.members), "voice_states": [],
            "members": [self.member(guild.members[bot.id])], "presences": [],
            "channels": [self.channel(channel) for channel in self._world.channels_of(guild)],
            "threads": [self.channel(thread) for thread in threads], "stage_instances": [],
            "guild_scheduled_events": [], "soundboard_sounds": [],
        }  # fmt: skip

    def channel(self, channel: Channel) -> Json:
        last = next(reversed([m for m in channel.messages.values() if not m.ephemeral]), None)
        said: Json = {
            "id": channel.id, "type": int(channel.type), "flags": 0,
            "last_message_id": last.id if last else None,
        }  # fmt: skip
        if channel.is_dm:
            return said | {"recipients": [self.user(user) for user in channel.recipients]}
        assert channel.guild is not None
        said |= {
            "guild_id": channel.guild.id, "name": channel.name, "rate_limit_per_user": 0,
            "parent_id": channel.parent.id if channel.parent else None,
        }  # fmt: skip
        if channel.is_thread:
            return said | self._thread(channel)
        said |= {
            "position": channel.position, "topic": channel.topic, "nsfw": False,
            "permission_overwrites": [
                {"id": whom, "type": int(o.person), "allow": str(int(o.allow)), "deny": str(int(o.deny))}
                for whom, o in channel.overwrites.items()
            ],
        }  # fmt: skip
        return said | FORUM if channel.type == Kind.FORUM else said

    def _thread(self, thread: Channel) -> Json:
        spoken = [m for m in thread.messages.values() if not m.ephemeral and m.type != 21]
        meta: Json = {
            "archived": thread.archived, "locked": thread.locked,
            "auto_archive_duration": thread.auto_archive, "archive_timestamp": iso(thread.archive_at),
            "create_timestamp": iso(thread.archive_at),
        }  # fmt: skip
        if thread.private:
            meta["invitable"] = thread.invitable
        said: Json = {
            "owner_id": thread.owner.id if thread.owner else self._world.bot.id,
            "thread_metadata": meta, "message_count": len([m for m in spoken if not m.deleted]),
            "total_message_sent": len(spoken), "member_count": min(50, len(thread.members)),
        }  # fmt: skip
        if self._world.bot.id in thread.members:
            said["member"] = self.thread_member(thread, self._world.bot.id)
        return said

    def thread_member(self, thread: Channel, user_id: str) -> Json:
        return {
            "id": thread.id, "user_id": user_id, "flags": 1,
            "join_timestamp": iso(thread.members[user_id]),
        }  # fmt: skip

    # Messages

    def message(self, message: Message, *, full: bool = True, event: bool = False) -> Json:
        """`full`: with what MESSAGE_CONTENT guards. `event`: with guild_id and member."""
        said: Json = {
            "id": message.id, "channel_id": message.channel.id, "type": message.type,
            "author": self.user(message.author), "timestamp": iso(message.at),
            "edited_timestamp": iso(message.edited_at) if message.edited_at else None,
            "content": message.content if full else "", "tts": False, "pinned": message.pinned,
            "mention_everyone": message.pings.everyone, "flags": message.flags,
            "mentions": [self.user(user) for user in message.mentions],
            "mention_roles": sorted(message.pings.roles),
            "attachments": [self._cdn.wire(a) for a in bare_files(message)] if full else [],
            "embeds": [self.embed(embed) for embed in message.embeds] if full else [],
            "components": self.components(message.components) if full else [],
        }  # fmt: skip
        if message.reactions:
            said["reactions"] = [self._reaction(name, message) for name in message.reactions]
        if message.nonce is not None:
            said["nonce"] = message.nonce
        if message.thread is not None and message.thread.id in self._world.channels:
            said["thread"] = self.channel(message.thread)
        said |= self._origin(message)
        return said | self._place(message) if event else said

    def _origin(self, message: Message) -> Json:
        """What it answers: an interaction or another message."""
        said: Json = {}
        if message.interaction is not None:
            said |= {
                "application_id": self._world.app.id, "webhook_id": self._world.app.id,
                "interaction_metadata": self._metadata(message.interaction),
            }  # fmt: skip
        if message.reference is not None:
            said["message_reference"] = message.reference
        if message.type in {19, 21}:
            of = message.referenced
            gone = of is None or of.deleted
            said["referenced_message"] = None if of is None or gone else self._quoted(of)
        return said

    def _quoted(self, message: Message) -> Json:
        quoted = self.message(
            message, full=self.open_to_all(message) or self._world.app.message_content
        )
        quoted.pop("referenced_message", None)
        return quoted

    def _place(self, message: Message) -> Json:
        guild = message.channel.guild
        if guild is None:
            return {"channel_type": Kind.DM}
        member = guild.members.get(message.author.id)
        said: Json = {"guild_id": guild.id, "channel_type": int(message.channel.type)}
        return said | {"member": self.member(member, user=False)} if member else said

    def open_to_all(self, message: Message) -> bool:
        """What a bot reads without MESSAGE_CONTENT: its own, DMs, and what mentions it (facts 6)."""
        bot = self._world.bot
        return message.author is bot or message.channel.is_dm or bot in message.mentions

    def _metadata(self, of: Interaction) -> Json:
        said: Json = {
            "id": of.id, "type": of.type, "user": self.user(of.user),
            "authorizing_integration_owners": owners(of.channel),
        }  # fmt: skip
        if of.type == 3 and of.message is not None:
            said["interacted_message_id"] = of.message.id
        if of.type == 5 and of.root is not None:
            said["triggering_interaction_metadata"] = self._metadata(of.root)
        return said

    def _reaction(self, name: str, message: Message) -> Json:
        reaction = message.reactions[name]
        normal, burst = len(reaction.normal), len(reaction.burst)
        bot = self._world.bot.id
        return {
            "emoji": {"id": None, "name": name}, "count": normal + burst, "burst_colors": [],
            "count_details": {"normal": normal, "burst": burst}, "me": bot in reaction.normal,
            "me_burst": bot in reaction.burst,
        }  # fmt: skip

    def embed(self, embed: Json) -> Json:
        said = {"type": "rich", **embed}
        for key in ("image", "thumbnail"):
            if key in said:
                said[key] = self._cdn.shown(said[key]["url"])
        for key in ("author", "footer"):
            if "icon_url" in said.get(key, {}):
                shown = self._cdn.shown(said[key]["icon_url"])
                said[key] = said[key] | {
                    "icon_url": shown["url"],
                    "proxy_icon_url": shown["proxy_url"],
                }
        return said

    def components(self, components: list[Json]) -> list[Json]:
        return [self._component(component) for component in components]

    def _component(self, component: Json) -> Json:
        kind = component.get("type", 11)  # an item of a gallery looks like a thumbnail
        said: Json = {**FILLED_IN.get(kind, {}), **component}
        for key in ("components", "items"):
            if key in said:
                said[key] = [self._component(part) for part in said[key]]
        if "accessory" in said:
            said["accessory"] = self._component(said["accessory"])
        for key in ("media", "file"):
            if key in said:
                said[key] = self._media(said[key]["url"])
        if said.get("type") == 13 and said["file"].get("attachment_id"):
            file = self._world.attachments[said["file"]["attachment_id"]]
            said |= {"name": file.filename, "size": len(file.data)}
        return said

    def _media(self, url: str) -> Json:
        said = {
            "id": "0",
            "width": None,
            "height": None,
            "content_type": None,
            **self._cdn.shown(url),
        }
        if url.startswith(MARK):
            said["id"] = said["attachment_id"] = url.removeprefix(MARK)
        return said

    # Interactions

    def interaction(self, of: Interaction) -> Json:
        """As INTERACTION_CREATE carries it: never emptied."""
        world, guild = self._world, of.channel.guild
        said: Json = {
            "id": of.id, "application_id": world.app.id, "type": of.type, "token": of.token,
            "version": 1, "data": of.data, "channel_id": of.channel.id, "locale": of.user.locale,
            "channel": self.channel(of.channel) | {
                "permissions": str(int(of_channel(of.channel, of.user)))
            },
            "app_permissions": str(int(of_channel(of.channel, world.bot))), "entitlements": [],
            "entitlement_sku_ids": [],
            "authorizing_integration_owners": owners(of.channel),
            "context": 0 if guild else 1, "attachment_size_limit": self.upload_limit(of),
        }  # fmt: skip
        if guild is None:
            said["user"] = self.user(of.user)
        else:
            member = self.member(guild.members[of.user.id])
            granted = of_channel(of.channel, of.user) or of_guild(guild, of.user)
            said |= {
                "guild_id": guild.id, "guild_locale": "en-US",
                "guild": {"id": guild.id, "features": [], "locale": "en-US"},
                "member": member | {"permissions": str(int(granted))},
            }  # fmt: skip
        if of.message is not None:
            said["message"] = self.message(of.message)
        return said

    def upload_limit(self, of: Interaction) -> int:
        guild = of.channel.guild
        return max(of.user.upload_limit, guild.upload_limit if guild else 0)

    def attachment(self, attachment: Attachment) -> Json:
        return self._cdn.wire(attachment)


def owners(channel: Channel) -> Json:
    return {"0": channel.guild.id if channel.guild else "0"}


def shown_files(value: Any) -> Iterator[str]:
    """Ids of the files that embeds or components show."""
    if isinstance(value, dict):
        for part in value.values():
            yield from shown_files(part)
    elif isinstance(value, list):
        for part in value:
            yield from shown_files(part)
    elif isinstance(value, str) and value.startswith(MARK):
        yield value.removeprefix(MARK)


def bare_files(message: Message) -> list[Attachment]:
    """What an embed or a component shows is not in the list of attachments (api-docs#8279); taken out of
    the embed by an edit, it comes back."""
    used = {*shown_files(message.embeds), *shown_files(message.components)}
    return [a for a in message.attachments if a.id not in used]
