"""Original and Export: the files of one picture, to keep."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.command import Command, Context, Options
from bot.domain.ids import PictureId
from bot.events import Answer, Say
from bot.services import reading
from bot.views.original import original_card


class OriginalOptions(Options):
    picture: Annotated[str, Field(min_length=1, max_length=40, description="picture")]


async def run(context: Context, options: OriginalOptions) -> Answer:
    _, version, picture = await context.look(
        reading.of_picture, PictureId(options.picture), context.member
    )
    return Say(original_card(version, picture))


COMMAND = Command(
    name="original", title="", summary="", options=OriginalOptions, run=run, slash=False
)
EXPORT = Command(name="export", title="", summary="", options=OriginalOptions, run=run, slash=False)
