"""Again and Try again: the same order once more, at today's price, as a new version."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.answering import answer_taken
from bot.command import Command, Context, Options
from bot.domain.ids import VersionId
from bot.domain.work import Right
from bot.events import Answer
from bot.services import repeating


class AgainOptions(Options):
    version: Annotated[str, Field(min_length=1, max_length=40, description="version")]
    price: Annotated[int, Field(0, ge=0, le=10**12, description="the price on the button")]


async def run(context: Context, options: AgainOptions) -> Answer:
    taken = await context.do(
        repeating.take_again,
        context.terms,
        context.agreed_at(options.price),
        VersionId(options.version),
    )
    return answer_taken(context, taken)


class AgainWithOptions(Options):
    version: Annotated[str, Field(min_length=1, max_length=40, description="version")]
    model: Annotated[str, Field(min_length=1, max_length=80, description="model")]
    price: Annotated[int, Field(0, ge=0, le=10**12, description="the price on the button")]


async def run_with(context: Context, options: AgainWithOptions) -> Answer:
    """Another vendor's model, as the card of a failed order offered it."""
    taken = await context.do(
        repeating.take_again,
        context.terms,
        context.agreed_at(options.price),
        VersionId(options.version),
        options.model,
    )
    return answer_taken(context, taken)


COMMAND = Command(
    name="again",
    title="",
    summary="",
    options=AgainOptions,
    run=run,
    right=Right.SKETCH,
    slash=False,
    private=False,
)
WITH = Command(
    name="again_with",
    title="",
    summary="",
    options=AgainWithOptions,
    run=run_with,
    right=Right.SPEND,
    slash=False,
    private=False,
)
