"""What the benchmarks of Discord and Slack share: fifty people, the studio that serves them with its
real adapter and the real SDK, and the rounds. The platform is a process of its own, with its documented
limits on; moments are time.monotonic, one clock for all processes of a machine.

This machine is busy with others: a figure is the best of its rounds, and every round is printed, with
what a bare script or a bare request took in the same round.
"""

from __future__ import annotations

import asyncio
import io
import json
import statistics
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, redirect_stderr
from dataclasses import dataclass
from functools import cache
from math import inf
from pathlib import Path

from bot.events import Venue
from bot.services import team
from bot.services.office import Office, Transaction
from bot.wiring import Studio
from tests.bench.standins import ME, TimedModel, let_spend, real_png, row, spending_studio
from tests.bench.work import Bare

CROWD = 50
MODEL_S = 2.0
ROUNDS = 3
JOBS = 20
"""Briefs one after another in a round of the overhead."""
DRAWN_S = 0.5
"""Of the model there: no vendor is faster, and the message that gets the picture stands by then."""
REST_S = 0.2
"""Between two of them: what is still told and written is over."""
PICTURES = 8
TRIP_S = 0.02
"""Between two bare requests."""
PATIENCE_S = 200.0
"""Fifty people in one channel wait for its limit, a minute and more."""
ACK_MS, SIGN_S, WALL_S, OVERHEAD_MS = 100, 1, 5, 80

Rows = Sequence[Mapping[str, str | float | None]]


@dataclass(frozen=True, slots=True)
class Asked:
    """One event, when the platform sent it and when the desk acknowledged it (inf = never)."""

    sent: float
    acked: float

    @property
    def ms(self) -> float:
        return (self.acked - self.sent) * 1000


class Town(ABC):
    """A platform in a process of its own, and fifty people there with a channel each."""

    name: str
    settings: Mapping[str, str]
    """With which a studio finds it."""
    venues: tuple[Venue, ...]
    """Person by person."""
    one_channel_ideal_s: float
    """Fifty briefs in one channel, were nothing slow but the model and the channel's limit."""

    @abstractmethod
    async def connected(self) -> None:
        """Until the desk is there."""

    @abstractmethod
    async def briefs(
        self, people: Sequence[int], *, within_s: float = 0.0, together: bool = False
    ) -> list[Asked]:
        """/brief by each of these, begun evenly over so many seconds, in the own channel or
        `together` in the first one's. Returns when all are acknowledged."""

    @abstractmethod
    async def second(self) -> list[Asked]:
        """Fifty people act within one second: every event of it."""

    @abstractmethod
    async def shown(self, count: int) -> list[float]:
        """Waits until so many messages have got their picture since the last `briefs`; when."""

    @abstractmethod
    async def signs(self, asked: Sequence[Asked]) -> list[float]:
        """Seconds until each of the people of the last `briefs` saw something."""

    @abstractmethod
    async def root(self, person: int) -> None:
        """A message in this person's channel, without a studio and its SDK."""

    @abstractmethod
    async def bare(self, data: bytes) -> float:
        """Shows a picture in the last `root`, by the same requests; when it was there."""

    @abstractmethod
    async def trip(self) -> None:
        """A bare request there and back."""

    @abstractmethod
    async def complaints(self) -> list[str]:
        """What the desk did that the platform does not like."""


Opening = Callable[[], AbstractAsyncContextManager[Town]]


@dataclass(frozen=True, slots=True)
class Burst:
    """`signs_s`: seconds until a person saw something, at p99; `ack_ms` likewise."""

    wall_s: float
    signs_s: float
    ack_ms: float


@dataclass(frozen=True, slots=True)
class Pair:
    """Ours and the bare one of the same round, milliseconds."""

    ours: float
    bare: float


@cache
def pictures() -> list[bytes]:
    return [real_png(seed) for seed in range(PICTURES)]


def acknowledged_ms(asked: Sequence[Asked]) -> list[float]:
    """Of each event. AssertionError where one was never acknowledged: no other round makes up for
    that."""
    found = [one.ms for one in asked]
    if lost := found.count(inf):
        raise AssertionError(f"{lost} of {len(found)} events were never acknowledged")
    return found


def p99(found: Sequence[float]) -> float:
    return sorted(found)[int(len(found) * 0.99)]


@asynccontextmanager
async def served(opening: Opening, model: TimedModel) -> AsyncIterator[Town]:
    """A fresh platform and a fresh studio for it. AssertionError for a bug of ours in the log, and
    for what the platform does not like."""
    log = io.StringIO()
    with tempfile.TemporaryDirectory(prefix="bench-") as name, redirect_stderr(log):
        async with opening() as town:
            async with spending_studio(Path(name), model, None, **town.settings) as studio:
                await _open_channels(studio, town.venues)
                await town.connected()
                yield town
            lines = [json.loads(line) for line in log.getvalue().splitlines()]
            bugs = [str(line) for line in lines if line["event"].endswith("_bug")]
            if wrong := [*bugs, *await town.complaints()]:
                raise AssertionError("; ".join(wrong[:5]))


async def _open_channels(studio: Studio, venues: tuple[Venue, ...]) -> None:
    """As by one press of an admin in each: everybody there may spend."""
    await let_spend(studio.office)
    await studio.office.do(_opened, studio.office, venues)


