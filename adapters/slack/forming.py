"""Modals at work: filled in and sent, opened by shortcuts, priced while they are filled in.

A form that is wrong stays open with its errors; one that was right closes. The same form sent twice
is one act, unless it was answered with errors in between.
"""

from __future__ import annotations

import asyncio
import json
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

from adapters.slack import acts, fields, form, limits, render, words
from adapters.slack.acts import Place, ref
from adapters.slack.answers import Answers, Back
from adapters.slack.form import Filled, Given, Sheet
from adapters.slack.listening import Ack, Listening
from adapters.slack.manifest import EDIT_IMAGE, MENU, REFERENCE, SINGLE, typed
from adapters.slack.people import Unknown
from bot.errors import Problem
from bot.events import Actor, Ask, Invocation, Quiet, Shortcut, Submission
from bot.forms import Form

Json = Mapping[str, Any]
_KEPT = 1000
"""Forms whose errors are counted: more than are open at once."""
_DIGEST = 24
"""Hexadecimal digits that tell one form's contents from another's."""


@dataclass(slots=True)
class _Turn:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    newest: int = 0


class Forming:
    def __init__(self, listening: Listening, answers: Answers) -> None:
        self._listening, self._answers = listening, answers
        self._rounds: OrderedDict[str, int] = OrderedDict()
        """View -> how often it was answered with errors."""
        self._whole: OrderedDict[str, None] = OrderedDict()
        """Views that were opened up: a price that comes late does not fold them again."""
        self._turns: dict[str, _Turn] = {}

    # --- sent -------------------------------------------------------------------------------------

    async def submitted(self, ack: Ack, body: Json) -> None:
        received, now = self._listening.clock.monotonic(), self._listening.now()
        view = body["view"]
        try:
            sheet = Sheet.read(str(view.get("private_metadata") or ""))
        except ValueError:
            await ack()
            return
        made = self._answers.form(sheet.command)
        if made is None:
            await ack()
            return
        given = form.given(view["state"]["values"], sheet)
        place = Place(given.sheet.channel, given.sheet.thread, hook=given.sheet.hook)
        event = self._event(body, given, now)
        back = Back(event.actor, event.venue, place, received=received)
        try:
            trouble = await self._listening.trouble(event)
            if trouble is not None:
                await self._refused(ack, made, given, trouble)
                return
            accepted = await self._listening.accept(event)
        except (Problem, Unknown) as wrong:
            await self._refused(ack, made, given, wrong)
            return
        if accepted is None:
            await ack()
            return
        await self._answered(ack, made, given, accepted, replace(back, actor=accepted.actor))

    async def _answered(
        self,
        ack: Ack,
        made: Form,
        given: Given,
        event: Any,  # noqa: ANN401 - a Submission or a Shortcut, as accepted
        back: Back,
    ) -> None:
        """Waits for the desk as long as a form may stay open; what comes later is a message."""
        working = asyncio.ensure_future(self._listening.desk.handle(event))
        timer = asyncio.ensure_future(self._listening.clock.sleep(limits.SUBMIT_WAIT_S))
        await asyncio.wait({working, timer}, return_when=asyncio.FIRST_COMPLETED)
        timer.cancel()
        await asyncio.gather(timer, return_exceptions=True)
        if not working.done():
            await ack()
            self._listening.spawn(self._later(working, back))
            return
        answer = working.result()
        if isinstance(answer, Ask) and answer.command == made.command:
            self._again(event.origin)
            await self._errors(ack, made, given, answer)
            return
        await ack()
        if not isinstance(answer, Quiet):
            self._listening.spawn(self._answers.give(answer, back))

    async def _later(self, working: asyncio.Future[Any], back: Back) -> None:
        await self._answers.give(await working, back)

    async def _errors(self, ack: Ack, made: Form, given: Given, asked: Ask) -> None:
        """Beside the fields; where one is not in view, the whole form with its errors."""
        said = await self._answers.sentences(asked.errors)
        beside = form.errors_beside(made, given.sheet, said)
        if beside:
            await ack(response_action="errors", errors=beside)
            return
        await self._redrawn(ack, made, given, Filled(dict(given.values), said))

    async def _refused(self, ack: Ack, made: Form, given: Given, wrong: Exception) -> None:
        """Nothing was taken: the form stays, with the reason above it."""
        if isinstance(wrong, Problem):
            notice = render.sentence(await self._listening.desk.sentence(wrong))
        else:
            notice = words.TRY_AGAIN
        await self._redrawn(ack, made, given, Filled(dict(given.values), notice=notice))

    async def _redrawn(self, ack: Ack, made: Form, given: Given, filled: Filled) -> None:
        sheet = form.fitting(made, given.sheet, filled)
        drawn = form.view(made, sheet, filled, self._answers.labels())
        await ack(response_action="update", view=drawn)

    def _event(self, body: Json, given: Given, now: float) -> Submission | Shortcut:
        home, sheet = self._answers.home, given.sheet
        view = str(body["view"]["id"])
        actor = home.actor(str(body["user"]["id"]))
        contents = json.dumps([given.values, [a.id for a in given.attached], sheet.channel])
        digest = sha256(contents.encode()).hexdigest()[:_DIGEST]
        origin = home.origin("view", view, str(self._rounds.get(view, 0)), digest)
        venue = home.venue(sheet.channel or f"@{actor.user}", sheet.thread)
        if sheet.command == EDIT_IMAGE and sheet.message:
            text = dict(given.values).get("instruction", "")
            return Shortcut(
                origin, actor, venue, now, EDIT_IMAGE, sheet.message, text, given.attached
            )
        return Submission(
            origin,
            actor,
            venue,
            now,
            sheet.command,
            given.values,
            given.photos,
            sheet.draft,
            given.attached,
        )

    def _again(self, origin: str) -> None:
        """What is sent after errors is a new act, however alike."""
        view = origin.split(":")[3]
        self._rounds[view] = self._rounds.pop(view, 0) + 1
        while len(self._rounds) > _KEPT:
            self._rounds.popitem(last=False)

    # --- while it is filled in --------------------------------------------------------------------

    async def changed(self, ack: Ack, body: Json, *, whole: bool) -> None:
        """Something was chosen, or More options pressed: the form as it stands, with its price."""
        await ack()
        self._listening.now()
        view = body["view"]
        try:
            sheet = Sheet.read(str(view.get("private_metadata") or ""))
        except ValueError:
            return
        made = self._answers.form(sheet.command)
        if made is not None:
            name = str(view["id"])
            if whole or sheet.full:
                self._whole[name] = None
                while len(self._whole) > _KEPT:
                    self._whole.popitem(last=False)
            actor = self._answers.home.actor(str(body["user"]["id"]))
            turn = self._turns.setdefault(name, _Turn())
            turn.newest += 1
            self._listening.spawn(self._in_turn(name, turn, made, sheet, view, actor))

    async def _in_turn(
        self, name: str, turn: _Turn, made: Form, sheet: Sheet, view: Json, actor: Actor
    ) -> None:
        """One update of a view at a time, and only the newest of those that wait."""
        mine = turn.newest
        async with turn.lock:
            if mine == turn.newest:
                await self._price(name, made, sheet, view, actor)
        if mine == turn.newest:
            self._turns.pop(name, None)

    async def _price(
        self, view_id: str, made: Form, sheet: Sheet, view: Json, actor: Actor
    ) -> None:
        sheet = replace(sheet, full=sheet.full or view_id in self._whole)
        given = form.given(view["state"]["values"], replace(sheet, agreed=0))
        values = dict(given.values)
        actor = await self._listening.who(actor)
        preview = await self._answers.preview(actor, given.sheet, values)
        up_to = preview.quote.up_to if preview is not None and preview.quote is not None else 0
        priced = replace(given.sheet, agreed=up_to, photos=sheet.photos)
        drawn = form.view(made, priced, Filled(values, preview=preview), self._answers.labels())
        await self._answers.update(view_id, drawn)

    async def suggest(self, ack: Ack, body: Json) -> None:
        """What a person may choose from, as they type; their own words are always one of them."""
        sheet = Sheet.read(str((body.get("view") or {}).get("private_metadata") or "{}"))
        name, said = str(body.get("block_id", "")), str(body.get("value") or "").strip()
        actor = await self._listening.who(self._answers.home.actor(str(body["user"]["id"])))
        found = await self._listening.desk.choices(actor, sheet.command, name, said)
        options = [
            fields.option(one.value, one.label, one.hint)
            for one in found.choices[: limits.SUGGESTED_MAX]
        ]
        if said and all(said.lower() != one["value"].lower() for one in options):
            options.append(fields.option(said, said))
        await ack(options=options)

    # --- shortcuts --------------------------------------------------------------------------------

    async def shortcut(self, ack: Ack, body: Json) -> None:
        """A global one: a command, or the list of all."""
        received, now = self._listening.clock.monotonic(), self._listening.now()
        home, place = self._answers.home, acts.place(body)
        actor = home.actor(str(body["user"]["id"]))
        back = Back(actor, home.venue(f"@{actor.user}"), place, received=received)
        name = str(body.get("callback_id", ""))
        if name == MENU:
            await ack()
            self._listening.spawn(self._menu(back))
            return
        command = name.removeprefix(SINGLE)
        origin = home.origin("trigger", place.trigger)
        await self.run(ack, Invocation(origin, actor, back.venue, now, command), back)

    async def run(self, ack: Ack, event: Invocation, back: Back) -> None:
        """A command without a word typed: its form, or its answer in a modal."""
        first = self._listening.desk.first(event)
        made = self._answers.form(event.command)
        if isinstance(first, Ask) and made is not None:
            await ack()
            self._listening.spawn(self._answers.ask(first, back))
            return
        await self._listening.take(ack, event, back)

    async def _menu(self, back: Back) -> None:
        try:
            forms = await self._listening.desk.forms(await self._listening.who(back.actor))
        except (Problem, Unknown):  # rights are looked at when they ask
            forms = self._listening.desk.all_forms()
        await self._answers.open(form.menu_view(typed(forms)), back)

    async def chosen(self, ack: Ack, body: Json, action: Json) -> None:
        """A row of the list of all commands."""
        received, now = self._listening.clock.monotonic(), self._listening.now()
        home, place = self._answers.home, acts.place(body)
        actor = home.actor(str(body["user"]["id"]))
        back = Back(actor, home.venue(f"@{actor.user}"), place, received=received)
        origin = home.origin("trigger", place.trigger)
        command = str(action.get("value", ""))
        await self.run(ack, Invocation(origin, actor, back.venue, now, command), back)

    async def on_message(self, ack: Ack, body: Json) -> None:
        """Use as reference, Edit this image: chosen on a message."""
        received, now = self._listening.clock.monotonic(), self._listening.now()
        home, place = self._answers.home, acts.place(body)
        actor = home.actor(str(body["user"]["id"]))
        said = body.get("message") or {}
        thread = str(said.get("thread_ts") or "")
        venue = home.venue(place.channel, thread)
        message = ref(place.channel, place.message)
        own = said.get("user") == home.bot_user
        attached = () if own else acts.attachments(said)
        back = Back(actor, venue, replace(place, thread=thread), received=received)
        origin = home.origin("trigger", place.trigger)
        if body.get("callback_id") == REFERENCE:
            event = Shortcut(origin, actor, venue, now, REFERENCE, message, attached=attached)
            await self._listening.take(ack, event, back)
            return
        await ack()
        made = self._answers.form(EDIT_IMAGE)
        if made is not None:
            sheet = Sheet(
                EDIT_IMAGE,
                channel=place.channel,
                thread=thread,
                hook=place.hook,
                message=message,
                attached=attached,
            )
            drawn = form.view(form.words_only(made), sheet, Filled(), self._answers.labels())
            self._listening.spawn(self._opened(drawn, back))

    async def _opened(self, drawn: Json, back: Back) -> None:
        """Too late for a form: said, so that it is chosen again."""
        if not await self._answers.open(drawn, back):
            await self._answers.sorry(words.TRY_AGAIN, back)
