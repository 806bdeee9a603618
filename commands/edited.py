"""An edited message that had ordered something asks once whether to run the new words."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.command import Command, Context, Options
from bot.domain.ids import VersionId
from bot.events import Answer, Quiet, Say
from bot.services import offers, reading, talking
from bot.views import note


class EditedOptions(Options):
    text: Annotated[str, Field("", max_length=8000, description="text")]


async def run(context: Context, options: EditedOptions) -> Answer:
    version_id = await context.look(talking.version_said, context.message)
    if version_id is None or not options.text:
        return Quiet()
    session, version = await context.look(reading.of_version, VersionId(version_id), context.member)
    if version.maker != context.member.id or version.instruction == options.text:
        return Quiet()
    again = offers.again(context.terms, session, version, context.now)
    return Say(note.rerun(version, again, options.text))


COMMAND = Command(name="edited", title="", summary="", options=EditedOptions, run=run, slash=False)
