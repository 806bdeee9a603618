"""What the desk answers -> what the person sees: over the acknowledgement of an interaction, as a
reply under their words, or as a direct message where Discord has nothing else for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, assert_never

import discord

from adapters.discord import marks, rows, text, uploads, words
from adapters.discord.acts import ref
from adapters.discord.client import DiscordChat
from adapters.discord.faults import Lost, Refused
from adapters.discord.marks import Mark
from adapters.discord.presses import Act, Nothing, write
from adapters.discord.talk import Ack, Over, Talk
from bot.cards import Card, Kind, Text
from bot.desk import Desk
from bot.domain.ids import PictureId
from bot.errors import Problem, Unreachable
from bot.events import Actor, Answer, Ask, Quiet, Say, Venue
from bot.ports import ChatUnknown, Notes

Json = dict[str, Any]
SPENT = frozenset({Kind.PRICE, Kind.ASK, Kind.PROBLEM})
"""Cards that a press answers: what comes next stands in their place."""


@dataclass(frozen=True, slots=True)
class Clicked:
    """The message that an interaction came from."""

    ref: str
    mark: Mark
    private: bool

    @property
    def spent(self) -> bool:
        """Nothing of it is needed once it was pressed. A post stands as its session says."""
        return self.mark.kind in SPENT and not (self.mark.post and not self.private)

    @property
    def message(self) -> str:
        """The ref of the message that a press is about: none for one that nobody else sees."""
        return self.mark.message or ("" if self.private else self.ref)


def clicked(message: discord.Message | None) -> Clicked | None:
    if message is None:
        return None
    url = message.embeds[0].url if message.embeds else None
    private = message.flags.ephemeral
    return Clicked(ref(message.channel.id, message.id), marks.read(url) or Mark(), private)


@dataclass(frozen=True, slots=True)
class Asker:
    """Who is answered, and where they are."""

    actor: Actor
    venue: Venue


class Answers:
    def __init__(self, desk: Desk, chat: DiscordChat, notes: Notes) -> None:
        self._desk, self._chat, self._notes = desk, chat, notes

    # --- to an interaction --------------------------------------------------------------------

    async def deliver(
        self, talk: Talk, asker: Asker, answer: Answer, on: Clicked | None = None
    ) -> None:
        match answer:
            case Quiet():
                await self._nothing(talk, on)
            case Say(card=card, private=True):
                await self._write(talk, asker, card)
            case Say(card=card):
                await self._aloud(talk, asker, card, on)
            case Ask():
                card = await self._desk.kept(asker.actor, asker.venue, answer)
                await self._write(talk, asker, card, {"fix": answer.command})
            case _:
                assert_never(answer)

    async def _aloud(self, talk: Talk, asker: Asker, card: Card, on: Clicked | None) -> None:
        """For everybody there; for the asker alone where nothing may be said aloud."""
        try:
            await self._chat.say(asker.venue, card)
        except (Problem, ChatUnknown):
            await self._write(talk, asker, card)
        else:
            await self._nothing(talk, on)

    async def _nothing(self, talk: Talk, on: Clicked | None) -> None:
        try:
            if talk.ack in {Ack.THINKING, Ack.HERE}:
                await talk.take_back()
        except Over:
            return  # it is gone, or cannot be reached: nobody waits for it
        if on is not None and on.spent and not on.private:
            await self._quietly_remove(on.ref)

    async def _quietly_remove(self, message: str) -> None:
        try:
            await self._chat.remove(message)
        except (Problem, ChatUnknown) as trouble:
            self._notes.note("discord_not_removed", why=type(trouble).__name__)

    async def deliver_card(self, talk: Talk, asker: Asker, card: Card) -> None:
        await self._write(talk, asker, card)

    async def _write(
        self, talk: Talk, asker: Asker, card: Card, more: Mapping[str, str] | None = None
    ) -> None:
        composing, ladder = self._chat.composing, uploads.Ladder(talk.limit)
        try:
            while True:
                made = await composing.private(card, asker.actor, ladder.limit, more)
                try:
                    await talk.write(made.body, made.files)
                except Refused as refused:
                    if not (refused.too_large and ladder.down(made.files)):
                        raise
                else:
                    return
        except Over:
            await self.by_message(asker, card)

    async def too_late(self, asker: Asker) -> None:
        """Discord gave up before we could say a word: it says so itself, and we say why."""
        await self.by_message(asker, _note(words.NOT_IN_TIME))

    async def second_step(self, talk: Talk, on: Clicked, press: str, label: str) -> None:
        """What cannot be undone is asked once more, with its consequence."""
        said = on.mark.step(press) or words.sure(label)
        mark = Mark("", on.mark.revision, str(Kind.ASK), on.message)
        yes = rows.plain(label, write(Act(press)), style=4)
        no = rows.plain(words.KEEP, write(Nothing()))
        embed = {"description": text.escape(said), "url": mark.url()}
        await talk.say({"embeds": [embed], "components": [rows.row(yes, no)]})

    async def leave(self, talk: Talk) -> None:
        """The way out of a second step."""
        await talk.update({"embeds": [{"description": words.LEFT}], "components": []})

    async def parts(self, talk: Talk, asker: Asker, picture: PictureId, variant: str) -> None:
        """A file that is too large for the place, in pieces."""
        found = await self._desk.picture(asker.actor, picture, variant)
        if isinstance(found, Problem):
            await self._write(talk, asker, await self._desk.sentence(found))
            return
        data, _, name = found
        name = uploads.safe_name(name)
        pieces = uploads.parts(data, name, talk.limit)
        body: Json = {"embeds": [{"description": words.joined(name, len(pieces))}]}
        try:
            for number, batch in enumerate(uploads.batches(pieces)):
                if number:
                    await talk.add({}, batch)
                else:
                    await talk.write({**body, "components": []}, batch)
        except (Over, Lost, Refused) as trouble:
            self._notes.note("discord_parts", why=type(trouble).__name__)
            await self.by_message(asker, _note(words.PARTS_LOST))

    # --- to words and reactions ---------------------------------------------------------------

    async def under(self, message: str, asker: Asker, answer: Answer) -> None:
        """A reply under a message that a person wrote."""
        card = await self._card(asker, answer)
        if card is None:
            return
        try:
            await self._chat.reply(message, asker.venue, card, asker.actor)
        except Unreachable:
            await self.by_message(asker, card)
        except ChatUnknown:
            self._notes.note("discord_not_answered")

    async def aside(self, message: str, asker: Asker, answer: Answer) -> None:
        """To somebody who reacted: a direct message, else a line that names them."""
        card = await self._card(asker, answer)
        if card is not None:
            await self.by_message(asker, card, message)

    async def _card(self, asker: Asker, answer: Answer) -> Card | None:
        match answer:
            case Quiet():
                return None
            case Say(card=card):
                return card
            case Ask():
                return await self._desk.kept(asker.actor, asker.venue, answer)
            case _:
                assert_never(answer)

    async def by_message(self, asker: Asker, card: Card, instead: str = "") -> None:
        """A direct message; `instead`: the message beside which it goes where these are closed."""
        try:
            try:
                await self._chat.tell(asker.actor.user, asker.venue, card)
            except Unreachable:
                if instead:
                    await self._chat.aside(instead, asker.venue, card, asker.actor)
        except (Problem, ChatUnknown) as trouble:
            self._notes.note("discord_not_told", why=type(trouble).__name__)


def _note(said: str) -> Card:
    return Card(Kind.NOTE, (Text((said,)),), said)
