"""Edit this image, chosen on a message: a picture of the desk is changed in its thread; somebody's
own picture becomes the picture to change of a new brief."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from pydantic import Field

from bot.answering import answer_taken
from bot.command import Command, Context, Options
from bot.domain.brief import MAX_REFERENCES, MAX_WHAT, Role
from bot.domain.work import Right
from bot.errors import NotFound
from bot.events import Answer, Ask, Photo
from bot.services import editing, keeping, taking, talking
from bot.services.briefing import BriefFields
from bot.services.editing import EditWish
from bot.views.fields import COMMANDS, label


class EditMessageOptions(Options):
    instruction: Annotated[
        str, Field(min_length=1, max_length=MAX_WHAT, description=label("instruction"))
    ]
    photos: Annotated[tuple[Photo, ...], Field((), max_length=MAX_REFERENCES, description="photos")]


async def run(context: Context, options: EditMessageOptions) -> Answer:
    target = await context.look(
        talking.target_of, context.actor.platform, context.message, context.member
    )
    if target is not None and target.picture is not None:
        session, _, _ = await context.look(talking.picture_of, target.picture, context.member)
        wish = EditWish(session.id, options.instruction, parent=target.picture)
        return answer_taken(
            context, await context.do(editing.take_edit, context.terms, context.moment, wish)
        )
    if not options.photos:
        raise NotFound("picture")
    first, *others = options.photos
    photos = (replace(first, role=Role.BASE), *others)
    taken = await context.do(
        taking.take_brief,
        context.terms,
        context.moment,
        BriefFields(what=options.instruction, photos=photos),
        (("what", options.instruction),),
    )
    return answer_taken(context, taken)


COMMAND = Command(
    name="edit_message",
    title=COMMANDS["edit_message"].title,
    summary=COMMANDS["edit_message"].summary,
    options=EditMessageOptions,
    run=run,
    right=Right.SKETCH,
    slash=False,
)


class UseMessageOptions(Options):
    photos: Annotated[tuple[Photo, ...], Field((), max_length=MAX_REFERENCES, description="photos")]


async def use(context: Context, options: UseMessageOptions) -> Answer:
    """The form of a new brief that has the message's pictures attached."""
    target = await context.look(
        talking.target_of, context.actor.platform, context.message, context.member
    )
    if target is not None and target.picture is not None:
        photo = await context.do(keeping.reuse_picture, context.member, target.picture, context.now)
        return Ask("brief", photos=(photo,))
    if not options.photos:
        raise NotFound("picture")
    return Ask("brief", photos=options.photos)


USE = Command(
    name="use_message",
    title=COMMANDS["use_message"].title,
    summary=COMMANDS["use_message"].summary,
    options=UseMessageOptions,
    run=use,
    right=Right.SKETCH,
    slash=False,
)
