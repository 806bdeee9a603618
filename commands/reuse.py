"""Reuse this brief: its form, filled in, as the start of a new one."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.command import Command, Context, Options
from bot.domain.ids import SessionId
from bot.domain.work import Right
from bot.events import Answer, Ask
from bot.services import briefing, keeping, reading


class ReuseOptions(Options):
    session: Annotated[str, Field(min_length=1, max_length=40, description="session")]


async def run(context: Context, options: ReuseOptions) -> Answer:
    session = await context.look(reading.session, SessionId(options.session), context.member)
    photos = await context.look(
        keeping.photos_again,
        context.member,
        tuple((r.upload, str(r.role)) for r in session.brief.references),
    )
    values = briefing.values_of(session.brief, session.campaign_name)
    return Ask("brief", values, photos=photos)


COMMAND = Command(
    name="reuse",
    title="",
    summary="",
    options=ReuseOptions,
    run=run,
    right=Right.SKETCH,
    slash=False,
    asks=True,
)
