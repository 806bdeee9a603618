"""The real model beside a free sketch: the same brief, drawn by the model that the button names."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.answering import answer_taken
from bot.command import Command, Context, Options
from bot.domain.ids import PictureId
from bot.domain.work import Right
from bot.errors import ModelCannot
from bot.events import Answer
from bot.services import editing, offers, reading
from bot.services.editing import EditWish
from bot.views.words import made_with


class PractiseOptions(Options):
    picture: Annotated[str, Field(min_length=1, max_length=40, description="picture")]
    model: Annotated[str, Field(min_length=1, max_length=80, description="model")]
    price: Annotated[int, Field(0, ge=0, le=10**12, description="the price on the button")]


async def run(context: Context, options: PractiseOptions) -> Answer:
    session, version, picture = await context.look(
        reading.of_picture, PictureId(options.picture), context.member
    )
    plan = offers.draft_plan(context.terms, session, version, context.now, options.model)
    if plan is None:
        raise ModelCannot(options.model, "gone")
    model, fmt, _ = plan
    wish = EditWish(
        session.id,
        made_with(model.name),
        parent=picture.id,
        model=model.id,
        format=fmt,
        change="",
    )
    taken = await context.do(
        editing.take_edit, context.terms, context.agreed_at(options.price), wish
    )
    return answer_taken(context, taken)


COMMAND = Command(
    name="practise",
    title="",
    summary="",
    options=PractiseOptions,
    run=run,
    right=Right.SPEND,
    slash=False,
    private=False,
)
