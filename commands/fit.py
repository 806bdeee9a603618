"""Fit what is left: a parked order as the dearest variant that the free credits pay for."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.command import Command, Context, Options
from bot.domain.ids import VersionId
from bot.domain.work import Right
from bot.errors import NotAllowed, NotEnough
from bot.events import Answer, Quiet
from bot.services import reading, treasury


class FitOptions(Options):
    version: Annotated[str, Field(min_length=1, max_length=40, description="version")]


async def run(context: Context, options: FitOptions) -> Answer:
    _, version = await context.look(reading.of_version, VersionId(options.version), context.member)
    if version.maker != context.member.id:
        raise NotAllowed("own")
    started = await context.do(treasury.fit, context.terms, context.member, version.id, context.now)
    if not started:
        balance = await context.look(treasury.balance, context.member)
        raise NotEnough(version.quote.up_to, balance.free, balance.reserved, balance.jobs)
    return Quiet()


COMMAND = Command(
    name="fit", title="", summary="", options=FitOptions, run=run, right=Right.SPEND, slash=False
)
