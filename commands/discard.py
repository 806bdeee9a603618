"""Discard: gone from the thread, had back within 30 days."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.command import Command, Context, Options
from bot.domain.ids import VersionId
from bot.events import Answer, Quiet
from bot.services import undoing


class DiscardOptions(Options):
    version: Annotated[str, Field(min_length=1, max_length=40, description="version")]


async def run(context: Context, options: DiscardOptions) -> Answer:
    await context.do(
        undoing.discard,
        context.member,
        VersionId(options.version),
        effect=context.once,
        now=context.now,
    )
    return Quiet()


COMMAND = Command(
    name="discard", title="", summary="", options=DiscardOptions, run=run, slash=False
)
