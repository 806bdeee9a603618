"""What the benchmarks plug into the ports: a model that answers after a while with a real PNG, a chat
that notes when a picture stands in a card, and a studio of theirs that may spend."""

from __future__ import annotations

import asyncio
import io
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image as Pillow

from adapters.files import LocalFiles
from adapters.pixels import ThreadPixels
from adapters.system import SystemClock, SystemIds
from bot.cards import Image, Kind
from bot.domain.ids import SessionId
from bot.domain.model import Provider, Usage
from bot.domain.money import CREDIT
from bot.domain.money import Kind as Money
from bot.domain.outcome import Made, Ok, Outcome
from bot.events import Actor, Invocation, Platform, Quiet, Venue
from bot.ports import Call, Chat, ImageModel, Wanted
from bot.services import team, treasury
from bot.services.office import Office, Transaction
from bot.settings import read_settings
from bot.wiring import Parts, Studio, open_studio

MODEL = "gemini-nano-banana-2.1"
"""Paid and not repeatable: the most careful path."""
ME = Actor(Platform.WEB, team.LOCAL, "", "You")
CHANNEL = Venue(Platform.WEB, team.LOCAL, "main")
SIDE = 1024
NOISE = 11
"""Levels of grain in each colour: a PNG of this size then has the 1.6 MB of a vendor's picture."""
USED = Usage(text_in=200, image_out=1120)


def real_png(seed: int) -> bytes:
    """A picture with soft shapes and grain, about 1.6 MB."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:SIDE, 0:SIDE] / SIDE
    waves = [np.sin(x * rng.uniform(2, 9) + y * rng.uniform(2, 9) + seed) for _ in range(3)]
    soft = np.stack(waves, axis=-1) * 90 + 128
    grain = rng.integers(0, NOISE, soft.shape)
    held = io.BytesIO()
    pixels = np.clip(soft + grain, 0, 255).astype(np.uint8)
    Pillow.fromarray(pixels).save(held, "PNG", compress_level=6)
    return held.getvalue()


class TimedModel(ImageModel):
    """Answers after `delay(n)` seconds; remembers when it answered each order."""

    provider = Provider.GOOGLE

    def __init__(self, pictures: list[bytes], delay: Callable[[int], float]) -> None:
        self._pictures = pictures
        self._delay = delay
        self.calls = 0
        self.answered: dict[str, float] = {}

    async def make(self, call: Call, partial: Callable[[bytes], None]) -> Outcome:
        n, self.calls = self.calls, self.calls + 1
        await asyncio.sleep(self._delay(n))
        data = self._pictures[n % len(self._pictures)]
        # Other bytes each time (a chunk after the picture's end): no two share a file.
        made = Made(data + n.to_bytes(4, "big"), "image/png", SIDE, SIDE, alt="a can on stone")
        self.answered[call.brief.what] = time.perf_counter()
        return Ok((made,), USED)


class TimedChat(Chat):
    """Notes when a result with its picture was posted."""

    platform = Platform.WEB
    rooted = False

    def __init__(self) -> None:
        self.shown: dict[SessionId, float] = {}
        self._news = asyncio.Event()

    async def post(self, wanted: Wanted) -> str:
        pictured = any(isinstance(part, Image) for part in wanted.card.parts)
        if wanted.session and wanted.card.kind is Kind.RESULT and pictured:
            self.shown.setdefault(wanted.session, time.perf_counter())
            self._news.set()
        return f"{wanted.session}.{wanted.post}"

    async def edit(self, ref: str, wanted: Wanted) -> None:
        return

    async def look(self, wanted: Wanted) -> str | None:
        return None

    async def open_thread(self, ref: str, venue: Venue, title: str) -> Venue:
        return venue

    async def tell(self, actor: str, venue: Venue, card: object) -> None:
        return

    async def say(self, venue: Venue, card: object) -> None:
        return

    async def until(self, sessions: set[SessionId]) -> None:
        """Waits until each of these shows its picture."""
        while not sessions <= self.shown.keys():
            self._news.clear()
            await self._news.wait()


@asynccontextmanager
async def spending_studio(
    folder: Path, model: ImageModel, chat: Chat | None = None, **values: str
) -> AsyncIterator[Studio]:
    """A running studio with credits, no caps in the way and no question before spending. `values`:
    more settings, a platform's token and addresses."""
    settings = read_settings({"data": str(folder), "backup_daily": "no", **values})
    parts = Parts(
        clock=SystemClock(),
        ids=SystemIds(),
        files=LocalFiles(settings.files()),
        pixels=ThreadPixels(),
        models={model.provider: model},
        chats={chat.platform: chat} if chat else None,
    )
    studio = await open_studio(settings, parts)
    await let_spend(studio.office)
    await studio.start()
    try:
        yield studio
    finally:
        await studio.stop()


async def let_spend(office: Office) -> None:
    """Safe to call again: the same acts."""
    await office.do(_let_spend, office)


def _let_spend(tx: Transaction, office: Office) -> None:
    now, plenty = office.clock.now(), 10**9 * CREDIT
    me = team.known(tx, ME)
    rules = replace(
        team.policy(tx, me.team),
        ask_above=plenty, ask_above_percent=100, first_paid_asks=0,
        venue_daily_cap=plenty, member_daily_cap=plenty, waiting_cap=10**6,
    )  # fmt: skip
    team.change_policy(tx, me, rules, "bench rules", now)
    treasury.grant(
        tx, office.terms, me, amount=treasury.GRANT_MAX, kind=Money.PURCHASED, expires=None,
        note="", effect="bench grant", now=now,
    )  # fmt: skip


def brief(origin: str, what: str) -> Invocation:
    values = (("what", what), ("model", MODEL))
    return Invocation(origin, ME, CHANNEL, time.time(), "brief", values=values)


async def order(studio: Studio, name: str) -> SessionId:
    """A brief through the front door; its session. Fails where an order would not be taken."""
    answer = await studio.desk.handle(brief(name, f"a can on stone {name}"))
    if not isinstance(answer, Quiet) or not answer.opens:
        raise AssertionError(f"{name} was not ordered: {answer}")
    return SessionId(answer.opens)


def row(
    name: str, value: float, unit: str, limit: float, better: str = "lower"
) -> dict[str, str | float]:
    """One line of bench.json."""
    return {"name": name, "value": round(value, 3), "unit": unit, "limit": limit, "better": better}
