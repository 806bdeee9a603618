"""The two answers to "edit, or just talking?": asked once, answered once."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from pydantic import Field

from bot.answering import answer_taken
from bot.command import Command, Context, Options
from bot.domain.work import Right
from bot.errors import NotFound
from bot.events import Answer, Quiet
from bot.services import editing, talking
from bot.services.editing import EditWish


class AskedOptions(Options):
    said: Annotated[str, Field(min_length=1, max_length=40, description="said")]
    price: Annotated[int, Field(0, ge=0, le=10**12, description="the price on the button")]


async def edit(context: Context, options: AskedOptions) -> Answer:
    row = await context.look(talking.question, context.member, options.said)
    if row.session is None:
        raise NotFound("question")
    wish = EditWish(row.session, row.text, parent=row.parent, said=row.id)
    moment = context.agreed_at(options.price)
    try:
        taken = await context.do(editing.take_edit, context.terms, moment, wish)
    except NotFound:
        if not row.parent:
            raise
        # The words name a version that is not there: the question was about the newest.
        wish = replace(wish, instruction=talking.plain_words(row.text), parent="")
        taken = await context.do(editing.take_edit, context.terms, moment, wish)
    await context.do(talking.answered, context.member, options.said, "edit", context.now)
    return answer_taken(context, taken)


async def talk(context: Context, options: AskedOptions) -> Answer:
    await context.do(talking.answered, context.member, options.said, "talk", context.now)
    return Quiet()


COMMAND = Command(
    name="edit_asked",
    title="",
    summary="",
    options=AskedOptions,
    run=edit,
    right=Right.SKETCH,
    slash=False,
    private=False,
)
TALK = Command(name="talk_asked", title="", summary="", options=AskedOptions, run=talk, slash=False)
