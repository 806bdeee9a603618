"""/history: search, filters, and any version again."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.command import Command, Context, Options
from bot.domain.work import ReviewState, VersionState
from bot.errors import BadOptions, FieldError
from bot.events import Answer, Say
from bot.forms import Source, Ui
from bot.services import lookup
from bot.views.fields import COMMANDS, example, hint, label
from bot.views.history import found_card, history_card, rows_of
from bot.views.words import state_named


class HistoryOptions(Options):
    search: Annotated[
        str,
        Field("", max_length=200, description=label("search")),
        Ui(hint=hint("search"), example=example("search")),
    ]
    state: Annotated[
        str, Field("", max_length=40, description=label("state")), Ui(hint=hint("state"))
    ]
    person: Annotated[
        str,
        Field("", max_length=80, description=label("person")),
        Ui(hint=hint("person"), source=Source.MEMBERS),
    ]
    campaign: Annotated[
        str,
        Field("", max_length=80, description=label("campaign")),
        Ui(source=Source.CAMPAIGNS),
    ]


async def run(context: Context, options: HistoryOptions) -> Answer:
    state = state_named(options.state)
    if options.state and state is None:
        raise BadOptions((FieldError("state", "unknown", options.state),))
    search = lookup.Search(
        text=options.search,
        state=state if isinstance(state, VersionState) else None,
        review=state if isinstance(state, ReviewState) else None,
        person=options.person,
        campaign=options.campaign,
    )
    found = await context.look(lookup.history, context.member, search)
    named = lookup.version_in(found.sessions, options.search)
    if named is not None:
        return Say(found_card(*named, catalogue=context.terms.catalogue))
    return Say(history_card(rows_of(found.sessions), search=options.search, more=found.more))


COMMAND = Command(
    name="history",
    title=COMMANDS["history"].title,
    summary=COMMANDS["history"].summary,
    options=HistoryOptions,
    run=run,
)
