"""A person in Slack: types commands, presses buttons, fills modals, talks, reacts, and sees what Slack
would show to this person and to nobody else."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from tests.standins.slack import payloads
from tests.standins.slack.calls import Refused
from tests.standins.slack.clock import PATIENCE_S
from tests.standins.slack.controls import Acked, control, plain, words
from tests.standins.slack.emoji import canonical
from tests.standins.slack.hooks import answer
from tests.standins.slack.modal import Modal
from tests.standins.slack.sockets import Delivery
from tests.standins.slack.suggestions import ask, shown
from tests.standins.slack.views import View
from tests.standins.slack.wire import message_of
from tests.standins.slack.world import BOT_USER, TEAM, Channel, File, Json, Message, User

if TYPE_CHECKING:
    from tests.standins.slack.standin import Slack

Place = Channel | Message | str
"""A channel, its name or id, or a message in it."""
Photos = Sequence[tuple[str, bytes]]
IN_THREADS = "Slack's own words: /{name} is not supported in threads. Sorry!"


class Person:
    def __init__(self, slack: Slack, user: User) -> None:
        self.slack = slack
        self.user = user

    @property
    def id(self) -> str:
        return self.user.id

    def _channel(self, where: Place) -> Channel:
        world = self.slack.world
        name = where.channel if isinstance(where, Message) else where
        channel = name if isinstance(name, Channel) else world.channel_called(name)
        if self.id not in channel.members:
            raise AssertionError(f"{self.user.name} is not in {channel.name}")
        return channel

    @property
    def dm(self) -> Channel:
        """The direct message with the app."""
        return self.slack.world.direct(self.id, BOT_USER)

    async def send(self, kind: str, payload: Json) -> Acked:
        """An interaction: one delivery, one chance; waits for the acknowledgement or the deadline."""
        sockets = self.slack.sockets
        delivery = await sockets.send(Delivery(kind, payload))
        ok = await sockets.in_time(delivery)
        return Acked(ok, delivery, dict(delivery.answer or {}))

    # --- commands, buttons, shortcuts ----------------------------------------------------------------

    async def slash(
        self, name: str, text: str = "", where: Place = "design", *, thread: object = None
    ) -> Acked:
        """A slash command; AssertionError in a thread, where Slack refuses it."""
        slack, channel = self.slack, self._channel(where)
        if self.user.team != TEAM:
            raise AssertionError("a stranger's Slack does not know the commands of this workspace")
        if thread is not None:
            raise AssertionError(IN_THREADS.format(name=name.lstrip("/")))
        if slack.app.commands is not None and name not in slack.app.commands:
            raise AssertionError(f"{name} is not a valid command: the app has no such")
        hook = slack.new_hook(self.id, channel.id)
        trigger = slack.new_trigger(self.id)
        text = self.typed(text) if name in slack.app.escaped else text
        said = payloads.command(self.user, channel, name, text, hook, trigger)
        acked = await self.send("slash_commands", said)
        if acked.payload:
            try:
                await answer(slack, slack.hooks[hook.rsplit("/", 1)[1]], acked.payload)
            except Refused as refused:
                acked.trouble = refused.code
                slack.found.append(f"{name}: its answer was refused: {refused.code}")
        return acked

    async def click(self, message: Message, wanted: str = "", **how: str) -> Acked:
        """A button or a menu of a message as it stands now; see controls.control for `how`."""
        slack = self.slack
        if message.deleted or message.only_for not in {"", self.id}:
            raise AssertionError(f"{self.user.name} does not see this message")
        offered = slack.offered.get((self.id, message.ts), [])
        found = control(message.blocks, wanted, offered=offered, **how)
        return await self.press(message, found.action(slack.world.new_ts()))

    async def suggest(self, message: Message, action_id: str, typed: str) -> list[str]:
        """Types into an external menu of a message: what it offers, ready for `click`."""
        menu = control(message.blocks, action_id=action_id)
        options = await ask(self, menu.one, menu.block_id, typed, message)
        self.slack.offered[self.id, message.ts] = options
        return shown(options)

    async def press(self, message: Message, action: Json) -> Acked:
        """Any action on a message, also one that the message no longer carries: an old screen."""
        slack = self.slack
        hook = slack.new_hook(self.id, message.channel, message)
        trigger = slack.new_trigger(self.id)
        said = payloads.pressed_in_message(slack.world, self.user, message, action, hook, trigger)
        return await self.send("interactive", said)

    async def shortcut(self, name: str, message: Message | None = None) -> Acked:
        """A global shortcut, or one on a message (not on an ephemeral one)."""
        slack = self.slack
        if slack.app.shortcuts is not None and name not in slack.app.shortcuts:
            raise AssertionError(f"the app has no shortcut {name}")
        trigger = slack.new_trigger(self.id)
        if message is None:
            said = payloads.shortcut(slack.world, self.user, name, trigger)
        elif message.only_for:
            raise AssertionError("an ephemeral message has no shortcuts")
        else:
            hook = slack.new_hook(self.id, message.channel, message)
            said = payloads.message_action(slack.world, self.user, name, message, hook, trigger)
        return await self.send("interactive", said)

    # --- modals and the home tab -----------------------------------------------------------------------

    async def modal(self, title: str = "", within: float = PATIENCE_S) -> Modal:
        """The modal on top, with this title if given; waits for it."""

        def found() -> View | None:
            top = self.slack.stacks.top(self.id)
            return top if top and title in {"", plain(top.body.get("title"))} else None

        view = await self.slack.news.until(found, f"a modal {title}", within)
        return Modal(self, view)

    async def open_home(self, tab: str = "home") -> Delivery | None:
        slack = self.slack
        event: Json = {
            "type": "app_home_opened",
            "user": self.id,
            "channel": self.dm.id,
            "tab": tab,
        }
        if home := slack.stacks.homes.get(self.id):
            event["view"] = home.wire()
        return await slack.tell(event | {"event_ts": slack.world.new_ts()})

    async def home(self, having: str = "") -> Modal:
        """The home tab as published to this person, once it says `having`; its buttons work as a
        modal's do."""

        def found() -> View | None:
            home = self.slack.stacks.homes.get(self.id)
            return home if home and having in "\n".join(words(home.body["blocks"])) else None

        return Modal(self, await self.slack.news.until(found, f"a home tab with {having!r}"))

    # --- talking ---------------------------------------------------------------------------------------

    def typed(self, text: str) -> str:
        """As Slack keeps it: escaped, @name and #channel and addresses as links."""
        world = self.slack.world
        said = html.escape(text, quote=False)
        for user in sorted(world.users.values(), key=lambda u: -len(u.name)):
            said = re.sub(rf"@{re.escape(user.name)}\b", f"<@{user.id}>", said)
        for channel in world.channels.values():
            linked = f"<#{channel.id}|{channel.name}>"
            said = re.sub(rf"(?<!\S)#{re.escape(channel.name)}\b", linked, said)
        return re.sub(r"https?://[^\s<>|]+", r"<\g<0>>", said)

    def new_file(self, name: str, data: bytes, **more: bool) -> File:
        """An upload of this person, processed already."""
        team = self.user.team
        return self.slack.world.add_file(
            name, self.id, data=data, length=len(data), complete=True, team=team, **more
        )

    async def say(
        self,
        text: str,
        where: Place = "design",
        *,
        thread: Message | None = None,
        files: Photos = (),
        broadcast: bool = False,
        stubs: bool = False,
        raw: bool = False,
    ) -> Message:
        """A message, or a reply in the thread of `thread`. `stubs`: its files come without an address
        (Slack Connect). `raw`: the text is as it goes over the wire."""
        slack = self.slack
        channel = self._channel(where if thread is None else thread)
        if channel.is_archived:
            raise AssertionError(f"{channel.name} is archived")
        said = text if raw else self.typed(text)
        root = thread.root if thread is not None else ""
        if files:
            stub = stubs or self.user.team != TEAM
            uploads = [self.new_file(name, data, stub=stub) for name, data in files]
            return await slack.share(uploads, channel, self.id, said, root)
        number = slack.world.new_id("c")
        message = Message(
            channel.id, slack.world.new_ts(), self.id, said, rich(said), thread_ts=root,
            subtype="thread_broadcast" if root and broadcast else "", client_msg_id=number,
            team=self.user.team, bot_id=self.user.bot_id,
        )  # fmt: skip
        return await slack.store(message)

    async def mention(
        self, text: str, where: Place = "design", *, thread: Message | None = None,
        files: Photos = (),
    ) -> Message:  # fmt: skip
        """@artdesk text: told twice, as a message and as a mention."""
        return await self.say(f"@artdesk {text}", where, thread=thread, files=files)

    async def write(
        self, text: str, *, files: Photos = (), thread: Message | None = None
    ) -> Message:
        """To the app in its direct message."""
        return await self.say(text, self.dm, thread=thread, files=files)

    async def edit(self, message: Message, text: str) -> None:
        self._own(message)
        before = message_of(self.slack.world, message)
        message.text, message.blocks = self.typed(text), rich(self.typed(text))
        message.edited = {"user": self.id, "ts": self.slack.world.new_ts()}
        await self.slack.changed(message, before)

    async def delete(self, message: Message) -> None:
        if not (self.user.is_admin or self.user.is_owner):
            self._own(message)
        await self.slack.remove(message)

    def _own(self, message: Message) -> None:
        if message.user != self.id:
            raise AssertionError(f"{self.user.name} did not write this")

    async def react(self, message: Message, emoji: str, *, tone: int = 0) -> None:
        """By name, with or without colons; `tone` 2..6: a skin tone."""
        self._channel(message)
        if message.only_for:
            raise AssertionError("an ephemeral message takes no reactions")
        name = canonical(f"{emoji.strip(':')}::skin-tone-{tone}" if tone else emoji)
        if self.id not in message.reactions.get(name, ()):
            await self.slack.react(message, self.id, name)

    async def unreact(self, message: Message, emoji: str, *, tone: int = 0) -> None:
        name = canonical(f"{emoji.strip(':')}::skin-tone-{tone}" if tone else emoji)
        await self.slack.react(message, self.id, name, added=False)

    # --- seeing ----------------------------------------------------------------------------------------

    def messages(self, where: Place = "design") -> list[Message]:
        """The channel as this person sees it, oldest first: roots, broadcasts, own ephemerals."""
        channel = self._channel(where)
        return [
            m
            for m in channel.messages.values()
            if m.only_for in {"", self.id} and (not m.thread_ts or m.broadcast)
        ]

    def thread(self, of: Message) -> list[Message]:
        """A thread from its root on, with own ephemerals in it."""
        channel = self._channel(of)
        return [
            m
            for m in channel.messages.values()
            if m.root == of.root and m.only_for in {"", self.id}
        ]

    def ephemerals(self) -> list[Message]:
        return [m for m in self.slack.world.messages() if m.only_for == self.id]

    def reload(self) -> None:
        """Slack is opened again: what was only for this person is gone."""
        for channel in self.slack.world.channels.values():
            for ts in [m.ts for m in channel.messages.values() if m.only_for == self.id]:
                channel.messages.pop(ts).deleted = True

    async def sees(
        self,
        having: str | Callable[[Message], bool],
        where: Place | None = None,
        *,
        thread: Message | None = None,
        within: float = PATIENCE_S,
    ) -> Message:
        """The newest message of others that says `having` (as read on the screen, buttons included), or
        that `having` picks; anywhere, in a channel or in a thread; waits for it."""

        def there() -> list[Message]:
            if thread is not None:
                return self.thread(thread)
            if where is not None:
                return self.messages(where)
            world = self.slack.world
            mine = [c for c in world.channels.values() if self.id in c.members]
            listed = [m for c in mine for m in c.messages.values()]
            return sorted((m for m in listed if m.only_for in {"", self.id}), key=lambda m: m.ts)

        def found() -> Message | None:
            for message in reversed(there()):
                if message.user == self.id:
                    continue
                says = having in said(message) if isinstance(having, str) else having(message)
                if says:
                    return message
            return None

        return await self.slack.news.until(found, f"a message with {having!r}", within)

    def pictures(self, message: Message) -> list[bytes]:
        """The bytes behind the pictures of a message: image blocks and shared files that are ready."""
        files = self.slack.world.files
        shown = [files[block_file(one)] for one in _pictures(message.blocks)]
        shared = [files[name] for name in message.files]
        return [file.data for file in (*shown, *shared) if file.ready]


def _pictures(value: object) -> list[Json]:
    if isinstance(value, list):
        return [one for each in value for one in _pictures(each)]
    if isinstance(value, dict):
        mine = [value] if value.get("type") == "image" and "slack_file" in value else []
        return mine + [one for each in value.values() for one in _pictures(each)]
    return []


def block_file(one: Json) -> str:
    """The file id of an image block."""
    wanted = one["slack_file"]
    return str(
        wanted.get("id") or wanted["url"].split("/files-pri/")[1].split("/")[0].split("-")[1]
    )


def said(message: Message) -> str:
    """A message as it is read: its blocks where it has some, else its text."""
    return "\n".join(words(message.blocks)) if message.blocks else plain(message.text)


def rich(text: str) -> list[Json]:
    """What Slack's own clients add to a message: the words again, as rich_text."""
    if not text:
        return []
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return [{"type": "rich_text", "block_id": "r1", "elements": [section]}]
