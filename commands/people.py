"""People: who is here and what they may do; admins add, rename and change rights."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from bot.command import Command, Context, Options
from bot.domain.ids import MemberId
from bot.domain.work import Right
from bot.errors import BadOptions, FieldError, NotFound
from bot.events import Answer, Ask, Say
from bot.forms import Ui
from bot.services import team
from bot.views.fields import COMMANDS, example, hint, label
from bot.views.people import people_card


class Verb(StrEnum):
    LIST = "list"
    ADD = "add"
    CHANGE = "change"


class PeopleOptions(Options):
    verb: Annotated[Verb, Field(Verb.LIST, description=label("verb")), Ui(hidden=True)]
    member: Annotated[str, Field("", max_length=40, description=label("person")), Ui(hidden=True)]
    name: Annotated[
        str,
        Field("", max_length=40, description=label("name")),
        Ui(hint=hint("name"), example=example("name")),
    ]
    rights: Annotated[
        tuple[str, ...],
        Field((), max_length=len(Right), description=label("rights")),
        Ui(hint=hint("rights"), example=example("rights")),
    ]


async def run(context: Context, options: PeopleOptions) -> Answer:
    if options.verb is Verb.CHANGE and not options.name:
        return await _ask(context, options.member)
    if options.verb is not Verb.LIST:
        if not options.name:
            raise BadOptions((FieldError("name", "required"),))
        change = team.PersonChange(
            name=options.name,
            rights=_rights(options.rights),
            member=MemberId(options.member) if options.verb is Verb.CHANGE else None,
        )
        await context.do(team.change_person, context.member, change, context.effect, context.now)
    everybody = await context.look(team.everybody, context.member.team)
    admin = Right.ADMIN in context.member.rights
    return Say(people_card(everybody, context.member.id, admin=admin))


async def _ask(context: Context, member: str) -> Answer:
    """The form of one person, as they are now. Raises NotFound."""
    everybody = await context.look(team.everybody, context.member.team)
    found = next((one for one in everybody if one.id == member), None)
    if found is None:
        raise NotFound("member")
    rights = "\n".join(right for right in Right if right in found.rights)
    values = (("verb", Verb.CHANGE), ("member", member), ("name", found.name), ("rights", rights))
    return Ask("people", values)


def _rights(words: tuple[str, ...]) -> frozenset[Right]:
    """Names of rights; none named = a maker."""
    known = {str(right) for right in Right}
    wrong = [word for word in words if word.lower() not in known]
    if wrong:
        raise BadOptions((FieldError("rights", "unknown", wrong[0]),))
    if not words:
        return team.MAKER
    return frozenset(Right(word.lower()) for word in words) | {Right.SEE}


COMMAND = Command(
    name="people",
    title=COMMANDS["people"].title,
    summary=COMMANDS["people"].summary,
    options=PeopleOptions,
    run=run,
    asks=True,
    slash=False,
)
