"""The real model beside a free sketch: the same brief, drawn by the model that the button names."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.answering import answer_taken
from bot.command import Command, Context, Options
from bot.domain.ids import PictureId
from bot.domain.work import Right
from bot.events import Answer
from bot.services import reading, taking
from bot.services.taking import EditWish
from bot.views.words import made_with


class PractiseOptions(Options):
    picture: Annotated[str, Field(min_length=1, max_length=40, description="picture")]
    model: Annotated[str, Field(min_length=1, max_length=80, description="model")]


async def run(context: Context, options: PractiseOptions) -> Answer:
    session, _, picture = await context.look(
        reading.of_picture, PictureId(options.picture), context.member
    )
    model = context.terms.model(options.model)
    wish = EditWish(session.id, made_with(model.name), parent=picture.id, model=model.id, change="")
    taken = await context.do(taking.take_edit, context.terms, context.moment, wish)
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
