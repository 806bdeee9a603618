"""/approvals: what waits for me; `ask 142.3` opens a review, `dismiss 142.3` sets wanted changes
aside."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from bot.answering import answer_asked
from bot.command import Command, Context, Options, Read
from bot.events import Answer, Ask, Say
from bot.forms import Source, Ui
from bot.services import delivering, lookup
from bot.views.fields import COMMANDS, example, hint, label
from bot.views.review import approvals_card


class Verb(StrEnum):
    LIST = "list"
    ASK = "ask"
    DISMISS = "dismiss"


class ApprovalsOptions(Options):
    verb: Annotated[Verb, Field(Verb.LIST, description=label("verb")), Ui(hint=hint("verb"))]
    version: Annotated[
        str,
        Field("", max_length=64, description=label("version")),
        Ui(hint=hint("version"), example=example("version"), source=Source.VERSIONS),
    ]


async def run(context: Context, options: ApprovalsOptions) -> Answer:
    if options.verb is Verb.LIST:
        waiting = await context.look(lookup.waiting, context.member)
        lately = await context.look(delivering.lately, context.member, context.now)
        return Say(approvals_card(waiting, catalogue=context.terms.catalogue, lately=lately))
    picture = await context.look(
        lookup.picture_named, context.member, options.version, context.thread
    )
    if options.verb is Verb.DISMISS:
        return Ask("dismiss", (("picture", picture),))
    return await answer_asked(context, picture)


def reader(_terms: object, text: str) -> Read:
    """`ask 142.3` -> fields; a bare name asks for it."""
    verb, _, rest = text.strip().partition(" ")
    if verb in set(Verb):
        return Read((("verb", verb), ("version", rest.strip())))
    return Read((("verb", Verb.ASK), ("version", text.strip()))) if text.strip() else Read()


COMMAND = Command(
    name="approvals",
    title=COMMANDS["approvals"].title,
    summary=COMMANDS["approvals"].summary,
    options=ApprovalsOptions,
    run=run,
    reader=reader,
)