def _opened(tx: Transaction, office: Office, venues: tuple[Venue, ...]) -> None:
    me = team.known(tx, ME)
    for venue in venues:
        team.open_channel(tx, me, venue, f"bench {venue.channel}", office.clock.now())


async def second(opening: Opening) -> Pair:
    """The slowest hundredth of the acknowledgements of one second, and of bare requests in it."""
    trips: list[float] = []

    async def travel(town: Town) -> None:
        while True:
            began = time.monotonic()
            await town.trip()
            trips.append((time.monotonic() - began) * 1000)
            await asyncio.sleep(TRIP_S)

    async with served(opening, TimedModel(pictures(), lambda _: MODEL_S)) as town:
        travelling = asyncio.create_task(travel(town))
        asked = await town.second()
        travelling.cancel()
    return Pair(p99(acknowledged_ms(asked)), p99(trips))


async def burst(opening: Opening, *, together: bool = False) -> Burst:
    """From the first /brief until the last message shows its picture."""
    async with served(opening, TimedModel(pictures(), lambda _: MODEL_S)) as town:
        asked = await town.briefs(range(CROWD), together=together)
        shown = await town.shown(CROWD)
        signs = await town.signs(asked)
    wall = max(shown) - min(one.sent for one in asked)
    return Burst(wall, p99(signs), p99(acknowledged_ms(asked)))


async def overhead(opening: Opening) -> Pair:
    """From the model's answer to the request that shows the picture; a bare script does the same
    work on the picture and the same requests in turn, so that a busy moment slows both."""
    model = TimedModel(pictures(), lambda _: DRAWN_S)
    ours, bare = [], []
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        script = Bare(Path(name))
        async with served(opening, model) as town:
            for n in range(JOBS):
                await town.briefs([n])
                shown = await town.shown(1)
                ours.append((shown[0] - max(model.answered.values())) * 1000)
                await asyncio.sleep(REST_S)
                data = pictures()[n % PICTURES] + n.to_bytes(4, "big")
                await town.root(n)
                began = time.monotonic()
                script.run(data)
                bare.append((await town.bare(data) - began) * 1000)
        script.close()
    return Pair(statistics.median(ours), statistics.median(bare))


@dataclass(frozen=True, slots=True)
class Found:
    """All rounds of one platform."""

    name: str
    acks: Sequence[Pair]
    bursts: Sequence[Burst]
    overheads: Sequence[Pair]
    together: Burst
    ideal_s: float


def measured(opening: Opening) -> Found:
    acks = [asyncio.run(second(opening)) for _ in range(ROUNDS)]
    bursts = [asyncio.run(burst(opening)) for _ in range(ROUNDS)]
    overheads = [asyncio.run(overhead(opening)) for _ in range(ROUNDS)]
    together = asyncio.run(burst(opening, together=True))
    name, ideal = asyncio.run(_about(opening))
    return Found(name, acks, bursts, overheads, together, ideal)


async def _about(opening: Opening) -> tuple[str, float]:
    async with opening() as town:
        return town.name, town.one_channel_ideal_s


def said(found: Found) -> str:
    """Every round, in words."""
    lines = [f"{found.name}, best of {len(found.bursts)} rounds each:"]
    lines += [
        f"  acknowledged in {one.ours:.0f} ms at p99; bare requests meanwhile {one.bare:.0f} ms"
        for one in found.acks
    ]
    lines += [
        f"  {CROWD} at once: all pictures after {one.wall_s:.2f} s (the model takes {MODEL_S:g} s);"
        f" first sign {one.signs_s:.2f} s, acknowledged {one.ack_ms:.0f} ms at p99"
        for one in found.bursts
    ]
    lines += [
        f"  overhead {one.ours:.1f} ms, a bare script {one.bare:.1f} ms" for one in found.overheads
    ]
    lines.append(
        f"  {CROWD} in one channel: {found.together.wall_s:.1f} s; {found.ideal_s:.1f} s by the"
        " channel's limit alone"
    )
    return "\n".join(lines)


def figures(found: Found) -> Rows:
    """The lines of bench.json. Pure."""
    name = found.name
    ack = min(found.acks, key=lambda one: one.ours)
    over = min(found.overheads, key=lambda one: one.ours)
    return [
        row(f"{name}_ack_p99_ms", ack.ours, "ms", ACK_MS),
        row(f"{name}_burst50_wall_s", min(one.wall_s for one in found.bursts), "s", WALL_S),
        row(f"{name}_overhead_p50_ms", over.ours, "ms", OVERHEAD_MS),
        _told(f"{name}_overhead_bare_p50_ms", over.bare, "ms"),
        _told(f"{name}_overhead_ratio", over.ours / over.bare, "x"),
        _told(f"{name}_one_channel_burst50_s", found.together.wall_s, "s"),
        _told(f"{name}_one_channel_ideal_s", found.ideal_s, "s"),
    ]


def first_sign(found: Found) -> Rows:
    best = min(one.signs_s for one in found.bursts)
    return [row(f"{found.name}_first_sign_p99_s", best, "s", SIGN_S)]


def _told(name: str, value: float, unit: str) -> Mapping[str, str | float | None]:
    """A figure that is there to be read."""
    return {**row(name, value, unit, 0), "limit": None}
