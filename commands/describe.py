"""Describe: what a picture shows, in words; read aloud on the page and kept in every file of it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.command import Command, Context, Options
from bot.domain.ids import PictureId
from bot.events import Answer, Ask, Quiet
from bot.forms import Ui
from bot.services import describing, reading
from bot.views.fields import COMMANDS, example, hint, label

MOST = 500
"""Characters: what screen readers still read in one go."""


class DescribeOptions(Options):
    picture: Annotated[
        str, Field(min_length=1, max_length=40, description=label("picture")), Ui(hidden=True)
    ]
    alt: Annotated[
        str,
        Field("", max_length=MOST, description=label("alt")),
        Ui(hint=hint("alt"), example=example("alt"), paragraph=True),
    ]


async def run(context: Context, options: DescribeOptions) -> Answer:
    picture = PictureId(options.picture)
    if not options.alt:
        _, _, found = await context.look(reading.of_picture, picture, context.member)
        return Ask("describe", (("picture", picture), ("alt", found.alt[:MOST])))
    await context.do(
        describing.describe, context.member, picture, options.alt, context.once, context.now
    )
    return Quiet()


COMMAND = Command(
    name="describe",
    title=COMMANDS["describe"].title,
    summary=COMMANDS["describe"].summary,
    options=DescribeOptions,
    run=run,
    slash=False,
)
