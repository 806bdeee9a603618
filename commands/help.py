"""/help: how to ask, change, approve and pay, on one card; only what this person may do."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.command import Command, Context, Options
from bot.events import Answer, Say
from bot.forms import Ui
from bot.views.fields import COMMANDS, hint, label
from bot.views.help import TOPICS, help_card, topic_card


class HelpOptions(Options):
    topic: Annotated[
        str, Field("", max_length=80, description=label("topic")), Ui(hint=hint("topic"))
    ]


async def run(context: Context, options: HelpOptions) -> Answer:
    wanted = options.topic.strip().lower().lstrip("/")
    if wanted in TOPICS:
        return Say(topic_card(wanted))
    commands = tuple(
        (f"/{c.name}", c.summary)
        for c in context.registry.slash(context.member)
        if not wanted or wanted in f"{c.name} {c.summary}".lower()
    )
    return Say(help_card(commands))


COMMAND = Command(
    name="help",
    title=COMMANDS["help"].title,
    summary=COMMANDS["help"].summary,
    options=HelpOptions,
    run=run,
)
