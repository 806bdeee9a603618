"""Desk: event -> rights -> options -> handler -> answer. The only way in for every platform.

An event is a row of the inbox before anything slow happens; events of one lane are handled in
order; a Problem becomes a card, anything else a short reference that is logged.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass

from bot import reading_events as reading
from bot.bell import Bell
from bot.cards import Card, Chips
from bot.clicking import Clicked
from bot.command import AnyCommand, Context, Read, Registry
from bot.desk import Desk, Page, Preview, Update, Viewer
from bot.domain import roles
from bot.domain.ids import PictureId, UploadId, derived
from bot.domain.placement import Placement
from bot.domain.work import Member, Right
from bot.errors import BadOptions, NotAllowed, NotFound, Problem
from bot.events import (
    Actor,
    Answer,
    Ask,
    Choices,
    Event,
    First,
    Gone,
    Invocation,
    Later,
    Photo,
    Platform,
    Press,
    Quiet,
    Reaction,
    Reply,
    Say,
    Venue,
)
from bot.forms import Form
from bot.paging import Pager
from bot.pictures import Pictures
from bot.ports import Changes, Notes
from bot.services import keeping, lookup, team
from bot.services.office import Office
from bot.show import Show
from bot.store import inbox, posts
from bot.views import problem as problem_views
from bot.worker import Worker

MAX_WORDS = 40_000
"""Characters of one event's words: the inbox keeps them, the rules answer what is too long."""


@dataclass(slots=True)
class _Lane:
    lock: asyncio.Lock
    users: int = 0


