"""Make this change: a comment of somebody who may only approve becomes an edit."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.answering import answer_taken
from bot.command import Command, Context, Options
from bot.domain.work import Right
from bot.errors import NotFound
from bot.events import Answer
from bot.services import editing, talking
from bot.services.editing import EditWish


class MakeChangeOptions(Options):
    version: Annotated[str, Field(min_length=1, max_length=40, description="version")]
    comment: Annotated[str, Field(min_length=1, max_length=40, description="comment")]
    price: Annotated[int, Field(0, ge=0, le=10**12, description="the price on the button")]


async def run(context: Context, options: MakeChangeOptions) -> Answer:
    row = await context.look(talking.comment, context.member, options.comment)
    if row.session is None:
        raise NotFound("comment")
    wish = EditWish(row.session, row.text, parent=row.parent, said=row.id)
    taken = await context.do(
        editing.take_edit, context.terms, context.agreed_at(options.price), wish
    )
    return answer_taken(context, taken)


COMMAND = Command(
    name="make_change",
    title="",
    summary="",
    options=MakeChangeOptions,
    run=run,
    right=Right.SKETCH,
    slash=False,
    private=False,
)
