"""What people write and react, and what happens to messages and places -> events for the desk, and
its answers back. Every event is counted while it is handled, so that a stop can wait for it."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager

import discord

from adapters.discord import acts, marks, permissions, words
from adapters.discord.answers import Answers, Asker
from adapters.discord.client import DiscordChat, Line
from adapters.discord.gateway import Interaction, Listener
from adapters.discord.interactions import Interactions
from adapters.discord.limits import DRAIN_S, PLACES_KEPT, SETTLED_S
from adapters.discord.missed import Missed
from adapters.discord.places import Place, Places
from bot.desk import Desk
from bot.errors import Problem
from bot.events import Actor, Joined, Platform, Say, Venue
from bot.ports import ChatUnknown, Clock, Notes, Wanted

HINT = "hint"
"""The mark of the one message per thread that says how to be heard there."""


class Running:
    """What is being handled now."""

    def __init__(self) -> None:
        self._open = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self.closed = False

    @contextmanager
    def one(self) -> Iterator[None]:
        self._open += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._open -= 1
            if not self._open:
                self._idle.set()

    async def over(self) -> bool:
        """Whether everything ended in time."""
        self.closed = True
        try:
            async with asyncio.timeout(DRAIN_S):
                await self._idle.wait()
        except TimeoutError:
            return False
        return True


class Listening(Listener):
    def __init__(
        self, desk: Desk, chat: DiscordChat, line: Line, clock: Clock, notes: Notes
    ) -> None:
        self._desk, self._chat, self._line = desk, chat, line
        self._clock, self._notes = clock, notes
        self._interactions = Interactions(desk, chat, line, clock, notes)
        self._answers = Answers(desk, chat, notes)
        self._missed = Missed(desk, line, clock, notes, self.heard)
        self._hinted: OrderedDict[str, None] = OrderedDict()
        self._seeding: set[asyncio.Task[None]] = set()
        self.running = Running()
        chat.in_review = self._in_review

    @property
    def _places(self) -> Places:
        return self._line.places

    def end(self) -> None:
        """What still waits is for the next process, which looks at every review anyway."""
        for task in self._seeding:
            task.cancel()

    # --- interactions -------------------------------------------------------------------------

    async def interaction(self, came: Interaction) -> None:
        if self.running.closed:
            return  # Discord says that it failed, and it did: nothing was taken
        with self.running.one():
            await self._interactions.take(came)

    # --- words --------------------------------------------------------------------------------

    async def message(self, came: discord.Message) -> None:
        if self.running.closed or not acts.is_typed(came):
            return
        with self.running.one():
            await self._missed.caught_up(came.channel.id)
            await self.heard(came, self._clock.now())

    async def heard(self, came: discord.Message, at: float) -> None:
        """One message of a person, live or read later."""
        place = await self._place(came)
        me = self._places.me()
        if place.ours and acts.is_blank(came):
            await self._hint(place.venue)
            return
        actor = await self._author(came, place)
        event = acts.message_event(came, actor, place, me, at)
        if event is None:
            return
        answer = await self._desk.handle(event)
        name = acts.ref(came.channel.id, came.id)
        await self._answers.under(name, Asker(actor, event.venue), answer)

    async def _place(self, came: discord.Message) -> Place:
        guild = came.guild.id if came.guild else None
        return await self._places.of(came.channel.id, guild, came.author.id)

    async def _author(self, came: discord.Message, place: Place) -> Actor:
        if came.guild is None:
            return await self._places.person(came.author.id)
        return acts.actor(came.author, place.venue.installation)

    async def _hint(self, venue: Venue) -> None:
        """Once a thread, also over restarts: what was written there did not reach the desk."""
        if venue.thread in self._hinted:
            return
        self._hinted[venue.thread] = None
        while len(self._hinted) > PLACES_KEPT:
            self._hinted.popitem(last=False)
        for row in await self._line.sending.page(venue.thread, 0):
            found = marks.read(next((e.get("url") for e in row.get("embeds", [])), None))
            if found is not None and found.kind == HINT:
                return
        said = words.no_content(self._places.me().name)
        try:
            await self._chat.remark(venue, said, HINT)
        except (Problem, ChatUnknown):
            self._notes.note("discord_no_hint")

    async def edited(self, came: discord.RawMessageUpdateEvent) -> None:
        message = came.message
        if self.running.closed or message.edited_at is None or not acts.is_typed(message):
            return
        if not message.content:
            return  # only its files or previews changed, or the desk may not read it
        with self.running.one():
            place = await self._place(message)
            actor = await self._author(message, place)
            me, now = self._places.me(), self._clock.now()
            event = acts.edited_event(message, actor, place.venue, me, now)
            answer = await self._desk.handle(event)
            name = acts.ref(message.channel.id, message.id)
            await self._answers.under(name, Asker(actor, event.venue), answer)

    # --- reactions ----------------------------------------------------------------------------

    async def reaction(self, came: discord.RawReactionActionEvent) -> None:
        me = self._places.me()
        others = came.message_author_id not in {None, me.id}
        robot = came.user_id == me.id or bool(came.member and came.member.bot)
        if self.running.closed or others or robot:
            return
        with self.running.one():
            place = await self._places.of(came.channel_id, came.guild_id, came.user_id)
            actor = await self._reacting(came, place)
            event = acts.reaction_event(came, actor, place.venue, self._clock.now())
            if event is None:
                return
            answer = await self._desk.handle(event)
            await self._answers.aside(event.message, Asker(actor, place.venue), answer)

    async def _reacting(self, came: discord.RawReactionActionEvent, place: Place) -> Actor:
        if came.guild_id is None:
            return await self._places.person(came.user_id)
        if came.member is not None:
            return acts.actor(came.member, place.venue.installation)
        return Actor(Platform.DISCORD, place.venue.installation, str(came.user_id), "", None)

    def _in_review(self, ref: str, wanted: Wanted) -> None:
        task = asyncio.create_task(self._seeded(ref, wanted), name="discord seeds")
        self._seeding.add(task)
        task.add_done_callback(self._seeding.discard)

    async def _seeded(self, ref: str, wanted: Wanted) -> None:
        """The signs under a new review card. Who voted before the desk had written down that it
        stands was not heard: so it is looked at once more."""
        try:
            with self.running.one():
                await self._chat.seed(ref, wanted.card)
            await self._clock.sleep(SETTLED_S)
            if self.running.closed:
                return
            with self.running.one():
                await self._missed.look(ref, wanted.venue)
        except Exception as error:  # noqa: BLE001 - a task of its own: nobody else would hear of it
            self._notes.bug("discord_seed_bug", error)

    async def cleared(self, channel: int, guild: int | None, message: int) -> None:
        """All reactions, or all of one sign, were taken away at once: who had one is read anew."""
        if self.running.closed:
            return
        with self.running.one():
            place = await self._places.of(channel, guild)
            await self._missed.look(acts.ref(channel, message), place.venue)

    # --- what happens to messages and places --------------------------------------------------

    async def deleted(self, channel: int, guild: int | None, messages: frozenset[int]) -> None:
        if self.running.closed:
            return
        with self.running.one():
            place = await self._places.of(channel, guild)
            nobody = acts.nobody(place.venue.installation, self._places.me())
            for message in sorted(messages):
                name = acts.ref(channel, message)
                event = acts.gone_event(place.venue, nobody, self._clock.now(), name)
                await self._desk.handle(event)

    async def place_gone(self, guild: int, channel: int, thread: int | None) -> None:
        if self.running.closed:
            return
        with self.running.one():
            venue = Venue(Platform.DISCORD, str(guild), str(channel), str(thread or ""))
            nobody = acts.nobody(venue.installation, self._places.me())
            await self._desk.handle(acts.gone_event(venue, nobody, self._clock.now()))

    async def here(self, guild: discord.Guild) -> None:
        if self.running.closed:
            return
        with self.running.one():
            channel = permissions.first_writable(guild)
            venue = Venue(Platform.DISCORD, str(guild.id), channel)
            # Who brought the desk is in a log that it may not read: the owner stands for them.
            owner = await self._places.member(guild, guild.owner_id or 0)
            who = owner or acts.nobody(venue.installation, self._places.me())
            await self._welcome(acts.joined_event(guild, who, venue, self._clock.now()))
            await self._missed.read(str(guild.id))

    async def _welcome(self, event: Joined) -> None:
        answer = await self._desk.handle(event)
        if not isinstance(answer, Say) or not event.venue.channel:
            return
        try:
            await self._chat.say(event.venue, answer.card)
        except (Problem, ChatUnknown):
            self._notes.note("discord_not_welcomed", server=event.venue.installation)

    async def away(self, guild: discord.Guild) -> None:
        if self.running.closed:
            return
        with self.running.one():
            await self._desk.handle(acts.left_event(guild, self._places.me(), self._clock.now()))
