"""A person in front of Discord's app: what they can do there, as methods, and what they see. What the app
would not offer raises CannotDo; everything else becomes events that the bot gets over the wire."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from tests.standins.discord.commands import GROUP, SUB
from tests.standins.discord.components import every, number
from tests.standins.discord.core import Core
from tests.standins.discord.filling import CannotDo, File, Filling
from tests.standins.discord.looks import buttons
from tests.standins.discord.permissions import ALL, Permission, of_channel, of_guild
from tests.standins.discord.refusals import Json
from tests.standins.discord.routes_interactions import ACK_S
from tests.standins.discord.world import Channel, Interaction, Kind, Message, User


@dataclass(eq=False)
class Used:
    """One interaction as its person follows it."""

    core: Core
    of: Interaction

    @property
    def failed(self) -> bool:
        """The app says that the application did not respond."""
        return self.of.ack is None

    @property
    def message(self) -> Message:
        """The answer, as it stands now."""
        if self.of.original is None:
            raise AssertionError(f"no message answers this: callback type {self.of.ack}")
        return self.of.original

    @property
    def modal(self) -> Json:
        if self.of.modal is None:
            raise AssertionError(f"no form answers this: callback type {self.of.ack}")
        return self.of.modal

    @property
    def followups(self) -> list[Message]:
        return [message for message in self.of.followups.values() if not message.deleted]

    async def answered(self, timeout: float = ACK_S) -> Used:
        """As long as the app waits."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.of.answered.wait(), timeout)
        return self

    async def settled(self, timeout: float = 5.0) -> Message:
        """The answer once it no longer says `thinking`."""
        return await self.core.trace.until(
            lambda: self.of.original if self.of.original and not self.of.original.loading else None,
            "an answer", timeout,
        )  # fmt: skip


