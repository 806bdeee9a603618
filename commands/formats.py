"""Other formats: the same picture for other places, one version each."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.answering import answer_taken
from bot.command import Command, Context, Options
from bot.domain.ids import PictureId
from bot.domain.work import Right
from bot.events import Answer
from bot.forms import Source, Ui
from bot.services import briefing, editing, reading
from bot.services.editing import EditWish
from bot.views.fields import example, hint, label
from bot.views.words import same_in

MOST = 6
"""Formats of one press: more is a campaign, and its price wants a look first."""


class FormatsOptions(Options):
    picture: Annotated[str, Field(min_length=1, max_length=40, description=label("picture"))]
    formats: Annotated[
        tuple[str, ...],
        Field(min_length=1, max_length=MOST, description=label("formats")),
        Ui(hint=hint("formats"), example=example("formats"), source=Source.PLACEMENTS),
    ]


async def run(context: Context, options: FormatsOptions) -> Answer:
    session, _, picture = await context.look(
        reading.of_picture, PictureId(options.picture), context.member
    )
    formats = briefing.formats_named(context.terms, options.formats)
    wishes = tuple(
        EditWish(session.id, same_in(name), parent=picture.id, format=fmt) for fmt, name in formats
    )
    taken = await context.do(editing.take_edits, context.terms, context.moment, wishes)
    return answer_taken(context, taken)


COMMAND = Command(
    name="formats",
    title=label("formats"),
    summary="",
    options=FormatsOptions,
    run=run,
    right=Right.SKETCH,
    slash=False,
    private=False,
)
