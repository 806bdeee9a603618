"""A form that was sent: its page together with everything that stands on the other pages, which the
press that opened it brings back. Only the files of a message are kept, until its form comes."""

from __future__ import annotations

from collections import OrderedDict

from adapters.discord import modal
from adapters.discord.acts import BRIEF, PRIVATE
from adapters.discord.answers import Asker
from adapters.discord.came import Came
from adapters.discord.client import DiscordChat
from adapters.discord.limits import STASHED_KEPT
from adapters.discord.presses import EditImage, Filled
from bot.desk import Desk
from bot.events import Answer, Ask, Attached, Press, Shortcut, Submission

EDIT = "edit_message"


class Filling:
    def __init__(self, desk: Desk, chat: DiscordChat) -> None:
        self._desk, self._chat = desk, chat
        self._stash: OrderedDict[str, tuple[Attached, ...]] = OrderedDict()

    def keep(self, message: str, files: tuple[Attached, ...]) -> None:
        """Until the form is sent; without it the message is asked for again."""
        self._stash[message] = files
        while len(self._stash) > STASHED_KEPT:
            self._stash.popitem(last=False)

    async def answer(self, came: Came, asker: Asker, sent: Filled | EditImage) -> Answer:
        if isinstance(sent, EditImage):
            return await self._desk.handle(await self._edit_image(came, asker, sent.message))
        return await self._submitted(came, asker, sent)

    async def _edit_image(self, came: Came, asker: Asker, message: str) -> Shortcut:
        values, _ = modal.filled(came.data)
        said = dict(values).get("text", "")
        files = self._stash.pop(message, None)
        if files is None:
            files = await self._chat.files_of(message)
        return Shortcut(came.origin, asker.actor, asker.venue, came.at, EDIT, message, said, files)

    async def _submitted(self, came: Came, asker: Asker, filled: Filled) -> Answer:
        """A page of a form, with everything that stood on its other pages."""
        values, attached = modal.filled(came.data)
        ask = Ask(filled.command)
        if filled.press:
            origin = f"{came.origin}:again"
            again = Press(origin, asker.actor, asker.venue, came.at, filled.press)
            first = self._desk.first(again)
            before = first if isinstance(first, Ask) else await self._desk.handle(again)
            if isinstance(before, Ask):
                ask = before
            elif not self._is_whole(filled.command, values):
                return before
        values = modal.merged(ask.values, values)
        if came.secret and filled.command == BRIEF:
            values = (*values, PRIVATE)
        event = Submission(
            came.origin,
            asker.actor,
            asker.venue,
            came.at,
            filled.command,
            values,
            ask.photos,
            ask.draft,
            attached,
        )
        return await self._desk.handle(event)

    def _is_whole(self, command: str, values: tuple[tuple[str, str], ...]) -> bool:
        """What is needed is on this page: then it does not matter that the rest is gone."""
        found = self._chat.composing.forms.named(command)
        given = {name for name, value in values if value.strip()}
        return found is not None and all(f.name in given for f in found.fields if f.required)
