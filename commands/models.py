"""/models: what each model can do and costs, which have a key, and what auto would take."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.command import Command, Context, Options
from bot.domain import choose
from bot.events import Answer, Say
from bot.forms import Ui
from bot.services import lookup
from bot.services.terms import date_of
from bot.views.fields import COMMANDS, example, hint, label
from bot.views.models import models_card


class ModelsOptions(Options):
    what: Annotated[
        str,
        Field("", max_length=4000, description=label("what")),
        Ui(hint=hint("what"), example=example("what")),
    ]


async def run(context: Context, options: ModelsOptions) -> Answer:
    terms = context.terms
    brief = await context.look(
        lookup.brief_meant, terms, context.member, options.what, context.thread, context.now
    )
    recommended = (
        choose.recommend(brief, terms.catalogue, on=date_of(context.now)) if brief else None
    )
    card = models_card(
        terms.catalogue,
        frozenset(m.id for m in terms.catalogue.models if terms.real(m)),
        on=date_of(context.now),
        credits_per_usd=terms.credits_per_usd,
        practice=terms.practice(),
        recommended=recommended,
    )
    return Say(card)


COMMAND = Command(
    name="models",
    title=COMMANDS["models"].title,
    summary=COMMANDS["models"].summary,
    options=ModelsOptions,
    run=run,
)
