"""Details: the prompt as it was sent, model, size, price, times, reference number; copyable."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.command import Command, Context, Options
from bot.domain.ids import VersionId
from bot.events import Answer, Say
from bot.services import reading
from bot.views.details import details_card


class DetailsOptions(Options):
    version: Annotated[str, Field(min_length=1, max_length=40, description="version")]


async def run(context: Context, options: DetailsOptions) -> Answer:
    session, version = await context.look(
        reading.of_version, VersionId(options.version), context.member
    )
    return Say(details_card(session, version, catalogue=context.terms.catalogue))


COMMAND = Command(
    name="details", title="", summary="", options=DetailsOptions, run=run, slash=False
)
