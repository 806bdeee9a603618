"""Desk, the half that is asked: pages, pictures, prices, choices, forms. Stores nothing but uploads
and forms that wait; every answer is within the rights of who asks.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping

from bot import reading_events as reading
from bot.bell import Bell
from bot.cards import Card, Chips
from bot.command import AnyCommand, Context, Read, Registry
from bot.desk import Desk, Page, Preview, Update, Viewer
from bot.domain.ids import PictureId, UploadId
from bot.domain.placement import Placement
from bot.domain.work import Member, Right
from bot.easel import Easel
from bot.errors import BadOptions, NotAllowed, NotFound, Problem
from bot.events import Actor, Ask, Choices, Photo, Platform, Venue
from bot.fetching import Fetching
from bot.forms import Form
from bot.paging import Pager
from bot.pictures import Pictures
from bot.ports import Changes, Chat, Notes
from bot.services import arriving, keeping, lookup, team
from bot.services.office import Office
from bot.show import Show
from bot.store import inbox, posts, sessions
from bot.views import home as home_views
from bot.views import problem as problem_views


class Reception(Desk):
    def __init__(
        self,
        office: Office,
        pictures: Pictures,
        registry: Registry,
        show: Show,
        bell: Bell,
        easel: Easel,
        notes: Notes,
        chats: Mapping[Platform, Chat],
    ) -> None:
        self._office = office
        self._pictures = pictures
        self._registry = registry
        self._show = show
        self._bell = bell
        self._notes = notes
        self._chats = chats
        self._pager = Pager(office, pictures, easel)
        self._fetching = Fetching(office, pictures, chats)

    async def _arrival(self, actor: Actor, venue: Venue) -> arriving.Arrival:
        """Known people cost a read; only a newcomer is written. Bots are nobody."""
        if actor.is_bot:
            raise NotAllowed("see")
        try:
            return await self._office.look(arriving.known, actor, venue)
        except NotFound:
            return await self._office.do(arriving.arrive, actor, venue, self._office.clock.now())

    async def _person(self, actor: Actor) -> Member:
        """Whoever asks, wherever they are; a form may be the first thing that somebody sees."""
        venue = Venue(actor.platform, actor.installation, "")
        return (await self._arrival(actor, venue)).member

    def _read(self, command: AnyCommand, text: str) -> Read:
        if command.reader is None or not text:
            return Read()
        return command.reader(self._office.terms, text)

    async def take_in(self, actor: Actor, data: bytes, filename: str) -> Photo | Problem:
        try:
            member = await self._person(actor)
            if Right.SKETCH not in member.rights:
                return NotAllowed("sketch")
            upload = UploadId(self._office.ids.new())
            return await self._fetching.take_in(data, filename, member, upload)
        except Problem as problem:
            return problem

    async def choices(self, actor: Actor, command: str, field: str, typed: str) -> Choices:
        try:
            member = await self._person(actor)
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
        member = await self._person(actor)
        read = self._read(found, text)
        fields = (*read.fields, *values)
        context = Context(
            office=self._office,
            pictures=self._pictures,
            registry=self._registry,
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
            return await found.preview(context, options)
        except BadOptions as wrong:
            return _wrong(wrong)

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

    async def file(self, picture: PictureId, variant: str) -> tuple[bytes, str, str] | Problem:
        try:
            return await self._pager.file(picture, variant)
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

    def all_forms(self) -> tuple[Form, ...]:
        return tuple(command.form() for command in self._registry.commands.values())

    async def forms(self, actor: Actor) -> tuple[Form, ...]:
        member = await self._person(actor)
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

    async def threads(
        self, platform: Platform, installation: str, most: int
    ) -> tuple[tuple[Venue, float], ...]:
        since = self._office.clock.now() - inbox.KEEP_S
        return await self._office.look(sessions.recent_threads, platform, installation, most, since)

    async def places(self, wanted: tuple[str, ...]) -> tuple[tuple[str, Venue], ...]:
        return await self._office.look(lookup.places, wanted)

    async def kept(self, actor: Actor, venue: Venue, ask: Ask) -> Card:
        now = self._office.clock.now()
        member = (await self._arrival(actor, venue)).member
        form = self._office.ids.new()
        await self._office.do(keeping.keep_form, member, ask, form, now)
        return problem_views.form_card(ask.errors, form)

    async def home(self, actor: Actor) -> Card:
        member = await self._person(actor)
        found = await self._office.look(lookup.front, member)
        return home_views.home_card(
            found.mine, found.waiting, found.balance, catalogue=self._office.terms.catalogue
        )


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
