"""/undo: the newest step of yours that can still be taken back, or the one a button names."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.command import Command, Context, Options
from bot.domain.money import shown
from bot.events import Answer, Say
from bot.services import undoing
from bot.views import note
from bot.views.fields import COMMANDS, label


class UndoOptions(Options):
    what: Annotated[str, Field("", max_length=20, description=label("verb"))]
    subject: Annotated[str, Field("", max_length=40, description=label("version"))]


async def run(context: Context, options: UndoOptions) -> Answer:
    if options.subject:
        done = await context.do(
            undoing.undo_version, context.member, options.subject, context.once, context.now
        )
    else:
        done = await context.do(undoing.undo_last, context.member, context.once, context.now)
    spent = shown(done.spent) if done.spent else ""
    return Say(note.undone(done.what, done.name, spent))


COMMAND = Command(
    name="undo",
    title=COMMANDS["undo"].title,
    summary=COMMANDS["undo"].summary,
    options=UndoOptions,
    run=run,
)
