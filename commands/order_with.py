"""The other button under a price: the same draft with the model that the button names."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.answering import answer_taken
from bot.command import Command, Context, Options
from bot.domain.ids import DraftId
from bot.domain.work import Right
from bot.events import Answer
from bot.services import taking


class OrderWithOptions(Options):
    draft: Annotated[str, Field(min_length=1, max_length=40, description="draft")]
    model: Annotated[str, Field(min_length=1, max_length=80, description="model")]


async def run(context: Context, options: OrderWithOptions) -> Answer:
    taken = await context.do(
        taking.order_draft, context.terms, context.moment, DraftId(options.draft), options.model
    )
    return answer_taken(context, taken)


COMMAND = Command(
    name="order_with",
    title="",
    summary="",
    options=OrderWithOptions,
    run=run,
    right=Right.SKETCH,
    slash=False,
)
