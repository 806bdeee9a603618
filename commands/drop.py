"""Cancel under a price: the draft goes, nothing was reserved."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.command import Command, Context, Options
from bot.domain.ids import DraftId
from bot.events import Answer, Say
from bot.services import taking
from bot.views import note


class DropOptions(Options):
    draft: Annotated[str, Field(min_length=1, max_length=40, description="draft")]


async def run(context: Context, options: DropOptions) -> Answer:
    await context.do(taking.drop_draft, context.member, DraftId(options.draft), context.now)
    return Say(note.done("Cancelled. Nothing was spent."))


COMMAND = Command(name="drop", title="", summary="", options=DropOptions, run=run, slash=False)
