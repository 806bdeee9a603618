"""The desk's answer -> what the person sees: a modal while its trigger is good, else a card that
opens one; private words where only they see them; files into the place where they were asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, assert_never

from adapters.slack import fields, limits, render, words
from adapters.slack.acts import Home, Place
from adapters.slack.buttons import Mark
from adapters.slack.client import SlackChat
from adapters.slack.form import (
    PLACED,
    Filled,
    Sheet,
    card_view,
    fitting,
    view,
)
from adapters.slack.hooks import Hooks
from adapters.slack.render import Around
from adapters.slack.sending import Api, Lost, Refused
from bot.cards import Card, Kind, Text
from bot.desk import Desk, Preview
from bot.errors import BadOptions, FieldError, Problem, Unreachable
from bot.events import Actor, Answer, Ask, Event, Quiet, Reaction, Say, Venue
from bot.forms import Form
from bot.ports import Clock

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Back:
    """The way back to who asked."""

    actor: Actor
    venue: Venue
    place: Place = field(default_factory=Place)
    mark: Mark = field(default_factory=Mark)
    """Of the card that was pressed."""
    received: float = 0.0
    """clock.monotonic: triggers are good for three seconds."""
    by_reaction: bool = False


def back_of(event: Event, place: Place, received: float, mark: Mark | None = None) -> Back:
    return Back(
        event.actor,
        event.venue,
        place,
        mark or Mark(),
        received,
        isinstance(event, Reaction),
    )


class Answers:
    def __init__(self, desk: Desk, api: Api, chat: SlackChat, hooks: Hooks, clock: Clock) -> None:
        self._desk, self._api, self._chat = desk, api, chat
        self._hooks, self._clock = hooks, clock
        self._forms = {form.command: form for form in desk.all_forms()}
        self._names = {place.id: place.name for place in desk.placements()}

    @property
    def home(self) -> Home:
        return self._chat.home

    def form(self, command: str) -> Form | None:
        return self._forms.get(command)

    def labels(self) -> fields.Labels:
        return fields.Labels(self._names)

    async def give(self, answer: Answer, back: Back) -> None:
        """Raises Lost, Unreachable where nobody can be reached any more."""
        match answer:
            case Quiet():
                await self._done(back)
            case Say():
                await self._say(answer, back)
            case Ask():
                await self.ask(answer, back)
            case _:
                assert_never(answer)

    # --- forms ------------------------------------------------------------------------------------

    async def ask(self, asked: Ask, back: Back) -> None:
        form = self._forms.get(asked.command)
        if form is not None and back.place.trigger and self._fresh(back):
            sheet, filled = await self.filled(form, asked, back)
            if await self.open(view(form, sheet, filled, self.labels()), back):
                return
        card = await self._desk.kept(back.actor, back.venue, asked)
        await self.private(card, back)

    async def filled(self, form: Form, asked: Ask, back: Back) -> tuple[Sheet, Filled]:
        """What stands in a form that is about to open."""
        venue = back.venue
        known = bool(venue.channel) and not venue.channel.startswith("@")
        sheet = Sheet(
            asked.command,
            channel=venue.channel if known else "",
            thread=venue.thread,
            draft=asked.draft,
            hook=back.place.hook,
            ask_channel=asked.command in PLACED and not known,
            photos=asked.photos,
        )
        filled = Filled(dict(asked.values), await self.sentences(asked.errors))
        return fitting(form, sheet, filled), filled

    async def sentences(self, errors: tuple[FieldError, ...]) -> dict[str, str]:
        """Field -> what is wrong with it, in words."""
        return {
            error.field: (await self._desk.sentence(BadOptions((error,)))).summary
            for error in errors
        }

    def _fresh(self, back: Back) -> bool:
        return self._clock.monotonic() - back.received < limits.TRIGGER_S

    async def open(self, made: Json, back: Back) -> bool:
        """A modal, on top of the one that was pressed in; False: the trigger is spent or old."""
        inside = back.place.view and not back.place.in_home
        method = "views.push" if inside else "views.open"
        try:
            await self._api.call(method, trigger_id=back.place.trigger, view=made)
        except (Refused, Lost):
            return False
        return True

    async def update(self, view_id: str, made: Json) -> None:
        """A modal that was closed meanwhile needs nothing."""
        try:
            await self._api.call("views.update", view_id=view_id, view=made)
        except (Refused, Lost):
            return

    async def preview(
        self, actor: Actor, sheet: Sheet, values: Mapping[str, str]
    ) -> Preview | None:
        """The live price of what stands in a form; None while it cannot be said."""
        pairs = tuple((n, v) for n, v in values.items() if v)
        venue = self.home.venue(sheet.channel, sheet.thread)
        try:
            found = await self._desk.changed(actor, venue, sheet.command, "", pairs, sheet.photos)
        except Problem:
            return None
        return found if found.ready else None

    # --- words ------------------------------------------------------------------------------------

    async def _say(self, said: Say, back: Back) -> None:
        card = await self._shared(said.card, back)
        if said.private:
            await self.private(card, back)
        elif back.venue.channel:
            await self._chat.say(back.venue, card)

    async def sorry(self, words_said: str, back: Back) -> None:
        """Where even the desk cannot be asked: by response_url alone."""
        await self._hooks.send(
            back.place.hook, response_type="ephemeral", replace_original=False, text=words_said
        )

    async def private(self, card: Card, back: Back, mark: Mark | None = None) -> None:
        """For this person alone, as near to where they asked as Slack allows. Raises Lost,
        Unreachable. `mark`: what its buttons speak of, where that is another message."""
        place, mark = back.place, mark or Mark(kind=card.kind)
        if (place.view or not place.channel) and await self._in_modal(card, back, mark):
            return
        passing = place.ephemeral and back.mark.passing
        if passing and await self._by_hook(card, back, mark, replace_original=True):
            return
        if not back.venue.thread and await self._by_hook(card, back, mark):
            return
        if back.by_reaction:
            back = replace(back, venue=await self._chat.within(back.venue, back.place.message))
        try:
            await self._chat.tell(back.actor.user, back.venue, card, mark)
        except Unreachable:
            if not await self._by_hook(card, back, mark):
                raise

    async def _by_hook(
        self, card: Card, back: Back, mark: Mark, *, replace_original: bool = False
    ) -> bool:
        if not back.place.hook:
            return False
        drawn = await self._chat.draw(card, Around(mark=mark))
        return await self._hooks.send(
            back.place.hook,
            response_type="ephemeral",
            replace_original=replace_original,
            text=drawn.text,
            blocks=drawn.blocks,
        )

    async def _in_modal(self, card: Card, back: Back, mark: Mark) -> bool:
        """Where there is no channel: in the modal that was pressed in, or in one of its own."""
        around = Around(mark=mark, blocks_max=limits.VIEW_BLOCKS_MAX)
        drawn = await self._chat.draw(card, around)
        made = card_view(card.name or words.APP, drawn.blocks, Sheet("card"))
        if back.place.view and not back.place.in_home:
            await self.update(back.place.view, made)
            return True
        return bool(back.place.trigger) and self._fresh(back) and await self.open(made, back)

    async def _done(self, back: Back) -> None:
        """A question that was answered goes; everything else stands as it is."""
        place = back.place
        if place.view and not place.in_home:
            card = Card(Kind.NOTE, (Text((words.DONE,)),), summary=words.DONE)
            await self._in_modal(card, back, Mark(kind=card.kind))
        elif not back.mark.passing:
            return
        elif place.ephemeral:
            await self._hooks.send(place.hook, delete_original=True)
        elif place.message:
            await self._chat.remove(f"{place.channel}/{place.message}")

    # --- files ------------------------------------------------------------------------------------

    async def _shared(self, card: Card, back: Back) -> Card:
        """Files of an answer are shared at once; what is left are its words."""
        wanted = render.downloads_of(card)
        for one in wanted:
            trouble = await self.share(str(one.picture), one.variant, back)
            if trouble is not None:
                return await self._desk.sentence(trouble)
        if not wanted:
            return card
        return replace(card, parts=tuple(part for part in card.parts if part not in wanted))

    async def share(self, picture: str, variant: str, back: Back) -> Problem | None:
        """Into the thread where it was asked for; else, and for a reaction, to the person."""
        found = await self._desk.picture(back.actor, picture, variant)  # type: ignore[arg-type]
        if isinstance(found, Problem):
            return found
        data, _mime, name = found
        here = back.venue.thread and not back.by_reaction
        try:
            direct = back.venue.channel.startswith("D")
            channel = back.venue.channel if here or direct else f"@{back.actor.user}"
            where = await self._chat.places.channel(channel)
            thread = back.venue.thread if here or direct else ""
            await self._chat.files.share(data, name, name, where, thread)
        except Refused as refused:
            return refused.problem()
        except Problem as problem:
            return problem
        return None

    # --- the front page ---------------------------------------------------------------------------

    async def publish(self, actor: Actor) -> None:
        """One person's home tab."""
        try:
            card = await self._desk.home(actor)
        except Problem as problem:
            card = await self._desk.sentence(problem)
        around = Around(mark=Mark(kind="home"), blocks_max=limits.VIEW_BLOCKS_MAX)
        drawn = await self._chat.draw(card, around)
        made = {"type": "home", "blocks": drawn.blocks}
        await self._api.call("views.publish", user_id=actor.user, view=made)
