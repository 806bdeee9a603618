"""Finish: the same picture in the quality that its place needs and never more."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.answering import answer_taken
from bot.command import Command, Context, Options
from bot.domain.ids import PictureId
from bot.domain.work import Right
from bot.errors import NotReady
from bot.events import Answer
from bot.services import editing, offers, reading
from bot.services.editing import EditWish
from bot.views.words import FINISH_WORDS


class FinishOptions(Options):
    picture: Annotated[str, Field(min_length=1, max_length=40, description="picture")]
    price: Annotated[int, Field(0, ge=0, le=10**12, description="the price on the button")]


async def run(context: Context, options: FinishOptions) -> Answer:
    session, version, picture = await context.look(
        reading.of_picture, PictureId(options.picture), context.member
    )
    plan = offers.finish_plan(context.terms, session, version, context.now)
    if plan is None:
        raise NotReady(str(picture.name), "finished")
    model, fmt, quality = plan
    wish = EditWish(
        session.id,
        FINISH_WORDS,
        parent=picture.id,
        model=model.id,
        format=fmt,
        change="",
        quality=quality,
    )
    taken = await context.do(
        editing.take_edit, context.terms, context.agreed_at(options.price), wish
    )
    return answer_taken(context, taken)


COMMAND = Command(
    name="finish",
    title="",
    summary="",
    options=FinishOptions,
    run=run,
    right=Right.SKETCH,
    slash=False,
    private=False,
)
