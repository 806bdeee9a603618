"""What is offered while somebody types an option; in a list, what may follow the last comma."""

from __future__ import annotations

import asyncio

from adapters.discord import form
from adapters.discord.came import Came, Reading
from adapters.discord.client import DiscordChat
from adapters.discord.limits import CHOICES_S, OPTION_MAX, OPTIONS_MAX
from adapters.discord.wire import in_time
from bot.desk import Desk


class Choosing:
    def __init__(self, desk: Desk, chat: DiscordChat, reading: Reading) -> None:
        self._desk, self._chat, self._reading = desk, chat, reading

    async def offer(self, came: Came) -> None:
        field, typed = form.focused(came.data)
        kept, sep, piece = typed.rpartition(",") if self._is_list(came, field) else ("", "", typed)
        before = f"{kept}{sep} " if sep else ""
        command = str(came.data.get("name", ""))
        asking = asyncio.create_task(self._offered(came, command, field, piece.strip()))
        rows = asking.result() if await in_time(CHOICES_S, asking) else []
        entries = [
            {"name": f"{before}{label}"[:OPTION_MAX], "value": f"{before}{value}"}
            for value, label in rows[:OPTIONS_MAX]
            if len(before) + len(value) <= OPTION_MAX
        ]
        await came.talk.choices(entries)

    async def _offered(
        self, came: Came, command: str, field: str, typed: str
    ) -> list[tuple[str, str]]:
        actor = await self._reading.verified(came)
        found = await self._desk.choices(actor.actor, command, field, typed)
        return [(c.value, f"{c.label} - {c.hint}" if c.hint else c.label) for c in found.choices]

    def _is_list(self, came: Came, field: str) -> bool:
        found = self._chat.composing.forms.named(str(came.data.get("name", "")))
        return found is not None and form.is_list(found, field)
