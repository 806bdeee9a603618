"""The real discord.py client, made quick: no wait before IDENTIFY, a short wait for servers, and a list of
what it heard."""

from __future__ import annotations

import asyncio
import io
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import discord
import discord.webhook.async_
from PIL import Image

from tests.standins.discord import Discord

INTENTS = 34305 | 1 << 12
"""Servers, messages, reactions, content (facts 6), and DMs."""


class QuickClient(discord.Client):
    def __init__(self, *, intents: int = INTENTS, **options: Any) -> None:
        wanted = discord.Intents.none()
        wanted.value = intents
        super().__init__(
            intents=wanted, guild_ready_timeout=0.02, max_messages=None,
            allowed_mentions=discord.AllowedMentions.none(), **options,
        )  # fmt: skip
        self.up = asyncio.Event()
        self.readies = 0
        self.resumes = 0
        self.messages: list[discord.Message] = []
        self.reactions: list[discord.RawReactionActionEvent] = []
        self.events: list[str] = []
        self.answer: Callable[[discord.Interaction], Awaitable[object]] | None = None
        self.broken: list[BaseException] = []

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Not the 5 s of the real one."""

    async def on_ready(self) -> None:
        self.readies += 1
        self.up.set()

    async def on_resumed(self) -> None:
        self.resumes += 1

    async def on_message(self, message: discord.Message) -> None:
        self.messages.append(message)

    async def on_socket_event_type(self, event: str) -> None:
        self.events.append(event)

    async def on_raw_reaction_add(self, event: discord.RawReactionActionEvent) -> None:
        self.reactions.append(event)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        if self.answer is not None:
            await self.answer(interaction)

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        error = sys.exc_info()[1]
        if error is not None:
            self.broken.append(error)

    def place(self, channel_id: str) -> discord.PartialMessageable:
        return self.get_partial_messageable(int(channel_id))


@asynccontextmanager
async def running(
    d: Discord, client: QuickClient | None = None, *, token: str = ""
) -> AsyncIterator[QuickClient]:
    """Connected and ready; closed at the end."""
    made = client or QuickClient()
    task = asyncio.create_task(made.start(token or d.token))
    up = asyncio.create_task(made.up.wait())
    try:
        await asyncio.wait({task, up}, timeout=5, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            await task
        yield made
    finally:
        up.cancel()
        await made.close()
        await asyncio.wait({task}, timeout=5)


class Hurried:
    """asyncio for the client's own modules: its waits before another try are noted, not waited."""

    def __init__(self, d: Discord | None) -> None:
        self.waits: list[float] = []
        self._d = d

    def __getattr__(self, name: str) -> Any:
        return getattr(asyncio, name)

    async def sleep(self, seconds: float) -> None:
        if seconds:
            self.waits.append(seconds)
        if self._d is not None:
            self._d.limits.ahead += seconds
        await asyncio.sleep(0)


@contextmanager
def hurried(d: Discord | None = None) -> Iterator[list[float]]:
    """The seconds that the client wanted to wait before it tried again; the windows of `d`'s rate limits
    move on by them."""
    modules: list[Any] = [discord.http, discord.webhook.async_, discord.client]
    hurry = Hurried(d)
    for module in modules:
        module.asyncio = hurry
    try:
        yield hurry.waits
    finally:
        for module in modules:
            module.asyncio = asyncio


def png(width: int = 8, height: int = 8, noise: int = 0) -> bytes:
    """A picture; `noise`: bytes behind its end, to make it as large as wanted."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), (200, 30, 30)).save(out, "PNG")
    return out.getvalue() + bytes(noise)


def file(name: str = "v1.png", data: bytes | None = None) -> discord.File:
    return discord.File(io.BytesIO(png() if data is None else data), name)


async def slash(
    d: Discord, client: QuickClient, answer: Callable[[discord.Interaction], Awaitable[object]]
) -> None:
    """Registers /brief with one option and says what answers it."""
    option = {"type": 3, "name": "what", "description": "What", "required": True}
    photo = {"type": 11, "name": "photo", "description": "A photo"}
    command = {"name": "brief", "description": "A brief", "options": [option, photo], "type": 1}
    assert client.application_id is not None
    await client.http.bulk_upsert_guild_commands(client.application_id, int(d.guild.id), [command])
    client.answer = answer


async def code(act: Awaitable[object]) -> tuple[int, int]:
    """Status and JSON code of the refusal; (200, 0) when there was none."""
    try:
        await act
    except discord.HTTPException as error:
        return error.status, error.code
    return 200, 0


async def raw(
    client: QuickClient, path: str, body: Any, method: str = "POST", **at: Any
) -> tuple[int, int, str]:
    """(status, code, words) of a body that the library itself would not send."""
    try:
        await client.http.request(discord.http.Route(method, path, **at), json=body)
    except discord.HTTPException as error:
        return error.status, error.code, error.text
    return 200, 0, ""
