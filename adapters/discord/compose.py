"""A card with everything that it needs from the studio: bytes of its pictures and files to keep,
addresses of the threads it links to. What comes out is a message, ready to be sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from adapters.discord import presses, render, rows, uploads, words
from adapters.discord.form import Forms
from adapters.discord.limits import FILES_MAX, REQUEST_MAX, ROWS_MAX
from adapters.discord.marks import Mark
from adapters.discord.places import Places
from adapters.discord.render import Drawn, Setting
from adapters.discord.wire import Upload
from bot.cards import Card, Download, Link
from bot.desk import Desk
from bot.errors import Problem
from bot.events import Actor
from bot.ports import Shelf

Json = dict[str, Any]
SignedLink = Callable[[str, str], str | None]
"""(picture, variant) -> an address that anybody who has it may open, None = there is none."""
NOBODY: Json = {"parse": []}
"""Nothing in a message of ours notifies anybody, whoever wrote it."""


@dataclass(frozen=True, slots=True)
class Message:
    body: Json
    files: tuple[Upload, ...] = ()


@dataclass(slots=True)
class _Kept:
    """Files to keep, as far as they fit one message."""

    files: list[Upload] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    buttons: list[Json] = field(default_factory=list)

    def fits(self, data: bytes, limit: int) -> bool:
        used = sum(len(one.data) for one in self.files)
        return len(data) <= limit and used + len(data) <= REQUEST_MAX


class Composing:
    """`desk` and `forms` are there once the surface has started."""

    def __init__(self, shelf: Shelf, link: SignedLink | None = None) -> None:
        self.packing = uploads.Packing(shelf)
        self._link = link
        self.desk: Desk | None = None
        self.places: Places | None = None
        self.forms = Forms()

    async def draw(
        self,
        card: Card,
        limit: int,
        mark: Mark | None = None,
        *,
        private: bool = False,
        more: Mapping[str, str] | None = None,
        notes: tuple[str, ...] = (),
    ) -> Drawn:
        """The card without bytes. `more`: forms behind buttons that this card alone knows."""
        pictures = render.pictures_of(card)
        said = await self.packing.notes(pictures, limit) if pictures else ()
        setting = Setting(
            self.forms.also(more or {}),
            mark or Mark(),
            await self._links(card),
            private,
            (*said, *notes),
        )
        return render.card(card, setting)

    async def files(self, drawn: Drawn, limit: int) -> tuple[Upload, ...]:
        return (*await self.packing.pictures(drawn.pictures, limit), *uploads.rest(drawn.rest))

    async def private(
        self, card: Card, actor: Actor, limit: int, more: Mapping[str, str] | None = None
    ) -> Message:
        """For one person alone: files to keep come with it."""
        kept = await self._kept(card, actor, limit)
        drawn = await self.draw(card, limit, private=True, more=more, notes=tuple(kept.notes))
        files = (*await self.files(drawn, limit), *kept.files)[:FILES_MAX]
        components = [*drawn.components]
        if kept.buttons and len(components) < ROWS_MAX:
            components.append(rows.row(*kept.buttons))
        body = {"embeds": drawn.embeds, "components": components, "allowed_mentions": NOBODY}
        return Message(body, files)

    async def _kept(self, card: Card, actor: Actor, limit: int) -> _Kept:
        kept = _Kept()
        for part in card.parts:
            if isinstance(part, Download):
                await self._keep(part, actor, limit, kept)
        return kept

    async def _keep(self, wanted: Download, actor: Actor, limit: int, kept: _Kept) -> None:
        if self.desk is None:
            return
        found = await self.desk.picture(actor, wanted.picture, wanted.variant)
        if isinstance(found, Problem):
            kept.notes.append((await self.desk.sentence(found)).summary)
            return
        data, _, name = found
        if kept.fits(data, limit):
            kept.files.append(Upload(uploads.safe_name(name), data))
            return
        kept.notes.append(words.too_large(name, len(data)))
        kept.buttons.append(self._whole(wanted, name))
        smaller = await self.desk.picture(actor, wanted.picture, "large")
        if not isinstance(smaller, Problem) and kept.fits(smaller[0], limit):
            kept.files.append(Upload(uploads.safe_name(smaller[2]), smaller[0]))

    def _whole(self, wanted: Download, name: str) -> Json:
        """The way to a file that no message takes."""
        address = self._link(wanted.picture, wanted.variant) if self._link else None
        if address:
            return rows.link(name, address)
        fetch = presses.Fetch(wanted.picture, wanted.variant, parts=True)
        return rows.plain(words.in_parts(name), presses.write(fetch))

    async def _links(self, card: Card) -> dict[str, str]:
        """Addresses of the threads that a card links to."""
        wanted = tuple(dict.fromkeys(part.target for part in card.parts if isinstance(part, Link)))
        if not wanted or self.desk is None or self.places is None:
            return {}
        found = await self.desk.places(wanted)
        return {session: self.places.url(venue) for session, venue in found}
