"""Details: the prompt as it was sent, model, size, price, times, reference number; copyable. Of a
free sketch also what each model would ask for it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.answering import checks_of
from bot.command import Command, Context, Options
from bot.domain.ids import VersionId
from bot.events import Answer, Say
from bot.services import beside, reading
from bot.views.details import details_card


class DetailsOptions(Options):
    version: Annotated[str, Field(min_length=1, max_length=40, description="version")]


async def run(context: Context, options: DetailsOptions) -> Answer:
    session, version = await context.look(
        reading.of_version, VersionId(options.version), context.member
    )
    catalogue = context.terms.catalogue
    found = await context.look(
        beside.beside, context.terms, context.member, version.id, context.now
    )
    if found is None:
        return Say(details_card(session, version, catalogue=catalogue))
    checks = tuple(one.text for one in checks_of(found.findings))
    card = details_card(
        session,
        version,
        catalogue=catalogue,
        quotes=found.quotes,
        checks=checks,
        prompt=(found.model, found.prompt),
    )
    return Say(card)


COMMAND = Command(
    name="details", title="", summary="", options=DetailsOptions, run=run, slash=False
)
