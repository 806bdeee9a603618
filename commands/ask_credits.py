"""Ask for credits: those who answer for them are told, once, what is needed and for what."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.command import Command, Context, Options
from bot.domain.ids import VersionId
from bot.domain.money import shown
from bot.events import Answer, Say
from bot.services import alarms, reading, treasury
from bot.views import note
from bot.views.parked import asked_amount


class AskCreditsOptions(Options):
    version: Annotated[str, Field(min_length=1, max_length=40, description="version")]


async def run(context: Context, options: AskCreditsOptions) -> Answer:
    _, version = await context.look(reading.of_version, VersionId(options.version), context.member)
    balance = await context.look(treasury.balance, context.member)
    amount = asked_amount(version.quote.up_to, balance.free)
    told = await context.do(alarms.credits_wanted, context.member, version.id, amount, context.now)
    return Say(note.asked_for_credits(told, shown(amount)))


COMMAND = Command(
    name="ask_credits", title="", summary="", options=AskCreditsOptions, run=run, slash=False
)
