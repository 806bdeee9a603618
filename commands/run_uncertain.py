"""Run again on an order whose outcome is not known: said twice, because it may be billed twice."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.command import Command, Context, Options
from bot.domain.ids import VersionId
from bot.domain.work import Right
from bot.errors import NotAllowed, Stale
from bot.events import Answer, Quiet
from bot.services import drawing, reading


class RunUncertainOptions(Options):
    version: Annotated[str, Field(min_length=1, max_length=40, description="version")]


async def run(context: Context, options: RunUncertainOptions) -> Answer:
    _, version = await context.look(reading.of_version, VersionId(options.version), context.member)
    if version.maker != context.member.id and Right.ADMIN not in context.member.rights:
        raise NotAllowed("own")
    if not await context.do(drawing.run_again, version.order, context.now):
        raise Stale("version")
    return Quiet()


async def give_back(context: Context, options: RunUncertainOptions) -> Answer:
    """An admin decides that nothing came of it: the credits go back at once."""
    _, version = await context.look(reading.of_version, VersionId(options.version), context.member)
    await context.do(
        drawing.give_up,
        context.terms,
        version.order,
        "given_back",
        context.now,
        context.member.id,
    )
    return Quiet()


COMMAND = Command(
    name="run_uncertain",
    title="",
    summary="",
    options=RunUncertainOptions,
    run=run,
    right=Right.SPEND,
    slash=False,
)
GIVE_BACK = Command(
    name="give_back",
    title="",
    summary="",
    options=RunUncertainOptions,
    run=give_back,
    right=Right.ADMIN,
    slash=False,
)
