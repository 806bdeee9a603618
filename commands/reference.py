"""Use as reference: a new brief that has this picture attached."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.command import Command, Context, Options
from bot.domain.ids import PictureId
from bot.domain.work import Right
from bot.events import Answer, Ask
from bot.services import keeping


class ReferenceOptions(Options):
    picture: Annotated[str, Field(min_length=1, max_length=40, description="picture")]


async def run(context: Context, options: ReferenceOptions) -> Answer:
    photo = await context.do(
        keeping.reuse_picture, context.member, PictureId(options.picture), context.now
    )
    return Ask("brief", photos=(photo,))


COMMAND = Command(
    name="reference",
    title="",
    summary="",
    options=ReferenceOptions,
    run=run,
    right=Right.SKETCH,
    slash=False,
    asks=True,
)
