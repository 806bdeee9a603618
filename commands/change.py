"""Change... under a price: the form again, with everything that was typed."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.command import Command, Context, Options
from bot.domain.ids import DraftId
from bot.domain.work import Right
from bot.events import Answer, Ask
from bot.services import taking


class ChangeOptions(Options):
    draft: Annotated[str, Field(min_length=1, max_length=40, description="draft")]


async def run(context: Context, options: ChangeOptions) -> Answer:
    draft = await context.look(taking.draft_of, context.member, DraftId(options.draft), context.now)
    return Ask("brief", draft.fields, draft=draft.id, photos=draft.photos)


COMMAND = Command(
    name="change",
    title="",
    summary="",
    options=ChangeOptions,
    run=run,
    right=Right.SKETCH,
    slash=False,
    asks=True,
)
