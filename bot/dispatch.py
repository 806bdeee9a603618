"""Desk: event -> rights -> options -> handler -> answer. The only way in for every platform.

An event is a row of the inbox before anything slow happens; events of one lane are handled in
order; a Problem becomes a card, anything else a short reference that is logged.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot import reading_events as reading
from bot.bell import Bell
from bot.cards import Card
from bot.clicking import Clicked
from bot.command import AnyCommand, Context, Registry
from bot.domain.ids import derived
from bot.domain.work import Member, Right
from bot.easel import Easel
from bot.errors import BadOptions, NotAllowed, NotFound, Problem
from bot.events import (
    Answer,
    Ask,
    Edited,
    Event,
    First,
    Invocation,
    Later,
    Platform,
    Press,
    Quiet,
    Reaction,
    Reply,
    Say,
    Shortcut,
    Soon,
)
from bot.happening import is_happening, mind
from bot.pictures import Pictures
from bot.ports import Chat, Notes
from bot.reception import Reception
from bot.services import arriving, team
from bot.services.office import Office
from bot.show import Show
from bot.store import inbox
from bot.views import problem as problem_views
from bot.views import welcome
from bot.worker import Worker

MAX_WORDS = 40_000
"""Characters of one event's words: the inbox keeps them, the rules answer what is too long."""


@dataclass(slots=True)
class _Lane:
    lock: asyncio.Lock
    users: int = 0


