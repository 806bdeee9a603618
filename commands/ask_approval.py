"""Ask for approval: opens the review and tells the approvers once."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.answering import answer_asked
from bot.command import Command, Context, Options
from bot.domain.ids import PictureId
from bot.domain.work import Right
from bot.events import Answer


class AskApprovalOptions(Options):
    picture: Annotated[str, Field(min_length=1, max_length=40, description="picture")]


async def run(context: Context, options: AskApprovalOptions) -> Answer:
    return await answer_asked(context, PictureId(options.picture))


COMMAND = Command(
    name="ask_approval",
    title="",
    summary="",
    options=AskApprovalOptions,
    run=run,
    right=Right.SEE,
    slash=False,
)
