"""Cancel and Stop: free while nothing was called; a paid call that runs is spent either way."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.command import Command, Context, Options
from bot.domain.ids import VersionId
from bot.domain.work import Right
from bot.errors import NotAllowed
from bot.events import Answer, Quiet
from bot.services import drawing, reading


class CancelOptions(Options):
    version: Annotated[str, Field(min_length=1, max_length=40, description="version")]


async def run(context: Context, options: CancelOptions) -> Answer:
    _, version = await context.look(reading.of_version, VersionId(options.version), context.member)
    if version.maker != context.member.id and Right.ADMIN not in context.member.rights:
        raise NotAllowed("own")
    await context.do(drawing.stop, context.terms, version.id, context.now)
    return Quiet()


COMMAND = Command(name="cancel", title="", summary="", options=CancelOptions, run=run, slash=False)
STOP = Command(name="stop", title="", summary="", options=CancelOptions, run=run, slash=False)
DROP_PARKED = Command(
    name="drop_parked", title="", summary="", options=CancelOptions, run=run, slash=False
)