class Dispatch(Reception):
    def __init__(
        self,
        office: Office,
        pictures: Pictures,
        registry: Registry,
        show: Show,
        worker: Worker,
        bell: Bell,
        easel: Easel,
        notes: Notes,
        chats: Mapping[Platform, Chat],
    ) -> None:
        super().__init__(office, pictures, registry, show, bell, easel, notes, chats)
        self._worker = worker
        self._lanes: dict[str, _Lane] = defaultdict(lambda: _Lane(asyncio.Lock()))
        self._clicked = Clicked()
        self._catching: set[asyncio.Task[None]] = set()
        self._accepted: set[str] = set()
        """Accepted in this process and not handled yet: between the two, adapters acknowledge."""

    # --- in ---------------------------------------------------------------------------------------

    def first(self, event: Event) -> First:
        if isinstance(event, Invocation):
            command = self._registry.commands.get(event.command)
            if command and command.form_only and not (event.text or event.values):
                return Ask(event.command)
            return Later(private=bool(command and command.private))
        if isinstance(event, Press):
            try:
                name, values = reading.press_of(event.press)
            except NotFound:  # none of ours: handle says so
                return Later(private=True)
            command = self._registry.commands.get(name)
            if command and command.asks:
                return Soon()
            if command and reading.incomplete(command, values):
                return Ask(name, reading.named(command, values))
            return Later(private=bool(command and command.private))
        if isinstance(event, Shortcut):
            return Soon() if event.name == "reference" else Later(private=True)
        return Quiet()

    async def accept(self, event: Event) -> bool:
        event = await self._meant(event)
        if not await self._ours(event):
            return False
        fresh = await self._office.do(
            inbox.accept,
            event.origin,
            reading.aliases(event),
            event.venue.lane,
            reading.pack_event(event),
            self._office.clock.now(),
        )
        if fresh:
            self._accepted.add(event.origin)
        return fresh

    async def _meant(self, event: Event) -> Event:
        """Words that call the desk under a message of it which is no post (a welcome, a note)."""
        if not isinstance(event, Reply) or event.otherwise is None:
            return event
        called = replace(event.otherwise, actor=event.actor)
        event = replace(event, otherwise=None)
        return event if await self._ours(event) or event.actor.is_bot else called

    async def _ours(self, event: Event) -> bool:
        """What people say elsewhere on a chat platform is not kept, not even for a moment."""
        if event.actor.platform is Platform.WEB or is_happening(event):
            return True
        if event.actor.is_bot:
            return False
        match event:
            case Reply(to=to, under=under):
                return await self._office.look(arriving.is_ours, event.venue, to or under)
            case Reaction(message=message) | Edited(message=message):
                return await self._office.look(arriving.is_ours, event.venue, message)
            case _:
                return True

    async def handle(self, event: Event) -> Answer:
        try:
            event = await self._meant(event)
            if event.origin not in self._accepted and not await self.accept(event):
                return Quiet()
            self._accepted.discard(event.origin)
        except Problem as problem:  # no room for the row: nothing happened
            return Say(problem_views.problem_card(problem))
        return await self._in_lane(event)

    async def catch_up(self) -> int:
        """After a restart: what was accepted and not finished, in its order; of a chat platform as
        soon as it can be reached, for its files and for the answers."""
        late: dict[Platform, list[Event]] = defaultdict(list)
        rows = await self._office.look(inbox.unhandled)
        for row in rows:
            try:
                event = reading.unpack_event(row.event)
            except (ValueError, KeyError) as error:
                # Written by another release: kept in the log, in nobody's way.
                self._notes.bug("event_bug", error)
                await self._handled(row.origin)
            else:
                late[event.actor.platform].append(event)
        for event in late.pop(Platform.WEB, []):
            await self._in_lane(event)
        for platform, events in late.items():
            task = asyncio.create_task(self._catch_up_there(platform, events), name="catch up")
            self._catching.add(task)
            task.add_done_callback(self._catching.discard)
        return len(rows)

    async def _catch_up_there(self, platform: Platform, events: list[Event]) -> None:
        chat = self._chats.get(platform)
        if chat is not None:  # a platform that is switched off: what can be done without it is
            await chat.ready()
        for event in events:
            await self._late(event, await self._in_lane(event))

    async def stop(self) -> None:
        """What nobody could be told of yet stays in the inbox for the next start."""
        for task in self._catching:
            task.cancel()
        await asyncio.gather(*self._catching, return_exceptions=True)

    async def _late(self, event: Event, answer: Answer) -> None:
        chat = self._chats.get(event.actor.platform)
        if chat is None or isinstance(answer, Quiet):
            return
        try:
            if isinstance(answer, Ask):
                card = await self.kept(event.actor, event.venue, answer)
                await chat.tell(event.actor.user, event.venue, card)
            elif answer.private:
                await chat.tell(event.actor.user, event.venue, answer.card)
            else:
                await chat.say(event.venue, answer.card)
        except Exception as error:  # noqa: BLE001 - one person out of reach keeps no other waiting
            self._notes.bug("late_answer_bug", error)

    async def _in_lane(self, event: Event) -> Answer:
        lane = self._lanes[event.venue.lane]
        lane.users += 1
        try:
            async with lane.lock:
                with self._notes.within(event.origin):
                    answer = await self._answer(event)
                await self._handled(event.origin)
                return answer
        finally:
            lane.users -= 1
            if not lane.users:
                self._lanes.pop(event.venue.lane, None)

    async def _handled(self, origin: str) -> None:
        try:
            await self._office.do(inbox.mark_handled, origin, "", self._office.clock.now())
        except Problem as problem:
            # What was done is done; after a restart the row is handled again and finds it so.
            self._notes.note("not_marked", code=problem.code)

    async def _answer(self, event: Event) -> Answer:
        try:
            answer = self._clicked.again(event)
            if answer is None:
                answer = await self._run(event)
                self._clicked.answered(event, answer)
        except Problem as problem:
            return Say(await self._told(event, problem))
        except Exception as error:  # noqa: BLE001 - one of the two places where bugs are caught
            return Say(problem_views.bug_card(self._notes.bug("event_bug", error)))
        finally:
            self._worker.wake()
            self._show.poke()
            self._bell.ring()
        return answer

    async def _told(self, event: Event, problem: Problem) -> Card:
        """In a channel where only admins spend yet, an admin can change that with one press."""
        spends = isinstance(problem, NotAllowed) and problem.need == Right.SPEND
        if spends and event.actor.platform is not Platform.WEB:
            member = await self._office.look(team.known, event.actor)
            policy = await self._office.look(team.policy, member.team)
            return welcome.only_admins_spend(policy.venue_daily_cap)
        return problem_views.problem_card(problem)

    async def _run(self, event: Event) -> Answer:
        if is_happening(event):
            return await mind(self._office, event)
        now = self._office.clock.now()
        arrival = await self._arrival(event.actor, event.venue)
        member = arrival.member
        if isinstance(event, Reply) and arrival.thread is None and not event.to:
            event = replace(event, to=event.under)
        wanted = reading.wanted(event)
        command = self._registry.commands.get(wanted.command)
        if command is None:
            raise NotFound("command", wanted.command)
        _check_right(command, member)
        photos = (*wanted.photos, *await self._fetching.photos(event, member))
        wanted = replace(wanted, photos=photos)
        read = self._read(command, wanted.text)
        fields = (*read.fields, *wanted.fields)
        context = Context(
            office=self._office,
            pictures=self._pictures,
            registry=self._registry,
            actor=event.actor,
            member=member,
            venue=event.venue,
            now=now,
            effect=derived(wanted.effect),
            at=event.at,
            text=wanted.text,
            photos=wanted.photos,
            values=fields,
            draft=wanted.draft,
            agreed=wanted.agreed,
            message=wanted.message,
            thread=arrival.thread or "",
        )
        if command.form_only and not fields and not wanted.text:
            return Ask(command.name)
        try:
            options = reading.options(command, wanted, fields, read.errors)
            answer: Answer = await command.run(context, options)
        except BadOptions as wrong:
            if isinstance(event, Reply | Reaction):
                raise
            given = (*reading.named(command, wanted.positional), *fields)
            missing = all(error.code == "required" for error in wrong.errors)
            # A button that opens a form brings what it knows; the rest is asked, not scolded.
            errors = () if missing and isinstance(event, Press) else wrong.errors
            return Ask(command.name, given, errors, wanted.draft, wanted.photos)
        return answer


def _check_right(command: AnyCommand, member: Member) -> None:
    if command.right is not Right.SEE and command.right not in member.rights:
        raise NotAllowed(str(command.right))
