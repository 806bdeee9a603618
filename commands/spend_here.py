"""One press by an admin: everybody in this channel may spend, up to a daily cap; and back."""

from __future__ import annotations

from bot.command import Command, Context, Options
from bot.domain.work import Right
from bot.events import Answer, Say
from bot.services import team
from bot.views import welcome


class SpendHereOptions(Options):
    """The channel is where the button was pressed."""


async def open_channel(context: Context, _options: SpendHereOptions) -> Answer:
    cap = await context.do(
        team.open_channel, context.member, context.venue, context.effect, context.now
    )
    return Say(welcome.channel_opened(cap))


async def close_channel(context: Context, _options: SpendHereOptions) -> Answer:
    closed = await context.do(
        team.close_channel, context.member, context.venue, context.effect, context.now
    )
    return Say(welcome.channel_closed(was_open=closed))


OPEN = Command(
    name="spend_here",
    title="",
    summary="",
    options=SpendHereOptions,
    run=open_channel,
    right=Right.ADMIN,
    slash=False,
)
CLOSE = Command(
    name="stop_spending",
    title="",
    summary="",
    options=SpendHereOptions,
    run=close_channel,
    right=Right.ADMIN,
    slash=False,
)
