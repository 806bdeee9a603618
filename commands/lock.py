"""Lock now, Take back the question, Take back approval: what ends or reopens a review."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated

from pydantic import Field

from bot.command import Command, Context, Options
from bot.domain.ids import PictureId
from bot.domain.voting import Act
from bot.events import Answer, Quiet
from bot.forms import Ui
from bot.services import ruling
from bot.views.fields import hint, label


class LockOptions(Options):
    picture: Annotated[str, Field(min_length=1, max_length=40, description=label("picture"))]


class RevokeOptions(Options):
    picture: Annotated[str, Field(min_length=1, max_length=40, description=label("picture"))]
    reason: Annotated[
        str,
        Field(min_length=1, max_length=500, description=label("reason")),
        Ui(hint=hint("reason")),
    ]


def _acting(what: Act) -> Callable[[Context, LockOptions], Awaitable[Answer]]:
    async def run(context: Context, options: LockOptions) -> Answer:
        await context.do(
            ruling.act,
            context.member,
            PictureId(options.picture),
            what,
            origin=context.once,
            now=context.now,
        )
        return Quiet()

    return run


async def revoke(context: Context, options: RevokeOptions) -> Answer:
    await context.do(
        ruling.act,
        context.member,
        PictureId(options.picture),
        Act.REVOKED,
        origin=context.once,
        now=context.now,
        reason=options.reason,
    )
    return Quiet()


COMMAND = Command(
    name="lock", title="", summary="", options=LockOptions, run=_acting(Act.LOCKED), slash=False
)
WITHDRAW = Command(
    name="withdraw",
    title="",
    summary="",
    options=LockOptions,
    run=_acting(Act.WITHDRAWN),
    slash=False,
)
REVOKE = Command(
    name="revoke",
    title=label("reason"),
    summary="",
    options=RevokeOptions,
    run=revoke,
    slash=False,
)
