"""/edit and Change...: one small change to one picture; the old one stays."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.answering import answer_taken, edit_preview
from bot.command import Command, Context, Options
from bot.desk import Preview
from bot.domain.brief import AUTO, MAX_COUNT, MAX_REFERENCES, MAX_WHAT, LookUp
from bot.domain.choose import find_model
from bot.domain.ids import SessionId
from bot.domain.work import Right
from bot.errors import BadOptions, FieldError, NotFound
from bot.events import Answer, Photo
from bot.forms import Depth, Source, Ui
from bot.services import editing, lookup
from bot.services.editing import EditWish
from bot.views.fields import COMMANDS, example, hint, label


class EditOptions(Options):
    version: Annotated[
        str,
        Field("", max_length=64, description=label("version")),
        Ui(Depth.OPTIONS, hint("version"), example("version"), source=Source.VERSIONS),
    ]
    instruction: Annotated[
        str,
        Field(min_length=1, max_length=MAX_WHAT, description=label("instruction")),
        Ui(Depth.LINE, hint("instruction"), example("instruction"), paragraph=True),
    ]
    photos: Annotated[
        tuple[Photo, ...],
        Field((), max_length=MAX_REFERENCES, description=label("photos")),
        Ui(Depth.OPTIONS, hint("photos")),
    ]
    model: Annotated[
        str,
        Field("", max_length=80, description=label("model")),
        Ui(Depth.OPTIONS, hint("model"), source=Source.MODELS),
    ]
    count: Annotated[
        int, Field(1, ge=1, le=MAX_COUNT, description=label("count")), Ui(Depth.COCKPIT)
    ]
    look_up: Annotated[
        LookUp,
        Field(LookUp.NO, description=label("look_up")),
        Ui(Depth.COCKPIT, hint("look_up")),
    ]


def _model(context: Context, typed: str) -> str:
    """The id of a model as people name it; "" = the one that made the picture."""
    if typed.strip().lower() in {"", AUTO}:
        return ""
    found = find_model(context.terms.catalogue, typed)
    if found is None:
        raise BadOptions((FieldError("model", "unknown", typed),))
    return found.id


async def _wish(context: Context, options: EditOptions) -> EditWish:
    session, parent = await context.look(
        lookup.target, context.member, options.version, context.thread
    )
    if not session:
        raise NotFound("version", options.version)
    return EditWish(
        session=SessionId(session),
        instruction=options.instruction,
        parent=parent,
        photos=options.photos,
        model=_model(context, options.model),
        count=options.count,
        look_up=options.look_up,
    )


async def preview(context: Context, options: EditOptions) -> Preview:
    """The price of the change as it is typed."""
    return await edit_preview(context, await _wish(context, options))


async def run(context: Context, options: EditOptions) -> Answer:
    wish = await _wish(context, options)
    taken = await context.do(editing.take_edit, context.terms, context.moment, wish)
    return answer_taken(context, taken)


COMMAND = Command(
    name="edit",
    title=COMMANDS["edit"].title,
    summary=COMMANDS["edit"].summary,
    options=EditOptions,
    run=run,
    right=Right.SKETCH,
    private=False,
    form_only=True,
    preview=preview,
)
