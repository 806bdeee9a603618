"""Channels, threads, servers, people, the application and its commands, and the CDN."""

from __future__ import annotations

from urllib.parse import quote

from tests.standins.discord.bodies import blocked, check_thread_name
from tests.standins.discord.commands import check_commands, kept_commands
from tests.standins.discord.core import Core
from tests.standins.discord.permissions import Permission, of_channel
from tests.standins.discord.refusals import Json, Refused, bad_form
from tests.standins.discord.routes_messages import MessageRoutes
from tests.standins.discord.server import Answer, Asked, Server
from tests.standins.discord.world import Channel, Kind

CREATES_MAX = 200
"""New commands of one server, or global ones, a day (facts 2)."""
ARCHIVE_MINUTES = (60, 1440, 4320, 10080)


class PlaceRoutes:
    def __init__(self, core: Core, messages: MessageRoutes) -> None:
        self.core = core
        self.messages = messages

    def register(self, server: Server) -> None:
        server.route("GET", "/users/@me", lambda _: Answer(200, self.core.shapes.me()))
        for path in ("/oauth2/applications/@me", "/applications/@me"):
            server.route("GET", path, lambda _: Answer(200, self.core.shapes.application()))
        server.route("GET", "/gateway", lambda _: Answer(200, {"url": self.core.gateway.url}))
        server.route("GET", "/gateway/bot", self.gateway)
        server.route("POST", "/users/@me/channels", self.open_dm)
        server.route("GET", "/users/@me/guilds", self.guilds)
        server.route("GET", "/users/{u}", self.user)
        server.route("GET", "/guilds/{g}", self.guild)
        server.route("GET", "/guilds/{g}/channels", self.guild_channels)
        server.route("GET", "/guilds/{g}/roles", self.roles)
        server.route("GET", "/guilds/{g}/members/{u}", self.member)
        server.route("GET", "/guilds/{g}/threads/active", self.active)
        for path in ("/applications/{a}/commands", "/applications/{a}/guilds/{g}/commands"):
            server.route("GET", path, self.commands)
            server.route("PUT", path, self.put_commands)
        server.route("GET", "/channels/{c}", self.channel)
        server.route("PATCH", "/channels/{c}", self.change)
        server.route("DELETE", "/channels/{c}", self.delete)
        server.route("POST", "/channels/{c}/messages/{m}/threads", self.thread_of_message)
        server.route("POST", "/channels/{c}/threads", self.thread)
        server.route("PUT", "/channels/{c}/thread-members/{u}", self.add_member)
        server.route("DELETE", "/channels/{c}/thread-members/{u}", self.remove_member)
        server.route("GET", "/channels/{c}/thread-members", self.thread_members)
        for kind in ("public", "private"):
            server.route("GET", f"/channels/{{c}}/threads/archived/{kind}", self.archived)
        mine = "/channels/{c}/users/@me/threads/archived/private"
        server.route("GET", mine, self.archived)
        server.route("GET", "/attachments/{c}/{f}/{n}", self.file)
        server.route("GET", "/ephemeral-attachments/{c}/{f}/{n}", self.file)

    # People and servers

    def gateway(self, asked: Asked) -> Answer:
        start = {"total": 1000, "remaining": 999, "reset_after": 1000, "max_concurrency": 1}
        said = {"url": self.core.gateway.url, "shards": 1, "session_start_limit": start}
        return Answer(200, said)

    def user(self, asked: Asked) -> Answer:
        found = self.core.world.users.get(asked.at["u"])
        if found is None:
            raise Refused(10013)
        return Answer(200, self.core.shapes.user(found))

    def open_dm(self, asked: Asked) -> Answer:
        """Opening works even where writing is refused."""
        found = self.core.world.users.get(str(asked.body.get("recipient_id")))
        if found is None:
            raise Refused(10013)
        if found.bot:
            raise Refused(50007)
        return Answer(200, self.core.shapes.channel(self.core.world.dm(found)))

    def guilds(self, asked: Asked) -> Answer:
        said: list[Json] = [
            {"id": g.id, "name": g.name, "icon": None, "banner": None, "owner": False, "features": [],
             "permissions": str(int(g.roles[g.id].permissions))}
            for g in self.core.world.guilds.values() if self.core.world.bot_in(g)
        ]  # fmt: skip
        return Answer(200, said)

    def guild(self, asked: Asked) -> Answer:
        only_here = {
            "home_header": None, "widget_enabled": False, "widget_channel_id": None,
            "max_presences": None, "max_members": 500_000, "max_video_channel_users": 25,
            "max_stage_video_channel_users": 50, "premium_subscription_count": 0, "nsfw": False,
        }  # fmt: skip
        said = self.core.shapes.guild(self.core.find_guild(asked.at["g"]))
        return Answer(200, said | only_here)

    def guild_channels(self, asked: Asked) -> Answer:
        guild = self.core.find_guild(asked.at["g"])
        there = self.core.world.channels_of(guild)
        return Answer(200, [self.core.shapes.channel(channel) for channel in there])

    def roles(self, asked: Asked) -> Answer:
        guild = self.core.find_guild(asked.at["g"])
        return Answer(200, [self.core.shapes.role(role) for role in guild.roles.values()])

    def member(self, asked: Asked) -> Answer:
        guild = self.core.find_guild(asked.at["g"])
        if asked.at["u"] not in self.core.world.users:
            raise Refused(10013)
        if asked.at["u"] not in guild.members:
            raise Refused(10007)
        return Answer(200, self.core.shapes.member(guild.members[asked.at["u"]]))

    # Commands

    def _scope(self, asked: Asked) -> str:
        if asked.at["a"] != self.core.world.app.id:
            raise Refused(20001)
        if "g" in asked.at:
            self.core.find_guild(asked.at["g"])
        return asked.at.get("g", "")

    def commands(self, asked: Asked) -> Answer:
        return Answer(200, self.core.world.app.commands.get(self._scope(asked), []))

    def put_commands(self, asked: Asked) -> Answer:
        """The whole set; what is new counts against 200 a day."""
        scope, body = self._scope(asked), asked.seen.json
        if not isinstance(body, list):
            raise Refused(50109)
        check_commands(body)
        app = self.core.world.app
        kept, fresh = kept_commands(
            body, app.commands.get(scope, []), scope, app.id, self.core.world.ids
        )
        if app.creates.get(scope, 0) + fresh > CREATES_MAX:
            raise Refused(30034)
        app.creates[scope] = app.creates.get(scope, 0) + fresh
        app.commands[scope] = kept
        return Answer(200, app.commands[scope])

    # Channels and threads

    def channel(self, asked: Asked) -> Answer:
        return Answer(200, self.core.shapes.channel(self.core.find_channel(asked.at["c"])))

    def change(self, asked: Asked) -> Answer:
        """Of a thread: name, archived, locked, auto_archive_duration."""
        thread, body = self.core.find_channel(asked.at["c"]), asked.body
        core = self.core
        if not thread.is_thread:
            core.needs(thread, Permission.MANAGE_CHANNELS)
            thread.name = body.get("name", thread.name)
            core.deeds.changed_channel(thread)
            return Answer(200, core.shapes.channel(thread))
        if "name" in body:
            check_thread_name(body["name"])
        manages = core.may(thread, Permission.MANAGE_THREADS)
        if not manages:
            self._as_a_member(thread, body)
        if thread.archived and body.get("archived") is not False:
            raise Refused(50083)
        if set(body) - {"name"}:
            core.deeds.change_thread(
                thread, archived=body.get("archived"), locked=body.get("locked"),
                auto_archive=body.get("auto_archive_duration"),
            )  # fmt: skip
        if body.get("name") not in {None, thread.name}:
            core.deeds.rename(thread, body["name"], core.world.bot)
        return Answer(200, core.shapes.channel(thread))

    def _as_a_member(self, thread: Channel, body: Json) -> None:
        """Reviving needs the right to write; the rest is for who made the thread; locks for nobody."""
        if "locked" in body:
            raise Refused(50013)
        if set(body) == {"archived"} and body["archived"] is False:
            if thread.locked:
                raise Refused(50013)
            self.core.needs(thread, Permission.SEND_MESSAGES_IN_THREADS)
        elif thread.owner is not self.core.world.bot:
            raise Refused(50013)

    def delete(self, asked: Asked) -> Answer:
        channel = self.core.find_channel(asked.at["c"])
        said = self.core.shapes.channel(channel)
        if channel.is_dm:
            return Answer(200, said)
        needed = Permission.MANAGE_THREADS if channel.is_thread else Permission.MANAGE_CHANNELS
        self.core.needs(channel, needed)
        self.core.deeds.delete_channel(channel)
        return Answer(200, said)

    def thread_of_message(self, asked: Asked) -> Answer:
        channel = self.core.find_channel(asked.at["c"])
        message = self.core.find_message(channel, asked.at["m"])
        self._nameable(channel, asked.body)
        if channel.type not in {Kind.TEXT, Kind.NEWS}:
            raise Refused(50024)
        needed = (Permission.CREATE_PUBLIC_THREADS, Permission.READ_MESSAGE_HISTORY)
        self.core.needs(channel, *needed)
        kind = Kind.NEWS_THREAD if channel.type == Kind.NEWS else Kind.THREAD
        thread = self.core.deeds.open_thread(
            channel, asked.body["name"], self.core.world.bot, message=message, kind=kind,
            auto_archive=asked.body.get("auto_archive_duration"),
        )  # fmt: skip
        return Answer(201, self.core.shapes.channel(thread))

    def _nameable(self, channel: Channel, body: Json) -> None:
        check_thread_name(body.get("name"))
        duration = body.get("auto_archive_duration")
        if duration is not None and duration not in ARCHIVE_MINUTES:
            words = f"Value must be one of {ARCHIVE_MINUTES}."
            raise bad_form("auto_archive_duration", "BASE_TYPE_CHOICES", words)
        if blocked(channel, body["name"]):
            raise Refused(200000)

    def thread(self, asked: Asked) -> Answer:
        """Without a message: private unless it says otherwise; in a forum with its first message."""
        channel, body = self.core.find_channel(asked.at["c"]), asked.body
        core, forum = self.core, channel.type == Kind.FORUM
        self._nameable(channel, body)
        if channel.is_thread or channel.is_dm:
            raise Refused(50024)
        kind = Kind.THREAD if forum else body.get("type", Kind.PRIVATE_THREAD)
        if kind not in {Kind.THREAD, Kind.PRIVATE_THREAD}:
            raise bad_form("type", "BASE_TYPE_CHOICES", "Value must be one of (11, 12).")
        if forum:
            core.needs(channel, Permission.SEND_MESSAGES)
        elif kind == Kind.PRIVATE_THREAD:
            core.needs(channel, Permission.CREATE_PRIVATE_THREADS)
        else:
            core.needs(channel, Permission.CREATE_PUBLIC_THREADS)
        thread = core.deeds.open_thread(
            channel, body["name"], core.world.bot, kind=kind, invitable=body.get("invitable", True),
            auto_archive=body.get("auto_archive_duration"),
        )  # fmt: skip
        said = core.shapes.channel(thread)
        return Answer(201, said | {"message": self._first(thread, asked)} if forum else said)

    def _first(self, thread: Channel, asked: Asked) -> Json:
        """Of a forum post: its message has the thread's id."""
        first = self.core.deeds.message(thread, self.core.world.bot)
        first.id = thread.id
        body, limit = asked.body.get("message") or {}, self.core.upload_limit(thread)
        self.core.bodies.put(first, body, asked.seen.files, edit=False, limit=limit)
        self.core.bodies.pings(first, body, webhook=False)
        self.core.deeds.post(first)
        return self.messages.wire(first)

    def add_member(self, asked: Asked) -> Answer:
        thread = self._live(asked)
        core = self.core
        user = core.world.bot if asked.at["u"] == "@me" else core.world.users.get(asked.at["u"])
        if user is None:
            raise Refused(10013)
        core.needs(thread, Permission.SEND_MESSAGES_IN_THREADS)
        if thread.parent and not of_channel(thread.parent, user):
            raise Refused(50001)
        core.deeds.bring_in(thread, user, core.world.bot)
        return Answer(204)

    def _live(self, asked: Asked) -> Channel:
        thread = self.core.find_channel(asked.at["c"])
        if not thread.is_thread:
            raise Refused(50024)
        if thread.archived:
            raise Refused(50083)
        return thread

    def remove_member(self, asked: Asked) -> Answer:
        thread = self._live(asked)
        mine = asked.at["u"] in {"@me", self.core.world.bot.id}
        if not mine and thread.owner is not self.core.world.bot:
            self.core.needs(thread, Permission.MANAGE_THREADS)
        user = self.core.world.bot if mine else self.core.world.users.get(asked.at["u"])
        if user is None:
            raise Refused(10013)
        self.core.deeds.remove_member(thread, user)
        return Answer(204)

    def thread_members(self, asked: Asked) -> Answer:
        """Whole lists of people need GUILD_MEMBERS, which the bot has not."""
        self.core.find_channel(asked.at["c"])
        raise Refused(50001)

    def active(self, asked: Asked) -> Answer:
        guild = self.core.find_guild(asked.at["g"])
        there = [
            thread for thread in self.core.world.threads(guild)
            if not thread.archived and of_channel(thread, self.core.world.bot)
        ]  # fmt: skip
        return Answer(200, self._listed(there))

    def archived(self, asked: Asked) -> Answer:
        """Newest archived first; private ones need MANAGE_THREADS or membership."""
        channel = self.core.find_channel(asked.at["c"])
        private = asked.seen.path.endswith("private")
        self.core.needs(channel, Permission.READ_MESSAGE_HISTORY)
        if private and "/@me/" not in asked.seen.path:
            self.core.needs(channel, Permission.MANAGE_THREADS)
        there = [
            thread for thread in self.core.world.channels.values()
            if thread.parent is channel and thread.archived and thread.private is private
            and of_channel(thread, self.core.world.bot)
        ]  # fmt: skip
        there.sort(key=lambda thread: -thread.archive_at)
        limit = int(asked.query.get("limit", 50))
        return Answer(200, self._listed(there[:limit]) | {"has_more": len(there) > limit})

    def _listed(self, threads: list[Channel]) -> Json:
        bot = self.core.world.bot.id
        return {
            "threads": [self.core.shapes.channel(thread) for thread in threads],
            "members": [
                self.core.shapes.thread_member(t, bot) for t in threads if bot in t.members
            ],
            "has_more": False,
        }

    # CDN

    def file(self, asked: Asked) -> Answer:
        path = "/".join(quote(step) for step in asked.seen.path.split("/"))
        found = self.core.cdn.fetched(path, asked.query)
        if found is None:
            gone = b"This content is no longer available."
            return Answer(404, raw=gone, mime="text/plain;charset=UTF-8")
        return Answer(200, raw=found.data, mime=found.content_type)
