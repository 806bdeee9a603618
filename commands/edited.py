"""An edited message that had ordered something asks once whether to run the new words."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.command import Command, Context, Options
from bot.events import Answer, Quiet, Say
from bot.services import offers, talking
from bot.views import note


class EditedOptions(Options):
    text: Annotated[str, Field("", max_length=8000, description="text")]


async def run(context: Context, options: EditedOptions) -> Answer:
    asked = await context.do(
        talking.reworded, context.member, context.message, options.text, context.effect, context.at
    )
    if asked is None:
        return Quiet()
    session, version, said = asked
    again = offers.again(context.terms, session, version, context.now)
    return Say(note.rerun(version, again, options.text, said))


COMMAND = Command(name="edited", title="", summary="", options=EditedOptions, run=run, slash=False)
