"""Fix: a form that was kept opens again, as it was filled in."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.command import Command, Context, Options
from bot.events import Answer
from bot.services import keeping


class FixOptions(Options):
    form: Annotated[str, Field(min_length=1, max_length=40, description="form")]


async def run(context: Context, options: FixOptions) -> Answer:
    return await context.look(keeping.form_again, context.member, options.form, context.now)


COMMAND = Command(
    name="fix", title="", summary="", options=FixOptions, run=run, slash=False, asks=True
)
