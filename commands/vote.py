"""The button twins of the reactions: approve, needs changes, reject, and taking it back."""

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
from bot.views.fields import hint, label


class VoteOptions(Options):
    picture: Annotated[str, Field(min_length=1, max_length=40, description=label("picture"))]
    choice: Annotated[Choice, Field(Choice.APPROVE, description=label("verb"))]
    reason: Annotated[
        str, Field("", max_length=500, description=label("reason")), Ui(hint=hint("reason"))
    ]


async def run(context: Context, options: VoteOptions) -> Answer:
    taken_back = options.choice is Choice.NONE
    voted = await context.do(
        reviewing.vote,
        context.member,
        PictureId(options.picture),
        options.choice,
        cleared=taken_back,
        origin=context.once,
        at=context.at,
        now=context.now,
        reason=options.reason,
    )
    return answer_voted(voted, PictureId(options.picture), options.choice, options.reason)


COMMAND = Command(name="vote", title="", summary="", options=VoteOptions, run=run, slash=False)
