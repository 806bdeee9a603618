"""All formats of a brief on one sheet, drawn by the sketch at one scale: to look at, free."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.answering import answer_taken
from bot.command import Command, Context, Options
from bot.domain.choose import SKETCH
from bot.domain.ids import PictureId
from bot.domain.placement import ONE_SHEET
from bot.domain.work import Right
from bot.events import Answer
from bot.services import editing, reading
from bot.services.editing import EditWish
from bot.views.words import SHEET_WORDS


class SheetOptions(Options):
    picture: Annotated[str, Field(min_length=1, max_length=40, description="picture")]


async def run(context: Context, options: SheetOptions) -> Answer:
    session, _, picture = await context.look(
        reading.of_picture, PictureId(options.picture), context.member
    )
    wish = EditWish(
        session.id,
        SHEET_WORDS,
        parent=picture.id,
        model=SKETCH,
        format=ONE_SHEET,
        change="",
    )
    taken = await context.do(editing.take_edit, context.terms, context.moment, wish)
    return answer_taken(context, taken)


COMMAND = Command(
    name="sheet",
    title="",
    summary="",
    options=SheetOptions,
    run=run,
    right=Right.SKETCH,
    slash=False,
    private=False,
)