class Person:
    def __init__(self, core: Core, user: User) -> None:
        self.core = core
        self.user = user
        self.patience_s = ACK_S
        """How long the app waits for an acknowledgement before it says that none came."""

    @property
    def id(self) -> str:
        return self.user.id

    @property
    def mention(self) -> str:
        return self.user.mention

    # Commands

    async def slash(
        self, command: str, where: Channel, options: Mapping[str, object] | None = None,
        *, wait: bool = True, **more: object,
    ) -> Used:  # fmt: skip
        """`command` with its groups, "brief new"; files as File. Waits for the acknowledgement, at most
        as long as the app does."""
        data = self._typed(command, where, {**(options or {}), **more})
        return await self._use(2, where, data, wait=wait)

    async def autocomplete(
        self, command: str, where: Channel, option: str, typed: str, **others: object
    ) -> list[tuple[str, Any]]:
        """(name, value) of what is offered for these letters; empty when nothing comes in time."""
        data = self._typed(command, where, {**others, option: typed}, focused=option)
        used = await self._use(4, where, data)
        return [(c["name"], c["value"]) for c in used.of.choices or []]

    async def context(self, command: str, target: Message, *, wait: bool = True) -> Used:
        """A command from the menu of a message."""
        where = target.channel
        found = self._command(command, where, 3)
        said = self.core.shapes.message(target)
        data: Json = {
            "id": found["id"], "name": command, "type": 3, "target_id": target.id,
            "resolved": {"messages": {target.id: said}},
        }  # fmt: skip
        return await self._use(2, where, data, wait=wait)

    def offered(self, where: Channel, kind: int = 1) -> list[str]:
        """Names of the commands that the app shows here."""
        return [c["name"] for c in self._commands(where) if c["type"] == kind]

    def _commands(self, where: Channel) -> list[Json]:
        scopes = self.core.world.app.commands
        own = scopes.get(where.guild.id, []) if where.guild else []
        names = {(c["type"], c["name"]) for c in own}
        both = own + [c for c in scopes.get("", []) if (c["type"], c["name"]) not in names]
        return [command for command in both if self._may_use(command, where)]

    def _may_use(self, command: Json, where: Channel) -> bool:
        if where.guild is None:
            contexts = command.get("contexts")
            return (
                1 in contexts if contexts is not None else command.get("dm_permission") is not False
            )
        needed = command.get("default_member_permissions")
        granted = of_channel(where, self.user)
        if not granted & Permission.USE_APPLICATION_COMMANDS:
            return False
        if needed is None or granted & Permission.ADMINISTRATOR:
            return True
        if int(needed) == 0:
            return of_guild(where.guild, self.user) == ALL
        return granted & Permission(int(needed)) == Permission(int(needed))

    def _command(self, name: str, where: Channel, kind: int) -> Json:
        if where.archived:
            raise CannotDo("no commands in an archived thread")
        if where.type == Kind.FORUM:
            raise CannotDo("no commands in a forum, only in its posts")
        for command in self._commands(where):
            if command["name"] == name and command["type"] == kind:
                return command
        raise CannotDo(f"{self.user.name} is offered no {name!r} here: {self.offered(where, kind)}")

    def _typed(
        self, command: str, where: Channel, given: Mapping[str, object], focused: str = ""
    ) -> Json:
        name, *below = command.split()
        found = self._command(name, where, 1)
        filling = self._filling(where)
        options, chain = found.get("options") or [], []
        for step in below:
            part = next(
                (o for o in options if o["name"] == step and o["type"] in {SUB, GROUP}), None
            )
            if part is None:
                raise CannotDo(f"{name} has no {step!r}")
            chain.append(part)
            options = part.get("options") or []
        filled = filling.of_command(options, given, focused)
        for part in reversed(chain):
            filled = [{"name": part["name"], "type": part["type"], "options": filled}]
        data: Json = {"id": found["id"], "name": name, "type": 1, "options": filled}
        if "guild_id" in found:
            data["guild_id"] = found["guild_id"]
        return data | ({"resolved": filling.resolved} if filling.resolved else {})

    def _filling(self, where: Channel) -> Filling:
        guild = where.guild.upload_limit if where.guild else 0
        limit = max(self.user.upload_limit, guild)
        return Filling(self.core.cdn, self.core.shapes, self.user, where, limit)

    async def _use(
        self, kind: int, where: Channel, data: Json, *, message: Message | None = None,
        root: Interaction | None = None, wait: bool = True,
    ) -> Used:  # fmt: skip
        if not of_channel(where, self.user) & Permission.VIEW_CHANNEL:
            raise CannotDo(f"{self.user.name} does not see this channel")
        made = self.core.world.ids.new()
        of = Interaction(
            made,
            f"token-of-{made}",
            kind,
            self.user,
            where,
            self.core.clock.now(),
            data,
            message,
            root,
        )
        heard = self.core.deeds.invoke(of)
        used = Used(self.core, of)
        return await used.answered(self.patience_s) if wait and heard else used

    # Buttons and forms

    async def click(self, message: Message, button: str, *, wait: bool = True) -> Used:
        """By custom_id, by label, or by the beginning of a label ("Make it" of "Make it 3.4")."""
        there = [b for b in buttons(message) if b.get("style") != 5]
        exact = [b for b in there if button in {b.get("custom_id"), b.get("label")}]
        begins = [b for b in there if (b.get("label") or "").startswith(button)]
        emoji = [b for b in there if b.get("emoji", {}).get("name") == button]
        chosen = next(iter(exact or begins or emoji), None)
        if chosen is None:
            raise CannotDo(f"no button {button!r}: {[b.get('label') for b in there]}")
        self._reachable(message)
        if chosen.get("disabled"):
            raise CannotDo(f"{button!r} is disabled")
        data = {"custom_id": chosen["custom_id"], "component_type": 2, "id": chosen["id"]}
        return await self._use(3, message.channel, data, message=message, wait=wait)

    async def choose(self, message: Message, select: str, *values: str, wait: bool = True) -> Used:
        """Of a select menu, by custom_id or placeholder."""
        there = [c for c in every(message.components) if c.get("type") == 3]
        chosen = next((c for c in there if select in {c["custom_id"], c.get("placeholder")}), None)
        if chosen is None or chosen.get("disabled"):
            raise CannotDo(f"no menu {select!r}")
        self._reachable(message)
        offered = {option["value"] for option in chosen["options"]}
        low, high = number(chosen, "min_values", 1), number(chosen, "max_values", 1)
        if not set(values) <= offered or not low <= len(values) <= high:
            raise CannotDo(f"{select!r} offers {low} to {high} of {sorted(offered)}")
        data = {
            "custom_id": chosen["custom_id"], "component_type": 3, "id": chosen["id"],
            "values": list(values),
        }  # fmt: skip
        return await self._use(3, message.channel, data, message=message, wait=wait)

    def _reachable(self, message: Message) -> None:
        if message.deleted or message not in self.sees(message.channel):
            raise CannotDo(f"{self.user.name} does not see this message")

    async def submit(
        self, used: Used, values: Mapping[str, object] | None = None, *, wait: bool = True
    ) -> Used:
        """Fills the form that came back; what is not named stays as it was offered."""
        filling = self._filling(used.of.channel)
        components = filling.of_form(used.modal, values or {})
        data: Json = {"custom_id": used.modal["custom_id"], "components": components}
        if filling.resolved:
            data["resolved"] = filling.resolved
        return await self._use(
            5, used.of.channel, data, message=used.of.message, root=used.of, wait=wait
        )

    # Talking

    async def say(
        self, text: str, where: Channel, *, files: Sequence[File] = (), mentions: Sequence[User] = (),
        reply_to: Message | None = None, ping: bool = True,
    ) -> Message:  # fmt: skip
        """`ping`: of a reply, the switch beside the text field."""
        self._may_speak(where, files)
        deeds = self.core.deeds
        message = deeds.message(where, self.user, 19 if reply_to else 0)
        message.content = " ".join([*(user.mention for user in mentions), text]).strip()
        if not message.content and not files:
            raise CannotDo("nothing to send")
        limit = self._filling(where).limit
        for file in files:
            if len(file.data) > limit:
                raise CannotDo(f"{file.name} is too large")
            message.attachments.append(
                self.core.cdn.keep(where.id, file.name, file.data, content_type=file.content_type)
            )
        if reply_to is not None:
            self._reachable(reply_to)
            message.referenced = reply_to
            message.reference = {"type": 0, "channel_id": where.id, "message_id": reply_to.id}
            message.reference |= {"guild_id": where.guild.id} if where.guild else {}
        allowed = {"parse": ["users", "roles", "everyone"], "replied_user": ping}
        self.core.bodies.pings(message, {"allowed_mentions": allowed}, webhook=False)
        deeds.post(message)
        return message

    def _may_speak(self, where: Channel, files: Sequence[File]) -> None:
        granted = of_channel(where, self.user)
        needed = Permission.VIEW_CHANNEL | (
            Permission.SEND_MESSAGES_IN_THREADS if where.is_thread else Permission.SEND_MESSAGES
        )
        needed |= Permission.ATTACH_FILES if files else Permission(0)
        if granted & needed != needed or where.type == Kind.FORUM:
            raise CannotDo(f"{self.user.name} may not write here")
        if where.locked and not granted & Permission.MANAGE_THREADS:
            raise CannotDo("the thread is locked")

    @property
    def dm(self) -> Channel:
        """The one with the bot, opened when it is not there."""
        return self.core.world.dm(self.user)

    async def write(self, text: str, **more: Any) -> Message:
        """To the bot, in a DM."""
        return await self.say(text, self.dm, **more)

    async def edit(self, message: Message, text: str) -> None:
        self._own(message)
        message.content = text
        self.core.bodies.pings(message, {}, webhook=False)
        self.core.deeds.edited(message)

    async def delete(self, message: Message) -> None:
        """Their own, or anybody's with MANAGE_MESSAGES."""
        if not of_channel(message.channel, self.user) & Permission.MANAGE_MESSAGES:
            self._own(message)
        self.core.deeds.delete(message)

    def _own(self, message: Message) -> None:
        if message.author is not self.user:
            raise CannotDo("that is somebody else's message")

    async def open_thread(
        self, start: Message | Channel, name: str, *, private: bool = False
    ) -> Channel:
        """Below a message, or without one."""
        message = start if isinstance(start, Message) else None
        parent = start.channel if isinstance(start, Message) else start
        kind = Kind.PRIVATE_THREAD if private else Kind.THREAD
        return self.core.deeds.open_thread(parent, name, self.user, message=message, kind=kind)

    # Reactions

    async def react(self, message: Message, emoji: str, *, burst: bool = False) -> None:
        """`burst`: a super reaction. Skin tones are part of the emoji."""
        granted = of_channel(message.channel, self.user)
        needed = Permission.READ_MESSAGE_HISTORY
        needed |= Permission(0) if emoji in message.reactions else Permission.ADD_REACTIONS
        if granted & needed != needed or message.ephemeral:
            raise CannotDo(f"{self.user.name} may not react here")
        if message.channel.archived:
            raise CannotDo("no reactions in an archived thread")
        self.core.deeds.react(message, self.user, emoji, burst=burst)

    async def unreact(self, message: Message, emoji: str) -> None:
        self.core.deeds.unreact(message, self.user, emoji)

    # Seeing

    def sees(self, where: Channel) -> list[Message]:
        """Oldest first; of the ephemeral ones only their own."""
        granted = of_channel(where, self.user)
        if not granted & Permission.VIEW_CHANNEL:
            return []
        return [
            m for m in where.messages.values() if not m.deleted and m.audience in {None, self.user}
        ]

    def threads(self, where: Channel) -> list[Channel]:
        """Below a channel, as far as this person sees them."""
        return [
            thread for thread in self.core.world.channels.values()
            if thread.parent is where and of_channel(thread, self.user) & Permission.VIEW_CHANNEL
        ]  # fmt: skip

    def inbox(self) -> list[Message]:
        """Every message anywhere that rang for this person."""
        return [
            message for message in self.core.world.messages()
            if self.user.id in message.pings.users and message.author is not self.user
        ]  # fmt: skip
