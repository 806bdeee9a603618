"""The button under a price: Make it. A price that rose meanwhile is shown again, never spent."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.answering import answer_taken
from bot.command import Command, Context, Options
from bot.domain.ids import DraftId
from bot.domain.work import Right
from bot.events import Answer
from bot.services import taking


class OrderOptions(Options):
    draft: Annotated[str, Field(min_length=1, max_length=40, description="draft")]


async def run(context: Context, options: OrderOptions) -> Answer:
    taken = await context.do(
        taking.order_draft, context.terms, context.moment, DraftId(options.draft)
    )
    return answer_taken(context, taken)


COMMAND = Command(
    name="order",
    title="",
    summary="",
    options=OrderOptions,
    run=run,
    right=Right.SKETCH,
    slash=False,
)
