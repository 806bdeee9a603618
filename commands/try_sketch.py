"""Try a free sketch: the first picture for somebody who presses instead of typing."""

from __future__ import annotations

from bot.answering import answer_taken
from bot.command import Command, Context, Options
from bot.domain.choose import SKETCH
from bot.domain.work import Right
from bot.events import Answer
from bot.services import taking
from bot.services.briefing import BriefFields
from bot.views.welcome import SKETCH_LINE


class TrySketchOptions(Options):
    """What it shows is ours."""


async def run(context: Context, _options: TrySketchOptions) -> Answer:
    what, _, where = SKETCH_LINE.partition(" for a ")
    fields = BriefFields(what=what, where=(where,), model=SKETCH)
    values = (("what", what), ("where", where), ("model", SKETCH))
    taken = await context.do(taking.take_brief, context.terms, context.moment, fields, values)
    return answer_taken(context, taken)


COMMAND = Command(
    name="try_sketch",
    title="",
    summary="",
    options=TrySketchOptions,
    run=run,
    right=Right.SKETCH,
    slash=False,
    private=False,
)
