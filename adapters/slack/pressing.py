"""Everything that is pressed: buttons of cards, what folds under More, files, rows of the menu, and
inputs of a form that tell of a change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from adapters.slack import acts, form
from adapters.slack.acts import ref
from adapters.slack.answers import Answers, Back
from adapters.slack.buttons import Does, Mark, unfold
from adapters.slack.forming import Forming
from adapters.slack.listening import Ack, Listening
from bot.cards import Buttons, Card, Kind

Json = Mapping[str, Any]


class Pressing:
    def __init__(self, listening: Listening, answers: Answers, forming: Forming) -> None:
        self._listening, self._answers, self._forming = listening, answers, forming

    async def action(self, ack: Ack, body: Json) -> None:
        """One payload is one action, but the format allows several."""
        for one in body.get("actions") or ():
            await self._one(ack, body, one)
        await ack()

    async def _one(self, ack: Ack, body: Json, action: Json) -> None:
        name = str(action.get("action_id", ""))
        view = body.get("view") or {}
        if view.get("callback_id") == form.CALLBACK:
            await self._forming.changed(ack, body, whole=name == form.MORE)
            return
        does = name.partition(".")[0]
        if does == form.OPEN:
            await self._forming.chosen(ack, body, action)
        elif does == Does.MORE:
            await ack()
            self._listening.spawn(self._unfolded(body, action))
        elif does == Does.FILE:
            await ack()
            self._listening.spawn(self._file(body, action))
        else:
            await self._listening.press(ack, body, action)

    def _back(self, body: Json, action: Json) -> Back:
        received = self._listening.clock.monotonic()
        self._listening.now()
        home, place = self._answers.home, acts.place(body)
        actor = home.actor(str(body["user"]["id"]))
        mark = Mark.read(str(action.get("block_id", "")))
        return Back(actor, home.venue(place.channel, place.thread), place, mark, received)

    async def _unfolded(self, body: Json, action: Json) -> None:
        """What was folded under More, for this person, speaking of the same post."""
        back = self._back(body, action)
        more = unfold(str(action.get("value") or ""))
        if not more:
            return
        place, mark = back.place, back.mark
        message = mark.message or (ref(place.channel, place.message) if place.message else "")
        card = Card(Kind.NOTE, (Buttons(more),), summary=", ".join(b.label for b in more))
        marked = replace(mark, post=False, message=message, kind="more")
        await self._answers.private(card, back, marked)

    async def _file(self, body: Json, action: Json) -> None:
        back = self._back(body, action)
        picture, _, variant = str(action.get("value") or "").partition(" ")
        back = replace(back, actor=await self._listening.who(back.actor))
        if not back.venue.thread and back.mark.post and not back.place.channel.startswith("D"):
            # On a message of the channel: into the thread that hangs below it.
            back = replace(back, venue=replace(back.venue, thread=back.place.message))
        trouble = await self._answers.share(picture, variant or "exact", back)
        if trouble is not None:
            await self._answers.private(await self._listening.desk.sentence(trouble), back)
