"""One interaction while it is answered: acknowledged once within three seconds, then its answer is
written over the acknowledgement, which a repeated request cannot double."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from adapters.discord.faults import ALREADY_ACKED, Lost, Refused
from adapters.discord.limits import ACK_S, ACK_TRY_S, AGAIN_S, TOKEN_S
from adapters.discord.wire import Upload, Wire
from bot.ports import Clock

Json = dict[str, Any]
EPHEMERAL = 64
MESSAGE, LATER, LATER_HERE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
"""Types of an acknowledgement: a message, "thinking", nothing yet, the clicked message anew,
entries, a form."""
BAD_BODY = 400
"""A message that is wrong in itself: a bug of ours, no reason to send it another way."""


class Over(Exception):
    """The token is no good any more: the answer has to go another way."""


class Ack(StrEnum):
    """How it was acknowledged."""

    NOT = "not"
    THINKING = "thinking"
    """A message of its own, for the person alone, waits for its answer."""
    HERE = "here"
    """The message that was clicked waits for its answer."""
    DONE = "done"


@dataclass(slots=True)
class Talk:
    """`limit`: bytes of one file, for this person in this place. `born`: monotonic seconds."""

    wire: Wire
    clock: Clock
    application: str
    id: str
    token: str
    limit: int
    born: float
    ack: Ack = Ack.NOT

    async def later(self) -> bool:
        """False: Discord has given up on this interaction; nothing that it says will be shown."""
        return await self._send({"type": LATER, "data": {"flags": EPHEMERAL}}, Ack.THINKING)

    async def later_here(self) -> bool:
        return await self._send({"type": LATER_HERE}, Ack.HERE)

    async def say(self, body: Json) -> bool:
        data = {**body, "flags": EPHEMERAL}
        return await self._send({"type": MESSAGE, "data": data}, Ack.DONE)

    async def update(self, body: Json) -> bool:
        return await self._send({"type": UPDATE, "data": body}, Ack.DONE)

    async def choices(self, rows: list[Json]) -> bool:
        return await self._send({"type": CHOICES, "data": {"choices": rows}}, Ack.DONE)

    async def modal(self, form: Json) -> bool:
        return await self._send({"type": MODAL, "data": form}, Ack.DONE)

    async def _send(self, body: Json, ack: Ack) -> bool:
        path = f"/interactions/{self.id}/{self.token}/callback"
        while True:
            left = ACK_S - (self.clock.monotonic() - self.born)
            try:
                await self.wire.answer("POST", path, body, within=max(ACK_TRY_S, left))
            except Refused as refused:
                if refused.code != ALREADY_ACKED:  # that one did get through: its answer was lost
                    if refused.status == BAD_BODY:
                        raise
                    return False
            except Lost:
                if left > ACK_TRY_S:
                    await self.clock.sleep(ACK_TRY_S)
                    continue
            self.ack = ack
            return True

    # --- the answer ---------------------------------------------------------------------------

    async def write(self, body: Json, files: Sequence[Upload] = ()) -> None:
        """Over the acknowledgement. Raises Over; Refused for a body that Discord does not take."""
        whole = body if files else {**body, "attachments": []}
        await self._original("PATCH", {"content": None, **whole}, files)

    async def take_back(self) -> None:
        """Nothing is left of it. Raises Over."""
        await self._original("DELETE")

    async def add(self, body: Json, files: Sequence[Upload]) -> None:
        """Another private message, sent once: whether a lost one arrived, nobody could tell."""
        path = f"/webhooks/{self.application}/{self.token}"
        await self.wire.answer("POST", path, {**body, "flags": EPHEMERAL}, files)

    async def _original(
        self, method: str, body: Json | None = None, files: Sequence[Upload] = ()
    ) -> None:
        if self.clock.monotonic() - self.born > TOKEN_S:
            raise Over
        path = f"/webhooks/{self.application}/{self.token}/messages/@original"
        for wait in (*AGAIN_S, None):
            try:
                await self.wire.answer(method, path, body, files)
            except Refused as refused:
                if refused.too_large or refused.status == BAD_BODY:
                    raise
                raise Over from refused
            except Lost:
                if wait is None:
                    raise Over from None
                await self.clock.sleep(wait)
            else:
                return
