"""Ask for credits: the admins are told, once, what is needed and for which order."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.command import Command, Context, Options
from bot.domain.ids import VersionId
from bot.domain.money import shown
from bot.events import Answer, Say
from bot.services import reading, team, treasury
from bot.views import note
from bot.views.parked import asked_amount


class AskCreditsOptions(Options):
    version: Annotated[str, Field(min_length=1, max_length=40, description="version")]


async def run(context: Context, options: AskCreditsOptions) -> Answer:
    _, version = await context.look(reading.of_version, VersionId(options.version), context.member)
    balance = await context.look(treasury.balance, context.member)
    amount = shown(asked_amount(version.quote.up_to, balance.free))
    card = note.asked_for_credits(context.member.name, amount, version)
    admins = await context.look(team.admins, context.member.team)
    for admin in admins:
        await context.tell(admin.id, card)
    return Say(note.done(f"Asked {', '.join(a.name for a in admins)} for {amount} credits."))


COMMAND = Command(
    name="ask_credits", title="", summary="", options=AskCreditsOptions, run=run, slash=False
)
