"""Why: the reason of a vote that a reaction or a button cast already and that counts without it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.answering import answer_voted
from bot.command import Command, Context, Options
from bot.domain.ids import PictureId
from bot.domain.work import Choice
from bot.events import Answer
from bot.forms import Ui
from bot.services import reviewing
from bot.views.fields import COMMANDS, hint, label


class WhyOptions(Options):
    picture: Annotated[
        str, Field(min_length=1, max_length=40, description=label("picture")), Ui(hidden=True)
    ]
    choice: Annotated[Choice, Field(description=label("verb")), Ui(hidden=True)]
    reason: Annotated[
        str,
        Field(min_length=1, max_length=500, description=label("reason")),
        Ui(hint=hint("reason")),
    ]


async def run(context: Context, options: WhyOptions) -> Answer:
    voted = await context.do(
        reviewing.vote,
        context.member,
        PictureId(options.picture),
        options.choice,
        cleared=False,
        origin=context.once,
        at=context.at,
        now=context.now,
        reason=options.reason,
    )
    return answer_voted(voted, PictureId(options.picture), options.choice, options.reason)


COMMAND = Command(
    name="why",
    title=COMMANDS["why"].title,
    summary=COMMANDS["why"].summary,
    options=WhyOptions,
    run=run,
    slash=False,
)
