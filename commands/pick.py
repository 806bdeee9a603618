"""The number under a set: this one. It becomes a message of its own."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.command import Command, Context, Options
from bot.domain.ids import PictureId
from bot.events import Answer, Quiet
from bot.services import picking


class PickOptions(Options):
    picture: Annotated[str, Field(min_length=1, max_length=40, description="picture")]


async def run(context: Context, options: PickOptions) -> Answer:
    await context.do(
        picking.pick, context.member, PictureId(options.picture), context.once, context.now
    )
    return Quiet()


COMMAND = Command(name="pick", title="", summary="", options=PickOptions, run=run, slash=False)
