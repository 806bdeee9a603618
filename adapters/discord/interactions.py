"""Slash commands, entries while typing, buttons, menus, forms: routed in this one place from the
raw payload, so that all works after a restart. The acknowledgement is the first thing awaited."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import discord

from adapters.discord import acts, form, modal, presses, words
from adapters.discord.acts import BRIEF, PRIVATE
from adapters.discord.answers import Answers, Asker
from adapters.discord.came import Came, Interaction, Reading
from adapters.discord.choosing import Choosing
from adapters.discord.client import DiscordChat, Line
from adapters.discord.filling import EDIT, Filling
from adapters.discord.limits import SOON_S
from adapters.discord.presses import Act, EditImage, Fetch, Filled, Nothing, Page, Suggested
from adapters.discord.wire import in_time
from bot.cards import Button, Buttons, Card, Download, Kind
from bot.desk import Desk
from bot.domain.ids import PictureId
from bot.errors import BadOptions, Unreachable
from bot.events import (
    Answer,
    Ask,
    Invocation,
    Press,
    Reply,
    Say,
    Shortcut,
    Soon,
    Submission,
)
from bot.ports import Clock, Notes

Json = dict[str, Any]
SHORTCUTS = {words.REFERENCE: "reference", words.EDIT_IMAGE: EDIT}
Acting = Invocation | Submission | Press | Reply | Shortcut


class Interactions:
    def __init__(
        self, desk: Desk, chat: DiscordChat, line: Line, clock: Clock, notes: Notes
    ) -> None:
        self._desk, self._chat, self._line = desk, chat, line
        self.answers = Answers(desk, chat, notes)
        self._reading = Reading(line, clock)
        self._choosing = Choosing(desk, chat, self._reading)
        self._filling = Filling(desk, chat)

    async def take(self, interaction: Interaction) -> None:
        came = self._reading.read(interaction)
        match interaction.type:
            case discord.InteractionType.autocomplete:
                await self._choosing.offer(came)
            case discord.InteractionType.application_command:
                await self._command(came)
            case discord.InteractionType.component:
                await self._pressed(came)
            case discord.InteractionType.modal_submit:
                await self._filled(came)
            case _:
                return

    # --- commands -----------------------------------------------------------------------------

    async def _command(self, came: Came) -> None:
        name = str(came.data.get("name", ""))
        if came.data.get("type") == form.MESSAGE:
            await self._of_message(came, name)
            return
        typed = form.typed(self._chat.composing.forms.named(name), came.data)
        venue = came.asker.venue
        if came.direct and name == BRIEF:  # a new one; everything else is about what is there
            venue = replace(venue, thread="")
        values = typed.values
        if came.secret and name == BRIEF:
            values = (*values, PRIVATE)
        if came.lacks and name == BRIEF and PRIVATE not in values:
            await self._cannot_work(came)
            return
        event = Invocation(
            came.origin,
            came.asker.actor,
            venue,
            came.at,
            name,
            typed.text,
            values,
            attached=typed.attached,
        )
        await self._do(came, event)

    async def _cannot_work(self, came: Came) -> None:
        """Said before anything is spent on a picture that could not be shown here."""
        if await came.talk.later():
            card = await self._desk.sentence(Unreachable("permission", ", ".join(came.lacks)))
            await self.answers.deliver(came.talk, came.asker, Say(card))

    async def _of_message(self, came: Came, name: str) -> None:
        """A command chosen on a message: its pictures come along, unless it is the desk's own."""
        target = str(came.data.get("target_id", ""))
        found = came.data.get("resolved", {}).get("messages", {}).get(target, {})
        message = acts.ref(str(found.get("channel_id", "")), target)
        own = str(found.get("author", {}).get("id")) == str(self._line.places.me().id)
        files = () if own else acts.files(found.get("attachments", []))
        if name == words.EDIT_IMAGE:
            self._filling.keep(message, files)
            await came.talk.modal(modal.edit_image(message))
            return
        shortcut = SHORTCUTS.get(name, name)
        actor, venue = came.asker.actor, came.asker.venue
        await self._do(
            came,
            Shortcut(came.origin, actor, venue, came.at, shortcut, message, attached=files),
        )

    # --- buttons and menus --------------------------------------------------------------------

    async def _pressed(self, came: Came) -> None:
        custom_id = str((came.data.get("values") or [came.data.get("custom_id", "")])[0])
        label = came.labels.get(custom_id, "")
        match presses.read(custom_id):
            case Act(press=press, asks=True) if came.on is not None:
                await self.answers.second_step(came.talk, came.on, press, label)
            case Act(press=press):
                await self._do(came, self._press(came, press), press)
            case Page(number=number, press=press):
                await self._do(came, self._press(came, press), press, number)
            case Suggested():
                await self._do(came, self._reply(came, label))
            case Fetch() as fetch:
                await self._fetch(came, fetch)
            case Nothing():
                await self.answers.leave(came.talk)
            case _:
                await self._do(came, self._press(came, custom_id), custom_id)

    def _press(self, came: Came, press: str) -> Press:
        actor, venue, on = came.asker.actor, came.asker.venue, came.on
        message, revision = (on.message, on.mark.revision) if on else ("", "")
        return Press(came.origin, actor, venue, came.at, press, message, revision)

    def _reply(self, came: Came, label: str) -> Reply:
        """A suggestion is words like any other, with no doubt whom they are for."""
        actor, venue = came.asker.actor, came.asker.venue
        to = came.on.ref if came.on else ""
        return Reply(came.origin, actor, venue, came.at, label, to, mentions_bot=True)

    async def _fetch(self, came: Came, fetch: Fetch) -> None:
        if not await came.talk.later():
            await self.answers.too_late(came.asker)
            return
        asker, picture = await self._reading.verified(came), PictureId(fetch.picture)
        if fetch.parts:
            await self.answers.parts(came.talk, asker, picture, fetch.variant)
            return
        wanted = Download(words.HERE, picture, "", fetch.variant)
        await self.answers.deliver_card(came.talk, asker, Card(Kind.DETAILS, (wanted,), words.HERE))

    # --- forms --------------------------------------------------------------------------------

    async def _filled(self, came: Came) -> None:
        pressed = presses.read(str(came.data.get("custom_id", "")))
        if not isinstance(pressed, Filled | EditImage):
            return
        if not await self._later(came):
            await self.answers.too_late(came.asker)
            return
        asker = await self._reading.verified(came)
        answer = await self._filling.answer(came, asker, pressed)
        await self.answers.deliver(came.talk, asker, answer, came.on)

    # --- one way for all ----------------------------------------------------------------------

    async def _do(self, came: Came, event: Acting, press: str = "", page: int = 0) -> None:
        """Acknowledge, handle, answer. `press`: what a form that opens now is opened by."""
        first = self._desk.first(event)
        if isinstance(first, Ask) and await self._open(came, first, press, page):
            return
        if isinstance(first, Soon):
            handling = asyncio.create_task(self._handle(came, event))
            if await in_time(SOON_S, handling):
                await self._at_once(came, *handling.result(), press, page)
                return
        else:
            handling = None
        if not await self._later(came) and handling is None:
            await self.answers.too_late(came.asker)
            return
        asker, answer = await (handling or self._handle(came, event))
        await self.answers.deliver(came.talk, asker, answer, came.on)

    async def _handle(self, came: Came, event: Acting) -> tuple[Asker, Answer]:
        asker = await self._reading.verified(came)
        venue = replace(event.venue, installation=asker.venue.installation)
        event = replace(event, actor=asker.actor, venue=venue)
        return Asker(asker.actor, venue), await self._desk.handle(event)

    async def _at_once(
        self, came: Came, asker: Asker, answer: Answer, press: str, page: int
    ) -> None:
        """The answer came before the acknowledgement: a form can still open."""
        if isinstance(answer, Ask):
            press = press or await self._press_behind(asker, answer)
            if await self._open(came, answer, press, page):
                return
        await self._later(came)
        await self.answers.deliver(came.talk, asker, answer, came.on)

    async def _press_behind(self, asker: Asker, ask: Ask) -> str:
        """A form that no button opened, and that holds more than it shows, is kept: the button
        that opens it again stands for all of it."""
        if not (ask.values or ask.photos or ask.draft):
            return ""
        card = await self._desk.kept(asker.actor, asker.venue, ask)
        found = (
            button.press
            for part in card.parts
            if isinstance(part, Buttons)
            for button in part.buttons
            if isinstance(button, Button) and button.opens_form
        )
        return next(found, "")

    async def _open(self, came: Came, ask: Ask, press: str, page: int) -> bool:
        """False: this form cannot be shown."""
        found = self._chat.composing.forms.named(ask.command)
        if found is None:
            return False
        wrong = {
            error.field: (await self._desk.sentence(BadOptions((error,)))).summary
            for error in ask.errors
        }
        drawn = modal.modal(found, ask, press=press, number=page, wrong=wrong)
        return await came.talk.modal(drawn)

    async def _later(self, came: Came) -> bool:
        """What was asked and is answered by this stands in place of the question."""
        on = came.on
        if on is not None and on.private and on.spent:
            return await came.talk.later_here()
        return await came.talk.later()
