"""Dismiss changes: an admin sets aside what an approver asked for, with a reason that everybody
reads under the review."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.command import Command, Context, Options
from bot.domain.ids import PictureId
from bot.domain.work import Right
from bot.events import Answer, Quiet
from bot.forms import Source, Ui
from bot.services import ruling
from bot.views.fields import COMMANDS, hint, label


class DismissOptions(Options):
    picture: Annotated[
        str, Field(min_length=1, max_length=40, description=label("picture")), Ui(hidden=True)
    ]
    reason: Annotated[
        str,
        Field(min_length=1, max_length=500, description=label("reason")),
        Ui(hint=hint("dismiss_reason")),
    ]
    whose: Annotated[
        str,
        Field("", max_length=80, description=label("whose")),
        Ui(hint=hint("whose"), source=Source.MEMBERS),
    ]


async def run(context: Context, options: DismissOptions) -> Answer:
    await context.do(
        ruling.dismiss,
        context.member,
        PictureId(options.picture),
        whose=options.whose,
        reason=options.reason,
        origin=context.once,
        now=context.now,
    )
    return Quiet()


COMMAND = Command(
    name="dismiss",
    title=COMMANDS["dismiss"].title,
    summary=COMMANDS["dismiss"].summary,
    options=DismissOptions,
    run=run,
    right=Right.ADMIN,
    slash=False,
)