class Dispatch(Desk):
    def __init__(
        self,
        office: Office,
        pictures: Pictures,
        registry: Registry,
        show: Show,
        worker: Worker,
        bell: Bell,
        notes: Notes,
    ) -> None:
        self._office = office
        self._pictures = pictures
        self._registry = registry
        self._show = show
        self._worker = worker
        self._bell = bell
        self._notes = notes
        self._pager = Pager(office, pictures)
        self._lanes: dict[str, _Lane] = defaultdict(lambda: _Lane(asyncio.Lock()))
        self._clicked = Clicked()

    # --- in -----------------------------------------------------------------------------------

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
            if command and reading.incomplete(command, values):
                return Ask(name, reading.named(command, values))
            return Later(private=bool(command and command.private))
        return Quiet()

    async def accept(self, event: Event) -> bool:
        return await self._office.do(
            inbox.accept,
            event.origin,
            (),
            event.venue.lane,
            reading.pack_event(event),
            self._office.clock.now(),
        )

    async def handle(self, event: Event) -> Answer:
        try:
            if not await self.accept(event):
                return Quiet()
        except Problem as problem:  # no room for the row: nothing happened
            return Say(problem_views.problem_card(problem))
        return await self._in_lane(event)

    async def catch_up(self) -> int:
        """After a restart: what was accepted and not finished, in its order."""
        rows = await self._office.look(inbox.unhandled)
        for row in rows:
            try:
                event = reading.unpack_event(row.event)
            except (ValueError, KeyError) as error:
                # Written by another release: kept in the log, in nobody's way.
                self._notes.bug("event_bug", error)
                await self._handled(row.origin)
            else:
                await self._in_lane(event)
        return len(rows)

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
            return Say(problem_views.problem_card(problem))
        except Exception as error:  # noqa: BLE001 - one of the two places where bugs are caught
            return Say(problem_views.bug_card(self._notes.bug("event_bug", error)))
        finally:
            self._worker.wake()
            self._show.poke()
            self._bell.ring()
        return answer

    async def _run(self, event: Event) -> Answer:
        now = self._office.clock.now()
        member = await self._member(event.actor)
        if isinstance(event, Gone):
            return Quiet()
        wanted = reading.wanted(event)
        command = self._registry.commands.get(wanted.command)
        if command is None:
            raise NotFound("command", wanted.command)
        _check_right(command, member)
        read = self._read(command, wanted.text)
        fields = (*read.fields, *wanted.fields)
        context = Context(
            office=self._office,
            pictures=self._pictures,
            registry=self._registry,
            tell=self._show.tell,
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

    def _read(self, command: AnyCommand, text: str) -> Read:
        if command.reader is None or not text:
            return Read()
        return command.reader(self._office.terms, text)

    async def _member(self, actor: Actor) -> Member:
        """Known people cost a read; only a newcomer is written. Bots are nobody."""
        if actor.is_bot:
            raise NotAllowed("see")
        try:
            return await self._office.look(team.known, actor)
        except NotFound:
            return await self._office.do(team.who, actor, self._office.clock.now())

    # --- asked by surfaces ----------------------------------------------------------------------

    async def take_in(self, actor: Actor, data: bytes, filename: str) -> Photo | Problem:
        try:
            now = self._office.clock.now()
            member = await self._member(actor)
            if Right.SKETCH not in member.rights:
                return NotAllowed("sketch")
            name = reading.safe_filename(filename)
            file, facts = await self._pictures.take_in(data, name)
            upload = UploadId(self._office.ids.new())
            await self._office.do(keeping.save_upload, upload, member, file, facts, now)
        except Problem as problem:
            return problem
        return Photo(upload, file, name, roles.guess(facts, "", ()))

    async def choices(self, actor: Actor, command: str, field: str, typed: str) -> Choices:
        try:
            member = await self._office.look(team.known, actor)
            source = reading.source_of(self._registry.commands.get(command), field)
            return await self._office.look(
                lookup.choices, self._office.terms, member, source, typed[:200]
            )
        except Problem:
            return Choices()

    async def changed(
        self,
        actor: Actor,
        venue: Venue,
        command: str,
        text: str,
        values: tuple[tuple[str, str], ...],
        photos: tuple[Photo, ...],
    ) -> Preview:
        found = self._registry.commands.get(command)
        if found is None or found.preview is None:
            raise NotFound("command", command)
        member = await self._office.look(team.known, actor)
        read = self._read(found, text)
        fields = (*read.fields, *values)
        context = Context(
            office=self._office,
            pictures=self._pictures,
            registry=self._registry,
            tell=self._show.tell,
            actor=actor,
            member=member,
            venue=venue,
            now=self._office.clock.now(),
            effect="",
            at=self._office.clock.now(),
            text=text,
            photos=photos,
            values=fields,
        )
        wanted = reading.Wanted(command=command, effect="", text=text, fields=fields, photos=photos)
        try:
            options = reading.options(found, wanted, fields, read.errors)
        except BadOptions as wrong:
            return _wrong(wrong)
        return await found.preview(context, options)

    async def page(self, actor: Actor, venue: Venue) -> Page | Problem:
        try:
            return await self._pager.page(actor, venue, self._bell.rung)
        except Problem as problem:
            return problem

    async def watch(self, actor: Actor, since: int) -> AsyncIterator[Update]:
        await self._office.look(team.known, actor)
        async for rung in self._bell.listen(since):
            yield Update(revision=rung, kind="thread")

    async def picture(
        self, actor: Actor, picture: PictureId, variant: str
    ) -> tuple[bytes, str, str] | Problem:
        try:
            return await self._pager.picture(actor, picture, variant)
        except Problem as problem:
            return problem

    async def changes(self, actor: Actor, picture: PictureId) -> Changes | Problem:
        try:
            return await self._pager.changes(actor, picture)
        except Problem as problem:
            return problem

    async def sentence(self, problem: Problem) -> Card:
        return problem_views.problem_card(problem)

    def placements(self) -> tuple[Placement, ...]:
        return self._office.terms.catalogue.placements

    async def forms(self, actor: Actor) -> tuple[Form, ...]:
        member = await self._office.look(team.known, actor)
        return tuple(command.form() for command in self._registry.of(member))

    async def people(self, actor: Actor) -> tuple[Viewer, ...]:
        member = await self._office.look(team.known, actor)
        everybody = await self._office.look(team.everybody, member.team)
        first = sorted(everybody, key=lambda one: one.id != member.id)
        return tuple(Viewer(m.id, m.name, tuple(sorted(m.rights))) for m in first)

    async def open_posts(
        self, platform: Platform, installation: str
    ) -> tuple[tuple[str, Venue], ...]:
        rows = await self._office.look(posts.in_review, platform, installation)
        return tuple((row.ref, row.venue) for row in rows)


def _wrong(problem: BadOptions) -> Preview:
    """A draft with fields that cannot be understood yet: each with its sentence."""
    return Preview(
        chips=Chips(()),
        price=None,
        checks=(),
        quote=None,
        errors=problem.errors,
        errors_text=tuple((e.field, problem_views.field_sentence(e)) for e in problem.errors),
    )


def _check_right(command: AnyCommand, member: Member) -> None:
    if command.right is not Right.SEE and command.right not in member.rights:
        raise NotAllowed(str(command.right))
